"""Targets: what a goal wants of an indicator, where, by when, and how that is judged."""

from datetime import date
from enum import StrEnum
from typing import Any

from pydantic import Field as WireField
from pydantic import model_validator
from sqlalchemy import JSON
from sqlmodel import Field

from app.models.base import AskedMoment, Day, Id, Incoming, Key, Number, Origin, Wire
from app.models.decision import ConsentCreate
from app.models.export import AskedWhole
from app.models.programme import PathStep
from app.models.terms import Bound, Direction, Rule, Status, TargetState
from app.models.versions import Recorded, Superseding


class TargetBase(Recorded):
    """Exactly one of `place_id` and `every_neighbourhood_of` is given, and one baseline period is in force.

    `checkpoints`: [{"year": 2017, "value": "28"} or {"year": 2017, "change": "-45"}], exact numbers as text.
    `other_baselines`: periods of baselines that are shown but not in force. `steps` of a milestone:
    [{"name", "due", "done", "evidence"}].
    """

    id: str = Field(sa_type=Key, primary_key=True)
    programme_id: str = Field(sa_type=Key, index=True)
    goal_id: str = Field(sa_type=Key, index=True)
    indicator_id: str | None = Field(default=None, sa_type=Key, index=True)
    population_id: str = Field(default="all", sa_type=Key)
    place_id: str | None = Field(default=None, sa_type=Key, index=True)
    every_neighbourhood_of: str | None = Field(default=None, sa_type=Key, index=True)
    rule: Rule = Field(sa_type=Key)
    bound: Bound = Field(sa_type=Key)
    direction: Direction = Field(sa_type=Key)
    baseline_period: str | None = Field(default=None, sa_type=Key)
    other_baselines: list[str] = Field(default_factory=list, sa_type=JSON)
    checkpoints: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    reference_id: str | None = Field(default=None, sa_type=Key)
    start_year: int | None = None
    end_year: int | None = None
    patience_until: int | None = None
    condition: str | None = None
    condition_met: bool | None = None
    steps: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    state: TargetState = Field(default=TargetState.ADOPTED, sa_type=Key)
    note: str | None = None
    document: str | None = Field(default=None, sa_type=Key)
    line: int | None = None


class Target(TargetBase, table=True):
    programme_id: str = Field(sa_type=Key, foreign_key="programme.id", index=True)
    goal_id: str = Field(sa_type=Key, foreign_key="node.id", index=True)
    indicator_id: str | None = Field(default=None, sa_type=Key, foreign_key="indicator.id", index=True)
    population_id: str = Field(default="all", sa_type=Key, foreign_key="population.id")
    place_id: str | None = Field(default=None, sa_type=Key, foreign_key="place.id", index=True)
    every_neighbourhood_of: str | None = Field(default=None, sa_type=Key, foreign_key="place.id", index=True)
    reference_id: str | None = Field(default=None, sa_type=Key, foreign_key="place.id")


class TargetVersion(Superseding, TargetBase, table=True):
    pass


class CheckpointRead(Wire):
    """What is wanted in a year: a value, or a change in percent against the baseline (-70 is 70% less).

    `mark` says what a new baseline did to it: it was `reached` and stayed, or was `cut-off` at a bound.
    """

    year: int
    value: Number | None = None
    change: Number | None = None
    mark: str | None = None


class Scope(Wire):
    """One place, or every neighbourhood of an area."""

    place: str | None = None
    every_neighbourhood_of: str | None = None


class BaselineRead(Wire):
    """The measurement that a target starts from, as this reader may see it."""

    period: str
    value: Number | None
    origin: Origin | None


class Condition(Wire):
    text: str
    met: bool | None


class StepRead(Wire):
    """A step of a milestone; `done` is the day on which it was a fact."""

    name: str
    due: date | None = None
    done: date | None = None
    evidence: str | None = None


class FindingCode(StrEnum):
    """What can be odd about a target."""

    REPEATS = "repeats"
    CONTRADICTS = "contradicts"
    AGAINST_DIRECTION_OF_GOOD = "against-direction-of-good"
    BASELINE_MEETS_TARGET = "baseline-meets-target"


class FindingRead(Wire):
    """What is odd about a target; `other` is the target that it repeats or contradicts."""

    code: FindingCode
    message: str
    other: str | None


