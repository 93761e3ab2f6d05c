"""What may have been meant by a name that nothing carries: asked once for a whole batch."""

from collections.abc import Iterable, Mapping, MutableMapping
from dataclasses import replace
from difflib import get_close_matches
from typing import Any

from sqlalchemy import union_all
from sqlmodel import Session, select

from app.errors import FieldError, Message, say
from app.models.indicator import Indicator
from app.models.place import Place, PlaceAlias

NAMES = 10  # that are looked up in one batch; a column of the wrong kind would ask for thousands
MEANT = 3
ALIKE = 0.75  # of the letters
Nearest = Mapping[str, list[str]]

_SENTENCES = {
    "unknown-place": "There is no place “{id}”. Did you mean {meant}? The list is at /api/v1/places.",
    "unknown-indicator": "There is no indicator “{id}”. Did you mean {meant}? The list is at /api/v1/indicators.",
}


def suggest(session: Session, errors: MutableMapping[int, list[FieldError]]) -> None:
    """Say in the errors about unknown places and indicators which ids come close, for the first few names."""
    for code, sentence in _SENTENCES.items():
        names = _unknown(errors.values(), code)
        near = _nearest(names, _known(session, code)) if names else {}
        for position, found in errors.items() if near else ():
            errors[position] = [_told(error, code, sentence, near) for error in found]


def _unknown(errors: Iterable[list[FieldError]], code: str) -> list[str]:
    named = (error.value for found in errors for error in found if error.code == code and error.field != "code")
    return list(dict.fromkeys(name for name in named if isinstance(name, str) and name.strip()))[:NAMES]


def _known(session: Session, code: str) -> dict[str, list[str]]:
    """Ids by what they are called, in small letters."""
    asked: Any = select(Indicator.name, Indicator.id)
    if code == "unknown-place":
        asked = union_all(select(Place.name, Place.id), select(PlaceAlias.alias, PlaceAlias.place_id))
    called: dict[str, list[str]] = {}
    for name, key in session.execute(asked.order_by(asked.selected_columns[1])):
        for word in {name.lower(), key}:
            called.setdefault(word, []).append(key)
    return called


def _nearest(names: Iterable[str], known: Nearest) -> dict[str, list[str]]:
    found = {name: get_close_matches(name.lower(), known, MEANT, ALIKE) for name in names}
    meant = {name: list(dict.fromkeys(key for word in words for key in known[word])) for name, words in found.items()}
    return {name: keys[:MEANT] for name, keys in meant.items() if keys}


def _told(error: FieldError, code: str, sentence: str, near: Nearest) -> FieldError:
    if error.code != code or error.value not in near:
        return error
    meant: Message | str = ", ".join(near[error.value])
    return replace(error, message=say(sentence, id=error.value[:60], meant=meant))
