"""The query options of OData, read: which columns, which items, in which order, how many, and from where. Pure."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic.alias_generators import to_camel

from app.errors import FieldError, Invalid, NotOffered, say
from app.field_errors import from_pydantic
from app.models.base import asked_moment
from app.services.odata.catalogue import EntitySet
from app.services.odata.choosing import Chosen, Expanded, listed, read_expand, read_select
from app.services.odata.conditions import Expression
from app.services.odata.marks import read as read_mark
from app.services.odata.parsing import read_filter, refuse, scalar
from app.services.odata.sources import Order, Wanted
from app.services.rows import read_cursor

PAGE = 1000
MOST = 5000
NUMBER = re.compile(r"[0-9]{1,9}", re.ASCII)
CONTROL = re.compile(r"[\x00-\x1f\x7f]")
OF_A_SET = ("$filter", "$select", "$expand", "$orderby", "$top", "$skip", "$count", "$skiptoken", "$format")
OF_AN_ITEM = ("$select", "$expand", "$format")
NOT_OFFERED = frozenset({"$search", "$apply", "$compute", "$deltatoken", "$levels", "$index", "$schemaversion"})

Pairs = Sequence[tuple[str, str]]
Read = TypeVar("Read")


@dataclass(frozen=True)
class Mark:
    """Where a next page begins: after these values, with so many still to skip, and to give (None: all)."""

    after: tuple[Any, ...]
    skip: int
    top: int | None


@dataclass(frozen=True)
class Sorting:
    """The order, and after it what tells all items apart; `asked` is the part of it that the source sorts by itself.

    Where the source cannot, `by_source` is false: all items are to be looked at.
    """

    whole: Order
    asked: Order = ()
    by_source: bool = True


@dataclass(frozen=True)
class Asked:
    """What is asked of a set: which columns, what they lead to, which items, in which order."""

    select: Chosen = field(default_factory=Chosen)
    expand: Expanded = field(default_factory=Expanded)
    condition: Expression | None = None
    sorting: Sorting = Sorting(())
    top: int | None = None
    skip: int = 0
    count: bool = False
    mark: Mark | None = None
    filters: Mapping[str, Sequence[str]] = field(default_factory=dict)
    as_of: str | None = None
    known_at: datetime | None = None

    @property
    def wanted(self) -> Wanted:
        return Wanted(self.condition, self.filters, self.as_of, self.sorting.asked)


def read_asked(kind: EntitySet, pairs: Pairs, options: Sequence[str] = OF_A_SET) -> Asked:
    """What these options ask; raises Invalid with everything that is wrong, and NotOffered."""
    given, wrong = _given(kind, pairs, options)

    def told(name: str, read: Callable[[str], Read], otherwise: Read) -> Read:
        try:
            return read(given[name][0]) if name in given else otherwise
        except Invalid as refused:
            wrong.extend(refused.errors)
            return otherwise

    properties = kind.type.properties
    sorting = sorting_of(kind, told("$orderby", lambda text: _read_order(kind, text), ()))
    asked = Asked(
        select=told("$select", lambda text: read_select(kind, text), Chosen()),
        expand=told("$expand", lambda text: read_expand(kind, text), Expanded()),
        condition=told("$filter", lambda text: read_filter(text, properties), None),
        sorting=sorting,
        top=told("$top", lambda text: _number("$top", text), None),
        skip=told("$skip", lambda text: _number("$skip", text), 0),
        count=told("$count", _yes_no, False),
        mark=told("$skiptoken", lambda text: _read_mark(kind, sorting.whole, text), None),
        filters={name: values for name, values in given.items() if name in filters_of(kind)},
        as_of=told("asOf", str, None),
        known_at=told("knownAt", _moment, None),
    )
    wrong.extend(_wrong_filters(kind, asked.filters))
    if wrong:
        raise Invalid(wrong)
    return asked


def sorting_of(kind: EntitySet, order: Order) -> Sorting:
    """By the source itself where it can: then a page costs the same wherever it lies."""
    names = [name for name, _ in order]
    own = kind.source.order(Wanted())
    if order == own[: len(order)]:
        return Sorting(own)
    if kind.source.sorts_by(names):
        return Sorting(kind.source.order(Wanted(order=order)), order)
    return Sorting((*order, *((name, False) for name in kind.type.key if name not in names)), by_source=False)


def filters_of(kind: EntitySet) -> list[str]:
    """The filters of the API that may be asked here too, by their names there: those that take ids or words."""
    fields = kind.source.filter.model_fields
    return [to_camel(name) for name, info in fields.items() if str(info.annotation).startswith("list[")]


def _given(kind: EntitySet, pairs: Pairs, options: Sequence[str]) -> tuple[dict[str, list[str]], list[FieldError]]:
    """The options by name, blank ones left out, and what is wrong with the names, those of blank ones too."""
    own = [*filters_of(kind), "knownAt", *(["asOf"] if "as_of" in kind.source.filter.model_fields else [])]
    given: dict[str, list[str]] = {}
    for name, value in pairs:
        given.setdefault(name, []).extend([value] if value else [])
    wrong = list(_wrong_names(given, options, own))
    return {name: values for name, values in given.items() if values}, wrong


def _wrong_names(given: Mapping[str, list[str]], options: Sequence[str], own: Sequence[str]) -> Iterator[FieldError]:
    for name, values in given.items():
        if name in NOT_OFFERED:
            raise NotOffered(say("OData's {name} is not offered here.", name=name))
        plain = name[:100] if name.isprintable() else "?"
        if name not in options and name not in own:
            known = ", ".join((*options, *own))
            remedy = say("There is no query option of this name here. Known are: {known}.", known=known)
            yield FieldError(plain, "unknown-name", remedy)
        elif len(values) > 1 and name not in own[:-1]:
            yield FieldError(plain, "repeated", say("This option may be given once only."))
        elif any(CONTROL.search(value) for value in values):
            yield FieldError(plain, "control-character", say("A text in an address may hold no control characters."))


def _wrong_filters(kind: EntitySet, filters: Mapping[str, Sequence[str]]) -> list[FieldError]:
    try:
        kind.source.filter.model_validate(filters)
    except ValidationError as refused:
        return from_pydantic(refused.errors())
    return []


def _read_order(kind: EntitySet, text: str) -> Order:
    if "(" in text or "/" in text:
        raise NotOffered(say("Items can be sorted by properties of the set itself only."))
    order: dict[str, bool] = {}
    for part in listed("$orderby", text):
        name, _, way = part.partition(" ")
        if way.strip() not in ("", "asc", "desc"):
            refuse("$orderby", "unreadable", say("A property to sort by is followed by asc or desc."), part)
        order.setdefault(scalar("$orderby", kind.type.properties, name).name, way.strip() == "desc")
    return tuple(order.items())


def _number(field: str, text: str) -> int:
    if not NUMBER.fullmatch(text):
        refuse(field, "not-a-number", say("Give a whole number, 0 or more."), text)
    return int(text)


def _yes_no(text: str) -> bool:
    if text not in ("true", "false"):
        refuse("$count", "not-a-boolean", say("Give true or false."), text)
    return text == "true"


def _moment(text: str) -> datetime:
    try:
        moment: datetime = asked_moment(text)
    except ValueError:
        refuse("knownAt", "not-a-moment", say("Give a moment such as 2024-03-01T00:00:00Z."), text)
    return moment


def _read_mark(kind: EntitySet, order: Order, text: str) -> Mark:
    columns = [kind.type.properties[name] for name, _ in order]
    try:
        skip, top, *after = read_cursor(text)
        if not isinstance(skip, int) or not isinstance(top, int) or skip < 0 or top < -1:
            raise ValueError("no mark of ours")
        pairs = zip(after, columns, strict=True)
        values = tuple(read_mark(str(one), column.kind, nullable=column.nullable) for one, column in pairs)
    except (Invalid, ValueError, KeyError, ArithmeticError):
        refuse("$skiptoken", "bad-cursor", say("This mark is not one of ours. Start again without it."))
    return Mark(values, skip, None if top == -1 else top)
