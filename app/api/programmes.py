"""/api/v1/programmes, with the tree and the nodes of each."""

from typing import Annotated

from fastapi import Query, Request, Response, status

from app.api.access import SightDep
from app.api.editions import add_undoing
from app.api.etags import IfMatch, require_unchanged, row_tag
from app.api.paging import paged
from app.api.routes import APIRouter
from app.api.rows import AsOf, KnownAt, Steering, located, tagged
from app.models.base import Page
from app.models.programme import NodeFilter, NodeRead, ProgrammeFilter, ProgrammeRead, TreeRead
from app.models.programme_sent import NodeCreate, ProgrammeChange, ProgrammeCreate
from app.models.progress import AssessmentAsked
from app.problems import refusals
from app.services.programmes import finding, recording, trees

router = APIRouter(prefix="/programmes", tags=["programmes"])


@router.get("", response_model=Page[ProgrammeRead], responses=refusals(400))
def list_programmes(
    request: Request, sight: SightDep, asked: Annotated[ProgrammeFilter, Query()]
) -> Page[ProgrammeRead]:
    """Programmes, and how each stands."""
    return paged(request, finding.find(sight.known(asked.known_at), asked))


@router.post(
    "", response_model=ProgrammeRead, status_code=status.HTTP_201_CREATED, responses=refusals(400, 401, 403, 409, 415)
)
def create_programme(request: Request, writing: Steering, new: ProgrammeCreate, response: Response) -> ProgrammeRead:
    """A new programme, with its own words for the levels of its tree."""
    programme = recording.create(writing, new)
    located(request, response, "programmes", programme.id)
    return finding.read(writing.sight, programme.id)


@router.get("/{programme_id}", response_model=ProgrammeRead, responses=refusals(400, 404))
def read_programme(
    sight: SightDep, programme_id: str, response: Response, known_at: KnownAt = None, as_of: AsOf = None
) -> ProgrammeRead:
    """One programme."""
    seeing = sight.known(known_at)
    tagged(response, programme_id, finding.row(seeing, programme_id).version)
    return finding.read(seeing, programme_id, as_of)


@router.patch("/{programme_id}", response_model=ProgrammeRead, responses=refusals(400, 401, 403, 404, 412, 415, 428))
def change_programme(
    writing: Steering, programme_id: str, patch: ProgrammeChange, match: IfMatch, response: Response
) -> ProgrammeRead:
    """Change a programme: its term, its words for levels, its areas and partners; lists that are sent replace."""
    tag = row_tag(programme_id, recording.held(writing, programme_id).version)
    require_unchanged(match, tag, finding.read(writing.sight, programme_id), patch)
    tagged(response, programme_id, recording.change(writing, programme_id, patch).version)
    return finding.read(writing.sight, programme_id)


@router.get("/{programme_id}/tree", response_model=TreeRead, responses=refusals(400, 404))
def read_tree(sight: SightDep, programme_id: str, asked: Annotated[AssessmentAsked, Query()]) -> TreeRead:
    """The whole tree, with counts at every level."""
    return trees.tree(sight.known(asked.known_at), programme_id, asked.as_of)


@router.get("/{programme_id}/nodes", response_model=Page[NodeRead], responses=refusals(400, 404))
def list_nodes(
    request: Request, sight: SightDep, programme_id: str, asked: Annotated[NodeFilter, Query()]
) -> Page[NodeRead]:
    """The nodes of every level."""
    return paged(request, finding.find_nodes(sight.known(asked.known_at), asked, of=programme_id))


@router.post(
    "/{programme_id}/nodes",
    response_model=NodeRead,
    status_code=status.HTTP_201_CREATED,
    responses=refusals(400, 401, 403, 404, 409, 415),
)
def add_node(request: Request, writing: Steering, programme_id: str, new: NodeCreate, response: Response) -> NodeRead:
    """A new node in the tree: an ambition, a goal, whatever the programme calls it."""
    node = recording.add_node(writing, programme_id, new)
    located(request, response, "nodes", node.id)
    return finding.read_node(writing.sight, node.id)


add_undoing(router, recording.PROGRAMMES, ProgrammeRead, finding.read)
