"""All measurements that match, for a file: in the order of their key, from one moment, in constant memory.

What changed since a mark comes in the order of the changes, the open indicators first: so it costs what changed, and
not what there is. Indicators that this reader may see as they were recorded come as text made by the database; figures
of the others go one by one through `seeing.look`, as they do everywhere.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from pydantic import BaseModel
from sqlalchemy import Select, and_, select
from sqlmodel import Session, col

from app.models.indicator import Indicator
from app.models.measurement import MeasurementFilter, MeasurementRead
from app.services.access.eyes import Guarded, eyes_of, guarded
from app.services.access.sight import Sight
from app.services.exports.columns import Cells, cells_of
from app.services.exports.database_text import (
    Expression,
    Told,
    csv_pieces,
    json_pieces,
)
from app.services.exports.written import csv_lines, header
from app.services.measurements.finding import ORDER, ORDER_OF_CHANGE, aside, matching
from app.services.measurements.seeing import as_read, look
from app.services.measurements.telling import COLUMNS, members_of, told_of

AT_A_TIME = 2000
WORD = re.compile(r"[a-z0-9][a-z0-9 -]*", re.ASCII | re.IGNORECASE)
"""Text that is written as it is, in CSV and in JSON."""
_cells = cells_of(COLUMNS)


@dataclass(frozen=True)
class Run:
    """Indicators that are read together, and are all seen by this reader as recorded (`open`) or all looked at."""

    guards: dict[str, Guarded]
    open: bool


def rows(sight: Sight, asked: MeasurementFilter) -> Iterator[Sequence[Cells]]:
    """All that match as cells in the order of COLUMNS, in blocks."""
    told, within = _told(sight, asked)
    for run in _runs(sight, asked):
        if run.open:
            values = within(run).with_only_columns(*(one.expression for one in told))
            found = sight.session.execute(values, execution_options={"yield_per": AT_A_TIME})
            yield from ([tuple(row) for row in block] for block in found.partitions())
        else:
            yield from ([_cells(item) for item in block] for block in _looked_at(sight, asked, run))


def csv(sight: Sight, asked: MeasurementFilter, *, dutch: bool = False) -> Iterator[bytes]:
    """The whole as CSV, with its header."""
    yield header(COLUMNS, dutch=dutch)
    told, within = _told(sight, asked)
    for run in _runs(sight, asked):
        if run.open:
            yield from csv_pieces(sight.session, within(run), told, dutch=dutch)
        else:
            seen = ([_cells(item) for item in block] for block in _looked_at(sight, asked, run))
            yield from csv_lines(COLUMNS, seen, dutch=dutch)


def ndjson(sight: Sight, asked: MeasurementFilter) -> Iterator[bytes]:
    """The whole as JSON, one measurement a line."""
    told, within = _told(sight, asked)
    members = members_of(sight.session.get_bind().dialect, told)
    for run in _runs(sight, asked):
        if run.open:
            yield from json_pieces(sight.session, within(run), members)
        else:
            for block in _looked_at(sight, asked, run):
                yield b"".join(line(item) for item in block)


def line(item: BaseModel) -> bytes:
    """An item as one line of JSON, as on a page, without what its reader may do."""
    return item.model_dump_json(by_alias=True, exclude={"may"}).encode() + b"\n"


def _runs(sight: Sight, asked: MeasurementFilter) -> Iterator[Run]:
    """The indicators that may match: in order, cut where the way of seeing changes; of changes two runs at most."""
    known = select(col(Indicator.id)).order_by(col(Indicator.id))
    if asked.indicator:
        known = known.where(col(Indicator.id).in_(asked.indicator))
    guards = guarded(sight, sight.session.execute(known).scalars().all())
    eyes = eyes_of(sight)
    all_open = eyes.steers_everywhere

    def is_open(key: str) -> bool:
        return all_open or guards[key].protection is None

    ordered = sorted(guards)
    if asked.changed_since is not None:
        ordered.sort(key=is_open, reverse=True)
    for seen_as_recorded, keys in groupby(ordered, is_open):
        yield Run({key: guards[key] for key in keys}, seen_as_recorded)


def _matching(sight: Sight, asked: MeasurementFilter) -> tuple[Any, Select[Any]]:
    """What matches as a table, and all of it in order."""
    found = matching(sight, asked).subquery()
    order = ORDER if asked.changed_since is None else ORDER_OF_CHANGE
    return found, select(found).order_by(*(found.c[name] for name in order))


def _within(found: Any, asked: MeasurementFilter, run: Run) -> Expression:
    if asked.changed_since is None:
        return and_(found.c.indicator_id.between(min(run.guards), max(run.guards)))
    within: Expression = aside(found.c.indicator_id).in_(run.guards)
    return within


def _looked_at(sight: Sight, asked: MeasurementFilter, run: Run) -> Iterator[list[MeasurementRead]]:
    table, statement = _matching(sight, asked)
    within = statement.where(_within(table, asked, run))
    eyes = eyes_of(sight)
    found = sight.session.execute(within, execution_options={"yield_per": AT_A_TIME})
    for block in found.partitions():
        yield [as_read(look(row, run.guards[row.indicator_id], eyes)) for row in block]


def _told(sight: Sight, asked: MeasurementFilter) -> tuple[list[Told], Callable[[Run], Select[Any]]]:
    """Every column of `as_read` as an expression, and from where those of a run are read."""
    found, statement = _matching(sight, asked)
    units = _units(sight.session).subquery()
    told = told_of(found.c, units.c.unit, units_are_words=_units_are_words(sight.session))
    joined = statement.join(units, units.c.id == found.c.indicator_id)
    return told, lambda run: joined.where(_within(found, asked, run))


def _units(session: Session) -> Any:
    """Read apart, for its offset. PostgreSQL joins it quicker where it knows that each indicator stands in it once."""
    units = select(col(Indicator.id), col(Indicator.unit)).offset(0)
    return units.group_by(col(Indicator.id)) if session.get_bind().dialect.name == "postgresql" else units


def _units_are_words(session: Session) -> bool:
    """Whether no unit holds an odd sign. Units are few: they are looked at here, and not in every row."""
    units = session.execute(select(col(Indicator.unit)).distinct()).scalars()
    return all(WORD.fullmatch(unit) for unit in units)
