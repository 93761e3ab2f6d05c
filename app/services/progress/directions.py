"""Targets without a number: rise, fall, or not even that yet."""

from datetime import date
from fractions import Fraction

from app.models.terms import GoodDirection, Reason, Status
from app.services.progress.course import Course, Verdict, not_started, nothing_later
from app.services.progress.marking import Mark
from app.services.progress.paths import end_year_of
from app.services.progress.shapes import Aim, Chances, Scale
from app.services.progress.sides import WAYS
from app.services.progress.uncertainty import SURE, chance_at_least_zero


def way_of(aim: Aim, scale: Scale) -> int:
    """+1 to rise, -1 to fall, 0 for open; by the indicator where the goal does not say."""
    if aim.direction is not None:
        return WAYS[aim.direction]
    return 0 if scale.good is GoodDirection.NONE else 1 if scale.good is GoodDirection.RISE else -1


def judge_direction(course: Course, as_of: date) -> Verdict:
    """Clearly better than the baseline is on course, and achieved from the end year on; clearly worse worsens."""
    way = way_of(course.aim, course.scale)
    if way == 0:
        return Verdict(Status.NO_DATA, reason=Reason.DIRECTION_OPEN)
    found = _compared(course, way)
    if found is not None and found.status is Status.ACHIEVED:
        return found
    if not_started(course.aim, course.scale, course.evidence, as_of):
        return Verdict(Status.NOT_STARTED)
    return found or Verdict(Status.NO_DATA, reason=_lacking(course))


def clearly_better(course: Course, at: Mark) -> bool:
    way = way_of(course.aim, course.scale)
    if not isinstance(course.start, Mark) or way == 0:
        return False
    return _clear(way * (at.y - course.start.y), at.variance + course.start.variance, course.step) > 0


def ended_by(aim: Aim, at: Mark) -> bool:
    """Whether the value is of the end year or later."""
    end = end_year_of(aim)
    return end is not None and at.t >= end


def _lacking(course: Course) -> Reason:
    if isinstance(course.start, Reason):
        return course.start
    return course.latest if isinstance(course.latest, Reason) else nothing_later(course.evidence)


def _compared(course: Course, way: int) -> Verdict | None:
    start, latest = course.start, course.latest
    if not isinstance(start, Mark) or not isinstance(latest, Mark):
        return None
    gained, errors = way * (latest.y - start.y), start.variance + latest.variance
    clear = _clear(gained, errors, course.step)
    if clear > 0 and ended_by(course.aim, latest):
        return Verdict(Status.ACHIEVED)
    found = _chances(gained, errors) if errors else None
    return Verdict(_status(clear, gained, errors, course.step), chances=found)


def _status(clear: int, gained: Fraction, errors: Fraction, step: Fraction) -> Status:
    if clear:
        return Status.ON_TRACK if clear > 0 else Status.WORSENING
    # A difference of more than a step would be clear but for the interval: that is then the reason.
    return Status.UNCERTAIN if errors and abs(gained) > step else Status.BEHIND


def _clear(gained: Fraction, errors: Fraction, step: Fraction) -> int:
    """+1 clearly better, -1 clearly worse, 0 in between."""
    if not errors:
        return (gained > step) - (gained < -step)
    better = chance_at_least_zero(gained, errors)
    return (better >= SURE) - (1 - better >= SURE)


def _chances(gained: Fraction, errors: Fraction) -> Chances:
    better = chance_at_least_zero(gained, errors)
    return Chances(better, 0.0, 1 - better)
