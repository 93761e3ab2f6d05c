"""Two levels, always: a series through time, and at each moment beside its reference. Pure rules."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from app.models.period import Period
from app.models.terms import GoodDirection, Movement
from app.services.insight.shapes import Fact, Facts, by_period
from app.services.progress.shapes import SERIES_BREAK, Scale
from app.services.progress.uncertainty import Z, variance


@dataclass(frozen=True)
class Pair:
    """A figure, and that of its reference in the same period, where there is one.

    Of a `total` the two are no equals: a city has more of everything, and a place is a part of it.
    """

    fact: Fact
    reference: Fact | None = None
    total: bool = False

    @property
    def difference(self) -> Decimal | None:
        """Value minus reference; None where one of both is missing or hidden, and of totals."""
        value, other = self.fact.value, self.reference.value if self.reference else None
        return None if value is None or other is None or self.total else value - other

    @property
    def is_hidden(self) -> bool:
        return self.fact.is_hidden or (self.reference is not None and self.reference.is_hidden)


@dataclass(frozen=True)
class Levels:
    """How the place moved between two periods, through time and against the reference; None where nothing says so."""

    since: Period | None = None
    until: Period | None = None
    through_time: Movement | None = None
    against_reference: Movement | None = None

    @property
    def falls_behind(self) -> bool:
        """It got better, and the reference more so: both are to be said."""
        return self.through_time is Movement.BETTER and self.against_reference is Movement.WORSE


def beside(facts: Facts, references: Facts, *, total: bool = False) -> list[Pair]:
    """Every figure with the reference's of the same period."""
    others = by_period(references)
    return [Pair(fact, others.get(fact.period), total) for fact in facts]


def gap(difference: Decimal | None, scale: Scale) -> Decimal | None:
    """Positive when worse than the reference, whichever way is good; None where no way is."""
    if difference is None or scale.good is GoodDirection.NONE:
        return None
    return -difference if scale.good is GoodDirection.RISE else difference


def side(difference: Decimal | None, scale: Scale) -> Movement | None:
    """Better or worse than the reference by at least one step, or the same."""
    worse = gap(difference, scale)
    return None if worse is None else moved(-worse, scale)


def moved(gained: Decimal, scale: Scale) -> Movement:
    """By at least one step of the indicator; `gained` is positive for better."""
    if abs(Fraction(gained)) < scale.step:
        return Movement.SAME
    return Movement.BETTER if gained > 0 else Movement.WORSE


def is_certain(pair: Pair, scale: Scale) -> bool | None:
    """Whether the difference is larger than chance explains (95%); None where neither figure has an interval."""
    difference = pair.difference
    if difference is None or pair.reference is None:
        return None
    error = variance(pair.fact.reading, scale) + variance(pair.reference.reading, scale)
    return None if not error else Fraction(difference) ** 2 > Z**2 * error


def ratio(pair: Pair, scale: Scale) -> Decimal | None:
    """The figure over the reference's, on scales whose zero means nothing."""
    other = pair.reference.value if pair.reference else None
    if pair.fact.value is None or not other or not scale.ratio:
        return None
    return pair.fact.value / other


def two_levels(pairs: Sequence[Pair], scale: Scale) -> Levels:
    """Between the first and the last figure that can be compared; with a reference, between those that have both.

    Compared are figures of the last one's kind of period and parts, from the last series break on. Where the last one
    is hidden nothing is said.
    """
    there = [pair for pair in pairs if pair.fact.is_there]
    if not there or there[-1].is_hidden:
        return Levels()
    there = _unbroken(there)
    both = _comparable([pair for pair in there if pair.difference is not None])
    chosen = both if len(both) > 1 else _comparable([pair for pair in there if pair.fact.value is not None])
    if len(chosen) < 2:
        return Levels()
    return _between(chosen[0], chosen[-1], scale)


def _unbroken(pairs: list[Pair]) -> list[Pair]:
    """From the last break in the figures or in those of the reference on."""
    broken = [number for number, pair in enumerate(pairs) if _breaks(pair.fact) or _breaks(pair.reference)]
    return pairs[broken[-1] :] if broken else pairs


def _breaks(fact: Fact | None) -> bool:
    return fact is not None and SERIES_BREAK in fact.reading.flags


def _comparable(pairs: Sequence[Pair]) -> list[Pair]:
    return [pair for pair in pairs if _alike(pair, pairs[-1])]


def _alike(one: Pair, other: Pair) -> bool:
    return _like(one.fact, other.fact) and (
        one.reference is None or other.reference is None or _like(one.reference, other.reference)
    )


def _like(one: Fact, other: Fact) -> bool:
    """The same kind of period, and the same parts of the area."""
    return one.period.kind is other.period.kind and one.reading.parts == other.reading.parts


def _between(first: Pair, last: Pair, scale: Scale) -> Levels:
    change = (last.fact.value or Decimal(0)) - (first.fact.value or Decimal(0))
    lost = gap(change, scale)
    before, now = gap(first.difference, scale), gap(last.difference, scale)
    return Levels(
        since=first.fact.period,
        until=last.fact.period,
        through_time=None if lost is None else moved(-lost, scale),
        against_reference=None if before is None or now is None else moved(before - now, scale),
    )
