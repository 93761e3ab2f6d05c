"""Reading what was sent, by its media type: JSON, lines of JSON, Dutch and English CSV, a workbook. Pure."""

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from typing import Any
from zipfile import BadZipFile

from pydantic_core import from_json
from python_calamine import CalamineError, CalamineWorkbook

from app.errors import FieldError, say
from app.services.batches.cells import decimal_sign, typed
from app.services.batches.sheet import FIELDS, MOST_ROWS, NUMBERS, Sheet, field_of, is_remark, with_defaults
from app.services.batches.workbook import TooLargeInside, require_harmless

JSON = "application/json"
NDJSON = "application/x-ndjson"
CSV = "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TYPES = (JSON, NDJSON, CSV, XLSX)

MOST_COLUMNS = 200
SHOWN = 200  # fields that are not known, of one object
LOOKED_AT = 2000  # rows by which the sign before decimals is told


def read(media_type: str, body: bytes) -> Sheet:
    """The rows of a batch; a sheet with `wrong` where it cannot be read as a whole."""
    if media_type in (JSON, NDJSON) and b"\\u0000" in body:
        return Sheet(wrong=[FieldError("body", "null-byte", say("A text may hold no null byte."))])
    sheet = {JSON: _json, NDJSON: _ndjson, CSV: _csv, XLSX: _xlsx}[media_type](body)
    if not sheet.wrong and not sheet.rows:
        sheet.wrong.append(FieldError("rows", "no-rows", say("There are no rows in this. Send at least one.")))
    return _too_many() if len(sheet.rows) > MOST_ROWS else sheet


def _too_many() -> Sheet:
    remedy = say("A batch holds at most {most} rows. Send these in parts.", most=MOST_ROWS)
    return Sheet(wrong=[FieldError("rows", "too-many-rows", remedy)])


def _json(body: bytes) -> Sheet:
    """`{"defaults": {...}, "rows": [...]}`."""
    try:
        sent = from_json(body, allow_inf_nan=False, cache_strings="keys")
    except ValueError as broken:
        return Sheet(wrong=[FieldError("body", "broken-json", say("This is not JSON: {why}.", why=str(broken)[:200]))])
    if not isinstance(sent, dict) or not isinstance(sent.get("rows"), list):
        remedy = say("Send an object with “rows”, a list, and if you like “defaults”.")
        return Sheet(wrong=[FieldError("rows", "rows-required", remedy)])
    wrong = [
        FieldError(str(name)[:60], "unknown-field", say("Only “defaults” and “rows” are known here."))
        for name in sorted(sent.keys() - {"defaults", "rows"})[:SHOWN]
    ]
    if len(sent["rows"]) > MOST_ROWS:
        return _too_many()
    defaults = sent.get("defaults") or {}
    if not isinstance(defaults, dict):
        wrong.append(FieldError("defaults", "invalid", say("Defaults are an object of field and value.")))
    elif unknown := defaults.keys() - set(FIELDS):
        wrong.extend(_unknown(f"defaults.{name}"[:80], name) for name in sorted(map(str, unknown))[:SHOWN])
    return Sheet(wrong=wrong) if wrong else with_defaults(_objects(sent["rows"]), defaults)


def _objects(rows: Sequence[Any], lines: Sequence[int] | None = None) -> Sheet:
    sheet = Sheet(rows=[row if isinstance(row, dict) else {} for row in rows], lines=lines)
    for position, row in enumerate(rows):
        if not isinstance(row, dict):
            remedy = say("A row is an object of field and value.")
            sheet.unread[position] = [FieldError("row", "not-an-object", remedy)]
    return sheet


def _ndjson(body: bytes) -> Sheet:
    """One object a line; empty lines say nothing. A line that is not JSON is wrong alone."""
    rows: list[Any] = []
    lines: list[int] = []
    broken: dict[int, list[FieldError]] = {}
    for number, line in enumerate(io.BytesIO(body), start=1):
        if not line.strip():
            continue
        if len(rows) > MOST_ROWS:  # however many more there are
            break
        try:
            rows.append(from_json(line, allow_inf_nan=False, cache_strings="keys"))
        except ValueError:
            broken[len(rows)] = [FieldError("row", "broken-json", say("This line is not JSON."))]
            rows.append({})
        lines.append(number)
    sheet = _objects(rows, lines)
    sheet.unread.update(broken)
    return sheet


