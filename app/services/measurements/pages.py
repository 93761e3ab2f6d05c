"""A page of measurements, each as JSON: the database writes it where every figure on it may be told as recorded.

That takes one statement, which sees one moment by itself; a page by filters that are plain lists has it written out
once for every page of that shape. Where a figure has to be looked at first, or its reader may do something with it,
the whole page goes through `seeing`. Both give the same figures, which a test compares.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Dialect, Select, Text, case, cast, func, literal_column, null, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlmodel import col

from app.database import for_one_question
from app.models.access import DataRevision
from app.models.indicator import Indicator, IndicatorVersion
from app.models.measurement import Measurement, MeasurementFilter
from app.services.access.eyes import only_looks
from app.services.access.revision import moment_of_last, stored_moment
from app.services.access.sight import Sight
from app.services.exports.database_text import Expression, Member, json_line
from app.services.measurements.finding import (
    LISTS,
    ORDER,
    ORDER_OF_CHANGE,
    in_lists,
    listed,
    matching,
    order_of,
)
from app.services.measurements.marks import is_mark, mark_now, written
from app.services.measurements.seeing import as_read, see
from app.services.measurements.telling import members_of, told_of
from app.services.rows import Found, bad_cursor, one_page, paginate_rows, place_of, write_cursor

FOUND = Measurement.__table__.alias("found")  # type: ignore[attr-defined]
UNIT = Indicator.__table__.alias("unit")  # type: ignore[attr-defined]
KEYS = tuple(getattr(Measurement, name) for name in ORDER)
LINE, PART = "\n", ","
YES: Expression = literal_column("1")
NO: Expression = literal_column("0")
SHAPES = 200
PLAIN = frozenset({*LISTS, "page_size", "cursor"})
_WRITING: dict[str, str] = {}
Shape = tuple[tuple[str, int], ...]


def find(sight: Sight, asked: MeasurementFilter) -> tuple[Found[str], str]:
    """A page of the measurements asked for, and the mark after which later changes can be asked.

    All pages of one pull carry the mark of the first: what changed on an earlier page since then comes after it.
    """
    begun, cursor = _opened(asked.cursor) if asked.cursor else (None, None)
    asked = asked.model_copy(update={"cursor": cursor})
    found, now = _by_database(sight, asked) or _looked_at(sight, asked)
    mark = begun or now
    return Found(found.items, f"{mark}.{found.cursor}" if found.cursor else None, found.total), mark


def _opened(cursor: str) -> tuple[str, str]:
    """The mark at which a pull began, and its place in the order; raises Invalid."""
    begun, _, place = cursor.partition(".")
    if place and is_mark(begun):
        return begun, place
    raise bad_cursor()


def _looked_at(sight: Sight, asked: MeasurementFilter) -> tuple[Found[str], str]:
    """The page figure by figure, and the mark of the moment at which it was read."""
    mark = mark_now(sight)
    found = paginate_rows(sight.session, matching(sight, asked), asked, *order_of(sight, asked))
    return found.holding([as_read(one).model_dump_json(by_alias=True) for one in see(sight, found.items)]), mark


def _by_database(sight: Sight, asked: MeasurementFilter) -> tuple[Found[str], str] | None:
    """The same as the database writes it; None where that may not be told to this reader as it stands."""
    if sight.known_at is not None or asked.count or not only_looks(sight.reader):
        return None
    text, changes, guarded, change, moment = _answered(sight, asked)
    if guarded:
        return None
    mark = written(sight, change or 0, stored_moment(moment))
    items = text.split(LINE) if text else []
    kept = items[: asked.page_size]
    if len(items) == len(kept):
        return Found(kept), mark
    return Found(kept, _cursor_after(kept[-1], changes.split(PART)[len(kept) - 1] if changes else None)), mark


def _cursor_after(item: str, change: str | None) -> str:
    told = json.loads(item)
    if change is not None:
        return write_cursor([int(change), int(told["id"])])
    return write_cursor([told["indicator"], told["place"], told["period"], told["population"]])


def _answered(sight: Sight, asked: MeasurementFilter) -> Any:
    """The one row of `_question`; as it was written out before where it was."""
    with for_one_question(sight.session.get_bind().engine).connect() as connection:
        dialect, shape = connection.dialect, _shape(asked)
        if shape is None:
            return connection.execute(_question(dialect, asked, _chosen(sight, asked))).one()
        written = _written_out(dialect, shape)
        return connection.exec_driver_sql(written.statement, written.filled_in(asked)).one()


@dataclass(frozen=True)
class Written:
    """A statement in the words of a driver: its parameters as they were in the example, and in which order.

    `names` is None for a driver that knows them by name.
    """

    statement: str
    example: Mapping[str, Any]
    names: Sequence[str] | None

    def filled_in(self, asked: MeasurementFilter) -> Any:
        """What is asked, as the parameters of the statement."""
        said = {**self.example, "at_most": asked.page_size + 1}
        for name, values in listed(asked).items():
            said |= {f"{name}_{number}": value for number, value in enumerate(values, start=1)}
        if asked.cursor:
            said |= {f"after_{number}": value for number, value in enumerate(place_of(asked.cursor, KEYS))}
        return said if self.names is None else tuple(said[name] for name in self.names)


def _shape(asked: MeasurementFilter) -> Shape | None:
    """Which lists there are and how long, and whether there is a cursor; None where there is any other filter."""
    if asked.model_fields_set - PLAIN:
        return None
    lists = {name: len(values) for name, values in listed(asked).items()}
    return (*lists.items(), ("cursor", int(asked.cursor is not None)))


@lru_cache(SHAPES)
def _written_out(dialect: Dialect, shape: Shape) -> Written:
    """The statement for every page of a shape, made of an example."""
    lengths = dict(shape)
    cursor = write_cursor([""] * len(ORDER)) if lengths.pop("cursor") else None
    lists = {name: [""] * length for name, length in lengths.items()}
    example = MeasurementFilter.model_construct(None, **lists, cursor=cursor)
    ids = select(col(Measurement.id)).where(*in_lists(Measurement, listed(example)))
    chosen = one_page(ids, example, *KEYS)
    made = _question(dialect, example, chosen).compile(dialect=dialect, compile_kwargs={"render_postcompile": True})
    return Written(str(made), made.params, getattr(made, "positiontup", None))


def _chosen(sight: Sight, asked: MeasurementFilter) -> Select[Any]:
    """The ids of the page."""
    return one_page(matching(sight, asked).with_only_columns(col(Measurement.id)), asked, *order_of(sight, asked))


def _question(dialect: Dialect, asked: MeasurementFilter, chosen: Select[Any]) -> Select[Any]:
    """One row: the lines of the page, their changes if they give the order, if any is guarded, the last change, when.

    Only what stands on the page is written: a database that has to sort would write all that it sorts.
    """
    page, by_change = chosen.subquery("page"), asked.changed_since is not None
    order = ORDER_OF_CHANGE if by_change else ORDER
    keys = [FOUND.c[name] for name in dict.fromkeys((*order, "indicator_id", "change"))]
    written = select(literal_column(_writing(dialect), Text).label("line"), *keys)
    joined = written.join(page, FOUND.c.id == page.c.id).join(UNIT, UNIT.c.id == FOUND.c.indicator_id)
    lines = joined.order_by(*(FOUND.c[name] for name in order)).subquery("lines")
    in_order = [lines.c[name] for name in order]
    return select(
        _together(dialect, lines.c.line, LINE, in_order),
        _together(dialect, cast(lines.c.change, Text), PART, in_order) if by_change else null(),
        func.max(case((_is_guarded(lines.c.indicator_id), YES), else_=NO)),
        select(col(DataRevision.number)).scalar_subquery(),
        moment_of_last(),
    )


def _together(dialect: Dialect, text: Expression, between: str, order: Sequence[Expression]) -> Expression:
    """All texts as one: SQLite takes them as they come, in the order of what it reads from."""
    separator = literal_column(f"'{between}'", Text)
    if dialect.name == "postgresql":
        return func.string_agg(text, aggregate_order_by(separator, *order))
    return func.group_concat(text, separator)


def _is_guarded(indicator: Expression) -> Expression:
    """Whether the indicator was ever protected: then nobody is told without a look at who asks, and at what."""
    of_it = (col(IndicatorVersion.id) == indicator) & col(IndicatorVersion.protected)
    return select(YES).where(of_it).exists()


def _writing(dialect: Dialect) -> str:
    """The expression that writes one measurement, in the words of this database: made once, and used as it stands."""
    if dialect.name not in _WRITING:
        members = [*members_of(dialect, told_of(FOUND.c, UNIT.c.unit)), Member("may", literal_column("'[]'", Text))]
        made = json_line(dialect, members).compile(dialect=dialect, compile_kwargs={"literal_binds": True})
        _WRITING[dialect.name] = str(made)
    return _WRITING[dialect.name]
