"""From what happened to whom it is told: each event once, in the order in which they were committed."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from secrets import token_hex

from sqlalchemy import Engine, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from app.database import transaction
from app.models.period import today
from app.models.progress import AssessmentRead
from app.models.webhook import EventKind, Told, Webhook, WebhookDelivery, WebhookDeliveryState, WebhookEvent
from app.services.access.sight import Sight
from app.services.webhooks.scope import Scope, public_sight, scope_of
from app.services.webhooks.statuses import changed, looked_at
from app.services.webhooks.telling import changes_in, count_of

MINE_FOR, KEPT_FOR = timedelta(minutes=5), timedelta(days=30)
TOGETHER = 100
OF_FIGURES = (Told.ACCEPTED, Told.REVISED, Told.WITHDRAWN)


def plan_next(engine: Engine, now: datetime, survey_minimum: int) -> bool:
    """Make the webhook deliveries of the oldest event that waits; false where none does, or another worker is at it.

    What is computed is computed while nothing is locked; only what comes of it is written.
    """
    event_id = _claimed(engine, now)
    if event_id is None:
        return False
    with transaction(engine, writes=False) as session:
        sight = public_sight(session, now, survey_minimum)
        event = session.get_one(WebhookEvent, event_id)
        listening = _listening(sight)
        assessments = looked_at(sight, event) if _wants_statuses(listening) else []
        planned = list(_planned(sight, listening, event))
    with transaction(engine) as session:
        _write(session, event_id, planned, assessments, listening, now)
    return True


def look_at_everything(session: Session, now: datetime, day: date | None = None) -> None:
    """Have all statuses looked at; once a day where a day is given, because statuses follow the clock too."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    row = {"kind": EventKind.EVERYTHING, "happened_at": now, "day": day, "changes": []}
    session.execute(insert(WebhookEvent).values(**row).on_conflict_do_nothing(index_elements=["day"]))


def begin_day(engine: Engine, now: datetime) -> None:
    """On the first look of a day: ask for all statuses, and forget what was told long enough ago."""
    day = today(now)
    with transaction(engine, writes=False) as session:
        if session.execute(select(col(WebhookEvent.id)).where(col(WebhookEvent.day) == day)).first() is not None:
            return
        if not _listening(public_sight(session, now, 1)):
            return
    with transaction(engine) as session:
        look_at_everything(session, now, day)
        _forget(session, now - KEPT_FOR)


def new_delivery(webhook: str, told: Told, now: datetime, event: int | None = None) -> WebhookDelivery:
    """To be sent at once. Its id sorts by time."""
    key = f"msg_{now:%Y%m%d%H%M%S%f}_{token_hex(6)}"
    return WebhookDelivery(id=key, webhook_id=webhook, event_id=event, told=told, next_try_at=now, created_at=now)


Listening = Sequence[tuple[Webhook, Scope]]


def _claimed(engine: Engine, now: datetime) -> int | None:
    """The oldest event that waits, for this worker alone; one at a time, so that statuses change in order."""
    waits = select(WebhookEvent).where(col(WebhookEvent.planned_at).is_(None)).order_by(col(WebhookEvent.id)).limit(1)
    with transaction(engine, writes=False) as session:
        if session.execute(waits).first() is None:
            return None
    with transaction(engine) as session:
        event = session.execute(waits.with_for_update()).scalar_one_or_none()
        if event is None or (event.claimed_until is not None and event.claimed_until > now):
            return None
        event.claimed_until = now + MINE_FOR
        session.add(event)
        return int(event.id)


def _listening(sight: Sight) -> list[tuple[Webhook, Scope]]:
    asked = select(Webhook).where(col(Webhook.revoked_at).is_(None)).order_by(col(Webhook.id))
    webhooks = sight.session.execute(asked).scalars().all()
    return [(webhook, scope) for webhook in webhooks if (scope := scope_of(sight, webhook))]


def _wants_statuses(listening: Listening) -> bool:
    return any(Told.STATUS in webhook.events for webhook, _ in listening)


def _planned(sight: Sight, listening: Listening, event: WebhookEvent) -> Iterator[tuple[str, Told]]:
    """Which webhooks hear what of an event of figures."""
    if event.kind != EventKind.MEASUREMENTS:
        return
    for webhook, scope in listening:
        for told in OF_FIGURES:
            if told in webhook.events and count_of(sight, webhook, scope, told, event):
                yield webhook.id, told


def _write(
    session: Session,
    event_id: int,
    planned: Sequence[tuple[str, Told]],
    assessments: Sequence[AssessmentRead],
    listening: Listening,
    now: datetime,
) -> None:
    """Unless another worker took over: then it has done so, or will."""
    event = session.get(WebhookEvent, event_id, with_for_update=True)
    if event is None or event.planned_at is not None or event.claimed_until != now + MINE_FOR:
        return
    event.planned_at = now
    session.add(event)
    session.add_all(new_delivery(webhook, told, now, event.id) for webhook, told in planned)
    changes = changed(session, assessments)
    for start in range(0, len(changes), TOGETHER):
        part = WebhookEvent(
            kind=EventKind.STATUSES,
            happened_at=event.happened_at,
            changes=changes[start : start + TOGETHER],
            planned_at=now,
        )
        session.add(part)
        session.flush()
        hear = [webhook for webhook, scope in listening if Told.STATUS in webhook.events and changes_in(scope, part)]
        session.add_all(new_delivery(webhook.id, Told.STATUS, now, part.id) for webhook in hear)


def _forget(session: Session, before: datetime) -> None:
    over = (col(WebhookDelivery.state) != WebhookDeliveryState.PENDING, col(WebhookDelivery.created_at) < before)
    session.execute(delete(WebhookDelivery).where(*over))
    still_told = select(col(WebhookDelivery.event_id)).where(col(WebhookDelivery.event_id).is_not(None))
    old = (col(WebhookEvent.planned_at) < before, col(WebhookEvent.id).not_in(still_told))
    session.execute(delete(WebhookEvent).where(*old))
