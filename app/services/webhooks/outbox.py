"""What there is to tell, stored in the transaction that makes it so: one row, however many figures it changed."""

from datetime import UTC, datetime

from sqlalchemy import event, select
from sqlalchemy.orm import Session as AnySession
from sqlmodel import col

from app.models.webhook import EventKind, Webhook, WebhookEvent

_CHANGES = "wijkkoers: the numbers of change of figures in this transaction"


def note(session: AnySession, first: int, end: int) -> None:
    """Figures change with the numbers from `first` up to `end`: told when, and only when, this commits."""
    begun, ended = session.info.get(_CHANGES, (first, end))
    session.info[_CHANGES] = min(begun, first), max(ended, end)


def somebody_listens(session: AnySession) -> bool:
    """Whether there is a webhook at all that was not revoked."""
    in_use = select(col(Webhook.id)).where(col(Webhook.revoked_at).is_(None)).limit(1)
    return session.execute(in_use).first() is not None


@event.listens_for(AnySession, "before_commit")
def _store(session: AnySession) -> None:
    if session.in_nested_transaction() or _CHANGES not in session.info:
        return
    first, end = session.info.pop(_CHANGES)
    if somebody_listens(session):
        now = datetime.now(UTC)
        session.add(WebhookEvent(kind=EventKind.MEASUREMENTS, happened_at=now, first_change=first, end_change=end))
        session.flush()


@event.listens_for(AnySession, "after_rollback")
def _forget(session: AnySession) -> None:
    session.info.pop(_CHANGES, None)
