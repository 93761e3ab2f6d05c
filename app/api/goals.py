"""/api/v1/goals, the nodes that carry targets, and /api/v1/nodes, a node of any level."""

from typing import Annotated

from fastapi import Query, Request, Response

from app.api.access import SightDep
from app.api.editions import add_undoing
from app.api.etags import IfMatch, require_unchanged, row_tag
from app.api.paging import paged
from app.api.routes import APIRouter
from app.api.rows import AsOf, KnownAt, Steering, tagged
from app.models.base import Page
from app.models.programme import NodeFilter, NodeRead
from app.models.programme_sent import NodeChange
from app.problems import refusals
from app.services.programmes import finding, recording
from app.services.programmes.nodes import NODES

router = APIRouter(tags=["goals"])


@router.get("/goals", response_model=Page[NodeRead], responses=refusals(400))
def list_goals(request: Request, sight: SightDep, asked: Annotated[NodeFilter, Query()]) -> Page[NodeRead]:
    """The nodes that carry targets, of every programme."""
    return paged(request, finding.find_nodes(sight.known(asked.known_at), asked, only_goals=True))


@router.get("/goals/{goal_id}", response_model=NodeRead, responses=refusals(400, 404))
def read_goal(
    sight: SightDep, goal_id: str, response: Response, known_at: KnownAt = None, as_of: AsOf = None
) -> NodeRead:
    """One goal, with its way up and the counts of its targets."""
    return read_node(sight, goal_id, response, known_at, as_of)


@router.get("/nodes/{node_id}", response_model=NodeRead, responses=refusals(400, 404))
def read_node(
    sight: SightDep, node_id: str, response: Response, known_at: KnownAt = None, as_of: AsOf = None
) -> NodeRead:
    """One node of a tree, with its way up and the counts of all that is under it."""
    seeing = sight.known(known_at)
    tagged(response, node_id, finding.node_row(seeing, node_id).version)
    return finding.read_node(seeing, node_id, as_of)


@router.patch("/nodes/{node_id}", response_model=NodeRead, responses=refusals(400, 401, 403, 404, 412, 415, 428))
def change_node(writing: Steering, node_id: str, patch: NodeChange, match: IfMatch, response: Response) -> NodeRead:
    """Change the words of a node, or its place in the tree; what hangs under it goes with it."""
    tag = row_tag(node_id, recording.held_node(writing, node_id).version)
    require_unchanged(match, tag, finding.read_node(writing.sight, node_id), patch)
    tagged(response, node_id, recording.change_node(writing, node_id, patch).version)
    return finding.read_node(writing.sight, node_id)


add_undoing(router, NODES, NodeRead, finding.read_node, path="/nodes")
