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
_NATURAL = ("indicator_id", "place_id", "period", "population_id")
KEY = " AND ".join(f"s.{name} = m.{name}" for name in _NATURAL)
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


def meet(writing: Writing) -> None:
    """Work out once which rows of the stage are there already: whether they may be revised, and say the same.

    Who gives again what was sent back answers that, also where the figure is the same.
    """
    session = writing.session
    same = " AND ".join([*(_same_number(session, name) for name in EXACT), *(_same(session, name) for name in PLAIN)])
    statement = f"""
        INSERT INTO met
        SELECT s.position, m.id, coalesce({_mine(writing)}, 1 = 0), m.acceptance <> 'sent-back' AND {same}
        FROM stage s JOIN measurement m ON {KEY}
    """
    session.execute(text(statement), {"partner": writing.actor.partner} if ":partner" in statement else {})


def _mine(writing: Writing) -> str:
    """Whether the sender may revise the figure that stands there."""
    if writing.actor.role in TRUSTED:
        return "1 = 1"
    same_source = "(s.source IS NULL OR s.source = m.source)"
    return f"(m.partner_id = :partner AND {same_source})" if writing.actor.partner else "(1 = 0)"


def of_others(writing: Writing) -> list[int]:
    """The positions of rows that would revise a figure of another partner or source."""
    return list(writing.session.execute(text("SELECT position FROM met WHERE NOT mine")).scalars())


def no_longer_final(session: Session) -> list[int]:
    """The positions of rows that would make a final figure provisional again."""
    back = f"m.state = '{State.FINAL}' AND s.state = '{State.PROVISIONAL}'"
    statement = text(f"SELECT s.position FROM stage s JOIN measurement m ON {KEY} WHERE {back}")
    return list(session.execute(statement).scalars())


def leave_unchanged(session: Session) -> int:
    """Take out of the stage what says what stood there already; how many those were."""
    unchanged = _count(session, "SELECT count(*) FROM met WHERE same")
    if unchanged == staged_count(session):
        session.execute(text("DELETE FROM stage"))
    elif unchanged:
        session.execute(text("DELETE FROM stage WHERE position IN (SELECT position FROM met WHERE same)"))
        session.execute(text("DELETE FROM met WHERE same"))
    return unchanged


def store(writing: Writing, unchanged: int, batch: str) -> Stored:
    """Write what is left in the stage: current rows and revisions, numbered in the order of the batch."""
    session, count = writing.session, staged_count(writing.session)
    if not count:
        return Stored(0, 0, unchanged, 0, None)
    revised = _count(session, "SELECT count(*) FROM met")
    flagged = _count(session, "SELECT count(*) FROM stage WHERE flags <> ''")
    first = next_change(session, count)
    _write_current(writing, first, batch, revised=revised > 0)
    _write_revisions(session, first, count)
    return Stored(count - revised, revised, unchanged, flagged, first)


def _write_current(writing: Writing, first: int, batch: str, *, revised: bool) -> None:
    """Everything that a row says replaces what stood there, but a source or partner that was not said stays.

    Where all is new, nothing is looked for: no other writer comes between.
    """
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
    """
    if revised:
        statement += f"ON CONFLICT ({', '.join(_NATURAL)}) DO UPDATE SET {', '.join([*sets, *reset])}"
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
