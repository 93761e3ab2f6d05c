"""The number of the last change. Taking the next one holds its row until the commit, so numbers follow commits."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import event, func, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session as AnySession
from sqlmodel import Session, col

from app.models.access import ChangeMoment, DataRevision
from app.services.webhooks import outbox

THE_ROW = 1
LATE = timedelta(seconds=2)
"""The longest that a commit takes once it is begun. What is asked by a mark needs no such guess."""

_CHANGED = "wijkkoers: this transaction wrote something"


def data_revision(session: Session) -> int:
    """The number of the last change that was committed, as this transaction sees it; 0 on a fresh database."""
    return session.execute(select(col(DataRevision.number))).scalar() or 0


def stored_moment(at: str | datetime | None) -> datetime | None:
    """A moment as a driver gives it: text in UTC on SQLite."""
    return datetime.fromisoformat(at).replace(tzinfo=UTC) if isinstance(at, str) else at


def moment_of_last_change(session: Session) -> datetime | None:
    """When the last transaction that wrote was about to commit; None where none did yet."""
    return session.execute(select(func.max(col(ChangeMoment.at)))).scalar()


def moment_up_to(session: Session, change: int) -> datetime | None:
    """When the last transaction with numbers up to this one was about to commit: never another one afterwards."""
    until = select(col(ChangeMoment.at)).where(col(ChangeMoment.number) <= change)
    return session.execute(until.order_by(col(ChangeMoment.number).desc()).limit(1)).scalar()


def moment_of_last() -> Any:
    """For a statement: when the last change of all was about to be committed."""
    number = select(col(DataRevision.number)).scalar_subquery()
    until = select(col(ChangeMoment.at)).where(col(ChangeMoment.number) <= number)
    return until.order_by(col(ChangeMoment.number).desc()).limit(1).scalar_subquery()


def before(moment: datetime) -> Any:
    """For a statement: the number up to which everything could surely be seen at this moment."""
    surely = select(func.max(col(ChangeMoment.number))).where(col(ChangeMoment.at) < moment - LATE)
    return func.coalesce(surely.scalar_subquery(), 0)


def next_change(session: Session, count: int = 1) -> int:
    """The first of `count` new numbers. Every other writer waits from here until this ends: take it last."""
    first = next_number(session, count)
    outbox.note(session, first, first + count)
    return first


def next_number(session: Session, count: int = 1) -> int:
    """The same for what is a change to who keeps a copy, and no news to who listens."""
    return _advance(session, count) - count + 1


def take_turn(session: Session) -> None:
    """Every other writer of figures waits from here until this ends: what is read next is what stands then."""
    _advance(session, 0)


def mark_changed(session: Session) -> None:
    """Have the revision move when this transaction commits; whoever leaves an audit event does."""
    session.info[_CHANGED] = True


@event.listens_for(AnySession, "before_commit")
def _move_on(session: AnySession) -> None:
    if session.in_nested_transaction() or not session.info.pop(_CHANGED, False):
        return
    session.flush()
    session.execute(insert(ChangeMoment).values(number=_advance(session, 1), at=datetime.now(UTC)))


def _advance(session: AnySession, count: int) -> int:
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = (
        insert(DataRevision)
        .values(id=THE_ROW, number=count)
        .on_conflict_do_update(index_elements=["id"], set_={"number": col(DataRevision.number) + count})
        .returning(col(DataRevision.number))
    )
    return session.execute(statement).scalar_one()
