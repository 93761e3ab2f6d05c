"""The verbs of a sheet: bring it, say what its columns mean, mend cells, confirm. What is stored goes in as a batch."""

from dataclasses import dataclass
from datetime import UTC, datetime
from secrets import token_hex

from sqlalchemy import Engine

from app.database import transaction
from app.errors import Conflict, FieldError, Invalid, say
from app.models.access import Actor
from app.models.batch import BatchMode
from app.models.sheet import (
    MeasurementSheet,
    SheetColumns,
    SheetConfirmation,
    SheetCorrection,
    SheetCorrections,
    SheetStatus,
)
from app.services.access.revision import take_turn
from app.services.access.writing import Writing
from app.services.batches.posting import Sending, post
from app.services.batches.reading import CSV
from app.services.rows import hold
from app.services.sheets import keeping
from app.services.sheets.checking import check, judged, keep
from app.services.sheets.intake import take_in
from app.services.sheets.leaves import Row, all_rows, forget, write_all
from app.services.sheets.matching import guess, is_clear, require_fit
from app.services.sheets.rebuilding import as_file
from app.services.sheets.working import SMALL, after_commit

EXAMPLES = 20
BUSY = say("This sheet is being worked on, or was stored. Look at how it stands first.")
OTHERWISE = say("Something changed after you saw this. Look at the rows that are different, and confirm again.")
MEND_FIRST = say("Some rows are wrong. Mend them, or store only those that are right.")


@dataclass(frozen=True)
class Confirmed:
    """Whether a sheet went on to be stored; not, when something turned out to be different."""

    sheet: MeasurementSheet
    as_shown: bool


def bring(writing: Writing, media_type: str, body: bytes, name: str | None) -> MeasurementSheet:
    """Keep what was brought, and check it where its columns are clear. Raises Invalid for what is no table."""
    brought = take_in(media_type, body)
    keeping.sweep(writing)
    columns = guess(brought.heads, brought.records[:EXAMPLES])
    sheet = MeasurementSheet(
        id=f"{writing.stored_at:%Y%m%d-%H%M%S%f}-{token_hex(8)}",
        actor_id=writing.actor.id,
        name=name,
        status=SheetStatus.MATCHING,
        heads=brought.heads,
        columns=columns,
        examples=brought.records[:EXAMPLES],
        received=len(brought.records),
        brought_at=writing.stored_at,
        beat_at=writing.stored_at,
        kept_until=writing.stored_at + keeping.KEPT_FOR,
    )
    writing.session.add(sheet)
    writing.session.flush()
    write_all(writing.session, sheet.id, [Row(record) for record in brought.records])
    writing.note("bring", "measurement-sheet", sheet.id, {"received": sheet.received})
    if is_clear(brought.heads, columns):
        check(writing, sheet)
    writing.session.flush()
    return sheet


def match(writing: Writing, sheet_id: str, said: SheetColumns) -> MeasurementSheet:
    """Say what the columns mean, and have every row checked. Raises Invalid with all that does not fit."""
    sheet = _mine(writing, sheet_id, SheetStatus.MATCHING, SheetStatus.CHECKED, SheetStatus.INTERRUPTED)
    fixed = {field: text.strip() for field, text in said.fixed.items() if text.strip()}
    columns = [field or None for field in said.columns]
    require_fit(columns, fixed, len(sheet.columns))
    _move_head(writing, sheet, headed=said.headed)
    sheet.columns, sheet.fixed = columns, fixed
    writing.note("match", "measurement-sheet", sheet.id)
    check(writing, sheet)
    return sheet


def check_again(writing: Writing, sheet_id: str) -> MeasurementSheet:
    """Take up what was interrupted."""
    sheet = _mine(writing, sheet_id, SheetStatus.CHECKED, SheetStatus.INTERRUPTED)
    writing.note("check", "measurement-sheet", sheet.id)
    check(writing, sheet)
    return sheet


def correct(writing: Writing, sheet_id: str, said: SheetCorrections) -> tuple[MeasurementSheet, list[tuple[int, Row]]]:
    """Put other texts in cells, and check again. Gives the rows that were mended or are different by it."""
    sheet = _mine(writing, sheet_id, SheetStatus.CHECKED)
    rows = all_rows(writing.session, sheet.id)
    _require_cells(sheet, said.rows, len(rows))
    for one in said.rows:
        for field, text in one.cells.items():
            rows[one.row - 1].cells[sheet.columns.index(field)] = " ".join(text.split())
    write_all(writing.session, sheet.id, rows)
    writing.note("correct", "measurement-sheet", sheet.id, {"rows": len(said.rows)})
    mended = {one.row - 1 for one in said.rows}
    different = dict(check(writing, sheet))
    if sheet.status == SheetStatus.CHECKED:
        now = all_rows(writing.session, sheet.id)
        different |= {position: now[position] for position in mended}
    return sheet, sorted(different.items())


