"""Measurements: one indicator, one place, one period, one population: a value, or a reason for its absence."""

from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from pydantic import Field as WireField
from pydantic import ValidationInfo, field_validator
from sqlalchemy import BigInteger, Index, Integer, PrimaryKeyConstraint
from sqlmodel import Field, UniqueConstraint

from app.errors import Unfit, say
from app.models.base import Asked, AskedMoment, Exact, Incoming, Key, Moment, Number, Origin, Page, Table, Wire
from app.models.export import AskedWhole
from app.models.terms import Acceptance, Missing, State

# SQLite gives its automatic number only to INTEGER.
BigKey = BigInteger().with_variant(Integer(), "sqlite")


class MeasurementBase(Table):
    """What is said about the key, the same in the current row and in each revision.

    `change` numbers all changes in the order in which they were committed. `recorded_at` is when it was known (a
    document's own date), `stored_at` when it was stored here. `published` figures are shown as their
    source published them. `flags` are joined by `|`.
    """

    value: Decimal | None = Field(default=None, sa_type=Exact)
    missing: Missing | None = Field(default=None, sa_type=Key)
    numerator: Decimal | None = Field(default=None, sa_type=Exact)
    denominator: Decimal | None = Field(default=None, sa_type=Exact)
    state: State = Field(default=State.PROVISIONAL, sa_type=Key)
    acceptance: Acceptance = Field(default=Acceptance.ACCEPTED, sa_type=Key)
    sample_size: int | None = None
    low: Decimal | None = Field(default=None, sa_type=Exact)
    high: Decimal | None = Field(default=None, sa_type=Exact)
    partner_id: str | None = Field(default=None, sa_type=Key)
    source: str | None = Field(default=None, sa_type=Key)
    document: str | None = Field(default=None, sa_type=Key)
    line: int | None = None
    origin_table: str | None = Field(default=None, sa_type=Key)
    origin_key: str | None = None
    published: bool = False
    note: str | None = None
    flags: str = ""
    revision: int = 1
    change: int = Field(sa_type=BigInteger)
    recorded_at: datetime
    stored_at: datetime
    recorded_by: str = Field(sa_type=Key)
    reason: str | None = None


