"""The register of series breaks; what they do to figures is in `breaks`."""

from collections.abc import Iterator
from typing import Any

from app.errors import FieldError
from app.models.period import Period
from app.models.series_break import (
    SeriesBreak,
    SeriesBreakCreate,
    SeriesBreakFilter,
    SeriesBreakRead,
    SeriesBreakVersion,
)
from app.services.access.writing import Writing
from app.services.measurements.finding import invalid_period
from app.services.registers.register import Register


def _wrong(writing: Writing, row: Any) -> Iterator[FieldError]:
    """The period is stored in its one spelling."""
    try:
        row.period = Period.parse(row.period).text
    except ValueError:
        yield invalid_period("period", row.period)


SERIES_BREAKS = Register(
    noun="series break",
    path="series-breaks",
    current=SeriesBreak,
    versions=SeriesBreakVersion,
    create=SeriesBreakCreate,
    read=SeriesBreakRead,
    asked=SeriesBreakFilter,
    refers={"indicator": "indicator", "places": "place"},
    check=_wrong,
)
