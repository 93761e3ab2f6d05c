"""Targets as they go out: with the path to their goal, baselines and status, in a fixed number of queries."""

from collections.abc import Collection, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from app.models.period import Period
from app.models.place import as_origin
from app.models.programme import Node, NodeVersion, PathStep, Programme
from app.models.progress import AssessmentRead
from app.models.target import (
    BaselineRead,
    CheckpointRead,
    Condition,
    FindingRead,
    Scope,
    StepRead,
    TargetBase,
    TargetRead,
    TargetVersion,
)
from app.models.target_decision import TargetDecisionRead, TargetVersionRead
from app.models.terms import Rule, TargetState
from app.services.access.eyes import Eyes, eyes_of
from app.services.access.known import all_known, known_table
from app.services.access.sight import Sight
from app.services.progress.answers import assess_cases
from app.services.progress.loading import Case, about, load
from app.services.progress.reading import baseline_at
from app.services.progress.together import by_target
from app.services.targets.reporting import findings_of


def read_all(sight: Sight, targets: Sequence[TargetBase], as_of: str | None = None) -> list[TargetRead]:
    """Targets as they go out, with status, in the order given."""
    cases = load(sight, targets)
    answers = by_target(targets, list(assess_cases(sight, cases, as_of, brief=True)))
    programmes = {target.programme_id for target in targets}
    paths, fictitious, eyes = paths_of(sight, programmes), _fictitious(sight, programmes), eyes_of(sight)
    findings = findings_of(sight, targets, cases)
    only_case = {case.target.id: case for case in cases if case.target.place_id is not None}
    return [
        _read(
            target,
            answers[target.id],
            path=paths.get(target.goal_id, []),
            baselines=_baselines(target, answers[target.id], only_case.get(target.id)),
            fictitious=target.programme_id in fictitious,
            findings=findings[target.id],
            may=_may(eyes, target),
        )
        for target in targets
    ]


def paths_of(sight: Sight, programmes: Collection[str]) -> dict[str, list[PathStep]]:
    """The way from the top of the tree to each node of these programmes; the node itself is the last step."""
    table = known_table(sight, Node, NodeVersion)
    nodes = {row.id: row for row in all_known(sight, Node, NodeVersion, col(table.programme_id).in_(programmes))}
    return {key: _path(nodes, key) for key in nodes}


def _path(nodes: dict[str, Any], key: str) -> list[PathStep]:
    steps: list[PathStep] = []
    at: str | None = key
    while at is not None and at in nodes:
        node = nodes[at]
        steps.append(PathStep(level=node.level, id=node.id, name=node.name))
        at = node.parent_id
    return steps[::-1]


def _fictitious(sight: Sight, programmes: Collection[str]) -> set[str]:
    statement = select(col(Programme.id)).where(col(Programme.id).in_(programmes), col(Programme.fictitious))
    return set(sight.session.execute(statement).scalars())


def _may(eyes: Eyes, target: TargetBase) -> list[str]:
    """What this reader may do with it: a draft changes freely, what was agreed changes by decision."""
    if not eyes.steers(about(target)):
        return []
    facts = ["note-evidence"] if target.steps or target.condition else []
    if target.state == TargetState.DRAFT:
        return ["change", "adopt", "withdraw", "judge", *facts]
    rebase = ["rebase"] if target.place_id and target.rule != Rule.MILESTONE and target.indicator_id else []
    return ["amend", *rebase, "withdraw", "judge", *facts] if target.state == TargetState.ADOPTED else []


def _baselines(
    target: TargetBase, answer: AssessmentRead, case: Case | None
) -> tuple[BaselineRead | None, list[BaselineRead]]:
    """The one in force and the others. One that is named and not measured yet, or may not be told, has no value."""
    if case is None:
        return None, [_unknown(period) for period in target.other_baselines]
    in_force = answer.baseline or (_unknown(target.baseline_period) if target.baseline_period else None)
    return in_force, [baseline_at(case, period) for period in target.other_baselines]


def _unknown(period: str) -> BaselineRead:
    return BaselineRead(period=Period.parse(period).text, value=None, origin=None)


def _read(
    target: TargetBase,
    answer: AssessmentRead,
    *,
    path: list[PathStep],
    baselines: tuple[BaselineRead | None, list[BaselineRead]],
    fictitious: bool,
    findings: list[FindingRead],
    may: list[str],
) -> TargetRead:
    return TargetRead(
        id=target.id,
        programme=target.programme_id,
        goal=target.goal_id,
        path=path,
        indicator=target.indicator_id,
        population=target.population_id,
        scope=Scope(place=target.place_id, every_neighbourhood_of=target.every_neighbourhood_of),
        place=about(target),
        rule=target.rule,
        bound=target.bound,
        direction=target.direction,
        baseline=baselines[0],
        other_baselines=baselines[1],
        checkpoints=checkpoints_of(target),
        reference=target.reference_id,
        start_year=target.start_year,
        end_year=target.end_year or last_year(target),
        patience_until=target.patience_until,
        condition=condition_of(target),
        steps=[StepRead.model_validate(step) for step in target.steps],
        state=target.state,
        status=answer.status,
        note=target.note,
        fictitious=fictitious,
        findings=findings,
        origin=as_origin(target),
        may=may,
    )


def checkpoints_of(target: TargetBase) -> list[CheckpointRead]:
    """The stored checkpoints, their exact numbers read from text."""
    return [CheckpointRead.model_validate(point | _numbers(point)) for point in target.checkpoints]


def condition_of(target: TargetBase) -> Condition | None:
    """On what it depends, and whether that was met."""
    return Condition(text=target.condition, met=target.condition_met) if target.condition else None


def _numbers(stored: dict[str, Any]) -> dict[str, Decimal]:
    return {name: Decimal(stored[name]) for name in ("value", "change") if stored.get(name) is not None}


def last_year(target: TargetBase) -> int | None:
    return max((point["year"] for point in target.checkpoints), default=None)


def version_read(version: TargetVersion, decision: TargetDecisionRead | None, *, is_last: bool) -> TargetVersionRead:
    """One version; what was adopted and is superseded, was amended."""
    amended = version.state == TargetState.ADOPTED and not is_last
    return TargetVersionRead(
        version=version.version,
        state=TargetState.AMENDED if amended else version.state,
        bound=version.bound,
        baseline_period=version.baseline_period,
        other_baselines=version.other_baselines,
        checkpoints=checkpoints_of(version),
        start_year=version.start_year,
        end_year=version.end_year or last_year(version),
        patience_until=version.patience_until,
        condition=condition_of(version),
        steps=[StepRead.model_validate(step) for step in version.steps],
        note=version.note,
        recorded_at=version.recorded_at,
        recorded_by=version.recorded_by,
        reason=version.reason,
        decision=decision,
    )
