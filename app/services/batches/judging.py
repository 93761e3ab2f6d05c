"""Accepting or sending back all of a batch at once: every figure that still stands as the batch left it."""

from app.errors import Conflict, say
from app.models.batch import MeasurementBatch
from app.models.measurement import Judged, JudgingAll
from app.models.terms import Acceptance
from app.services.access.revision import take_turn
from app.services.access.writing import Writing
from app.services.batches import keeping
from app.services.batches.withdrawing import standing_of
from app.services.measurements.acceptance import VERBS, judge_all, require_places
from app.services.measurements.sets import keys_of
from app.services.rows import hold


def judge(writing: Writing, batch_id: str, judging: JudgingAll) -> Judged:
    """Raises NotFound, Forbidden outside the areas, Conflict where nothing is left to judge or a period is locked."""
    take_turn(writing.session)
    batch = hold(writing.session, MeasurementBatch, keeping.row(writing.sight, batch_id).id, "batch")
    where = standing_of(batch)
    require_places(writing, {place for _, place, *_ in keys_of(writing, where)})
    count = judge_all(writing, where, judging)
    if not count:
        raise Conflict(say("Nothing of this batch is left to accept or send back."))
    verdict = Acceptance(judging.acceptance)
    writing.note(VERBS[verdict], "measurement-batch", batch.id, {"message": judging.message, "figures": count})
    return Judged(acceptance=verdict, judged=count, left=batch.created + batch.revised - count)
