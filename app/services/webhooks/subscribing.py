"""Making webhooks, giving them a new secret, trying them, taking them out of use, and telling something again."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from secrets import token_hex

from sqlalchemy import func, select
from sqlmodel import col

from app.errors import Conflict, FieldError, Invalid, say
from app.models.indicator import Indicator
from app.models.place import Place
from app.models.programme import Programme
from app.models.webhook import Told, Webhook, WebhookCreate, WebhookDelivery, WebhookDeliveryState
from app.services.access.writing import Writing
from app.services.rows import hold
from app.services.webhooks import finding
from app.services.webhooks.addresses import shown, wrong_with
from app.services.webhooks.planning import look_at_everything, new_delivery
from app.services.webhooks.sealing import new_secret, seal

MOST, BOTH_FOR = 20, timedelta(hours=24)
NEEDED = ("name", "url", "events")
Named = type[Programme] | type[Place] | type[Indicator]


@dataclass(frozen=True)
class Post:
    """How this installation sends: whether it does, whether inside its own network, and where its keys lie."""

    sends: bool
    private: bool
    folder: Path


@dataclass(frozen=True)
class Made:
    """A webhook with its secret: the only moment at which it is shown."""

    webhook: Webhook
    secret: str = field(repr=False)


def create(writing: Writing, post: Post, new: WebhookCreate) -> Made:
    """Raises Conflict where nothing is sent here or somebody has enough of them, and Invalid with all errors."""
    _require_sending(post)
    if errors := _errors(writing, post, new):
        raise Invalid(errors)
    _require_few(writing)
    key, secret = f"webhook-{token_hex(6)}", new_secret()
    webhook = Webhook(
        **new.model_dump(exclude={"events"}),
        id=key,
        events=sorted({str(each) for each in new.events}),
        actor_id=writing.actor.id,
        actor_name=writing.actor.name,
        partner_id=writing.actor.partner,
        secret=seal(post.folder, key, secret),
        created_at=writing.now,
    )
    writing.session.add(webhook)
    if Told.STATUS in new.events:
        look_at_everything(writing.session, writing.now)
    writing.note("create", "webhook", key, {"url": shown(new.url), "events": webhook.events})
    writing.session.flush()
    return Made(webhook, secret)


def rotate(writing: Writing, post: Post, webhook_id: str) -> Made:
    """A new secret; what is sent carries both signatures for a day. Who does this answers for the webhook from then on.

    Raises NotFound, Conflict.
    """
    _require_sending(post)
    webhook = _held(writing, webhook_id)
    secret = new_secret()
    webhook.previous_secret, webhook.previous_until = webhook.secret, writing.now + BOTH_FOR
    webhook.secret = seal(post.folder, webhook.id, secret)
    webhook.actor_id, webhook.actor_name = writing.actor.id, writing.actor.name
    writing.session.add(webhook)
    writing.note("rotate", "webhook", webhook.id)
    return Made(webhook, secret)


def revoke(writing: Writing, webhook_id: str) -> Webhook:
    """Nothing is sent from now on, and its secrets are forgotten. Raises NotFound. Again changes nothing."""
    webhook = hold(writing.session, Webhook, finding.row(writing.sight, webhook_id).id, "webhook")
    if webhook.revoked_at is None:
        webhook.revoked_at = writing.now
        webhook.secret, webhook.previous_secret = b"", None
        writing.session.add(webhook)
        writing.note("revoke", "webhook", webhook.id)
    return webhook


def ping(writing: Writing, post: Post, webhook_id: str) -> WebhookDelivery:
    """Have a test sent; one at a time. Raises NotFound, Conflict."""
    _require_sending(post)
    webhook = _held(writing, webhook_id)
    waiting = select(col(WebhookDelivery.id)).where(
        col(WebhookDelivery.webhook_id) == webhook.id,
        col(WebhookDelivery.told) == Told.PING,
        col(WebhookDelivery.state) == WebhookDeliveryState.PENDING,
    )
    if writing.session.execute(waiting.limit(1)).first() is not None:
        raise Conflict(say("A test is on its way already. See what became of it in the log."))
    delivery = new_delivery(webhook.id, Told.PING, writing.now)
    writing.session.add(delivery)
    writing.note("test", "webhook", webhook.id)
    writing.session.flush()
    return delivery


def redeliver(writing: Writing, post: Post, webhook_id: str, delivery_id: str) -> WebhookDelivery:
    """Tell it again, under the same id, so that a receiver that had it knows. Raises NotFound, Conflict."""
    _require_sending(post)
    webhook = _held(writing, webhook_id)
    delivery = finding.delivery(writing.sight, webhook.id, delivery_id)
    writing.session.refresh(delivery, with_for_update=True)
    if delivery.state == WebhookDeliveryState.PENDING:
        raise Conflict(say("This is on its way already."))
    delivery.state, delivery.tries, delivery.next_try_at = WebhookDeliveryState.PENDING, 0, writing.now
    writing.session.add(delivery)
    writing.note("redeliver", "webhook", webhook.id, {"webhookDelivery": delivery.id})
    writing.session.flush()
    return delivery


def _held(writing: Writing, webhook_id: str) -> Webhook:
    webhook = hold(writing.session, Webhook, finding.row(writing.sight, webhook_id).id, "webhook")
    if webhook.revoked_at is not None:
        raise Conflict(say("This webhook was revoked. Make a new one."))
    return webhook


def _require_sending(post: Post) -> None:
    if not post.sends:
        raise Conflict(say("This installation sends no webhooks. Who runs it can switch them on with WEBHOOKS."))


def _require_few(writing: Writing) -> None:
    in_use = (*finding.own(writing.actor), col(Webhook.revoked_at).is_(None))
    if writing.session.execute(select(func.count()).select_from(Webhook).where(*in_use)).scalar_one() >= MOST:
        raise Conflict(say("There are {most} webhooks already. Revoke one that is not used.", most=MOST))


def _errors(writing: Writing, post: Post, new: WebhookCreate) -> list[FieldError]:
    errors = [
        *_unknown(writing, Programme, "programmes", new.programmes),
        *_unknown(writing, Place, "areas", new.areas),
        *_unknown(writing, Indicator, "indicators", new.indicators),
        *_outside(writing, new),
        *(FieldError(name, "required", say("This value is required.")) for name in NEEDED if not getattr(new, name)),
    ]
    if Told.PING in new.events:
        errors.append(FieldError("events", "not-an-option", say("A ping comes by itself, when you ask for a test.")))
    wrong = wrong_with(new.url, private=post.private)
    return [*errors, wrong] if wrong and new.url else errors


def _unknown(writing: Writing, model: Named, field: str, ids: Sequence[str]) -> list[FieldError]:
    known = set(writing.session.execute(select(col(model.id)).where(col(model.id).in_(ids))).scalars())
    kind = {"programmes": "programme", "areas": "place", "indicators": "indicator"}[field]
    missing = [each for each in dict.fromkeys(ids) if each not in known]
    message = "There is no {kind} with id {id}."
    return [FieldError(field, f"unknown-{kind}", say(message, kind=say(kind), id=each), each) for each in missing]


def _outside(writing: Writing, new: WebhookCreate) -> list[FieldError]:
    """What lies outside the maker's own rights would never be told."""
    indicators = [each for each in new.indicators if not writing.may_indicator(each)]
    areas = [each for each in new.areas if not writing.may_place(each)]
    remedy = say("This lies outside what you may record. Leave it out, or ask the programme for wider access.")
    found = [FieldError("indicators", "not-allowed-indicator", remedy, each) for each in indicators]
    return [*found, *(FieldError("areas", "not-allowed-place", remedy, each) for each in areas)]
