"""Values as text in the mark of a next page, and back. Pure."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from app.services.odata.shapes import Kind

ABSENT, THERE = "-", "+"


def written(value: Any) -> str:
    """The value as text; null is told apart from every text."""
    if value is None:
        return ABSENT
    return THERE + (value.isoformat() if isinstance(value, date) else str(value))


def read(text: str, kind: Kind) -> Any:
    """What was written; raises ValueError."""
    if text == ABSENT:
        return None
    if not text.startswith(THERE):
        raise ValueError("no mark of ours")
    return _READ[kind](text[1:])


def _number(text: str) -> Decimal:
    number = Decimal(text) if len(text) <= 100 else Decimal("NaN")
    if not number.is_finite():
        raise ValueError("no number of ours")
    return number


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a moment has a time zone")
    return moment


def _flag(text: str) -> bool:
    return {"True": True, "False": False}[text]


_READ: Mapping[Kind, Callable[[str], Any]] = {
    Kind.TEXT: str,
    Kind.DECIMAL: _number,
    Kind.INTEGER: lambda text: int(_number(text)),
    Kind.FLAG: _flag,
    Kind.DAY: date.fromisoformat,
    Kind.MOMENT: _moment,
}
