"""The whole tree of a programme, top down, with counts at every level."""

from sqlmodel import col

from app.models.programme import Node, NodeBase, NodeVersion, TreeNode, TreeRead
from app.models.progress import AssessmentRead
from app.services.access.eyes import eyes_of
from app.services.access.known import all_known, known_table
from app.services.access.sight import Sight
from app.services.programmes.finding import node_read, read_all, row
from app.services.progress.answers import assess_where
from app.services.targets.finding import paths_of


def tree(sight: Sight, programme_id: str, as_of: str | None = None) -> TreeRead:
    """Raises NotFound, Invalid. The targets are assessed once, and counted at each node above them."""
    programme = row(sight, programme_id)
    table = known_table(sight, Node, NodeVersion)
    nodes = all_known(sight, Node, NodeVersion, col(table.programme_id) == programme_id)
    answers = assess_where(sight, programmes=[programme_id], as_of=as_of)
    paths = paths_of(sight, {programme_id})
    names = {(programme_id, level["id"]): level["name"] for level in programme.levels}
    under: dict[str, list[AssessmentRead]] = {node.id: [] for node in nodes}
    for answer in answers:
        for step in paths.get(answer.goal, []):
            under[step.id].append(answer)
    eyes = eyes_of(sight)
    read = {node.id: node_read(node, paths, names, under[node.id], eyes) for node in nodes}
    children: dict[str | None, list[NodeBase]] = {}
    for node in sorted(nodes, key=lambda one: (one.position, one.line or 0, one.id)):
        children.setdefault(node.parent_id, []).append(node)

    def grown(parent: str | None) -> list[TreeNode]:
        return [TreeNode(**dict(read[node.id]), children=grown(node.id)) for node in children.get(parent, [])]

    return TreeRead(programme=read_all(sight, [programme], answers)[0], nodes=grown(None))
