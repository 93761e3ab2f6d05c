"""Taking a whole batch back: every figure that still stands as the batch left it is withdrawn, as a revision."""

from typing import Any

from app.errors import Conflict, Forbidden, say
from app.models.batch import BatchStatus, BatchWithdrawn, MeasurementBatch
from app.models.terms import State
from app.services.access.eyes import TRUSTED
from app.services.access.revision import take_turn
from app.services.access.writing import Writing
from app.services.batches import keeping
from app.services.measurements.sets import Where, keys_of, refuse_locked, revise_all
from app.services.rows import hold

EMPTIED = ("value", "missing", "numerator", "denominator", "sample_size", "low", "high")
STANDING = """
    id IN (SELECT measurement_id FROM measurement_revision WHERE change >= :first AND change < :end)
    AND origin_table = 'measurement-batches' AND origin_key = :batch AND state <> 'withdrawn'
"""


def withdraw(writing: Writing, batch_id: str, reason: str) -> BatchWithdrawn:
    """Raises NotFound, Conflict for what was withdrawn or stored nothing, and where a period is locked."""
    take_turn(writing.session)
    batch = hold(writing.session, MeasurementBatch, keeping.row(writing.sight, batch_id).id, "batch")
    stored = batch.created + batch.revised
    if batch.status not in (BatchStatus.ACCEPTED, BatchStatus.PARTLY_ACCEPTED) or not stored:
        raise Conflict(say("This batch stored nothing that can be withdrawn."))
    _require_right(writing, batch)
    where = standing_of(batch)
    _require_rows(writing, where)
    refuse_locked(writing, where)
    count = withdraw_all(writing, where, reason)
    batch.status, batch.withdrawn_at, batch.withdrawn_reason = BatchStatus.WITHDRAWN, writing.now, reason
    writing.session.add(batch)
    writing.note("withdraw", "measurement-batch", batch.id, {"reason": reason, "withdrawn": count})
    writing.session.flush()
    return BatchWithdrawn(batch=batch.id, withdrawn=count, left=stored - count)


def withdraw_all(writing: Writing, where: Where, reason: str) -> int:
    """Withdraw all of these figures, each as a revision; how many they were."""
    emptied: dict[str, Any] = dict.fromkeys(EMPTIED)
    return revise_all(writing, where, {**emptied, "flags": "", "state": State.WITHDRAWN.value, "reason": reason})


def standing_of(batch: MeasurementBatch) -> Where:
    """The figures that stand as this batch left them, whatever was said of them since."""
    first = batch.first_change or 0
    return Where(STANDING, {"first": first, "end": first + batch.created + batch.revised, "batch": batch.id})


def _require_right(writing: Writing, batch: MeasurementBatch) -> None:
    """The organisation that sent it, or staff."""
    actor = writing.actor
    own = actor.partner is not None and actor.partner == batch.partner_id
    if not own and actor.role not in TRUSTED:
        raise Forbidden(say("This batch was sent by another partner."))


def _require_rows(writing: Writing, where: Where) -> None:
    """The right that it would take to withdraw each figure alone."""
    for indicator, place, *_ in keys_of(writing, where):
        writing.require_indicator(indicator)
        writing.require_place(place)
