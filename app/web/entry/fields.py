"""The fields of a form: what the API's own model says of each, and the words that people need with it.

A declaration (`Ask`) has a name and words; kind, options, length and whether it is needed come from the pydantic model.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import Enum, StrEnum
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.alias_generators import to_camel
from pydantic.fields import FieldInfo

from app.errors import Message

LONG_TEXT = 400


class Kind(StrEnum):
    """How a field is filled in."""

    TEXT = "text"
    LONG = "long"
    LINES = "lines"
    NUMBER = "number"
    WHOLE = "whole"
    DAY = "day"
    YES = "yes"
    MAYBE = "maybe"
    CHOICE = "choice"
    SEVERAL = "several"
    REFERENCE = "reference"
    REFERENCES = "references"
    PARTS = "parts"


@dataclass(frozen=True)
class Ask:
    """What is asked: a name of the model (`characteristics.housing` for one inside another), and words.

    `words` is the kind of term that its options are, `to` which kinds of things it may name, `options` fixed values
    with their words. With `pairs` a reference is sent as kind and id; `hidden` fields are sent back as they came,
    and `late` ones are asked of what is there already.
    """

    name: str
    label: Message
    hint: Message | None = None
    words: str = ""
    to: tuple[str, ...] = ()
    options: tuple[tuple[str, Message], ...] = ()
    parts: tuple["Ask", ...] = ()
    pairs: bool = False
    hidden: bool = False
    late: bool = False


@dataclass(frozen=True)
class Field:
    """One field of a form. `name` is the API's own, with points: `heldOn`, `characteristics.housing`."""

    name: str
    kind: Kind
    ask: Ask
    required: bool = False
    nullable: bool = False
    numeric: bool = False
    longest: int | None = None
    lowest: Any = None
    highest: Any = None
    terms: tuple[str, ...] = ()
    default: Any = None
    parts: tuple["Field", ...] = field(default=())

    @property
    def top(self) -> str:
        """The field of the body that this one is, or is in."""
        return self.name.partition(".")[0]


def fields_of(model: type[BaseModel], asks: Sequence[Ask]) -> tuple[Field, ...]:
    """The fields that this model takes, in the order in which they are asked; those it does not take are left out."""
    return tuple(made for ask in asks if (made := _field(model, ask)) is not None)


def changing(create: type[BaseModel], change: type[BaseModel], asks: Sequence[Ask]) -> tuple[Field, ...]:
    """The fields of a merge patch; what a new one needs, a changed one keeps."""
    needed = {field.name for field in fields_of(create, asks) if field.required}
    return tuple(replace(field, required=field.name in needed) for field in fields_of(change, asks))


def _field(model: type[BaseModel], ask: Ask) -> Field | None:
    head, _, rest = ask.name.partition(".")
    info = model.model_fields.get(head)
    if info is None:
        return None
    if rest:
        inner = _field(_model_in(info.annotation), replace(ask, name=rest))
        return inner and replace(inner, name=f"{_wire(head, info)}.{inner.name}", ask=ask)
    kinds = list(_plain_types(info.annotation))
    limits = _limits(info)
    return Field(
        name=_wire(head, info),
        kind=_kind(info.annotation, kinds, ask, limits),
        ask=ask,
        required=info.is_required() or limits.get("fewest", 0) > 0,
        nullable=type(None) in _containers(info.annotation),
        numeric=int in kinds,
        longest=limits.get("longest"),
        lowest=limits.get("lowest"),
        highest=limits.get("highest"),
        terms=tuple(term.value for kind in kinds if _is_terms(kind) for term in kind),
        default=_default(info),
        parts=fields_of(_model_in(info.annotation), ask.parts) if ask.parts else (),
    )


def _kind(annotation: Any, kinds: Sequence[Any], ask: Ask, limits: dict[str, Any]) -> Kind:
    if ask.parts:
        return Kind.PARTS
    if ask.pairs or list in _containers(annotation):
        return _kind_of_list(kinds, ask)
    if ask.to:
        return Kind.REFERENCE
    if ask.options or any(_is_terms(kind) for kind in kinds):
        return Kind.CHOICE
    return _kind_of_value(kinds, may_be_open=type(None) in _containers(annotation), longest=limits.get("longest", 0))


def _kind_of_value(kinds: Sequence[Any], *, may_be_open: bool, longest: int) -> Kind:
    if bool in kinds:
        return Kind.MAYBE if may_be_open else Kind.YES
    for kind, found in ((Decimal, Kind.NUMBER), (date, Kind.DAY), (int, Kind.WHOLE)):
        if kind in kinds:
            return found
    return Kind.LONG if longest > LONG_TEXT else Kind.TEXT


def _kind_of_list(kinds: Sequence[Any], ask: Ask) -> Kind:
    if ask.to:
        return Kind.REFERENCES
    return Kind.SEVERAL if ask.options or any(_is_terms(kind) for kind in kinds) else Kind.LINES


def _wire(name: str, info: FieldInfo) -> str:
    """What the API calls it."""
    return info.alias or to_camel(name)


def _is_terms(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Enum)


def _default(info: FieldInfo) -> Any:
    """What the API takes where nothing is sent; none of an empty text or list."""
    found = info.default.value if isinstance(info.default, Enum) else info.default
    return found if isinstance(found, bool | int | Decimal | str) and found != "" else None


def _limits(info: FieldInfo) -> dict[str, Any]:
    names = {"max_length": "longest", "min_length": "fewest", "ge": "lowest", "le": "highest"}
    found: dict[str, Any] = {}
    is_list = list in _containers(info.annotation)
    for about in info.metadata:
        for theirs, ours in names.items():
            if (value := getattr(about, theirs, None)) is not None:
                found[ours] = value
    if is_list:
        found.pop("longest", None)
    elif info.default is not None or not info.is_required():
        found.pop("fewest", None)
    return found


def _model_in(annotation: Any) -> type[BaseModel]:
    return next(kind for kind in _plain_types(annotation) if isinstance(kind, type) and issubclass(kind, BaseModel))


def _containers(annotation: Any) -> Iterator[Any]:
    """`list` where it is one, and `NoneType` where it may be left open."""
    origin = get_origin(annotation)
    if origin is Annotated:
        yield from _containers(get_args(annotation)[0])
    elif origin in (Union, UnionType):
        for part in get_args(annotation):
            yield from _containers(part)
    elif origin is list:
        yield list
    elif annotation is type(None):
        yield annotation


def _plain_types(annotation: Any) -> Iterator[Any]:
    """The types inside, without lists and none."""
    origin = get_origin(annotation)
    if origin is Annotated:
        yield from _plain_types(get_args(annotation)[0])
    elif origin in (Union, UnionType, list):
        for part in get_args(annotation):
            yield from _plain_types(part)
    elif annotation is not type(None):
        yield annotation
