"""From the stage into the tables, in sets: what may not be revised, what is new, what changed, and its revisions.

One statement writes the current rows, one their revisions: every change has a number of its own, in the order of the
batch, and by those numbers the revisions are found again.
"""

from dataclasses import dataclass

from sqlalchemy import bindparam, inspect, text
from sqlmodel import Session

from app.models.measurement import Measurement, MeasurementBase
from app.models.terms import State
from app.services.access.eyes import TRUSTED
from app.services.access.revision import next_change
from app.services.access.writing import Writing
from app.services.batches.staging import on_postgres, staged_count

_KEYS = ("indicator_id", "place_id", "period", "starts", "ends", "population_id")
KEY = " AND ".join(f"s.{name} = m.{name}" for name in ("indicator_id", "place_id", "period", "population_id"))
PLAIN = ("missing", "state", "sample_size", "note")
EXACT = ("value", "numerator", "denominator", "low", "high")
KEPT = (*EXACT, *PLAIN, "flags", "reason", "source", "partner_id", "recorded_at", "recorded_by", "stored_at")


@dataclass(frozen=True)
class Stored:
    """What became of the rows, and the number of the first change (None where nothing changed)."""

    created: int
    revised: int
    unchanged: int
    flagged: int
    first_change: int | None


def of_others(writing: Writing) -> list[int]:
    """The positions of rows that would revise a figure of another partner or source."""
    if writing.actor.role in TRUSTED:
        return []
    same_source = "(s.source IS NULL OR s.source = m.source)"
    mine = f"(m.partner_id = :partner AND {same_source})" if writing.actor.partner else "(1 = 0)"
    statement = text(f"SELECT s.position FROM stage s JOIN measurement m ON {KEY} WHERE NOT coalesce({mine}, 1 = 0)")
    asked = {"partner": writing.actor.partner} if writing.actor.partner else {}
    return list(writing.session.execute(statement, asked).scalars())


def no_longer_final(session: Session) -> list[int]:
    """The positions of rows that would make a final figure provisional again."""
    back = f"m.state = '{State.FINAL}' AND s.state = '{State.PROVISIONAL}'"
    statement = text(f"SELECT s.position FROM stage s JOIN measurement m ON {KEY} WHERE {back}")
    return list(session.execute(statement).scalars())


def leave_unchanged(session: Session) -> int:
    """Take out of the stage what says what stood there already; how many those were."""
    same = " AND ".join([*(_same_number(session, name) for name in EXACT), *(_same(session, name) for name in PLAIN)])
    said = f"m.acceptance <> 'sent-back' AND {same}"  # who gives again what was sent back, answers
    standing = f"SELECT s.position FROM stage s JOIN measurement m ON {KEY} WHERE {said}"
    return int(session.execute(text(f"DELETE FROM stage WHERE position IN ({standing})")).rowcount)  # type: ignore[attr-defined]


def store(writing: Writing, unchanged: int, batch: str) -> Stored:
    """Write what is left in the stage: current rows and revisions, numbered in the order of the batch."""
    session, count = writing.session, staged_count(writing.session)
    if not count:
        return Stored(0, 0, unchanged, 0, None)
    revised = _count(session, f"SELECT count(*) FROM stage s JOIN measurement m ON {KEY}")
    flagged = _count(session, "SELECT count(*) FROM stage WHERE flags <> ''")
    first = next_change(session, count)
    _write_current(writing, first, batch)
    _write_revisions(session, first, count)
    return Stored(count - revised, revised, unchanged, flagged, first)


def _write_current(writing: Writing, first: int, batch: str) -> None:
    """Everything that a row says replaces what stood there, but a source or partner that was not said stays."""
    stays = {"source", "partner_id"}
    sets = [
        f"{name} = coalesce(excluded.{name}, measurement.{name})" if name in stays else f"{name} = excluded.{name}"
        for name in (*KEPT, "change", "origin_table", "origin_key", "acceptance")
    ]
    reset = ["revision = measurement.revision + 1", "document = NULL", "line = NULL", "published = :no"]
    columns = ", ".join((*_KEYS, *KEPT, "change", "origin_table", "origin_key", "acceptance", "published", "revision"))
    statement = f"""
        INSERT INTO measurement ({columns})
        SELECT {", ".join(f"s.{name}" for name in _KEYS)},
               {", ".join(f"s.{name}" for name in (*EXACT, *PLAIN, "flags", "reason", "source"))},
               :partner, :now, :who, :stored_at,
               :first + row_number() OVER (ORDER BY s.position) - 1, 'measurement-batches', :batch, s.acceptance, :no, 1
        FROM stage s WHERE true
        ON CONFLICT (indicator_id, place_id, period, population_id) DO UPDATE SET {", ".join([*sets, *reset])}
    """
    said = {
        "partner": writing.actor.partner,
        "now": writing.now,
        "who": writing.actor.name,
        "stored_at": writing.stored_at,
        "first": first,
        "batch": batch,
        "no": False,
    }
    moment = inspect(Measurement).columns["recorded_at"].type
    typed = text(statement).bindparams(bindparam("now", type_=moment), bindparam("stored_at", type_=moment))
    writing.session.execute(typed, said)


def _write_revisions(session: Session, first: int, count: int) -> None:
    columns = ", ".join(MeasurementBase.model_fields)
    statement = f"""
        INSERT INTO measurement_revision (measurement_id, {columns})
        SELECT id, {columns} FROM measurement WHERE change >= :first AND change < :end
    """
    session.execute(text(statement), {"first": first, "end": first + count})


def _same(session: Session, name: str) -> str:
    return f"s.{name} IS NOT DISTINCT FROM m.{name}" if on_postgres(session) else f"s.{name} IS m.{name}"


def _same_number(session: Session, name: str) -> str:
    """28 and 28.0 are one number; where SQLite has them as text, its floats tell up to fifteen digits."""
    if on_postgres(session):
        return _same(session, name)
    short = f"length(s.{name}) < 16 AND length(m.{name}) < 16"
    return f"(s.{name} IS m.{name} OR ({short} AND CAST(s.{name} AS REAL) = CAST(m.{name} AS REAL)))"


def _count(session: Session, statement: str) -> int:
    return int(session.execute(text(statement)).scalar_one())
