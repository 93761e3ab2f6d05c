"""Duties: what somebody has to do by a day, once or by a rhythm, and whether it was done."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field as WireField
from sqlalchemy import JSON
from sqlmodel import Field

from app.models.base import Day, Id, Incoming, Key, Wire
from app.models.offices import Office
from app.models.register import Kept, KeptCreate, KeptFilter, KeptRead
from app.models.versions import Superseding


class DutyKind(StrEnum):
    REPORT = "report"
    MESSAGE = "message"
    PUBLICATION = "publication"
    COPY = "copy"
    CONSULTATION = "consultation"
    EVALUATION = "evaluation"
    ACCOUNT = "account"
    MEASUREMENT = "measurement"
    INFORMATION = "information"
    OTHER = "other"


class Every(StrEnum):
    YEAR = "year"
    HALF_YEAR = "half-year"
    QUARTER = "quarter"
    MONTH = "month"


class DutyBase(Kept):
    """Due on one day (`due_on`), or by a rhythm: `every`, in the `quarters` named, in a `month`, on a `day`.

    `rhythm_from` is the day from which that rhythm holds, where another held before: those are in `earlier`,
    [{until, due_on, every, quarters, month, day}]. `target`: the duty holds for as long as that target is not met.
    `fulfilments`: [{due, done_on, note}].
    """

    kind: DutyKind = Field(default=DutyKind.OTHER, sa_type=Key)
    owner: str | None = Field(default=None, sa_type=Key)
    to: str | None = None
    body: str | None = Field(default=None, sa_type=Key)
    place: str | None = Field(default=None, sa_type=Key)
    target: str | None = Field(default=None, sa_type=Key)
    text: str | None = None
    starts: date | None = None
    ends: date | None = None
    due_on: date | None = None
    every: Every | None = Field(default=None, sa_type=Key)
    quarters: list[int] = Field(default_factory=list, sa_type=JSON)
    month: int | None = None
    day: int | None = None
    rhythm_from: date | None = None
    earlier: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    fulfilments: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)


class Duty(DutyBase, table=True):
    programme: str = Field(sa_type=Key, foreign_key="programme.id", index=True)
    owner: str | None = Field(default=None, sa_type=Key, foreign_key="partner.id", index=True)
    body: str | None = Field(default=None, sa_type=Key, foreign_key="body.id", index=True)
    place: str | None = Field(default=None, sa_type=Key, foreign_key="place.id", index=True)
    target: str | None = Field(default=None, sa_type=Key, foreign_key="target.id", index=True)


class DutyVersion(Superseding, DutyBase, table=True):
    pass


class FulfilmentCreate(Incoming):
    """That what was due on a day was done, on which day, with what."""

    due: Day
    done_on: Day | None = None
    note: str | None = WireField(default=None, max_length=2000)


class FulfilmentRead(Wire):
    due: date
    done_on: date | None = None
    note: str | None = None


class EarlierRhythmCreate(Incoming):
    """A rhythm, or a single day, that held until a day."""

    until: Day
    due_on: Day | None = None
    every: Every | None = WireField(default=None, strict=False)
    quarters: list[Annotated[int, WireField(ge=1, le=4)]] = WireField(default_factory=list, max_length=4)
    month: int | None = WireField(default=None, ge=1, le=12)
    day: int | None = WireField(default=None, ge=1, le=31)


class EarlierRhythmRead(Wire):
    until: date
    due_on: date | None = None
    every: Every | None = None
    quarters: list[int]
    month: int | None = None
    day: int | None = None


class DutyCreate(KeptCreate):
    """A change of rhythm with a new `rhythmFrom` holds from that day, and what held until then goes to `earlier`.
    Without a new day it corrects the rhythm in force.
    """

    kind: DutyKind = WireField(default=DutyKind.OTHER, strict=False)
    owner: Id | None = None
    to: Office | None = WireField(default=None, max_length=300)
    body: Id | None = None
    place: Id | None = None
    target: Id | None = None
    text: str | None = WireField(default=None, max_length=4000)
    starts: Day | None = None
    ends: Day | None = None
    due_on: Day | None = None
    every: Every | None = WireField(default=None, strict=False)
    quarters: list[Annotated[int, WireField(ge=1, le=4)]] = WireField(default_factory=list, max_length=4)
    month: int | None = WireField(default=None, ge=1, le=12)
    day: int | None = WireField(default=None, ge=1, le=31)
    rhythm_from: Day | None = None
    earlier: list[EarlierRhythmCreate] = WireField(default_factory=list, max_length=40)
    fulfilments: list[FulfilmentCreate] = WireField(default_factory=list, max_length=400)


class OccurrenceState(StrEnum):
    """Overdue: the duty still binds, and nothing was noted. Unrecorded: it binds no longer, and nothing was noted."""

    DONE = "done"
    DONE_LATE = "done-late"
    OVERDUE = "overdue"
    UNRECORDED = "unrecorded"
    COMING = "coming"


class OccurrenceRead(Wire):
    """One day on which the duty is due. `done_on` without a day known is null with state done."""

    due: date
    state: OccurrenceState
    done_on: date | None = None
    note: str | None = None


class DutyRead(KeptRead):
    """`occurrences`: all that were due until now and the next one, newest first; at most the last 24."""

    kind: DutyKind
    owner: str | None
    to: str | None
    body: str | None
    place: str | None
    target: str | None
    text: str | None
    starts: date | None
    ends: date | None
    due_on: date | None
    every: Every | None
    quarters: list[int]
    month: int | None
    day: int | None
    rhythm_from: date | None
    earlier: list[EarlierRhythmRead]
    fulfilments: list[FulfilmentRead]
    occurrences: list[OccurrenceRead]
    next_due: date | None
    overdue: int
    holds: bool = WireField(
        description="Whether it binds still: neither it nor its programme has ended, and its target is not met."
    )


class DutyFilter(KeptFilter):
    """All that may be asked of duties."""

    place: list[str] = WireField(default_factory=list)
    municipality: list[str] = WireField(default_factory=list)
    partner: list[str] = WireField(default_factory=list)
    body: list[str] = WireField(default_factory=list)
    target: list[str] = WireField(default_factory=list)
    kind: list[DutyKind] = WireField(default_factory=list)
