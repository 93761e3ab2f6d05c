"""/api/v1/neighbourhoods: the wijken, buurten and local areas among the places."""

from typing import Annotated

from fastapi import Query, Request, Response

from app.api.access import SightDep
from app.api.exports import FILES, or_file
from app.api.paging import paged
from app.api.routes import APIRouter
from app.api.rows import KnownAt, tagged
from app.models.base import Page
from app.models.place import NeighbourhoodRead, PlaceFilter
from app.problems import refusals
from app.services.exports.sets import NEIGHBOURHOODS
from app.services.places import finding

router = APIRouter(prefix="/neighbourhoods", tags=["neighbourhoods"])


@router.get("", response_model=Page[NeighbourhoodRead], responses=refusals(400) | FILES)
def list_neighbourhoods(
    request: Request, sight: SightDep, asked: Annotated[PlaceFilter, Query()]
) -> Page[NeighbourhoodRead] | Response:
    """Neighbourhoods, with the areas that they are part of."""
    seeing = sight.known(asked.known_at)
    return or_file(
        request, seeing, asked, NEIGHBOURHOODS, lambda: paged(request, finding.find_neighbourhoods(seeing, asked))
    )


@router.get("/{neighbourhood_id}", response_model=NeighbourhoodRead, responses=refusals(400, 404))
def read_neighbourhood(
    sight: SightDep, neighbourhood_id: str, response: Response, known_at: KnownAt = None
) -> NeighbourhoodRead:
    """One neighbourhood."""
    place = finding.read_neighbourhood(sight.known(known_at), neighbourhood_id)
    tagged(response, neighbourhood_id, finding.row(sight, neighbourhood_id).version)
    return place
