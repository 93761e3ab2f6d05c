"""/api/v1/populations"""

from typing import Annotated

from fastapi import Query, Request, Response, status

from app.api.access import SightDep
from app.api.editions import add_undoing
from app.api.etags import IfMatch, require_unchanged, row_tag
from app.api.paging import paged
from app.api.routes import APIRouter
from app.api.rows import Steering, located, tagged
from app.models.base import Page
from app.models.indicator import PopulationChange, PopulationCreate, PopulationFilter, PopulationRead
from app.problems import refusals
from app.services import populations

router = APIRouter(prefix="/populations", tags=["populations"])


@router.get("", response_model=Page[PopulationRead], responses=refusals(400))
def list_populations(
    request: Request, sight: SightDep, asked: Annotated[PopulationFilter, Query()]
) -> Page[PopulationRead]:
    """The named groups that figures are about."""
    return paged(request, populations.find(sight, asked))


@router.post(
    "", response_model=PopulationRead, status_code=status.HTTP_201_CREATED, responses=refusals(400, 401, 403, 409, 415)
)
def create_population(request: Request, writing: Steering, new: PopulationCreate, response: Response) -> PopulationRead:
    """A new group."""
    row = populations.create(writing, new)
    located(request, response, "populations", row.id)
    return populations.read(writing.sight, row.id)


@router.get("/{population_id}", response_model=PopulationRead, responses=refusals(400, 404))
def read_population(sight: SightDep, population_id: str, response: Response) -> PopulationRead:
    """One group."""
    tagged(response, population_id, populations.row(sight, population_id).version)
    return populations.read(sight, population_id)


@router.patch("/{population_id}", response_model=PopulationRead, responses=refusals(400, 401, 403, 404, 412, 415, 428))
def change_population(
    writing: Steering, population_id: str, patch: PopulationChange, match: IfMatch, response: Response
) -> PopulationRead:
    """Change the name or the description of a group."""
    tag = row_tag(population_id, populations.held(writing, population_id).version)
    require_unchanged(match, tag, populations.read(writing.sight, population_id), patch)
    tagged(response, population_id, populations.change(writing, population_id, patch).version)
    return populations.read(writing.sight, population_id)


add_undoing(router, populations.POPULATIONS, PopulationRead, populations.read)
