"""Accepting or sending back all that came of one delivery."""

from typing import Any

from app.errors import Conflict, say
from app.models.measurement import DeliveryJudging, Judged
from app.models.terms import Acceptance
from app.services.access.revision import take_turn
from app.services.access.writing import Writing
from app.services.deliveries import following
from app.services.deliveries.arriving import arrived, mark_of
from app.services.measurements.acceptance import VERBS, judge_all, require_places
from app.services.measurements.sets import Where


def judge(writing: Writing, delivery_id: str, judging: DeliveryJudging) -> Judged:
    """Raises NotFound, Forbidden where some of it lies outside the areas, and Conflict where it changed since it was
    looked at, nothing is left to judge, or a period is locked.
    """
    take_turn(writing.session)
    delivery = following.one(writing.sight, delivery_id)
    require_places(writing, {figure.place for figure in delivery.figures})
    there = arrived(writing.sight, delivery.figures)
    if judging.mark is not None and judging.mark != mark_of(there.values()):
        raise Conflict(say("This delivery was changed after you looked at it. Look again, and decide then."))
    first = delivery.figures[0]
    key: dict[str, Any] = {"indicator": first.indicator, "period": first.period, "population": first.population}
    key["places"] = sorted(standing.place for standing in there.values())
    count = judge_all(writing, Where(KEY, key), judging)
    if not count:
        raise Conflict(say("Nothing of this delivery is left to accept or send back."))
    verdict = Acceptance(judging.acceptance)
    writing.note(VERBS[verdict], "delivery-duty", delivery.duty.id, {"delivery": delivery_id, "figures": count})
    return Judged(acceptance=verdict, judged=count, left=len(there) - count)


KEY = "indicator_id = :indicator AND period = :period AND population_id = :population AND place_id IN :places"
