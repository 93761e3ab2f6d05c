"""Which figures of a batch change too much after the ones before them: accepted, and flagged for a human.

The rule is that of `measurements.plausibility`; here many series are gone through at once, with floats, and only what
lies at the edge is worked out exactly.
"""

from bisect import insort
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import text
from sqlmodel import Session

from app.models.period import Period, PeriodKind
from app.services.access.eyes import TRUSTED, guarded
from app.services.access.writing import Writing
from app.services.measurements.catalogue import look_up_words
from app.services.measurements.plausibility import CONSISTENCY, ENOUGH, TIMES, implausible

# First day, value (in digits on SQLite), position in the batch (None for what is known).
Point = tuple[date, Decimal | str, int | None]

EDGE = 1e-9
ROWS = 5000  # that are in memory at once
SERIES = """
SELECT s.indicator_id, s.place_id, s.population_id, s.period, s.value, s.position, NULL AS partner_id FROM stage s
WHERE s.value IS NOT NULL
UNION ALL
SELECT m.indicator_id, m.place_id, m.population_id, m.period, m.value, NULL, m.partner_id FROM measurement m
WHERE m.value IS NOT NULL AND m.state <> 'withdrawn' AND EXISTS (
    SELECT 1 FROM stage s WHERE s.indicator_id = m.indicator_id AND s.place_id = m.place_id
    AND s.population_id = m.population_id)
AND NOT EXISTS (
    SELECT 1 FROM stage s WHERE s.indicator_id = m.indicator_id AND s.place_id = m.place_id
    AND s.population_id = m.population_id AND s.period = m.period)
ORDER BY 1, 2, 3
"""


def standing_out(writing: Writing) -> list[int]:
    """The positions in the stage whose figure stands out from the earlier ones that the sender may see."""
    session = writing.session
    indicators = set(session.execute(text("SELECT DISTINCT indicator_id FROM stage")).scalars())
    limits, seen = _limits(session, indicators), _Seen(writing, indicators)
    rows = session.execute(text(SERIES), execution_options={"yield_per": ROWS})
    found: list[int] = []
    for (indicator, _, _), series in groupby(rows, itemgetter(0, 1, 2)):
        for points in seen.points(indicator, series):
            if len(points) > 1:
                found.extend(_in_series(points, *limits[indicator]))
    return found


class _Seen:
    """What the sender may see of the figures that are known; its own batch it sees."""

    def __init__(self, writing: Writing, indicators: set[str]) -> None:
        self._partner = writing.actor.partner
        trusted = writing.actor.role in TRUSTED
        guards = guarded(writing.sight, indicators)
        self._open = {key for key in indicators if trusted or guards[key].protection is None}

    def points(self, indicator: str, series: Iterable[Any]) -> Collection[list[Point]]:
        """The points of one indicator, place and population, apart for each kind of period."""
        of_kind: dict[PeriodKind, list[Point]] = {}
        everything = indicator in self._open
        for _, _, _, text_, value, position, partner in series:
            own = partner is not None and partner == self._partner
            if position is not None or everything or own:
                period = Period.parse(text_)
                of_kind.setdefault(period.kind, []).append((period.starts, value, position))
        return of_kind.values()


def _limits(session: Session, indicators: set[str]) -> dict[str, tuple[Decimal, Decimal | None]]:
    found = look_up_words(session, indicators=indicators, places=()).indicators
    return {key: (Decimal(1).scaleb(-one.decimals), one.change_limit) for key, one in found.items()}


def _in_series(points: list[Point], step: Decimal, limit: Decimal | None) -> Iterator[int]:
    points.sort(key=itemgetter(0))
    values = [float(value) for _, value, _ in points]
    least, most_before = float(TIMES) * float(step), float("inf") if limit is None else float(limit)
    changes: list[float] = []
    for index in range(1, len(points)):
        change = abs(values[index] - values[index - 1])
        position = points[index][2]
        if position is not None:
            most = most_before if index < ENOUGH else max(_SPREAD * _median(changes), least)
            if abs(change - most) <= EDGE * max(1.0, most):  # a close call, which floats cannot tell
                earlier = [Decimal(value) for _, value, _ in points[:index]]
                if implausible(Decimal(points[index][1]), earlier, step=step, limit=limit):
                    yield position
            elif change > most:
                yield position
        insort(changes, change)


_SPREAD = float(TIMES) * float(CONSISTENCY)


def _median(ordered: Sequence[float]) -> float:
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2
