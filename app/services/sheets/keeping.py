"""Sheets as their bringer sees them: nobody else does, staff neither, until they are stored as a batch."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import islice
from typing import Any

from sqlalchemy import delete, select
from sqlmodel import col

from app.errors import NotFound, say
from app.models.measurement import Measurement, MeasurementRevision
from app.models.sheet import (
    MeasurementSheet,
    SheetColumn,
    SheetFilter,
    SheetLeaf,
    SheetRead,
    SheetRow,
    SheetRowFilter,
    SheetStatus,
    StandingFigure,
)
from app.services.access.eyes import eyes_of, guarded
from app.services.access.sight import Sight
from app.services.access.writing import Writing
from app.services.batches.keeping import Told, said
from app.services.measurements.seeing import look
from app.services.rows import Found, bad_cursor, paginate, read_cursor, write_cursor
from app.services.sheets.leaves import Row, rows_from
from app.services.sheets.working import is_at_work

KEPT_FOR = timedelta(days=30)
SILENT = timedelta(seconds=60)
HEAD = 1  # lines before the first row
EXAMPLES = 5


def sweep(writing: Writing) -> None:
    """Forget what was kept long enough."""
    session = writing.session
    old = select(col(MeasurementSheet.id)).where(col(MeasurementSheet.kept_until) < writing.stored_at)
    session.execute(delete(SheetLeaf).where(col(SheetLeaf.sheet_id).in_(old)))
    session.execute(delete(MeasurementSheet).where(col(MeasurementSheet.kept_until) < writing.stored_at))


def find(sight: Sight, asked: SheetFilter) -> Found[SheetRead]:
    """The sheets of this reader, in the order in which they came."""
    statement = select(MeasurementSheet).where(col(MeasurementSheet.actor_id) == sight.reader.id)
    if asked.status:
        statement = statement.where(col(MeasurementSheet.status).in_(asked.status))
    found = paginate(sight.session, statement, asked, col(MeasurementSheet.id))
    return found.holding([as_read(row, sight) for row in found.items])


def row(sight: Sight, sheet_id: str) -> MeasurementSheet:
    """Raises NotFound, also for what is another's."""
    own = col(MeasurementSheet.actor_id) == sight.reader.id
    statement = select(MeasurementSheet).where(col(MeasurementSheet.id) == sheet_id, own)
    found: MeasurementSheet | None = sight.session.execute(statement).scalar_one_or_none()
    if found is None:
        raise NotFound(say("There is no {kind} with id {id}.", kind=say("sheet"), id=sheet_id[:120]))
    return found


def status_of(sheet: MeasurementSheet, sight: Sight) -> SheetStatus:
    """What is at work nowhere and has been silent for a minute was interrupted."""
    busy = sheet.status in (SheetStatus.CHECKING, SheetStatus.STORING)
    beat = sheet.beat_at if sheet.beat_at.tzinfo else sheet.beat_at.replace(tzinfo=sight.now.tzinfo)
    if busy and not is_at_work(sheet.id) and beat + SILENT < sight.now:
        return SheetStatus.INTERRUPTED
    return sheet.status


MAY = {
    SheetStatus.MATCHING: ["match"],
    SheetStatus.CHECKED: ["match", "correct", "confirm"],
    SheetStatus.INTERRUPTED: ["match", "check"],
}


def as_read(sheet: MeasurementSheet, sight: Sight) -> SheetRead:
    status = status_of(sheet, sight)
    return SheetRead(
        id=sheet.id,
        name=sheet.name,
        status=status,
        headed=sheet.heads is not None,
        columns=_columns(sheet),
        fixed=sheet.fixed,
        received=sheet.received,
        checked=sheet.checked,
        created=sheet.created,
        revised=sheet.revised,
        unchanged=sheet.unchanged,
        flagged=sheet.flagged,
        rejected=sheet.rejected,
        changed=sheet.changed,
        version=sheet.version,
        batch=sheet.batch_id,
        brought_at=sheet.brought_at,
        kept_until=sheet.kept_until,
        may=MAY.get(status, []),
    )


