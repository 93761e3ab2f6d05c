"""/api/v1/delivery-duties and /api/v1/deliveries"""

from typing import Annotated

from fastapi import Depends, Query, Request

from app.api.access import SightDep, require_to_read, settings_of
from app.api.paging import paged
from app.api.registers import router_of
from app.api.routes import APIRouter
from app.api.rows import KnownAt, Steering
from app.models.access import Role
from app.models.base import Page
from app.models.delivery import DeliveryFilter, DeliveryRead
from app.models.mailbox import DigestFilter, LetterRead
from app.models.measurement import DeliveryJudging, Judged
from app.problems import refusals
from app.services.access.sight import Sight
from app.services.deliveries import digest, following, judging
from app.services.deliveries.digest import Signed
from app.services.deliveries.duties import DELIVERY_DUTIES
from app.settings import Settings

router = APIRouter()
StaffSight = Annotated[Sight, Depends(require_to_read(Role.PROGRAMME_STAFF, Role.ADMINISTRATOR))]


def signed_by(settings: Settings) -> Signed:
    """Who the letters are from."""
    return Signed(settings.site, settings.contact_name, settings.contact_email)


router.include_router(router_of(DELIVERY_DUTIES))


@router.get("/deliveries", response_model=Page[DeliveryRead], responses=refusals(400), tags=["deliveries"])
def list_deliveries(request: Request, sight: SightDep, asked: Annotated[DeliveryFilter, Query()]) -> Page[DeliveryRead]:
    """What partners have to deliver, each duty in each period, by due date: what came, and what is missing."""
    return paged(request, following.find(sight.known(asked.known_at), asked))


@router.get(
    "/deliveries/digest", response_model=Page[LetterRead], responses=refusals(400, 401, 403), tags=["deliveries"]
)
def preview_digest(request: Request, sight: StaffSight, asked: Annotated[DigestFilter, Query()]) -> Page[LetterRead]:
    """What every partner that is late would be written today; `wijkkoers digest` sends it."""
    return paged(request, digest.find(sight, signed_by(settings_of(request)), asked))


@router.get("/deliveries/{delivery_id}", response_model=DeliveryRead, responses=refusals(400, 404), tags=["deliveries"])
def read_delivery(sight: SightDep, delivery_id: str, known_at: KnownAt = None) -> DeliveryRead:
    """One duty in one period."""
    return following.read(sight.known(known_at), delivery_id)


@router.post(
    "/deliveries/{delivery_id}/acceptance",
    response_model=Judged,
    responses=refusals(400, 401, 403, 404, 409, 415),
    tags=["deliveries"],
)
def judge_delivery(writing: Steering, delivery_id: str, verdict: DeliveryJudging) -> Judged:
    """Accept all that came of a delivery, or send it back with a message."""
    return judging.judge(writing, delivery_id, verdict)
