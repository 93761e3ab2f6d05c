"""The best and the worst neighbourhood inside an area, which a mean hides. Pure rules."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.models.period import Period
from app.models.terms import GoodDirection
from app.services.insight.shapes import Fact, Facts, by_period
from app.services.progress.shapes import Scale

By = Mapping[str, Facts]


@dataclass(frozen=True)
class Extremes:
    """The places with the highest and the lowest figure of one period: several where they share it.

    `hidden` have a figure that this reader may not see, `missing` have none in this period.
    """

    period: Period
    told: Mapping[str, Fact]
    highest: tuple[str, ...]
    lowest: tuple[str, ...]
    hidden: tuple[str, ...]
    missing: tuple[str, ...]

    def best(self, scale: Scale) -> tuple[str, ...]:
        """Nowhere is best where no way is good."""
        return {GoodDirection.RISE: self.highest, GoodDirection.FALL: self.lowest}.get(scale.good, ())

    def worst(self, scale: Scale) -> tuple[str, ...]:
        return {GoodDirection.RISE: self.lowest, GoodDirection.FALL: self.highest}.get(scale.good, ())


def extremes(series: By, period: Period | None = None) -> Extremes | None:
    """In the period, or else the latest common one; None where fewer than two places have a figure to show."""
    chosen = period or common_period(series)
    if chosen is None:
        return None
    found = {place: by_period(facts).get(chosen) for place, facts in series.items()}
    told = {place: fact for place, fact in found.items() if fact is not None and fact.value is not None}
    if len(told) < 2:
        return None
    values = [fact.value for fact in told.values() if fact.value is not None]
    return Extremes(
        period=chosen,
        told=told,
        highest=_with(told, max(values)),
        lowest=_with(told, min(values)),
        hidden=tuple(sorted(place for place, fact in found.items() if fact is not None and fact.is_hidden)),
        missing=tuple(sorted(place for place, fact in found.items() if fact is None)),
    )


def common_period(series: By) -> Period | None:
    """The latest period of which at least half of the places that ever had a figure have one.

    The last figures come in one by one: the best of the first two that are in would be the best of nothing.
    """
    periods = [set(by_period(facts)) for facts in series.values()]
    measured = [found for found in periods if found]
    common = [one for one in set().union(*measured) if 2 * _count(one, measured) >= len(measured)]
    return max(common, key=lambda one: (one.ends, one.starts), default=None)


def _count(period: Period, measured: Sequence[set[Period]]) -> int:
    return sum(period in found for found in measured)


def _with(told: Mapping[str, Fact], value: object) -> tuple[str, ...]:
    return tuple(sorted(place for place, fact in told.items() if fact.value == value))
