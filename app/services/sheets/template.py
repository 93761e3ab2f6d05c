"""A template as a file: for Dutch Excel, or a workbook that also explains. Heads in parentheses are not read."""

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Any

import xlsxwriter
from sqlalchemy import select
from sqlmodel import Session, col

from app.errors import Message, say
from app.language import number, said
from app.models.indicator import Indicator
from app.models.template import TemplateRow
from app.models.terms import Missing
from app.services.batches.keeping import harmless

NOT_READ = say("Heads in parentheses are for you: what stands under them is not read.")
HEADS = ("indicator", "plaats", "periode", "groep", "waarde", "opmerking")
REMARKS: tuple[Message, ...] = (
    say("(indicator in words)"),
    say("(place in words)"),
    say("(code of CBS)"),
    say("(unit)"),
    say("(last period)"),
    say("(last value)"),
)
WIDTHS = (28, 28, 12, 10, 12, 28, 34, 28, 14, 12, 14, 14)


SPELLINGS = {
    Missing.UNKNOWN: "onbekend",
    Missing.UNRELIABLE: "onbetrouwbaar",
    Missing.SECRET: "geheim",
    Missing.SUPPRESSED: "afgeschermd",
    Missing.NOT_APPLICABLE: "n.v.t.",
    Missing.NOT_YET: "nog niet bekend",
}
"""As sources write it, and batches read it."""


def as_csv(rows: Sequence[TemplateRow]) -> Iterator[str]:
    """Byte-order mark, semicolons, decimal commas."""
    for position, cells in enumerate(_table(rows)):
        line = io.StringIO(newline="")
        csv.writer(line, delimiter=";").writerow([harmless(cell) for cell in cells])
        yield ("\ufeff" if position == 0 else "") + line.getvalue()


def as_workbook(session: Session, rows: Sequence[TemplateRow]) -> bytes:
    """The rows to fill in, and beside them what everything means."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    bold, quiet = book.add_format({"bold": True}), book.add_format({"font_color": "#5a6472"})
    sheet = book.add_worksheet(said(say("Figures"))[:31])
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(1, 0)
    for line, cells in enumerate(_table(rows)):
        for column, cell in enumerate(cells):
            sheet.write_string(line, column, cell, bold if line == 0 else quiet if column >= len(HEADS) else None)
    _explain(book, session, rows, bold)
    book.close()
    return file.getvalue()


def _explain(book: Any, session: Session, rows: Sequence[TemplateRow], bold: Any) -> None:
    sheet = book.add_worksheet(said(say("Explanation"))[:31])
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 5, 22)
    lines = [*_how_to_fill_in(), [], *_of_indicators(session, rows)]
    for line, cells in enumerate(lines):
        for column, cell in enumerate(cells):
            sheet.write_string(line, column, cell, bold if column == 0 else None)


def _table(rows: Sequence[TemplateRow]) -> Iterator[list[str]]:
    yield [*HEADS, *(said(remark) for remark in REMARKS)]
    for row in rows:
        last = number(row.last_value) if row.last_value is not None else _absence(row.last_missing)
        yield [
            *(row.indicator, row.place, row.period, row.population, "", ""),
            *(row.indicator_name, row.place_name, row.code or "", row.unit, row.last_period or "", last),
        ]


def _how_to_fill_in() -> Iterator[list[str]]:
    yield [said(say("How to fill in")), said(say("Write a figure under “waarde”, with a comma before decimals."))]
    yield ["", said(NOT_READ)]
    yield ["", said(say("Leave out the rows for which you have nothing to say."))]
    yield [said(say("Periods")), "2024; 2023/2024; 2024-Q3; 2024-03; 2024-03-14"]
    yield [said(say("There is no figure")), said(say("Write under “waarde” why:"))]
    yield from (["", _absence(one)] for one in Missing)


def _of_indicators(session: Session, rows: Sequence[TemplateRow]) -> Iterator[list[str]]:
    heads = (say("Indicator"), say("In words"), say("Unit"), say("Lowest"), say("Highest"), say("Decimals"))
    yield [said(head) for head in heads]
    wanted = select(Indicator).where(col(Indicator.id).in_({row.indicator for row in rows}))
    for one in session.execute(wanted.order_by(col(Indicator.id))).scalars():
        bounds = (number(one.lowest), number(one.highest))
        yield [one.id, one.name, one.unit, *(bound or "–" for bound in bounds), str(one.decimals)]


def _absence(missing: Missing | None) -> str:
    return SPELLINGS[missing] if missing else ""
