"""What would become of each row of a sheet if it were stored now: all checks of a batch, and nothing stored."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import text

from app.errors import FieldError, Invalid, say
from app.models.period import today
from app.models.sheet import Outcome
from app.services.access.writing import Writing
from app.services.batches.checking import Batch, Checking
from app.services.batches.posting import IMPLAUSIBLE
from app.services.batches.reading import CSV, read
from app.services.batches.staging import stage, staged_count, unstage
from app.services.batches.standing_out import standing_out
from app.services.batches.storing import KEY, leave_unchanged, of_others

NOT_YOURS = say("This figure was given by another partner or source. Programme staff can revise it.")


@dataclass
class Verdict:
    """What would become of one row. `stands` is the measurement that it would revise, and that one's revision."""

    outcome: Outcome
    errors: list[FieldError] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)
    stands: tuple[int, int] | None = None


def judge(writing: Writing, file: bytes) -> list[Verdict]:
    """A verdict for each row of the file, in its order. Raises Invalid where it cannot be read as a whole."""
    sheet = read(CSV, file)
    if sheet.wrong:
        raise Invalid(sheet.wrong)
    checked = Checking(writing, sheet, today(writing.now)).all_rows()
    stands, left, flagged = _compared(writing, checked)
    verdicts = []
    for position in range(len(sheet.rows)):
        if position in checked.errors:
            verdicts.append(Verdict("rejected", checked.errors[position]))
        elif position not in left:
            verdicts.append(Verdict("unchanged", stands=stands.get(position)))
        else:
            outcome: Outcome = "revised" if position in stands else "created"
            flags = [IMPLAUSIBLE] if position in flagged else []
            verdicts.append(Verdict(outcome, flags=flags, stands=stands.get(position)))
    return verdicts


def _compared(writing: Writing, checked: Batch) -> tuple[dict[int, tuple[int, int]], set[int], set[int]]:
    """By position: the figures that stand, the rows that say something else, and those that stand out."""
    session = writing.session
    if not checked.staged:
        return {}, set(), set()
    stage(session, checked.staged)
    if others := of_others(writing):
        checked.errors |= {position: [FieldError("place", "not-allowed-figure", NOT_YOURS)] for position in others}
        unstage(session, others)
    joined = text(f"SELECT s.position, m.id, m.revision FROM stage s JOIN measurement m ON {KEY}")
    stands: dict[int, tuple[Any, Any]] = {position: (key, no) for position, key, no in session.execute(joined)}
    leave_unchanged(session)
    left = set(session.execute(text("SELECT position FROM stage")).scalars())
    flagged = set(standing_out(writing, checked.staged)) if staged_count(session) else set()
    return stands, left, flagged
