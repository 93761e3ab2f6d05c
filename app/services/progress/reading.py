"""From an assessment to what goes over the wire: the same facts with their origins, numbers as decimals."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from app.models.period import Period
from app.models.place import as_origin
from app.models.progress import (
    ActualRead,
    AgesRead,
    AssessmentRead,
    Chances,
    CheckpointMet,
    ForecastRead,
    JudgementRead,
    LinePoint,
    MethodRead,
    ReferenceFigure,
    SeriesPoint,
)
from app.models.target import BaselineRead
from app.models.terms import Status, TargetState
from app.services.measurements.seeing import Seen
from app.services.progress.comparing import COUNTS
from app.services.progress.drawing import Drawn
from app.services.progress.exact import as_decimal
from app.services.progress.figures import point
from app.services.progress.loading import REACHED, Case
from app.services.progress.marking import gap_between
from app.services.progress.shapes import Against, Assessment, Forecast, Reading


def as_wire(case: Case, found: Assessment, line: Drawn, may: Sequence[str] = ()) -> AssessmentRead:
    """The whole assessment of one target at one place: how it stands, and the lines that a chart draws."""
    told = as_brief(case, found, may)
    told.series, told.reference_series = _series(case, found.series), _beside(case, found.as_of)
    told.line = [LinePoint(year=as_decimal(t), value=as_decimal(y)) for t, y in line]
    return told


def as_brief(case: Case, found: Assessment, may: Sequence[str] = ()) -> AssessmentRead:
    """How one target stands at one place, without series and lines: for who counts, or shows no more than that."""
    return AssessmentRead(
        target=case.target.id,
        place=case.place,
        programme=case.target.programme_id,
        goal=case.target.goal_id,
        indicator=case.target.indicator_id,
        state=TargetState(case.target.state),
        status=found.status,
        likely=found.likely,
        chances=_chances(found),
        pace=number(found.pace),
        baseline=_baseline(case, found.baseline),
        actual=_actual(found.actual),
        expected=number(found.expected),
        gap_to_target=number(found.gap_to_target),
        checkpoints=_checkpoints(case, found),
        deadline_passed=found.deadline_passed,
        reached_at=_text(found.reached_at),
        lost_at=_text(found.lost_at),
        overshoot=number(found.overshoot),
        outdated=found.outdated,
        reference=_reference(found.reference, case.reference),
        through_time=found.through_time,
        against_reference=found.against_reference,
        forecast=_forecast(found.forecast),
        judgement=_judgement(case),
        reason=found.reason,
        notes=list(found.notes),
        ages=AgesRead.model_validate(found.ages),
        good_direction=case.scale.good,
        method=MethodRead(name=found.method, version=found.version),
        may=list(may),
    )


def baseline_at(case: Case, period: str) -> BaselineRead:
    """A baseline that is shown and not in force: its figure where there is one that this reader may see."""
    text = Period.parse(period).text
    one = case.figures.by_period.get(text)
    return BaselineRead(
        period=text, value=one.figure.value if one else None, origin=as_origin(one.row) if one else None
    )


def number(figure: Fraction | Decimal | None) -> Decimal | None:
    return as_decimal(figure) if isinstance(figure, Fraction) else figure


def _text(when: Period | date | None) -> str | None:
    return None if when is None else when.text if isinstance(when, Period) else when.isoformat()


def _chances(found: Assessment) -> Chances | None:
    if found.chances is None:
        return None
    one = found.chances
    return Chances(
        on_course=Decimal(str(one.on_course)), short=Decimal(str(one.short)), worsening=Decimal(str(one.worsening))
    )


def _baseline(case: Case, reading: Reading | None) -> BaselineRead | None:
    """The baseline in force; its value is the one that was judged by."""
    if reading is None:
        return None
    one = case.figures.by_period.get(reading.period.text)
    origin = as_origin(one.row) if one else None
    return BaselineRead(period=reading.period.text, value=number(reading.value), origin=origin)


def _checkpoints(case: Case, found: Assessment) -> list[CheckpointMet]:
    """Those of the path, after what was reached on an earlier one; nothing is told of a path that is shielded."""
    if found.status is Status.SUPPRESSED:
        return []
    path = [CheckpointMet(year=one.year, met=one.met) for one in found.checkpoints]
    on_path = {one.year for one in path}
    before = [point["year"] for point in case.target.checkpoints if point.get("mark") == REACHED]
    return [*(CheckpointMet(year=year, met=True) for year in before if year not in on_path), *path]


def _actual(reading: Reading | None) -> ActualRead | None:
    if reading is None:
        return None
    return ActualRead(
        period=reading.period.text,
        value=number(reading.value),
        low=number(reading.low),
        high=number(reading.high),
        state=reading.state,
        flags=list(reading.flags),
    )


def _reference(found: Against | None, place: str | None) -> ReferenceFigure | None:
    if found is None:
        return None
    return ReferenceFigure(
        place=found.place or place or "",
        period=found.period.text,
        value=number(found.value),
        gap=number(found.gap),
        gap_at_baseline=number(found.gap_at_baseline),
        ratio=number(found.ratio),
        share=number(found.share),
    )


def _forecast(found: Forecast | None) -> ForecastRead | None:
    if found is None:
        return None
    low, high = Decimal(str(found.low)), Decimal(str(found.high))
    return ForecastRead(year=as_decimal(found.year), value=as_decimal(found.value), low=low, high=high)


def _judgement(case: Case) -> JudgementRead | None:
    """Made by somebody who knew the true figures: shown to who may know all that it may give away."""
    if case.judgement is None or not all(one.true for one in (*case.figures, *case.reference_figures)):
        return None
    return JudgementRead.model_validate(case.judgement)


def _series(case: Case, series: Sequence[Reading]) -> list[SeriesPoint]:
    """The comparable figures, each with its gap to the reference of the same period."""
    wanted = {reading.period.text for reading in series}
    others = {} if case.scale.unit in COUNTS else case.reference_figures.by_period
    return [point(one, _gap(case, one, others.get(one.row.period))) for one in case.figures if one.row.period in wanted]


def _gap(case: Case, one: Seen, other: Seen | None) -> Decimal | None:
    """Of decimals it is exact, within the same 28 digits as `as_decimal`."""
    value, reference = one.figure.value, other.figure.value if other else None
    if value is None or reference is None:
        return None
    return gap_between(value, reference, case.aim, case.scale)


def _beside(case: Case, day: date) -> list[SeriesPoint]:
    """The figures of the reference that there could be on the day."""
    beside, at_date = case.reference_figures, case.scale.at_date
    both = zip(beside.readings, beside.points, strict=True)
    return [point for reading, point in both if reading.period.over_by(day, at_date)]
