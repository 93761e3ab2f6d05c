"""Asking to have a locked period opened: a partner asks with a reason, staff grants it until a day, or refuses."""

from datetime import date, datetime
from enum import StrEnum

from pydantic import Field as WireField
from sqlmodel import Field

from app.models.base import Asked, Day, Incoming, Key, Moment, Wire
from app.models.versions import Recorded, Superseding


class OpeningState(StrEnum):
    """What became of what was asked."""

    REQUESTED = "requested"
    GRANTED = "granted"
    REFUSED = "refused"


class OpeningRequestBase(Recorded):
    """`lock_version` is the version of the lock that was opened: a lock that changes afterwards is closed again."""

    id: str = Field(sa_type=Key, primary_key=True)
    lock: str = Field(sa_type=Key)
    partner: str = Field(sa_type=Key)
    text: str
    state: OpeningState = Field(default=OpeningState.REQUESTED, sa_type=Key)
    asked_at: datetime
    until: date | None = None
    lock_version: int | None = None
    answer: str | None = None
    answered_by: str | None = Field(default=None, sa_type=Key)
    answered_at: datetime | None = None


class OpeningRequest(OpeningRequestBase, table=True):
    lock: str = Field(sa_type=Key, foreign_key="period_lock.id", index=True)
    partner: str = Field(sa_type=Key, foreign_key="partner.id", index=True)


class OpeningRequestVersion(Superseding, OpeningRequestBase, table=True):
    pass


class OpeningRequestCreate(Incoming):
    """Why the period should be opened for the organisation that asks."""

    reason: str = WireField(min_length=1, max_length=2000)


class OpeningGrant(Incoming):
    """Until which day, that day included; `answer` is what the partner reads with it."""

    until: Day
    answer: str | None = WireField(default=None, max_length=2000)


class OpeningRefusal(Incoming):
    """Why not."""

    reason: str = WireField(min_length=1, max_length=2000)


class OpeningRequestRead(Wire):
    """`open`: figures of this partner pass the lock today."""

    id: str
    lock: str
    partner: str
    reason: str
    state: OpeningState
    open: bool
    asked_at: Moment
    until: date | None
    answer: str | None
    answered_by: str | None
    answered_at: Moment | None
    may: list[str] = WireField(default_factory=list)


class OpeningRequestFilter(Asked):
    """All that may be asked of requests to open a period."""

    lock: list[str] = WireField(default_factory=list)
    partner: list[str] = WireField(default_factory=list)
    state: list[OpeningState] = WireField(default_factory=list)
