"""Taking a whole batch back: every figure that still stands as the batch left it is withdrawn, as a revision."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import bindparam, inspect, text

from app.errors import Conflict, Forbidden, say
from app.models.batch import BatchStatus, BatchWithdrawn, MeasurementBatch
from app.models.measurement import Measurement, MeasurementBase
from app.models.period import Period
from app.services.access.eyes import TRUSTED
from app.services.access.revision import next_change, take_turn
from app.services.access.writing import Writing
from app.services.batches import keeping
from app.services.measurements.catalogue import look_up_words
from app.services.measurements.checks import locked
from app.services.rows import hold

EMPTIED = ("value", "missing", "numerator", "denominator", "sample_size", "low", "high")
STANDING = "change >= :first AND change < :end AND state <> 'withdrawn'"


def withdraw(writing: Writing, batch_id: str, reason: str) -> BatchWithdrawn:
    """Raises NotFound, Conflict for what was withdrawn or stored nothing, and where a period is locked."""
    take_turn(writing.session)
    batch = hold(writing.session, MeasurementBatch, keeping.row(writing.sight, batch_id).id, "batch")
    stored = batch.created + batch.revised
    if batch.status not in (BatchStatus.ACCEPTED, BatchStatus.PARTLY_ACCEPTED) or not stored:
        raise Conflict(say("This batch stored nothing that can be withdrawn."))
    _require_right(writing, batch)
    span = {"first": batch.first_change, "end": (batch.first_change or 0) + stored}
    _require_rows(writing, span)
    _refuse_locked(writing, span)
    count = withdraw_where(writing, STANDING, span, reason)
    batch.status, batch.withdrawn_at, batch.withdrawn_reason = BatchStatus.WITHDRAWN, writing.now, reason
    writing.session.add(batch)
    writing.note("withdraw", "measurement-batch", batch.id, {"reason": reason, "withdrawn": count})
    writing.session.flush()
    return BatchWithdrawn(batch=batch.id, withdrawn=count, left=stored - count)


def _require_right(writing: Writing, batch: MeasurementBatch) -> None:
    """The organisation that sent it, or staff."""
    actor = writing.actor
    own = actor.partner is not None and actor.partner == batch.partner_id
    if not own and actor.role not in TRUSTED:
        raise Forbidden(say("This batch was sent by another partner."))


def _require_rows(writing: Writing, span: dict[str, int | None]) -> None:
    """The right that it would take to withdraw each figure alone."""
    named = text(f"SELECT DISTINCT indicator_id, place_id FROM measurement WHERE {STANDING}")
    for indicator, place in writing.session.execute(named, span):
        writing.require_indicator(indicator)
        writing.require_place(place)


def _refuse_locked(writing: Writing, span: dict[str, int | None]) -> None:
    catalogue = look_up_words(writing.session, indicators=(), places=()).as_met_by(writing)
    if not catalogue.locks:
        return
    keys = text(f"SELECT DISTINCT indicator_id, place_id, period FROM measurement WHERE {STANDING}")
    for indicator, place, period in writing.session.execute(keys, span):
        if errors := locked(catalogue, indicator, place, Period.parse(period)):
            raise Conflict(errors[0].message, errors=errors)


def withdraw_where(writing: Writing, condition: str, given: Mapping[str, Any], reason: str) -> int:
    """Withdraw the current figures under a condition of ours, each as a revision; how many they were."""
    session = writing.session
    count = session.execute(text(f"SELECT count(*) FROM measurement WHERE {condition}"), given).scalar_one()
    if not count:
        return 0
    first = next_change(session, count)
    empty = ", ".join(f"{name} = NULL" for name in EMPTIED)
    order = f"SELECT id AS of, row_number() OVER (ORDER BY change) AS place FROM measurement WHERE {condition}"
    statement = f"""
        UPDATE measurement SET {empty}, flags = '', state = 'withdrawn', reason = :reason, revision = revision + 1,
               change = :new + numbered.place - 1, recorded_at = :now, stored_at = :stored_at, recorded_by = :who
        FROM ({order}) AS numbered WHERE measurement.id = numbered.of
    """
    moment = inspect(Measurement).columns["recorded_at"].type
    typed = text(statement).bindparams(bindparam("now", type_=moment), bindparam("stored_at", type_=moment))
    said = {
        "reason": reason,
        "new": first,
        "now": writing.now,
        "stored_at": writing.stored_at,
        "who": writing.actor.name,
    }
    session.execute(typed, {**said, **given})
    columns = ", ".join(MeasurementBase.model_fields)
    revisions = f"""
        INSERT INTO measurement_revision (measurement_id, {columns})
        SELECT id, {columns} FROM measurement WHERE change >= :first AND change < :end
    """
    session.execute(text(revisions), {"first": first, "end": first + count})
    return int(count)
