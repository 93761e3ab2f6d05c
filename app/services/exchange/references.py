"""What an item of the file refers to: by its columns, and in the lists that it holds."""

from collections.abc import Iterator
from dataclasses import dataclass
from types import SimpleNamespace

from app.services.exchange.columns import Column, Row
from app.services.exchange.items import Item
from app.services.exchange.sections import Section

KINDS = {"node": "goal"}
"""A table whose things references call by another name."""

BY_NAME = {
    "weigh_by": "indicator",
    "share_of": "indicator",
    "source": "source",
    "document": "source",
    "partner_id": "partner",
    "municipality_id": "place",
}
"""Columns that refer to something without a foreign key."""
MAYBE = frozenset({"weigh_by", "source", "document"})
"""Of those, the ones that may hold a word of their own instead."""


@dataclass(frozen=True)
class Reference:
    """Kind and id of what is referred to. `field` says where; a `loose` one may be to another programme's thing.

    `maybe` may be no reference at all: a document or a weight that is known by its name alone.
    """

    kind: str
    id: str
    field: str = ""
    loose: bool = False
    maybe: bool = False


def references(section: Section, item: Item) -> Iterator[Reference]:
    """All of an item, its earlier versions too."""
    yield from _of_row(dict(zip(section.key, item.key, strict=True)), section.keys, "")
    yield from _of_row(item.row, section.columns, "")
    for number, version in enumerate(item.versions):
        at = f"{section.versions_name}.{number}."
        yield from _of_row(version, section.version_columns, at)
        yield from _of_lists(section, version, at)
    for part in section.parts:
        for number, row in enumerate(item.parts.get(part.name, ())):
            at = f"{part.name}." if part.single else f"{part.name}.{number}."
            yield from _of_row(row, part.columns, at)
            yield from _of_consent(row, at)


def _of_row(row: Row, columns: tuple[Column, ...], at: str) -> Iterator[Reference]:
    for column in columns:
        value = row.get(column.name)
        if not isinstance(value, str):
            continue
        if column.refers:
            yield Reference(KINDS.get(column.refers, column.refers.replace("_", "-")), value, at + column.wire)
        elif column.name in BY_NAME:
            yield Reference(BY_NAME[column.name], value, at + column.wire, maybe=column.name in MAYBE)


def _of_lists(section: Section, version: Row, at: str) -> Iterator[Reference]:
    """What a register row names in its lists; the columns were seen already."""
    if section.register is None:
        return
    row = SimpleNamespace(**version)
    for field, kind, other in section.register.references(row):
        if "." in field:
            yield Reference(kind, other, at + field, loose=True)
    for number, subject in enumerate(version.get("subjects") or ()):
        yield Reference(subject["kind"], subject["id"], f"{at}subjects.{number}", loose=True)


def _of_consent(row: Row, at: str) -> Iterator[Reference]:
    for number, party in enumerate(row.get("consent") or ()):
        yield Reference("partner", party["partner"], f"{at}consent.{number}.partner")
