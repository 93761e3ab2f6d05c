"""/api/v1/indicators"""

from typing import Annotated

from fastapi import Depends, Query, Request, Response, status

from app.api.access import SightDep, require
from app.api.editions import add_undoing
from app.api.etags import IfMatch, require_unchanged, row_tag
from app.api.exports import FILES, or_file
from app.api.paging import paged
from app.api.routes import APIRouter
from app.api.rows import KnownAt, Steering, located, tagged
from app.models.access import Role
from app.models.base import Page
from app.models.indicator import IndicatorChange, IndicatorCreate, IndicatorFilter, IndicatorRead, Release
from app.problems import refusals
from app.services import indicators
from app.services.access.writing import Writing
from app.services.exports.sets import INDICATORS

router = APIRouter(prefix="/indicators", tags=["indicators"])

Releasing = Annotated[Writing, Depends(require(Role.ADMINISTRATOR))]


@router.get("", response_model=Page[IndicatorRead], responses=refusals(400) | FILES)
def list_indicators(
    request: Request, sight: SightDep, asked: Annotated[IndicatorFilter, Query()]
) -> Page[IndicatorRead] | Response:
    """Indicators; of a programme its own list."""
    seeing = sight.known(asked.known_at)
    return or_file(request, seeing, asked, INDICATORS, lambda: paged(request, indicators.find(seeing, asked)))


@router.post(
    "", response_model=IndicatorRead, status_code=status.HTTP_201_CREATED, responses=refusals(400, 401, 403, 409, 415)
)
def create_indicator(request: Request, writing: Steering, new: IndicatorCreate, response: Response) -> IndicatorRead:
    """A new indicator."""
    row = indicators.create(writing, new)
    located(request, response, "indicators", row.id)
    return indicators.read(writing.sight, row.id)


@router.get("/{indicator_id}", response_model=IndicatorRead, responses=refusals(400, 404))
def read_indicator(sight: SightDep, indicator_id: str, response: Response, known_at: KnownAt = None) -> IndicatorRead:
    """One indicator, with unit, bounds, direction of good and protection."""
    seeing = sight.known(known_at)
    tagged(response, indicator_id, indicators.row(seeing, indicator_id).version)
    return indicators.read(seeing, indicator_id)


@router.patch("/{indicator_id}", response_model=IndicatorRead, responses=refusals(400, 401, 403, 404, 412, 415, 428))
def change_indicator(
    writing: Steering, indicator_id: str, patch: IndicatorChange, match: IfMatch, response: Response
) -> IndicatorRead:
    """Change an indicator; what a protection hid stays hidden."""
    tag = row_tag(indicator_id, indicators.held(writing, indicator_id).version)
    require_unchanged(match, tag, indicators.read(writing.sight, indicator_id), patch)
    tagged(response, indicator_id, indicators.change(writing, indicator_id, patch).version)
    return indicators.read(writing.sight, indicator_id)


@router.post("/{indicator_id}/release", response_model=IndicatorRead, responses=refusals(400, 401, 403, 404, 415))
def release_indicator(writing: Releasing, indicator_id: str, why: Release) -> IndicatorRead:
    """Show what an earlier protection still hides, with the reason; for administrators."""
    indicators.release(writing, indicator_id, why.reason)
    return indicators.read(writing.sight, indicator_id)


add_undoing(router, indicators.INDICATORS, IndicatorRead, indicators.read)
