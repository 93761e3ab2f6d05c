"""The rows of a sheet in the database: by the thousand, compressed, so that a page of them is one small read."""

import json
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import delete, select
from sqlmodel import Session, col

from app.models.sheet import Outcome, SheetLeaf
from app.services.batches.keeping import Told, told
from app.services.sheets.judging import Verdict

ROWS = 1000


@dataclass
class Row:
    """One row as it is kept: its cells, and what is known of it."""

    cells: list[str]
    outcome: Outcome | None = None
    errors: list[Told] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)
    stands: tuple[int, int] | None = None
    changed: bool = False

    def judged(self, verdict: Verdict, *, before: bool) -> "Row":
        """The same row as it was found now; with `before`, changed where something else was found earlier."""
        found = Row(
            self.cells,
            verdict.outcome,
            [told(error) for error in verdict.errors],
            verdict.flags,
            verdict.stands,
        )
        found.changed = before and self.known != found.known
        return found

    @property
    def known(self) -> tuple[Any, ...]:
        """What somebody saw of it, and said yes to."""
        return self.outcome, self.errors, self.flags, None if self.stands is None else tuple(self.stands)

    def counts(self) -> Iterator[str]:
        """The kinds under which it is counted."""
        yield from [self.outcome] if self.outcome else []
        yield from ["flagged"] if self.flags else []
        yield from ["changed"] if self.changed else []


def counted(rows: Sequence[Row]) -> Counter[str]:
    """How many there are of each kind."""
    return Counter(kind for row in rows for kind in row.counts())


def leaves_of(rows: Sequence[Row]) -> Iterator[tuple[int, Sequence[Row]]]:
    """Number and rows of each leaf."""
    return ((start // ROWS, rows[start : start + ROWS]) for start in range(0, len(rows), ROWS))


def write_leaf(session: Session, sheet: str, number: int, rows: Sequence[Row]) -> None:
    """Keep this leaf, in the place of what was there."""
    text = json.dumps([_packed(row) for row in rows], ensure_ascii=False, separators=(",", ":"))
    session.merge(SheetLeaf(sheet_id=sheet, number=number, rows=zlib.compress(text.encode(), 1), counts=counted(rows)))
    session.flush()


def write_all(session: Session, sheet: str, rows: Sequence[Row]) -> None:
    """Keep these rows and no others."""
    forget(session, sheet)
    for number, leaf in leaves_of(rows):
        write_leaf(session, sheet, number, leaf)


def forget(session: Session, sheet: str) -> None:
    session.execute(delete(SheetLeaf).where(col(SheetLeaf.sheet_id) == sheet))


def all_rows(session: Session, sheet: str) -> list[Row]:
    """Every row, in order."""
    statement = select(col(SheetLeaf.rows)).where(col(SheetLeaf.sheet_id) == sheet).order_by(col(SheetLeaf.number))
    return [row for leaf in session.execute(statement).scalars() for row in _opened(leaf)]


def rows_from(session: Session, sheet: str, position: int, kinds: Sequence[str]) -> Iterator[tuple[int, Row]]:
    """Positions (from 0) and rows from `position` on; leaves without any of these kinds are not opened."""
    numbers = select(col(SheetLeaf.number), col(SheetLeaf.counts)).where(
        col(SheetLeaf.sheet_id) == sheet, col(SheetLeaf.number) >= position // ROWS
    )
    for number, counts in session.execute(numbers.order_by(col(SheetLeaf.number))).all():
        if kinds and not any(counts.get(kind) for kind in kinds):
            continue
        kept = session.get_one(SheetLeaf, (sheet, number))
        for at, row in enumerate(_opened(kept.rows), start=number * ROWS):
            if at >= position and (not kinds or not set(kinds).isdisjoint(row.counts())):
                yield at, row


def _packed(row: Row) -> list[Any]:
    return [row.cells, row.outcome, row.errors, row.flags, row.stands, row.changed]


def _opened(leaf: bytes) -> list[Row]:
    return [Row(*packed) for packed in json.loads(zlib.decompress(leaf))]
