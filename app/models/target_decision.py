"""Decisions about targets: adopting, amending, rebasing and withdrawing, with their effect and what stays readable."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from pydantic import Field as WireField
from sqlalchemy import JSON
from sqlmodel import Field

from app.models.base import Key, Moment, Number, Table, Wire
from app.models.decision import ConsentRead
from app.models.target import (
    BaselineRead,
    CheckpointCreate,
    CheckpointRead,
    Condition,
    Decided,
    FindingRead,
    Grounds,
    StepRead,
    TargetChange,
    TargetRead,
)
from app.models.terms import Bound, Status, TargetState


class DecisionKind(StrEnum):
    """What a decision did to a target."""

    ADOPTION = "adoption"
    AMENDMENT = "amendment"
    REBASING = "rebasing"
    WITHDRAWAL = "withdrawal"


class TargetDecision(Table, table=True):
    """The decision that a version of a target came from. `consent`: [{partner, agreed, on}] of the parties involved.

    `decision_id` names a decision of the register, where it was noted there.
    """

    target_id: str = Field(sa_type=Key, primary_key=True, foreign_key="target.id")
    version: int = Field(primary_key=True)
    kind: DecisionKind = Field(sa_type=Key)
    reason: str
    body: str | None = None
    decided_on: date | None = None
    grounds: Grounds | None = Field(default=None, sa_type=Key)
    consent: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    decision_id: str | None = Field(default=None, sa_type=Key, foreign_key="decision.id", index=True)
    recorded_at: datetime
    recorded_by: str = Field(sa_type=Key)


class TargetDecisionRead(Wire):
    """What was decided about a target, by whom, and who agreed."""

    kind: DecisionKind
    reason: str
    body: str | None
    date: date | None
    grounds: Grounds | None
    consent: list[ConsentRead]
    decision: str | None


class TargetVersionRead(Wire):
    """A target as it was from `recorded_at` until its next version. One that was superseded is amended."""

    version: int
    state: TargetState
    bound: Bound
    baseline_period: str | None
    other_baselines: list[str]
    checkpoints: list[CheckpointRead]
    start_year: int | None
    end_year: int | None
    patience_until: int | None
    condition: Condition | None
    steps: list[StepRead]
    note: str | None
    recorded_at: Moment
    recorded_by: str
    reason: str | None
    decision: TargetDecisionRead | None


class TargetWords(Wire):
    """The names and the unit that a sentence about a target needs; without an indicator, `what` is the goal."""

    what: str
    where: str
    unit: str | None
    decimals: int | None


class ExpectedRead(Wire):
    """What the course expects at the end of a year, in the indicator's unit."""

    year: int
    value: Number


class Party(Wire):
    """A signatory of the target's programme, whose consent a change of what was agreed takes."""

    id: str
    name: str


class PlaceBaseline(Wire):
    """The figure of one neighbourhood in the period that is proposed; null where it has none, or it is shielded."""

    place: str
    value: Number | None


class BaselineProposal(Wire):
    """The last value before the first year, for a person to confirm; `places` where every neighbourhood has its own.

    `reason` says why nothing is proposed: baseline-named, from-nothing, no-first-year, no-figure or not-in-figures.
    """

    target: str | None
    first_year: int | None
    period: str | None
    value: Number | None
    reason: str | None
    places: list[PlaceBaseline] | None


class BaselineRevision(Wire):
    """The figure of the baseline was corrected after its path was agreed; the target did not follow by itself."""

    period: str
    was: Number
    value: Number
    since: Moment


class TargetDetail(TargetRead):
    """One target with what was decided about it, and what asks for a decision."""

    words: TargetWords
    expected: list[ExpectedRead]
    history: list[TargetVersionRead]
    parties: list[Party]
    proposed_baseline: BaselineProposal
    baseline_revision: BaselineRevision | None


class Amendment(TargetChange, Decided):
    """New values for an adopted target, by decision; what is not sent stays."""


class Rebasing(Decided):
    """Another baseline. `checkpoints` are new values, for a scale without a zero."""

    baseline_period: str = WireField(min_length=1, max_length=20)
    checkpoints: list[CheckpointCreate] = WireField(default_factory=list, max_length=60)


class Hindrance(Wire):
    """What still stands in the way of a decision, told by its dry run; the decision itself is refused for it."""

    field: str
    code: str
    message: str


class TargetSide(Wire):
    """A target before or after a decision: what it wants, what is expected, and how it stands.

    `expected_now` belongs to the latest value, `expected` to each year; both are empty for every neighbourhood.
    """

    status: Status
    reason: str | None
    bound: Bound
    baseline_period: str | None
    checkpoints: list[CheckpointRead]
    start_year: int | None
    end_year: int | None
    patience_until: int | None
    condition: Condition | None
    steps: list[StepRead]
    expected_now: Number | None
    expected: list[ExpectedRead]


class AmendmentRead(Wire):
    """What an amendment does: nothing yet where it was a dry run."""

    target: str
    dry_run: bool
    changed: list[str]
    before: TargetSide
    after: TargetSide
    findings: list[FindingRead]
    hindrances: list[Hindrance]


class RebasedCheckpoint(Wire):
    """A checkpoint on the old and on the new path, in the indicator's unit where the baseline is known."""

    year: int
    old: Number | None
    new: Number | None
    reached: bool
    cut_off: bool


class RebasingRead(Wire):
    """What another baseline does: nothing yet where it was a dry run."""

    target: str
    dry_run: bool
    old_baseline: BaselineRead | None
    new_baseline: BaselineRead
    checkpoints: list[RebasedCheckpoint]
    old_status: Status
    new_status: Status
    old_expected: Number | None
    new_expected: Number | None
    findings: list[FindingRead]
    hindrances: list[Hindrance]
