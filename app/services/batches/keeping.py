"""What is kept of batches: each of them for ever, the file and all errors of one that had errors for thirty days."""

import csv
import io
import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import case, delete, func, select
from sqlmodel import col

from app.errors import FieldError, Message, NotFound, say
from app.language import said as in_language
from app.models.access import Actor, Role
from app.models.batch import (
    BatchError,
    BatchErrorFilter,
    BatchFile,
    BatchFilter,
    BatchRead,
    BatchStatus,
    LeftOut,
    MeasurementBatch,
)
from app.services.access.eyes import TRUSTED
from app.services.access.sight import Sight
from app.services.access.writing import Writing
from app.services.batches.reading import CSV, delimiter_of, raw_rows
from app.services.rows import Found, paginate, paginate_list

KEPT_FOR = timedelta(days=30)
SHOWN = 1000
RISKY = ("=", "+", "-", "@", "\t", "\r")

Told = dict[str, Any]


def keep_file(writing: Writing, batch: str, sent: bytes, errors: Sequence[Told], most: int) -> None:
    """Keep what was sent and all that was wrong, and forget what was kept long enough.

    Of one sender at most so many bytes are kept (0: no limit): refused ones go first, the oldest of them before others.
    """
    session = writing.session
    session.execute(delete(BatchFile).where(col(BatchFile.kept_until) < writing.stored_at))
    session.add(
        BatchFile(
            batch_id=batch,
            sent=zlib.compress(sent, 6),
            errors=zlib.compress(json.dumps(errors, ensure_ascii=False).encode(), 6),
            kept_until=writing.stored_at + KEPT_FOR,
        )
    )
    session.flush()
    if most:
        _forget_beyond(writing, most)


def _forget_beyond(writing: Writing, most: int) -> None:
    """A sender is an organisation; somebody who sends for none is one alone."""
    actor, session = writing.actor, writing.session
    size = func.length(BatchFile.sent) + func.length(BatchFile.errors)
    mine = (
        col(MeasurementBatch.partner_id) == actor.partner
        if actor.partner
        else col(MeasurementBatch.actor_id) == actor.id
    )
    refused = col(MeasurementBatch.status) == BatchStatus.REFUSED
    statement = (
        select(col(BatchFile.batch_id), size)
        .join(MeasurementBatch, col(MeasurementBatch.id) == col(BatchFile.batch_id))
        .where(mine)
        .order_by(case((refused, 1), else_=0), col(MeasurementBatch.finished_at).desc(), col(BatchFile.batch_id).desc())
    )
    total, beyond = 0, []
    for batch, bytes_kept in session.execute(statement):
        total += bytes_kept
        if total > most:
            beyond.append(batch)
    session.execute(delete(BatchFile).where(col(BatchFile.batch_id).in_(beyond)))


def told(error: FieldError) -> Told:
    """An error as it is kept: in no language yet."""
    value = error.plain
    plain = isinstance(value, str | int | float) and not isinstance(value, bool)
    return {
        "row": error.row,
        "line": error.line,
        "field": error.field,
        "code": error.code,
        "value": value if plain and len(str(value)) <= 200 else None,
        "text": error.message.text,
        "values": {name: str(value) for name, value in error.message.values.items()},
    }


def said(errors: Sequence[Mapping[str, Any]]) -> list[BatchError]:
    """Kept errors in the reader's language."""
    return [
        BatchError(
            row=one["row"],
            line=one["line"],
            field=one["field"],
            code=one["code"],
            value=one["value"],
            message=in_language(Message(one["text"], one["values"])),
        )
        for one in errors
    ]


def find(sight: Sight, asked: BatchFilter) -> Found[BatchRead]:
    """The batches that this reader may know of, in the order in which they came."""
    statement = select(MeasurementBatch).where(*_own(sight.reader))
    if asked.partner:
        statement = statement.where(col(MeasurementBatch.partner_id).in_(asked.partner))
    if asked.status:
        statement = statement.where(col(MeasurementBatch.status).in_(asked.status))
    found = paginate(sight.session, statement, asked, col(MeasurementBatch.id))
    return found.holding([as_read(row, sight.reader) for row in found.items])


