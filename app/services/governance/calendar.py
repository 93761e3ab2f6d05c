"""The calendar of a programme: duties, meetings, decisions, steps and checkpoints, in the order of their dates."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlmodel import col

from app.errors import FieldError, Invalid, say
from app.models.calendar import CalendarEntry, CalendarFilter, EntryKind, EntryState
from app.models.decision import Decision, DecisionVersion, Execution
from app.models.duty import Duty, DutyVersion
from app.models.governance import Body, BodyVersion, Meeting, MeetingState, MeetingVersion
from app.models.period import today
from app.models.planning import Plan, PlanStepState, PlanVersion
from app.models.target import TargetBase
from app.services.access.known import all_known, known_table
from app.services.access.sight import Sight
from app.services.governance.checkpoints import checkpoints_of, steps_of, targets_of
from app.services.governance.duties import DUTIES
from app.services.governance.rhythm import LATEST, all_occurrences
from app.services.programmes import finding as programmes
from app.services.registers import finding
from app.services.rows import Found, paginate_list

A_YEAR = timedelta(days=365)
OPEN = frozenset({EntryState.OVERDUE, EntryState.COMING})
MEETINGS = {MeetingState.HELD: EntryState.DONE, MeetingState.CANCELLED: EntryState.CALLED_OFF}
GONE = {True: EntryState.DONE, False: EntryState.MISSED, None: EntryState.UNRECORDED}
DECISIONS = {Execution.CARRIED_OUT: EntryState.DONE, Execution.LAPSED: EntryState.CALLED_OFF}


@dataclass(frozen=True)
class Asking:
    """Who asks for what of which programme: the day it is, the days that are asked about."""

    sight: Sight
    programme: str
    day: date
    since: date
    until: date
    members: Mapping[str, Sequence[str]] = field(default_factory=dict)
    bodies: Sequence[Any] = ()
    history: bool = False

    def rows(self, current: type[Any], versions: type[Any]) -> Sequence[Any]:
        """The rows of the programme that stand."""
        table = known_table(self.sight, current, versions)
        mine = (col(table.programme) == self.programme, col(table.withdrawn).is_(False))
        return all_known(self.sight, current, versions, *mine)

    def wants(self, entry: CalendarEntry) -> bool:
        """Within the days asked about; of what lies before today only what is still to be done, unless asked for."""
        if not self.since <= entry.date <= self.until:
            return False
        return self.history or entry.date >= self.day or entry.state is EntryState.OVERDUE


def find(sight: Sight, programme: str, asked: CalendarFilter) -> Found[CalendarEntry]:
    """A page of the calendar, by date. Raises NotFound for a programme that is not there."""
    numbered = list(enumerate(entries(sight, programme, asked)))
    found = paginate_list(numbered, asked, lambda one: (*_order(one[1]), one[0]))
    return found.holding([entry for _, entry in found.items])


def entries(sight: Sight, programme: str, asked: CalendarFilter) -> list[CalendarEntry]:
    """The whole calendar, by date; a fixed number of queries. Raises NotFound as `find`."""
    programmes.row(sight, programme)
    return sorted((entry for entry in _all(_asking(sight, programme, asked)) if _fits(entry, asked)), key=_order)


def _asking(sight: Sight, programme: str, asked: CalendarFilter) -> Asking:
    if asked.since and asked.until and asked.until < asked.since:
        remedy = say("The end lies before the start.")
        raise Invalid([FieldError("to", "ends-before-start", remedy, asked.until.isoformat())])
    day = today(sight.known_at or sight.now)
    until = asked.until or min(max(day, asked.since or day) + A_YEAR, LATEST)
    bare = Asking(sight, programme, day, asked.since or date.min, until, history=asked.since is not None)
    bodies = bare.rows(Body, BodyVersion)
    members = {body.id: [one["partner"] for one in body.members if one.get("partner")] for body in bodies}
    return Asking(sight, programme, day, bare.since, until, members, bodies, bare.history)


def _all(asking: Asking) -> Iterator[CalendarEntry]:
    every = (_duties, _meetings, _decisions, _body_steps, _plan_steps, _of_targets)
    for each in every:
        yield from (entry for entry in each(asking) if asking.wants(entry))


def _fits(entry: CalendarEntry, asked: CalendarFilter) -> bool:
    if (asked.kind and entry.kind not in asked.kind) or (asked.body and entry.body not in asked.body):
        return False
    return not asked.partner or bool({*entry.partners} & {*asked.partner})


def _order(entry: CalendarEntry) -> tuple[str, str, str, str]:
    return entry.date.isoformat(), str(entry.kind), entry.id, entry.part or ""


def _duties(asking: Asking) -> Iterator[CalendarEntry]:
    """Without an owner a duty concerns all in its body."""
    rows = asking.rows(Duty, DutyVersion)
    reads: list[Any] = finding.read_all(asking.sight, DUTIES, rows)
    for row, read in zip(rows, reads, strict=True):
        for one in all_occurrences(row, asking.day, holds=read.holds, until=asking.until):
            state = EntryState(one.state)
            yield CalendarEntry(
                kind=EntryKind.DUTY,
                id=row.id,
                name=row.name,
                date=one.due,
                state=state,
                done_on=one.done_on,
                responsible=row.owner,
                body=row.body,
                place=row.place,
                partners=[row.owner] if row.owner else list(asking.members.get(row.body or "", ())),
                may=["fulfil"] if "fulfil" in read.may and state in OPEN else [],
            )


def _meetings(asking: Asking) -> Iterator[CalendarEntry]:
    for row in asking.rows(Meeting, MeetingVersion):
        planned = EntryState.COMING if row.held_on >= asking.day else EntryState.UNRECORDED
        partners = sorted({*asking.members.get(row.body, ()), *row.present, *row.absent})
        yield CalendarEntry(
            kind=EntryKind.MEETING,
            id=row.id,
            name=row.name,
            date=row.held_on,
            state=MEETINGS.get(row.state, planned),
            body=row.body,
            partners=partners,
        )


def _decisions(asking: Asking) -> Iterator[CalendarEntry]:
    for row in asking.rows(Decision, DecisionVersion):
        if row.due is None:
            continue
        asked = {row.responsible} if row.responsible else set()
        yield CalendarEntry(
            kind=EntryKind.DECISION,
            id=row.id,
            name=row.name,
            date=row.due,
            state=DECISIONS.get(row.execution) or _by_day(row.due, asking.day),
            done_on=row.executed_on,
            responsible=row.responsible,
            body=row.body,
            partners=sorted({*asked, *(one["partner"] for one in row.consent)}),
        )


def _body_steps(asking: Asking) -> Iterator[CalendarEntry]:
    for row in asking.bodies:
        said = {"id": row.id, "name": row.name, "body": row.id, "partners": asking.members[row.id]}
        for step in row.steps:
            if due := _day(step.get("due")):
                entry = _step(EntryKind.BODY_STEP, step["name"], due, _day(step.get("done")), asking.day)
                yield CalendarEntry(**said, **entry)


def _plan_steps(asking: Asking) -> Iterator[CalendarEntry]:
    """A step of a plan is due on its last day, or on its first where it has no last."""
    for row in asking.rows(Plan, PlanVersion):
        for step in row.steps:
            if due := _day(step.get("ends") or step.get("starts")):
                done = step["state"] == PlanStepState.DONE
                yield CalendarEntry(
                    kind=EntryKind.PLAN_STEP,
                    id=row.id,
                    name=row.name,
                    part=step["name"],
                    date=due,
                    state=EntryState.DONE if done else _by_day(due, asking.day),
                    place=row.place,
                )


def _of_targets(asking: Asking) -> Iterator[CalendarEntry]:
    targets = targets_of(asking.sight, asking.programme)
    for target, name, step in steps_of(targets):
        if due := _day(step.get("due")):
            entry = _step(EntryKind.TARGET_STEP, step["name"], due, _day(step.get("done")), asking.day)
            yield CalendarEntry(id=target.id, name=name, place=_place(target), **entry)
    first = asking.since if asking.history else asking.day
    for target, name, due, met in checkpoints_of(asking.sight, targets, first, asking.until, asking.day):
        state = EntryState.COMING if due >= asking.day else GONE[met]
        yield CalendarEntry(
            kind=EntryKind.CHECKPOINT, id=target.id, name=name, date=due, state=state, place=_place(target)
        )


def _place(target: TargetBase) -> str | None:
    return target.place_id or target.every_neighbourhood_of


def _step(kind: EntryKind, name: str, due: date, done: date | None, day: date) -> dict[str, Any]:
    late = EntryState.DONE_LATE if done and done > due else EntryState.DONE
    return {"kind": kind, "part": name, "date": due, "done_on": done, "state": late if done else _by_day(due, day)}


def _by_day(due: date, day: date) -> EntryState:
    return EntryState.OVERDUE if due < day else EntryState.COMING


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
