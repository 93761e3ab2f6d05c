"""Facts beside the status, never new statuses: checkpoints met, deadline, reached and lost again, ages."""

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction

from app.models.period import Period, PeriodKind
from app.models.terms import Rule, State, Status
from app.services.progress.course import Course
from app.services.progress.marking import Mark, mark, step_of
from app.services.progress.paths import Corner, corners_of, end_year_of, from_share
from app.services.progress.shapes import SERIES_BREAK, Ages, Aim, Passed, Reading, Scale
from app.services.progress.sides import Side
from app.services.progress.usable import Pair

# One value for a whole year: it is there before the year of a checkpoint has ended where it is taken at a date.
YEARLY = (PeriodKind.YEAR, PeriodKind.SCHOOL_YEAR)
NAMED_STATES = (State.PROVISIONAL, State.DOUBTFUL)


def passed_checkpoints(course: Course, as_of: date) -> tuple[Passed, ...]:
    """Every checkpoint in order; `met` is None while it is ahead, and where no value tells."""
    last = len(course.corners) - 1
    return tuple(_passed(course, corner, number == last, as_of) for number, corner in enumerate(course.corners))


def spell(reached: list[tuple[Mark, bool]]) -> tuple[Period | None, Period | None]:
    """When the end was last reached, and when it was lost again."""
    since: Period | None = None
    lost: Period | None = None
    before = False
    for at, there in reached:
        period = at.pair.reading.period
        if there and not before:
            since, lost = period, None
        elif before and not there:
            lost = period
        before = there
    return since, lost


def deadline_passed(aim: Aim, actual: Reading | None, status: Status, as_of: date) -> bool:
    """Not achieved, and the end year is over or its own value is there."""
    end = end_year_of(aim)
    if end is None or status is Status.ACHIEVED:
        return False
    deadline = date(end, 12, 31)
    return as_of > deadline or (actual is not None and actual.period.ends >= deadline)


def gap_to_target(course: Course, at: Mark) -> Fraction | None:
    """In the indicator's unit, positive while something is left to do."""
    if course.end is None:
        return None
    left = course.end - at.y
    return _in_unit(course, course.way * left if course.way else abs(left), at)


def overshoot(course: Course, at: Mark) -> Fraction | None:
    """How far beyond an end that should be met exactly."""
    if course.side is not Side.AT or course.end is None:
        return None
    beyond = course.way * (at.y - course.end)
    return _in_unit(course, beyond, at) if beyond > course.step else None


def outdated(scale: Scale, actual: Reading | None, as_of: date) -> bool:
    """Older than twice its rhythm: it could be there already on the day before that long ago."""
    if actual is None or scale.rhythm_months is None:
        return False
    long_ago = _months_before(as_of, 2 * scale.rhythm_months) - timedelta(days=1)
    return actual.period.over_by(long_ago, scale.at_date)


def ages(scale: Scale, actual: Reading | None, baseline: Reading | None, reference: Period | None, as_of: date) -> Ages:
    def age(period: Period | None) -> int | None:
        if period is None or not period.over_by(as_of, scale.at_date):
            return None
        return (as_of - (period.starts if scale.at_date else period.ends)).days

    return Ages(age(actual.period if actual else None), age(baseline.period if baseline else None), age(reference))


def named(actual: Reading | None, baseline: Reading | None) -> tuple[str, ...]:
    """Provisional, doubtful and flagged figures count, and are named."""
    notes = []
    for role, reading in (("actual", actual), ("baseline", baseline)):
        if reading is not None:
            notes += [f"{role}-{reading.state}"] * (reading.state in NAMED_STATES)
            notes += [f"{role}-flagged"] * any(flag != SERIES_BREAK for flag in reading.flags)
    return tuple(notes)


def broken(actual: Reading | None, baseline: Reading | None, series: Sequence[Reading]) -> tuple[str, ...]:
    """That a series break lies between the baseline and the latest value: their difference may be one of counting."""
    if actual is None or baseline is None:
        return ()
    breaks = [reading.period for reading in series if SERIES_BREAK in reading.flags]
    return (SERIES_BREAK,) if any(baseline.period < period <= actual.period for period in breaks) else ()


def _passed(course: Course, corner: Corner, is_end: bool, as_of: date) -> Passed:
    year = int(corner.t)
    pair = _pair_for(course.evidence.later, year, as_of)
    at = mark(course.aim, course.scale, pair) if pair is not None and not pair.hidden else None
    met = _met(course, corner, is_end, at) if isinstance(at, Mark) else None
    return Passed(year, _wanted(course, corner), met)


def _pair_for(pairs: tuple[Pair, ...], year: int, as_of: date) -> Pair | None:
    """The figure of the year, the last where there are several, or else the first one after it."""
    own = [pair for pair in pairs if pair.reading.period.year == year]
    if own and (as_of >= date(year, 12, 31) or own[-1].reading.period.kind in YEARLY):
        return own[-1]
    return next((pair for pair in pairs if pair.reading.period.year > year), None)


def _met(course: Course, corner: Corner, is_end: bool, at: Mark) -> bool | None:
    aim, scale = course.aim, course.scale
    if aim.rule is Rule.COVERAGE:  # what is to be reached depends on how many there were
        corner = next(one for one in corners_of(aim, scale, at.items) if one.t == corner.t)
    value = None if corner.factor and course.unfit else corner.value(course.y0)
    if value is None:
        return None
    step = step_of(aim, scale, at.items)
    if course.side is Side.AT and not is_end:
        # Only the end is to be met exactly; on the way there, further is no miss.
        return course.way * (at.y - value) >= -step
    return course.side.reached(at.y, value, step)


def _wanted(course: Course, corner: Corner) -> Fraction | None:
    """In the indicator's unit; of a reference target there is none, for the reference moves."""
    value = None if corner.factor and course.unfit else corner.value(course.y0)
    if course.aim.rule is Rule.REFERENCE or value is None:
        return None
    if course.aim.rule is not Rule.COVERAGE:
        return value
    items = course.latest.items if isinstance(course.latest, Mark) else None
    return from_share(value, course.scale, items or Fraction(1))


def _in_unit(course: Course, difference: Fraction, at: Mark) -> Fraction:
    if course.aim.rule is Rule.COVERAGE:
        return from_share(difference, course.scale, at.items or Fraction(1))
    return difference


def _months_before(day: date, months: int) -> date:
    """The same day of the month, or the month's last."""
    count = day.year * 12 + day.month - 1 - months
    first = date(count // 12, count % 12 + 1, 1)
    last = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return min(first + timedelta(days=day.day - 1), last)
