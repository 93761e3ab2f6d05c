"""Addresses: which set or item one names, and the address of a next page."""

import re
from typing import NoReturn
from urllib.parse import parse_qsl, quote, urlencode

from fastapi import Request

from app.api.odata.forms import root_of
from app.errors import FieldError, Invalid, NotFound, say
from app.problems import DETAILS
from app.services.odata.catalogue import SETS, EntitySet
from app.services.odata.sources import Key

KEYED = re.compile(r"([A-Za-z]+)\((.{1,400})\)", re.DOTALL)
PART_OF_KEY = re.compile(r"(?:([A-Za-z]+)=)?'((?:[^']|'')*)'(?:,(?!$)|$)")
ONCE = frozenset({"$skiptoken", "$skip", "$top", "$count"})
"""Options that a mark holds already, or that are answered on the first page only."""


def set_at(name: str) -> EntitySet:
    """Raises NotFound."""
    return SETS.get(name) or nothing()


def item_at(name: str) -> tuple[EntitySet, Key] | None:
    """The set and the key of `set('key')`, or None where it is no address of an item. Raises NotFound, Invalid."""
    found = KEYED.fullmatch(name)
    return (set_at(found[1]), _key(set_at(found[1]), found[2])) if found else None


def nothing() -> NoReturn:
    raise NotFound(DETAILS[404])


def options_of(request: Request) -> list[tuple[str, str]]:
    """What is asked in the address, in order."""
    return parse_qsl(request.scope["query_string"].decode("latin-1"), keep_blank_values=True)


def following(request: Request, mark: str | None) -> str | None:
    """The absolute address of the next page: the same question, from the mark on."""
    if mark is None:
        return None
    kept = [(name, value) for name, value in options_of(request) if name not in ONCE]
    asked = urlencode([*kept, ("$skiptoken", mark)], safe="$", quote_via=quote)
    return f"{root_of(request)}{request.path_params['name']}?{asked}"


def _key(kind: EntitySet, text: str) -> Key:
    parts = [(found[1], found[2].replace("''", "'")) for found in PART_OF_KEY.finditer(text)]
    named = dict(parts)
    whole = "".join(found[0] for found in PART_OF_KEY.finditer(text)) == text
    if whole and len(kind.type.key) == 1 and len(parts) == 1 and named.keys() <= {None, *kind.type.key}:
        return (parts[0][1],)
    if whole and len(parts) == len(named) and named.keys() == set(kind.type.key):
        return tuple(named[name] for name in kind.type.key)
    remedy = say("A key is written as: {form}.", form=_written(kind))
    raise Invalid([FieldError("key", "unreadable", remedy)])


def _written(kind: EntitySet) -> str:
    parts = ("'...'",) if len(kind.type.key) == 1 else (f"{name}='...'" for name in kind.type.key)
    return f"{kind.name}({','.join(parts)})"
