"""The texts of a programme, from draft to amended; and the sets of indicators that its administrators adopt."""

from datetime import date
from enum import StrEnum
from typing import Any

from pydantic import Field as WireField
from sqlalchemy import JSON
from sqlmodel import Field

from app.models.base import Day, Id, Incoming, Key, Wire
from app.models.planning import Standing
from app.models.register import Kept, KeptCreate, KeptFilter, KeptRead
from app.models.versions import Superseding


class TextKind(StrEnum):
    PROGRAMME = "programme"
    PLAN = "plan"
    AGREEMENT = "agreement"
    PROBLEM_ANALYSIS = "problem-analysis"
    PRINCIPLES = "principles"
    GROWTH_MODEL = "growth-model"
    CONDITIONS = "conditions"


class TextPartKind(StrEnum):
    DATA = "data"
    SURVEY = "survey"
    SESSION = "session"
    PROFESSIONAL = "professional"
    PRINCIPLE = "principle"
    CONDITION = "condition"
    TEXT = "text"


class ProgrammeTextBase(Kept):
    """`parts`: [{kind, name, text, line}]; `dated`: the day on its title page."""

    kind: TextKind = Field(sa_type=Key)
    state: Standing = Field(default=Standing.DRAFT, sa_type=Key)
    dated: date | None = None
    adopted_on: date | None = None
    decision: str | None = Field(default=None, sa_type=Key)
    text: str | None = None
    goals: list[str] = Field(default_factory=list, sa_type=JSON)
    interventions: list[str] = Field(default_factory=list, sa_type=JSON)
    parts: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)


class ProgrammeText(ProgrammeTextBase, table=True):
    programme: str = Field(sa_type=Key, foreign_key="programme.id", index=True)
    decision: str | None = Field(default=None, sa_type=Key, foreign_key="decision.id", index=True)


class ProgrammeTextVersion(Superseding, ProgrammeTextBase, table=True):
    pass


class TextPartCreate(Incoming):
    """A part of a text: figures, a survey, a session, what professionals brought, a principle, a condition."""

    kind: TextPartKind = WireField(default=TextPartKind.TEXT, strict=False)
    name: str = WireField(min_length=1, max_length=300)
    text: str | None = WireField(default=None, max_length=8000)
    line: int | None = WireField(default=None, ge=1, le=1_000_000)


class TextPartRead(Wire):
    kind: TextPartKind
    name: str
    text: str | None = None
    line: int | None = None


class ProgrammeTextCreate(KeptCreate):
    kind: TextKind = WireField(strict=False)
    state: Standing = WireField(default=Standing.DRAFT, strict=False)
    dated: Day | None = None
    adopted_on: Day | None = None
    decision: Id | None = None
    text: str | None = WireField(default=None, max_length=8000)
    goals: list[Id] = WireField(default_factory=list, max_length=400)
    interventions: list[Id] = WireField(default_factory=list, max_length=400)
    parts: list[TextPartCreate] = WireField(default_factory=list, max_length=200)


class ProgrammeTextRead(KeptRead):
    kind: TextKind
    state: Standing
    dated: date | None
    adopted_on: date | None
    decision: str | None
    text: str | None
    goals: list[str]
    interventions: list[str]
    parts: list[TextPartRead]


class ProgrammeTextFilter(KeptFilter):
    """All that may be asked of texts."""

    goal: list[str] = WireField(default_factory=list)
    intervention: list[str] = WireField(default_factory=list)
    kind: list[TextKind] = WireField(default_factory=list)
    state: list[Standing] = WireField(default_factory=list)


class IndicatorSetBase(Kept):
    indicators: list[str] = Field(default_factory=list, sa_type=JSON)
    state: Standing = Field(default=Standing.DRAFT, sa_type=Key)
    adopted_on: date | None = None
    body: str | None = Field(default=None, sa_type=Key)
    decision: str | None = Field(default=None, sa_type=Key)
    text: str | None = None


class IndicatorSet(IndicatorSetBase, table=True):
    """The indicators by which a programme will be judged, as its administrators adopt them before use."""

    programme: str = Field(sa_type=Key, foreign_key="programme.id", index=True)
    body: str | None = Field(default=None, sa_type=Key, foreign_key="body.id", index=True)
    decision: str | None = Field(default=None, sa_type=Key, foreign_key="decision.id", index=True)


class IndicatorSetVersion(Superseding, IndicatorSetBase, table=True):
    pass


class IndicatorSetCreate(KeptCreate):
    indicators: list[Id] = WireField(default_factory=list, max_length=1000)
    state: Standing = WireField(default=Standing.DRAFT, strict=False)
    adopted_on: Day | None = None
    body: Id | None = None
    decision: Id | None = None
    text: str | None = WireField(default=None, max_length=4000)


class IndicatorSetRead(KeptRead):
    indicators: list[str]
    state: Standing
    adopted_on: date | None
    body: str | None
    decision: str | None
    text: str | None


class IndicatorSetFilter(KeptFilter):
    """All that may be asked of sets of indicators."""

    indicator: list[str] = WireField(default_factory=list)
    body: list[str] = WireField(default_factory=list)
    state: list[Standing] = WireField(default_factory=list)
