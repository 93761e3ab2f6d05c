"""What somebody brought, as a table of texts: pasted cells, CSV, a workbook, or JSON. Pure; asks no database."""

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zipfile import BadZipFile

from python_calamine import CalamineError, CalamineWorkbook

from app.errors import FieldError, Invalid, say
from app.services.batches.reading import CSV, MOST_COLUMNS, XLSX, delimiter_of, read
from app.services.batches.sheet import FIELDS, MOST_ROWS, numbered
from app.services.batches.workbook import TooLargeInside, require_harmless
from app.services.sheets.matching import field_meant

Record = list[str]

LONGEST_CELL = 2000
_DECIMAL_COMMA = re.compile(r"[+-]?\d*,\d+", re.ASCII)
_NUMBER = re.compile(r"[+-]?[\d.,]*\d", re.ASCII)
LEAST_COLUMNS = 2
TOO_FEW = say("A sheet has at least two columns: what a figure is about, and its value. Copy them together.")


@dataclass(frozen=True)
class Brought:
    """Records of one length each; `heads` is None where the first row holds figures already."""

    heads: Record | None
    records: list[Record]

    @property
    def width(self) -> int:
        return max((len(record) for record in self.records), default=0)


def take_in(media_type: str, body: bytes) -> Brought:
    """The table in what was brought; raises Invalid where there is none that can be read."""
    if media_type == CSV:
        records = _texts(body)
    elif media_type == XLSX:
        records = _workbook(body)
    else:
        return _objects(media_type, body)
    filled = [record for record in records if any(record)]
    headed = bool(filled) and _is_head(filled[0])
    heads, rows = (filled[0], filled[1:]) if headed else (None, filled)
    return _of_one_width(heads, rows)


def _of_one_width(heads: Record | None, rows: list[Record]) -> Brought:
    if not rows:
        raise Invalid([FieldError("rows", "no-rows", say("There are no rows in this. Send at least one."))])
    if len(rows) > MOST_ROWS:
        remedy = say("A batch holds at most {most} rows. Send these in parts.", most=MOST_ROWS)
        raise Invalid([FieldError("rows", "too-many-rows", remedy)])
    width = max(len(heads or []), *(len(row) for row in rows))
    if width > MOST_COLUMNS:
        remedy = say("A batch has at most {most} columns. Leave out those without a head.", most=MOST_COLUMNS)
        raise Invalid([FieldError("head", "too-many-columns", remedy)])
    used = [index for index in range(width) if any(index < len(row) and row[index] for row in (heads or [], *rows))]
    if len(used) < LEAST_COLUMNS:
        raise Invalid([FieldError("head", "too-few-columns", TOO_FEW)])
    named = None if heads is None else _picked(heads, used)
    return Brought(named, [_picked(row, used) for row in rows])


def _picked(row: Record, used: Sequence[int]) -> Record:
    return [row[index] if index < len(row) else "" for index in used]


def _is_head(record: Record) -> bool:
    """The first row names columns when some cell is a name of ours, or none holds a number."""
    filled = [cell for cell in record if cell]
    known = any(field_meant(cell) for cell in filled)
    return known or not any(_NUMBER.fullmatch(cell) for cell in filled)


def _texts(body: bytes) -> list[Record]:
    """Cells between tabs, semicolons or commas, as spreadsheets copy and save them."""
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        line = body.count(b"\n", 0, wrong.start) + 1
        remedy = say("This text is not UTF-8 from line {line} on. Save it as “CSV UTF-8”.", line=line)
        raise Invalid([FieldError("body", "not-utf-8", remedy, line=line)]) from wrong
    if "\0" in text:
        raise Invalid([FieldError("body", "null-byte", say("A text may hold no null byte."))])
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text))
    records: list[Record] = []
    try:
        for record in reader:
            records.append([_plain(cell) for cell in record])
            if len(records) > MOST_ROWS * 2:  # empty ones among them
                break
    except csv.Error as broken:
        remedy = say("This file cannot be read as CSV from line {line} on.", line=reader.line_num)
        raise Invalid([FieldError("body", "broken-csv", remedy, line=reader.line_num)]) from broken
    return records


def _workbook(body: bytes) -> list[Record]:
    """The first sheet with anything in it. Numbers get the decimal sign that the texts in it have."""
    try:
        require_harmless(body)
        book = CalamineWorkbook.from_filelike(io.BytesIO(body))
        sheets = (book.get_sheet_by_index(index).to_python() for index in range(len(book.sheet_names)))
        rows = next((rows for rows in sheets if rows), [])
    except TooLargeInside as wrong:
        remedy = say("This workbook is too large inside. Send only the rows and columns with figures.")
        raise Invalid([FieldError("body", "too-large", remedy)]) from wrong
    except (CalamineError, BadZipFile, OSError, ValueError) as wrong:
        remedy = say("This cannot be read as an Excel workbook.")
        raise Invalid([FieldError("body", "broken-workbook", remedy)]) from wrong
    comma = any(isinstance(cell, str) and _DECIMAL_COMMA.fullmatch(cell.strip()) for row in rows for cell in row)
    return [[_written(cell, comma=comma) for cell in row] for row in rows]


def _objects(media_type: str, body: bytes) -> Brought:
    """Rows of JSON under the names of our fields."""
    sheet = read(media_type, body)
    if sheet.wrong:
        raise Invalid(sheet.wrong)
    if sheet.unread:
        raise Invalid(list(numbered(sheet.unread, sheet)))
    used = {name for row in sheet.rows for name in row}
    if unknown := sorted(used - set(FIELDS))[:20]:
        known = ", ".join(FIELDS)
        remedy = [
            say("There is no field “{name}”. Known are: {known}.", name=name[:60], known=known) for name in unknown
        ]
        raise Invalid(
            [FieldError(name[:60], "unknown-field", told) for name, told in zip(unknown, remedy, strict=True)]
        )
    names = [name for name in FIELDS if name in used]
    return _of_one_width(names, [[_written(row.get(name), comma=False) for name in names] for row in sheet.rows])


def _written(cell: Any, *, comma: bool) -> str:
    """A cell as somebody would have typed it: 2022.0 is the year 2022."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float):
        text = str(int(cell)) if cell.is_integer() else repr(cell)
        return text.replace(".", ",") if comma else text
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, date) else _plain(str(cell))


def _plain(text: str) -> str:
    """One line, without what surrounds it."""
    return " ".join(text.replace("\u00a0", " ").replace("\ufeff", "").split())[:LONGEST_CELL]
