"""From an assessment to its course line: the same drawing on the page and as a file to download."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal

from markupsafe import Markup

from app.language import day, number
from app.language import gettext as _
from app.models.event_note import EventNote
from app.models.indicator import IndicatorRead
from app.models.progress import AssessmentRead, SeriesPoint
from app.models.target import TargetRead
from app.web import charts
from app.web.charts.course_line import CourseLine, Words
from app.web.charts.marks import Band, Corner, Event, Point
from app.web.names import Names
from app.web.notes import events_of, moment
from app.web.wording import WORDS, figure, period, word


def course_of(target: TargetRead, assessment: AssessmentRead, indicator: IndicatorRead, names: Names) -> CourseLine:
    """All that the chart of one target at one place shows."""
    reference = names[assessment.reference.place] if assessment.reference else _("city average")
    return CourseLine(
        title=_("Course of {what} in {where}", what=indicator.name, where=names[assessment.place]),
        description=described(assessment, indicator),
        unit=_(WORDS["unit"].get(indicator.unit, indicator.unit)),
        words=words_of(reference),
        write=lambda value, decimals: number(value, indicator.decimals if decimals < 0 else decimals),
        points=points_of(assessment.series, indicator),
        line=_corners(assessment, indicator, {step.year for step in target.checkpoints}),
        reference=points_of(assessment.reference_series, indicator),
        forecast=_band(assessment),
        events=_events(target, assessment.events),
        earlier=[
            [Corner(float(corner.year), float(corner.value)) for corner in path.line]
            for path in assessment.earlier_paths
        ],
    )


def drawings(course: CourseLine, name: str = "course") -> dict[str, Markup]:
    """The chart for a wide and for a narrow screen; the style sheet shows one of both."""
    narrow = charts.course_line(course, charts.NARROW, f"{name}-narrow")
    return {"wide": Markup(charts.course_line(course, charts.WIDE, name)), "narrow": Markup(narrow)}


def row_line(assessment: AssessmentRead, decimals: int | None = None) -> Markup:
    """The small line of a table row."""
    points = [replace(point, label="") for point in points_of(assessment.series, None)]
    line = [Corner(float(corner.year), float(corner.value)) for corner in assessment.line]
    said = [f"{period(it.period)}: {number(it.value, decimals)}" for it in assessment.series if it.value is not None]
    return charts.small_line(points, line, _("Course: {values}", values="; ".join(said)))


def described(assessment: AssessmentRead, indicator: IndicatorRead) -> str:
    """The drawing in words, for who cannot see it."""
    measured = [
        f"{period(it.period)}: {figure(it.value, indicator.unit, indicator.decimals)}"
        for it in assessment.series
        if it.value is not None
    ]
    parts = [_("Measured: {values}.", values="; ".join(measured)) if measured else _("Nothing was measured yet.")]
    if assessment.line:
        end = assessment.line[-1]
        wanted = figure(end.value, indicator.unit, indicator.decimals)
        parts.append(_("Expected in {year}: {value}.", year=int(end.year), value=wanted))
    for path in assessment.earlier_paths:
        end = path.line[-1]
        value = figure(end.value, indicator.unit, indicator.decimals)
        until = day(path.until)
        parts.append(_("Agreed earlier, until {day}: {value} in {year}.", day=until, value=value, year=int(end.year)))
    parts.append(_("Status: {status}.", status=word("status", assessment.status)))
    return " ".join(parts)


def words_of(reference: str) -> Words:
    return Words(
        measured=_("measured"),
        expected=_("expected line"),
        reference=reference,
        forecast=_("forecast, 80% band"),
        checkpoint=_("checkpoint"),
        doubtful=_("doubtful"),
        interval=_("95% interval"),
        nothing=_("No figures yet"),
        earlier=_("agreed earlier"),
    )


def points_of(series: Sequence[SeriesPoint], indicator: IndicatorRead | None) -> list[Point]:
    unit, decimals = (indicator.unit, indicator.decimals) if indicator else ("", None)
    return [
        Point(
            t=moment(it.period),
            value=_float(it.value),
            label=f"{period(it.period)}: {figure(it.value, unit, decimals)}",
            low=_float(it.low),
            high=_float(it.high),
            doubtful=it.state == "doubtful",
        )
        for it in series
    ]


def _corners(assessment: AssessmentRead, indicator: IndicatorRead, checkpoints: set[int]) -> list[Corner]:
    return [
        Corner(
            float(corner.year),
            float(corner.value),
            number(corner.value),
            checkpoint=corner.year in checkpoints,
        )
        for corner in assessment.line
    ]


def _band(assessment: AssessmentRead) -> Band | None:
    ahead = assessment.forecast
    if ahead is None:
        return None
    return Band(float(ahead.year), float(ahead.value), float(ahead.low), float(ahead.high))


def _events(target: TargetRead, happened: Sequence[EventNote]) -> list[Event]:
    """The end of patience, and what happened, in order of time."""
    found = events_of(happened)
    if target.patience_until:
        text = _("until {year}: no effect expected yet", year=target.patience_until)
        found.append(Event(float(target.patience_until), text))
    return sorted(found, key=lambda event: event.t)


def _float(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def lines_of(names: Names) -> Callable[[AssessmentRead], Markup]:
    """For templates: `lines(row)` is the small line of the row's assessment."""
    return lambda assessment: row_line(assessment, names.decimals(assessment.indicator))
