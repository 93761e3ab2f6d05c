"""Editions: what a thing said at each of its versions, as its own merge patch says it, so that it can be undone."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON
from sqlmodel import Field

from app.models.base import Key, Moment, Table, Wire


class Edition(Table, table=True):
    """One version of a thing that people change by hand; `kind` as audit events name it, `held` as on the wire.

    What was there before the first change is kept with it, so that a thing nobody ever changed has no rows here.
    """

    kind: str = Field(sa_type=Key, primary_key=True)
    item: str = Field(sa_type=Key, primary_key=True)
    version: int = Field(primary_key=True)
    recorded_at: datetime | None = None
    recorded_by: str | None = Field(default=None, sa_type=Key)
    reason: str | None = None
    held: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)


class EditionRead(Wire):
    """A thing as it was from `recorded_at` until its next version: `item` holds what its merge patch can change.

    The moment and the role are null where a thing is older than the trail of what was done.
    """

    version: int
    recorded_at: Moment | None
    recorded_by: str | None
    reason: str | None
    changed: list[str]
    item: dict[str, Any]
