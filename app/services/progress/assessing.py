"""One target at one place, on one day: the status, and all the parts that it rests on."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from app.models.terms import Bound, Direction, Reason, Rule, Status
from app.services.progress import facts
from app.services.progress.comparing import against, against_reference, through_time
from app.services.progress.course import Course, Verdict, judge
from app.services.progress.directions import clearly_better, ended_by, judge_direction, way_of
from app.services.progress.forecast import forecast
from app.services.progress.marking import Mark, shown
from app.services.progress.milestones import done_on, due_on, judge_milestone
from app.services.progress.shapes import Aim, Assessment, Reading, Scale
from app.services.progress.usable import Evidence


def assess_by_line(course: Course, references: Sequence[Reading], as_of: date) -> Assessment:
    """The first method: pace along the expected line."""
    aim = course.aim
    if aim.rule is Rule.MILESTONE:
        return _milestone(aim, as_of)
    if aim.rule is Rule.DIRECTION and not aim.indicator:
        return _told(aim, Verdict(Status.NO_DATA, reason=Reason.NOT_IN_FIGURES), as_of)
    if course.evidence.hidden and not _is_open(aim, course.scale):
        return _told(aim, Verdict(Status.SUPPRESSED), as_of)
    directed = _is_directed(course)
    verdict = judge_direction(course, as_of) if directed else judge(course, as_of)
    found = _figures(_told(aim, verdict, as_of), course, references)
    return _along_the_line(found, course) if not directed else _spelled(found, course, directed=True)


def _milestone(aim: Aim, as_of: date) -> Assessment:
    verdict, due = judge_milestone(aim, as_of), due_on(aim)
    late = due is not None and as_of > due and verdict.status is not Status.ACHIEVED
    return replace(_told(aim, verdict, as_of), reached_at=done_on(aim, as_of), deadline_passed=late)


def _is_open(aim: Aim, scale: Scale) -> bool:
    """An open direction never has a status, so that hiding a figure hides nothing more."""
    return aim.rule is Rule.DIRECTION and way_of(aim, scale) == 0


def _is_directed(course: Course) -> bool:
    """As far as possible without a number is a direction."""
    aim = course.aim
    endless = aim.bound is Bound.AS_FAR_AS_POSSIBLE and not course.corners and aim.rule is not Rule.REFERENCE
    return aim.rule is Rule.DIRECTION or (endless and aim.direction is not Direction.OPEN)


def _told(aim: Aim, verdict: Verdict, as_of: date) -> Assessment:
    return Assessment(
        target=aim.target,
        place=aim.place,
        status=verdict.status,
        as_of=as_of,
        state=aim.state,
        likely=verdict.likely,
        chances=verdict.chances,
        pace=verdict.pace,
        reason=verdict.reason,
    )


def _figures(told: Assessment, course: Course, references: Sequence[Reading]) -> Assessment:
    """The figures themselves, how they moved, and how old they are; hidden ones are left out."""
    aim, scale, evidence, as_of = course.aim, course.scale, course.evidence, told.as_of
    baseline, actual = _start(evidence), _actual(evidence)
    beside = against(aim, scale, (baseline, actual), references, as_of)
    return replace(
        told,
        baseline=baseline,
        actual=actual,
        deadline_passed=facts.deadline_passed(aim, actual, told.status, as_of),
        outdated=facts.outdated(scale, actual, as_of),
        reference=beside,
        through_time=through_time(aim, scale, baseline, actual),
        against_reference=against_reference(beside, scale),
        forecast=forecast(aim, scale, evidence.series),
        notes=facts.named(actual, baseline) + facts.broken(actual, baseline, evidence.series) + evidence.notes,
        ages=facts.ages(scale, actual, baseline, beside.period if beside else None, as_of),
        series=evidence.series,
    )


def _along_the_line(found: Assessment, course: Course) -> Assessment:
    checkpoints = facts.passed_checkpoints(course, found.as_of)
    spelled = _spelled(replace(found, checkpoints=checkpoints), course, directed=False)
    if not isinstance(course.latest, Mark):
        return spelled
    at, expected = course.latest, course.expected(course.latest)
    return replace(
        spelled,
        expected=None if expected is None else shown(expected, at, course.aim, course.scale),
        gap_to_target=facts.gap_to_target(course, at),
        overshoot=facts.overshoot(course, at),
    )


def _spelled(found: Assessment, course: Course, *, directed: bool) -> Assessment:
    def there(at: Mark) -> bool:
        return clearly_better(course, at) and ended_by(course.aim, at) if directed else course.reached(at.y)

    since, lost = facts.spell([(at, there(at)) for at in course.marks])
    return replace(found, reached_at=since, lost_at=lost)


def _start(evidence: Evidence) -> Reading | None:
    start = evidence.start.reading if evidence.start else evidence.start_alone
    return None if start is None or start.suppressed else start


def _actual(evidence: Evidence) -> Reading | None:
    actual = evidence.latest.reading if evidence.latest else evidence.unpaired
    return None if actual is None or actual.suppressed else actual
