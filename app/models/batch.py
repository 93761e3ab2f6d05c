"""Batches: many measurements sent at once, what became of each row, and what was wrong with it."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import Field as WireField
from sqlalchemy import JSON, BigInteger, Index, LargeBinary, text
from sqlmodel import Field

from app.models.base import Asked, Incoming, Key, Moment, Table, Wire


class BatchMode(StrEnum):
    """All rows or none; or those that are right, and the others refused."""

    ALL_OR_NOTHING = "all-or-nothing"
    ACCEPT_VALID = "accept-valid"


class BatchStatus(StrEnum):
    ACCEPTED = "accepted"
    PARTLY_ACCEPTED = "partly-accepted"
    REFUSED = "refused"
    DRY_RUN = "dry-run"
    WITHDRAWN = "withdrawn"


class MeasurementBatch(Table, table=True):
    """One sending. `errors` holds the first of them as they go out; the file of a batch with errors is kept apart.

    What it stored has the numbers of change from `first_change` on, as many as were created and revised.
    """

    __table_args__ = (Index(None, "finished_at"),)

    id: str = Field(sa_type=Key, primary_key=True)
    actor_id: str = Field(sa_type=Key)
    actor_name: str = Field(sa_type=Key)
    partner_id: str | None = Field(default=None, sa_type=Key, foreign_key="partner.id", index=True)
    status: BatchStatus = Field(sa_type=Key)
    mode: BatchMode = Field(sa_type=Key)
    media_type: str = Field(sa_type=Key)
    received: int = 0
    created: int = 0
    revised: int = 0
    unchanged: int = 0
    flagged: int = 0
    rejected: int = 0
    error_count: int = 0
    first_change: int | None = Field(default=None, sa_type=BigInteger)
    errors: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    areas: list[str] | None = Field(default=None, sa_type=JSON)
    complete: bool = Field(default=False, sa_column_kwargs={"server_default": text("false")})
    withdrawn: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    withdrawals: list[dict[str, Any]] = Field(
        default_factory=list, sa_type=JSON, sa_column_kwargs={"server_default": text("'[]'")}
    )
    withdrawal_mark: str | None = Field(default=None, sa_type=Key)
    left_locked: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    started_at: datetime
    finished_at: datetime
    withdrawn_at: datetime | None = None
    withdrawn_reason: str | None = None


class BatchFile(Table, table=True):
    """What was sent, compressed, of a batch with errors; and all of its errors. Kept until `kept_until`."""

    __tablename__ = "measurement_batch_file"

    batch_id: str = Field(sa_type=Key, primary_key=True, foreign_key="measurement_batch.id")
    sent: bytes = Field(sa_type=LargeBinary)
    errors: bytes = Field(sa_type=LargeBinary)
    kept_until: datetime = Field(index=True)


class KeptAnswer(Table, table=True):
    """The answer to a request with an Idempotency-Key, for the same request again within a day."""

    actor_id: str = Field(sa_type=Key, primary_key=True)
    address: str = Field(sa_type=Key, primary_key=True)
    key: str = Field(sa_type=Key, primary_key=True)
    body: str = Field(sa_type=Key)
    status: int
    answer: bytes = Field(sa_type=LargeBinary)
    kept_until: datetime = Field(index=True)


class BatchError(Wire):
    """What is wrong with one field of one row: `row` counts data rows from 1, `line` the lines of the file."""

    row: int | None = WireField(default=None, exclude_if=lambda row: row is None)
    line: int | None = WireField(default=None, exclude_if=lambda line: line is None)
    field: str
    code: str
    value: str | int | float | None = WireField(default=None, exclude_if=lambda value: value is None)
    message: str


class LeftOut(Wire):
    """A figure that its partner gave before, and that a complete batch leaves out."""

    id: str
    indicator: str
    place: str
    period: str
    population: str
    source: str | None


class BatchRead(Wire):
    """received = created + revised + unchanged + rejected; flagged are counted among the first two.

    Of a `complete` batch `withdrawn` counts the sender's own figures that it leaves out (`withdrawals`: the first
    1000): a dry run says what would be withdrawn, and `withdrawal_mark` what to send as `withdraw` to confirm that.
    `left_locked` are left out too, and stand because their period is locked.
    """

    id: str | None
    status: BatchStatus
    mode: BatchMode
    received: int
    created: int
    revised: int
    unchanged: int
    flagged: int
    rejected: int
    errors: list[BatchError]
    errors_truncated: bool
    complete: bool
    withdrawn: int
    withdrawals: list[LeftOut]
    withdrawals_truncated: bool
    withdrawal_mark: str | None
    left_locked: int
    started_at: Moment
    finished_at: Moment
    partner: str | None
    sent_by: str
    withdrawn_at: Moment | None = None
    may: list[str] = WireField(default_factory=list)


class BatchFilter(Asked):
    """All that may be asked of batches."""

    partner: list[str] = WireField(default_factory=list)
    status: list[BatchStatus] = WireField(default_factory=list)


class BatchErrorFilter(Asked):
    """Which errors of a batch; `format=csv` is the sender's file, with a column that says why."""

    format: str | None = WireField(default=None, pattern=r"^(json|csv)$")


class BatchWithdrawal(Incoming):
    """Why a whole batch is withdrawn."""

    reason: str = WireField(min_length=1, max_length=2000)


class BatchWithdrawn(Wire):
    """How many figures were withdrawn; `left` were revised since by another sending, and stand."""

    batch: str
    withdrawn: int
    left: int
