"""The calendar as calendar programs read it (RFC 5545): a whole day for each entry, in one file."""

from collections.abc import Iterable
from datetime import timedelta

from fastapi import Request, Response
from icalendar import Calendar, Event

from app import __version__
from app.api.access import settings_of
from app.api.door import accepts
from app.language import gettext as _
from app.models.calendar import CalendarEntry, CalendarFilter, EntryKind, EntryState
from app.services.access.sight import Sight

MEDIA_TYPE = "text/calendar"
JSON = "application/json"

KINDS = {
    EntryKind.DUTY: "Duty",
    EntryKind.MEETING: "Meeting",
    EntryKind.DECISION: "Decision to be carried out",
    EntryKind.BODY_STEP: "Step of a body",
    EntryKind.PLAN_STEP: "Step of a plan",
    EntryKind.TARGET_STEP: "Step of a target",
    EntryKind.CHECKPOINT: "Checkpoint of a target",
}
STATES = {
    EntryState.OVERDUE: "overdue",
    EntryState.COMING: "to come",
    EntryState.DONE: "done",
    EntryState.DONE_LATE: "done, late",
    EntryState.MISSED: "not met",
    EntryState.UNRECORDED: "not known whether it was done",
    EntryState.CALLED_OFF: "called off",
}


def is_wanted(request: Request, asked: CalendarFilter) -> bool:
    """Whether the question is for the file: by `format`, or because nothing else is taken."""
    accept = ", ".join(request.headers.getlist("accept"))
    return asked.format == "ics" or (accepts(accept, MEDIA_TYPE) and not accepts(accept, JSON))


def answer(request: Request, sight: Sight, entries: Iterable[CalendarEntry]) -> Response:
    """The file, to be kept or subscribed to."""
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", f"-//Wijkkoers//{__version__}//NL")
    where = settings_of(request).public_url.rstrip("/") or "wijkkoers"
    for entry in entries:
        calendar.add_component(_event(sight, entry, where))
    return Response(calendar.to_ical(), media_type=f"{MEDIA_TYPE}; charset=utf-8")


def _event(sight: Sight, entry: CalendarEntry, where: str) -> Event:
    """Its uid stays the same from day to day, so that a subscription changes an entry and does not repeat it."""
    event = Event()
    event.add("uid", f"{entry.kind}/{entry.id}/{entry.date.isoformat()}/{entry.part or ''}@{where}")
    event.add("dtstamp", sight.now)
    event.add("dtstart", entry.date)
    event.add("dtend", entry.date + timedelta(days=1))
    event.add("summary", f"{entry.name}: {entry.part}" if entry.part else entry.name)
    event.add("description", f"{_(KINDS[entry.kind])}, {_(STATES[entry.state])}")
    event.add("transp", "TRANSPARENT")
    event.add("status", "CANCELLED" if entry.state is EntryState.CALLED_OFF else "CONFIRMED")
    return event
