"""The status of a target with an expected line: absolute, relative, reference and coverage.

The rules are tried from the top: achieved, not started, no data, and then the pace along the line with what the
errors of the figures leave of it. Rising and falling are one rule: everything is turned towards the end.
"""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property

from app.models.terms import Reason, Status
from app.services.progress.marking import Mark, mark, mark_start, step_of, whole_items
from app.services.progress.paths import Corner, Line, corners_of, line_from
from app.services.progress.shapes import Aim, Chances, Scale
from app.services.progress.sides import Side, heading, side_of
from app.services.progress.uncertainty import chance_at_least_zero, chances, course_chances, settle
from app.services.progress.usable import Evidence

ON_TRACK, BEHIND = Fraction(95, 100), Fraction(60, 100)


@dataclass(frozen=True)
class Verdict:
    status: Status
    pace: Fraction | None = None
    chances: Chances | None = None
    likely: bool = False
    reason: Reason | None = None


@dataclass(frozen=True)
class Course:
    """The numbers of one target at one place, in terms of what its rule judges.

    `start` and `latest` are marks, or what they lack (`latest` None: nothing was measured).
    """

    aim: Aim
    scale: Scale
    evidence: Evidence
    side: Side
    start: Mark | Reason
    latest: Mark | Reason | None
    corners: tuple[Corner, ...]

    @cached_property
    def y0(self) -> Fraction | None:
        return self.start.y if isinstance(self.start, Mark) else None

    @cached_property
    def end(self) -> Fraction | None:
        """The end value; None where there is none, or where it depends on a baseline that cannot carry it."""
        if not self.corners or (self.corners[-1].factor and self.unfit):
            return None
        return self.corners[-1].value(self.y0)

    @cached_property
    def unfit(self) -> Reason | None:
        """Why a change in percent means nothing here."""
        if not any(corner.factor for corner in self.corners):
            return None
        if not self.scale.ratio:
            return Reason.NO_RATIO_SCALE
        return Reason.BASELINE_NOT_POSITIVE if self.y0 is not None and self.y0 <= 0 else None

    @cached_property
    def step(self) -> Fraction:
        return step_of(self.aim, self.scale, self.latest.items if isinstance(self.latest, Mark) else None)

    @cached_property
    def line(self) -> Line | None:
        if not isinstance(self.start, Mark) or not self.corners or self.unfit:
            return None
        return line_from(self.start.t, self.start.y, self.aim, self.corners)

    @cached_property
    def marks(self) -> list[Mark]:
        """Every usable figure that may be told, in terms of the rule, in order."""
        pairs = [pair for pair in self.evidence.later if not pair.hidden]
        marks = [mark(self.aim, self.scale, pair) for pair in pairs]
        return [found for found in marks if isinstance(found, Mark)]

    @cached_property
    def way(self) -> int:
        """+1 when more is towards the end, -1 when less is."""
        return 0 if self.end is None else heading(self.y0, self.end, self.side, self.aim, self.scale)

    def reached(self, y: Fraction) -> bool:
        return self.end is not None and self.side.reached(y, self.end, self.step)

    def expected(self, at: Mark) -> Fraction | None:
        """e(t), in whole items where there are few."""
        if self.line is None or self.y0 is None:
            return None
        corner = self.line.at(at.t)
        return whole_items(corner.fixed + corner.factor * self.y0, self.y0, at.items)


def lay_out(aim: Aim, scale: Scale, evidence: Evidence) -> Course:
    latest = None if evidence.latest is None else mark(aim, scale, evidence.latest)
    items = latest.items if isinstance(latest, Mark) else None
    return Course(
        aim=aim,
        scale=scale,
        evidence=evidence,
        side=side_of(aim, scale),
        start=mark_start(aim, scale, evidence),
        latest=latest,
        corners=corners_of(aim, scale, items),
    )


def judge(course: Course, as_of: date) -> Verdict:
    """The first that applies, top down."""
    latest = course.latest if isinstance(course.latest, Mark) else None
    if latest is not None and course.reached(latest.y):
        return Verdict(Status.ACHIEVED, pace=_pace(course, latest))
    if not_started(course.aim, course.scale, course.evidence, as_of):
        return Verdict(Status.NOT_STARTED)
    if reason := _lacking(course):
        return Verdict(Status.NO_DATA, reason=reason)
    assert isinstance(course.start, Mark)
    assert latest is not None
    return _along(course, course.start, latest)


