"""Keeping versions: the current row, and beside it every version that was ever recorded."""

from typing import Any

from sqlalchemy import inspect

from app.models.versions import Recorded
from app.services.access.known import all_known, known, known_table
from app.services.access.writing import Writing

__all__ = ["all_known", "keep", "known", "known_table", "next_version"]


def keep(writing: Writing, row: Recorded, versions: Any, reason: str | None = None, *, gone: bool = False) -> None:
    """Store the row as it is now, and the same as a version. A first version keeps number 1."""
    writing.session.add(row)
    values = {name: getattr(row, name) for name in inspect(type(row)).columns.keys()}  # noqa: SIM118 (no mapping)
    writing.session.add(versions(**values, reason=reason, gone=gone))
    writing.session.flush()


def next_version(writing: Writing, row: Recorded) -> None:
    """Number and date the change that is about to be kept."""
    row.version += 1
    row.recorded_at = writing.now
    row.recorded_by = writing.actor.name
