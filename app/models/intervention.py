"""Interventions: what partners do, where, for which goals, from when to when."""

from datetime import date
from enum import StrEnum

from pydantic import Field as WireField
from sqlalchemy import JSON
from sqlmodel import Field

from app.models.base import AskedMoment, Day, Id, Incoming, Key, Origin, Table, Wire
from app.models.export import AskedWhole
from app.models.tag import TagFilter, Tagged, Tagging
from app.models.versions import Recorded, Superseding


class InterventionStatus(StrEnum):
    PLANNED = "planned"
    RUNNING = "running"
    FINISHED = "finished"
    STOPPED = "stopped"


class Verdict(StrEnum):
    """What is done with an initiative that ran before the programme did."""

    KEEP = "keep"
    STRENGTHEN = "strengthen"
    RENEW = "renew"
    STOP = "stop"


class InterventionBase(Recorded):
    """`existing`: it ran before the programme; then `verdict` says what becomes of it, and why."""

    id: str = Field(sa_type=Key, primary_key=True)
    name: str
    aim: str | None = None
    programme_id: str | None = Field(default=None, sa_type=Key)
    starts: date | None = None
    ends: date | None = None
    status: InterventionStatus = Field(default=InterventionStatus.RUNNING, sa_type=Key)
    existing: bool | None = None
    verdict: Verdict | None = Field(default=None, sa_type=Key)
    verdict_reason: str | None = None
    life_course: list[str] | None = Field(default=None, sa_type=JSON)
    social_basis: list[str] | None = Field(default=None, sa_type=JSON)
    scale: str | None = Field(default=None, sa_type=Key)
    horizon: str | None = Field(default=None, sa_type=Key)
    fictitious: bool = False
    document: str | None = Field(default=None, sa_type=Key)
    line: int | None = None


class Intervention(InterventionBase, table=True):
    programme_id: str | None = Field(default=None, sa_type=Key, foreign_key="programme.id", index=True)


class InterventionVersion(Superseding, InterventionBase, table=True):
    pass


class InterventionPlace(Table, table=True):
    intervention_id: str = Field(sa_type=Key, primary_key=True, foreign_key="intervention.id")
    place_id: str = Field(sa_type=Key, primary_key=True, foreign_key="place.id", index=True)


class InterventionGoal(Table, table=True):
    intervention_id: str = Field(sa_type=Key, primary_key=True, foreign_key="intervention.id")
    goal_id: str = Field(sa_type=Key, primary_key=True, foreign_key="node.id", index=True)


class InterventionPartner(Table, table=True):
    """Who carries it out, and as what: responsible, taking part, paying."""

    intervention_id: str = Field(sa_type=Key, primary_key=True, foreign_key="intervention.id")
    partner_id: str = Field(sa_type=Key, primary_key=True, foreign_key="partner.id", index=True)
    role: str = Field(default="responsible", sa_type=Key, primary_key=True)


class PartnerRole(Wire):
    partner: str
    role: str


class InterventionRead(Tagged):
    id: str
    name: str
    aim: str | None
    programme: str | None
    starts: date | None
    ends: date | None
    status: InterventionStatus
    existing: bool | None
    verdict: Verdict | None
    verdict_reason: str | None
    places: list[str]
    goals: list[str]
    partners: list[PartnerRole]
    fictitious: bool
    origin: Origin | None
    may: list[str] = WireField(default_factory=list)


class InterventionFilter(TagFilter, AskedWhole):
    """All that may be asked of interventions."""

    programme: list[str] = WireField(default_factory=list)
    area: list[str] = WireField(default_factory=list)
    place: list[str] = WireField(default_factory=list)
    partner: list[str] = WireField(default_factory=list)
    municipality: list[str] = WireField(default_factory=list)
    goal: list[str] = WireField(default_factory=list)
    status: list[InterventionStatus] = WireField(default_factory=list)
    existing: bool | None = None
    verdict: list[Verdict] = WireField(default_factory=list)
    known_at: AskedMoment | None = None


class PartnerRoleCreate(Incoming):
    partner: Id
    role: str = WireField(default="responsible", min_length=1, max_length=60)


class InterventionCreate(Tagging):
    id: Id | None = None
    name: str = WireField(min_length=1, max_length=300)
    aim: str | None = WireField(default=None, max_length=4000)
    programme: str | None = WireField(default=None, max_length=120)
    starts: Day | None = None
    ends: Day | None = None
    status: InterventionStatus = WireField(default=InterventionStatus.PLANNED, strict=False)
    existing: bool | None = None
    verdict: Verdict | None = WireField(default=None, strict=False)
    verdict_reason: str | None = WireField(default=None, max_length=4000)
    places: list[Id] = WireField(min_length=1, max_length=200)
    goals: list[Id] = WireField(default_factory=list, max_length=200)
    partners: list[PartnerRoleCreate] = WireField(default_factory=list, max_length=100)
    fictitious: bool = False


class InterventionChange(Tagging):
    """A merge patch: what is not sent stays."""

    name: str = WireField(default="", min_length=1, max_length=300)
    aim: str | None = WireField(default=None, max_length=4000)
    starts: Day | None = None
    ends: Day | None = None
    status: InterventionStatus = WireField(default=InterventionStatus.PLANNED, strict=False)
    existing: bool | None = None
    verdict: Verdict | None = WireField(default=None, strict=False)
    verdict_reason: str | None = WireField(default=None, max_length=4000)
    places: list[Id] = WireField(default_factory=list, min_length=1, max_length=200)
    goals: list[Id] = WireField(default_factory=list, max_length=200)
    partners: list[PartnerRoleCreate] = WireField(default_factory=list, max_length=100)
