"""Assessments of the places of one target, taken together: the worst status, the places under it, and their counts."""

from collections.abc import Sequence

from app.models.progress import AssessmentRead, MethodRead
from app.models.target import TargetBase
from app.models.terms import Reason, Status, TargetState
from app.services.progress import engine
from app.services.progress.answers import count_all, worst_first


def by_target(targets: Sequence[TargetBase], answers: Sequence[AssessmentRead]) -> dict[str, AssessmentRead]:
    """One assessment for each target: its only one, or those of every neighbourhood together."""
    parts: dict[str, list[AssessmentRead]] = {target.id: [] for target in targets}
    for answer in answers:
        parts[answer.target].append(answer)
    return {target.id: _one(target, parts[target.id]) for target in targets}


def of_parts(goal: str, answers: Sequence[AssessmentRead]) -> Status | None:
    """How a goal of more than one target stands as a whole: the worse status, achieved only when all parts are."""
    own = [one for one in answers if one.goal == goal and one.state == TargetState.ADOPTED]
    return engine.worst(Status(one.status) for one in own) if len({one.target for one in own}) > 1 else None


def _one(target: TargetBase, parts: list[AssessmentRead]) -> AssessmentRead:
    if target.every_neighbourhood_of is None:
        return parts[0]
    worst = worst_first(parts)
    return AssessmentRead(
        target=target.id,
        place=target.every_neighbourhood_of,
        programme=target.programme_id,
        goal=target.goal_id,
        indicator=target.indicator_id,
        state=TargetState(target.state),
        status=worst[0].status if worst else Status.NO_DATA,
        reason=worst[0].reason if worst else Reason.VALUE_MISSING,
        method=worst[0].method if worst else _method(),
        places=worst,
        counts=count_all(parts),
    )


def _method() -> MethodRead:
    """That of today, where an area has no neighbourhoods yet."""
    method = engine.method_at(None)
    return MethodRead(name=method.name, version=method.version)
