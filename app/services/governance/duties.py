"""Duties: on which days they are due, which of those were kept, and whether they still bind."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlmodel import col

from app.errors import Conflict, FieldError, Invalid, say
from app.models.duty import (
    Duty,
    DutyCreate,
    DutyFilter,
    DutyRead,
    DutyVersion,
    FulfilmentCreate,
    OccurrenceState,
)
from app.models.period import today
from app.models.programme import Programme, ProgrammeVersion
from app.models.target import Target, TargetVersion
from app.models.terms import Status
from app.services.access.known import all_known, known_table
from app.services.access.sight import Sight
from app.services.access.writing import Writing
from app.services.governance.rhythm import all_occurrences, due_days, rhythm_said
from app.services.progress.answers import assess_targets
from app.services.registers import recording
from app.services.registers.register import Completed, Register

SHOWN = 24
RHYTHM = frozenset({"due_on", "every", "quarters", "month", "day"})


def fulfil(writing: Writing, key: str, done: FulfilmentCreate) -> Any:
    """Note that what was due on a day was done; a second note about that day takes the place of the first.

    Raises NotFound, Forbidden, Conflict for a duty that was withdrawn, and Invalid for a day on which nothing is due.
    """
    row = recording.held(writing, DUTIES, key)
    if row.withdrawn:
        raise Conflict(say("This duty was withdrawn. Restore it first."))
    if wrong := [*_wrong_with_fulfilment(row, done, today(writing.now))]:
        raise Invalid(wrong)
    noted = done.model_dump(mode="json")
    others = [one for one in row.fulfilments if one["due"] != noted["due"]]
    kept = sorted([*others, noted], key=lambda one: str(one["due"]))
    return recording.become(writing, DUTIES, row, {"fulfilments": kept}, "fulfil")


def _wrong_with_fulfilment(row: Any, done: FulfilmentCreate, day: date) -> Iterator[FieldError]:
    if done.due not in set(due_days(row, done.due)):
        yield FieldError("due", "not-due", say("This is not a day on which the duty is due."), done.due.isoformat())
    if done.done_on is not None and done.done_on > day:
        remedy = say("This day is still to come. Note it when it is done.")
        yield FieldError("doneOn", "in-future", remedy, done.done_on.isoformat())


def binding(sight: Sight, rows: Sequence[Any]) -> list[bool]:
    """Whether each of these duties still binds: neither it nor its programme has ended, nor is its target met."""
    day = today(sight.known_at or sight.now)
    met = _met(sight, {row.target for row in rows if row.target})
    over = _over(sight, {row.programme for row in rows}, day)
    return [row.target not in met and row.programme not in over and (row.ends or day) >= day for row in rows]


def _over(sight: Sight, programmes: Collection[str], day: date) -> set[str]:
    """Those of which the term has ended."""
    table = known_table(sight, Programme, ProgrammeVersion)
    ended = (col(table.id).in_(programmes), col(table.ends) < day)
    return {programme.id for programme in all_known(sight, Programme, ProgrammeVersion, *ended)}


def _complete(sight: Sight, rows: Sequence[Any]) -> Completed:
    day = today(sight.known_at or sight.now)
    return [_of(row, day, holds=holds) for row, holds in zip(rows, binding(sight, rows), strict=True)]


def _of(row: Any, day: date, *, holds: bool) -> dict[str, Any]:
    shown = all_occurrences(row, day, holds=holds)
    coming = [one.due for one in shown if one.state == OccurrenceState.COMING]
    return {
        "occurrences": shown[:SHOWN],
        "next_due": min(coming, default=None),
        "overdue": sum(one.state == OccurrenceState.OVERDUE for one in shown),
        "holds": holds,
    }


def _met(sight: Sight, targets: Collection[str]) -> set[str]:
    """Those that are achieved, at every place that they are about, as this reader may know it."""
    if not targets:
        return set()
    table = known_table(sight, Target, TargetVersion)
    achieved: dict[str, bool] = {}
    for one in assess_targets(sight, all_known(sight, Target, TargetVersion, col(table.id).in_(targets))):
        achieved[one.target] = achieved.get(one.target, True) and one.status == Status.ACHIEVED
    return {target for target, all_of_it in achieved.items() if all_of_it}


def _keeping_the_old_rhythm(row: Any, values: Mapping[str, Any]) -> Mapping[str, Any]:
    """With another rhythm from a day on, what held before stays in `earlier`, until the day before."""
    if "rhythm_from" not in values or "earlier" in values:
        return values
    since: date | None = values["rhythm_from"]
    if since is None:
        return {**values, "earlier": []}
    last = (since - timedelta(days=1)).isoformat()
    stretches = [dict(one) for one in row.earlier if one["until"] < last or one is row.earlier[-1]]
    if RHYTHM & values.keys():
        stretches = [*(one for one in stretches if one["until"] < last), rhythm_said(row)]
    if stretches:
        stretches[-1]["until"] = last
    return {**values, "earlier": stretches}


def _wrong(writing: Writing, row: Any) -> Iterator[FieldError]:
    if row.due_on is not None and row.every is not None:
        yield FieldError("every", "day-or-rhythm", say("Give one day or a rhythm, not both."), row.every)
    if row.every is not None and row.starts is None:
        yield FieldError("starts", "start-required", say("A duty that comes back needs the day on which it begins."))
    yield from _wrong_with_earlier(row)
    if row.due_on is None and row.every is None and row.fulfilments:
        yield FieldError("fulfilments", "never-due", say("Say first on which day, or how often, this is due."))
    elif row.due_on is not None or row.starts is not None:
        yield from _never_due(row)


def _wrong_with_earlier(row: Any) -> Iterator[FieldError]:
    """What held before goes up in time, and ends before what holds now begins."""
    until = [date.fromisoformat(one["until"]) for one in row.earlier]
    if until and (row.rhythm_from is None or until[-1] >= row.rhythm_from or until != sorted(set(until))):
        remedy = say("Each rhythm ends before the next begins, and the last before “rhythmFrom”.")
        yield FieldError("earlier", "rhythms-overlap", remedy)


def _never_due(row: Any) -> Iterator[FieldError]:
    """What is said to be done on days on which nothing was due."""
    said = [date.fromisoformat(one["due"]) for one in row.fulfilments]
    days = set(due_days(row, max(said))) if said else set()
    for position, due in enumerate(said):
        if due not in days:
            remedy = say("This is not a day on which the duty is due.")
            yield FieldError(f"fulfilments.{position}.due", "not-due", remedy, due.isoformat())


DUTIES = Register(
    noun="duty",
    path="duties",
    current=Duty,
    versions=DutyVersion,
    create=DutyCreate,
    read=DutyRead,
    asked=DutyFilter,
    refers={"owner": "partner", "body": "body", "place": "place", "target": "target"},
    complete=_complete,
    check=_wrong,
    alter=_keeping_the_old_rhythm,
    verbs=lambda row: () if row.withdrawn else ("fulfil",),
)
