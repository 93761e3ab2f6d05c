"""Waterbed: whether problems that leave an area turn up beside it. Pure rules.

Inside and outside are compared between the same two periods: the last one of both that begins at or before the start
(else the first one of both after it), and the last one of both.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.models.period import Period
from app.models.terms import Movement
from app.services.insight.levels import Pair, gap, moved
from app.services.insight.shapes import Fact, Facts, by_period
from app.services.progress.shapes import Scale


@dataclass(frozen=True)
class Flow:
    """Inside and outside in two periods. `moves_out`: better inside, and worse outside."""

    first: Pair
    last: Pair
    inside: Movement | None
    outside: Movement | None

    @property
    def moves_out(self) -> bool:
        return self.inside is Movement.BETTER and self.outside is Movement.WORSE


def flow(inside: Facts, outside: Facts, scale: Scale, starts: date | None) -> Flow | None:
    """None where there are no two periods in which both have a figure to show, the last one told."""
    pairs = _common(inside, outside)
    if not pairs or not _is_told(pairs[-1]):
        return None
    told = [pair for pair in pairs if _is_told(pair)]
    last = told[-1]
    like = [pair for pair in told if _alike(pair, last)]
    first = _first(like, starts)
    if first.fact.period == last.fact.period or first.reference is None or last.reference is None:
        return None
    return Flow(first, last, change(first.fact, last.fact, scale), change(first.reference, last.reference, scale))


def change(before: Fact, now: Fact, scale: Scale) -> Movement | None:
    """Since the first of both, by at least one step; None where no way is good or one is not told."""
    if before.value is None or now.value is None:
        return None
    lost = gap(now.value - before.value, scale)
    return None if lost is None else moved(-lost, scale)


def between(facts: Facts, first: Period, last: Period, scale: Scale) -> Movement | None:
    """How another series, such as the city's, moved between the same two periods."""
    found = by_period(facts)
    if first not in found or last not in found:
        return None
    return change(found[first], found[last], scale)


def _common(inside: Facts, outside: Facts) -> list[Pair]:
    others = by_period(outside)
    return [Pair(fact, others[fact.period]) for fact in inside if fact.is_there and fact.period in others]


def _is_told(pair: Pair) -> bool:
    return pair.fact.value is not None and pair.reference is not None and pair.reference.value is not None


def _alike(one: Pair, other: Pair) -> bool:
    """The same kind of period, and the same parts of both."""
    return (
        one.fact.period.kind is other.fact.period.kind
        and one.fact.reading.parts == other.fact.reading.parts
        and one.reference is not None
        and other.reference is not None
        and one.reference.reading.parts == other.reference.reading.parts
    )


def _first(pairs: Sequence[Pair], starts: date | None) -> Pair:
    before = [pair for pair in pairs if starts is not None and pair.fact.period.starts <= starts]
    return before[-1] if before else pairs[0]
