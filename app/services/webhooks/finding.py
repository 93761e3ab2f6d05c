"""Webhooks and their log, for those who may know of them."""

from typing import Any

from sqlalchemy import func, select
from sqlmodel import col

from app.errors import NotFound, say
from app.models.access import Actor, Role
from app.models.webhook import (
    Webhook,
    WebhookDelivery,
    WebhookDeliveryFilter,
    WebhookDeliveryRead,
    WebhookDeliveryState,
    WebhookFilter,
    WebhookRead,
    WebhookState,
)
from app.services.access.eyes import TRUSTED
from app.services.access.sight import Sight
from app.services.rows import Found, bad_cursor, paginate_list, read_cursor, same_names, write_cursor
from app.services.webhooks.addresses import shown
from app.services.webhooks.scope import maker


def find(sight: Sight, asked: WebhookFilter) -> Found[WebhookRead]:
    """All webhooks for staff of everywhere; for others those of their organisation, or their own."""
    statement = select(Webhook).where(*own(sight.reader))
    if asked.partner:
        statement = statement.where(col(Webhook.partner_id).in_(asked.partner))
    rows = sight.session.execute(statement).scalars().all()
    found = paginate_list(rows, asked, lambda row: (row.id,))
    return found.holding([as_read(sight, row) for row in found.items])


def row(sight: Sight, webhook_id: str) -> Webhook:
    """Raises NotFound, also for what is another's."""
    asked = select(Webhook).where(col(Webhook.id) == webhook_id, *own(sight.reader))
    found: Webhook | None = sight.session.execute(asked).scalar_one_or_none()
    if found is None:
        raise NotFound(say("There is no {kind} with id {id}.", kind=say("webhook"), id=webhook_id[:120]))
    return found


def as_read(sight: Sight, row: Webhook) -> WebhookRead:
    """The webhook without its secret."""
    state = _state(sight, row)
    said = same_names(row, WebhookRead) | {"url": shown(row.url), "partner": row.partner_id, "made_by": row.actor_name}
    may = [] if state is WebhookState.REVOKED else ["test", "rotate", "revoke"]
    return WebhookRead(**said, state=state, may=may)


def deliveries(sight: Sight, webhook_id: str, asked: WebhookDeliveryFilter) -> Found[WebhookDeliveryRead]:
    """The log of a webhook, newest first."""
    webhook = row(sight, webhook_id)
    statement = select(WebhookDelivery).where(col(WebhookDelivery.webhook_id) == webhook.id)
    if asked.state:
        statement = statement.where(col(WebhookDelivery.state).in_(asked.state))
    if asked.event:
        statement = statement.where(col(WebhookDelivery.told).in_(asked.event))
    total = sight.session.execute(select(func.count()).select_from(statement.subquery())).scalar_one()
    if asked.cursor:
        statement = statement.where(col(WebhookDelivery.id) < _before(asked.cursor))
    newest = statement.order_by(col(WebhookDelivery.id).desc()).limit(asked.page_size + 1)
    rows = sight.session.execute(newest).scalars().all()
    page = [as_delivery(each, webhook.revoked_at is None) for each in rows[: asked.page_size]]
    cursor = write_cursor([page[-1].id]) if len(rows) > asked.page_size else None
    return Found(page, cursor, total if asked.count else None)


def delivery(sight: Sight, webhook_id: str, delivery_id: str) -> WebhookDelivery:
    """One of the log; raises NotFound."""
    asked = select(WebhookDelivery).where(
        col(WebhookDelivery.id) == delivery_id, col(WebhookDelivery.webhook_id) == row(sight, webhook_id).id
    )
    found: WebhookDelivery | None = sight.session.execute(asked).scalar_one_or_none()
    if found is None:
        raise NotFound(say("There is no {kind} with id {id}.", kind=say("webhook delivery"), id=delivery_id[:120]))
    return found


def as_delivery(row: WebhookDelivery, open_to: bool = True) -> WebhookDeliveryRead:
    """One line of the log."""
    waits = row.state == WebhookDeliveryState.PENDING
    said = same_names(row, WebhookDeliveryRead) | {"next_try_at": row.next_try_at if waits else None, "event": row.told}
    return WebhookDeliveryRead(**said, may=["redeliver"] if open_to and not waits else [])


def own(reader: Actor) -> list[Any]:
    """The condition on what this reader may know of."""
    if reader.role in TRUSTED and reader.areas is None:
        return []
    mine = col(Webhook.actor_id) == reader.id
    if reader.partner is not None and reader.role in (Role.PARTNER, Role.PARTNER_EDITOR):
        mine = mine | (col(Webhook.partner_id) == reader.partner)
    return [mine]


def _before(cursor: str) -> str:
    """The id that the page before ended with; raises Invalid."""
    values = read_cursor(cursor)
    if len(values) != 1 or not isinstance(values[0], str):
        raise bad_cursor()
    return values[0]


def _state(sight: Sight, row: Webhook) -> WebhookState:
    if row.revoked_at is not None:
        return WebhookState.REVOKED
    return WebhookState.STOPPED if maker(sight.session, row, sight.now) is None else WebhookState.ACTIVE
