"""/api/v1/sources"""

from typing import Annotated

from fastapi import Query, Request

from app.api.access import SightDep
from app.api.paging import paged
from app.api.routes import APIRouter
from app.models.base import Page
from app.models.source import SourceFilter, SourceRead
from app.problems import refusals
from app.services import sources

router = APIRouter(prefix="/sources", tags=["sources"])


@router.get("", response_model=Page[SourceRead], responses=refusals(400))
def list_sources(request: Request, sight: SightDep, asked: Annotated[SourceFilter, Query()]) -> Page[SourceRead]:
    """The documents, tables and systems that figures come from."""
    return paged(request, sources.find(sight, asked))


@router.get("/{source_id}", response_model=SourceRead, responses=refusals(400, 404))
def read_source(sight: SightDep, source_id: str) -> SourceRead:
    """One source."""
    return sources.read(sight, source_id)
