"""Governance: bodies with their members and mandates, and their meetings."""

from datetime import date
from enum import StrEnum
from typing import Any

from pydantic import Field as WireField
from sqlalchemy import JSON
from sqlmodel import Field

from app.models.base import Day, Id, Incoming, Key, Wire
from app.models.offices import Office
from app.models.register import Kept, KeptCreate, KeptFilter, KeptRead
from app.models.versions import Superseding


class BodyKind(StrEnum):
    ALLIANCE = "alliance"
    SUB_ALLIANCE = "sub-alliance"
    PARTNER_TABLE = "partner-table"
    STEERING_GROUP = "steering-group"
    BUREAU = "bureau"
    BOARD = "board"
    COUNCIL = "council"
    RESIDENTS = "residents"
    OTHER = "other"


class Span(StrEnum):
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class BodyBase(Kept):
    """`members`: [{partner, name, role, mandate, decides, since, until}]; `steps`: [{name, due, done}]."""

    kind: BodyKind = Field(default=BodyKind.OTHER, sa_type=Key)
    parent: str | None = Field(default=None, sa_type=Key)
    duties: str | None = None
    chair: str | None = None
    starts: date | None = None
    ends: date | None = None
    meets_times: int | None = None
    meets_per: Span | None = Field(default=None, sa_type=Key)
    places: list[str] = Field(default_factory=list, sa_type=JSON)
    members: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    steps: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)


class Body(BodyBase, table=True):
    programme: str = Field(sa_type=Key, foreign_key="programme.id", index=True)
    parent: str | None = Field(default=None, sa_type=Key, foreign_key="body.id", index=True)


class BodyVersion(Superseding, BodyBase, table=True):
    pass


class MemberCreate(Incoming):
    """Who sits in a body: a partner, or a sector or role by `name`; never a person."""

    partner: Id | None = None
    name: Office | None = WireField(default=None, min_length=1, max_length=200)
    role: Office | None = WireField(default=None, max_length=200)
    mandate: Office | None = WireField(default=None, max_length=1000)
    decides: bool | None = None
    since: Day | None = None
    until: Day | None = None


class MemberRead(Wire):
    partner: str | None = None
    name: str | None = None
    role: str | None = None
    mandate: str | None = None
    decides: bool | None = None
    since: date | None = None
    until: date | None = None


class BodyStepCreate(Incoming):
    """A step in setting up or evaluating the governance."""

    name: str = WireField(min_length=1, max_length=300)
    due: Day | None = None
    done: Day | None = None


class BodyStepRead(Wire):
    """`overdue`: its day has gone by, and it was not done."""

    name: str
    due: date | None = None
    done: date | None = None
    overdue: bool = False


class AttendanceRead(Wire):
    """How often an organisation was there, of the last meetings that were held and said so; at most 24."""

    partner: str
    present: int
    absent: int


class BodyCreate(KeptCreate):
    kind: BodyKind = WireField(default=BodyKind.OTHER, strict=False)
    parent: Id | None = None
    duties: str | None = WireField(default=None, max_length=4000)
    chair: Office | None = WireField(default=None, max_length=200)
    starts: Day | None = None
    ends: Day | None = None
    meets_times: int | None = WireField(default=None, ge=1, le=366)
    meets_per: Span | None = WireField(default=None, strict=False)
    places: list[Id] = WireField(default_factory=list, max_length=200)
    members: list[MemberCreate] = WireField(default_factory=list, max_length=200)
    steps: list[BodyStepCreate] = WireField(default_factory=list, max_length=60)


class BodyNamed(Wire):
    id: str
    name: str


class BodyRead(KeptRead):
    """`above`: the bodies that it stands under, from the top down; `below`: those right under it.

    `behind`: it misses its rhythm by half a turn; null where it has none, never met, or has ended.
    """

    kind: BodyKind
    parent: str | None
    above: list[BodyNamed]
    below: list[BodyNamed]
    duties: str | None
    chair: str | None
    starts: date | None
    ends: date | None
    meets_times: int | None
    meets_per: Span | None
    places: list[str]
    members: list[MemberRead]
    steps: list[BodyStepRead]
    last_meeting: date | None
    next_meeting: date | None
    behind: bool | None
    attendance: list[AttendanceRead]


class BodyFilter(KeptFilter):
    """All that may be asked of bodies."""

    place: list[str] = WireField(default_factory=list)
    municipality: list[str] = WireField(default_factory=list)
    partner: list[str] = WireField(default_factory=list)
    kind: list[BodyKind] = WireField(default_factory=list)
    parent: list[str] = WireField(default_factory=list)


class MeetingState(StrEnum):
    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"


class MeetingBase(Kept):
    body: str = Field(sa_type=Key)
    held_on: date
    state: MeetingState = Field(default=MeetingState.PLANNED, sa_type=Key)
    present: list[str] = Field(default_factory=list, sa_type=JSON)
    absent: list[str] = Field(default_factory=list, sa_type=JSON)
    text: str | None = None


class Meeting(MeetingBase, table=True):
    programme: str = Field(sa_type=Key, foreign_key="programme.id", index=True)
    body: str = Field(sa_type=Key, foreign_key="body.id", index=True)


class MeetingVersion(Superseding, MeetingBase, table=True):
    pass


class MeetingCreate(KeptCreate):
    """`held_on` is the day on which it is, or was, held; `present` and `absent` are organisations."""

    body: Id
    held_on: Day
    state: MeetingState = WireField(default=MeetingState.PLANNED, strict=False)
    present: list[Id] = WireField(default_factory=list, max_length=200)
    absent: list[Id] = WireField(default_factory=list, max_length=200)
    text: str | None = WireField(default=None, max_length=8000)


class MeetingRead(KeptRead):
    body: str
    held_on: date
    state: MeetingState
    present: list[str]
    absent: list[str]
    text: str | None


class MeetingFilter(KeptFilter):
    """All that may be asked of meetings."""

    body: list[str] = WireField(default_factory=list)
    partner: list[str] = WireField(default_factory=list)
    state: list[MeetingState] = WireField(default_factory=list)
