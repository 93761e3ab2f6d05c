"""Periods that are locked: nothing in them can be recorded or revised until the lock is taken away."""

from pydantic import Field as WireField
from sqlalchemy import JSON
from sqlmodel import Field

from app.models.base import Id, Key
from app.models.register import Kept, KeptCreate, KeptFilter, KeptRead
from app.models.versions import Superseding


class PeriodLockBase(Kept):
    """No indicators means all; no places means all that the programme works in. Withdrawing a lock opens the period."""

    indicators: list[str] = Field(default_factory=list, sa_type=JSON)
    places: list[str] = Field(default_factory=list, sa_type=JSON)
    period_from: str = Field(sa_type=Key)
    period_to: str = Field(sa_type=Key)
    text: str


class PeriodLock(PeriodLockBase, table=True):
    programme: str = Field(sa_type=Key, foreign_key="programme.id", index=True)


class PeriodLockVersion(Superseding, PeriodLockBase, table=True):
    pass


class PeriodLockCreate(KeptCreate):
    """`text` is why: whoever meets the lock reads it."""

    indicators: list[Id] = WireField(default_factory=list, max_length=1000)
    places: list[Id] = WireField(default_factory=list, max_length=200)
    period_from: str = WireField(min_length=4, max_length=20)
    period_to: str = WireField(min_length=4, max_length=20)
    text: str = WireField(min_length=1, max_length=2000)


class PeriodLockRead(KeptRead):
    indicators: list[str]
    places: list[str]
    period_from: str
    period_to: str
    text: str


class PeriodLockFilter(KeptFilter):
    """All that may be asked of locks."""

    indicator: list[str] = WireField(default_factory=list)
    place: list[str] = WireField(default_factory=list)
    municipality: list[str] = WireField(default_factory=list)
