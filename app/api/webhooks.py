"""/api/v1/webhooks"""

from typing import Annotated

from fastapi import Depends, Query, Request, Response, status

from app.api.access import require, require_to_read, settings_of
from app.api.paging import paged
from app.api.routes import UNTAGGED, APIRouter
from app.models.base import Page
from app.models.webhook import (
    WebhookCreate,
    WebhookDeliveryFilter,
    WebhookDeliveryRead,
    WebhookFilter,
    WebhookMade,
    WebhookRead,
)
from app.problems import refusals
from app.services.access.sight import Sight
from app.services.access.writing import Writing
from app.services.webhooks import finding, subscribing
from app.services.webhooks.scope import WHO
from app.services.webhooks.subscribing import Made, Post

router = APIRouter(prefix="/webhooks", tags=["webhooks"])

Subscribing = Annotated[Writing, Depends(require(*WHO))]
SubscribersSight = Annotated[Sight, Depends(require_to_read(*WHO))]


def post_of(request: Request) -> Post:
    """How this installation sends."""
    settings = settings_of(request)
    return Post(settings.webhooks, settings.webhooks_to_private, settings.data_dir)


PostDep = Annotated[Post, Depends(post_of)]


@router.get("", response_model=Page[WebhookRead], responses=refusals(400, 401, 403), openapi_extra=UNTAGGED)
def list_webhooks(
    request: Request, sight: SubscribersSight, asked: Annotated[WebhookFilter, Query()]
) -> Page[WebhookRead]:
    """Webhooks of you or your organisation; all of them for staff."""
    return paged(request, finding.find(sight, asked))


@router.post(
    "", response_model=WebhookMade, status_code=status.HTTP_201_CREATED, responses=refusals(400, 401, 403, 409, 415)
)
def create_webhook(
    request: Request, writing: Subscribing, post: PostDep, new: WebhookCreate, response: Response
) -> WebhookMade:
    """Ask to be told at an address. The secret by which you check what comes is in this answer, and nowhere else."""
    made = subscribing.create(writing, post, new)
    response.headers["Location"] = f"{request.scope['root_path']}/webhooks/{made.webhook.id}"
    return _with_secret(writing, made)


@router.get("/{webhook_id}", response_model=WebhookRead, responses=refusals(400, 401, 403, 404), openapi_extra=UNTAGGED)
def read_webhook(sight: SubscribersSight, webhook_id: str) -> WebhookRead:
    """One webhook, without its secret."""
    return finding.as_read(sight, finding.row(sight, webhook_id))


@router.post("/{webhook_id}/rotation", response_model=WebhookMade, responses=refusals(400, 401, 403, 404, 409, 415))
def rotate_webhook(writing: Subscribing, post: PostDep, webhook_id: str) -> WebhookMade:
    """Give it a new secret. For a day what is sent is signed with the old one too."""
    return _with_secret(writing, subscribing.rotate(writing, post, webhook_id))


@router.post("/{webhook_id}/revocation", response_model=WebhookRead, responses=refusals(400, 401, 403, 404, 415))
def revoke_webhook(writing: Subscribing, webhook_id: str) -> WebhookRead:
    """Send nothing to it from now on."""
    return finding.as_read(writing.sight, subscribing.revoke(writing, webhook_id))


@router.post(
    "/{webhook_id}/ping",
    response_model=WebhookDeliveryRead,
    status_code=status.HTTP_202_ACCEPTED,
    responses=refusals(400, 401, 403, 404, 409, 415),
)
def ping_webhook(writing: Subscribing, post: PostDep, webhook_id: str) -> WebhookDeliveryRead:
    """Have a test sent; see in the webhook deliveries what became of it."""
    return finding.as_delivery(subscribing.ping(writing, post, webhook_id))


@router.get(
    "/{webhook_id}/deliveries",
    response_model=Page[WebhookDeliveryRead],
    responses=refusals(400, 401, 403, 404),
    openapi_extra=UNTAGGED,
)
def list_webhook_deliveries(
    request: Request, sight: SubscribersSight, webhook_id: str, asked: Annotated[WebhookDeliveryFilter, Query()]
) -> Page[WebhookDeliveryRead]:
    """What was sent, newest first, and what became of it; kept for thirty days."""
    return paged(request, finding.deliveries(sight, webhook_id, asked))


@router.post(
    "/{webhook_id}/deliveries/{delivery_id}/redelivery",
    response_model=WebhookDeliveryRead,
    status_code=status.HTTP_202_ACCEPTED,
    responses=refusals(400, 401, 403, 404, 409, 415),
)
def redeliver(writing: Subscribing, post: PostDep, webhook_id: str, delivery_id: str) -> WebhookDeliveryRead:
    """Have it told again, under the same id."""
    return finding.as_delivery(subscribing.redeliver(writing, post, webhook_id, delivery_id))


def _with_secret(writing: Writing, made: Made) -> WebhookMade:
    return WebhookMade(**finding.as_read(writing.sight, made.webhook).model_dump(), secret=made.secret)
