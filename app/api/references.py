"""/api/v1/references: what can be named in a form, by the names that people know."""

from typing import Annotated

from fastapi import Query, Request

from app.api.access import SightDep
from app.api.paging import paged
from app.api.routes import APIRouter
from app.models.base import Page
from app.models.reference import ReferenceFilter, ReferenceRead
from app.problems import refusals
from app.services import naming

router = APIRouter(prefix="/references", tags=["references"])


@router.get("", response_model=Page[ReferenceRead], responses=refusals(400))
def list_references(
    request: Request, sight: SightDep, asked: Annotated[ReferenceFilter, Query()]
) -> Page[ReferenceRead]:
    """Ids and names of all that can be named: places, partners, goals, indicators and so on, of the kinds asked."""
    return paged(request, naming.find(sight, asked))