def not_started(aim: Aim, scale: Scale, evidence: Evidence, as_of: date) -> bool:
    """The day lies before a known baseline, or the value (the day, where there is none) within patience."""
    start = evidence.start.reading if evidence.start else evidence.start_alone
    if start is not None and not start.period.over_by(as_of, scale.at_date or evidence.from_nothing):
        return True
    if aim.patience_until is None:
        return False
    value = evidence.latest.reading if evidence.latest else evidence.unpaired
    return (value.period.moment if value else as_of.year) <= aim.patience_until


def _lacking(course: Course) -> Reason | None:
    if isinstance(course.start, Reason):
        return course.start
    if course.unfit:
        return course.unfit
    if isinstance(course.latest, Reason):
        return course.latest
    if course.latest is None:
        return nothing_later(course.evidence)
    return None if course.corners else Reason.END_MISSING


def nothing_later(evidence: Evidence) -> Reason:
    if evidence.unpaired is not None:
        return Reason.REFERENCE_MISSING
    return Reason.VALUE_MISSING if evidence.from_nothing else Reason.ONLY_BASELINE


def _pace(course: Course, at: Mark) -> Fraction | None:
    """(y - y0) / (e(t) - y0); None within a step of the start, and where the start was already past the end."""
    e, y0 = course.expected(at), course.y0
    if e is None or y0 is None or course.reached(y0) or abs(e - y0) < course.step or e == y0:
        return None
    return (at.y - y0) / (e - y0)


def _along(course: Course, start: Mark, latest: Mark) -> Verdict:
    if course.reached(start.y):
        return _from_past_the_end(course, start, latest)
    pace = _pace(course, latest)
    if pace is None:
        return _close_to_the_start(course, start, latest)
    return _weighed(course, start, latest, Verdict(by_pace(pace), pace))


def by_pace(pace: Fraction) -> Status:
    if pace >= ON_TRACK:
        return Status.ON_TRACK
    if pace >= BEHIND:
        return Status.BEHIND
    return Status.FAR_BEHIND if pace >= 0 else Status.WORSENING


def _weighed(course: Course, start: Mark, latest: Mark, computed: Verdict) -> Verdict:
    """With errors, the computed status stands only where its statement is likely enough."""
    if not start.variance + latest.variance or course.line is None:
        return computed
    e = course.expected(latest)
    assert e is not None
    expected = course.line.at(latest.t)
    found = course_chances(latest.y, start.y, expected, e, (latest.variance, start.variance))
    return _settled(computed, found)


def _settled(computed: Verdict, found: Chances) -> Verdict:
    status, likely = settle(computed.status, found)
    return Verdict(status, computed.pace, found, likely)


def _close_to_the_start(course: Course, start: Mark, latest: Mark) -> Verdict:
    """Too early for a pace: on course unless it is worse than the start by more than a step."""
    margin = course.way * (latest.y - start.y) + course.step
    computed = Verdict(Status.ON_TRACK if margin >= 0 else Status.WORSENING)
    errors = start.variance + latest.variance
    if not errors:
        return computed
    on_course = chance_at_least_zero(margin, errors)
    return _settled(computed, chances(on_course, 1 - on_course))


def _from_past_the_end(course: Course, start: Mark, latest: Mark) -> Verdict:
    """The start met the target and the latest value does not: worse than both, or merely not there."""
    assert course.end is not None
    way = heading(None, course.end, course.side, course.aim, course.scale)
    lost, gained = way * (latest.y - course.end), way * (latest.y - start.y)
    worse = way == 0 or (lost < 0 and gained < 0)
    computed = Verdict(Status.WORSENING if worse else Status.BEHIND)
    errors = latest.variance + course.corners[-1].factor ** 2 * start.variance
    if not errors:
        return computed
    margin = lost if course.side is not Side.AT else course.step - abs(latest.y - course.end)
    there = chance_at_least_zero(margin, errors)
    return _settled(computed, chances(there, 1 - there if worse else 0.0))
