"""What is expected: every figure that a duty of delivery asks for, by place and period. A fixed number of queries."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from app.models.delivery import DeliveryDuty, DeliveryDutyVersion, DeliveryFilter
from app.models.indicator import Indicator, IndicatorBase, IndicatorVersion, Rhythm
from app.models.period import today
from app.models.place import Membership, MembershipVersion, Place
from app.models.programme import Programme, ProgrammeBase, ProgrammeVersion
from app.services.access.known import all_known, known_table
from app.services.access.sight import Sight
from app.services.deliveries.turns import Due, Turn, turns
from app.services.places.scope import places_of_municipalities, places_within

AHEAD = timedelta(days=5 * 366)  # who asks for what comes due later is told of no more than this


@dataclass(frozen=True)
class Expected:
    """One figure that is expected. `opens` is the day from which it can exist, `due` the last day on which it is in
    time; `period` is canonical text.
    """

    duty: str
    programme: str
    partner: str
    indicator: str
    population: str
    place: str
    period: str
    opens: date
    due: date

    @property
    def key(self) -> tuple[str, str, str, str]:
        """The natural key of the measurement that it asks for."""
        return self.indicator, self.place, self.period, self.population


@dataclass(frozen=True)
class Ground:
    """What duties rest on: their indicators and programmes as known, and the places that each is about."""

    indicators: Mapping[str, IndicatorBase]
    programmes: Mapping[str, ProgrammeBase]
    places: Mapping[str, tuple[str, ...]]


def expected(sight: Sight, asked: DeliveryFilter) -> list[Expected]:
    """All that is expected by what was asked (the filter `state` and paging do not count here), in the order of the
    due date. What comes due up to `asked.due_before`; without it up to the first period that is still to end.
    """
    return expected_of(sight, duties(sight, asked), asked)


def expected_of(sight: Sight, rows: Collection[Any], asked: DeliveryFilter) -> list[Expected]:
    """The same of these duties."""
    ground, day = _ground(sight, rows, asked), day_of(sight, asked)
    found = (
        Expected(row.id, row.programme, row.partner, row.indicator, row.population, place, *_said(turn, due))
        for row in rows
        for turn, due in _turns(row, ground, day, asked)
        for place in ground.places[row.id]
    )
    return sorted(found, key=lambda one: (one.due, one.duty, one.period, one.place))


def day_of(sight: Sight, asked: DeliveryFilter) -> date:
    """The day that it is: the one asked for, else today, in the Netherlands, or the day of `knownAt`."""
    return asked.as_of or today(sight.known_at or sight.now)


def duties(sight: Sight, asked: DeliveryFilter) -> list[Any]:
    """The duties that stand, of these programmes, partners and indicators."""
    table = known_table(sight, DeliveryDuty, DeliveryDutyVersion)
    pairs = (
        (asked.programme, table.programme),
        (asked.duty, table.id),
        (asked.partner, table.partner),
        (asked.indicator, table.indicator),
    )
    wanted = [col(column).in_(values) for values, column in pairs if values]
    rows = all_known(sight, DeliveryDuty, DeliveryDutyVersion, col(table.withdrawn).is_(False), *wanted)
    return sorted(rows, key=lambda row: str(row.id))


def _said(turn: Turn, due: date) -> tuple[str, date, date]:
    return turn.period.text, turn.opens, due


def _turns(row: Any, ground: Ground, day: date, asked: DeliveryFilter) -> Iterator[tuple[Turn, date]]:
    """The turns of one duty that were asked for, each with its due date."""
    indicator = ground.indicators.get(row.indicator)
    rhythm = row.rhythm or (indicator.rhythm if indicator else None)
    if rhythm is None or indicator is None:
        return
    due = Due(row.due_after_days, row.due_month, row.due_day)
    last = _last_day(row, ground)
    horizon = day + AHEAD
    for turn in turns(Rhythm(rhythm), row.starts, at_date=indicator.at_date, school_years=row.school_years):
        if (last is not None and turn.begins > last) or turn.opens > horizon:
            return
        day_due = due.of(turn.opens)
        if asked.due_before is not None and day_due >= asked.due_before:
            return
        if _is_asked(turn, day_due, asked):
            yield turn, day_due
        if asked.due_before is None and turn.opens > day:
            return


def _is_asked(turn: Turn, due: date, asked: DeliveryFilter) -> bool:
    if asked.period and turn.period.text not in asked.period:
        return False
    return asked.due_from is None or due >= asked.due_from


def _last_day(row: Any, ground: Ground) -> date | None:
    """Of the duty, or of its programme where that ends sooner."""
    programme = ground.programmes.get(row.programme)
    return min((day for day in (row.ends, programme.ends if programme else None) if day), default=None)


def _ground(sight: Sight, rows: Collection[Any], asked: DeliveryFilter) -> Ground:
    indicators = known_table(sight, Indicator, IndicatorVersion)
    programmes = known_table(sight, Programme, ProgrammeVersion)
    named = col(indicators.id).in_({row.indicator for row in rows})
    theirs = col(programmes.id).in_({row.programme for row in rows})
    return Ground(
        {row.id: row for row in all_known(sight, Indicator, IndicatorVersion, named)},
        {row.id: row for row in all_known(sight, Programme, ProgrammeVersion, theirs)},
        _places(sight, rows, asked),
    )


def _places(sight: Sight, rows: Collection[Any], asked: DeliveryFilter) -> dict[str, tuple[str, ...]]:
    """The places of each duty, of those that were asked about, in order."""
    table = known_table(sight, Membership, MembershipVersion)
    areas = {row.every_neighbourhood_of for row in rows if row.every_neighbourhood_of}
    parts: dict[str, set[str]] = {}
    for member in all_known(sight, Membership, MembershipVersion, col(table.area_id).in_(areas)):
        parts.setdefault(member.area_id, set()).add(member.place_id)
    among = _asked_places(sight, asked)
    named = {row.id: {*row.places, *parts.get(row.every_neighbourhood_of or "", ())} for row in rows}
    return {id: tuple(sorted(it if among is None else it & among)) for id, it in named.items()}


def _asked_places(sight: Sight, asked: DeliveryFilter) -> set[str] | None:
    """The places that all of the filters leave; None where there is none."""
    filters: list[Any] = []
    if asked.place:
        filters.append(select(col(Place.id)).where(col(Place.id).in_(asked.place)))
    if asked.area:
        filters.append(places_within(sight, asked.area))
    if asked.municipality:
        filters.append(places_of_municipalities(sight, asked.municipality))
    found = [set(sight.session.execute(statement).scalars()) for statement in filters]
    return set.intersection(*found) if found else None
