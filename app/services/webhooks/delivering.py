"""Sending what is due: claimed by one worker, sent while nothing is locked, and written down."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from random import random
from secrets import token_hex
from threading import Event, Thread

import structlog
from sqlalchemy import Engine, func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, col

from app.database import transaction
from app.models.webhook import Webhook, WebhookDelivery, WebhookDeliveryProblem, WebhookDeliveryState, WebhookEvent
from app.services.webhooks import planning
from app.services.webhooks.patience import wait
from app.services.webhooks.scope import public_sight, scope_of
from app.services.webhooks.sealing import Unopened, unseal
from app.services.webhooks.sending import Answer, Letter, send
from app.services.webhooks.telling import Home, body_of
from app.settings import Settings

AT_ONCE, AT_ONE_ADDRESS = 8, 2
MINE_FOR = timedelta(minutes=1)  # well over the seconds that a call may take
LOOK_EVERY = 2.0

log = structlog.get_logger("wijkkoers")


@dataclass
class Done:
    """How many webhook deliveries came to what."""

    delivered: int = 0
    tried_in_vain: int = 0
    dropped: int = 0

    @property
    def some(self) -> int:
        return self.delivered + self.tried_in_vain + self.dropped


def deliver_due(engine: Engine, settings: Settings) -> Done:
    """Plan what happened and send what is due, until nothing is left that could be sent now."""
    done = Done()
    planning.begin_day(engine, datetime.now(UTC))
    while True:
        while planning.plan_next(engine, datetime.now(UTC), settings.survey_minimum):
            pass
        claim = token_hex(8)
        mine = _claimed(engine, claim, datetime.now(UTC))
        if not mine:
            return done
        with ThreadPoolExecutor(len(mine)) as pool:
            for outcome in pool.map(partial(_deliver, engine, settings, claim), mine):
                done.delivered += outcome == WebhookDeliveryState.DELIVERED
                done.dropped += outcome == WebhookDeliveryState.DROPPED
                done.tried_in_vain += outcome in (WebhookDeliveryState.PENDING, WebhookDeliveryState.FAILED)


class Deliverer:
    """Delivers beside a server, in a thread of its own, until it is stopped."""

    def __init__(self, engine: Engine, settings: Settings) -> None:
        self._engine, self._settings, self._enough = engine, settings, Event()
        self._thread = Thread(target=self._work, name="webhooks", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """What is being sent is finished first."""
        self._enough.set()
        self._thread.join(timeout=30)

    def _work(self) -> None:
        """A database that is away or full is tried again: what is due stays due."""
        while not self._enough.wait(LOOK_EVERY):
            try:
                deliver_due(self._engine, self._settings)
            except SQLAlchemyError as broken:
                log.error("webhooks", kind=type(broken).__name__)


def _claimed(engine: Engine, claim: str, now: datetime) -> Sequence[str]:
    """What is due, for this worker alone: a few of each address, so that a slow one holds up no other."""
    due = (
        col(WebhookDelivery.state) == WebhookDeliveryState.PENDING,
        col(WebhookDelivery.next_try_at) <= now,
        col(WebhookDelivery.claimed_until).is_(None) | (col(WebhookDelivery.claimed_until) < now),
    )
    turn = func.row_number().over(
        partition_by=col(WebhookDelivery.webhook_id), order_by=(col(WebhookDelivery.next_try_at), WebhookDelivery.id)
    )
    ranked = select(col(WebhookDelivery.id), turn.label("turn")).where(*due).subquery()
    first = select(ranked.c.id).where(ranked.c.turn <= AT_ONE_ADDRESS).limit(AT_ONCE)
    with transaction(engine, writes=False) as session:
        if session.execute(first).first() is None:
            return []
    with transaction(engine) as session:
        # `due` again outside: a row that another worker took meanwhile is looked at anew once its lock is gone.
        asked = select(WebhookDelivery).where(col(WebhookDelivery.id).in_(first), *due)
        rows = session.execute(asked.with_for_update(skip_locked=True)).scalars().all()
        for row in rows:
            row.claim, row.claimed_until = claim, now + MINE_FOR
            session.add(row)
        return [row.id for row in rows]


def _deliver(engine: Engine, settings: Settings, claim: str, key: str) -> WebhookDeliveryState | None:
    """Send one, and write down what came of it; None where another worker has it by now."""
    with transaction(engine, writes=False) as session:
        letter = _letter(session, settings, key)
    at = datetime.now(UTC)
    answer = send(letter, int(at.timestamp())) if letter else None
    with transaction(engine) as session:
        row = session.get(WebhookDelivery, key, with_for_update=True)
        if row is None or row.claim != claim:
            return None
        row.claim = row.claimed_until = None
        session.add(row)
        if answer is None:
            row.state = WebhookDeliveryState.DROPPED
        else:
            _note(row, answer, at)
        return WebhookDeliveryState(row.state)


def _letter(session: Session, settings: Settings, key: str) -> Letter | None:
    """What to send, as it is seen now; None where there is nothing left to tell, or nobody to tell it to."""
    delivery = session.get_one(WebhookDelivery, key)
    webhook = session.get_one(Webhook, delivery.webhook_id)
    event = session.get(WebhookEvent, delivery.event_id) if delivery.event_id else None
    now = datetime.now(UTC)
    sight = public_sight(session, now, settings.survey_minimum)
    scope = scope_of(sight, webhook)
    if scope is None or not (secrets := _secrets(settings, webhook, now)):
        return None
    body = body_of(sight, webhook, scope, delivery, event, Home(settings.public_url))
    return Letter(key, webhook.url, body, secrets, settings.webhooks_to_private) if body else None


def _secrets(settings: Settings, webhook: Webhook, now: datetime) -> list[str]:
    """The secret in force, and for a day the one before it."""
    sealed = [webhook.secret]
    if webhook.previous_secret and webhook.previous_until and now < webhook.previous_until:
        sealed.append(webhook.previous_secret)
    try:
        return [unseal(settings.data_dir, webhook.id, each) for each in sealed]
    except Unopened:
        log.error("webhooks", kind="the key in the data folder is not the one that sealed this secret", id=webhook.id)
        return []


def _note(row: WebhookDelivery, answer: Answer, at: datetime) -> None:
    row.tries += 1
    row.tried_at, row.answer_code, row.answer, row.problem = at, answer.code, answer.words, answer.problem
    if answer.problem is None:
        row.state = WebhookDeliveryState.DELIVERED
        return
    pause = None if _is_final(answer) else wait(row.tries, random())
    if pause is None:
        row.state = WebhookDeliveryState.FAILED
    else:
        row.next_try_at = at + pause


def _is_final(answer: Answer) -> bool:
    """Gone for good (410), by the receiver's own word; or an address that may not be sent to."""
    return answer.code == 410 or answer.problem is WebhookDeliveryProblem.REFUSED_ADDRESS
