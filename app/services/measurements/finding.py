"""Finding measurements: every filter of the API as one statement over the current rows, or those known at a moment."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, func, select
from sqlmodel import col

from app.errors import FieldError, Invalid, NotFound, say
from app.models.base import asked_moment
from app.models.measurement import Measurement, MeasurementBase, MeasurementFilter, MeasurementRevision
from app.models.period import Period
from app.models.target import Target
from app.services.access.revision import before, data_revision
from app.services.access.sight import Sight
from app.services.places.scope import places_of_municipalities, places_within
from app.services.rows import read_cursor, write_cursor

KEY = ("id", "indicator_id", "place_id", "period", "starts", "ends", "population_id")
SAID = tuple(MeasurementBase.model_fields)
ROW_NUMBER = re.compile(r"[1-9][0-9]{0,17}", re.ASCII)
LISTS = ("indicator", "place", "population", "partner", "source", "state", "acceptance")
ORDER: tuple[str, ...] = ("indicator_id", "place_id", "period", "population_id")
ORDER_OF_CHANGE: tuple[str, ...] = ("change", "id")


def known_measurements(sight: Sight) -> Select[Any]:
    """Keys with what is said about them, one row each: now, or as known at the moment of the sight."""
    said = _said(sight)
    columns = [getattr(Measurement, name) for name in KEY] + [getattr(said, name) for name in SAID]
    statement = select(*columns)
    if sight.known_at is None:
        return statement
    revision = col(MeasurementRevision.revision)
    latest = _latest_revision(sight.known_at)
    return statement.join(MeasurementRevision, col(MeasurementRevision.measurement_id) == col(Measurement.id)).where(
        revision == latest
    )


def matching(sight: Sight, asked: MeasurementFilter) -> Select[Any]:
    """The measurements that were asked for; raises Invalid on a period or a mark that cannot be read."""
    said = _said(sight)
    statement = known_measurements(sight).where(*_where_place(sight, asked), *_within_periods(asked))
    statement = statement.where(*in_lists(said, listed(asked)))
    if asked.programme:
        statement = statement.where(_of_programmes(asked.programme))
    return statement if asked.changed_since is None else statement.where(_changed(sight, said, asked.changed_since))


def listed(asked: MeasurementFilter) -> dict[str, list[str]]:
    """The filters that are lists of ids or words, by name, where they were given."""
    lists = {name: getattr(asked, name) for name in LISTS}
    return {name: [str(value) for value in values] for name, values in lists.items() if values}


def in_lists(said: Any, lists: Mapping[str, Sequence[str]]) -> list[Any]:
    """The conditions of `listed`; each list is a parameter with the name of its filter."""
    columns = {
        "indicator": Measurement.indicator_id,
        "place": Measurement.place_id,
        "population": Measurement.population_id,
        "partner": said.partner_id,
        "source": said.source,
        "state": said.state,
        "acceptance": said.acceptance,
    }
    return [col(columns[name]).in_(bindparam(name, values, expanding=True)) for name, values in lists.items()]


def order_of(sight: Sight, asked: MeasurementFilter) -> tuple[Any, ...]:
    """The stable order: by key; by change where the question is what changed."""
    if asked.changed_since is not None:
        return order_of_change(sight)
    return tuple(getattr(Measurement, name) for name in ORDER)


def order_of_change(sight: Sight) -> tuple[Any, ...]:
    """In the order in which the changes were committed."""
    return (_said(sight).change, Measurement.id)


def write_mark(change: int) -> str:
    """The opaque mark after which changes are asked."""
    return "m" + write_cursor([change])


def read_mark(mark: str) -> int:
    """What `write_mark` wrote; raises ValueError or Invalid."""
    (change,) = read_cursor(mark.removeprefix("m"))
    if not isinstance(change, int) or change < 0:
        raise ValueError("not a mark")
    return change


def row_number(measurement_id: str) -> int:
    """The number behind a measurement's readable id; raises NotFound for anything else."""
    if ROW_NUMBER.fullmatch(measurement_id):
        return int(measurement_id)
    raise NotFound(say("There is no {kind} with id {id}.", kind=say("measurement"), id=measurement_id[:40]))


def _said(sight: Sight) -> Any:
    return Measurement if sight.known_at is None else MeasurementRevision


def _latest_revision(moment: datetime) -> Any:
    other = MeasurementRevision.__table__.alias("later")  # type: ignore[attr-defined]
    of_the_same = (other.c.measurement_id == Measurement.id) & (other.c.recorded_at <= moment)
    return select(func.max(other.c.revision)).where(of_the_same).scalar_subquery()


def _where_place(sight: Sight, asked: MeasurementFilter) -> list[Any]:
    place = col(Measurement.place_id)
    conditions = []
    if asked.area:
        conditions.append(place.in_(places_within(sight, asked.area)))
    if asked.municipality:
        conditions.append(place.in_(places_of_municipalities(sight, asked.municipality)))
    return conditions


def _of_programmes(programmes: list[str]) -> Any:
    """What a programme looks at: the indicators that its targets name."""
    used = select(col(Target.indicator_id)).where(col(Target.programme_id).in_(programmes))
    return col(Measurement.indicator_id).in_(used)


def _within_periods(asked: MeasurementFilter) -> list[Any]:
    conditions = []
    if earliest := asked_period("periodFrom", asked.period_from):
        conditions.append(col(Measurement.starts) >= earliest.starts)
    if latest := asked_period("periodTo", asked.period_to):
        conditions.append(col(Measurement.ends) <= latest.ends)
    return conditions


def asked_period(field: str, text: str | None) -> Period | None:
    """The period that a filter names, if it names one; raises Invalid."""
    try:
        return Period.parse(text) if text else None
    except ValueError as unreadable:
        raise Invalid([invalid_period(field, text or "")]) from unreadable


def invalid_period(field: str, text: str) -> FieldError:
    """The refusal of a period that cannot be read, with the forms that can."""
    remedy = say("“{text}” is no period. Write 2022, 2021/2022, 2022-Q3, 2022-03 or 2022-03-14.", text=text[:40])
    return FieldError(field, "invalid-period", remedy, text)


def _changed(sight: Sight, said: Any, since: str) -> Any:
    """After an earlier mark; or from a moment on, what was still under way at it included.

    A mark of what did not happen yet is of other data, or of these before a backup was put back: who asked on from it
    would miss what is to come.
    """
    try:
        mark = read_mark(since) if since.startswith("m") else before(asked_moment(since))
    except (Invalid, ValueError) as unreadable:
        remedy = say("Give the mark of an earlier answer, or a moment such as 2024-03-01T00:00:00Z.")
        raise Invalid([FieldError("changedSince", "invalid-mark", remedy, since)]) from unreadable
    if isinstance(mark, int) and mark > data_revision(sight.session):
        remedy = say("This mark is not of the data that are here now. Ask for all of them again.")
        raise Invalid([FieldError("changedSince", "unknown-mark", remedy, since)])
    return said.change > mark
