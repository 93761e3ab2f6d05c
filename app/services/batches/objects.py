"""JSON as rows, a piece at a time: one object with `rows`, or an object on each line. Pure."""

import io
import re
from collections.abc import Iterator, Sequence
from typing import Any

from pydantic_core import from_json

from app.errors import FieldError, say
from app.services.batches.sheet import FIELDS, PIECE, Sheet, unknown_field, with_defaults

SHOWN = 200  # fields that are not known, of one object
BLOCK = 1 << 20  # bytes

_BEGUN = re.compile(rb'\s*\{\s*(?:"defaults"\s*:\s*\{[^{}]*\}\s*,\s*)?"rows"\s*:\s*\[')
_BETWEEN = re.compile(rb"\}\s*,\s*(?=\{)")


def of_object(body: bytes, block: int = BLOCK) -> Iterator[Sheet]:
    """`{"defaults": {...}, "rows": [...]}`, of which about `block` bytes are read at once."""
    begun, end = _BEGUN.match(body), body.rfind(b"]")
    if begun and end - begun.end() > block:
        try:
            outline = _parsed(body[: begun.end()] + body[end:])
        except ValueError:  # the rows end elsewhere
            outline = None
        if outline is not None and outline.get("rows") == []:
            yield from _in_blocks(body, outline, range(begun.end(), end, block))
            return
    try:
        sent = _parsed(body)
    except ValueError as broken:
        yield _broken(broken)
        return
    yield from _whole(sent)


def _in_blocks(body: bytes, outline: dict[str, Any], span: range) -> Iterator[Sheet]:
    """The rows in this span of the body, cut where one object ends and the next begins.

    What is a list between brackets was cut between two rows: a cut within a row or a text leaves something open. Then
    the body is read as a whole, from there on.
    """
    if wrong := _wrong(outline):
        yield Sheet(wrong=wrong)
        return
    count, start, end = 0, span.start, span.stop
    while start < end:
        between = _BETWEEN.search(body, start + span.step, end)
        stop, following = (between.start() + 1, between.end()) if between else (end, end)
        try:
            rows = _listed(body[start:stop])
        except ValueError:
            yield _rest(body, count, body[span.start : start].rstrip(b" \t\r\n,"))
            return
        yield _sheet(rows, outline)
        count, start = count + len(rows), following


def _rest(body: bytes, count: int, before: bytes) -> Sheet:
    """The rows after the first `count`, which were read from what stands `before`."""
    try:
        sent = _parsed(body)
    except ValueError as broken:
        return _broken(broken)
    if wrong := _wrong(sent):
        return Sheet(wrong=wrong)
    if not isinstance(sent["rows"], list) or sent["rows"][:count] != _listed(before):
        return _broken(ValueError("“rows” comes twice"))
    return _sheet(sent["rows"][count:], sent)


def _listed(rows: bytes) -> list[Any]:
    listed: list[Any] = _parsed(b"[" + rows + b"]")
    return listed


def _whole(sent: Any) -> Iterator[Sheet]:
    if not isinstance(sent, dict) or not isinstance(sent.get("rows"), list):
        remedy = say("Send an object with “rows”, a list, and if you like “defaults”.")
        yield Sheet(wrong=[FieldError("rows", "rows-required", remedy)])
    elif wrong := _wrong(sent):
        yield Sheet(wrong=wrong)
    else:
        for start in range(0, len(sent["rows"]), PIECE):
            yield _sheet(sent["rows"][start : start + PIECE], sent)


def _wrong(sent: dict[str, Any]) -> list[FieldError]:
    """What is wrong around the rows."""
    wrong = [
        FieldError(str(name)[:60], "unknown-field", say("Only “defaults” and “rows” are known here."))
        for name in sorted(sent.keys() - {"defaults", "rows"})[:SHOWN]
    ]
    defaults = sent.get("defaults") or {}
    if not isinstance(defaults, dict):
        wrong.append(FieldError("defaults", "invalid", say("Defaults are an object of field and value.")))
    elif unknown := defaults.keys() - set(FIELDS):
        wrong.extend(unknown_field(f"defaults.{name}"[:80], name) for name in sorted(map(str, unknown))[:SHOWN])
    return wrong


def _sheet(rows: Sequence[Any], sent: dict[str, Any]) -> Sheet:
    return with_defaults(_objects(rows), sent.get("defaults") or {})


def _objects(rows: Sequence[Any], lines: Sequence[int] | None = None) -> Sheet:
    if all(type(row) is dict for row in rows):
        return Sheet(rows=rows, lines=lines)
    sheet = Sheet(rows=[row if isinstance(row, dict) else {} for row in rows], lines=lines)
    for position, row in enumerate(rows):
        if not isinstance(row, dict):
            remedy = say("A row is an object of field and value.")
            sheet.unread[position] = [FieldError("row", "not-an-object", remedy)]
    return sheet


def of_lines(body: bytes) -> Iterator[Sheet]:
    """One object a line; empty lines say nothing. A line that is not JSON is wrong alone."""
    rows: list[Any] = []
    lines: list[int] = []
    broken: dict[int, list[FieldError]] = {}
    for number, line in enumerate(io.BytesIO(body), start=1):
        if not line.strip():
            continue
        try:
            rows.append(_parsed(line))
        except ValueError:
            broken[len(rows)] = [FieldError("row", "broken-json", say("This line is not JSON."))]
            rows.append({})
        lines.append(number)
        if len(rows) == PIECE:
            yield _lines(rows, lines, broken)
            rows, lines, broken = [], [], {}
    yield _lines(rows, lines, broken)


def _lines(rows: list[Any], lines: list[int], broken: dict[int, list[FieldError]]) -> Sheet:
    sheet = _objects(rows, lines)
    sheet.unread.update(broken)
    return sheet


def _parsed(text: bytes) -> Any:
    return from_json(text, allow_inf_nan=False)


def _broken(why: ValueError) -> Sheet:
    return Sheet(wrong=[FieldError("body", "broken-json", say("This is not JSON: {why}.", why=str(why)[:200]))])
