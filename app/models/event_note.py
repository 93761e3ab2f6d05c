"""An event as a note on a line; the events themselves are a register (`app.models.result`)."""

from app.models.base import Wire
from app.models.result import EventKind


class EventNote(Wire):
    """Something that happened, as a note on the line: in `period`, or from it `until` another."""

    id: str
    programme: str
    name: str
    kind: EventKind
    period: str
    until: str | None
    text: str | None
