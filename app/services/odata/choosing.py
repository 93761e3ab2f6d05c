"""Which columns, and what relations lead to: `$select` and `$expand`, read. Pure."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NoReturn

from app.errors import NotOffered, say
from app.services.odata.catalogue import SETS, EntitySet
from app.services.odata.parsing import refuse
from app.services.odata.shapes import Navigation, Property

LONGEST = 4000
EXPANDED = re.compile(r"([^()]+)\(([^()]*)\)")
SELECT = re.compile(r"\s*\$?select\s*=(.*)", re.DOTALL)


@dataclass(frozen=True)
class Chosen:
    """The columns that are asked, none for all of them, and the relations that are only named among them."""

    columns: tuple[Property, ...] = ()
    links: tuple[Navigation, ...] = ()


@dataclass(frozen=True)
class Expanded:
    """The relations that are followed, and which columns there, by relation; none for all of them."""

    ways: tuple[Navigation, ...] = ()
    inside: Mapping[str, tuple[Property, ...]] = field(default_factory=dict)


def read_select(kind: EntitySet, text: str) -> Chosen:
    """Columns, and relations by name, as spreadsheets send them for what they expand. Raises Invalid.

    Where relations alone are named the columns of the key come with them.
    """
    names, columns, ways = listed("$select", text), kind.type.properties, kind.type.navigations
    for name in names:
        if name != "*" and name not in columns and name not in ways:
            refuse("$select", "unknown-name", say("There is no property {name} here.", name=name[:60]), name)
    if "*" in names:
        return Chosen()
    links = tuple(way for way in ways.values() if way.name in names)
    named = [name for name in names if name in columns] or kind.type.key
    return Chosen(tuple(column for column in columns.values() if column.name in named), links)


def read_expand(kind: EntitySet, text: str) -> Expanded:
    """Relations, each with the columns that are wanted there. Raises Invalid, and NotOffered for any other option."""
    ways, inside = kind.type.navigations, dict[str, tuple[Property, ...]]()
    names = []
    for part in listed("$expand", text):
        name, options = _parted(part)
        if name != "*" and name not in ways:
            refuse("$expand", "unknown-name", say("There is no relation {name} here.", name=name[:60]), name)
        if options is not None:
            inside[name] = _columns_there(SETS[ways[name].target], options)
        names.append(name)
    return Expanded(tuple(way for way in ways.values() if way.name in names or "*" in names), inside)


def listed(field: str, text: str) -> list[str]:
    """What stands between commas, those inside brackets left alone; raises Invalid on what is too long."""
    if len(text) > LONGEST:
        refuse(field, "too-long", say("This has at most {most} characters.", most=LONGEST))
    return [part.strip() for part in _between_commas(text) if part.strip()]


def _between_commas(text: str) -> Iterator[str]:
    deep = begun = 0
    for position, sign in enumerate(text):
        deep += (sign == "(") - (sign == ")")
        if sign == "," and deep == 0:
            yield text[begun:position]
            begun = position + 1
    yield text[begun:]


def _parted(part: str) -> tuple[str, str | None]:
    """The relation, and what stands in brackets after it."""
    found = EXPANDED.fullmatch(part)
    if found is not None and found[1].strip() != "*":
        return found[1].strip(), found[2]
    if any(sign in part for sign in "()/$"):
        _refuse_options()
    return part, None


def _columns_there(kind: EntitySet, options: str) -> tuple[Property, ...]:
    asked = [each for each in options.split(";") if each.strip()]
    found = [SELECT.fullmatch(each) for each in asked]
    if len(found) != 1 or found[0] is None:
        _refuse_options()
    return read_select(kind, found[0][1]).columns


def _refuse_options() -> NoReturn:
    raise NotOffered(say("Of what is expanded, columns can be chosen with $select; one level deep, and nothing else."))
