"""/api/v1/period-locks, and /opening-requests: asking to have a locked period opened."""

from typing import Annotated

from fastapi import Depends, Query, Request, Response, status

from app.api.access import require_to_read
from app.api.measurements import WHO_MEASURE, Measuring
from app.api.paging import paged
from app.api.registers import router_of
from app.api.routes import APIRouter
from app.api.rows import Steering, located
from app.models.base import Page
from app.models.lock_opening import (
    OpeningGrant,
    OpeningRefusal,
    OpeningRequestCreate,
    OpeningRequestFilter,
    OpeningRequestRead,
)
from app.problems import refusals
from app.services.access.sight import Sight
from app.services.measurements import openings
from app.services.measurements.locks import PERIOD_LOCKS

router = APIRouter()
router.include_router(router_of(PERIOD_LOCKS))

DeliverersSight = Annotated[Sight, Depends(require_to_read(*WHO_MEASURE))]
ANSWERS = refusals(400, 401, 403, 404, 409, 415)


@router.post(
    "/period-locks/{lock_id}/opening-requests",
    response_model=OpeningRequestRead,
    status_code=status.HTTP_201_CREATED,
    responses=ANSWERS,
    tags=["opening-requests"],
)
def ask_for_opening(
    request: Request, writing: Measuring, lock_id: str, new: OpeningRequestCreate, response: Response
) -> OpeningRequestRead:
    """Ask to have a locked period opened for your organisation, with the reason."""
    row = openings.ask(writing, lock_id, new)
    located(request, response, "opening-requests", row.id)
    return openings.read(writing.sight, row.id)


@router.get(
    "/opening-requests",
    response_model=Page[OpeningRequestRead],
    responses=refusals(400, 401, 403),
    tags=["opening-requests"],
)
def list_opening_requests(
    request: Request, sight: DeliverersSight, asked: Annotated[OpeningRequestFilter, Query()]
) -> Page[OpeningRequestRead]:
    """What your organisation asked; what was asked of locks that are yours to open for staff."""
    return paged(request, openings.find(sight, asked))


@router.get(
    "/opening-requests/{key}",
    response_model=OpeningRequestRead,
    responses=refusals(400, 401, 403, 404),
    tags=["opening-requests"],
)
def read_opening_request(sight: DeliverersSight, key: str) -> OpeningRequestRead:
    """One request, and what became of it."""
    return openings.read(sight, key)


@router.post(
    "/opening-requests/{key}/grant", response_model=OpeningRequestRead, responses=ANSWERS, tags=["opening-requests"]
)
def grant_opening(writing: Steering, key: str, said: OpeningGrant) -> OpeningRequestRead:
    """Open the lock for who asked, until a day; a lock that changes afterwards is closed again."""
    return openings.read(writing.sight, openings.grant(writing, key, said).id)


@router.post(
    "/opening-requests/{key}/refusal", response_model=OpeningRequestRead, responses=ANSWERS, tags=["opening-requests"]
)
def refuse_opening(writing: Steering, key: str, said: OpeningRefusal) -> OpeningRequestRead:
    """Keep the lock closed, with the reason."""
    return openings.read(writing.sight, openings.refuse(writing, key, said).id)
