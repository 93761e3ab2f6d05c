"""What every service needs of the database: one row or a refusal, and one page of many by keyset."""

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Integer, Select, bindparam, func, select, tuple_
from sqlmodel import Session

from app.errors import FieldError, Invalid, NotFound, say
from app.models.base import Asked, Table, Wire

Row = TypeVar("Row", bound=Table)
Item = TypeVar("Item")
Other = TypeVar("Other")


@dataclass(frozen=True)
class Found(Generic[Item]):
    """One page: its items, the opaque cursor of the next (null on the last), and the total where it was asked."""

    items: Sequence[Item]
    cursor: str | None = None
    total: int | None = None

    def holding(self, items: Sequence[Other]) -> "Found[Other]":
        """The same page with other items, such as rows turned into what a reader sees."""
        return Found(items, self.cursor, self.total)


def get_or_refuse(session: Session, model: type[Row], key: Any, kind: str) -> Row:
    """The row with this key; raises NotFound."""
    row = session.get(model, key)
    if row is None:
        raise NotFound(say("There is no {kind} with id {id}.", kind=say(kind), id=str(key)[:120]))
    return row


def same_names(row: Table, wire: type[Wire]) -> dict[str, Any]:
    """What the row and the model that goes out call by the same name."""
    return {name: getattr(row, name) for name in wire.model_fields if hasattr(row, name)}


def hold(session: Session, model: type[Row], key: Any, kind: str) -> Row:
    """The row with this key, which nobody else can change until this transaction ends; raises NotFound.

    What refers to it can still be stored: who stores figures holds the number of changes, for which we may wait.
    """
    session.get(model, key, with_for_update={"key_share": True}, populate_existing=True)
    return get_or_refuse(session, model, key, kind)


def paginate(session: Session, statement: Select[Any], asked: Asked, *order: Any) -> Found[Any]:
    """The page of instances after `asked.cursor`; the statement selects one model. Otherwise as `paginate_rows`."""
    return paginate_rows(session, statement, asked, *order, scalars=True)


def paginate_rows(
    session: Session, statement: Select[Any], asked: Asked, *order: Any, scalars: bool = False
) -> Found[Any]:
    """The page of rows after `asked.cursor`, in the order of the columns `order`, which together must be unique.

    Raises Invalid on a bad cursor.
    """
    result = session.execute(one_page(statement, asked, *order))
    rows: Sequence[Any] = result.scalars().all() if scalars else result.all()
    items = list(rows[: asked.page_size])
    more = len(rows) > asked.page_size
    return Found(items, _cursor_of(items[-1], order) if more else None, total_of(session, statement, asked))


def one_page(statement: Select[Any], asked: Asked, *order: Any) -> Select[Any]:
    """Of the statement the page after `asked.cursor`, and one row more where there is a next; raises Invalid."""
    if asked.cursor:
        statement = statement.where(_after(order, asked.cursor))
    return statement.order_by(*order).limit(bindparam("at_most", asked.page_size + 1, type_=Integer))


def total_of(session: Session, statement: Select[Any], asked: Asked) -> int | None:
    """How many rows the statement has, where that was asked."""
    if not asked.count:
        return None
    counted = select(func.count()).select_from(statement.order_by(None).subquery())
    return int(session.execute(counted).scalar_one())


def paginate_list(items: Sequence[Item], asked: Asked, key: Callable[[Item], tuple[Any, ...]]) -> Found[Item]:
    """A page of what is in memory already, in the order of the unique `key`."""
    ordered = sorted(items, key=key)
    total = len(ordered) if asked.count else None
    if asked.cursor:
        after = tuple(read_cursor(asked.cursor))
        ordered = [item for item in ordered if _comes_after(key(item), after)]
    page = ordered[: asked.page_size]
    more = len(ordered) > asked.page_size
    return Found(page, write_cursor(list(key(page[-1]))) if more else None, total)


def _comes_after(key: tuple[Any, ...], after: tuple[Any, ...]) -> bool:
    if [isinstance(part, str) for part in key] != [isinstance(part, str) for part in after]:
        raise bad_cursor()
    return key > after


def write_cursor(values: Sequence[str | int]) -> str:
    """An opaque mark of a place in an order."""
    return base64.urlsafe_b64encode(json.dumps(list(values), separators=(",", ":")).encode()).decode().rstrip("=")


def read_cursor(cursor: str) -> list[str | int]:
    """What `write_cursor` wrote; raises Invalid."""
    try:
        values = json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
    except (ValueError, RecursionError) as broken:
        raise bad_cursor() from broken
    if not isinstance(values, list) or not all(_is_mark(value) for value in values):
        raise bad_cursor()
    return values


def _is_mark(value: object) -> bool:
    if isinstance(value, str):
        return "\0" not in value and value.isprintable()
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**62


def bad_cursor() -> Invalid:
    remedy = say("This cursor is not one of ours. Start again without it.")
    return Invalid([FieldError("cursor", "bad-cursor", remedy)])


def place_of(cursor: str, order: Sequence[Any]) -> list[str | int]:
    """The values of the columns `order` after which the page begins; raises Invalid on a cursor of another order."""
    values = read_cursor(cursor)
    if [type(value) for value in values] != [int if column.type.python_type is int else str for column in order]:
        raise bad_cursor()
    return values


def _after(order: Sequence[Any], cursor: str) -> ColumnElement[bool]:
    values = place_of(cursor, order)
    named = [bindparam(f"after_{place}", values[place], column.type) for place, column in enumerate(order)]
    return tuple_(*order) > tuple_(*named)


def _cursor_of(item: Any, order: Sequence[Any]) -> str:
    return write_cursor([getattr(item, column.key) for column in order])
