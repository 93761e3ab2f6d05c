"""A value of a field in words, for who compares two versions of it."""

from collections.abc import Sequence
from datetime import date

from app.language import day
from app.language import gettext as _
from app.web.entry.choices import Choices
from app.web.entry.fields import Field, Kind
from app.web.entry.filled import Filled
from app.web.entry.terms import said, yes_or_no


def told(field: Field, filled: Filled, choices: Choices) -> list[str]:
    """What stands in a field, a line for each thing; one line that says so where nothing does."""
    value = filled.get(field.name)
    if field.kind is Kind.PARTS:
        lines = [_row(field.parts, row, choices) for row in value or []]
    elif field.kind in (Kind.REFERENCES, Kind.SEVERAL):
        lines = [_one(field, text, choices) for text in value or [] if text]
    elif field.kind is Kind.YES:
        lines = [yes_or_no("ja" if value == "ja" else "nee")]
    else:
        lines = [_one(field, line, choices) for line in str(value or "").split("\n") if line]
    return lines or [_("nothing filled in")]


def _row(parts: Sequence[Field], row: Filled, choices: Choices) -> str:
    said_of = [
        f"{_(part.ask.label.text)}: {', '.join(told(part, row, choices))}"
        for part in parts
        if not part.ask.hidden and row.get(part.name)
    ]
    return "; ".join(said_of)


def _one(field: Field, text: str, choices: Choices) -> str:
    if field.ask.to:
        return choices.label(field.ask, text)
    if field.kind in (Kind.YES, Kind.MAYBE):
        return yes_or_no(text)
    if field.kind is Kind.DAY:
        return _day(text)
    return said(field, text) if field.kind in (Kind.CHOICE, Kind.SEVERAL) else text


def _day(text: str) -> str:
    try:
        return day(date.fromisoformat(text))
    except ValueError:
        return text
