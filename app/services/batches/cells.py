"""Cells of a file as values: pure. Text is trimmed, numbers have a point or a comma, absence has many spellings.

A number is never guessed: where a point or a comma could group thousands, it is refused with the remedy.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from app.errors import FieldError, say
from app.services.batches.sheet import NUMBERS, WHOLE
from app.services.measurements.absence import absence_of

_POINT = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,2})?", re.ASCII)
_COMMA = re.compile(r"[+-]?(\d+(,\d*)?|,\d+)", re.ASCII)
_GROUPED = re.compile(r"[+-]?\d{1,3}([.,\s\u00a0]\d{3})+([.,]\d+)?", re.ASCII)
_SHORT = {  # numbers that need no second look: no word for absence among them, nothing grouped
    ".": re.compile(r"\d{1,12}(\.\d{1,9})?|-\d{1,4}(\.\d{1,9})?", re.ASCII).fullmatch,
    ",": re.compile(r"\d{1,12}(,\d{1,9})?|-\d{1,4}(,\d{1,9})?", re.ASCII).fullmatch,
}
REMEMBERED = 4096


def decimal_sign(cells: Iterable[str], *, semicolons: bool) -> str:
    """The sign before decimals in a whole file: a comma where some cell can only mean that.

    Under semicolons, `1,5` is Dutch; under commas, a cell with a comma was quoted, and then it means the same.
    """
    commas = points = False
    for cell in cells:
        text = cell.strip()
        if "," in text and "." not in text and _COMMA.fullmatch(text):
            commas = True
        elif "." in text and _POINT.fullmatch(text):
            points = True
    return "," if commas and (semicolons or not points) else "."


class Columns:
    """The columns of one file: its rows of cells are `typed`, and the texts that come often are read once."""

    def __init__(self, names: Sequence[str | None], sign: str) -> None:
        self._names, self._sign, self._short = names, sign, _SHORT[sign]
        numbers = [name is None or name in NUMBERS or name in WHOLE for name in names]
        self._texts: list[dict[str, str] | None] = [None if number else {} for number in numbers]

    def row(self, record: Sequence[Any]) -> tuple[dict[str, Any], list[FieldError]]:
        """The same as `typed` of all cells under a name."""
        row: dict[str, Any] = {}
        for name, cell, texts in zip(self._names, record, self._texts, strict=False):
            if type(cell) is not str:
                return self._typed(record)
            if texts is not None:
                text = texts.get(cell)
                if text := self._text(texts, cell) if text is None else text:
                    row[name] = text  # type: ignore[index]  # a column of texts has a name
            elif name is not None and cell:
                if name in WHOLE or not self._short(cell):
                    return self._typed(record)
                row[name] = Decimal(cell.replace(",", "."))
        return row, []

    def _typed(self, record: Sequence[Any]) -> tuple[dict[str, Any], list[FieldError]]:
        return typed({name: cell for name, cell in zip(self._names, record, strict=False) if name}, self._sign)

    def _text(self, texts: dict[str, str], cell: str) -> str:
        text = str(_trimmed(cell))
        if len(texts) < REMEMBERED:
            texts[cell] = text
        return text


def typed(cells: Mapping[str, Any], sign: str = ".") -> tuple[dict[str, Any], list[FieldError]]:
    """A row of cells as JSON would give it, and what could not be read. Empty cells say nothing."""
    row: dict[str, Any] = {}
    errors: list[FieldError] = []
    for name, cell in cells.items():
        text = _trimmed(cell)
        if text is None or (text == "" and name != "value"):
            continue
        if name == "value":
            _value(row, cells, text, sign, errors)
        elif name in NUMBERS or name in WHOLE:
            _number(row, name, text, sign, errors)
        else:
            row[name] = text if isinstance(text, str) else _written(text)
    return row, errors


def _trimmed(cell: Any) -> Any:
    if isinstance(cell, str):
        return cell.strip().strip("\u00a0\ufeff").strip()
    return cell


def _value(row: dict[str, Any], cells: Mapping[str, Any], text: Any, sign: str, errors: list[FieldError]) -> None:
    """A figure, or a word for its absence; nothing where another column says why it is missing."""
    if text == "":
        return
    absence = absence_of(text)
    if absence is None:
        _number(row, "value", text, sign, errors)
    elif not _trimmed(cells.get("missing")):
        row["missing"] = str(absence.missing)


def _number(row: dict[str, Any], name: str, text: Any, sign: str, errors: list[FieldError]) -> None:
    number = number_in(text, sign)
    if number is None:
        grouped = isinstance(text, str) and _GROUPED.fullmatch(text)
        remedy = (
            say("Write this number without signs between thousands: whether it is a decimal cannot be told.")
            if grouped
            else say("This is not a number. Write digits, with “{sign}” before decimals as in the rest.", sign=sign)
        )
        errors.append(FieldError(name, "not-a-number", remedy, str(text)[:60]))
    elif name in WHOLE and number == number.to_integral_value():
        row[name] = int(number)
    else:
        row[name] = number


def number_in(cell: Any, sign: str) -> Decimal | None:
    """The number in a cell, exactly; None for anything else."""
    if isinstance(cell, bool):
        return None
    if isinstance(cell, int | float | Decimal):
        number = Decimal(str(cell))
        return number if number.is_finite() else None
    pattern = _COMMA if sign == "," else _POINT
    if not isinstance(cell, str) or not pattern.fullmatch(cell):
        return None
    return Decimal(cell.replace(",", "."))


def _written(cell: Any) -> str:
    """Numbers and dates of a workbook where we want text: 2022.0 is the year 2022."""
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, date) else str(cell)
