"""/api/v1/places: every place, in one namespace."""

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
from app.models.place import PlaceFilter, PlaceRead
from app.models.place_sent import PlaceChange, PlaceCreate
from app.problems import refusals
from app.services.exports.sets import PLACES
from app.services.places import finding, recording

router = APIRouter(prefix="/places", tags=["places"])


@router.get("", response_model=Page[PlaceRead], responses=refusals(400) | FILES)
def list_places(
    request: Request, sight: SightDep, asked: Annotated[PlaceFilter, Query()]
) -> Page[PlaceRead] | Response:
    """Places of every kind; by `code` and `layoutYear` the one that had this code."""
    seeing = sight.known(asked.known_at)
    return or_file(request, seeing, asked, PLACES, lambda: paged(request, finding.find(seeing, asked)))


@router.post(
    "", response_model=PlaceRead, status_code=status.HTTP_201_CREATED, responses=refusals(400, 401, 403, 409, 415)
)
def create_place(request: Request, writing: Steering, new: PlaceCreate, response: Response) -> PlaceRead:
    """A new place, whose id is made from its name unless it is given."""
    place = recording.create(writing, new)
    located(request, response, "places", place.id)
    return finding.read(writing.sight, place.id)


@router.get("/{place_id}", response_model=PlaceRead, responses=refusals(400, 404))
def read_place(sight: SightDep, place_id: str, response: Response, known_at: KnownAt = None) -> PlaceRead:
    """One place."""
    tagged(response, place_id, finding.row(sight, place_id).version)
    return finding.read(sight.known(known_at), place_id)


@router.patch("/{place_id}", response_model=PlaceRead, responses=refusals(400, 401, 403, 404, 412, 415, 428))
def change_place(writing: Steering, place_id: str, patch: PlaceChange, match: IfMatch, response: Response) -> PlaceRead:
    """Change the name or the other spellings of a place."""
    tag = row_tag(place_id, recording.held(writing, place_id).version)
    require_unchanged(match, tag, finding.read(writing.sight, place_id), patch)
    tagged(response, place_id, recording.change(writing, place_id, patch).version)
    return finding.read(writing.sight, place_id)


add_undoing(router, recording.PLACES, PlaceRead, finding.read)
