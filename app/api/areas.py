"""/api/v1/areas: the areas among the places, with profile, composition and progress."""

from functools import partial
from typing import Annotated

from fastapi import Query, Request, Response, status

from app.api.access import SightDep
from app.api.editions import add_undoing
from app.api.etags import IfMatch, require_unchanged, row_tag
from app.api.exports import FILES, or_file
from app.api.paging import paged
from app.api.routes import APIRouter
from app.api.rows import AsOf, KnownAt, Steering, located, tagged
from app.models.area_figure import AreaFigureFilter, AreaFigureRead
from app.models.base import Page
from app.models.place import AreaFilter, AreaRead, NeighbourhoodRead, PlaceFilter
from app.models.place_sent import AreaChange, AreaCreate, MembershipCreate, MembershipRemoval
from app.models.progress import AssessmentAsked, ProgressRead
from app.problems import refusals
from app.services.exports.sets import AREAS, neighbourhoods_of
from app.services.places import area_figures, areas, composition, finding, profiles

router = APIRouter(prefix="/areas", tags=["areas"])


@router.get("", response_model=Page[AreaRead], responses=refusals(400) | FILES)
def list_areas(request: Request, sight: SightDep, asked: Annotated[AreaFilter, Query()]) -> Page[AreaRead] | Response:
    """Areas, and how each stands."""
    seeing = sight.known(asked.known_at)
    return or_file(request, seeing, asked, AREAS, lambda: paged(request, profiles.find(seeing, asked)))


@router.post(
    "", response_model=AreaRead, status_code=status.HTTP_201_CREATED, responses=refusals(400, 401, 403, 409, 415)
)
def create_area(request: Request, writing: Steering, new: AreaCreate, response: Response) -> AreaRead:
    """A new area, with its profile and the neighbourhoods that it is made of."""
    place = areas.create(writing, new)
    located(request, response, "areas", place.id)
    return profiles.read(writing.sight, place.id)


@router.get("/{area_id}", response_model=AreaRead, responses=refusals(400, 404))
def read_area(
    sight: SightDep, area_id: str, response: Response, known_at: KnownAt = None, as_of: AsOf = None
) -> AreaRead:
    """One area."""
    area = profiles.read(sight.known(known_at), area_id, as_of)
    tagged(response, area_id, finding.row(sight, area_id).version)
    return area


@router.patch("/{area_id}", response_model=AreaRead, responses=refusals(400, 401, 403, 404, 412, 415, 428))
def change_area(writing: Steering, area_id: str, patch: AreaChange, match: IfMatch, response: Response) -> AreaRead:
    """Change the names, the profile or the neighbourhoods of an area; lists that are sent replace what was there."""
    tag = row_tag(area_id, areas.held(writing, area_id).version)
    require_unchanged(match, tag, profiles.read(writing.sight, area_id), patch)
    tagged(response, area_id, areas.change(writing, area_id, patch).version)
    return profiles.read(writing.sight, area_id)


@router.get("/{area_id}/progress", response_model=ProgressRead, responses=refusals(400, 404))
def read_progress(sight: SightDep, area_id: str, asked: Annotated[AssessmentAsked, Query()]) -> ProgressRead:
    """How every target about the area and its neighbourhoods stands: counted, and worst first."""
    return profiles.progress(sight.known(asked.known_at), area_id, asked.as_of)


@router.get("/{area_id}/figures", response_model=Page[AreaFigureRead], responses=refusals(400, 404))
def list_figures_of_area(
    request: Request, sight: SightDep, area_id: str, asked: Annotated[AreaFigureFilter, Query()]
) -> Page[AreaFigureRead]:
    """The figures of an area, measured or computed from its neighbourhoods, with what they cover."""
    return paged(request, area_figures.find(sight.known(asked.known_at), area_id, asked))


@router.get("/{area_id}/neighbourhoods", response_model=Page[NeighbourhoodRead], responses=refusals(400, 404) | FILES)
def list_neighbourhoods_of_area(
    request: Request, sight: SightDep, area_id: str, asked: Annotated[PlaceFilter, Query()]
) -> Page[NeighbourhoodRead] | Response:
    """The neighbourhoods of an area, with the share of each that lies in it."""
    seeing, export = sight.known(asked.known_at), neighbourhoods_of(area_id)
    find = partial(finding.find_neighbourhoods, seeing, asked, area=area_id)
    return or_file(request, seeing, asked, export, lambda: paged(request, find()))


@router.post(
    "/{area_id}/neighbourhoods",
    response_model=NeighbourhoodRead,
    status_code=status.HTTP_201_CREATED,
    responses=refusals(400, 401, 403, 404, 415),
)
def include_neighbourhood(
    request: Request, writing: Steering, area_id: str, new: MembershipCreate, response: Response
) -> NeighbourhoodRead:
    """Make a neighbourhood part of the area, wholly or for a share; what was there before stays known."""
    composition.include(writing, area_id, new)
    response.headers["Location"] = f"{request.scope['root_path']}/neighbourhoods/{new.neighbourhood}"
    return finding.read_neighbourhood(writing.sight, new.neighbourhood)


@router.post(
    "/{area_id}/neighbourhoods/{neighbourhood_id}/removal",
    response_model=NeighbourhoodRead,
    responses=refusals(400, 401, 403, 404, 415),
)
def leave_out_neighbourhood(
    writing: Steering, area_id: str, neighbourhood_id: str, why: MembershipRemoval
) -> NeighbourhoodRead:
    """Take a neighbourhood out of the area, with the reason; that it was in it stays known."""
    composition.leave_out(writing, area_id, neighbourhood_id, why.reason)
    return finding.read_neighbourhood(writing.sight, neighbourhood_id)


add_undoing(router, areas.AREAS, AreaRead, profiles.read)
