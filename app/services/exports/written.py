"""How a cell is written in text: exact, and never as something that a spreadsheet would run. Pure."""

from collections.abc import Callable, Iterator, Sequence
from csv import writer
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from app.services.exports.columns import Cells, Column, Kind

RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""A text that begins like this, in its wide signs too, is a formula to a spreadsheet; an apostrophe makes it text."""

BYTE_ORDER_MARK = "\ufeff"

Writes = Callable[[Any], str]


def harmless(text: str) -> str:
    return f"'{text}" if text.startswith(RISKY) else text


def exactly(value: Decimal | int | float) -> str:
    """Digit for digit, as it was given: never 1E+3."""
    return format(value, "f") if isinstance(value, Decimal) else repr(value)


def moment(value: datetime) -> str:
    """`2024-03-01T12:00:00Z`, as in JSON."""
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _dutch_number(value: Decimal | int | float) -> str:
    return exactly(value).replace(".", ",")


def _dutch_moment(value: datetime) -> str:
    """A spreadsheet reads no `T` and no `Z`; it stays UTC, as the header of the documentation says."""
    return f"{value.astimezone(UTC):%Y-%m-%d %H:%M:%S}"


def _boolean(value: bool) -> str:
    return "true" if value else "false"


PLAIN: dict[Kind, Writes] = {
    Kind.TEXT: harmless,
    Kind.LIST: harmless,
    Kind.NUMBER: exactly,
    Kind.INTEGER: str,
    Kind.BOOLEAN: _boolean,
    Kind.DAY: date.isoformat,
    Kind.MOMENT: moment,
}
DUTCH = PLAIN | {Kind.NUMBER: _dutch_number, Kind.MOMENT: _dutch_moment}


def header(columns: Sequence[Column], *, dutch: bool = False) -> bytes:
    """The first line, with the byte-order mark where a Dutch Excel reads it."""
    separator, mark = (";", BYTE_ORDER_MARK) if dutch else (",", "")
    return (mark + separator.join(column.name for column in columns) + "\n").encode()


def csv_lines(columns: Sequence[Column], blocks: Iterator[Sequence[Cells]], *, dutch: bool = False) -> Iterator[bytes]:
    """The rows as CSV (RFC 4180, lines end in a newline), a block at a time, without the header."""
    writes = [(DUTCH if dutch else PLAIN)[column.kind] for column in columns]
    for block in blocks:
        lines = _Lines()
        # the library puts between quotes what ends its own lines: a lone carriage return has to be too
        into = writer(lines, delimiter=";" if dutch else ",", lineterminator="\r\n")
        into.writerows(_texts(row, writes) for row in block)
        yield "".join(lines.written).encode()


class _Lines:
    """Takes a line at a time, and ends it in a newline."""

    def __init__(self) -> None:
        self.written: list[str] = []

    def write(self, line: str) -> None:
        self.written.append(f"{line[:-2]}\n")


def _texts(row: Cells, writes: Sequence[Writes]) -> list[str]:
    return ["" if value is None else write(value) for value, write in zip(row, writes, strict=True)]
