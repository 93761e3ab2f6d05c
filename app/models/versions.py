"""Versions: a current table, and beside it an append-only table with every version that was ever recorded."""

from datetime import datetime

from sqlmodel import Field

from app.models.base import Key, Table


class Recorded(Table):
    """What every versioned row says of itself. `recorded_at` is when the platform knew it (a document's own date)."""

    version: int = 1
    recorded_at: datetime
    recorded_by: str = Field(sa_type=Key)


class Superseding(Table):
    """What a version row says besides: why it came, and whether the thing was there no longer.

    It comes before the columns of the thing itself, `class PlanVersion(Superseding, PlanBase, table=True)`, so that
    the version is part of the key.
    """

    version: int = Field(default=1, primary_key=True)
    reason: str | None = None
    gone: bool = False
