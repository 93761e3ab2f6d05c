"""Locked periods: the register of them, and which of them a figure meets."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from app.errors import FieldError, say
from app.models.access import Actor, Role
from app.models.lock_opening import OpeningRequest, OpeningState
from app.models.period import Period
from app.models.period_lock import (
    PeriodLock,
    PeriodLockCreate,
    PeriodLockFilter,
    PeriodLockRead,
    PeriodLockVersion,
)
from app.models.place import Membership
from app.models.programme import ProgrammeArea
from app.services.access.writing import Writing
from app.services.measurements.finding import invalid_period
from app.services.registers.register import Register

DELIVERERS = frozenset({Role.PARTNER, Role.PARTNER_EDITOR})


@dataclass(frozen=True)
class Lock:
    """One lock in force; None is not limited. `by` is an organisation or a role.

    `opened` says for which partners, and until which day, it was opened as it stands now.
    """

    id: str
    indicators: frozenset[str] | None
    places: frozenset[str]
    starts: date
    ends: date
    by: str
    since: datetime
    why: str
    opened: Mapping[str, date] = field(default_factory=dict)

    def lets_pass(self, actor: Actor, day: date) -> bool:
        """Whether it was opened for the organisation that this actor sends figures for."""
        return actor.role in DELIVERERS and self.is_open_for(actor.partner, day)

    def is_open_for(self, partner: str | None, day: date) -> bool:
        """Whether it was opened for the figures of this organisation."""
        until = self.opened.get(partner or "")
        return until is not None and day <= until

    def touches(self, indicator: str, period: Period) -> bool:
        """Whether figures of this indicator and period are locked, at some place."""
        of_it = self.indicators is None or indicator in self.indicators
        return of_it and self.starts <= period.ends and period.starts <= self.ends

    def error(self, period: Period) -> FieldError:
        """Who locked it, when and why, for who meets it."""
        remedy = say(
            "Figures of {period} are locked since {day} by {who}: {why} "
            "Ask to have the period opened at {where}, with your reason.",
            period=period.text,
            where=f"/api/v1/period-locks/{self.id}/opening-requests",
            day=self.since.date().isoformat(),
            who=self.by,
            why=self.why if self.why.endswith((".", "!", "?")) else f"{self.why}.",
        )
        return FieldError("period", "period-locked", remedy, period.text)


def in_force(session: Session) -> list[Lock]:
    """All locks, with every place that they cover; none and one query where there are none."""
    rows = session.execute(select(PeriodLock).where(col(PeriodLock.withdrawn).is_(False))).scalars().all()
    if not rows:
        return []
    members, opened = _members(session), _opened(session)
    works_in: dict[str, set[str]] = {}
    for link in session.execute(select(ProgrammeArea)).scalars():
        works_in.setdefault(link.programme_id, set()).add(link.area_id)
    return [_lock(row, members, works_in, opened.get((row.id, row.version), {})) for row in rows]


def _lock(
    row: PeriodLock, members: dict[str, set[str]], works_in: dict[str, set[str]], opened: Mapping[str, date]
) -> Lock:
    named: Sequence[str] = row.places or sorted(works_in.get(row.programme, ()))
    places = set(named).union(*(members.get(place, ()) for place in named))
    first, last = Period.parse(row.period_from), Period.parse(row.period_to)
    indicators = frozenset(row.indicators) or None
    said = (row.recorded_by, row.recorded_at, row.text)
    return Lock(row.id, indicators, frozenset(places), first.starts, last.ends, *said, opened)


def _opened(session: Session) -> dict[tuple[str, int], dict[str, date]]:
    """By lock and its version, until when it was opened for which partners; the last day of several counts."""
    granted = select(OpeningRequest).where(col(OpeningRequest.state) == OpeningState.GRANTED)
    found: dict[tuple[str, int], dict[str, date]] = {}
    for row in session.execute(granted).scalars():
        if row.until is not None and row.lock_version is not None:
            partners = found.setdefault((row.lock, row.lock_version), {})
            partners[row.partner] = max(row.until, partners.get(row.partner, row.until))
    return found


def _members(session: Session) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for member in session.execute(select(Membership)).scalars():
        found.setdefault(member.area_id, set()).add(member.place_id)
    return found


def _wrong(writing: Writing, row: Any) -> Iterator[FieldError]:
    """Both ends are periods, in order; stored in their one spelling."""
    ends = []
    for column, name in (("period_from", "periodFrom"), ("period_to", "periodTo")):
        try:
            period = Period.parse(getattr(row, column))
        except ValueError:
            yield invalid_period(name, getattr(row, column))
            continue
        setattr(row, column, period.text)
        ends.append(period)
    if len(ends) == 2 and ends[1].ends < ends[0].starts:
        yield FieldError("periodTo", "ends-before-start", say("The end lies before the start."), row.period_to)


PERIOD_LOCKS = Register(
    noun="period lock",
    path="period-locks",
    current=PeriodLock,
    versions=PeriodLockVersion,
    create=PeriodLockCreate,
    read=PeriodLockRead,
    asked=PeriodLockFilter,
    refers={"indicators": "indicator", "places": "place"},
    check=_wrong,
)
