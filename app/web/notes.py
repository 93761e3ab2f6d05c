"""Events as numbered notes: on the line, in the list under it, and beside the period in the table."""

from collections.abc import Sequence

from app.language import gettext as _
from app.models.event_note import EventNote
from app.models.period import Period
from app.web.charts.marks import Event
from app.web.wording import period


def moment(text: str) -> float:
    """Where a period lies on the axis of years."""
    return float(Period.parse(text).moment)


def events_of(happened: Sequence[EventNote]) -> list[Event]:
    """What happened, as notes on a line."""
    return [Event(moment(it.period), described(it)) for it in happened]


def described(it: EventNote) -> str:
    """What happened and when; in full, with its explanation."""
    when = _("{since} to {until}", since=period(it.period), until=period(it.until)) if it.until else period(it.period)
    said = _("{name} ({when})", name=it.name, when=when)
    return f"{said}: {it.text}" if it.text else said


def numbers_in(events: Sequence[Event], text: str) -> list[int]:
    """The numbers of the notes that lie in a period."""
    found = Period.parse(text)
    return [number for number, it in enumerate(events, 1) if found.moment <= it.t < found.next.moment]
