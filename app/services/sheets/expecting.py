"""What a sender is expected to give next: what duties ask of it, its series until now, and all places of an area that
it asks for.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select, tuple_
from sqlmodel import col

from app.errors import FieldError, Invalid, say
from app.models.access import Role
from app.models.delivery import DeliveryFilter
from app.models.indicator import Indicator
from app.models.measurement import Measurement, MeasurementFilter
from app.models.period import Period, today
from app.models.place import Place, PlaceCode
from app.models.template import TemplateFilter, TemplateRow
from app.models.terms import Acceptance
from app.services.access.writing import Writing
from app.services.deliveries import expecting
from app.services.deliveries.arriving import arrived
from app.services.measurements.finding import asked_period, known_measurements, matching
from app.services.measurements.locks import DELIVERERS
from app.services.measurements.seeing import Seen, see
from app.services.places.scope import places_within

MOST = 20_000
EVERYBODY = "all"
Series = tuple[str, str, str]
Wanted = tuple[Series, Period | None]


@dataclass(frozen=True)
class Names:
    """What the words of the rows stand for."""

    indicators: dict[str, Indicator]
    places: dict[str, str]
    codes: dict[str, str]


def expected(writing: Writing, asked: TemplateFilter) -> list[TemplateRow]:
    """By indicator, place, population and period. Raises Invalid where too much is asked, or a period that is none."""
    period = asked_period("period", asked.period)
    last = _last_known(writing, asked)
    going_on: set[Wanted] = {(series, period) for series in (*last, *_whole_areas(writing, asked))}
    wanted = going_on | {one for one in _owed(writing, asked) if period in (None, one[1])}
    if len(wanted) > MOST:
        remedy = say("This is a template of more than {most} rows. Choose an indicator or an area.", most=MOST)
        raise Invalid([FieldError("indicator", "too-many-rows", remedy)])
    names = _names(writing, {series for series, _ in wanted})
    rows = {(row.indicator, row.place, row.population, row.period): row for row in _rows(writing, wanted, last, names)}
    return [rows[key] for key in sorted(rows)]


def _rows(writing: Writing, wanted: Iterable[Wanted], last: dict[Series, Seen], names: Names) -> Iterator[TemplateRow]:
    for series, period in wanted:
        key, place, population = series
        indicator, before = names.indicators.get(key), last.get(series)
        if indicator is None or place not in names.places:
            continue
        figure = before.figure if before else None
        yield TemplateRow(
            indicator=key,
            indicator_name=indicator.name,
            unit=indicator.unit,
            place=place,
            place_name=names.places[place],
            code=names.codes.get(place),
            population=population,
            period=(period or _next(writing, indicator, before)).text,
            last_period=before.row.period if before else None,
            last_value=figure.value if figure else None,
            last_missing=figure.missing if figure else None,
        )


def _next(writing: Writing, indicator: Indicator, before: Seen | None) -> Period:
    """The period after the last, once it is over; that last one again, where it is not. Without any, last year."""
    day = today(writing.now)
    if before is None:
        return Period.parse(str(day.year - 1))
    last = Period.parse(before.row.period)
    return last.next if last.next.over_by(day, indicator.at_date) else last


def _owed(writing: Writing, asked: TemplateFilter) -> Iterator[Wanted]:
    """What duties ask of the sender's own organisation by now, and did not come yet or was sent back."""
    if writing.actor.role not in DELIVERERS or writing.actor.partner is None:
        return
    said = asked.model_dump(include={"programme", "indicator", "area", "place"})
    of_it = DeliveryFilter.model_validate({**said, "partner": [writing.actor.partner]})
    asked_now = [one for one in expecting.expected(writing.sight, of_it) if one.opens <= today(writing.now)]
    there = arrived(writing.sight, asked_now)
    for one in asked_now:
        stands = there.get(one.key)
        if stands is not None and stands.acceptance is not Acceptance.SENT_BACK:
            continue
        if writing.may_indicator(one.indicator) and writing.may_place(one.place):
            yield (one.indicator, one.place, one.population), Period.parse(one.period)


def _last_known(writing: Writing, asked: TemplateFilter) -> dict[Series, Seen]:
    """The last figure of each series that this sender gave, or may revise as staff, as it may see it."""
    filters = MeasurementFilter(
        programme=asked.programme, indicator=asked.indicator, area=asked.area, place=asked.place
    )
    rows = matching(writing.sight, filters).where(*_own(writing)).subquery()
    series = (rows.c.indicator_id, rows.c.place_id, rows.c.population_id)
    latest = select(*series, func.max(rows.c.starts)).group_by(*series)
    key = (col(Measurement.indicator_id), col(Measurement.place_id), col(Measurement.population_id))
    statement = known_measurements(writing.sight).where(tuple_(*key, col(Measurement.starts)).in_(latest))
    found = writing.session.execute(statement.order_by(col(Measurement.starts)).limit(2 * MOST)).all()
    allowed = [row for row in found if writing.may_indicator(row.indicator_id) and writing.may_place(row.place_id)]
    return {one.key: one for one in see(writing.sight, allowed)}


def _own(writing: Writing) -> list[Any]:
    """Staff may give any figure; others go on with what their organisation gave."""
    if writing.actor.role in (Role.PROGRAMME_STAFF, Role.ADMINISTRATOR):
        return []
    return [col(Measurement.partner_id) == (writing.actor.partner or "")]


def _whole_areas(writing: Writing, asked: TemplateFilter) -> Iterator[Series]:
    """Every place of the areas, for every indicator that is asked for: also where nothing was given yet."""
    if not asked.indicator or not asked.area:
        return
    places = writing.session.execute(places_within(writing.sight, asked.area)).scalars().all()
    for indicator in asked.indicator:
        if writing.may_indicator(indicator):
            yield from ((indicator, place, EVERYBODY) for place in places if writing.may_place(place))


def _names(writing: Writing, wanted: Collection[Series]) -> Names:
    session, places = writing.session, {place for _, place, _ in wanted}
    indicators = select(Indicator).where(col(Indicator.id).in_({key for key, _, _ in wanted}))
    called = select(col(Place.id), col(Place.name)).where(col(Place.id).in_(places))
    codes = select(col(PlaceCode.place_id), col(PlaceCode.code)).where(col(PlaceCode.place_id).in_(places))
    return Names(
        {one.id: one for one in session.execute(indicators).scalars()},
        {row[0]: row[1] for row in session.execute(called)},
        {row[0]: row[1] for row in session.execute(codes.order_by(col(PlaceCode.layout_year)))},
    )
