"""The part of a condition on measurements that the database may be asked: what everybody sees as it is.

A condition on a figure is never asked of it: that is judged item by item, after suppression. What is asked here is
either exactly the condition, or lets more through, which is then judged.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, and_, extract, false, func, not_, or_, true
from sqlmodel import col

from app.models.measurement import Measurement, MeasurementRevision
from app.services.access.sight import Sight
from app.services.measurements.finding import ROW_NUMBER
from app.services.odata.conditions import (
    Among,
    Called,
    Column,
    Compared,
    Every,
    Expression,
    Literal,
    Not,
    Some,
)
from app.services.odata.shapes import Kind

KEYED = {
    "indicator": "indicator_id",
    "place": "place_id",
    "period": "period",
    "population": "population_id",
    "periodStart": "starts",
    "periodEnd": "ends",
}
SAID = {
    "state": "state",
    "acceptance": "acceptance",
    "revision": "revision",
    "recordedAt": "recorded_at",
}
MAY_BE_ABSENT = {
    "partner": "partner_id",
    "source": "source",
    "originDocument": "document",
    "originLine": "line",
    "originTable": "origin_table",
}
SORTABLE = frozenset(KEYED) | frozenset(SAID)
MIRRORED = {"eq": "eq", "ne": "ne", "gt": "lt", "ge": "le", "lt": "gt", "le": "ge"}
INT32 = 2**31

Sql = ColumnElement[bool]


@dataclass(frozen=True)
class Asked:
    """A statement's condition; `exact` says that nothing is left to judge. None lets everything through."""

    sql: Sql | None
    exact: bool


UNKNOWN = Asked(None, False)


class OpenColumns:
    """The open columns of measurements, now or as known at the moment of a sight."""

    def __init__(self, sight: Sight) -> None:
        said: Any = Measurement if sight.known_at is None else MeasurementRevision
        self._columns: dict[str, Any] = {name: col(getattr(Measurement, column)) for name, column in KEYED.items()}
        self._columns |= {name: col(getattr(said, column)) for name, column in (SAID | MAY_BE_ABSENT).items()}

    def __getitem__(self, name: str) -> Any:
        return self._columns[name]

    def asked(self, condition: Expression | None) -> Asked:
        """What of this condition can be asked of the database."""
        match condition:
            case None:
                return Asked(None, True)
            case Every(parts):
                return self._every([self.asked(part) for part in parts])
            case Some(parts):
                return self._some([self.asked(part) for part in parts])
            case Not(part):
                inner = self.asked(part)
                return Asked(not_(inner.sql), True) if inner.exact and inner.sql is not None else UNKNOWN
        found = self._single(condition)
        return UNKNOWN if found is None else Asked(found, True)

    def _every(self, parts: list[Asked]) -> Asked:
        there = [part.sql for part in parts if part.sql is not None]
        return Asked(and_(*there), all(part.exact for part in parts)) if there else UNKNOWN

    def _some(self, parts: list[Asked]) -> Asked:
        there = [part.sql for part in parts if part.sql is not None]
        return Asked(or_(*there), all(part.exact for part in parts)) if len(there) == len(parts) else UNKNOWN

    def _single(self, part: Expression) -> Sql | None:
        match part:
            case Literal(bool(value), _):
                return true() if value else false()
            case Compared(operator, left, Literal(value, _)):
                return self._compared(operator, left, value)
            case Compared(operator, Literal(value, _), right):
                return self._compared(MIRRORED[operator], right, value)
            case Among(left, values):
                alike = [one for value in values if (one := self._compared("eq", left, value)) is not None]
                return or_(false(), *alike) if len(alike) == len(values) else None
            case Called(name, (Column(named), Literal(str(text), _))) if name in TEXTS:
                column = self._columns.get(named.name)
                return None if column is None or named.nullable else TEXTS[name](column, text)
        return None

    def _compared(self, operator: str, left: Expression, value: Any) -> Sql | None:
        match left:
            case Column(named) if named.name == "id":
                return _of_row(operator, value)
            case Column(named) if named.name in self._columns:
                return _with_null(operator, self._columns[named.name], value) if _fits(named.kind, value) else None
            case Called(name, (Column(named),)) if name in PARTS and named.name in DAYS:
                part = extract(name, self._columns[named.name])
                return _with_null(operator, part, value) if _fits(Kind.INTEGER, value) else None
        return None


PARTS, DAYS = frozenset({"year", "month", "day"}), frozenset({"periodStart", "periodEnd"})
TEXTS: Mapping[str, Callable[[Any, str], Sql]] = {
    "contains": lambda column, text: func.replace(column, text, "") != column if text else true(),
    "startswith": lambda column, text: func.substr(column, 1, len(text)) == text,
}


def _fits(kind: Kind, value: Any) -> bool:
    """Whether the column can be asked for it as it is: a whole number within reach, a day, a moment or a text."""
    if value is None:
        return True
    if kind is Kind.INTEGER:
        return isinstance(value, Decimal) and value == value.to_integral_value() and abs(value) < INT32
    kinds: dict[Kind, type] = {Kind.TEXT: str, Kind.DAY: date, Kind.MOMENT: datetime}
    return isinstance(value, kinds[kind])


def _with_null(operator: str, column: Any, value: Any) -> Sql:
    """As OData compares: a null is equal to a null only, and no more and no less than anything."""
    if value is None:
        whether: dict[str, Sql] = {"eq": column.is_(None), "ne": column.is_not(None)}
        return whether.get(operator, false())
    plain = int(value) if isinstance(value, Decimal) else value
    if operator == "ne":
        return or_(false(), column.is_(None), column != plain)
    return and_(true(), column.is_not(None), _SQL[operator](column, plain))


_SQL: Mapping[str, Callable[[Any, Any], Sql]] = {
    "eq": lambda column, value: column == value,
    "gt": lambda column, value: column > value,
    "ge": lambda column, value: column >= value,
    "lt": lambda column, value: column < value,
    "le": lambda column, value: column <= value,
}


def _of_row(operator: str, value: Any) -> Sql | None:
    """A measurement's id is text outside and a number inside; only whether it is the same can be asked."""
    if operator not in ("eq", "ne"):
        return None
    known = isinstance(value, str) and ROW_NUMBER.fullmatch(value)
    same: Sql = col(Measurement.id) == int(value) if known else false()
    return same if operator == "eq" else ~same
