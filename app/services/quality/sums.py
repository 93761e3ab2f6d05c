"""Sums that their parts do not add up to: measured figures of areas against those of their neighbourhoods.

The comparison is the one that stands with every figure of an area (`measurements.aggregation`): only of indicators
that add up, only where all parts are there wholly, and only for who may see all of them as they are. A difference with
what is suppressed or rounded for a reader would tell what is hidden, and is not shown to that reader.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from app.models.indicator import AcrossPlaces, Indicator, IndicatorBase, IndicatorVersion
from app.models.measurement import Measurement
from app.models.place import Membership, MembershipBase, MembershipVersion
from app.models.quality import QualityFilter, SumDifferenceRead
from app.services.access.known import all_known, known_table
from app.services.access.sight import Sight
from app.services.measurements.aggregation import ROUNDING_MARGIN
from app.services.measurements.composing import Whole, compose
from app.services.measurements.seeing import series
from app.services.quality.scope import at_places
from app.services.rows import Found, paginate_list

Members = Mapping[str, Sequence[MembershipBase]]
Keys = Collection[tuple[str, str, str]]


def find(sight: Sight, asked: QualityFilter) -> Found[SumDifferenceRead]:
    """By indicator, area, population and period; five queries, however many areas."""
    members = _members(sight, asked)
    indicators = _indicators(sight, asked)
    keys = _measured(sight, members, indicators)
    differences = [found for whole in _wholes(sight, members, indicators, keys) if (found := _difference(whole))]
    return paginate_list(differences, asked, lambda it: (it.indicator, it.area, it.population, it.period))


def allowed(step: Decimal, parts: int, rounded: int) -> Decimal:
    """How far a total and its parts may lie apart by rounding alone.

    2.8 times the root of how many were rounded to 5 (95% certainty); else half a step of each part.
    """
    return ROUNDING_MARGIN * Decimal(rounded).sqrt() if rounded else step / 2 * parts


def _members(sight: Sight, asked: QualityFilter) -> dict[str, list[MembershipBase]]:
    table = known_table(sight, Membership, MembershipVersion)
    found: dict[str, list[MembershipBase]] = {}
    for row in all_known(sight, Membership, MembershipVersion, *at_places(sight, asked, col(table.area_id))):
        found.setdefault(row.area_id, []).append(row)
    return found


def _indicators(sight: Sight, asked: QualityFilter) -> dict[str, IndicatorBase]:
    table = known_table(sight, Indicator, IndicatorVersion)
    conditions = [col(table.across_places) == AcrossPlaces.SUM]
    if asked.indicator:
        conditions.append(col(table.id).in_(asked.indicator))
    return {row.id: row for row in all_known(sight, Indicator, IndicatorVersion, *conditions)}


def _measured(sight: Sight, areas: Collection[str], indicators: Collection[str]) -> Keys:
    """What was measured of the areas themselves: the rest has no total of its own."""
    statement: Any = select(
        col(Measurement.indicator_id), col(Measurement.place_id), col(Measurement.population_id)
    ).distinct()
    within = (col(Measurement.place_id).in_(sorted(areas)), col(Measurement.indicator_id).in_(sorted(indicators)))
    return [tuple(row) for row in sight.session.execute(statement.where(*within))]


def _wholes(sight: Sight, members: Members, indicators: Mapping[str, IndicatorBase], keys: Keys) -> Iterator[Whole]:
    areas = {area for _, area, _ in keys}
    places = areas | {member.place_id for area in areas for member in members[area]}
    figures = series(sight, {key[0] for key in keys}, places, {key[2] for key in keys})
    steps = {key: Decimal(1).scaleb(-row.decimals) for key, row in indicators.items()}
    for indicator, area, population in keys:
        for whole in compose(indicators[indicator], area, members[area], population, figures):
            if _differs(whole, steps[indicator]):
                yield whole


def _differs(whole: Whole, step: Decimal) -> bool:
    """By more than `adds_up` allows for what was rounded to 5, and than a half step of each part."""
    computed = whole.computed
    if computed.adds_up is not False or computed.parts_total is None or computed.value is None:
        return False
    return abs(computed.parts_total - computed.value) > allowed(step, len(whole.parts), 0)


def _difference(whole: Whole) -> SumDifferenceRead:
    indicator, area, population = whole.key
    computed, measured = whole.computed, whole.measured
    assert computed.value is not None
    assert computed.parts_total is not None
    assert measured is not None
    return SumDifferenceRead(
        area=area,
        indicator=indicator,
        period=whole.period.text,
        population=population,
        value=computed.value,
        parts_total=computed.parts_total,
        difference=computed.parts_total - computed.value,
        margin=computed.margin or Decimal(0),
        parts=len(whole.parts),
        unit=whole.unit,
        measurement=str(measured.row.id),
        source=measured.row.source,
    )
