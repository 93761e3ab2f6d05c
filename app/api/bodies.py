"""What is sent, read strictly: JSON without NaN, infinity, null bytes, endless depth or half characters."""

import math
import re
from collections.abc import Iterator
from typing import Any

from fastapi import Request
from pydantic_core import from_json
from starlette.concurrency import run_in_threadpool

from app.errors import FieldError, Invalid, Message, say

RISKY = re.compile(rb"\\u0000|\d[eE]\+?\d{3}|\d{300}")
"""What may become a null byte or an infinity: only then every value is looked at."""

HEAVY = 256 * 1024
BROKEN_AT = re.compile(r"at line (\d+) column (\d+)")


class ParsedRequest(Request):
    """A request whose JSON was read by us: the framework only picks it up."""

    parsed: Any = None

    async def json(self) -> Any:
        return self.parsed


async def parsed(request: Request) -> Request:
    """The request with its JSON read; raises Invalid. An empty body is left to the framework: it misses fields."""
    raw = await request.body()
    if not raw:
        return request
    ready = ParsedRequest(request.scope, request.receive)
    ready._body = raw
    ready.parsed = await run_in_threadpool(parse, raw) if len(raw) > HEAVY else parse(raw)
    return ready


def parse(raw: bytes) -> Any:
    """JSON as values; raises Invalid, with the place where it breaks."""
    try:
        value = from_json(raw, allow_inf_nan=False, cache_strings="keys")
    except ValueError as broken:
        raise Invalid([_broken(str(broken))]) from broken
    if RISKY.search(raw) and (wrong := list(_unfit(value, ""))):
        raise Invalid(wrong)
    return value


def _broken(reason: str) -> FieldError:
    if "recursion" in reason:
        return FieldError("body", "too-deep", say("This JSON is nested too deeply."))
    place = BROKEN_AT.search(reason)
    line, column = (int(number) for number in place.groups()) if place else (1, 1)
    return FieldError(
        "body", "broken-json", say("This is not JSON: see line {line}, column {column}.", line=line, column=column)
    )


def _unfit(value: Any, place: str) -> Iterator[FieldError]:
    match value:
        case dict():
            for name, part in value.items():
                yield from _text(name, place or "body")
                yield from _unfit(part, f"{place}.{name}" if place else name)
        case list():
            for index, part in enumerate(value):
                yield from _unfit(part, f"{place}.{index}" if place else str(index))
        case str():
            yield from _text(value, place or "body")
        case float() if not math.isfinite(value):
            yield FieldError(place or "body", "not-a-number", say("Give a number."))


def _text(text: str, place: str) -> Iterator[FieldError]:
    if "\0" in text:
        yield FieldError(place.replace("\0", ""), "null-byte", NO_NULL_BYTE)


NO_NULL_BYTE: Message = say("A text may hold no null byte.")
