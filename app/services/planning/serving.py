"""What alignments serve, by name: a reader of one area needs no second question for that."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import col

from app.models.planning import Served
from app.models.programme import Node, NodeVersion, Programme, ProgrammeVersion
from app.services.access.known import all_known, known_table
from app.services.access.sight import Sight
from app.services.registers.register import Completed


def served(sight: Sight, rows: Sequence[Any]) -> Completed:
    """The national goals and lines of action of each alignment, with the words of their own programme."""
    nodes = _nodes(sight, {node for row in rows for node in row.serves})
    levels = _levels(sight, {node.programme_id for node in nodes.values()})
    read = {
        key: Served(id=key, name=node.name, level_name=levels.get((node.programme_id, node.level), node.level))
        for key, node in nodes.items()
    }
    return [{"served": [read[node] for node in row.serves if node in read]} for row in rows]


def _nodes(sight: Sight, ids: set[str]) -> dict[str, Any]:
    table = known_table(sight, Node, NodeVersion)
    return {node.id: node for node in all_known(sight, Node, NodeVersion, col(table.id).in_(ids))}


def _levels(sight: Sight, programmes: set[str]) -> dict[tuple[str, str], str]:
    table = known_table(sight, Programme, ProgrammeVersion)
    found = all_known(sight, Programme, ProgrammeVersion, col(table.id).in_(programmes))
    return {(programme.id, level["id"]): level["name"] for programme in found for level in programme.levels}
