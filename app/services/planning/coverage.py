"""What a plan has of what its programme asks of every plan: the fixed elements, and the pillars that it covers."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from app.models.intervention import InterventionGoal
from app.models.planning import Plan, PlanVersion
from app.models.programme import Node, NodeVersion, Programme, ProgrammeVersion
from app.services.access.known import all_known, known_table
from app.services.access.sight import Sight
from app.services.registers.register import Completed

Parents = Mapping[str, str | None]


def coverage_of(sight: Sight, plans: Sequence[Any]) -> Completed:
    """For each plan the elements that other plans of its kind have, and the pillars that it leaves out."""
    programmes = {plan.programme for plan in plans}
    fixed = _fixed_elements(sight, programmes)
    pillars, parents = _trees(sight, programmes)
    worked_on = _goals_of_interventions(sight, {one for plan in plans for one in plan.interventions})
    found = []
    for plan in plans:
        own = {element["name"] for element in plan.elements}
        goals = {*plan.goals, *(goal for one in plan.interventions for goal in worked_on.get(one, ()))}
        covered = set(_with_all_above(goals, parents))
        missing = [name for name in fixed.get((plan.programme, plan.kind), []) if name not in own]
        left_out = [node for node in pillars.get(plan.programme, []) if node not in covered]
        found.append({"missing_elements": missing, "uncovered": left_out})
    return found


def _fixed_elements(sight: Sight, programmes: Collection[str]) -> dict[tuple[str, str], list[str]]:
    """The elements of all plans of a kind in a programme, each once, in the order in which the plans start."""
    table = known_table(sight, Plan, PlanVersion)
    standing = (col(table.programme).in_(programmes), col(table.withdrawn).is_(False))
    found: dict[tuple[str, str], dict[str, None]] = {}
    for plan in sorted(all_known(sight, Plan, PlanVersion, *standing), key=lambda one: (one.order or 10_000, one.id)):
        names = found.setdefault((plan.programme, plan.kind), {})
        names.update(dict.fromkeys(element["name"] for element in plan.elements))
    return {key: list(names) for key, names in found.items()}


def _trees(sight: Sight, programmes: Collection[str]) -> tuple[dict[str, list[str]], Parents]:
    """The pillars of each programme in their order, and the parent of every node."""
    kept, nodes = known_table(sight, Programme, ProgrammeVersion), known_table(sight, Node, NodeVersion)
    rows = all_known(sight, Programme, ProgrammeVersion, col(kept.id).in_(programmes))
    levels = {row.id: _pillar_levels(row.levels) for row in rows}
    tree = all_known(sight, Node, NodeVersion, col(nodes.programme_id).in_(programmes))
    pillars: dict[str, list[str]] = {}
    for node in sorted(tree, key=lambda one: (one.position, one.id)):
        if node.level in levels.get(node.programme_id, ()):
            pillars.setdefault(node.programme_id, []).append(node.id)
    return pillars, {node.id: node.parent_id for node in tree}


def _pillar_levels(levels: Sequence[Mapping[str, str]]) -> set[str]:
    """The levels of the kind pillar, whatever the programme calls them; else the highest level."""
    return {level["id"] for level in levels if level["kind"] == "pillar"} or {level["id"] for level in levels[:1]}


def _with_all_above(nodes: Iterable[str], parents: Parents) -> Iterable[str]:
    for node in nodes:
        at: str | None = node
        while at is not None:
            yield at
            at = parents.get(at)


def _goals_of_interventions(sight: Sight, interventions: Collection[str]) -> dict[str, list[str]]:
    if not interventions:
        return {}
    found: dict[str, list[str]] = {}
    statement = select(InterventionGoal).where(col(InterventionGoal.intervention_id).in_(interventions))
    for link in sight.session.execute(statement).scalars():
        found.setdefault(link.intervention_id, []).append(link.goal_id)
    return found
