"""Revising many measurements in one stroke, or having them seen anew: few statements, however many there are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import TextClause, bindparam, inspect, text

from app.errors import Conflict
from app.models.measurement import Measurement, MeasurementBase
from app.models.period import Period
from app.services.access.revision import next_change, next_number, take_turn
from app.services.access.writing import Writing
from app.services.measurements.catalogue import look_up_words
from app.services.measurements.checks import locked


@dataclass(frozen=True)
class Where:
    """A condition on the table of measurements, in SQL of ours, and its values; a list is written `IN :name`."""

    sql: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def narrowed(self, sql: str, values: Mapping[str, Any]) -> "Where":
        """Both this and that."""
        return Where(f"({self.sql}) AND {sql}", {**self.values, **values})

    def statement(self, sql: str) -> TextClause:
        """The statement with this condition in place of `{where}`."""
        lists: list[Any] = [bindparam(name, expanding=True) for name, it in self.values.items() if isinstance(it, list)]
        return text(sql.format(where=self.sql)).bindparams(*lists)


def keys_of(writing: Writing, where: Where) -> Sequence[Any]:
    """Indicator, place, period and partner of the measurements that it is about, each once."""
    keys = where.statement("SELECT DISTINCT indicator_id, place_id, period, partner_id FROM measurement WHERE {where}")
    return writing.session.execute(keys, dict(where.values)).all()


def refuse_locked(writing: Writing, where: Where, *, verdict: bool = False) -> None:
    """Raises Conflict where one of them lies in a locked period; a verdict passes where its partner was let in."""
    catalogue = look_up_words(writing.session, indicators=(), places=()).as_met_by(writing)
    if not catalogue.locks:
        return
    for indicator, place, period, partner in keys_of(writing, where):
        met = catalogue.as_open_for(partner, writing) if verdict else catalogue
        if errors := locked(met, indicator, place, Period.parse(period)):
            raise Conflict(errors[0].message, errors=errors)


def revise_all(writing: Writing, where: Where, sets: Mapping[str, Any]) -> int:
    """Give all of these the same values, as a revision each, numbered in the order of their last change; how many."""
    session, values = writing.session, dict(where.values)
    count = session.execute(where.statement("SELECT count(*) FROM measurement WHERE {where}"), values).scalar_one()
    if not count:
        return 0
    first = next_change(session, count)
    said = {f"new_{name}": value for name, value in sets.items()}
    moments = {"now": writing.now, "stored_at": writing.stored_at}
    moment = inspect(Measurement).columns["recorded_at"].type
    typed = where.statement(_update(sets)).bindparams(*(bindparam(name, type_=moment) for name in moments))
    session.execute(typed, {**values, **said, **moments, "first_new": first, "who": writing.actor.name})
    columns = ", ".join(MeasurementBase.model_fields)
    revisions = f"""
        INSERT INTO measurement_revision (measurement_id, {columns})
        SELECT id, {columns} FROM measurement WHERE change >= :first AND change < :end
    """
    session.execute(text(revisions), {"first": first, "end": first + count})
    return int(count)


def seen_anew(writing: Writing, where: Where) -> int:
    """What is seen of all of these changed, though nothing was recorded: who keeps a copy gets them again; how many.

    They are numbered in the order of their last change, and get no revision: whoever may see them sees what was said.
    """
    session, values = writing.session, dict(where.values)
    take_turn(session)
    count = session.execute(where.statement("SELECT count(*) FROM measurement WHERE {where}"), values).scalar_one()
    if count:
        first = next_number(session, count)
        session.execute(where.statement(_renumber()), values | {"first_new": first})
    return int(count)


def _renumber(changes: str = "") -> str:
    order = "SELECT id AS of, row_number() OVER (ORDER BY change) AS place FROM measurement WHERE {where}"
    return f"""
        UPDATE measurement SET {changes} change = :first_new + numbered.place - 1
        FROM ({order}) AS numbered WHERE measurement.id = numbered.of
    """


def _update(sets: Mapping[str, Any]) -> str:
    changes = ", ".join(f"{name} = :new_{name}" for name in sets)
    return _renumber(
        f"{changes}, revision = revision + 1, recorded_at = :now, stored_at = :stored_at, recorded_by = :who,"
    )
