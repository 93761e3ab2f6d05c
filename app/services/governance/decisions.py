"""Decisions: who agreed, what they are about, and how far they were carried out."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from app.errors import FieldError, say
from app.models.decision import (
    Agreement,
    Decision,
    DecisionCreate,
    DecisionFilter,
    DecisionRead,
    DecisionVersion,
    Execution,
)
from app.models.governance import Meeting
from app.models.period import today
from app.models.programme import Node
from app.models.target import Target
from app.services.access.sight import Sight
from app.services.access.writing import Writing
from app.services.references import KINDS, unknown
from app.services.registers.register import Completed, Register

SETTLED = frozenset({Execution.CARRIED_OUT, Execution.LAPSED})


def agreement(consent: Sequence[Mapping[str, Any]]) -> Agreement | None:
    """What all parties together say; None where none is named."""
    if not consent:
        return None
    answers = {one.get("agreed") for one in consent}
    if False in answers:
        return Agreement.REFUSED
    return Agreement.OPEN if None in answers else Agreement.AGREED


def is_overdue(row: Any, day: date) -> bool:
    """Whether it should have been carried out before this day, and was neither carried out nor lapsed."""
    return row.due is not None and row.due < day and row.execution not in SETTLED


def _complete(sight: Sight, rows: Sequence[Any]) -> Completed:
    """One query for each kind of subject."""
    day, names = today(sight.known_at or sight.now), _names(sight, rows)
    return [
        {
            "agreement": agreement(row.consent),
            "overdue": is_overdue(row, day),
            "subjects": [{**one, "name": names.get((one["kind"], one["id"]))} for one in row.subjects],
        }
        for row in rows
    ]


def _names(sight: Sight, rows: Sequence[Any]) -> dict[tuple[str, str], str]:
    """What the subjects of these decisions are called now."""
    wanted: dict[str, set[str]] = {}
    for row in rows:
        for subject in row.subjects:
            wanted.setdefault(subject["kind"], set()).add(subject["id"])
    return {
        (kind, key): name
        for kind, keys in wanted.items()
        if kind in KINDS
        for key, name in sight.session.execute(_named(kind, keys))
    }


def _named(kind: str, keys: Collection[str]) -> Any:
    model: Any = KINDS[kind][0]
    if model is Target:
        named = select(col(Target.id), col(Node.name)).join(Node, col(Node.id) == col(Target.goal_id))
        return named.where(col(Target.id).in_(keys))
    return select(col(model.id), col(model.name)).where(col(model.id).in_(keys))


def _wrong(writing: Writing, row: Any) -> Iterator[FieldError]:
    yield from _wrong_with_subjects(writing, row)
    yield from _asked_twice(row)
    yield from _wrong_with_execution(row)
    meeting = writing.session.get(Meeting, row.meeting) if row.meeting else None
    if meeting is not None and row.body is not None and meeting.body != row.body:
        yield FieldError("meeting", "other-body", say("This was a meeting of another body."), row.meeting)


def _wrong_with_subjects(writing: Writing, row: Any) -> Iterator[FieldError]:
    for position, subject in enumerate(row.subjects):
        field = f"subjects.{position}"
        if subject["kind"] not in KINDS:
            known = ", ".join(sorted(KINDS))
            remedy = say("Nothing of this kind can be decided about. Known are: {known}.", known=known)
            yield FieldError(f"{field}.kind", "unknown-kind", remedy, subject["kind"])
        else:
            yield from unknown(writing, subject["kind"], f"{field}.id", subject["id"])


def _asked_twice(row: Any) -> Iterator[FieldError]:
    seen: set[str] = set()
    for position, one in enumerate(row.consent):
        if one["partner"] in seen:
            remedy = say("This party is named twice. Each one answers once.")
            yield FieldError(f"consent.{position}.partner", "named-twice", remedy, one["partner"])
        seen.add(one["partner"])


def _wrong_with_execution(row: Any) -> Iterator[FieldError]:
    if row.executed_on is None:
        return
    if row.execution != Execution.CARRIED_OUT:
        remedy = say("Only what was carried out has a day on which that was done.")
        yield FieldError("executedOn", "not-carried-out", remedy, row.executed_on.isoformat())
    if row.decided_on is not None and row.executed_on < row.decided_on:
        remedy = say("It cannot be carried out before it was decided.")
        yield FieldError("executedOn", "before-decision", remedy, row.executed_on.isoformat())


DECISIONS = Register(
    noun="decision",
    path="decisions",
    current=Decision,
    versions=DecisionVersion,
    create=DecisionCreate,
    read=DecisionRead,
    asked=DecisionFilter,
    refers={"body": "body", "meeting": "meeting", "responsible": "partner", "consent.partner": "partner"},
    complete=_complete,
    check=_wrong,
)
