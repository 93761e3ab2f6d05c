"""Acceptance: which figures wait for it, and staff that accepts them or sends them back with a message.

A programme that asks for acceptance asks it of what partners give about its places (its areas and their
neighbourhoods) and its indicators: those of its targets, of its duties of delivery, and of its own document.
Only accepted figures count: `seeing.series` is the one place where that is seen to.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, union
from sqlmodel import Session, col

from app.errors import Conflict, say
from app.models.delivery import DeliveryDuty
from app.models.indicator import Indicator
from app.models.measurement import Judging, JudgingAll, Measurement
from app.models.place import Membership
from app.models.programme import Programme, ProgrammeArea
from app.models.target import Target
from app.models.terms import Acceptance, State
from app.services.access.eyes import TRUSTED
from app.services.access.revision import take_turn
from app.services.access.writing import Writing
from app.services.measurements.finding import row_number
from app.services.measurements.sets import Where, refuse_locked, revise_all
from app.services.rows import get_or_refuse


@dataclass(frozen=True)
class Asking:
    """What one programme asks acceptance of: these indicators at these places."""

    indicators: frozenset[str]
    places: frozenset[str]

    def covers(self, indicator: str, place: str) -> bool:
        return indicator in self.indicators and place in self.places


def asked_of(writing: Writing) -> list[Asking]:
    """What waits for acceptance when this writer gives it: nothing of staff, and where no programme asks."""
    if writing.actor.role in TRUSTED:
        return []
    session = writing.session
    asking = select(col(Programme.id)).where(col(Programme.asks_acceptance).is_(True))
    return [Asking(_indicators(session, id), _places(session, id)) for id in session.execute(asking).scalars()]


def arrives_as(writing: Writing, indicator: str, place: str) -> Acceptance:
    """What a figure is when this writer gives it."""
    waits = any(one.covers(indicator, place) for one in asked_of(writing))
    return Acceptance.SUBMITTED if waits else Acceptance.ACCEPTED


def judge(writing: Writing, measurement_id: str, judging: Judging) -> Measurement:
    """Accept one figure, or send it back. Raises NotFound, Forbidden outside the areas, and Conflict for what was
    judged so before, was withdrawn, changed since it was looked at, is locked, or came from nobody to send it back to.
    """
    take_turn(writing.session)
    row = get_or_refuse(writing.session, Measurement, row_number(measurement_id), "measurement")
    writing.require_place(row.place_id)
    if judging.revision is not None and judging.revision != row.revision:
        raise Conflict(say("This figure was changed after you looked at it. Look again, and decide then."))
    if row.state == State.WITHDRAWN or not judge_all(writing, Where("id = :id", {"id": row.id}), judging):
        raise Conflict(say("This figure stands so already, was withdrawn, or was not given by a partner."))
    writing.note(VERBS[Acceptance(judging.acceptance)], "measurement", str(row.id), {"message": judging.message})
    writing.session.refresh(row)
    return row


VERBS = {Acceptance.ACCEPTED: "accept", Acceptance.SENT_BACK: "send-back"}


def judge_all(writing: Writing, where: Where, judging: JudgingAll) -> int:
    """Accept all of these that stand and are not accepted, or send back those that a partner gave; how many it were.

    A revision says of each what was decided, and the message. Raises Conflict where a period is locked, and was not
    opened for who gave the figure.
    """
    standing = where.narrowed("state <> 'withdrawn' AND acceptance <> :to", {"to": judging.acceptance})
    if judging.acceptance == "sent-back":
        standing = standing.narrowed("partner_id IS NOT NULL", {})
    refuse_locked(writing, standing, verdict=True)
    sets = {"acceptance": judging.acceptance, "reason": judging.message}
    return revise_all(writing, standing, sets)


def require_places(writing: Writing, places: Collection[str]) -> None:
    """Raises Forbidden where one of these lies outside the writer's areas."""
    for place in sorted(places):
        writing.require_place(place)


def _indicators(session: Session, programme: str) -> frozenset[str]:
    document = select(col(Programme.document)).where(col(Programme.id) == programme)
    named: Any = union(
        select(col(Target.indicator_id)).where(col(Target.programme_id) == programme),
        select(col(DeliveryDuty.indicator)).where(col(DeliveryDuty.programme) == programme),
        select(col(Indicator.id)).where(col(Indicator.document).in_(document)),
    )
    return frozenset(id for id in session.execute(named).scalars() if id)


def _places(session: Session, programme: str) -> frozenset[str]:
    areas = select(col(ProgrammeArea.area_id)).where(col(ProgrammeArea.programme_id) == programme)
    within = select(col(Membership.place_id)).where(col(Membership.area_id).in_(areas))
    return frozenset(session.execute(union(areas, within)).scalars())
