"""A file beside what is here: what is new, what is the same already, what is reused, and what clashes."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from app.errors import FieldError, Message, say
from app.models.place import PlaceCode
from app.services.exchange.items import Item, as_json, chunks, load, load_measured
from app.services.exchange.sections import (
    MEASUREMENTS,
    PARTNERS,
    PLACES,
    POPULATIONS,
    SECTIONS,
    SOURCES,
    Section,
)
from app.services.exchange.structure import at
from app.services.exchange.understanding import Contents

REUSED: dict[Section, tuple[str, ...]] = {
    SOURCES: (),
    POPULATIONS: (),
    PLACES: ("kind", "fictitious"),
    PARTNERS: ("name", "fictitious"),
}
"""What several programmes share and nobody versions stays as it is here, if these say that it is the same thing."""

DIFFERENT = say("This is here already, and says something else. Make the two agree, or leave it out of the file.")
SOMETHING_ELSE = say("This id is taken here by something else. Give the one in the file another id.")


@dataclass
class Compared:
    """`new` by section; `unchanged` how many; `reused` each with the fields in which the file differs."""

    new: dict[Section, list[Item]] = field(default_factory=dict)
    unchanged: Counter[str] = field(default_factory=Counter)
    reused: list[tuple[Section, Item, list[str]]] = field(default_factory=list)
    clashes: list[tuple[Section, Item, FieldError]] = field(default_factory=list)


def compare(session: Session, contents: Contents) -> Compared:
    """Every item of the file beside the one with its key that is here."""
    compared = Compared()
    for section in SECTIONS:
        items = contents.of(section)
        here = {item.key: item for item in _here(session, section, items)}
        for item in items:
            _add(compared, section, item, here.get(item.key))
    taken = _taken_codes(session, contents.of(PLACES))
    compared.clashes.extend((PLACES, item, error) for item, error in taken)
    return compared


def _here(session: Session, section: Section, items: Sequence[Item]) -> Iterator[Item]:
    keys = [item.key for item in items]
    return load_measured(session, keys) if section is MEASUREMENTS else load(session, section, keys)


def _add(compared: Compared, section: Section, item: Item, here: Item | None) -> None:
    if here is None:
        compared.new.setdefault(section, []).append(item)
        return
    given, held = as_json(section, item), as_json(section, here)
    if given == held:
        compared.unchanged[section.name] += 1
        return
    fields = list(_differing(given, held, ""))
    if section in REUSED and not set(fields) & set(REUSED[section]) and not _has_another_code(item, here):
        compared.reused.append((section, item, [name for name in fields if name != "version"]))
        return
    compared.clashes.extend((section, item, error) for error in _clashes(section, item, here, fields))


def _clashes(section: Section, item: Item, here: Item, fields: Sequence[str]) -> Iterator[FieldError]:
    if section in REUSED or (section.owner and here.said.get(section.owner) != item.said.get(section.owner)):
        yield at(section, item, "", "id-taken", SOMETHING_ELSE, item.name)
        return
    for name in fields:
        yield at(section, item, name, "differs", DIFFERENT)


def _differing(given: Any, held: Any, path: str) -> Iterator[str]:
    """The fields in which two items differ, as deep as they are alike."""
    if isinstance(given, dict) and isinstance(held, dict):
        for name in sorted(given.keys() | held.keys()):
            yield from _differing(given.get(name), held.get(name), f"{path}.{name}" if path else name)
    elif isinstance(given, list) and isinstance(held, list) and len(given) == len(held):
        for number, (one, other) in enumerate(zip(given, held, strict=True)):
            yield from _differing(one, other, f"{path}.{number}")
    elif given != held:
        yield path


def _has_another_code(item: Item, here: Item) -> bool:
    """Whether in some year both have codes, and none is the same: then these are two places."""
    codes: dict[int, tuple[set[str], set[str]]] = {}
    for which, one in enumerate((item, here)):
        for row in one.parts.get("codes", ()):
            codes.setdefault(row["layout_year"], (set(), set()))[which].add(row["code"])
    return any(given and held and not given & held for given, held in codes.values())


def _taken_codes(session: Session, places: Sequence[Item]) -> Iterator[tuple[Item, FieldError]]:
    """A code of one year is of one place; and a place has one code in a year, so that it is not mixed up."""
    owners: dict[tuple[str, int], str] = {}
    codes = {code["code"] for item in places for code in item.parts.get("codes", ())}
    for some in chunks(codes):
        for row in session.execute(select(PlaceCode).where(col(PlaceCode.code).in_(some))).scalars():
            owners[row.code, row.layout_year] = row.place_id
    for item in places:
        for number, code in enumerate(item.parts.get("codes", ())):
            if owners.get((code["code"], code["layout_year"]), item.name) != item.name:
                yield item, at(PLACES, item, f"codes.{number}", "code-taken", _owned(owners, code), code["code"])


def _owned(owners: dict[tuple[str, int], str], code: dict[str, Any]) -> Message:
    owner = owners[code["code"], code["layout_year"]]
    return say("The code {code} is of the place {place} here.", code=code["code"], place=owner)
