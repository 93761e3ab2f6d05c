"""What people typed, and why it was refused, in a shape a template can show again."""

import re
from collections.abc import Mapping

from fastapi import Request

from app.language import spoken
from app.problems import Problem

Typed = dict[str, str]
FORM = "form"  # the place for what is wrong with no field in particular

_GROUPED = {
    "nl": re.compile(r"-?\d{1,3}(\.\d{3})+(,\d+)?", re.ASCII),
    "en": re.compile(r"-?\d{1,3}(,\d{3})+(\.\d+)?", re.ASCII),
}
_BARE = re.compile(r"-?\d+([.,]\d+)?", re.ASCII)


async def typed(request: Request) -> Typed:
    """The fields of a form; files and repeats are none of our forms'."""
    return {name: value.strip() for name, value in (await request.form()).items() if isinstance(value, str)}


def by_field(problem: Problem, fields: Mapping[str, str]) -> dict[str, str]:
    """The message for each field of the form; what belongs to none of them stands above the form."""
    messages: dict[str, str] = {}
    for error in problem.errors:
        field = error.field if error.field in fields else FORM
        messages[field] = f"{messages[field]} {error.message}" if field in messages else error.message
    return messages or {FORM: problem.detail or problem.title}


def number_typed(text: str) -> float | int | str:
    """`1.234,5` as people here write it; text that is no number stays text, for the API to refuse."""
    plain = text.replace(" ", "")
    if _GROUPED[spoken()].fullmatch(plain):
        plain = plain.replace("." if spoken() == "nl" else ",", "")
    elif not _BARE.fullmatch(plain):
        return text
    figure = float(plain.replace(",", "."))
    return int(figure) if figure.is_integer() else figure


def filled_in(fields: Typed, *, numbers: tuple[str, ...] = ()) -> dict[str, str | float | int]:
    """The body for the API: untouched fields left out, numbers as numbers."""
    return {name: number_typed(text) if name in numbers else text for name, text in fields.items() if text}


def local_address(address: str | None, otherwise: str = "/") -> str:
    """Where to go back to: an address on this site, never on another."""
    fine = address and re.fullmatch(r"/(?![/\\])[^\s\\]*", address)
    return address if address and fine else otherwise
