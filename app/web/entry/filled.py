"""A form as it is filled in, and the body for the API that it comes to; and a thing as its form shows it.

What is filled in is text: `{"name": "...", "places": ["veld"], "members": [{"partner": "politie", "decides": "ja"}]}`.
Rows of which nothing is filled in are left out, so that the API's `members.0` is the first row of the form.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from app.language import number
from app.web.entry.choices import Choices
from app.web.entry.fields import Field, Kind
from app.web.forms import number_typed

Filled = dict[str, Any]
Pairs = Sequence[tuple[str, str]]
YES, NO = "ja", "nee"


@dataclass
class Sent:
    """A form that came in. `rows` says which row of the page each row that is left was: {"members": [0, 2]}."""

    filled: Filled = field(default_factory=dict)
    rows: dict[str, list[int]] = field(default_factory=dict)

    def on_page(self, name: str) -> str:
        """The name on the page of a field that the API knows by another row: `members.1.name` is `members.2.name`."""
        head, _, rest = name.partition(".")
        position, _, inner = rest.partition(".")
        if head not in self.rows or not position.isdecimal() or int(position) >= len(self.rows[head]):
            return name
        return ".".join(part for part in (head, str(self.rows[head][int(position)]), inner) if part)


def read(pairs: Pairs, fields: Iterable[Field], choices: Choices) -> Sent:
    """What was sent for these fields; names typed in full become ids."""
    sent = Sent()
    for one in fields:
        if one.kind is Kind.PARTS:
            rows = {number: _row(pairs, one, number, choices) for number in _numbers(pairs, one.name)}
            kept = [number for number, row in rows.items() if _says_something(row, one)]
            sent.rows[one.name], sent.filled[one.name] = kept, [rows[number] for number in kept]
        elif one.kind is Kind.REFERENCES:
            sent.filled[one.name] = _references(sent, pairs, one, choices)
        else:
            sent.filled[one.name] = _plain(pairs, one.name, one, choices)
    return sent


def _row(pairs: Pairs, parts: Field, number: int, choices: Choices) -> Filled:
    return {part.name: _plain(pairs, f"{parts.name}.{number}.{part.name}", part, choices) for part in parts.parts}


def _references(sent: Sent, pairs: Pairs, one: Field, choices: Choices) -> list[str]:
    ticked = [value for name, value in pairs if name == one.name]
    typed = {number: _text(pairs, f"{one.name}.{number}") for number in _numbers(pairs, one.name)}
    kept = [number for number, text in typed.items() if text]
    if kept and not ticked:
        sent.rows[one.name] = kept
    return [choices.meant(one.ask, text) for text in (*ticked, *(typed[number] for number in kept))]


def _plain(pairs: Pairs, name: str, one: Field, choices: Choices) -> Any:
    if one.kind is Kind.SEVERAL:
        return [value for given, value in pairs if given == name]
    text = _text(pairs, name)
    return choices.meant(one.ask, text) if text and one.kind is Kind.REFERENCE else text


def _text(pairs: Pairs, name: str) -> str:
    return next((value.replace("\r\n", "\n").strip() for given, value in pairs if given == name), "")


def _numbers(pairs: Pairs, name: str) -> list[int]:
    """The numbers of the rows of this name."""
    found = (re.match(rf"{re.escape(name)}\.(\d{{1,4}})(?:\.|$)", given) for given, _ in pairs)
    return sorted({int(match[1]) for match in found if match})


def _says_something(row: Filled, parts: Field) -> bool:
    """Whether more is filled in than what the form put there itself."""
    own = {part.name: shown(part, part.default) for part in parts.parts if part.default is not None}
    hidden = {part.name for part in parts.parts if part.ask.hidden}
    return any(text and text != own.get(name) for name, text in row.items() if name not in hidden)


def body_of(fields: Iterable[Field], filled: Filled) -> dict[str, Any]:
    """What is sent to the API: every field, nothing said as null, and where that cannot be, as what holds then."""
    body: dict[str, Any] = {}
    for one in fields:
        value = _value(one, filled.get(one.name, ""))
        if value is None and not one.nullable:
            value = one.default
        if value is None and not one.nullable:
            continue
        outer, _, inner = one.name.partition(".")
        if inner:
            body.setdefault(outer, {})[inner] = value
        else:
            body[outer] = value
    return body


def _value(one: Field, given: Any) -> Any:
    if one.kind in _SEVERAL_VALUES:
        return _SEVERAL_VALUES[one.kind](one, given or [])
    if one.kind is Kind.LINES:
        return [line.strip() for line in given.splitlines() if line.strip()]
    if one.kind in (Kind.YES, Kind.MAYBE):
        return {YES: True, NO: False}.get(given, False if one.kind is Kind.YES else None)
    return _ONE_VALUE[one.kind](given) if given and one.kind in _ONE_VALUE else given or None


def _parts(one: Field, rows: Sequence[Filled]) -> list[dict[str, Any]]:
    return [_without_blanks(one.parts, row) for row in rows]


def _terms(one: Field, given: Sequence[str]) -> list[Any]:
    return [int(text) if one.numeric and text.isdecimal() else text for text in given]


def _named(one: Field, given: Sequence[str]) -> list[Any]:
    return [_pair(one, text) for text in given]


def _without_blanks(parts: Sequence[Field], row: Filled) -> dict[str, Any]:
    return {name: value for name, value in body_of(parts, row).items() if value is not None}


def _pair(one: Field, text: str) -> Any:
    if not one.ask.pairs:
        return text
    kind, _, key = text.rpartition(":")
    return {"kind": kind or "goal", "id": key}


def _day(text: str) -> str:
    """`31-12-2024` as people write it is 2024-12-31."""
    if match := re.fullmatch(r"(\d{1,2})[-/](\d{1,2})[-/](\d{4})", text, re.ASCII):
        return f"{match[3]}-{int(match[2]):02}-{int(match[1]):02}"
    return text


_SEVERAL_VALUES: dict[Kind, Callable[[Field, Any], list[Any]]] = {
    Kind.PARTS: _parts,
    Kind.REFERENCES: _named,
    Kind.SEVERAL: _terms,
}
_ONE_VALUE = {Kind.NUMBER: number_typed, Kind.WHOLE: number_typed, Kind.DAY: _day}


def filled_of(fields: Iterable[Field], item: Mapping[str, Any]) -> Filled:
    """A thing as its form shows it."""
    return {one.name: _shown(one, _found(item, one.name)) for one in fields}


def blank(fields: Iterable[Field], given: Mapping[str, str]) -> Filled:
    """A new form: what the address already says, and what holds where nothing is said."""
    filled: Filled = {}
    for one in fields:
        if one.kind is Kind.REFERENCES:
            filled[one.name] = [given[one.name]] if given.get(one.name) else []
        elif one.kind is Kind.PARTS:
            filled[one.name] = []
        else:
            filled[one.name] = _given(one, given.get(one.name, "")) or _shown(one, one.default)
    return filled


def _given(one: Field, text: str) -> Any:
    """What the address says, in the words of the form: yes may be said as the API says it."""
    if one.kind in (Kind.YES, Kind.MAYBE):
        return {"true": YES, "false": NO}.get(text, text)
    return [text] if text and one.kind is Kind.SEVERAL else text


def _found(item: Mapping[str, Any], name: str) -> Any:
    for step in name.split("."):
        item = (item or {}).get(step)  # type: ignore[assignment]
    return item


def _shown(one: Field, value: Any) -> Any:
    match one.kind:
        case Kind.PARTS:
            return [filled_of(one.parts, part) for part in value or []]
        case Kind.REFERENCES:
            return [f"{each['kind']}:{each['id']}" if one.ask.pairs else each for each in value or []]
        case Kind.SEVERAL:
            return [str(each) for each in value or []]
        case Kind.LINES:
            return "\n".join(value or [])
    return shown(one, value)


def shown(one: Field, value: Any) -> str:
    """One value as text: yes and no in words, a decimal comma in Dutch, a year without a point."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return YES if value else NO if one.kind is Kind.MAYBE else ""
    if one.kind is Kind.NUMBER and isinstance(value, int | float | Decimal):
        return number(value)
    return str(value)
