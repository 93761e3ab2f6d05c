"""/api/v1/interventions"""

from typing import Annotated

from fastapi import Query, Request, Response, status

from app.api.access import SightDep
from app.api.editions import add_undoing
from app.api.etags import IfMatch, require_unchanged, row_tag
from app.api.exports import FILES, or_file
from app.api.paging import paged
from app.api.routes import APIRouter
from app.api.rows import KnownAt, Steering, located, tagged
from app.models.base import Page
from app.models.intervention import InterventionChange, InterventionCreate, InterventionFilter, InterventionRead
from app.problems import refusals
from app.services import interventions
from app.services.exports.sets import INTERVENTIONS

router = APIRouter(prefix="/interventions", tags=["interventions"])


@router.get("", response_model=Page[InterventionRead], responses=refusals(400) | FILES)
def list_interventions(
    request: Request, sight: SightDep, asked: Annotated[InterventionFilter, Query()]
) -> Page[InterventionRead] | Response:
    """Interventions, with places, goals and partners."""
    seeing = sight.known(asked.known_at)
    return or_file(request, seeing, asked, INTERVENTIONS, lambda: paged(request, interventions.find(seeing, asked)))


@router.post(
    "",
    response_model=InterventionRead,
    status_code=status.HTTP_201_CREATED,
    responses=refusals(400, 401, 403, 409, 415),
)
def create_intervention(
    request: Request, writing: Steering, new: InterventionCreate, response: Response
) -> InterventionRead:
    """A new intervention."""
    row = interventions.create(writing, new)
    located(request, response, "interventions", row.id)
    return interventions.read(writing.sight, row.id)


@router.get("/{intervention_id}", response_model=InterventionRead, responses=refusals(400, 404))
def read_intervention(
    sight: SightDep, intervention_id: str, response: Response, known_at: KnownAt = None
) -> InterventionRead:
    """One intervention."""
    seeing = sight.known(known_at)
    tagged(response, intervention_id, interventions.row(seeing, intervention_id).version)
    return interventions.read(seeing, intervention_id)


@router.patch(
    "/{intervention_id}", response_model=InterventionRead, responses=refusals(400, 401, 403, 404, 412, 415, 428)
)
def change_intervention(
    writing: Steering, intervention_id: str, patch: InterventionChange, match: IfMatch, response: Response
) -> InterventionRead:
    """Change an intervention; lists that are sent replace what was there."""
    tag = row_tag(intervention_id, interventions.held(writing, intervention_id).version)
    require_unchanged(match, tag, interventions.read(writing.sight, intervention_id), patch)
    tagged(response, intervention_id, interventions.change(writing, intervention_id, patch).version)
    return interventions.read(writing.sight, intervention_id)


add_undoing(router, interventions.INTERVENTIONS, InterventionRead, interventions.read)
