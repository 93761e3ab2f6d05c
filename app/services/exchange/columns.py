"""The columns of a table as the file has them: their names there, and their values as JSON and back."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any

from pydantic.alias_generators import to_camel
from sqlalchemy import inspect

from app.models.base import Table

Row = dict[str, Any]
"""Values by the names of columns, as the database gives them."""


@dataclass(frozen=True)
class Column:
    """One column: `name` in its table, `said` as a field, `wire` in the file; `refers` is the table that it names.

    `info` is what the model says of it, `type` what the table does.
    """

    name: str
    info: Any
    type: Any
    nullable: bool
    refers: str | None

    @property
    def said(self) -> str:
        """A reference is named after what it names, as everywhere on the wire."""
        return self.name.removesuffix("_id")

    @property
    def wire(self) -> str:
        return to_camel(self.said)


@cache
def columns_of(model: type[Table], left_out: Collection[str] = frozenset()) -> tuple[Column, ...]:
    """The columns of a table that the file has, in the order of the table."""
    said = model.model_fields
    return tuple(
        Column(column.key, said[column.key], column.type, bool(column.nullable), _named(column))
        for column in inspect(model).columns
        if column.key not in left_out
    )


def _named(column: Any) -> str | None:
    return next((key.column.table.name for key in column.foreign_keys), None)


def values_of(row: Any, columns: Iterable[Column]) -> Row:
    """The values of a stored row."""
    return {column.name: getattr(row, column.name) for column in columns}


def written(row: Row, columns: Iterable[Column]) -> Row:
    """The row as the file has it: what is null is left out."""
    return {column.wire: _written(value) for column in columns if (value := row[column.name]) is not None}


def exact(text: str) -> Decimal:
    """The number that was written as text, digit for digit."""
    return Decimal(text)


def moment(value: datetime) -> str:
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _written(value: Any) -> Any:
    """Exact numbers are text, so that no reader rounds them."""
    match value:
        case Enum():
            return value.value
        case Decimal():
            return format(value if value else abs(value), "f")
        case datetime():
            return moment(value)
        case date():
            return value.isoformat()
        case list():
            return [_written(part) for part in value]
        case dict():
            return {to_camel(name): _written(part) for name, part in sorted(value.items())}
    return value
