"""Rows on their way into the database: a temporary table that both databases fill in a few strokes."""

import json
from collections.abc import Collection, Sequence
from contextlib import closing
from typing import Any

from sqlalchemy import bindparam, text
from sqlmodel import Session

from app.services.batches.checking import COLUMNS, PLAIN_COLUMNS, Good, Row

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
MET = "CREATE TEMPORARY TABLE met (position integer PRIMARY KEY, measurement_id bigint, mine boolean, same boolean)"


def on_postgres(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"


def open_stage(session: Session) -> None:
    """A fresh table `stage`, and `met` for what its rows meet in the table of measurements."""
    for name in ("stage", "met"):
        session.execute(text(f"DROP TABLE IF EXISTS {'pg_temp' if on_postgres(session) else 'temp'}.{name}"))
    session.execute(text(POSTGRES if on_postgres(session) else SQLITE))
    session.execute(text(f"{MET} ON COMMIT DROP" if on_postgres(session) else MET))


def stage(session: Session, rows: Good) -> None:
    """Add these rows to the stage."""
    for columns, some in ((PLAIN_COLUMNS, rows.plain), (COLUMNS, rows.others)):
        if some:
            _add(session, columns, some)


def _add(session: Session, columns: Sequence[str], rows: Sequence[Row]) -> None:
    into = f"stage ({', '.join(columns)})"
    with _cursor(session) as cursor:
        if on_postgres(session):
            with cursor.copy(f"COPY {into} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            cursor.executemany(f"INSERT INTO {into} VALUES ({', '.join('?' * len(columns))})", rows)


def close_stage(session: Session) -> None:
    """All rows are there: prepare for looking them up by their key."""
    if on_postgres(session):
        session.execute(text("ANALYZE stage (indicator_id, place_id, period, population_id)"))
    else:
        session.execute(text("CREATE INDEX temp.stage_key ON stage (indicator_id, place_id, population_id, period)"))


def unstage(session: Session, positions: Collection[int]) -> None:
    """Take these rows out again."""
    for table in ("stage", "met"):
        _among(session, f"DELETE FROM {table}", positions)


def flag(session: Session, positions: Collection[int], word: str) -> None:
    """Have these rows stand out when they are stored."""
    more = "CASE WHEN flags = '' THEN :word ELSE flags || '|' || :word END"
    _among(session, f"UPDATE stage SET flags = {more}", positions, word=word)


def await_acceptance(session: Session, indicators: Collection[str], places: Collection[str]) -> None:
    """Have the rows about these indicators at these places wait for acceptance when they are stored."""
    waiting = "UPDATE stage SET acceptance = 'submitted' WHERE indicator_id IN :indicators AND place_id IN :places"
    lists: list[Any] = [bindparam(name, expanding=True) for name in ("indicators", "places")]
    session.execute(text(waiting).bindparams(*lists), {"indicators": sorted(indicators), "places": sorted(places)})


def staged_count(session: Session) -> int:
    return int(session.execute(text("SELECT count(*) FROM stage")).scalar_one())


def _among(session: Session, verb: str, positions: Collection[int], **said: str) -> None:
    """One statement on these rows, however many there are."""
    if not positions:
        return
    among = "ANY(:positions)" if on_postgres(session) else "(SELECT value FROM json_each(:positions))"
    given = list(positions) if on_postgres(session) else json.dumps(list(positions))
    operator = "=" if on_postgres(session) else "IN"
    session.execute(text(f"{verb} WHERE position {operator} {among}"), {"positions": given, **said})


def _cursor(session: Session) -> Any:
    """The driver's own cursor, in this transaction; closed at the end."""
    return closing(session.connection().connection.cursor())
