"""Duties of delivery: the register of them, and what is wrong with one."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlmodel import col

from app.errors import FieldError, say
from app.models.delivery import (
    DeliveryDuty,
    DeliveryDutyCreate,
    DeliveryDutyFilter,
    DeliveryDutyRead,
    DeliveryDutyVersion,
)
from app.models.indicator import Indicator, IndicatorVersion
from app.services.access.known import all_known, known_table
from app.services.access.sight import Sight
from app.services.access.writing import Writing
from app.services.registers.register import Completed, Register


def _complete(sight: Sight, rows: Sequence[Any]) -> Completed:
    """The rhythm that holds: one query for all rows."""
    table = known_table(sight, Indicator, IndicatorVersion)
    named = col(table.id).in_({row.indicator for row in rows})
    own = {row.id: row.rhythm for row in all_known(sight, Indicator, IndicatorVersion, named)}
    return [{"in_force_rhythm": row.rhythm or own.get(row.indicator)} for row in rows]


def _wrong(writing: Writing, row: Any) -> Iterator[FieldError]:
    if not row.places and row.every_neighbourhood_of is None:
        remedy = say("Name the places, or the area of which every neighbourhood is delivered.")
        yield FieldError("places", "places-required", remedy)
    if (row.due_after_days is None) == (row.due_month is None):
        remedy = say("Give “dueAfterDays”, or a day of the year in “dueMonth” and “dueDay”: one of the two.")
        yield FieldError("dueAfterDays", "due-once", remedy, row.due_after_days)
    if row.due_day is not None and row.due_month is None:
        yield FieldError("dueDay", "month-required", say("A day of the year needs its month too."), row.due_day)
    if row.rhythm is None and _has_no_rhythm(writing, row.indicator):
        remedy = say("This indicator has no rhythm of its own. Say in “rhythm” how often it is delivered.")
        yield FieldError("rhythm", "rhythm-required", remedy)


def _has_no_rhythm(writing: Writing, indicator_id: str) -> bool:
    """Of an indicator that is not there something else is wrong."""
    indicator = writing.session.get(Indicator, indicator_id)
    return indicator is not None and indicator.rhythm is None


DELIVERY_DUTIES = Register(
    noun="duty of delivery",
    path="delivery-duties",
    current=DeliveryDuty,
    versions=DeliveryDutyVersion,
    create=DeliveryDutyCreate,
    read=DeliveryDutyRead,
    asked=DeliveryDutyFilter,
    refers={
        "partner": "partner",
        "indicator": "indicator",
        "population": "population",
        "places": "place",
        "every_neighbourhood_of": "place",
    },
    complete=_complete,
    check=_wrong,
)