def confirm(writing: Writing, sheet_id: str, said: SheetConfirmation) -> Confirmed:
    """Store what was shown, as a batch; a large one in the background. Where a row would now become something else
    than was shown, nothing is stored, and the sheet says which. Raises Conflict for another version than the last."""
    sheet = _mine(writing, sheet_id, SheetStatus.CHECKED)
    if said.version != sheet.version:
        raise Conflict(OTHERWISE)
    if sheet.rejected and said.mode is BatchMode.ALL_OR_NOTHING:
        raise Conflict(MEND_FIRST)
    if sheet.rejected == sheet.received:
        raise Conflict(say("No row is right yet: there is nothing to store."))
    writing.note("confirm", "measurement-sheet", sheet.id)
    if sheet.received <= SMALL:
        return Confirmed(sheet, _store(writing, sheet, said.mode))
    sheet.status, sheet.beat_at = SheetStatus.STORING, writing.stored_at
    writing.session.add(sheet)
    writing.session.flush()
    key, actor, minimum = sheet.id, writing.actor, writing.survey_minimum
    after_commit(writing.session, key, lambda engine: _in_background(engine, key, actor, (said.mode, minimum)))
    return Confirmed(sheet, as_shown=True)


def _in_background(engine: Engine, key: str, actor: Actor, how: tuple[BatchMode, int]) -> None:
    """All in one transaction: it is there whole or not at all."""
    mode, minimum = how
    with transaction(engine) as session:
        writing = Writing(session, actor, datetime.now(UTC), survey_minimum=minimum)
        sheet = hold(session, MeasurementSheet, key, "sheet")
        if sheet.status == SheetStatus.STORING:
            _store(writing, sheet, mode)


def _store(writing: Writing, sheet: MeasurementSheet, mode: BatchMode) -> bool:
    """Whether it was stored. From here on no other writer can come between looking and storing."""
    session = writing.session
    take_turn(session)
    rows = all_rows(session, sheet.id)
    now = judged(writing, sheet, rows, before=True)
    if any(row.changed for row in now):
        sheet.version += 1
        keep(session, sheet, now)
        return False
    file = as_file(sheet.columns, sheet.fixed, [row.cells for row in rows])
    batch = post(writing, Sending(CSV, file, mode))
    sheet.status, sheet.batch_id = SheetStatus.STORED, batch.id
    session.add(sheet)
    forget(session, sheet.id)
    session.flush()
    return True


def _mine(writing: Writing, sheet_id: str, *statuses: SheetStatus) -> MeasurementSheet:
    """The sheet, held until this ends; raises NotFound, and Conflict where it stands otherwise."""
    sheet = hold(writing.session, MeasurementSheet, keeping.row(writing.sight, sheet_id).id, "sheet")
    if keeping.status_of(sheet, writing.sight) not in statuses:
        raise Conflict(BUSY)
    return sheet


def _move_head(writing: Writing, sheet: MeasurementSheet, *, headed: bool) -> None:
    """The first row becomes the head, or the head a row."""
    if headed == (sheet.heads is not None):
        return
    rows = all_rows(writing.session, sheet.id)
    if headed:
        if len(rows) == 1:
            raise Invalid([FieldError("headed", "no-rows", say("There are no rows in this. Send at least one."))])
        sheet.heads, rows = rows[0].cells, rows[1:]
    else:
        rows, sheet.heads = [Row(list(sheet.heads or [])), *rows], None
    sheet.received, sheet.examples = len(rows), [row.cells for row in rows[:EXAMPLES]]
    write_all(writing.session, sheet.id, rows)


def _require_cells(sheet: MeasurementSheet, said: list[SheetCorrection], received: int) -> None:
    known = {field for field in sheet.columns if field}
    errors = [
        FieldError("row", "unknown-row", say("There is no such row in this sheet."), one.row, row=one.row)
        for one in said
        if one.row > received
    ]
    remedy = say("This sheet has no column for this.")
    errors += [
        FieldError(field[:60], "unknown-field", remedy, row=one.row)
        for one in said
        for field in sorted(one.cells.keys() - known)
    ]
    if errors:
        raise Invalid(errors)
