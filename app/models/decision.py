"""Decisions: which body decided what, who agreed, and how far it was carried out."""

from datetime import date
from enum import StrEnum
from typing import Any

from pydantic import Field as WireField
from sqlalchemy import JSON
from sqlmodel import Field

from app.models.base import Day, Id, Incoming, Key, Wire
from app.models.register import Kept, KeptCreate, KeptFilter, KeptRead
from app.models.versions import Superseding


class Execution(StrEnum):
    """How far a decision was carried out."""

    OPEN = "open"
    IN_PROGRESS = "in-progress"
    CARRIED_OUT = "carried-out"
    LAPSED = "lapsed"


class Agreement(StrEnum):
    """What all parties together say: one refusal refuses, one that is silent keeps it open."""

    AGREED = "agreed"
    OPEN = "open"
    REFUSED = "refused"


class DecisionBase(Kept):
    """`grounds`: the reason that was given; `reason` is what a version row says of itself.

    `consent`: [{partner, agreed, on}]; `subjects`: [{kind, id}], what the decision is about.
    """

    body: str | None = Field(default=None, sa_type=Key)
    meeting: str | None = Field(default=None, sa_type=Key)
    decided_on: date | None = None
    text: str | None = None
    grounds: str | None = None
    consent: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    execution: Execution = Field(default=Execution.OPEN, sa_type=Key)
    executed_on: date | None = None
    due: date | None = None
    responsible: str | None = Field(default=None, sa_type=Key)
    subjects: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)


class Decision(DecisionBase, table=True):
    programme: str = Field(sa_type=Key, foreign_key="programme.id", index=True)
    body: str | None = Field(default=None, sa_type=Key, foreign_key="body.id", index=True)
    meeting: str | None = Field(default=None, sa_type=Key, foreign_key="meeting.id", index=True)
    responsible: str | None = Field(default=None, sa_type=Key, foreign_key="partner.id", index=True)


class DecisionVersion(Superseding, DecisionBase, table=True):
    pass


class ConsentCreate(Incoming):
    """Whether a party agreed; null where it has not answered yet."""

    partner: Id
    agreed: bool | None = None
    on: Day | None = None


class ConsentRead(Wire):
    partner: str
    agreed: bool | None = None
    on: date | None = None


class SubjectCreate(Incoming):
    """One thing that a decision is about, such as `target` and its id."""

    kind: str = WireField(min_length=1, max_length=40, pattern=r"^[a-z]+(-[a-z]+)*$")
    id: Id


class SubjectRead(Wire):
    """A target goes by the name of its goal."""

    kind: str
    id: str
    name: str | None = None


class DecisionCreate(KeptCreate):
    body: Id | None = None
    meeting: Id | None = None
    decided_on: Day | None = None
    text: str | None = WireField(default=None, max_length=8000)
    grounds: str | None = WireField(default=None, alias="reason", max_length=4000)
    consent: list[ConsentCreate] = WireField(default_factory=list, max_length=100)
    execution: Execution = WireField(default=Execution.OPEN, strict=False)
    executed_on: Day | None = None
    due: Day | None = None
    responsible: Id | None = None
    subjects: list[SubjectCreate] = WireField(default_factory=list, max_length=200)


class DecisionRead(KeptRead):
    """`agreement`: of all parties named, null where none is. `overdue`: due, and neither carried out nor lapsed."""

    body: str | None
    meeting: str | None
    decided_on: date | None
    text: str | None
    grounds: str | None = WireField(alias="reason")
    consent: list[ConsentRead]
    agreement: Agreement | None
    execution: Execution
    executed_on: date | None
    due: date | None
    responsible: str | None
    subjects: list[SubjectRead]
    overdue: bool


class DecisionFilter(KeptFilter):
    """All that may be asked of decisions; `subject` is the id of what they are about."""

    body: list[str] = WireField(default_factory=list)
    meeting: list[str] = WireField(default_factory=list)
    partner: list[str] = WireField(default_factory=list)
    subject: list[str] = WireField(default_factory=list)
    execution: list[Execution] = WireField(default_factory=list)
