"""Planning: programmes of four years and plans of neighbourhoods, texts with versions, norms, national goals served."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from pydantic import Field as WireField
from sqlalchemy import JSON
from sqlmodel import Field

from app.models.base import Day, Exact, Id, Incoming, Key, Number, Wire
from app.models.register import Kept, KeptCreate, KeptFilter, KeptRead
from app.models.terms import Bound, Missing
from app.models.versions import Superseding


class Standing(StrEnum):
    """Draft, adopted, or adopted in another wording after it was adopted before."""

    DRAFT = "draft"
    ADOPTED = "adopted"
    AMENDED = "amended"


class PlanKind(StrEnum):
    IMPLEMENTATION_PROGRAMME = "implementation-programme"
    NEIGHBOURHOOD_PLAN = "neighbourhood-plan"


class PlanStepState(StrEnum):
    PLANNED = "planned"
    RUNNING = "running"
    DONE = "done"


class PlanBase(Kept):
    """`order`: of start. `steps`: [{name, starts, ends, state}]; `elements`: [{name, text}], the fixed core."""

    kind: PlanKind = Field(sa_type=Key)
    place: str | None = Field(default=None, sa_type=Key)
    starts: date | None = None
    ends: date | None = None
    order: int | None = None
    state: Standing = Field(default=Standing.DRAFT, sa_type=Key)
    adopted_on: date | None = None
    decision: str | None = Field(default=None, sa_type=Key)
    text: str | None = None
    steps: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    elements: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    goals: list[str] = Field(default_factory=list, sa_type=JSON)
    interventions: list[str] = Field(default_factory=list, sa_type=JSON)


class Plan(PlanBase, table=True):
    programme: str = Field(sa_type=Key, foreign_key="programme.id", index=True)
    place: str | None = Field(default=None, sa_type=Key, foreign_key="place.id", index=True)
    decision: str | None = Field(default=None, sa_type=Key, foreign_key="decision.id", index=True)


class PlanVersion(Superseding, PlanBase, table=True):
    pass


class PlanStepCreate(Incoming):
    """A step of the cycle: draw up, carry out, learn, evaluate."""

    name: str = WireField(min_length=1, max_length=300)
    starts: Day | None = None
    ends: Day | None = None
    state: PlanStepState = WireField(default=PlanStepState.PLANNED, strict=False)


class PlanStepRead(Wire):
    name: str
    starts: date | None = None
    ends: date | None = None
    state: PlanStepState


class ElementCreate(Incoming):
    """A fixed part of every plan of a programme, and what this plan says there."""

    name: str = WireField(min_length=1, max_length=300)
    text: str | None = WireField(default=None, max_length=8000)


class ElementRead(Wire):
    name: str
    text: str | None = None


class PlanCreate(KeptCreate):
    kind: PlanKind = WireField(strict=False)
    place: Id | None = None
    starts: Day | None = None
    ends: Day | None = None
    order: int | None = WireField(default=None, ge=1, le=1000)
    state: Standing = WireField(default=Standing.DRAFT, strict=False)
    adopted_on: Day | None = None
    decision: Id | None = None
    text: str | None = WireField(default=None, max_length=8000)
    steps: list[PlanStepCreate] = WireField(default_factory=list, max_length=60)
    elements: list[ElementCreate] = WireField(default_factory=list, max_length=60)
    goals: list[Id] = WireField(default_factory=list, max_length=400)
    interventions: list[Id] = WireField(default_factory=list, max_length=400)


class PlanRead(KeptRead):
    """`missing_elements`: names that other plans of this kind have. `uncovered`: pillars that no goal of it is under,
    neither its own goals nor those of its interventions."""

    kind: PlanKind
    place: str | None
    starts: date | None
    ends: date | None
    order: int | None
    state: Standing
    adopted_on: date | None
    decision: str | None
    text: str | None
    steps: list[PlanStepRead]
    elements: list[ElementRead]
    goals: list[str]
    interventions: list[str]
    missing_elements: list[str]
    uncovered: list[str]


class PlanFilter(KeptFilter):
    """All that may be asked of plans."""

    place: list[str] = WireField(default_factory=list)
    municipality: list[str] = WireField(default_factory=list)
    goal: list[str] = WireField(default_factory=list)
    intervention: list[str] = WireField(default_factory=list)
    kind: list[PlanKind] = WireField(default_factory=list)
    state: list[Standing] = WireField(default_factory=list)


class NormBase(Kept):
    goal: str | None = Field(default=None, sa_type=Key)
    place: str | None = Field(default=None, sa_type=Key)
    indicator: str | None = Field(default=None, sa_type=Key)
    bound: Bound | None = Field(default=None, sa_type=Key)
    value: Decimal | None = Field(default=None, sa_type=Exact)
    unit: str | None = None
    year: int | None = None
    text: str | None = None


class Norm(NormBase, table=True):
    """A measurable promise that stands outside the lists of goals."""

    programme: str = Field(sa_type=Key, foreign_key="programme.id", index=True)
    goal: str | None = Field(default=None, sa_type=Key, foreign_key="node.id", index=True)
    place: str | None = Field(default=None, sa_type=Key, foreign_key="place.id", index=True)
    indicator: str | None = Field(default=None, sa_type=Key, foreign_key="indicator.id", index=True)


class NormVersion(Superseding, NormBase, table=True):
    pass


class NormCreate(KeptCreate):
    goal: Id | None = None
    place: Id | None = None
    indicator: Id | None = None
    bound: Bound | None = WireField(default=None, strict=False)
    value: Number | None = None
    unit: str | None = WireField(default=None, max_length=60)
    year: int | None = WireField(default=None, ge=1900, le=2200)
    text: str | None = WireField(default=None, max_length=4000)


class NormFigure(Wire):
    """The latest figure beside a norm, as this reader may see it; of an area it may be computed from its parts."""

    period: str
    value: Number | None
    missing: Missing | None
    unit: str
    decimals: int
    estimated: bool


class NormRead(KeptRead):
    """`met`: whether the latest figure keeps the norm; null where nobody can tell."""

    goal: str | None
    place: str | None
    indicator: str | None
    bound: Bound | None
    value: Number | None
    unit: str | None
    year: int | None
    text: str | None
    latest: NormFigure | None
    met: bool | None


class NormFilter(KeptFilter):
    """All that may be asked of norms."""

    place: list[str] = WireField(default_factory=list)
    municipality: list[str] = WireField(default_factory=list)
    goal: list[str] = WireField(default_factory=list)
    indicator: list[str] = WireField(default_factory=list)


class AlignmentBase(Kept):
    """`serves`: nodes of the national programme, its goals and lines of action."""

    goal: str | None = Field(default=None, sa_type=Key)
    place: str | None = Field(default=None, sa_type=Key)
    serves: list[str] = Field(default_factory=list, sa_type=JSON)
    text: str | None = None


class Alignment(AlignmentBase, table=True):
    """That a local goal, or the work in an area, serves goals or lines of action of the national programme."""

    programme: str = Field(sa_type=Key, foreign_key="programme.id", index=True)
    goal: str | None = Field(default=None, sa_type=Key, foreign_key="node.id", index=True)
    place: str | None = Field(default=None, sa_type=Key, foreign_key="place.id", index=True)


class AlignmentVersion(Superseding, AlignmentBase, table=True):
    pass


class AlignmentCreate(KeptCreate):
    goal: Id | None = None
    place: Id | None = None
    serves: list[Id] = WireField(min_length=1, max_length=60)
    text: str | None = WireField(default=None, max_length=4000)


class Served(Wire):
    """A national goal or line of action, in the words of its own programme."""

    id: str
    name: str
    level_name: str


class AlignmentRead(KeptRead):
    """`served` are the names of what it `serves`."""

    goal: str | None
    place: str | None
    serves: list[str]
    served: list[Served]
    text: str | None


class AlignmentFilter(KeptFilter):
    """All that may be asked of alignments; `goal` is the local one or the national one."""

    place: list[str] = WireField(default_factory=list)
    municipality: list[str] = WireField(default_factory=list)
    goal: list[str] = WireField(default_factory=list)
