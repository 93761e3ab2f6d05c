"""From an assessment to its course line: the same drawing on the page and as a file to download."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal

from markupsafe import Markup

from app.language import gettext as _
from app.language import number
from app.models.indicator import IndicatorRead
from app.models.period import Period
from app.models.progress import AssessmentRead, SeriesPoint
from app.models.target import TargetRead
from app.web import charts
from app.web.charts.course_line import CourseLine, Words
from app.web.charts.marks import Band, Corner, Event, Point
from app.web.names import Names
from app.web.wording import WORDS, figure, period, word


def course_of(target: TargetRead, assessment: AssessmentRead, indicator: IndicatorRead, names: Names) -> CourseLine:
    """All that the chart of one target at one place shows."""
    reference = names[assessment.reference.place] if assessment.reference else _("city average")
    return CourseLine(
        title=_("Course of {what} in {where}", what=indicator.name, where=names[assessment.place]),
        description=described(assessment, indicator),
        unit=_(WORDS["unit"].get(indicator.unit, indicator.unit)),
        words=_words(reference),
        write=lambda value, decimals: number(value, indicator.decimals if decimals < 0 else decimals),
        points=_points(assessment.series, indicator),
        line=_corners(assessment, indicator, {step.year for step in target.checkpoints}),
        reference=_points(assessment.reference_series, indicator),
        forecast=_band(assessment),
        events=_events(target),
    )


def drawings(course: CourseLine, name: str = "course") -> dict[str, Markup]:
    """The chart for a wide and for a narrow screen; the style sheet shows one of both."""
    narrow = charts.course_line(course, charts.NARROW, f"{name}-narrow")
    return {"wide": Markup(charts.course_line(course, charts.WIDE, name)), "narrow": Markup(narrow)}


def row_line(assessment: AssessmentRead, decimals: int | None = None) -> Markup:
    """The small line of a table row."""
    points = [replace(point, label="") for point in _points(assessment.series, None)]
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
    parts.append(_("Status: {status}.", status=word("status", assessment.status)))
    return " ".join(parts)


def moment(text: str) -> float:
    """Where a period lies on the axis of years."""
    return float(Period.parse(text).moment)


def _words(reference: str) -> Words:
    return Words(
        measured=_("measured"),
        expected=_("expected line"),
        reference=reference,
        forecast=_("forecast, 80% band"),
        checkpoint=_("checkpoint"),
        doubtful=_("doubtful"),
        interval=_("95% interval"),
        nothing=_("No figures yet"),
    )


def _points(series: Sequence[SeriesPoint], indicator: IndicatorRead | None) -> list[Point]:
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


def _events(target: TargetRead) -> list[Event]:
    if not target.patience_until:
        return []
    text = _("until {year}: no effect expected yet", year=target.patience_until)
    return [Event(float(target.patience_until), text)]


def _float(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def lines_of(names: Names) -> Callable[[AssessmentRead], Markup]:
    """For templates: `lines(row)` is the small line of the row's assessment."""
    return lambda assessment: row_line(assessment, names.decimals(assessment.indicator))
