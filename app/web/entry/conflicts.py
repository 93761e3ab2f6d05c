"""Somebody else was first: what was filled in beside what stands there now, with a choice for each field."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.web.entry.fields import Field, Kind
from app.web.entry.filled import Filled, Pairs
from app.web.entry.finding import Current
from app.web.entry.form import Form, identity
from app.web.entry.telling import told

MINE, THEIRS = "mijn", "nieuw"
CHOICE = "keuze."


@dataclass(frozen=True)
class Difference:
    """One field that both versions fill in otherwise; `chosen` is what a look at the version before suggests."""

    field: Field
    mine: list[str]
    theirs: list[str]
    chosen: str

    @property
    def name(self) -> str:
        return f"{CHOICE}{self.field.name}"

    @property
    def id(self) -> str:
        return identity(self.name)


def differences(form: Form, now: Filled) -> list[Difference]:
    """The fields in which the form and what stands there now differ, in the order of the form."""
    return [
        Difference(
            one,
            told(one, form.filled, form.choices),
            told(one, now, form.choices),
            THEIRS if form.was is not None and _same(one, form.filled, form.was) else MINE,
        )
        for one in form.fields
        if not one.ask.late and not _same(one, form.filled, now)
    ]


def renewed(form: Form, current: Current) -> Form:
    """The same form, made from what stands there now; nothing that was filled in is lost."""
    form.was, form.tag = current.filled(form.noun), current.tag
    return form


def settled(form: Form, chosen: Mapping[str, str]) -> None:
    """Take what stands there now where that was chosen."""
    for one in form.fields:
        if chosen.get(f"{CHOICE}{one.name}") == THEIRS and form.was is not None:
            form.filled[one.name] = form.was.get(one.name, form.filled.get(one.name))


def as_pairs(form: Form) -> Iterator[tuple[str, str]]:
    """Everything that is filled in, as the form would send it."""
    for one in form.fields:
        value = form.filled.get(one.name)
        if one.kind is Kind.PARTS:
            for number, row in enumerate(value or []):
                for part in one.parts:
                    yield from _pairs(part, f"{one.name}.{number}.{part.name}", row.get(part.name))
        elif one.kind is Kind.REFERENCES:
            yield from ((one.name, text) for text in value or [])
        else:
            yield from _pairs(one, one.name, value)


def choices_in(pairs: Pairs) -> dict[str, str]:
    """What was chosen for each field."""
    return {name: value for name, value in pairs if name.startswith(CHOICE)}


def _pairs(field: Field, name: str, value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, list):
        yield from ((name, str(each)) for each in value)
    elif value:
        yield name, str(value)


def _same(field: Field, one: Filled, other: Filled) -> bool:
    return (one.get(field.name) or "") == (other.get(field.name) or "")
