"""One item of the file: a thing with its versions and what belongs to it, as the database or a file gave it."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from sqlalchemy import select, tuple_
from sqlmodel import Session, col

from app.models.measurement import Measurement, MeasurementRevision
from app.services.exchange.columns import Row, values_of, written
from app.services.exchange.sections import MEASUREMENTS, Part, Section

Key = tuple[str, ...]
CHUNK = 300  # a key may have several values, and SQLite takes a limited number in one statement
AT_A_TIME = 1000  # rows that the database hands over


@dataclass
class Item:
    """`row` is what an item without versions says. `place` counts the items of a section in a file from 1."""

    key: Key
    row: Row = field(default_factory=dict)
    versions: list[Row] = field(default_factory=list)
    parts: dict[str, list[Row]] = field(default_factory=dict)
    place: int | None = None

    @property
    def name(self) -> str:
        return "/".join(self.key)

    @property
    def said(self) -> Row:
        """What holds now: the newest version, or the only one."""
        return self.versions[-1] if self.versions else self.row


def load(session: Session, section: Section, keys: Iterable[Key]) -> Iterator[Item]:
    """The items with these keys that are there, in the order of their keys, some at a time."""
    ordered = sorted(set(keys))
    for start in range(0, len(ordered), CHUNK):
        yield from _some(session, section, ordered[start : start + CHUNK])


def as_json(section: Section, item: Item) -> dict[str, Any]:
    """The item as the file has it, its fields always in the same order."""
    key: Row = {column.wire: value for column, value in zip(section.keys, item.key, strict=True)}
    told = {**key, **written(item.row, section.columns)} if item.row else key
    if section.versions:
        told[section.versions_name] = [written(version, section.version_columns) for version in item.versions]
    for part in section.parts:
        if rows := [written(row, part.columns) for row in item.parts.get(part.name, ())]:
            told[part.name] = rows[0] if part.single else rows
    return told


def _some(session: Session, section: Section, keys: Sequence[Key]) -> Iterator[Item]:
    """These items in a fixed number of queries."""
    items = {key: Item(key) for key in keys}
    if section.versions is None:
        for key, row in _rows(session, section.model, section.key, keys, section.key):
            items[key].row = values_of(row, section.columns)
    else:
        for key, row in _rows(session, section.versions, section.key, keys, (*section.key, section.number)):
            items[key].versions.append(values_of(row, section.version_columns))
    for part in section.parts:
        for key, row in _part(session, part, keys):
            items[key].parts.setdefault(part.name, []).append(values_of(row, part.columns))
    return (item for item in items.values() if item.row or item.versions)


def _rows(
    session: Session, model: Any, named: Sequence[str], keys: Sequence[Key], order: Sequence[str]
) -> Iterator[tuple[Key, Any]]:
    columns = [getattr(model, name) for name in named]
    statement = select(model).where(tuple_(*columns).in_(keys)).order_by(*(getattr(model, name) for name in order))
    for row in session.execute(statement).scalars():
        yield tuple(getattr(row, name) for name in named), row


def _part(session: Session, part: Part, keys: Sequence[Key]) -> Iterator[tuple[Key, Any]]:
    fixed = [getattr(part.model, name) == value for name, value in part.fixed.items()]
    of: Any = getattr(part.model, part.of)
    statement = select(part.model).where(of.in_([key[0] for key in keys]), *fixed)
    ordered = statement.order_by(of, *(getattr(part.model, name) for name in part.order))
    for row in session.execute(ordered).scalars():
        yield (getattr(row, part.of),), row


def measured(session: Session, indicators: Collection[str], places: Collection[str]) -> Iterator[Item]:
    """All measurements of these indicators at these places with all revisions, streamed in the order of their keys."""
    order, columns = [getattr(Measurement, name) for name in MEASUREMENTS.key], MEASUREMENTS.version_columns
    of_a_revision = [getattr(MeasurementRevision, column.name) for column in columns]
    joined = select(*order, *of_a_revision).join(
        MeasurementRevision, col(MeasurementRevision.measurement_id) == col(Measurement.id)
    )
    for where in figures_of(indicators, places):
        ordered = joined.where(*where).order_by(*order, col(MeasurementRevision.revision))
        rows = session.execute(ordered, execution_options={"yield_per": AT_A_TIME})
        for key, revisions in groupby(rows, key=lambda row: tuple(getattr(row, name) for name in MEASUREMENTS.key)):
            yield Item(key, versions=[values_of(row, columns) for row in revisions])


def load_measured(session: Session, keys: Collection[Key]) -> Iterator[Item]:
    """The measurements with these keys that are there."""
    wanted = set(keys)
    found = measured(session, {key[0] for key in wanted}, {key[1] for key in wanted})
    return (item for item in found if item.key in wanted)


def figures_of(indicators: Collection[str], places: Collection[str]) -> Iterator[tuple[Any, Any]]:
    """The conditions on measurements of these indicators at these places, some at a time, in the order of the keys."""
    for indicator in sorted(indicators):
        for some in chunks(places):
            yield col(Measurement.indicator_id) == indicator, col(Measurement.place_id).in_(some)


def chunks(keys: Collection[str]) -> Iterator[list[str]]:
    ordered = sorted(keys)
    return (ordered[start : start + CHUNK] for start in range(0, len(ordered), CHUNK))
