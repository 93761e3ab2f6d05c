"""As known: rows of versioned tables, now or as they were known at the moment of a sight."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, and_, func, inspect, select

from app.models.base import Table
from app.models.versions import Recorded
from app.services.access.sight import Sight

Row = TypeVar("Row", bound=Recorded)


def known(sight: Sight, current: type[Row], versions: type[Table]) -> Select[Any]:
    """All rows as they were known at the moment of the sight: the current table, or the latest version by then."""
    if sight.known_at is None:
        return select(current)
    return select(versions).where(_latest_by(versions, sight.known_at), versions.gone.is_(False))  # type: ignore[attr-defined]


def known_table(sight: Sight, current: type[Row], versions: type[Table]) -> Any:
    """The table to name columns of in a statement made by `known`."""
    return current if sight.known_at is None else versions


def _latest_by(versions: Any, moment: datetime) -> ColumnElement[bool]:
    key = [column for column in inspect(versions).primary_key if column.name != "version"]
    other = versions.__table__.alias("other")
    same = and_(*(other.c[column.name] == column for column in key))
    latest = select(func.max(other.c.version)).where(same, other.c.recorded_at <= moment).scalar_subquery()
    return versions.version == latest  # type: ignore[no-any-return]


def all_known(sight: Sight, current: type[Row], versions: type[Table], *where: Any) -> Sequence[Any]:
    """The rows that match, as known; conditions are made with `known_table`."""
    return sight.session.execute(known(sight, current, versions).where(*where)).scalars().all()