def row(sight: Sight, batch_id: str) -> MeasurementBatch:
    """Raises NotFound, also for what is another's."""
    statement = select(MeasurementBatch).where(col(MeasurementBatch.id) == batch_id, *_own(sight.reader))
    found: MeasurementBatch | None = sight.session.execute(statement).scalar_one_or_none()
    if found is None:
        raise NotFound(say("There is no {kind} with id {id}.", kind=say("batch"), id=batch_id[:120]))
    return found


def as_read(row: MeasurementBatch, reader: Actor) -> BatchRead:
    stored = row.created + row.revised
    open_to = stored and row.status in (BatchStatus.ACCEPTED, BatchStatus.PARTLY_ACCEPTED)
    return BatchRead(
        id=row.id,
        status=row.status,
        mode=row.mode,
        received=row.received,
        created=row.created,
        revised=row.revised,
        unchanged=row.unchanged,
        flagged=row.flagged,
        rejected=row.rejected,
        errors=said(row.errors),
        errors_truncated=row.error_count > len(row.errors),
        complete=row.complete,
        withdrawn=row.withdrawn,
        withdrawals=[LeftOut.model_validate(one) for one in row.withdrawals],
        withdrawals_truncated=row.withdrawn > len(row.withdrawals),
        withdrawal_mark=row.withdrawal_mark if row.status == BatchStatus.DRY_RUN else None,
        left_locked=row.left_locked,
        started_at=row.started_at,
        finished_at=row.finished_at,
        partner=row.partner_id,
        sent_by=row.actor_name,
        withdrawn_at=row.withdrawn_at,
        may=["withdraw"] if open_to else [],
    )


def errors_of(sight: Sight, batch_id: str, asked: BatchErrorFilter) -> Found[BatchError]:
    """A page of all errors of a batch, in the order of its rows."""
    kept = _file(sight, batch_id)
    everything: list[Told] = [] if kept is None else json.loads(zlib.decompress(kept.errors))
    numbered = list(enumerate(everything))
    found = paginate_list(numbered, asked, lambda pair: (pair[0],))
    return found.holding(said([one for _, one in found.items]))


def sent_back(sight: Sight, batch_id: str) -> Iterator[str]:
    """The sender's file as CSV, with a column that says why; raises NotFound where it is kept no longer."""
    batch, kept = row(sight, batch_id), _file(sight, batch_id)
    if kept is None:
        raise NotFound(say("The file of this batch is not kept: it had no errors, or is older than 30 days."))
    why: dict[int, list[str]] = {}
    for one in said(json.loads(zlib.decompress(kept.errors))):
        why.setdefault(one.row or 0, []).append(f"{one.field}: {one.message}")
    return _table(batch.media_type, zlib.decompress(kept.sent), why)


def _table(media_type: str, sent: bytes, why: Mapping[int, Sequence[str]]) -> Iterator[str]:
    delimiter = delimiter_of(sent.decode("utf-8-sig", "replace")) if media_type == CSV else ","
    for position, record in enumerate(raw_rows(media_type, sent)):
        line = io.StringIO(newline="")
        last = "why" if position == 0 else " ".join(why.get(position, ()))
        csv.writer(line, delimiter=delimiter).writerow([*map(harmless, record), harmless(last)])
        yield line.getvalue()


def harmless(cell: str) -> str:
    """A cell that a spreadsheet does not take for a formula; numbers stay as they are."""
    if not cell.startswith(RISKY) or cell[1:].replace(".", "", 1).replace(",", "", 1).isdigit():
        return cell
    return f"'{cell}"


def _file(sight: Sight, batch_id: str) -> BatchFile | None:
    batch = row(sight, batch_id)
    kept = sight.session.get(BatchFile, batch.id)
    return kept if kept is not None and _aware(kept.kept_until, sight.now) >= sight.now else None


def _aware(moment: datetime, like: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=like.tzinfo)


def _own(reader: Actor) -> list[Any]:
    """Staff of everywhere sees all; others what their organisation, or they themselves, sent."""
    if reader.role in TRUSTED and reader.areas is None:
        return []
    mine = col(MeasurementBatch.actor_id) == reader.id
    if reader.partner is not None and reader.role in (Role.PARTNER, Role.PARTNER_EDITOR):
        mine = mine | (col(MeasurementBatch.partner_id) == reader.partner)
    return [mine]
