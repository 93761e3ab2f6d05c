"""Reading what was sent, by its media type: JSON, lines of JSON, Dutch and English CSV, a workbook. Pure.

It comes in pieces, so that the rows of a large batch are never in memory all at once.
"""

import csv
import io
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Any
from zipfile import BadZipFile

from python_calamine import CalamineError, CalamineWorkbook

from app.errors import FieldError, say
from app.services.batches.cells import Columns, decimal_sign
from app.services.batches.objects import of_lines, of_object
from app.services.batches.sheet import FIELDS, MOST_ROWS, NUMBERS, PIECE, Sheet, field_of, is_remark, unknown_field
from app.services.batches.workbook import TooLargeInside, require_harmless

JSON = "application/json"
NDJSON = "application/x-ndjson"
CSV = "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TYPES = (JSON, NDJSON, CSV, XLSX)

MOST_COLUMNS = 200
LOOKED_AT = 2000  # rows by which the sign before decimals is told
BEGINNING = 1 << 16  # bytes in which the heads stand

Record = Sequence[Any]


class _Unfit(Exception):
    """A file that cannot be read any further."""

    def __init__(self, why: FieldError) -> None:
        super().__init__(why.code)
        self.why = why


def read(media_type: str, body: bytes) -> Sheet:
    """All rows of a batch at once; a sheet with `wrong` where it cannot be read as a whole."""
    whole, lines = Sheet(), array("L")
    rows: list[Mapping[str, Any]] = []
    for piece in pieces(media_type, body):
        if piece.wrong:
            return piece
        rows.extend(piece.rows)
        lines.extend(piece.lines or ())
        whole.unread |= {piece.first + position: errors for position, errors in piece.unread.items()}
    whole.rows, whole.lines = rows, list(lines) or None
    return whole


def pieces(media_type: str, body: bytes) -> Iterator[Sheet]:
    """The rows of a batch; the last piece has `wrong` where it cannot be read as a whole."""
    if media_type in (JSON, NDJSON) and b"\\u0000" in body:
        yield Sheet(wrong=[_null_byte()])
        return
    count = 0
    for piece in {JSON: of_object, NDJSON: of_lines, CSV: _csv, XLSX: _xlsx}[media_type](body):
        piece.first = count
        count += len(piece.rows)
        yield piece if count <= MOST_ROWS else _too_many()
        if piece.wrong or count > MOST_ROWS:
            return
    if not count:
        yield Sheet(wrong=[FieldError("rows", "no-rows", say("There are no rows in this. Send at least one."))])


def _too_many() -> Sheet:
    remedy = say("A batch holds at most {most} rows. Send these in parts.", most=MOST_ROWS)
    return Sheet(wrong=[FieldError("rows", "too-many-rows", remedy)])


def _null_byte() -> FieldError:
    return FieldError("body", "null-byte", say("A text may hold no null byte."))


def _csv(body: bytes) -> Iterator[Sheet]:
    """Comma, semicolon or tab; with or without byte-order mark; quoted, padded; decimals with a point or a comma."""
    if b"\0" in body:
        yield Sheet(wrong=[_not_utf8(body) or _null_byte()])
        return
    delimiter = delimiter_of(body.lstrip()[:BEGINNING].decode("utf-8-sig", "replace"))
    try:
        yield from _table(_records(body, delimiter), semicolons=delimiter == ";")
    except _Unfit as unfit:
        yield Sheet(wrong=[unfit.why])


def _records(body: bytes, delimiter: str) -> Iterator[tuple[int, Record]]:
    """Every row that is not empty, with the line on which it begins. Raises _Unfit."""
    text = io.TextIOWrapper(io.BytesIO(body), "utf-8-sig", newline="")
    reader, end = csv.reader(text, delimiter=delimiter, strict=False), 0
    try:
        for record in reader:
            start, end = end + 1, reader.line_num
            if any(map(str.strip, record)):
                yield start, record
    except csv.Error as broken:
        remedy = say("This file cannot be read as CSV from line {line} on.", line=reader.line_num)
        raise _Unfit(FieldError("body", "broken-csv", remedy, line=reader.line_num)) from broken
    except UnicodeDecodeError as wrong:
        raise _Unfit(_not_utf8(body) or _null_byte()) from wrong


def _not_utf8(body: bytes) -> FieldError | None:
    try:
        body.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        line = body.count(b"\n", 0, wrong.start) + 1
        remedy = say("This text is not UTF-8 from line {line} on. Save it as “CSV UTF-8”.", line=line)
        return FieldError("body", "not-utf-8", remedy, line=line)
    return None


