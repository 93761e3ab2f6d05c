"""Events as notes on lines: those of assessments and of series, in a fixed number of queries."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import or_, select
from sqlmodel import col

from app.models.event_note import EventNote
from app.models.period import today
from app.models.place import Membership, MembershipVersion, Place, PlaceKind
from app.models.progress import AssessmentRead
from app.models.result import Event, EventKind, EventVersion
from app.models.series_break import SeriesBreak, SeriesBreakBase, SeriesBreakVersion
from app.services.access.known import all_known, known_table
from app.services.access.sight import Sight
from app.services.insight.happenings import Line, notes
from app.services.progress.answers import day_asked


def annotate(sight: Sight, answers: Sequence[AssessmentRead], as_of: str | None) -> None:
    """Lay the events on the lines of these assessments, and of the places under them."""
    events = _events(sight)
    if not events:
        return
    lines = [one for answer in answers for one in (answer, *(answer.places or ()))]
    around, countries = _around(sight, {one.place for one in lines}), _countries(sight)
    day = day_asked(as_of, today(sight.now))
    for one in lines:
        line = Line(one.indicator, [one.programme], around[one.place])
        one.events = notes(events, line, countries, day)


def events_on(
    sight: Sight, indicator: str, programmes: Collection[str], places: Collection[str], day: date
) -> list[EventNote]:
    """The events on the lines of one indicator in any of these places."""
    events = _events(sight)
    if not events:
        return []
    around = _around(sight, places)
    line = Line(indicator, programmes, set().union(*around.values()))
    return notes(events, line, _countries(sight), day)


def _events(sight: Sight) -> Sequence[Any]:
    """All that were not withdrawn, as known; series breaks are among them, as changes of method."""
    table = known_table(sight, Event, EventVersion)
    of_breaks = known_table(sight, SeriesBreak, SeriesBreakVersion)
    breaks = all_known(sight, SeriesBreak, SeriesBreakVersion, col(of_breaks.withdrawn).is_(False))
    return [*all_known(sight, Event, EventVersion, col(table.withdrawn).is_(False)), *map(_as_event, breaks)]


def _as_event(one: SeriesBreakBase) -> Event:
    """A series break as an event that nobody stores."""
    return Event(
        id=one.id,
        programme=one.programme,
        name=one.name,
        kind=EventKind.METHOD,
        period=one.period,
        places=one.places,
        indicators=[one.indicator],
        text=one.text,
        recorded_at=one.recorded_at,
        recorded_by=one.recorded_by,
    )


def _around(sight: Sight, places: Collection[str]) -> Mapping[str, set[str]]:
    """Each of these places with its municipality, the areas that it is part of, and the parts that it has itself."""
    found = {place: {place} for place in places}
    statement = select(col(Place.id), col(Place.municipality_id)).where(col(Place.id).in_(sorted(places)))
    for row in sight.session.execute(statement):
        found[row.id] |= {row.municipality_id} - {None}
    table = known_table(sight, Membership, MembershipVersion)
    touching = or_(col(table.place_id).in_(sorted(places)), col(table.area_id).in_(sorted(places)))
    for member in all_known(sight, Membership, MembershipVersion, touching):
        for one, other in ((member.place_id, member.area_id), (member.area_id, member.place_id)):
            if one in found:
                found[one].add(other)
    return found


def _countries(sight: Sight) -> set[str]:
    return set(sight.session.execute(select(col(Place.id)).where(col(Place.kind) == PlaceKind.COUNTRY)).scalars())
