"""Finding measurements: every filter of the API as one statement over the current rows, or those known at a moment."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, func, null, select
from sqlmodel import col

from app.errors import FieldError, Invalid, NotFound, say
from app.models.base import asked_moment
from app.models.measurement import Measurement, MeasurementBase, MeasurementFilter, MeasurementRevision
from app.models.period import Period
from app.models.target import Target
from app.services.access.revision import before
from app.services.access.sight import Sight
from app.services.measurements.marks import change_of, invalid_mark
from app.services.places.scope import places_of_municipalities, places_within

KEY = ("id", "indicator_id", "place_id", "period", "starts", "ends", "population_id", "change")
SAID = tuple(name for name in MeasurementBase.model_fields if name != "change")
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
    said, seen = _said(sight), aside if asked.changed_since is not None else col
    statement = known_measurements(sight).where(*_where_place(sight, asked, seen), *_within_periods(asked))
    statement = statement.where(*in_lists(said, listed(asked), seen))
    if asked.programme:
        statement = statement.where(seen(Measurement.indicator_id).in_(_looked_at_by(asked.programme)))
    return statement if asked.changed_since is None else statement.where(_changed(sight, asked.changed_since))


def listed(asked: MeasurementFilter) -> dict[str, list[str]]:
    """The filters that are lists of ids or words, by name, where they were given."""
    lists = {name: getattr(asked, name) for name in LISTS}
    return {name: [str(value) for value in values] for name, values in lists.items() if values}


def in_lists(said: Any, lists: Mapping[str, Sequence[str]], seen: Callable[[Any], Any] = col) -> list[Any]:
    """The conditions of `listed`; each list is a parameter with the name of its filter. `seen` is `col` or `aside`."""
    columns = {
        "indicator": Measurement.indicator_id,
        "place": Measurement.place_id,
        "population": Measurement.population_id,
        "partner": said.partner_id,
        "source": said.source,
        "state": said.state,
        "acceptance": said.acceptance,
    }
    return [seen(columns[name]).in_(bindparam(name, values, expanding=True)) for name, values in lists.items()]


def order_of(sight: Sight, asked: MeasurementFilter) -> tuple[Any, ...]:
    """The stable order: by key; by change where the question is what changed."""
    if asked.changed_since is not None:
        return order_of_change()
    return tuple(getattr(Measurement, name) for name in ORDER)


def order_of_change() -> tuple[Any, ...]:
    """In the order in which the changes were committed."""
    return (Measurement.change, Measurement.id)


def aside(column: Any) -> Any:
    """The same column, by no index of its own: what changed is found by the number of the change, then looked at.

    SQLite would take the index that two filters fit, whatever they find: what there is instead of what changed.
    """
    return func.coalesce(column, null())


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


def _where_place(sight: Sight, asked: MeasurementFilter, seen: Callable[[Any], Any]) -> list[Any]:
    place = seen(Measurement.place_id)
    conditions = []
    if asked.area:
        conditions.append(place.in_(places_within(sight, asked.area)))
    if asked.municipality:
        conditions.append(place.in_(places_of_municipalities(sight, asked.municipality)))
    return conditions


def _looked_at_by(programmes: list[str]) -> Select[Any]:
    """The indicators that targets of these programmes name."""
    return select(col(Target.indicator_id)).where(col(Target.programme_id).in_(programmes))


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


def _changed(sight: Sight, since: str) -> Any:
    """After an earlier mark; or from a moment on, what was still under way at it included."""
    if since.startswith("m"):
        return col(Measurement.change) > change_of(sight, since)
    try:
        return col(Measurement.change) > before(asked_moment(since))
    except (Invalid, ValueError) as unreadable:
        raise invalid_mark(since) from unreadable