class TargetRead(Wire):
    id: str
    programme: str
    goal: str
    path: list[PathStep]
    indicator: str | None
    population: str
    scope: Scope
    place: str
    rule: Rule
    bound: Bound
    direction: Direction
    baseline: BaselineRead | None
    other_baselines: list[BaselineRead]
    checkpoints: list[CheckpointRead]
    reference: str | None
    start_year: int | None
    end_year: int | None
    patience_until: int | None
    condition: Condition | None
    steps: list[StepRead]
    state: TargetState
    status: Status
    note: str | None
    fictitious: bool
    findings: list[FindingRead] = WireField(default_factory=list)
    origin: Origin | None
    may: list[str] = WireField(default_factory=list)


class TargetFilter(AskedWhole):
    """All that may be asked of targets. `area` is the area and its neighbourhoods; `finding` what is odd about them.

    `conditional`: with a condition, or without one.
    """

    programme: list[str] = WireField(default_factory=list)
    goal: list[str] = WireField(default_factory=list)
    area: list[str] = WireField(default_factory=list)
    place: list[str] = WireField(default_factory=list)
    indicator: list[str] = WireField(default_factory=list)
    partner: list[str] = WireField(default_factory=list)
    source: list[str] = WireField(default_factory=list)
    municipality: list[str] = WireField(default_factory=list)
    rule: list[Rule] = WireField(default_factory=list)
    status: list[Status] = WireField(default_factory=list)
    state: list[TargetState] = WireField(default_factory=list)
    finding: list[FindingCode] = WireField(default_factory=list)
    conditional: bool | None = None
    as_of: str | None = WireField(default=None, max_length=10)
    known_at: AskedMoment | None = None


class CheckpointCreate(Incoming):
    """Either a value, or a change in percent."""

    year: int = WireField(ge=1900, le=2200)
    value: Number | None = None
    change: Number | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> "CheckpointCreate":
        if (self.value is None) == (self.change is None):
            raise ValueError("give either value or change")
        return self


class StepCreate(Incoming):
    name: str = WireField(min_length=1, max_length=300)
    due: Day | None = None
    done: Day | None = None
    evidence: str | None = WireField(default=None, max_length=2000)


class TargetCreate(Incoming):
    """A new target: a draft, until it is adopted."""

    id: Id | None = None
    goal: Id
    indicator: Id | None = None
    population: Id = "all"
    place: Id | None = None
    every_neighbourhood_of: Id | None = None
    rule: Rule = WireField(strict=False)
    bound: Bound | None = WireField(default=None, strict=False)
    direction: Direction = WireField(strict=False)
    baseline_period: str | None = WireField(default=None, max_length=20)
    checkpoints: list[CheckpointCreate] = WireField(default_factory=list, max_length=60)
    reference: Id | None = None
    start_year: int | None = WireField(default=None, ge=1900, le=2200)
    end_year: int | None = WireField(default=None, ge=1900, le=2200)
    patience_until: int | None = WireField(default=None, ge=1900, le=2200)
    condition: str | None = WireField(default=None, max_length=2000)
    condition_met: bool | None = None
    steps: list[StepCreate] = WireField(default_factory=list, max_length=60)
    note: str | None = WireField(default=None, max_length=4000)


class TargetChange(Incoming):
    """A merge patch on a draft; an adopted target changes by decision only."""

    bound: Bound | None = WireField(default=None, strict=False)
    baseline_period: str | None = WireField(default=None, max_length=20)
    checkpoints: list[CheckpointCreate] = WireField(default_factory=list, max_length=60)
    start_year: int | None = WireField(default=None, ge=1900, le=2200)
    end_year: int | None = WireField(default=None, ge=1900, le=2200)
    patience_until: int | None = WireField(default=None, ge=1900, le=2200)
    condition: str | None = WireField(default=None, max_length=2000)
    condition_met: bool | None = None
    steps: list[StepCreate] = WireField(default_factory=list, max_length=60)
    note: str | None = WireField(default=None, max_length=4000)


class Grounds(StrEnum):
    """Why something agreed is changed at all: the parties agree, the money shifted, or something else."""

    AGREEMENT = "agreement"
    FINANCE = "finance"
    OTHER = "other"


class Decided(Incoming):
    """Why, by which body, with whose consent something agreed is changed; `decision` is one of the register."""

    reason: str = WireField(min_length=1, max_length=2000)
    body: str | None = WireField(default=None, max_length=200)
    date: Day | None = None
    decision: Id | None = None
    grounds: Grounds = WireField(default=Grounds.AGREEMENT, strict=False)
    consent: list[ConsentCreate] = WireField(default_factory=list, max_length=100)


class Evidence(Incoming):
    """What became a fact: a step of a milestone (counted from 1) on a day, or a condition that was met or not."""

    step: int | None = WireField(default=None, ge=1, le=60)
    done: Day | None = None
    condition_met: bool | None = None
    evidence: str = WireField(min_length=1, max_length=2000)
