"""The figures of an area: found, or computed from its neighbourhoods, in a fixed number of queries."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from app.models.area_figure import AreaFigureFilter, AreaFigureRead, CoverageRead, CoveredPart
from app.models.indicator import Indicator, IndicatorVersion
from app.models.measurement import Measurement
from app.models.period import Period
from app.models.place import Membership, MembershipVersion, PlaceKind, as_origin
from app.services.access.known import all_known, known_table
from app.services.access.sight import Sight
from app.services.insight.loading import Wanted, lay
from app.services.insight.shapes import Fact
from app.services.measurements.aggregation import Coverage
from app.services.measurements.composing import EVERYBODY, Whole, compose, weight_of
from app.services.measurements.finding import asked_period
from app.services.measurements.seeing import series
from app.services.places.finding import row
from app.services.rows import Found, paginate_list


def find(sight: Sight, area_id: str, asked: AreaFigureFilter) -> Found[AreaFigureRead]:
    """A page of the figures of an area, by indicator, population and period. Raises NotFound, Invalid."""
    row(sight, area_id, PlaceKind.AREA)
    earliest = asked_period("periodFrom", asked.period_from)
    latest = asked_period("periodTo", asked.period_to)
    figures = {_order(it): it for it in map(_read, _wholes(sight, area_id, asked))}
    figures |= {key: it for it in _shares(sight, area_id, asked) if not _is_measured(figures.get(key := _order(it)))}
    wanted = [
        it
        for it in figures.values()
        if (earliest is None or Period.parse(it.period).starts >= earliest.starts)
        and (latest is None or Period.parse(it.period).ends <= latest.ends)
    ]
    return paginate_list(wanted, asked, _order)


def _wholes(sight: Sight, area_id: str, asked: AreaFigureFilter) -> Iterable[Whole]:
    """Every figure of these indicators and populations; of all that are measured there where none is named."""
    table = known_table(sight, Membership, MembershipVersion)
    members = all_known(sight, Membership, MembershipVersion, col(table.area_id) == area_id)
    places = [area_id, *(member.place_id for member in members)]
    keys = _measured_there(sight, places, asked)
    of_indicators = known_table(sight, Indicator, IndicatorVersion)
    ids = {indicator for indicator, _ in keys}
    indicators = {one.id: one for one in all_known(sight, Indicator, IndicatorVersion, col(of_indicators.id).in_(ids))}
    weights = {weight_of(indicator) for indicator in indicators.values()}
    figures = series(sight, ids | weights, places, {population for _, population in keys} | {EVERYBODY})
    for indicator, population in keys:
        if indicator in indicators:
            yield from compose(indicators[indicator], area_id, members, population, figures)


def _measured_there(sight: Sight, places: Sequence[str], asked: AreaFigureFilter) -> list[tuple[str, str]]:
    """Indicator and population of all that was ever measured at these places."""
    statement: Any = select(col(Measurement.indicator_id), col(Measurement.population_id)).distinct()
    statement = statement.where(col(Measurement.place_id).in_(places))
    if asked.indicator:
        statement = statement.where(col(Measurement.indicator_id).in_(asked.indicator))
    if asked.population:
        statement = statement.where(col(Measurement.population_id).in_(asked.population))
    return [(indicator, population) for indicator, population in sight.session.execute(statement)]


def _shares(sight: Sight, area_id: str, asked: AreaFigureFilter) -> Iterable[AreaFigureRead]:
    """The shares of the area in the totals of its municipality, of the indicators that are such shares."""
    table = known_table(sight, Indicator, IndicatorVersion)
    rows = all_known(sight, Indicator, IndicatorVersion, col(table.share_of).is_not(None))
    wanted = [row.id for row in rows if not asked.indicator or row.id in asked.indicator]
    ground = lay(sight, [area_id] if wanted else [], date.max, Wanted(wanted, asked.population))
    for (_, place, _), facts in ground.facts.items():
        yield from (_read_share(fact) for fact in facts if fact.share_of and place == area_id)


def _order(it: AreaFigureRead) -> tuple[str, str, str, str]:
    period = Period.parse(it.period)
    return it.indicator, it.population, period.starts.isoformat(), period.ends.isoformat()


def _is_measured(it: AreaFigureRead | None) -> bool:
    return it is not None and it.measured


def _read_share(fact: Fact) -> AreaFigureRead:
    row = fact.seen.row
    return AreaFigureRead(
        area=row.place_id,
        indicator=row.indicator_id,
        period=row.period,
        population=row.population_id,
        value=fact.value,
        missing=fact.reading.missing,
        unit="percent",
        measured=False,
        estimated=fact.estimated,
        rounded=False,
        margin=None,
        reason="part-suppressed" if fact.is_hidden else None,
        coverage=_coverage(fact.coverage),
        parts_total=None,
        adds_up=None,
        measurement=None,
        source=None,
        origin=None,
        share_of=fact.share_of,
    )


def _read(whole: Whole) -> AreaFigureRead:
    indicator, area, population = whole.key
    computed, measured = whole.computed, whole.measured if whole.computed.measured else None
    return AreaFigureRead(
        area=area,
        indicator=indicator,
        period=whole.period.text,
        population=population,
        value=computed.value,
        missing=computed.missing,
        unit=whole.unit,
        measured=computed.measured,
        estimated=computed.estimated,
        rounded=computed.figure.rounded,
        margin=computed.margin,
        reason=computed.reason,
        coverage=_coverage(computed.coverage),
        parts_total=computed.parts_total,
        adds_up=computed.adds_up,
        measurement=str(measured.row.id) if measured else None,
        source=measured.row.source if measured else None,
        origin=as_origin(measured.row) if measured else None,
    )


def _coverage(coverage: Coverage) -> CoverageRead:
    return CoverageRead(
        parts=[CoveredPart(place=place, share=share) for place, share in coverage.parts],
        partly=list(coverage.partly),
        missing=list(coverage.missing),
    )
