"""What an entity set is made of: properties with their kinds, derived from the shapes that the API gives."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.alias_generators import to_camel


class Kind(StrEnum):
    """The types of OData (Edm) that we use."""

    TEXT = "Edm.String"
    DECIMAL = "Edm.Decimal"
    INTEGER = "Edm.Int32"
    FLAG = "Edm.Boolean"
    DAY = "Edm.Date"
    MOMENT = "Edm.DateTimeOffset"


_KINDS: tuple[tuple[type, Kind], ...] = (
    (bool, Kind.FLAG),
    (int, Kind.INTEGER),
    (Decimal, Kind.DECIMAL),
    (datetime, Kind.MOMENT),
    (date, Kind.DAY),
    (str, Kind.TEXT),
)


@dataclass(frozen=True)
class Property:
    """A published column: its value is `read` from an item of the API; `many` is a collection of such values."""

    name: str
    kind: Kind
    read: Callable[[Any], Any] = field(compare=False, repr=False)
    nullable: bool = False
    many: bool = False


@dataclass(frozen=True)
class Navigation:
    """From an item to what one of its properties names: an item of another set, or a collection of those."""

    name: str
    target: str
    by: str
    many: bool = False


@dataclass(frozen=True)
class EntityType:
    """The columns of one set, in order, with its key and what can be reached from it."""

    name: str
    key: tuple[str, ...]
    properties: Mapping[str, Property]
    navigations: Mapping[str, Navigation]

    @classmethod
    def of(
        cls,
        name: str,
        properties: Collection[Property],
        navigations: Collection[Navigation] = (),
        key: tuple[str, ...] = ("id",),
    ) -> "EntityType":
        return cls(name, key, {one.name: one for one in properties}, {one.name: one for one in navigations})


def published(model: type[BaseModel], *more: Property, leave_out: Collection[str] = ()) -> tuple[Property, ...]:
    """The columns of a shape of the API, by their JSON names: objects flattened, lists of objects left out.

    `more` are columns that are made from an item; `may`, which is about the reader, never is one.
    """
    hidden = {"may", *leave_out, *(one.name for one in more)}
    return (*(one for one in _columns(model, (), False) if one.name not in hidden), *more)


def _columns(model: type[BaseModel], path: tuple[str, ...], nullable: bool) -> Iterator[Property]:
    for name, info in model.model_fields.items():
        plain, may_be_null, many = _unwrapped(info.annotation)
        here, null = (*path, name), nullable or may_be_null
        if not isinstance(plain, type):
            continue
        if issubclass(plain, BaseModel):
            yield from () if many else _columns(plain, here, null)
        elif kind := next((kind for known, kind in _KINDS if issubclass(plain, known)), None):
            yield Property(to_camel("_".join(here)), kind, _reader(here), null and not many, many)


def _unwrapped(annotation: Any) -> tuple[Any, bool, bool]:
    """The plain type, whether it may be null, and whether it is a list of them. A dictionary is no column."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return _unwrapped(get_args(annotation)[0])
    if origin in (Union, UnionType):
        parts = [part for part in get_args(annotation) if part is not NoneType]
        plain, _, many = _unwrapped(parts[0])
        return (plain, True, many) if len(parts) == 1 else (None, True, many)
    if origin is list:
        return _unwrapped(get_args(annotation)[0])[0], False, True
    return (annotation if origin is None else None), False, False


def _reader(path: tuple[str, ...]) -> Callable[[Any], Any]:
    def read(item: Any) -> Any:
        for name in path:
            if item is None:
                return None
            item = getattr(item, name)
        return item

    return read
