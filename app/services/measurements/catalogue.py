"""The catalogue: what a set of incoming rows refers to, looked up in a fixed number of queries."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from app.models.indicator import Indicator, Population
from app.models.measurement import Measurement, MeasurementCreate
from app.models.period import Period, today
from app.models.place import Place, PlaceCode
from app.services.access.writing import Writing
from app.services.measurements.locks import Lock, in_force

Words = Collection[str]
CHUNK = 900  # SQLite takes a limited number of values in one statement


@dataclass(frozen=True)
class Catalogue:
    """Indicators, places, codes and populations by what the rows call them; and the periods that are locked."""

    indicators: dict[str, Indicator]
    places: frozenset[str]
    populations: frozenset[str]
    codes: dict[str, list[PlaceCode]] = field(default_factory=dict)
    locks: tuple[Lock, ...] = ()

    def locks_of(self, indicator: str, period: Period) -> list[Lock]:
        """The locks on figures of this indicator and period, at some place."""
        return [lock for lock in self.locks if lock.touches(indicator, period)]

    def as_met_by(self, writing: Writing) -> "Catalogue":
        """The same without the locks that were opened for this sender, on the day on which it really sends."""
        day = today(writing.stored_at)
        return replace(self, locks=tuple(lock for lock in self.locks if not lock.lets_pass(writing.actor, day)))

    def as_open_for(self, partner: str | None, writing: Writing) -> "Catalogue":
        """The same without the locks that are open for the figures of this organisation: they can be judged."""
        day = today(writing.stored_at)
        return replace(self, locks=tuple(lock for lock in self.locks if not lock.is_open_for(partner, day)))


def look_up(session: Session, rows: Collection[MeasurementCreate]) -> Catalogue:
    """All that these rows name and that exists."""
    return look_up_words(
        session,
        indicators={row.indicator for row in rows},
        places={row.place for row in rows if row.place},
        codes={row.code for row in rows if row.code},
        populations={row.population for row in rows},
    )


def look_up_words(
    session: Session, *, indicators: Words, places: Words, codes: Words = (), populations: Words = ()
) -> Catalogue:
    """All of these that exist, by id; codes as they stand."""
    of_code: dict[str, list[PlaceCode]] = {}
    for code in _among(session, PlaceCode, PlaceCode.code, codes):
        of_code.setdefault(code.code, []).append(code)
    return Catalogue(
        {indicator.id: indicator for indicator in _among(session, Indicator, Indicator.id, indicators)},
        frozenset(place.id for place in _among(session, Place, Place.id, places)),
        frozenset(population.id for population in _among(session, Population, Population.id, populations)),
        of_code,
        tuple(in_force(session)),
    )


def current(
    session: Session, keys: Collection[tuple[str, str, str, str]]
) -> dict[tuple[str, str, str, str], Measurement]:
    """The measurements that exist at these keys (indicator, place, period, population)."""
    indicators = {key[0] for key in keys}
    found: dict[tuple[str, str, str, str], Measurement] = {}
    for places in _chunks({key[1] for key in keys}):
        statement = select(Measurement).where(
            col(Measurement.indicator_id).in_(indicators),
            col(Measurement.place_id).in_(places),
            col(Measurement.period).in_({key[2] for key in keys}),
        )
        for row in session.execute(statement).scalars():
            found[key_of(row)] = row
    return {key: found[key] for key in keys if key in found}


def key_of(row: Measurement) -> tuple[str, str, str, str]:
    """The natural key."""
    return row.indicator_id, row.place_id, row.period, row.population_id


def _among(session: Session, model: Any, column: Any, values: Iterable[str]) -> list[Any]:
    found: list[Any] = []
    for chunk in _chunks(values):
        found.extend(session.execute(select(model).where(col(column).in_(chunk))).scalars())
    return found


def _chunks(values: Iterable[str]) -> Iterable[list[str]]:
    ordered = sorted(values)
    return (ordered[start : start + CHUNK] for start in range(0, len(ordered), CHUNK))