def _csv(body: bytes) -> Sheet:
    """Comma, semicolon or tab; with or without byte-order mark; quoted, padded; decimals with a point or a comma."""
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        line = body.count(b"\n", 0, wrong.start) + 1
        remedy = say("This text is not UTF-8 from line {line} on. Save it as “CSV UTF-8”.", line=line)
        return Sheet(wrong=[FieldError("body", "not-utf-8", remedy, line=line)])
    if "\0" in text:
        return Sheet(wrong=[FieldError("body", "null-byte", say("A text may hold no null byte."))])
    delimiter = delimiter_of(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=False)
    records, lines, end = [], [], 0
    try:
        for record in reader:
            start, end = end + 1, reader.line_num
            if any(cell.strip() for cell in record):
                records.append(record)
                lines.append(start)
            if len(records) > MOST_ROWS + 1:
                return _too_many()
    except csv.Error:
        remedy = say("This file cannot be read as CSV from line {line} on.", line=reader.line_num)
        return Sheet(wrong=[FieldError("body", "broken-csv", remedy, line=reader.line_num)])
    return _table(records, lines, semicolons=delimiter == ";")


def delimiter_of(text: str) -> str:
    """What stands between the heads of the columns."""
    head = next((line for line in text.splitlines() if line.strip()), "")
    return max(";,\t", key=lambda sign: (head.count(sign), sign == ","))


def _xlsx(body: bytes) -> Sheet:
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
        return Sheet(wrong=[FieldError("body", "too-large", remedy)])
    except (CalamineError, BadZipFile, OSError, ValueError):
        return Sheet(wrong=[FieldError("body", "broken-workbook", say("This cannot be read as an Excel workbook."))])
    filled = [(number, row) for number, row in enumerate(rows, start=1) if any(_filled(row))]
    return _table([row for _, row in filled], [number for number, _ in filled], semicolons=False)


def _filled(row: Sequence[Any]) -> Iterator[bool]:
    return (cell is not None and str(cell).strip() != "" for cell in row)


def _table(records: Sequence[Sequence[Any]], lines: Sequence[int], *, semicolons: bool) -> Sheet:
    """Heads and cells as rows of values."""
    if not records:
        return Sheet()
    if len(records[0]) > MOST_COLUMNS:
        remedy = say("A batch has at most {most} columns. Leave out those without a head.", most=MOST_COLUMNS)
        return Sheet(wrong=[FieldError("head", "too-many-columns", remedy, len(records[0]))])
    heads = [str(head).strip() for head in records[0]]
    columns = [None if is_remark(head) else field_of(head) for head in heads]
    if wrong := _wrong_heads(heads, columns, lines[0]):
        return Sheet(wrong=wrong)
    places = [index for index, name in enumerate(columns) if name in NUMBERS]
    texts = (record[index] for record in islice(records, 1, LOOKED_AT) for index in places if index < len(record))
    sign = decimal_sign((text for text in texts if isinstance(text, str)), semicolons=semicolons)
    sheet = Sheet(lines=lines[1:])
    rows = []
    for position, record in enumerate(records[1:]):
        row, errors = typed({name: cell for name, cell in zip(columns, record, strict=False) if name}, sign)
        if len(record) > len(columns) and any(_filled(record[len(columns) :])):
            errors.append(_too_many_cells(len(record), len(columns)))
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
        _unknown(head[:60], head, line)
        for head, name in zip(heads, columns, strict=True)
        if head and not name and not is_remark(head)
    ]
    twice = sorted(name for name, count in Counter(columns).items() if name and count > 1)
    wrong += [
        FieldError(name, "head-twice", say("Two columns mean “{name}”. Leave one of them out.", name=name), line=line)
        for name in twice
    ]
    return wrong


def _unknown(where: str, name: str, line: int | None = None) -> FieldError:
    known = ", ".join(FIELDS)
    remedy = say("There is no field “{name}”. Known are: {known}.", name=name[:60], known=known)
    return FieldError(where or "head", "unknown-field", remedy, line=line)


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
