"""Storing new items of a file as they were: ids, versions, moments and reasons are kept; nothing is made up."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Table as Rows
from sqlalchemy import inspect
from sqlmodel import col, insert, select

from app.errors import FieldError
from app.models.base import Table
from app.models.measurement import Measurement, MeasurementRevision
from app.models.period import Period
from app.services.access.revision import next_change
from app.services.access.writing import Writing
from app.services.exchange.columns import Row
from app.services.exchange.items import Item, Key, figures_of
from app.services.exchange.sections import MEASUREMENTS, Section
from app.services.exchange.structure import at
from app.services.registers.recording import relink

AT_ONCE = 500
New = Mapping[Section, Sequence[Item]]


def store(writing: Writing, new: New) -> list[FieldError]:
    """All rows of these items, in the order in which tables refer to each other; says what no register can hold."""
    rows: dict[str, list[Row]] = {}
    for section, items in new.items():
        if section is not MEASUREMENTS:
            for model, row in _rows(section, items):
                rows.setdefault(str(model.__tablename__), []).append(row)
    for table in Table.metadata.sorted_tables:
        _insert(writing, table, rows.get(table.name, []))
    _store_figures(writing, new.get(MEASUREMENTS, ()))
    return list(_register(writing, new))


def _rows(section: Section, items: Iterable[Item]) -> Iterator[tuple[type[Table], Row]]:
    for item in items:
        key = dict(zip(section.key, item.key, strict=True))
        if section.versions is None:
            yield section.model, key | item.row
        else:
            yield from ((section.versions, key | version) for version in item.versions)
            if not item.said["gone"]:
                yield section.model, key | _current(section, item.said)
        for part in section.parts:
            ours = {part.of: item.key[0], **part.fixed}
            yield from ((part.model, ours | row) for row in item.parts.get(part.name, ()))


def _current(section: Section, version: Row) -> Row:
    """What holds now is what the newest version says."""
    names = inspect(section.model).columns.keys()
    return {name: version[name] for name in names if name in version}


def _insert(writing: Writing, table: Rows, rows: Sequence[Row]) -> None:
    ordered = _above_first(table, rows)
    for start in range(0, len(ordered), AT_ONCE):
        writing.session.execute(insert(table), ordered[start : start + AT_ONCE])


def _above_first(table: Rows, rows: Sequence[Row]) -> Sequence[Row]:
    """What a row of the same table names comes before it."""
    upward = [column.name for column in table.columns if any(key.column.table is table for key in column.foreign_keys)]
    if not upward:
        return rows
    by_id, ordered = {row["id"]: row for row in rows}, dict[str, Row]()
    for row in rows:
        waiting = [row]
        while waiting:
            above = [by_id.get(waiting[-1][name]) for name in upward]
            ahead = [one for one in above if one and one["id"] not in ordered and one not in waiting]
            if ahead:
                waiting.append(ahead[0])
            else:
                done = waiting.pop()
                ordered.setdefault(done["id"], done)
    return list(ordered.values())


def _store_figures(writing: Writing, items: Sequence[Item]) -> None:
    """Numbered after all changes that were committed: whoever pulls changes gets them."""
    revisions = sum(len(item.versions) for item in items)
    if not revisions:
        return
    change = next_change(writing.session, revisions)
    for item in items:
        for version in item.versions:
            version |= {"change": change, "stored_at": writing.stored_at}
            change += 1
    _insert(writing, _table(Measurement), [_measurement(item) for item in items])
    numbers = _numbers(writing, items)
    told = [version | {"measurement_id": numbers[item.key]} for item in items for version in item.versions]
    _insert(writing, _table(MeasurementRevision), told)


def _measurement(item: Item) -> Row:
    key = dict(zip(MEASUREMENTS.key, item.key, strict=True))
    period = Period.parse(key["period"])
    return key | item.said | {"starts": period.starts, "ends": period.ends}


def _numbers(writing: Writing, items: Sequence[Item]) -> dict[Key, int]:
    """The numbers that the measurements got, by key."""
    order: Any = [getattr(Measurement, name) for name in MEASUREMENTS.key]
    found: dict[Key, int] = {}
    for where in figures_of({item.key[0] for item in items}, {item.key[1] for item in items}):
        for number, *key in writing.session.execute(select(col(Measurement.id), *order).where(*where)):
            found[tuple(key)] = number
    return found


def _register(writing: Writing, new: New) -> Iterator[FieldError]:
    """The links of new register rows, and what the registers themselves find wrong with them."""
    for section, items in new.items():
        if section.register is None:
            continue
        for item in items:
            row = writing.session.get_one(section.register.current, item.key[0])
            relink(writing, section.register, row)
            for error in section.register.check(writing, row):
                yield at(section, item, error.field, error.code, error.message, error.value)


def _table(model: type[Table]) -> Rows:
    return Table.metadata.tables[str(model.__tablename__)]
