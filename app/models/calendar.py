"""The calendar of a programme: everything with a date in one list, whoever it comes from."""

from datetime import date
from enum import StrEnum
from typing import Literal

from pydantic import Field as WireField

from app.models.base import Asked, AskedMoment, Day, Wire


class EntryKind(StrEnum):
    """What has the date. A checkpoint is due on the last day of its year."""

    DUTY = "duty"
    MEETING = "meeting"
    DECISION = "decision"
    BODY_STEP = "body-step"
    PLAN_STEP = "plan-step"
    TARGET_STEP = "target-step"
    CHECKPOINT = "checkpoint"


class EntryState(StrEnum):
    """Overdue asks for something to be done still; missed is a checkpoint whose figure fell short.

    Unrecorded: its day has gone by, and nobody said what became of it. Called off: cancelled or lapsed.
    """

    OVERDUE = "overdue"
    COMING = "coming"
    DONE = "done"
    DONE_LATE = "done-late"
    MISSED = "missed"
    UNRECORDED = "unrecorded"
    CALLED_OFF = "called-off"


class CalendarEntry(Wire):
    """`id` and `name` are of what has the date, `part` is the step in it. `responsible` is a partner.

    `partners` are all whom it concerns: who is responsible, who sits in the body, whose consent is asked.
    """

    kind: EntryKind
    id: str
    name: str
    part: str | None = None
    done_on: date | None = None
    date: date
    state: EntryState
    responsible: str | None = None
    body: str | None = None
    place: str | None = None
    partners: list[str] = WireField(default_factory=list)
    may: list[str] = WireField(default_factory=list)


class CalendarFilter(Asked):
    """Without `from`: what is overdue, however old, and what comes. Without `to`: until a year ahead.

    `format=ics` gives it all in one file for calendar programs, as does `Accept: text/calendar`.
    """

    since: Day | None = WireField(default=None, alias="from")
    until: Day | None = WireField(default=None, alias="to")
    partner: list[str] = WireField(default_factory=list)
    body: list[str] = WireField(default_factory=list)
    kind: list[EntryKind] = WireField(default_factory=list)
    format: Literal["ics"] | None = None
    known_at: AskedMoment | None = None
