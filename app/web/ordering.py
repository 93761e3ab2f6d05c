"""The orders in which assessments are shown."""

from collections.abc import Callable, Sequence
from typing import Any

from app.models.progress import AssessmentRead
from app.models.terms import TargetState
from app.web.names import Names
from app.web.sorting import in_order
from app.web.wording import STATUSES

RANK = {status: rank for rank, status in enumerate(STATUSES)}


def worst_first(assessments: Sequence[AssessmentRead]) -> list[AssessmentRead]:
    return sorted(assessments, key=_badness)


def ordered(assessments: Sequence[AssessmentRead], by: str, names: Names) -> list[AssessmentRead]:
    """By `status` (worst first), `target` or `place` (by name); a minus before it turns the order round."""
    keys: dict[str, Callable[[AssessmentRead], Any]] = {
        "status": _badness,
        "target": lambda it: (in_order(names[it.indicator or it.goal]), it.target),
        "place": lambda it: (in_order(names[it.place]), it.target),
    }
    key = keys.get(by.removeprefix("-"), _badness)
    return sorted(assessments, key=key, reverse=by.startswith("-"))


def _badness(it: AssessmentRead) -> tuple[bool, int, float, str, str]:
    """Drafts bind nobody yet: they come last."""
    draft = it.state != TargetState.ADOPTED
    return draft, RANK[it.status], float(it.pace) if it.pace is not None else 0.0, it.target, it.place
