"""Asking to have a locked period opened: `ask`, `grant` and `refuse`. Each step is a version; nothing is overwritten.

Only who asked and the staff of what is locked read a request: a reason may tell of figures.
"""

from collections.abc import Sequence
from secrets import token_hex
from typing import Any

from sqlalchemy import false, select
from sqlmodel import col

from app.errors import Conflict, FieldError, Forbidden, Invalid, NotFound, say
from app.models.lock_opening import (
    OpeningGrant,
    OpeningRefusal,
    OpeningRequest,
    OpeningRequestCreate,
    OpeningRequestFilter,
    OpeningRequestRead,
    OpeningRequestVersion,
    OpeningState,
)
from app.models.period import today
from app.models.period_lock import PeriodLock
from app.services.access.eyes import TRUSTED, Eyes, eyes_of
from app.services.access.sight import Sight
from app.services.access.versions import keep, next_version
from app.services.access.writing import Writing
from app.services.measurements.locks import DELIVERERS, PERIOD_LOCKS, in_force
from app.services.registers.finding import areas_of, places_about
from app.services.registers.recording import require_right
from app.services.rows import Found, hold, paginate

NOUN = "opening request"


def ask(writing: Writing, lock: str, new: OpeningRequestCreate) -> OpeningRequest:
    """Ask, for one's own organisation. Raises NotFound, Forbidden, and Conflict while an earlier one waits.

    Asking again after an answer is another request.
    """
    partner = writing.actor.partner
    if partner is None or writing.actor.role not in DELIVERERS:
        raise Forbidden(say("Only an organisation that delivers figures asks to have a period opened."))
    held = hold(writing.session, PeriodLock, lock, PERIOD_LOCKS.noun)
    if held.withdrawn:
        raise Conflict(say("This lock was taken away: the period is open."))
    _require_met(writing, held)
    _refuse_second(writing, held, partner)
    row = OpeningRequest(
        id=f"{writing.stored_at:%Y%m%d-%H%M%S%f}-{token_hex(4)}",
        lock=held.id,
        partner=partner,
        text=new.reason,
        asked_at=writing.now,
        recorded_at=writing.now,
        recorded_by=writing.actor.name,
    )
    keep(writing, row, OpeningRequestVersion)
    writing.note("ask", "opening-request", row.id, {"lock": held.id, "partner": partner})
    return row


def grant(writing: Writing, key: str, said: OpeningGrant) -> OpeningRequest:
    """Open the lock, as it stands, for who asked. Raises NotFound, Forbidden, Invalid, and Conflict after an answer."""
    row, lock = _held(writing, key)
    if said.until < today(writing.now):
        remedy = say("This day is over. Name today or a later day.")
        raise Invalid([FieldError("until", "day-in-past", remedy, said.until.isoformat())])
    row.until, row.lock_version = said.until, lock.version
    return _answer(writing, row, OpeningState.GRANTED, said.answer)


def refuse(writing: Writing, key: str, said: OpeningRefusal) -> OpeningRequest:
    """Keep the lock closed, and say why. Raises NotFound, Forbidden, and Conflict after an answer."""
    row, _ = _held(writing, key)
    return _answer(writing, row, OpeningState.REFUSED, said.reason)


def find(sight: Sight, asked: OpeningRequestFilter) -> Found[OpeningRequestRead]:
    """The requests that this reader may know of, in the order in which they came."""
    statement = select(OpeningRequest).where(_may_know(sight))
    for column, wanted in (
        (OpeningRequest.lock, asked.lock),
        (OpeningRequest.partner, asked.partner),
        (OpeningRequest.state, asked.state),
    ):
        if wanted:
            statement = statement.where(col(column).in_(wanted))
    found = paginate(sight.session, statement, asked, col(OpeningRequest.id))
    return found.holding(_read_all(sight, found.items))


def read(sight: Sight, key: str) -> OpeningRequestRead:
    """One request; raises NotFound, also for another's."""
    statement = select(OpeningRequest).where(col(OpeningRequest.id) == key, _may_know(sight))
    row = sight.session.execute(statement).scalar_one_or_none()
    if row is None:
        raise NotFound(say("There is no {kind} with id {id}.", kind=say(NOUN), id=key[:120]))
    return _read_all(sight, [row])[0]


