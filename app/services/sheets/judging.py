"""What would become of each row of a sheet if it were stored now: all checks of a batch, and nothing stored."""

from dataclasses import dataclass, field

from sqlalchemy import text
from sqlmodel import Session

from app.errors import FieldError
from app.models.batch import BatchMode
from app.models.period import today
from app.models.sheet import Outcome
from app.services.access.writing import Writing
from app.services.batches.checking import Checking
from app.services.batches.posting import Sending, refuse_others, staged
from app.services.batches.reading import CSV
from app.services.batches.staging import close_stage, staged_count
from app.services.batches.standing_out import standing_out
from app.services.batches.storing import leave_unchanged, meet, no_longer_final
from app.services.measurements.recording import IMPLAUSIBLE, NO_LONGER_FINAL

Stands = dict[int, tuple[int, int]]
Flags = dict[int, list[str]]


@dataclass
class Verdict:
    """What would become of one row. `stands` is the measurement that it would revise, and that one's revision."""

    outcome: Outcome
    errors: list[FieldError] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)
    stands: tuple[int, int] | None = None


def judge(writing: Writing, file: bytes) -> list[Verdict]:
    """A verdict for each row of the file, in its order. Raises Invalid where it cannot be read as a whole."""
    checking = Checking(writing, today(writing.now))
    found = staged(writing, Sending(CSV, file, BatchMode.ACCEPT_VALID), checking)
    stands, flags = _compared(writing, checking) if found else ({}, {})
    return [_verdict(position, checking, stands, flags) for position in range(checking.received)]


def _verdict(position: int, checking: Checking, stands: Stands, flags: Flags) -> Verdict:
    if position in checking.errors:
        return Verdict("rejected", checking.errors[position])
    if position not in flags:
        return Verdict("unchanged", stands=stands.get(position))
    return Verdict("revised" if position in stands else "created", flags=flags[position], stands=stands.get(position))


def _compared(writing: Writing, checking: Checking) -> tuple[Stands, Flags]:
    """By position: the figures that stand, and of the rows that say something else what stands out about them."""
    session = writing.session
    close_stage(session)
    meet(writing)
    refuse_others(writing, checking)
    joined = text("SELECT met.position, m.id, m.revision FROM met JOIN measurement m ON m.id = met.measurement_id")
    stands: Stands = {position: (key, revision) for position, key, revision in session.execute(joined)}
    leave_unchanged(session)
    return stands, _flags(writing, session)


def _flags(writing: Writing, session: Session) -> Flags:
    flags: Flags = {position: [] for position in session.execute(text("SELECT position FROM stage")).scalars()}
    if staged_count(session):
        for word, positions in ((IMPLAUSIBLE, standing_out(writing)), (NO_LONGER_FINAL, no_longer_final(session))):
            for position in positions:
                flags[position].append(word)
    return flags