def _columns(sheet: MeasurementSheet) -> list[SheetColumn]:
    heads: Sequence[str | None] = sheet.heads or [None] * len(sheet.columns)
    return [
        SheetColumn(head=head, field=field, examples=[row[index] for row in sheet.examples[:EXAMPLES]])
        for index, (head, field) in enumerate(zip(heads, sheet.columns, strict=True))
    ]


def rows_of(sight: Sight, sheet_id: str, asked: SheetRowFilter) -> Found[SheetRow]:
    """A page of the rows asked for, in their order. What stands where they go is seen through the reader's own eyes."""
    sheet = row(sight, sheet_id)
    kinds = [*asked.outcome, *(["flagged"] if asked.flagged else []), *(["changed"] if asked.changed else [])]
    begin = _begin(asked.cursor)
    found = list(islice(rows_from(sight.session, sheet.id, begin, kinds), asked.page_size + 1))
    page = found[: asked.page_size]
    following = write_cursor([found[asked.page_size][0]]) if len(found) > asked.page_size else None
    total = _total(sheet, kinds) if asked.count else None
    return Found(as_rows(sight, sheet, page), following, total)


def as_rows(sight: Sight, sheet: MeasurementSheet, rows: Sequence[tuple[int, Row]]) -> list[SheetRow]:
    """Rows with their positions, as they go out."""
    standing = _standing(sight, [kept.stands for _, kept in rows if kept.stands])
    return [
        SheetRow(
            row=position + 1,
            line=position + 1 + HEAD,
            cells=_cells(sheet, kept),
            outcome=kept.outcome,
            flags=kept.flags,
            standing=standing.get(kept.stands[0]) if kept.stands else None,
            errors=said([_placed(one, position) for one in kept.errors]),
            changed=kept.changed,
        )
        for position, kept in rows
    ]


def _placed(error: Told, position: int) -> Told:
    return {**error, "row": position + 1, "line": position + 1 + HEAD}


def _cells(sheet: MeasurementSheet, kept: Row) -> dict[str, str]:
    named = zip(sheet.columns, kept.cells, strict=True)
    return sheet.fixed | {field: cell for field, cell in named if field is not None}


def _standing(sight: Sight, stands: Sequence[tuple[int, int]]) -> dict[int, StandingFigure]:
    """The revisions that rows were compared with, by the number of their measurement."""
    wanted = {tuple(one) for one in stands}
    if not wanted:
        return {}
    numbers = {number for number, _ in wanted}
    revisions = select(MeasurementRevision, col(Measurement.indicator_id), col(Measurement.place_id)).join(
        Measurement, col(Measurement.id) == col(MeasurementRevision.measurement_id)
    )
    found = sight.session.execute(revisions.where(col(MeasurementRevision.measurement_id).in_(numbers))).all()
    rows = [one for one in found if (one[0].measurement_id, one[0].revision) in wanted]
    guards, eyes = guarded(sight, {one.indicator_id for one in rows}), eyes_of(sight)
    return {
        one[0].measurement_id: _as_standing(look(_Keyed(*one), guards[one.indicator_id], eyes), one[0]) for one in rows
    }


def _as_standing(seen: Any, revision: MeasurementRevision) -> StandingFigure:
    return StandingFigure(
        measurement=str(revision.measurement_id),
        value=seen.figure.value,
        missing=seen.figure.missing,
        state=revision.state,
        revision=revision.revision,
    )


class _Keyed:
    """A revision with the key of its measurement."""

    def __init__(self, revision: MeasurementRevision, indicator_id: str, place_id: str) -> None:
        self._revision, self.indicator_id, self.place_id = revision, indicator_id, place_id

    def __getattr__(self, name: str) -> Any:
        return getattr(self._revision, name)


def _begin(cursor: str | None) -> int:
    if not cursor:
        return 0
    match read_cursor(cursor):
        case [int(position)] if position >= 0:
            return position
    raise bad_cursor()


def _total(sheet: MeasurementSheet, kinds: Sequence[str]) -> int | None:
    """Told where one kind is asked; a row can be of two."""
    if not kinds:
        return sheet.received
    return getattr(sheet, kinds[0]) if len(kinds) == 1 else None
