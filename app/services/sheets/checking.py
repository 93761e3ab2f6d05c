"""Checking a whole sheet: within the answer where it is small, else in the background, a leaf at a time."""

from datetime import UTC, datetime

from sqlalchemy import Engine
from sqlmodel import Session

from app.database import transaction
from app.models.access import Actor
from app.models.sheet import MeasurementSheet, SheetStatus
from app.services.access.revision import mark_changed
from app.services.access.writing import Writing
from app.services.sheets.judging import judge
from app.services.sheets.leaves import Row, all_rows, counted, leaves_of, write_leaf
from app.services.sheets.rebuilding import as_file
from app.services.sheets.working import SMALL, after_commit, trial


def check(writing: Writing, sheet: MeasurementSheet, *, before: bool = False) -> list[tuple[int, Row]]:
    """Find out what would become of every row. Gives the rows of which something else was known: none yet, when large.

    With `before`, rows that turn out otherwise than was shown are marked.
    """
    sheet.status, sheet.checked, sheet.version = SheetStatus.CHECKING, 0, sheet.version + 1
    sheet.beat_at = writing.stored_at
    if sheet.received > SMALL:
        key, actor, minimum = sheet.id, writing.actor, writing.survey_minimum
        after_commit(writing.session, key, lambda engine: _in_background(engine, key, actor, minimum))
        _save(writing.session, sheet)
        return []
    old = all_rows(writing.session, sheet.id)
    new = judged(writing, sheet, old, before=before)
    keep(writing.session, sheet, new)
    return [(position, row) for position, row in enumerate(new) if row.known != old[position].known]


def judged(writing: Writing, sheet: MeasurementSheet, rows: list[Row], *, before: bool) -> list[Row]:
    """The rows as they are found now."""
    verdicts = judge(writing, as_file(sheet.columns, sheet.fixed, [row.cells for row in rows]))
    return [row.judged(verdict, before=before) for row, verdict in zip(rows, verdicts, strict=True)]


def keep(session: Session, sheet: MeasurementSheet, rows: list[Row]) -> None:
    """Keep what was found of all rows; from here on it can be mended and confirmed."""
    for number, leaf in leaves_of(rows):
        write_leaf(session, sheet.id, number, leaf)
    _finish(session, sheet, rows)


def _finish(session: Session, sheet: MeasurementSheet, rows: list[Row]) -> None:
    counts = counted(rows)
    for name in ("created", "revised", "unchanged", "flagged", "rejected", "changed"):
        setattr(sheet, name, counts[name])
    sheet.status, sheet.checked = SheetStatus.CHECKED, len(rows)
    _save(session, sheet)


def _save(session: Session, sheet: MeasurementSheet) -> None:
    session.add(sheet)
    session.flush()
    mark_changed(session)


def _in_background(engine: Engine, key: str, actor: Actor, minimum: int) -> None:
    """Judge in a session that keeps nobody waiting, then keep a thousand rows at a time, and say how far it is."""
    with trial(engine) as session:
        sheet = session.get_one(MeasurementSheet, key)
        version, rows = sheet.version, all_rows(session, key)
        new = judged(Writing(session, actor, datetime.now(UTC), survey_minimum=minimum), sheet, rows, before=False)
    for number, leaf in leaves_of(new):
        with transaction(engine) as session:
            sheet = session.get_one(MeasurementSheet, key)
            if sheet.version != version or sheet.status != SheetStatus.CHECKING:
                return
            write_leaf(session, key, number, leaf)
            sheet.checked, sheet.beat_at = sheet.checked + len(leaf), datetime.now(UTC)
            _save(session, sheet)
    with transaction(engine) as session:
        _finish(session, session.get_one(MeasurementSheet, key), new)
