"""/api/v1/sources"""

from typing import Annotated

from fastapi import Query, Request, Response, status

from app.api.access import SightDep
from app.api.editions import add_undoing
from app.api.etags import IfMatch, require_unchanged, row_tag
from app.api.paging import paged
from app.api.routes import APIRouter
from app.api.rows import Steering, located, tagged
from app.models.base import Page
from app.models.source import SourceChange, SourceCreate, SourceFilter, SourceRead
from app.problems import refusals
from app.services import sources

router = APIRouter(prefix="/sources", tags=["sources"])


@router.get("", response_model=Page[SourceRead], responses=refusals(400))
def list_sources(request: Request, sight: SightDep, asked: Annotated[SourceFilter, Query()]) -> Page[SourceRead]:
    """The documents, tables and systems that figures come from."""
    return paged(request, sources.find(sight, asked))


@router.post(
    "", response_model=SourceRead, status_code=status.HTTP_201_CREATED, responses=refusals(400, 401, 403, 409, 415)
)
def create_source(request: Request, writing: Steering, new: SourceCreate, response: Response) -> SourceRead:
    """A new document, table or system that figures come from."""
    row = sources.create(writing, new)
    located(request, response, "sources", row.id)
    return sources.read(writing.sight, row.id)


@router.get("/{source_id}", response_model=SourceRead, responses=refusals(400, 404))
def read_source(sight: SightDep, source_id: str, response: Response) -> SourceRead:
    """One source."""
    tagged(response, source_id, sources.row(sight, source_id).version)
    return sources.read(sight, source_id)


@router.patch("/{source_id}", response_model=SourceRead, responses=refusals(400, 401, 403, 404, 412, 415, 428))
def change_source(
    writing: Steering, source_id: str, patch: SourceChange, match: IfMatch, response: Response
) -> SourceRead:
    """Change what is said of a source."""
    tag = row_tag(source_id, sources.held(writing, source_id).version)
    require_unchanged(match, tag, sources.read(writing.sight, source_id), patch)
    tagged(response, source_id, sources.change(writing, source_id, patch).version)
    return sources.read(writing.sight, source_id)


add_undoing(router, sources.SOURCES, SourceRead, sources.read)