def delimiter_of(text: str) -> str:
    """What stands between the heads of the columns."""
    head = next((line for line in text.splitlines() if line.strip()), "")
    return max(";,\t", key=lambda sign: (head.count(sign), sign == ","))


def _xlsx(body: bytes) -> Iterator[Sheet]:
    """The first sheet with anything in it; its first row that is not empty holds the heads."""
    try:
        require_harmless(body)
        book = CalamineWorkbook.from_filelike(io.BytesIO(body))
        sheets = (
            book.get_sheet_by_index(index).to_python(skip_empty_area=False) for index in range(len(book.sheet_names))
        )
        rows = next((rows for rows in sheets if any(any(_filled(row)) for row in rows)), [])
    except TooLargeInside:
        remedy = say("This workbook is too large inside. Send only the rows and columns with figures.")
        yield Sheet(wrong=[FieldError("body", "too-large", remedy)])
    except (CalamineError, BadZipFile, OSError, ValueError):
        yield Sheet(wrong=[FieldError("body", "broken-workbook", say("This cannot be read as an Excel workbook."))])
    else:
        filled = ((number, row) for number, row in enumerate(rows, start=1) if any(_filled(row)))
        yield from _table(filled, semicolons=False)


def _filled(row: Record) -> Iterator[bool]:
    return (cell is not None and str(cell).strip() != "" for cell in row)


def _table(records: Iterator[tuple[int, Record]], *, semicolons: bool) -> Iterator[Sheet]:
    """Heads and cells as rows of values; nothing where there is nothing."""
    line, head = next(records, (0, ()))
    if len(head) > MOST_COLUMNS:
        remedy = say("A batch has at most {most} columns. Leave out those without a head.", most=MOST_COLUMNS)
        yield Sheet(wrong=[FieldError("head", "too-many-columns", remedy, len(head))])
        return
    heads = [str(head).strip() for head in head]
    names = [None if is_remark(head) else field_of(head) for head in heads]
    if wrong := _wrong_heads(heads, names, line):
        yield Sheet(wrong=wrong)
        return
    columns: Columns | None = None
    while piece := list(islice(records, PIECE)):
        columns = columns or Columns(names, _sign(piece, names, semicolons))
        yield _rows(piece, columns, len(names))


def _sign(piece: Iterable[tuple[int, Record]], names: Sequence[str | None], semicolons: bool) -> str:
    places = [index for index, name in enumerate(names) if name in NUMBERS]
    first = (record for _, record in islice(piece, LOOKED_AT))
    texts = (record[index] for record in first for index in places if index < len(record))
    return decimal_sign((text for text in texts if isinstance(text, str)), semicolons=semicolons)


def _rows(piece: Sequence[tuple[int, Record]], columns: Columns, width: int) -> Sheet:
    sheet, rows = Sheet(lines=[line for line, _ in piece]), []
    for position, (_, record) in enumerate(piece):
        row, errors = columns.row(record)
        if len(record) > width and any(_filled(record[width:])):
            errors.append(_too_many_cells(len(record), width))
        if errors:
            sheet.unread[position] = errors
        rows.append(row)
    sheet.rows = rows
    return sheet


def _too_many_cells(found: int, heads: int) -> FieldError:
    remedy = say(
        "This row has {found} cells under {heads} heads. Put quotes around text with the separator in it.",
        found=found,
        heads=heads,
    )
    return FieldError("row", "too-many-cells", remedy)


def _wrong_heads(heads: Sequence[str], columns: Sequence[str | None], line: int) -> list[FieldError]:
    wrong = [
        unknown_field(head[:60], head, line)
        for head, name in zip(heads, columns, strict=True)
        if head and not name and not is_remark(head)
    ]
    twice = sorted(name for name, count in Counter(columns).items() if name and count > 1)
    wrong += [
        FieldError(name, "head-twice", say("Two columns mean “{name}”. Leave one of them out.", name=name), line=line)
        for name in twice
    ]
    return wrong


def raw_rows(media_type: str, body: bytes) -> Iterator[list[str]]:
    """What was sent as a table of texts, heads first: for giving it back with a column that says why."""
    if media_type == CSV:
        text = body.decode("utf-8-sig", "replace").replace("\0", "")
        records = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text))
        yield from (record for record in records if any(cell.strip() for cell in record))
        return
    sheet = read(media_type, body)
    used = {name for row in sheet.rows for name in row}
    names = [name for name in FIELDS if name in used]
    yield from chain([names], ([_text(row.get(name)) for name in names] for row in sheet.rows))


def _text(value: Any) -> str:
    return "" if value is None else str(value)