class Measurement(MeasurementBase, table=True):
    """The current state of each key; `starts` and `ends` are the first and last day of the period."""

    __table_args__ = (
        UniqueConstraint("indicator_id", "place_id", "period", "population_id"),
        Index(None, "place_id", "indicator_id"),
        Index(None, "change"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigKey)
    indicator_id: str = Field(sa_type=Key, foreign_key="indicator.id")
    place_id: str = Field(sa_type=Key, foreign_key="place.id")
    period: str = Field(sa_type=Key)
    starts: date
    ends: date
    population_id: str = Field(default="all", sa_type=Key, foreign_key="population.id")


class MeasurementRevision(MeasurementBase, table=True):
    """Every value that a key ever had, for ever."""

    __table_args__ = (PrimaryKeyConstraint("measurement_id", "revision"), Index(None, "change"))

    measurement_id: int = Field(primary_key=True, foreign_key="measurement.id", sa_type=BigKey)
    revision: int = Field(default=1, primary_key=True)


class MeasurementRead(Wire):
    """A measurement as this reader may see it: `value` is null with `missing: suppressed` where a count is small."""

    id: str
    indicator: str
    place: str
    period: str
    population: str
    value: Number | None
    missing: Missing | None
    unit: str
    numerator: Number | None
    denominator: Number | None
    state: State
    acceptance: Acceptance
    sample_size: int | None
    low: Number | None
    high: Number | None
    partner: str | None
    source: str | None
    origin: Origin | None
    note: str | None
    flags: list[str]
    revision: int
    recorded_at: Moment
    may: list[str] = WireField(default_factory=list)


class MeasurementPage(Page[MeasurementRead]):
    """A page; the last one of a pull carries the mark to ask for what changed after it."""

    next_changed_since: str | None = None


class MeasurementOutcome(MeasurementRead):
    """The item after a POST, and what became of it. `unchanged` is told only to who may read the value."""

    outcome: Literal["created", "revised", "unchanged"]


class RevisionRead(Wire):
    """One version of a measurement. Small counts are hidden: that it changed is shown, not by how much."""

    revision: int
    value: Number | None
    missing: Missing | None
    numerator: Number | None
    denominator: Number | None
    low: Number | None
    high: Number | None
    state: State
    acceptance: Acceptance
    recorded_at: Moment
    recorded_by: str
    reason: str | None
    origin: Origin | None


class RevisionFilter(Asked):
    """All that may be asked of the versions of one measurement."""

    known_at: AskedMoment | None = None


class MeasurementFilter(AskedWhole):
    """All that may be asked of measurements. `area` is the area and its neighbourhoods."""

    programme: list[str] = WireField(default_factory=list)
    area: list[str] = WireField(default_factory=list)
    place: list[str] = WireField(default_factory=list)
    indicator: list[str] = WireField(default_factory=list)
    population: list[str] = WireField(default_factory=list)
    partner: list[str] = WireField(default_factory=list)
    source: list[str] = WireField(default_factory=list)
    municipality: list[str] = WireField(default_factory=list)
    state: list[State] = WireField(default_factory=list)
    acceptance: list[Acceptance] = WireField(default_factory=list)
    period_from: str | None = WireField(default=None, max_length=20)
    period_to: str | None = WireField(default=None, max_length=20)
    changed_since: str | None = WireField(default=None, max_length=60)
    known_at: AskedMoment | None = None


class MeasurementCreate(Incoming):
    """A measurement as it comes in: every look-up and bound is checked by the verb, all errors at once."""

    indicator: str = WireField(min_length=1, max_length=120)
    place: str | None = WireField(default=None, max_length=120)
    code: str | None = WireField(default=None, max_length=20)
    layout_year: int | None = WireField(default=None, ge=1900, le=2200)
    period: str = WireField(min_length=1, max_length=20)
    population: str = WireField(default="all", min_length=1, max_length=120)
    value: Number | None = None
    missing: Missing | None = WireField(default=None, strict=False)
    numerator: Number | None = None
    denominator: Number | None = None
    state: Literal["provisional", "final", "doubtful"] = "provisional"
    sample_size: int | None = WireField(default=None, ge=1, le=100_000_000)
    low: Number | None = None
    high: Number | None = None
    source: str | None = WireField(default=None, max_length=120)
    note: str | None = WireField(default=None, max_length=2000)
    reason: str | None = WireField(default=None, max_length=2000)


class JudgingAll(Incoming):
    """Accepted, or sent back with a message that says what has to be mended."""

    acceptance: Literal["accepted", "sent-back"]
    message: str | None = WireField(default=None, min_length=1, max_length=2000, validate_default=True)

    @field_validator("message")
    @classmethod
    def _says_why(cls, message: str | None, told: ValidationInfo) -> str | None:
        if message is None and told.data.get("acceptance") == Acceptance.SENT_BACK:
            raise Unfit("message-required", say("Say what has to be mended."))
        return message


class Judging(JudgingAll):
    """The same of one figure. `revision` is the one that was looked at: where it changed since, nothing is done."""

    revision: int | None = WireField(default=None, ge=1, le=1_000_000)


class DeliveryJudging(JudgingAll):
    """The same of a delivery; `mark` is the one of the delivery that was looked at."""

    mark: str | None = WireField(default=None, max_length=60)


class Judged(Wire):
    """How many figures were accepted or sent back; `left` stood so already, or are no longer as they were sent."""

    acceptance: Acceptance
    judged: int
    left: int


class Withdrawal(Incoming):
    """Why a measurement is withdrawn."""

    reason: str = WireField(min_length=1, max_length=2000)
