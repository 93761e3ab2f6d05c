"""What a decision does to a target: how it stood and stands, and what is expected before and after."""

from dataclasses import dataclass
from typing import Any

from app.errors import FieldError, Invalid
from app.language import said
from app.models.progress import AssessmentRead
from app.models.target import Decided, FindingRead, StepRead, TargetBase
from app.models.target_decision import DecisionKind, Hindrance, TargetSide
from app.models.terms import Bound
from app.services.access.sight import Sight
from app.services.access.writing import Writing
from app.services.progress.answers import assess_cases
from app.services.progress.loading import Case, load
from app.services.progress.together import by_target
from app.services.targets.deciding import hindrances, words_of_decision
from app.services.targets.expecting import expected_of
from app.services.targets.reporting import findings_of
from app.services.targets.showing import checkpoints_of, condition_of, last_year


@dataclass(frozen=True)
class Standing:
    """A target, stored or not, with its cases and how it stands today."""

    target: TargetBase
    cases: list[Case]
    answer: AssessmentRead


def copy_of(target: TargetBase, changes: dict[str, Any] | None = None) -> TargetBase:
    """The same target, apart from the database, with these changes."""
    same = {name: getattr(target, name) for name in TargetBase.model_fields}
    return TargetBase.model_construct(**same | (changes or {}))


def stand(sight: Sight, target: TargetBase) -> Standing:
    """How the target stands; for every neighbourhood the worst of its places."""
    cases = load(sight, [target])
    answers = list(assess_cases(sight, cases))
    return Standing(target, cases, by_target([target], answers)[target.id])


def side(sight: Sight, standing: Standing) -> TargetSide:
    """One side of the effect."""
    target, answer = standing.target, standing.answer
    alone = target.place_id is not None
    return TargetSide(
        status=answer.status,
        reason=answer.reason,
        bound=Bound(target.bound),
        baseline_period=target.baseline_period,
        checkpoints=checkpoints_of(target),
        start_year=target.start_year,
        end_year=target.end_year or last_year(target),
        patience_until=target.patience_until,
        condition=condition_of(target),
        steps=[StepRead.model_validate(step) for step in target.steps],
        expected_now=answer.expected,
        expected=expected_of(sight, standing.cases[0]) if alone else [],
    )


def findings_about(sight: Sight, standing: Standing) -> list[FindingRead]:
    """What would be odd about the target."""
    return findings_of(sight, [standing.target], standing.cases)[standing.target.id]


def in_the_way(
    writing: Writing, row: TargetBase, kind: DecisionKind, decided: Decided, *, dry_run: bool
) -> list[Hindrance]:
    """What the decision is still held up by, for a dry run to tell. Raises Invalid where it is no dry run."""
    wrong = list(words_of_decision(writing, row, decided))
    held_up = list(hindrances(writing.session, row, kind, decided))
    if wrong or (held_up and not dry_run):
        raise Invalid([*wrong, *held_up])
    return [_told(error) for error in held_up]


def _told(error: FieldError) -> Hindrance:
    return Hindrance(field=error.field, code=error.code, message=said(error.message))
