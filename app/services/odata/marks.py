"""Values as text in the mark of a next page, and back. Pure."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from app.services.odata.shapes import Kind

ABSENT, THERE = "-", "+"
MOST = 2**31


def written(value: Any) -> str:
    """The value as text; null is told apart from every text."""
    if value is None:
        return ABSENT
    return THERE + (value.isoformat() if isinstance(value, date) else str(value))


def read(text: str, kind: Kind, *, nullable: bool = True) -> Any:
    """What was written; raises ValueError, KeyError or ArithmeticError, also for a null where there cannot be one."""
    if text == ABSENT and nullable:
        return None
    if not text.startswith(THERE):
        raise ValueError("no mark of ours")
    return _READ[kind](text[1:])


def _number(text: str) -> Decimal:
    number = Decimal(text) if len(text) <= 100 else Decimal("NaN")
    if not number.is_finite():
        raise ValueError("no number of ours")
    return number


def _integer(text: str) -> int:
    number = _number(text)
    if number != number.to_integral_value() or abs(number) > MOST:
        raise ValueError("no whole number of ours")
    return int(number)


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a moment has a time zone")
    return moment.astimezone(UTC)


def _flag(text: str) -> bool:
    return {"True": True, "False": False}[text]


_READ: Mapping[Kind, Callable[[str], Any]] = {
    Kind.TEXT: str,
    Kind.DECIMAL: _number,
    Kind.INTEGER: _integer,
    Kind.FLAG: _flag,
    Kind.DAY: date.fromisoformat,
    Kind.MOMENT: _moment,
}
