"""What the nodes of a tree rest on: the problem analyses that name them, or a node above them."""

from collections.abc import Collection, Mapping, Sequence

from sqlmodel import col

from app.models.programme import PathStep, ProblemAnalysis
from app.models.programme_text import ProgrammeText, ProgrammeTextVersion, TextKind
from app.services.access.known import all_known, known_table
from app.services.access.sight import Sight

Paths = Mapping[str, Sequence[PathStep]]
Grounds = Mapping[str, list[ProblemAnalysis]]


def grounds_of(sight: Sight, programmes: Collection[str], paths: Paths) -> Grounds:
    """The problem analyses of each node in these paths; one query."""
    table = known_table(sight, ProgrammeText, ProgrammeTextVersion)
    texts = all_known(
        sight,
        ProgrammeText,
        ProgrammeTextVersion,
        col(table.programme).in_(programmes),
        col(table.kind) == TextKind.PROBLEM_ANALYSIS,
        col(table.withdrawn).is_(False),
    )
    naming: dict[str, list[ProblemAnalysis]] = {}
    for text in sorted(texts, key=lambda one: str(one.id)):
        for goal in text.goals:
            naming.setdefault(goal, []).append(ProblemAnalysis(id=text.id, name=text.name))
    return {node: _each_once(naming, path) for node, path in paths.items()}


def _each_once(naming: Mapping[str, list[ProblemAnalysis]], path: Sequence[PathStep]) -> list[ProblemAnalysis]:
    found = {one.id: one for step in path for one in naming.get(step.id, ())}
    return list(found.values())
