"""Rows on their way into the database: a temporary table that both databases fill in one stroke."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from decimal import Decimal
from typing import Any

from sqlalchemy import bindparam, text
from sqlmodel import Session

from app.services.batches.checking import COLUMNS, Staged

POSTGRES = """
CREATE TEMPORARY TABLE stage (
    position integer PRIMARY KEY, indicator_id text COLLATE "C", place_id text COLLATE "C", period text COLLATE "C",
    starts date, ends date, population_id text COLLATE "C", value numeric, missing text, numerator numeric,
    denominator numeric, state text, sample_size integer, low numeric, high numeric, source text, note text,
    reason text, flags text NOT NULL DEFAULT '', acceptance text NOT NULL DEFAULT 'accepted'
) ON COMMIT DROP
"""
SQLITE = """
CREATE TEMPORARY TABLE stage (
    position INTEGER PRIMARY KEY, indicator_id TEXT, place_id TEXT, period TEXT, starts TEXT, ends TEXT,
    population_id TEXT, value TEXT, missing TEXT, numerator TEXT, denominator TEXT, state TEXT, sample_size INTEGER,
    low TEXT, high TEXT, source TEXT, note TEXT, reason TEXT, flags TEXT NOT NULL DEFAULT '',
    acceptance TEXT NOT NULL DEFAULT 'accepted'
)
"""
CHUNK = 900


def on_postgres(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"


def stage(session: Session, rows: Sequence[Staged]) -> None:
    """Put the rows in a fresh table `stage`."""
    if on_postgres(session):
        session.execute(text("DROP TABLE IF EXISTS pg_temp.stage"))
        session.execute(text(POSTGRES))
        with _cursor(session) as cursor, cursor.copy(f"COPY stage ({', '.join(COLUMNS)}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        session.execute(text("ANALYZE stage"))
    else:
        session.execute(text("DROP TABLE IF EXISTS temp.stage"))
        session.execute(text(SQLITE))
        marks = ", ".join("?" * len(COLUMNS))
        with _cursor(session) as cursor:
            cursor.executemany(f"INSERT INTO stage ({', '.join(COLUMNS)}) VALUES ({marks})", _plain(rows))
        session.execute(text("CREATE INDEX temp.stage_key ON stage (indicator_id, place_id, population_id, period)"))


def unstage(session: Session, positions: Iterable[int]) -> None:
    """Take these rows out again."""
    for chunk in _chunks(positions):
        session.execute(text(f"DELETE FROM stage WHERE position IN ({', '.join(map(str, chunk))})"))


def flag(session: Session, positions: Iterable[int], word: str) -> None:
    """Have these rows stand out when they are stored."""
    for chunk in _chunks(positions):
        more = "CASE WHEN flags = '' THEN :word ELSE flags || '|' || :word END"
        marked = text(f"UPDATE stage SET flags = {more} WHERE position IN ({', '.join(map(str, chunk))})")
        session.execute(marked, {"word": word})


def await_acceptance(session: Session, indicators: Iterable[str], places: Iterable[str]) -> None:
    """Have the rows about these indicators at these places wait for acceptance when they are stored."""
    waiting = "UPDATE stage SET acceptance = 'submitted' WHERE indicator_id IN :indicators AND place_id IN :places"
    lists: list[Any] = [bindparam(name, expanding=True) for name in ("indicators", "places")]
    session.execute(text(waiting).bindparams(*lists), {"indicators": sorted(indicators), "places": sorted(places)})


def staged_count(session: Session) -> int:
    return int(session.execute(text("SELECT count(*) FROM stage")).scalar_one())


def _cursor(session: Session) -> Any:
    """The driver's own cursor, in this transaction; closed at the end."""
    return closing(session.connection().connection.cursor())


def _plain(rows: Iterable[Staged]) -> Iterator[tuple[Any, ...]]:
    """As SQLite keeps them: decimals digit for digit as text, days as ISO text."""
    days: dict[Any, str] = {}
    for row in rows:
        starts, ends = row[4], row[5]
        for day in (starts, ends):
            if day not in days:
                days[day] = day.isoformat()
        yield (
            *row[:4], days[starts], days[ends], row[6], _digits(row[7]), row[8], _digits(row[9]), _digits(row[10]),
            row[11], row[12], _digits(row[13]), _digits(row[14]), *row[15:],
        )  # fmt: skip


def _digits(number: Decimal | None) -> str | None:
    return None if number is None else format(number, "f")


def _chunks(positions: Iterable[int]) -> Iterator[list[int]]:
    ordered = sorted(positions)
    return (ordered[start : start + CHUNK] for start in range(0, len(ordered), CHUNK))
