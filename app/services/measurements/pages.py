"""A page of measurements as JSON, an object each, made by the database where every figure may be told as recorded.

Where one has to be looked at first, or its reader may do something with it, the whole page goes through `seeing`.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, Text, literal_column, select
from sqlmodel import Session, col

from app.models.indicator import Indicator
from app.models.measurement import Measurement, MeasurementFilter
from app.services.access.eyes import eyes_of, guarded
from app.services.access.revision import data_revision
from app.services.access.sight import Sight
from app.services.exports.database_text import json_line
from app.services.measurements.finding import ORDER, ORDER_OF_CHANGE, matching, order_of, write_mark
from app.services.measurements.seeing import as_read, see
from app.services.measurements.telling import members_of, told_of
from app.services.rows import Found, bad_cursor, one_page, paginate_rows, read_cursor, total_of, write_cursor

FOUND = Measurement.__table__.alias("found")  # type: ignore[attr-defined]
UNIT = Indicator.__table__.alias("unit")  # type: ignore[attr-defined]
_WRITING: dict[str, str] = {}


def find(sight: Sight, asked: MeasurementFilter) -> tuple[Found[str], str]:
    """A page of the measurements asked for, and the mark after which later changes can be asked.

    All pages of one pull carry the mark of the first: what changed on an earlier page since then comes after it.
    """
    begun, cursor = _opened(asked.cursor) if asked.cursor else (data_revision(sight.session), None)
    asked = asked.model_copy(update={"cursor": cursor})
    found = _by_database(sight, asked) or _looked_at(sight, asked)
    following = f"{write_cursor([begun])}.{found.cursor}" if found.cursor else None
    return Found(found.items, following, found.total), write_mark(begun)


def _opened(cursor: str) -> tuple[int, str]:
    """The change at which a pull began, and its place in the order; raises Invalid."""
    begun, _, place = cursor.partition(".")
    match read_cursor(begun):
        case [int(change)] if place:
            return change, place
    raise bad_cursor()


def _looked_at(sight: Sight, asked: MeasurementFilter) -> Found[str]:
    found = paginate_rows(sight.session, matching(sight, asked), asked, *order_of(sight, asked))
    return found.holding([as_read(one).model_dump_json(by_alias=True) for one in see(sight, found.items)])


def _by_database(sight: Sight, asked: MeasurementFilter) -> Found[str] | None:
    """The page as the database writes it; None where that may not be told to this reader as it stands."""
    if sight.known_at is not None or not eyes_of(sight).only_look:
        return None
    statement = matching(sight, asked)
    order = ORDER if asked.changed_since is None else ORDER_OF_CHANGE
    page = one_page(statement.with_only_columns(col(Measurement.id)), asked, *order_of(sight, asked))
    rows = sight.session.connection().execute(_written(sight, page, order)).all()
    kept = rows[: asked.page_size]
    if any(guard.protection for guard in guarded(sight, {row.indicator_id for row in kept}).values()):
        return None
    cursor = write_cursor([getattr(kept[-1], name) for name in order]) if len(rows) > len(kept) else None
    return Found([row.written for row in kept], cursor, total_of(sight.session, statement, asked))


def _written(sight: Sight, page: Select[Any], order: Sequence[str]) -> Select[Any]:
    """Only what stands on the page is written: a database that has to sort would write all that it sorts."""
    chosen = page.subquery("chosen")
    written = literal_column(_writing(sight.session), Text).label("written")
    columns = [FOUND.c[name] for name in dict.fromkeys((*order, "indicator_id"))]
    joined = chosen.join(FOUND, FOUND.c.id == chosen.c.id).join(UNIT, UNIT.c.id == FOUND.c.indicator_id)
    return select(written, *columns).select_from(joined).order_by(*(FOUND.c[name] for name in order))


def _writing(session: Session) -> str:
    """The expression that writes one measurement, in the words of this database: made once, and used as it stands."""
    dialect = session.get_bind().dialect
    if dialect.name not in _WRITING:
        members = [*members_of(session, told_of(FOUND.c, UNIT.c.unit)), ("may", literal_column("'[]'", Text))]
        made = json_line(session, members).compile(dialect=dialect, compile_kwargs={"literal_binds": True})
        _WRITING[dialect.name] = str(made)
    return _WRITING[dialect.name]