def _require_met(writing: Writing, lock: PeriodLock) -> None:
    """Who may record nothing of what is locked has nothing to ask."""
    met = [one for one in in_force(writing.session) if one.id == lock.id]
    if not any(writing.may_place(place) for one in met for place in one.places):
        raise Forbidden(say("This lock is about places of which you record no figures."))
    if lock.indicators and not any(writing.may_indicator(indicator) for indicator in lock.indicators):
        raise Forbidden(say("This lock is about indicators that you do not record."))


def _refuse_second(writing: Writing, lock: PeriodLock, partner: str) -> None:
    waiting = select(col(OpeningRequest.id)).where(
        col(OpeningRequest.lock) == lock.id,
        col(OpeningRequest.partner) == partner,
        col(OpeningRequest.state) == OpeningState.REQUESTED,
    )
    if writing.session.execute(waiting).first() is not None:
        raise Conflict(say("Your organisation asked this already. The programme has not answered yet."))


def _held(writing: Writing, key: str) -> tuple[OpeningRequest, PeriodLock]:
    """The request that is about to be answered, and its lock, by staff of what is locked."""
    row = hold(writing.session, OpeningRequest, key, NOUN)
    lock = hold(writing.session, PeriodLock, row.lock, PERIOD_LOCKS.noun)
    require_right(writing, PERIOD_LOCKS, lock)
    if row.state != OpeningState.REQUESTED:
        raise Conflict(say("This request was answered before."))
    if lock.withdrawn:
        raise Conflict(say("This lock was taken away: the period is open."))
    return row, lock


def _answer(writing: Writing, row: OpeningRequest, state: OpeningState, answer: str | None) -> OpeningRequest:
    row.state, row.answer = state, answer
    row.answered_by, row.answered_at = writing.actor.name, writing.now
    next_version(writing, row)
    keep(writing, row, OpeningRequestVersion, answer)
    told = {"lock": row.lock, "partner": row.partner, "until": row.until.isoformat() if row.until else None}
    writing.note("grant" if state is OpeningState.GRANTED else "refuse", "opening-request", row.id, told)
    return row


def _may_know(sight: Sight) -> Any:
    """Staff of what is locked, and the organisation that asked."""
    reader = sight.reader
    if reader.role in DELIVERERS and reader.partner:
        return col(OpeningRequest.partner) == reader.partner
    if reader.role not in TRUSTED:
        return false()
    eyes = eyes_of(sight)
    locks = sight.session.execute(select(PeriodLock)).scalars().all()
    return col(OpeningRequest.lock).in_([lock.id for lock in _steered(sight, eyes, locks)])


def _steered(sight: Sight, eyes: Eyes, locks: Sequence[PeriodLock]) -> list[PeriodLock]:
    """The locks that this reader, as staff, could have made."""
    areas = areas_of(sight, {lock.programme for lock in locks})

    def steers(lock: PeriodLock) -> bool:
        about: Sequence[str | None] = places_about(PERIOD_LOCKS, lock) or areas.get(lock.programme, []) or [None]
        return all(eyes.steers(place) for place in about)

    return [lock for lock in locks if steers(lock)]


def _read_all(sight: Sight, rows: Sequence[OpeningRequest]) -> list[OpeningRequestRead]:
    wanted = {row.lock for row in rows}
    locks = sight.session.execute(select(PeriodLock).where(col(PeriodLock.id).in_(wanted))).scalars().all()
    steered = {lock.id for lock in _steered(sight, eyes_of(sight), locks)}
    versions = {lock.id: lock.version for lock in locks if not lock.withdrawn}
    day = today(sight.now)

    def is_open(row: OpeningRequest) -> bool:
        holds = row.state == OpeningState.GRANTED and row.lock_version == versions.get(row.lock)
        return holds and row.until is not None and day <= row.until

    return [
        OpeningRequestRead(
            id=row.id,
            lock=row.lock,
            partner=row.partner,
            reason=row.text,
            state=row.state,
            open=is_open(row),
            asked_at=row.asked_at,
            until=row.until,
            answer=row.answer,
            answered_by=row.answered_by,
            answered_at=row.answered_at,
            may=["grant", "refuse"] if row.state == OpeningState.REQUESTED and row.lock in steered else [],
        )
        for row in rows
    ]
