"""Which figures of a batch change too much after the ones before them: accepted, and flagged for a human.

The rule is that of `measurements.plausibility`; here many series are gone through at once, with floats, and only what
lies at the edge is worked out exactly.
"""

from bisect import insort
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from sqlalchemy import text
from sqlmodel import Session

from app.models.period import Period, PeriodKind
from app.services.access.eyes import TRUSTED, guarded
from app.services.access.writing import Writing
from app.services.batches.checking import Staged
from app.services.measurements.catalogue import look_up_words
from app.services.measurements.plausibility import CONSISTENCY, ENOUGH, TIMES, implausible

Series = tuple[str, str, str, PeriodKind]
Point = tuple[date, Decimal, int | None]  # first day, value, position in the batch (None for what is known)

EDGE = 1e-9
KNOWN = """
SELECT m.indicator_id, m.place_id, m.population_id, m.period, m.value, m.partner_id FROM measurement m
WHERE m.value IS NOT NULL AND m.state <> 'withdrawn' AND EXISTS (
    SELECT 1 FROM stage s WHERE s.indicator_id = m.indicator_id AND s.place_id = m.place_id
    AND s.population_id = m.population_id)
AND NOT EXISTS (
    SELECT 1 FROM stage s WHERE s.indicator_id = m.indicator_id AND s.place_id = m.place_id
    AND s.population_id = m.population_id AND s.period = m.period)
"""


def standing_out(writing: Writing, staged: Sequence[Staged]) -> list[int]:
    """The positions in the stage whose figure stands out from the earlier ones that the sender may see."""
    left = set(writing.session.execute(text("SELECT position FROM stage WHERE value IS NOT NULL")).scalars())
    series: dict[Series, list[Point]] = defaultdict(list)
    for row in staged:
        if row[0] in left:
            series[(row[1], row[2], row[6], Period.parse(row[3]).kind)].append((row[4], row[7], row[0]))
    _add_known(writing, series)
    limits = _limits(writing.session, {key[0] for key in series})
    found: list[int] = []
    for key, points in series.items():
        if len(points) > 1:
            found.extend(_in_series(points, *limits[key[0]]))
    return found


def _add_known(writing: Writing, series: dict[Series, list[Point]]) -> None:
    guards = guarded(writing.sight, {key[0] for key in series})
    trusted = writing.actor.role in TRUSTED
    for indicator, place, population, period, value, partner in writing.session.execute(text(KNOWN)):
        parsed = Period.parse(period)
        points = series.get((indicator, place, population, parsed.kind))
        own = partner is not None and partner == writing.actor.partner
        if points is not None and (trusted or own or guards[indicator].protection is None):
            points.append((parsed.starts, Decimal(value), None))


def _limits(session: Session, indicators: set[str]) -> dict[str, tuple[Decimal, Decimal | None]]:
    found = look_up_words(session, indicators=indicators, places=()).indicators
    return {key: (Decimal(1).scaleb(-one.decimals), one.change_limit) for key, one in found.items()}


def _in_series(points: list[Point], step: Decimal, limit: Decimal | None) -> Iterator[int]:
    points.sort(key=lambda point: point[0])
    values = [float(value) for _, value, _ in points]
    changes: list[float] = []
    for index in range(1, len(points)):
        change = abs(values[index] - values[index - 1])
        position = points[index][2]
        if position is not None and _too_much(points, index, change, changes, (step, limit)):
            yield position
        insort(changes, change)


def _too_much(
    points: list[Point], index: int, change: float, changes: list[float], limits: tuple[Decimal, Decimal | None]
) -> bool:
    """Told by floats, unless it is a close call."""
    step, limit = limits
    if index < ENOUGH:
        most = float("inf") if limit is None else float(limit)
    else:
        most = float(TIMES) * max(_median(changes) * float(CONSISTENCY), float(step))
    if abs(change - most) > EDGE * max(1.0, most):
        return change > most
    earlier = [value for _, value, _ in points[:index]]
    return implausible(points[index][1], earlier, step=step, limit=limit)


def _median(ordered: Sequence[float]) -> float:
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2
