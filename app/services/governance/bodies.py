"""Bodies and their meetings: who sits where with which mandate, how often they meet, and who comes."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlmodel import col

from app.errors import FieldError, say
from app.models.governance import (
    AttendanceRead,
    Body,
    BodyCreate,
    BodyFilter,
    BodyNamed,
    BodyRead,
    BodyStepRead,
    BodyVersion,
    Meeting,
    MeetingCreate,
    MeetingFilter,
    MeetingRead,
    MeetingState,
    MeetingVersion,
)
from app.models.period import today
from app.services.access.known import all_known, known, known_table
from app.services.access.sight import Sight
from app.services.access.writing import Writing
from app.services.governance.rhythm import is_behind
from app.services.registers.register import Completed, Register

LOOKS_BACK = 24  # meetings of one body, for attendance


def _complete(sight: Sight, rows: Sequence[Any]) -> Completed:
    """Three queries for a whole page: the last meetings of each body, its next, and how bodies stand to each other."""
    day, bodies = today(sight.known_at or sight.now), {row.id for row in rows}
    held, coming = _last_meetings(sight, bodies, day), _next_meetings(sight, bodies, day)
    family = _family(sight, {row.programme for row in rows})
    return [{**_of(row, day, held.get(row.id, []), coming.get(row.id)), **_around(row, family)} for row in rows]


def _family(sight: Sight, programmes: Collection[str]) -> Mapping[str, Any]:
    """All bodies of these programmes that stand, by id."""
    table = known_table(sight, Body, BodyVersion)
    standing = (col(table.programme).in_(programmes), col(table.withdrawn).is_(False))
    return {row.id: row for row in all_known(sight, Body, BodyVersion, *standing)}


def _around(row: Any, family: Mapping[str, Any]) -> dict[str, Any]:
    above: list[BodyNamed] = []
    up = family.get(row.parent)
    while up is not None and up.id not in {one.id for one in above}:
        above.insert(0, BodyNamed(id=up.id, name=up.name))
        up = family.get(up.parent)
    below = sorted((one.name, one.id) for one in family.values() if one.parent == row.id)
    return {"above": above, "below": [BodyNamed(id=key, name=name) for name, key in below]}


def _of(row: Any, day: date, held: Sequence[Any], coming: date | None) -> dict[str, Any]:
    last = held[0].held_on if held else None
    ended = row.ends is not None and row.ends < day
    return {
        "last_meeting": last,
        "next_meeting": coming,
        "behind": None if ended else is_behind(last, row.meets_times, row.meets_per, day),
        "attendance": _attendance(held),
        "steps": [_step(step, day) for step in row.steps],
    }


def _step(step: Mapping[str, Any], day: date) -> BodyStepRead:
    read = BodyStepRead.model_validate(step)
    return read.model_copy(update={"overdue": read.done is None and read.due is not None and read.due < day})


def _last_meetings(sight: Sight, bodies: Collection[str], day: date) -> dict[str, list[Any]]:
    """The last meetings that each of these held, newest first."""
    held = _meetings(sight, bodies).where(known_table(sight, Meeting, MeetingVersion).state == MeetingState.HELD)
    meeting = held.subquery()
    newest = func.row_number().over(partition_by=meeting.c.body, order_by=(meeting.c.held_on.desc(), meeting.c.id))
    counted = select(meeting, newest.label("nth")).where(meeting.c.held_on <= day).subquery()
    wanted = select(counted).where(counted.c.nth <= LOOKS_BACK).order_by(counted.c.nth)
    found: dict[str, list[Any]] = {}
    for row in sight.session.execute(wanted):
        found.setdefault(row.body, []).append(row)
    return found


def _next_meetings(sight: Sight, bodies: Collection[str], day: date) -> dict[str, date]:
    table = known_table(sight, Meeting, MeetingVersion)
    meeting = _meetings(sight, bodies).where(table.state == MeetingState.PLANNED, table.held_on >= day).subquery()
    first = select(meeting.c.body, func.min(meeting.c.held_on)).group_by(meeting.c.body)
    return {row.body: row[1] for row in sight.session.execute(first)}


def _meetings(sight: Sight, bodies: Collection[str]) -> Any:
    table = known_table(sight, Meeting, MeetingVersion)
    return known(sight, Meeting, MeetingVersion).where(col(table.body).in_(bodies), col(table.withdrawn).is_(False))


def _attendance(held: Sequence[Any]) -> list[AttendanceRead]:
    """Counted of the meetings that say who came; most often there first."""
    there = [partner for meeting in held for partner in meeting.present]
    away = [partner for meeting in held for partner in meeting.absent]
    counted = [
        AttendanceRead(partner=partner, present=there.count(partner), absent=away.count(partner))
        for partner in {*there, *away}
    ]
    return sorted(counted, key=lambda one: (-one.present, one.absent, one.partner))


def _wrong_with_body(writing: Writing, row: Any) -> Iterator[FieldError]:
    yield from _wrong_with_members(row)
    if (row.meets_times is None) != (row.meets_per is None):
        remedy = say("Give both how often, and in which span: 4 times per year.")
        yield FieldError("meetsPer" if row.meets_per is None else "meetsTimes", "rhythm-incomplete", remedy)
    if row.parent is not None:
        yield from _wrong_with_parent(writing, row)


def _wrong_with_members(row: Any) -> Iterator[FieldError]:
    for position, member in enumerate(row.members):
        if not member.get("partner") and not member.get("name"):
            remedy = say("Name the organisation, or else the sector or role that sits here.")
            yield FieldError(f"members.{position}", "member-required", remedy)
        since, until = member.get("since"), member.get("until")
        if since and until and until < since:
            remedy = say("The end lies before the start.")
            yield FieldError(f"members.{position}.until", "ends-before-start", remedy, until)


def _wrong_with_parent(writing: Writing, row: Any) -> Iterator[FieldError]:
    """A tree has no rings."""
    above, up = {row.id}, row.parent
    while up is not None and up not in above:
        above.add(up)
        parent = writing.session.get(Body, up)
        up = parent.parent if parent else None
    if up is not None:
        yield FieldError("parent", "own-parent", say("A body does not stand above itself."), row.parent)


def _wrong_with_meeting(writing: Writing, row: Any) -> Iterator[FieldError]:
    if row.state == MeetingState.HELD and row.held_on > today(writing.now):
        remedy = say("This day is still to come: the meeting is planned, not held.")
        yield FieldError("heldOn", "not-held-yet", remedy, row.held_on.isoformat())
    for position, partner in enumerate(row.absent):
        if partner in row.present:
            remedy = say("An organisation was there or was not there; not both.")
            yield FieldError(f"absent.{position}", "present-and-absent", remedy, partner)


BODIES = Register(
    noun="body",
    path="bodies",
    current=Body,
    versions=BodyVersion,
    create=BodyCreate,
    read=BodyRead,
    asked=BodyFilter,
    refers={"parent": "body", "places": "place", "members.partner": "partner"},
    complete=_complete,
    check=_wrong_with_body,
)
MEETINGS = Register(
    noun="meeting",
    path="meetings",
    current=Meeting,
    versions=MeetingVersion,
    create=MeetingCreate,
    read=MeetingRead,
    asked=MeetingFilter,
    refers={"body": "body", "present": "partner", "absent": "partner"},
    check=_wrong_with_meeting,
)
