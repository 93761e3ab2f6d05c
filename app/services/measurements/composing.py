"""Figures of areas, period by period: the measured one, else what its neighbourhoods come to by the indicator's rule.

Pure: it takes figures as they were seen, and gives figures that may be seen by the same eyes.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from app.models.indicator import AcrossPlaces, IndicatorBase
from app.models.period import Period, PeriodKind
from app.models.place import MembershipBase
from app.models.terms import Acceptance, Missing, State
from app.services.access.eyes import Guarded
from app.services.access.suppression import Figure, Kind
from app.services.measurements.aggregation import Computed, Part, across_places
from app.services.measurements.seeing import Seen, SeriesKey
from app.services.progress.shapes import SERIES_BREAK

Series = Mapping[SeriesKey, Sequence[Seen]]

EVERYBODY = "all"
INHABITANTS, HOUSEHOLDS, DWELLINGS = "inhabitants", "households", "dwellings"
# The weakest of the parts says how firm the whole is.
WEAKEST_FIRST = (State.DOUBTFUL, State.PROVISIONAL, State.FINAL)


@dataclass(frozen=True)
class Whole:
    """The figure of an area in one period; `measured` is the one that was found there."""

    key: SeriesKey
    period: Period
    computed: Computed
    parts: Sequence[Seen]
    measured: Seen | None

    @property
    def unit(self) -> str:
        return (self.measured or self.parts[0]).guard.unit


@dataclass(frozen=True)
class Neighbourhood:
    """One part of an area: its figures by period, and its weights by year."""

    id: str
    share: Decimal
    figures: Mapping[str, Seen]
    weights: Mapping[int, Decimal]

    def part(self, period: Period, guard: Guarded) -> Part:
        """Without a figure it is a part all the same: one that is missing."""
        one, weight = self.figures.get(period.text), self._weight(period.year)
        if one is None:
            return Part(self.id, Figure(guard.kind, None, Missing.UNKNOWN), self.share, weight)
        return Part(self.id, one.as_recorded, self.share, weight, _is_rounded(one), one.true)

    def _weight(self, year: int) -> Decimal | None:
        """Of the year itself, else the last one known before it."""
        known = [other for other in self.weights if other <= year]
        return self.weights[max(known)] if known else None


@dataclass(frozen=True)
class ComputedRow:
    """What a computed figure has of a measurement: it is stored nowhere and came from no source of its own."""

    indicator_id: str
    place_id: str
    population_id: str
    period: str
    starts: date
    ends: date
    state: State
    acceptance: Acceptance = Acceptance.ACCEPTED
    id: None = None
    revision: None = None
    source: None = None
    document: None = None
    line: None = None


def weight_of(indicator: IndicatorBase) -> str:
    """The indicator by which the places are weighed where it has no denominator of its own."""
    return indicator.weigh_by or INHABITANTS


def compose(
    indicator: IndicatorBase, area: str, members: Sequence[MembershipBase], population: str, figures: Series
) -> list[Whole]:
    """A figure for every period in which the area or one of its neighbourhoods has one, oldest first."""
    key = (indicator.id, area, population)
    neighbourhoods = [
        _neighbourhood(indicator, member, population, figures)
        for member in sorted(members, key=lambda one: one.place_id)
        if share_of(indicator, member) > 0
    ]
    stated = _by_period(figures.get(key, ()))
    periods = {Period.parse(text) for found in (stated, *(one.figures for one in neighbourhoods)) for text in found}
    rule = AcrossPlaces(indicator.across_places)
    return [_whole(key, period, rule, neighbourhoods, stated.get(period.text)) for period in sorted(periods)]


def share_of(indicator: IndicatorBase, member: MembershipBase) -> Decimal:
    """How much of the neighbourhood lies in the area: of its dwellings or households where those are counted."""
    own = {HOUSEHOLDS: member.household_share, DWELLINGS: member.dwelling_share}.get(weight_of(indicator))
    return member.share if own is None else own


def as_seen(whole: Whole) -> Seen | None:
    """The figure as any other that is seen, for an assessment; None where there is nothing to tell of it."""
    if whole.measured is not None and whole.computed.measured:
        return whole.measured
    figure = whole.computed.figure
    if not whole.parts or (figure.value is None and not figure.is_suppressed):
        return None
    indicator, area, population = whole.key
    state = min((State(part.row.state) for part in whole.parts), key=WEAKEST_FIRST.index)
    row = ComputedRow(indicator, area, population, whole.period.text, whole.period.starts, whole.period.ends, state)
    one = whole.parts[0]
    if any(SERIES_BREAK in part.figure.flags for part in whole.parts):
        figure = replace(figure, flags=(*figure.flags, SERIES_BREAK))
    true = all(part.true for part in whole.parts)
    return Seen(row, figure, true, one.guard, one.eyes, None if whole.computed.coverage.is_complete else _named(whole))


def _whole(
    key: SeriesKey, period: Period, rule: AcrossPlaces, neighbourhoods: Sequence[Neighbourhood], stated: Seen | None
) -> Whole:
    present = [found for one in neighbourhoods if (found := one.figures.get(period.text))]
    guard = (stated or present[0]).guard  # a period comes from one of them
    parts = [one.part(period, guard) for one in neighbourhoods]
    own = Part(key[1], stated.as_recorded, rounded=_is_rounded(stated), may_see=stated.true) if stated else None
    return Whole(key, period, across_places(rule, parts, guard.protection, own), present, stated)


def _neighbourhood(indicator: IndicatorBase, member: MembershipBase, population: str, figures: Series) -> Neighbourhood:
    weights = figures.get((weight_of(indicator), member.place_id, EVERYBODY), ())
    return Neighbourhood(
        id=member.place_id,
        share=share_of(indicator, member),
        figures=_by_period(figures.get((indicator.id, member.place_id, population), ())),
        weights={
            one.row.starts.year: one.figure.value
            for one in weights
            if one.figure.value is not None and Period.parse(one.row.period).kind is PeriodKind.YEAR
        },
    )


def _is_rounded(one: Seen) -> bool:
    """A count of people that its source published: rounded there as it would be here, where it looks like that."""
    guard, value = one.guard, one.as_recorded.value
    if not one.row.published or guard.protection is None or guard.kind is not Kind.COUNT or value is None:
        return False
    return value % guard.protection.round_to == 0


def _named(whole: Whole) -> str:
    return " ".join(f"{place}:{share}" for place, share in sorted(whole.computed.coverage.parts))


def _by_period(figures: Iterable[Seen]) -> dict[str, Seen]:
    return {one.row.period: one for one in figures}
