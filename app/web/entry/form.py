"""A form as a template shows it: what is filled in, what is wrong with it, what can be chosen."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.language import gettext as _
from app.problems import Problem
from app.web.entry.choices import Choices
from app.web.entry.fields import Field, Kind
from app.web.entry.filled import Filled, blank
from app.web.entry.noun import Noun
from app.web.forms import FORM

Errors = dict[str, str]
MOST_ROWS = 300


@dataclass
class Form:
    """The form of one noun; of something that is there already where `key` is given.

    `tag` is the version that it was made from, and `was` what stood in it then. `errors` are by name on the page.
    """

    noun: Noun
    choices: Choices
    filled: Filled
    key: str | None = None
    programme: str = ""
    tag: str = ""
    was: Filled | None = None
    errors: Errors = field(default_factory=dict)
    focus: str = ""
    signed_out: bool = False

    @property
    def fields(self) -> tuple[Field, ...]:
        return fields_for(self.noun, self.key)

    @property
    def address(self) -> str:
        return self.noun.form(self.key or "nieuw")

    @property
    def title(self) -> str:
        return _((self.noun.edit if self.key else self.noun.new).text)

    @property
    def was_as_text(self) -> str:
        return "" if self.was is None else json.dumps(self.was, ensure_ascii=False, separators=(",", ":"))

    def summary(self) -> Iterator[tuple[str, str, str]]:
        """Every mistake with a field: its id, what the field is called, and what is wrong."""
        for name, message in self.errors.items():
            if name != FORM:
                yield identity(name), label_of(self.fields, name), message

    def rows(self, one: Field) -> list[Filled]:
        """The rows of a list of parts; an empty one where a first is needed."""
        rows: list[Filled] = self.filled.get(one.name) or []
        return rows or ([blank(one.parts, {})] if one.required else [])

    def references(self, one: Field) -> list[str]:
        """The rows of a list of references: what is there, and an empty one."""
        named: list[str] = self.filled.get(one.name) or []
        return named if named and not named[-1] else [*named, ""]


def fields_for(noun: Noun, key: str | None) -> tuple[Field, ...]:
    return noun.change_fields if key else noun.new_fields


def identity(name: str) -> str:
    """The id of an input on the page: `members.0.role` is `f-members-0-role`."""
    return "f-" + name.replace(".", "-")


def names_on_page(form: Form) -> set[str]:
    """The names of all inputs and groups of inputs, as the page has them."""
    found = {one.name for one in form.fields}
    for one in form.fields:
        if one.kind is Kind.PARTS:
            rows = range(len(form.rows(one)))
            found |= {f"{one.name}.{number}" for number in rows}
            found |= {f"{one.name}.{number}.{part.name}" for number in rows for part in one.parts}
        elif one.kind is Kind.REFERENCES and not form.choices.are_few(one.ask):
            found |= {f"{one.name}.{number}" for number in range(len(form.references(one)))}
    return found


def errors_on_page(form: Form, problem: Problem) -> Errors:
    """Each error of the API at the input or group nearest to it; what belongs to none stands above the form."""
    known = names_on_page(form)
    placed: Errors = {}
    for error in problem.errors:
        name = error.field
        while name and name not in known:
            name = name.rpartition(".")[0]
        name = name or FORM
        placed[name] = f"{placed[name]} {error.message}" if name in placed else error.message
    return placed or {FORM: problem.detail or problem.title}


def label_of(fields: tuple[Field, ...], name: str) -> str:
    """What an input is called: of one in a row also which row."""
    for one in fields:
        if name == one.name:
            return _(one.ask.label.text)
        if name.startswith(f"{one.name}."):
            number, _point, inner = name.removeprefix(f"{one.name}.").partition(".")
            part = next((part for part in one.parts if part.name == inner), None)
            return ", ".join(
                text
                for text in (
                    f"{_(one.ask.label.text)} {int(number) + 1}" if number.isdecimal() else _(one.ask.label.text),
                    _(part.ask.label.text) if part else "",
                )
                if text
            )
    return name


def add_row(form: Form, name: str) -> None:
    """Another row, empty, with the cursor in its first field."""
    one = next((each for each in form.fields if each.name == name), None)
    if one is None or len(form.filled.get(name) or []) >= MOST_ROWS:
        return
    rows: list[Any] = form.filled[name] if one.kind is not Kind.PARTS else form.rows(one)
    more: Any = blank(one.parts, {}) if one.kind is Kind.PARTS else ""
    form.filled[name] = [*rows, more]
    first = next((part.name for part in one.parts if not part.ask.hidden), "")
    form.focus = ".".join(part for part in (name, str(len(rows)), first) if part)


def was_of(text: str) -> Filled | None:
    """What stood in the form when it was made, as the page carried it along; none where that cannot be read."""
    try:
        found = json.loads(text or "null")
    except ValueError:
        return None
    return dict(found) if isinstance(found, Mapping) else None
