"""Conditions of a `$filter`: typed, and judged by what the reader sees. Pure.

Comparing follows OData 4.0 (URL conventions, 5.1.1.1): two nulls are equal, a null is no more and no less than
anything; a function of null is null; and, or, not know true, false and null.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Protocol

from app.services.odata.shapes import Kind, Property

Compare = Callable[[Any, Any], bool]

ORDERING: dict[str, Compare] = {
    "gt": lambda left, right: bool(left > right),
    "ge": lambda left, right: bool(left >= right),
    "lt": lambda left, right: bool(left < right),
    "le": lambda left, right: bool(left <= right),
}
EQUALITY: dict[str, Compare] = {
    "eq": lambda left, right: bool(left == right),
    "ne": lambda left, right: bool(left != right),
}
COMPARISONS = EQUALITY | ORDERING


class Expression(Protocol):
    """Something with a value for each item; `kind` is None for the literal null."""

    @property
    def kind(self) -> Kind | None: ...

    def of(self, item: Any) -> Any: ...


@dataclass(frozen=True)
class Literal:
    """A value that is written out."""

    value: Any
    kind: Kind | None

    def of(self, _: Any) -> Any:
        return self.value


@dataclass(frozen=True)
class Column:
    """A published property."""

    named: Property

    @property
    def kind(self) -> Kind:
        return self.named.kind

    def of(self, item: Any) -> Any:
        return self.named.read(item)


@dataclass(frozen=True)
class Called:
    """A function of one or two values; null where one of them is."""

    name: str
    arguments: tuple[Expression, ...]

    @property
    def kind(self) -> Kind:
        return FUNCTIONS[self.name].gives

    def of(self, item: Any) -> Any:
        values = [argument.of(item) for argument in self.arguments]
        return None if None in values else FUNCTIONS[self.name].compute(*values)


@dataclass(frozen=True)
class Compared:
    """Left and right, by eq, ne, gt, ge, lt or le."""

    operator: str
    left: Expression
    right: Expression
    kind: Kind = Kind.FLAG

    def of(self, item: Any) -> bool:
        left, right = self.left.of(item), self.right.of(item)
        if self.operator in ORDERING and (left is None or right is None):
            return False
        return COMPARISONS[self.operator](left, right)


@dataclass(frozen=True)
class Among:
    """One of some values."""

    left: Expression
    values: tuple[Any, ...]
    kind: Kind = Kind.FLAG

    def of(self, item: Any) -> bool:
        return self.left.of(item) in self.values


@dataclass(frozen=True)
class Not:
    part: Expression
    kind: Kind = Kind.FLAG

    def of(self, item: Any) -> bool | None:
        value = self.part.of(item)
        return None if value is None else value is False


@dataclass(frozen=True)
class Every:
    """And: false where one part is, else null where one part is."""

    parts: tuple[Expression, ...]
    kind: Kind = Kind.FLAG

    def of(self, item: Any) -> bool | None:
        return _decided(self.parts, item, by=False)


@dataclass(frozen=True)
class Some:
    """Or: true where one part is, else null where one part is."""

    parts: tuple[Expression, ...]
    kind: Kind = Kind.FLAG

    def of(self, item: Any) -> bool | None:
        return _decided(self.parts, item, by=True)


def _decided(parts: tuple[Expression, ...], item: Any, *, by: bool) -> bool | None:
    unknown = False
    for part in parts:
        value = part.of(item)
        if value is None:
            unknown = True
        elif value == by:
            return by
    return None if unknown else not by


@dataclass(frozen=True)
class Function:
    """What a function takes, each argument one of these kinds, and gives."""

    takes: tuple[tuple[Kind, ...], ...]
    gives: Kind
    compute: Callable[..., Any]


TEXT, WHEN = (Kind.TEXT,), (Kind.DAY, Kind.MOMENT)


def _utc(when: date) -> date:
    return when.astimezone(UTC) if isinstance(when, datetime) else when


FUNCTIONS: dict[str, Function] = {
    "contains": Function((TEXT, TEXT), Kind.FLAG, lambda text, part: part in text),
    "startswith": Function((TEXT, TEXT), Kind.FLAG, lambda text, part: text.startswith(part)),
    "endswith": Function((TEXT, TEXT), Kind.FLAG, lambda text, part: text.endswith(part)),
    "tolower": Function((TEXT,), Kind.TEXT, lambda text: text.lower()),
    "toupper": Function((TEXT,), Kind.TEXT, lambda text: text.upper()),
    "trim": Function((TEXT,), Kind.TEXT, lambda text: text.strip()),
    "length": Function((TEXT,), Kind.INTEGER, len),
    "year": Function((WHEN,), Kind.INTEGER, lambda when: _utc(when).year),
    "month": Function((WHEN,), Kind.INTEGER, lambda when: _utc(when).month),
    "day": Function((WHEN,), Kind.INTEGER, lambda when: _utc(when).day),
    "date": Function(((Kind.MOMENT,),), Kind.DAY, lambda when: when.astimezone(UTC).date()),
}


def meets(condition: Expression | None, item: Any) -> bool:
    """Whether the item is wanted: where the condition is null it is not."""
    return condition is None or condition.of(item) is True


def conjuncts(condition: Expression | None) -> tuple[Expression, ...]:
    """The parts that must all hold."""
    if condition is None:
        return ()
    if isinstance(condition, Every):
        return tuple(inner for part in condition.parts for inner in conjuncts(part))
    return (condition,)
