"""Progress: assessments, computed on reading and never stored, and the judgements of people beside them."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict
from pydantic import Field as WireField
from pydantic.alias_generators import to_camel
from sqlmodel import Field

from app.models.base import AskedMoment, Incoming, Key, Moment, Number, Origin, Page, Table, Wire
from app.models.event_note import EventNote
from app.models.place import StatusCounts
from app.models.target import BaselineRead
from app.models.terms import GoodDirection, Missing, Movement, State, Status, TargetState


class Judgement(Table, table=True):
    """What a person makes of it, beside the computed status; append-only, the latest counts."""

    id: int | None = Field(default=None, primary_key=True)
    target_id: str = Field(sa_type=Key, foreign_key="target.id", index=True)
    place_id: str = Field(sa_type=Key, foreign_key="place.id")
    status: Status = Field(sa_type=Key)
    reason: str
    evidence: str | None = None
    role: str = Field(sa_type=Key)
    recorded_at: datetime


class JudgementRead(Wire):
    status: Status
    reason: str
    evidence: str | None
    role: str
    recorded_at: Moment


class JudgementCreate(Incoming):
    """A judgement always has a reason; `place` is needed where a target covers every neighbourhood.

    `evidence` names what it rests on: a survey, a visit, minutes. Without figures it is all that there is.
    """

    status: Status = WireField(strict=False)
    reason: str = WireField(min_length=1, max_length=4000)
    evidence: str | None = WireField(default=None, max_length=4000)
    place: str | None = WireField(default=None, max_length=120)


class Chances(Wire):
    """Chances from 0 to 1 of the three statements; they add up to 1."""

    on_course: Number
    short: Number
    worsening: Number


class ActualRead(Wire):
    """The usable value that the status is about."""

    period: str
    value: Number | None
    low: Number | None
    high: Number | None
    state: State
    flags: list[str]


class CheckpointMet(Wire):
    """A passed checkpoint; `met` is null when no value says so, or it may not be told."""

    year: int
    met: bool | None


class ReferenceFigure(Wire):
    """The reference of the same period; `gap` is positive when worse than it, whichever way is good."""

    place: str
    period: str
    value: Number | None
    gap: Number | None
    gap_at_baseline: Number | None
    ratio: Number | None
    share: Number | None = None


class ForecastRead(Wire):
    """Where a Theil-Sen line through the measured values leads, with an 80% interval."""

    year: Number
    value: Number
    low: Number
    high: Number


class SeriesPoint(Wire):
    """One measured value of the series, with what the course line and its table need.

    `gap` is how far it lies from the reference of the same period: positive when worse, whichever way is good.
    """

    period: str
    value: Number | None
    missing: Missing | None = None
    low: Number | None = None
    high: Number | None = None
    state: State = State.FINAL
    flags: list[str] = WireField(default_factory=list)
    measurement: str | None = None
    revision: int | None = None
    computed: bool = False
    source: str | None = None
    origin: Origin | None = None
    gap: Number | None = None


class LinePoint(Wire):
    """A corner of the expected line; `year` may lie between years (2026.5)."""

    year: Number
    value: Number


class EarlierPath(Wire):
    """A path that was agreed before, and held until the version after it; drawn beside the one in force."""

    version: int
    until: Moment
    line: list[LinePoint]


class AgesRead(Wire):
    """Days from the end of each figure's period to the day of the assessment."""

    actual: int | None = None
    baseline: int | None = None
    reference: int | None = None


class MethodRead(Wire):
    name: str
    version: str


class AssessmentRead(Wire):
    """How one target stands in one place, with all its parts; for every neighbourhood the status is the worst.

    `likely` says "probably": the status has a chance from 2/3 to 0.9. `through_time` and `against_reference` are the
    two levels: a place can get better and fall further behind.
    """

    target: str
    place: str
    programme: str
    goal: str
    indicator: str | None
    state: TargetState
    status: Status
    likely: bool = False
    chances: Chances | None = None
    pace: Number | None = None
    baseline: BaselineRead | None = None
    actual: ActualRead | None = None
    expected: Number | None = None
    gap_to_target: Number | None = None
    checkpoints: list[CheckpointMet] = WireField(default_factory=list)
    deadline_passed: bool = False
    reached_at: str | None = None
    lost_at: str | None = None
    overshoot: Number | None = None
    outdated: bool = False
    reference: ReferenceFigure | None = None
    forecast: ForecastRead | None = None
    judgement: JudgementRead | None = None
    reason: str | None = None
    through_time: Movement | None = None
    against_reference: Movement | None = None
    notes: list[str] = WireField(default_factory=list)
    ages: AgesRead = WireField(default_factory=lambda: AgesRead())
    series: list[SeriesPoint] = WireField(default_factory=list)
    reference_series: list[SeriesPoint] = WireField(default_factory=list)
    line: list[LinePoint] = WireField(default_factory=list)
    earlier_paths: list[EarlierPath] = WireField(default_factory=list)
    events: list[EventNote] = WireField(default_factory=list)
    good_direction: GoodDirection = GoodDirection.NONE
    method: MethodRead
    places: list["AssessmentRead"] | None = None
    counts: StatusCounts | None = None
    may: list[str] = WireField(default_factory=list)


class AssessmentPage(Page[AssessmentRead]):
    """A page of assessments, one for each target and place."""


class ProgressRead(Wire):
    """How everything stands, counted; drafts apart; the assessments worst first."""

    counts: StatusCounts
    drafts: int
    targets: int
    assessments: list[AssessmentRead]


class AssessmentAsked(BaseModel):
    """From which moment to look: `as_of` is a year (its 31 December) or a date."""

    model_config = ConfigDict(alias_generator=to_camel, validate_by_name=False, validate_by_alias=True, extra="forbid")

    as_of: str | None = WireField(default=None, max_length=10)
    known_at: AskedMoment | None = None
