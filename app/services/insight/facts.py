"""From figures as they were seen to facts that can be compared: of a place, of an area, of a share in the city."""

from collections.abc import Sequence

from app.models.indicator import IndicatorBase
from app.models.place import MembershipBase
from app.models.terms import State
from app.services.access.suppression import Figure, Kind
from app.services.insight.shapes import Fact, Facts
from app.services.insight.shares import Share, shares
from app.services.measurements.composing import WEAKEST_FIRST, ComputedRow, Series, as_seen, compose
from app.services.measurements.seeing import Seen


def of_place(figures: Sequence[Seen]) -> Facts:
    """What was measured at the place itself, a reason for absence included."""
    return [Fact(one.reading(), one) for one in figures]


def of_area(
    indicator: IndicatorBase, area: str, members: Sequence[MembershipBase], population: str, figures: Series
) -> Facts:
    """What was measured for the area, else what its neighbourhoods come to; nothing where there is nothing to tell."""
    found = []
    for whole in compose(indicator, area, members, population, figures):
        if one := as_seen(whole):
            found.append(Fact(one.reading(), one, whole.computed.estimated, whole.computed.coverage))
    return found


def of_share(indicator: IndicatorBase, place: str, measured: Facts, part: Facts, whole: Facts) -> Facts:
    """The share of the place in its city, by period: as measured, else as computed from both totals."""
    stated = {fact.period: fact for fact in measured if fact.is_there}
    computed = {one.period: _computed(indicator, place, one) for one in shares(part, whole)}
    return [found for _, found in sorted((computed | stated).items())]


def _computed(indicator: IndicatorBase, place: str, share: Share) -> Fact:
    part = share.part.seen
    row = ComputedRow(
        indicator_id=indicator.id,
        place_id=place,
        population_id=part.row.population_id,
        period=share.period.text,
        starts=share.period.starts,
        ends=share.period.ends,
        state=min((State(share.part.reading.state), State(share.whole.reading.state)), key=WEAKEST_FIRST.index),
    )
    figure = Figure(Kind.OTHER, share.value, share.missing)
    one = Seen(row, figure, part.true and share.whole.seen.true, part.guard, part.eyes, share.part.reading.parts)
    return Fact(one.reading(), one, share.estimated, share.part.coverage, part.row.indicator_id)
