"""Columns as an Excel workbook: the rows, and a second sheet that explains them.

Written to a file of its own first, row by row, so that memory stays flat. Texts are texts: none is a formula.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import xlsxwriter

from app.language import gettext as _
from app.language import moment, said
from app.services.exports.about import NO_LICENCE, SUPPRESSION, About
from app.services.exports.columns import Cells, Column, Kind

MOST_ROWS = 1_048_576
"""What a sheet of Excel holds, its head included; what is more goes on in a next sheet."""

PIECE = 256 * 1024
NEVER_GUESS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "remove_timezone": True,
}
KINDS = {
    Kind.TEXT: "text",
    Kind.NUMBER: "any number",
    Kind.INTEGER: "whole number",
    Kind.BOOLEAN: "yes or no",
    Kind.DAY: "date",
    Kind.MOMENT: "moment in UTC",
    Kind.LIST: "list, its parts divided by |",
}

Writes = Callable[[Any, int, int, Any], object]


def workbook(columns: Sequence[Column], blocks: Iterator[Sequence[Cells]], about: About) -> Iterator[bytes]:
    """The whole file in pieces; the first comes when all of it was written."""
    with TemporaryDirectory(prefix="wijkkoers-export-") as folder:
        path = Path(folder) / "export.xlsx"
        with xlsxwriter.Workbook(path, {**NEVER_GUESS, "tmpdir": folder}) as book:
            _fill(book, columns, blocks, about)
        with path.open("rb") as file:
            while piece := file.read(PIECE):
                yield piece


def _fill(book: Any, columns: Sequence[Column], blocks: Iterator[Sequence[Cells]], about: About) -> None:
    name = said(about.title)[:25]
    sheet = _Sheet(book, name, columns)
    _explain(book, columns, about)
    number = 1
    for block in blocks:
        for row in block:
            if sheet.row == MOST_ROWS:
                number += 1
                sheet = _Sheet(book, f"{name} {number}", columns)
            sheet.write(row)


class _Sheet:
    """A sheet of rows under their head."""

    def __init__(self, book: Any, name: str, columns: Sequence[Column]) -> None:
        self._sheet = book.add_worksheet(name)
        self._sheet.freeze_panes(1, 0)
        self._sheet.set_column(0, len(columns) - 1, 16)
        self._sheet.write_row(0, 0, [column.name for column in columns], book.add_format({"bold": True}))
        writes = _ways(book)
        self._writes = [writes[column.kind] for column in columns]
        self.row = 1

    def write(self, row: Cells) -> None:
        for number, (value, write) in enumerate(zip(row, self._writes, strict=True)):
            if value is not None:
                write(self._sheet, self.row, number, value)
        self.row += 1


def _ways(book: Any) -> dict[Kind, Writes]:
    day, time = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})

    def text(sheet: Any, row: int, column: int, value: Any) -> object:
        return sheet.write_string(row, column, value)

    def number(sheet: Any, row: int, column: int, value: Any) -> object:
        return sheet.write_number(row, column, float(value))

    return {
        Kind.TEXT: text,
        Kind.LIST: text,
        Kind.NUMBER: number,
        Kind.INTEGER: number,
        Kind.BOOLEAN: lambda sheet, row, column, value: sheet.write_boolean(row, column, value),
        Kind.DAY: lambda sheet, row, column, value: sheet.write_datetime(row, column, value, day),
        Kind.MOMENT: lambda sheet, row, column, value: sheet.write_datetime(row, column, value.astimezone(UTC), time),
    }


def _explain(book: Any, columns: Sequence[Column], about: About) -> None:
    """What every column means, the units, the sources, and what is hidden."""
    sheet, bold = book.add_worksheet(_("Explanation")), book.add_format({"bold": True})
    sheet.set_column(0, 0, 32)
    sheet.set_column(1, 3, 48)
    row = 0
    for heading, lines in _sections(columns, about):
        sheet.write_string(row, 0, heading, bold)
        for line in lines:
            row += 1
            for number, text in enumerate(line):
                sheet.write_string(row, number, text)
        row += 2


def _sections(columns: Sequence[Column], about: About) -> Iterator[tuple[str, list[tuple[str, ...]]]]:
    yield said(about.title), _general(about)
    yield _("Columns"), [(column.name, said(column.description), _(KINDS[column.kind])) for column in columns]
    yield _("What is hidden"), [(said(sentence),) for sentence in SUPPRESSION]
    protected = {True: _("protected"), False: ""}
    yield _("Units"), [(one.indicator, one.name, one.unit, protected[one.protected]) for one in about.units]
    yield _("Sources"), [(one.id, one.name, one.licence or "", one.url or "") for one in about.sources]


def _general(about: About) -> list[tuple[str, ...]]:
    return [
        (_("Published by"), about.publisher.name),
        (_("Licence"), about.publisher.licence or said(NO_LICENCE)),
        (_("Made"), moment(about.made_at)),
        (_("As known at"), moment(about.known_at) if about.known_at else _("now")),
        (_("Asked"), about.question),
    ]
