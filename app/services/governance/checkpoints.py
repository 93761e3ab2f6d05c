"""What the adopted targets of a programme have in its calendar: the steps of milestones, and checkpoints."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlmodel import col

from app.models.programme import Node, NodeVersion
from app.models.target import Target, TargetBase, TargetVersion
from app.models.terms import TargetState
from app.services.access.known import all_known, known_table
from app.services.access.sight import Sight
from app.services.progress.answers import assess_targets

Named = tuple[TargetBase, str]


def targets_of(sight: Sight, programme: str) -> list[Named]:
    """The adopted targets of a programme, each with the name of its goal."""
    table, node = known_table(sight, Target, TargetVersion), known_table(sight, Node, NodeVersion)
    mine = (col(table.programme_id) == programme, col(table.state) == TargetState.ADOPTED)
    targets = all_known(sight, Target, TargetVersion, *mine)
    names = {one.id: one.name for one in all_known(sight, Node, NodeVersion, col(node.programme_id) == programme)}
    return [(target, names.get(target.goal_id, target.goal_id)) for target in targets]


def steps_of(targets: Sequence[Named]) -> Iterator[tuple[TargetBase, str, Mapping[str, Any]]]:
    """Every step of a milestone, with its target and the name of the goal."""
    for target, name in targets:
        for step in target.steps:
            yield target, name, step


def checkpoints_of(
    sight: Sight, targets: Sequence[Named], first: date, last: date, day: date
) -> Iterator[tuple[TargetBase, str, date, bool | None]]:
    """Every checkpoint in these days: target, goal, the last day of its year, and whether it was met.

    Met is None where that is not known, or not for this reader. Only what lies before `day` is assessed.
    """
    points = [(target, name, date(one["year"], 12, 31)) for target, name in targets for one in target.checkpoints]
    wanted = [(target, name, due) for target, name, due in points if first <= due <= last]
    met = _met(sight, [target for target, _, due in wanted if due < day])
    for target, name, due in wanted:
        yield target, name, due, met.get((target.id, due.year))


def _met(sight: Sight, targets: Sequence[TargetBase]) -> dict[tuple[str, int], bool | None]:
    """At every place of a target: met where it is met everywhere, missed where it is missed somewhere."""
    said: dict[tuple[str, int], set[bool | None]] = {}
    once = list({target.id: target for target in targets}.values())
    for answer in assess_targets(sight, once) if once else ():
        for point in answer.checkpoints:
            said.setdefault((answer.target, point.year), set()).add(point.met)
    return {key: _together(answers) for key, answers in said.items()}


def _together(answers: set[bool | None]) -> bool | None:
    if False in answers:
        return False
    return None if None in answers else True
