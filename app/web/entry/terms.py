"""Terms that only forms ask for, as people read them; all others are those of the pages. Keys are those of the API."""

from app.language import gettext as _
from app.web.entry.fields import Field
from app.web.wording import WORDS, word

TERMS: dict[str, dict[str, str]] = {
    "direction": {"rise": "up", "fall": "down", "open": "not agreed yet"},
    "across": {"none": "not at all", "sum": "added up", "mean": "as a mean", "latest": "the latest counts"},
    "result": {
        "result": "result: people are better off",
        "output": "output: what was delivered",
        "plan": "plan: what is meant",
        "context": "context: how things are",
    },
    "event": {
        "policy": "policy",
        "method": "another way of measuring",
        "boundary": "other borders",
        "circumstance": "circumstance",
        "other": "something else",
    },
}
YES_NO = {"ja": "yes", "nee": "no"}


def term(kind: str, key: str) -> str:
    """The word for a term of a form."""
    if kind in TERMS and key in TERMS[kind]:
        return _(TERMS[kind][key])
    return word(kind, key) if kind in WORDS else key.replace("-", " ")


def options_of(field: Field) -> list[tuple[str, str]]:
    """What can be chosen, with its words."""
    if field.ask.options:
        return [(value, _(text.text)) for value, text in field.ask.options]
    return [(value, term(field.ask.words, value)) for value in field.terms]


def said(field: Field, value: str) -> str:
    """One value of a choice in words; what is on no list is shown as it is."""
    return dict(options_of(field)).get(value, value)


def yes_or_no(value: str) -> str:
    return _(YES_NO[value]) if value in YES_NO else value
