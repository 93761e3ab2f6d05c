"""Columns: what goes out as a tree of JSON, laid flat under the same names. Pure."""

import json
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.alias_generators import to_camel

from app.errors import Message
from app.services.exports.wording import explained

Cells = tuple[Any, ...]


class Kind(StrEnum):
    """What a column holds. A `list` has its parts joined by `|`, or is JSON where the parts are no plain values."""

    TEXT = "text"
    NUMBER = "number"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    DAY = "day"
    MOMENT = "moment"
    LIST = "list"


@dataclass(frozen=True)
class Column:
    """One column: its JSON name (`originDocument`) and where an item has it (`origin`, `document`)."""

    name: str
    kind: Kind
    path: tuple[str, ...]

    @property
    def description(self) -> Message:
        return explained(self.name)


_KINDS: tuple[tuple[type, Kind], ...] = (
    (bool, Kind.BOOLEAN),
    (int, Kind.INTEGER),
    (Decimal, Kind.NUMBER),
    (float, Kind.NUMBER),
    (datetime, Kind.MOMENT),
    (date, Kind.DAY),
    (str, Kind.TEXT),
)


def columns_of(model: type[BaseModel], leave_out: Collection[str] = ()) -> tuple[Column, ...]:
    """The columns of what goes out; an object inside it becomes columns of its own: `origin.line`, `originLine`.

    What its reader may do (`may`) is about a moment and a person, and stands in no file; nor does what is named in
    `leave_out`, by its Python name.
    """
    return tuple(_columns(model, (), {"may", *leave_out}))


def cells_of(columns: Collection[Column]) -> Callable[[Any], Cells]:
    """From an item to its cells: None, text, Decimal, int, bool, date or datetime."""
    paths = [column.path for column in columns]
    return lambda item: tuple([cell(_at(item, path)) for path in paths])


def cell(value: Any) -> Any:
    """One value of an item as a cell; an empty list is no value."""
    match value:
        case StrEnum():
            return value.value
        case list():
            return _joined(value)
        case dict():
            return _json(value) if value else None
    return value


def _at(item: Any, path: tuple[str, ...]) -> Any:
    for name in path:
        if item is None:
            return None
        item = getattr(item, name)
    return item


def _joined(parts: list[Any]) -> str | None:
    if not parts:
        return None
    if all(isinstance(part, str | int) for part in parts):
        return "|".join(str(part) for part in parts)
    return _json(
        [part.model_dump(mode="json", by_alias=True) if isinstance(part, BaseModel) else part for part in parts]
    )


def _as_json(part: Any) -> Any:
    return part.model_dump(mode="json", by_alias=True) if isinstance(part, BaseModel) else part


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _columns(model: type[BaseModel], path: tuple[str, ...], leave_out: Collection[str]) -> Iterator[Column]:
    for name, field in model.model_fields.items():
        if name in leave_out:
            continue
        here, plain = (*path, name), _plain(field.annotation)
        if isinstance(plain, type) and issubclass(plain, BaseModel):
            yield from _columns(plain, here, ())
        else:
            yield Column(to_camel("_".join(here)), _kind(plain), here)


def _plain(annotation: Any) -> Any:
    """The type itself, without what is said about it and without null."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return _plain(get_args(annotation)[0])
    if origin in (Union, UnionType):
        return next(_plain(part) for part in get_args(annotation) if part is not type(None))
    return annotation


def _kind(plain: Any) -> Kind:
    if not isinstance(plain, type):
        return Kind.LIST if get_origin(plain) in (list, dict) else Kind.TEXT
    return next((kind for known, kind in _KINDS if issubclass(plain, known)), Kind.LIST)
