"""The course of one indicator in one place beside its reference, without a target: drawing, rows and sentences."""

from collections.abc import Sequence

from app.language import gettext as _
from app.language import number
from app.models.event_note import EventNote
from app.models.indicator import IndicatorRead
from app.models.two_levels import TwoLevels
from app.web.charts import CourseLine
from app.web.charts.marks import Point
from app.web.courses import points_of, words_of
from app.web.names import Names
from app.web.notes import events_of, moment
from app.web.wording import WORDS, figure, period


def course_of_place(
    levels: TwoLevels, indicator: IndicatorRead, names: Names, happened: Sequence[EventNote]
) -> CourseLine:
    """All that the chart of one indicator in one place shows."""
    return CourseLine(
        title=_("Course of {what} in {where}", what=indicator.name, where=names[levels.place]),
        description=described(levels, indicator),
        unit=_(WORDS["unit"].get(indicator.unit, indicator.unit)),
        words=words_of(names[levels.reference] if levels.reference else _("city average")),
        write=lambda value, decimals: number(value, indicator.decimals if decimals < 0 else decimals),
        points=points_of(levels.points, indicator),
        reference=_beside(levels, indicator),
        events=events_of(happened),
    )


def described(levels: TwoLevels, indicator: IndicatorRead) -> str:
    """The drawing in words, for who cannot see it."""
    measured = [
        f"{period(it.period)}: {figure(it.value, indicator.unit, indicator.decimals)}"
        for it in levels.points
        if it.value is not None
    ]
    return _("Measured: {values}.", values="; ".join(measured)) if measured else _("Nothing was measured yet.")


def _beside(levels: TwoLevels, indicator: IndicatorRead) -> list[Point]:
    """The reference, in the periods in which the place has a figure."""
    return [
        Point(
            t=moment(it.period),
            value=None if it.reference_value is None else float(it.reference_value),
            label=f"{period(it.period)}: {figure(it.reference_value, indicator.unit, indicator.decimals)}",
        )
        for it in levels.points
        if it.reference_value is not None or it.reference_missing is not None
    ]
