"""The whole tree of a programme, top down, with counts at every level."""

from sqlmodel import col

from app.models.programme import Node, NodeBase, NodeVersion, TreeNode, TreeRead
from app.models.progress import AssessmentRead
from app.services.access.known import all_known, known_table
from app.services.access.sight import Sight
from app.services.programmes.agreement import within_agreement
from app.services.programmes.finding import node_read, read_all, row, shelf_of
from app.services.progress.answers import assess_where


def tree(sight: Sight, programme_id: str, as_of: str | None = None) -> TreeRead:
    """Raises NotFound, Invalid. The targets are assessed once, and counted at each node above them."""
    programme = row(sight, programme_id)
    table = known_table(sight, Node, NodeVersion)
    nodes = all_known(sight, Node, NodeVersion, col(table.programme_id) == programme_id)
    answers = within_agreement(sight, assess_where(sight, programmes=[programme_id], as_of=as_of))
    shelf = shelf_of(sight, {programme_id})
    under: dict[str, list[AssessmentRead]] = {node.id: [] for node in nodes}
    for answer in answers:
        for step in shelf.paths.get(answer.goal, []):
            under[step.id].append(answer)
    read = {node.id: node_read(shelf, node, under[node.id]) for node in nodes}
    children: dict[str | None, list[NodeBase]] = {}
    for node in sorted(nodes, key=lambda one: (one.position, one.line or 0, one.id)):
        children.setdefault(node.parent_id, []).append(node)

    def grown(parent: str | None) -> list[TreeNode]:
        return [TreeNode(**dict(read[node.id]), children=grown(node.id)) for node in children.get(parent, [])]

    return TreeRead(programme=read_all(sight, [programme], answers)[0], nodes=grown(None))
