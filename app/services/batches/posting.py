"""A batch, from what was sent to what became of each row: all in one transaction, whole or not at all."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from secrets import token_hex

from app.errors import FieldError, Invalid, say
from app.models.batch import BatchMode, BatchStatus, MeasurementBatch
from app.models.period import today
from app.services.access.revision import take_turn
from app.services.access.writing import Writing
from app.services.batches import keeping
from app.services.batches.checking import Checking
from app.services.batches.completing import (
    NONE_LEAVING,
    Leaving,
    leaving,
    require_complete_can_be,
    require_confirmed,
    withdraw_left,
)
from app.services.batches.reading import pieces
from app.services.batches.staging import (
    await_acceptance,
    close_stage,
    flag,
    open_stage,
    stage,
    staged_count,
    unstage,
)
from app.services.batches.standing_out import standing_out
from app.services.batches.storing import Stored, leave_unchanged, meet, no_longer_final, of_others, store
from app.services.batches.suggesting import suggest
from app.services.measurements.acceptance import asked_of
from app.services.measurements.recording import IMPLAUSIBLE, NO_LONGER_FINAL

NOTHING = Stored(0, 0, 0, 0, None)


@dataclass(frozen=True)
class Sending:
    """What was sent, and how it is to be taken. A rehearsal tells of every row what would become of it.

    A `complete` batch withdraws what the sender gave before and leaves out now, where `confirmed` is the mark of that.
    `most_kept` limits in bytes what is kept of this sender's batches with errors; 0 is no limit.
    """

    media_type: str
    body: bytes
    mode: BatchMode
    rehearsal: bool = False
    complete: bool = False
    confirmed: str | None = None
    most_kept: int = 0

    @property
    def strict(self) -> bool:
        """Whether one wrong row refuses all."""
        return self.mode is BatchMode.ALL_OR_NOTHING and not self.rehearsal


@dataclass(frozen=True)
class Became:
    """What became of the rows that are right, and what was withdrawn because a complete batch leaves it out."""

    stored: Stored
    leaving: Leaving = NONE_LEAVING


def post(writing: Writing, sending: Sending) -> MeasurementBatch:
    """Store the batch, or in the mode all-or-nothing refuse it when any row is wrong; its errors are kept.

    Raises Invalid where it cannot be read as a whole, and Conflict where it would withdraw what was not confirmed.
    """
    if sending.complete:
        require_complete_can_be(writing, sending.mode)
    key = f"{writing.stored_at:%Y%m%d-%H%M%S%f}-{token_hex(4)}"
    checking = Checking(writing, today(writing.now))
    found = staged(writing, sending, checking)
    became = _became(writing, sending, checking, key) if found else Became(NOTHING)
    batch = _kept(writing, sending, checking, became, key)
    told = {"received": batch.received, "created": batch.created, "revised": batch.revised, "status": batch.status}
    told |= {"withdrawn": batch.withdrawn} if sending.complete else {}
    writing.note("record", "measurement-batch", key, told)
    writing.session.flush()
    return batch


def staged(writing: Writing, sending: Sending, checking: Checking) -> int:
    """Read, check and stage piece by piece; how many rows are right. Raises Invalid."""
    session, count = writing.session, 0
    open_stage(session)
    for sheet in pieces(sending.media_type, sending.body):
        if sheet.wrong:
            raise Invalid(sheet.wrong)
        good = checking.rows(sheet)
        stage(session, good)
        count += len(good.plain) + len(good.others)
    suggest(session, checking.errors)
    return count


def _became(writing: Writing, sending: Sending, checking: Checking, key: str) -> Became:
    """What became of the rows that are right; nothing where one wrong row refuses all.

    Errors of rights are added first, also where other rows are wrong: everything is told at once.
    """
    session = writing.session
    close_stage(session)
    take_turn(session)
    meet(writing)
    refuse_others(writing, checking)
    if sending.strict and checking.errors:
        return Became(NOTHING)
    left = leaving(writing) if sending.complete and not checking.errors else NONE_LEAVING
    if not sending.rehearsal:
        require_confirmed(left, sending.confirmed)
    unchanged = leave_unchanged(session)
    if staged_count(session):
        for asking in asked_of(writing):
            await_acceptance(session, asking.indicators, asking.places)
        flag(session, standing_out(writing), IMPLAUSIBLE)
        flag(session, no_longer_final(session), NO_LONGER_FINAL)
    stored = store(writing, unchanged, key)
    withdraw_left(writing, left, key)
    return Became(stored, left)


def refuse_others(writing: Writing, checking: Checking) -> None:
    """Take out of the stage what revises a figure of another partner or source, with the reason."""
    if others := of_others(writing):
        remedy = say("This figure was given by another partner or source. Programme staff can revise it.")
        checking.errors |= {position: [FieldError("place", "not-allowed-figure", remedy)] for position in others}
        unstage(writing.session, others)


def _kept(writing: Writing, sending: Sending, checking: Checking, became: Became, key: str) -> MeasurementBatch:
    stored, left = became.stored, became.leaving
    errors = [keeping.told(error) for error in checking.in_order()]
    received = checking.received
    batch = MeasurementBatch(
        id=key,
        actor_id=writing.actor.id,
        actor_name=writing.actor.name,
        partner_id=writing.actor.partner,
        status=_status(sending, errors),
        mode=sending.mode,
        media_type=sending.media_type,
        received=received,
        created=stored.created,
        revised=stored.revised,
        unchanged=stored.unchanged,
        flagged=stored.flagged,
        rejected=received - stored.created - stored.revised - stored.unchanged,
        error_count=len(errors),
        errors=errors[: keeping.SHOWN],
        first_change=stored.first_change,
        complete=sending.complete,
        withdrawn=len(left.figures),
        withdrawals=left.told(),
        withdrawal_mark=left.mark,
        left_locked=left.locked,
        started_at=writing.stored_at,
        finished_at=datetime.now(UTC),
    )
    writing.session.add(batch)
    writing.session.flush()
    if errors:
        keeping.keep_file(writing, key, sending.body, errors, sending.most_kept)
    return batch


def _status(sending: Sending, errors: Sequence[object]) -> BatchStatus:
    if sending.rehearsal:
        return BatchStatus.DRY_RUN
    if not errors:
        return BatchStatus.ACCEPTED
    return BatchStatus.REFUSED if sending.mode is BatchMode.ALL_OR_NOTHING else BatchStatus.PARTLY_ACCEPTED


def digest(body: bytes) -> str:
    """By which the same body is known again."""
    return hashlib.blake2b(body, digest_size=24).hexdigest()
