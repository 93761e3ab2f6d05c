"""Rows with one column of each kind, for filters that ask for them. Pure."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

from app.services.odata.shapes import Kind, Property


@dataclass(frozen=True)
class Row:
    """An item with one column of each kind, which may all be absent."""

    name: str | None = None
    number: Decimal | None = None
    count: int | None = None
    day: date | None = None
    moment: datetime | None = None
    good: bool | None = None


def column(name: str, kind: Kind, *, many: bool = False) -> Property:
    return Property(name, kind, lambda row: getattr(row, name), nullable=True, many=many)


COLUMNS = {
    one.name: one
    for one in (
        column("name", Kind.TEXT),
        column("number", Kind.DECIMAL),
        column("count", Kind.INTEGER),
        column("day", Kind.DAY),
        column("moment", Kind.MOMENT),
        column("good", Kind.FLAG),
        column("many", Kind.TEXT, many=True),
    )
}
NOBODY = Row()
SOMEBODY = Row(
    name="It's Élan",
    number=Decimal("12.50"),
    count=3,
    day=date(2024, 2, 29),
    moment=datetime(2023, 12, 31, 23, 30, tzinfo=UTC),
    good=True,
)
