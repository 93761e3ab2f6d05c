"""Milestones: a dated fact is there or it is not; until its date its steps say how it goes."""

from datetime import date
from fractions import Fraction

from app.models.terms import Status
from app.services.progress.course import Verdict, by_pace
from app.services.progress.paths import end_year_of
from app.services.progress.shapes import Aim, Milestone, Step

NO_DETAIL = Milestone()


def due_on(aim: Aim) -> date | None:
    """Its date; where only a year is named, the last day of it."""
    milestone, end = aim.milestone or NO_DETAIL, end_year_of(aim)
    if milestone.due is not None:
        return milestone.due
    return None if end is None else date(end, 12, 31)


def done_on(aim: Aim, as_of: date) -> date | None:
    """The day on which it was a fact, as of a day. That all its steps are done does not make it one."""
    done = (aim.milestone or NO_DETAIL).done
    return done if done is not None and done <= as_of else None


def judge_milestone(aim: Aim, as_of: date) -> Verdict:
    if done_on(aim, as_of) is not None:
        return Verdict(Status.ACHIEVED)
    due = due_on(aim)
    if due is not None and as_of > due:
        return Verdict(Status.FAR_BEHIND)
    return _by_steps((aim.milestone or NO_DETAIL).steps, as_of)


def _by_steps(steps: tuple[Step, ...], as_of: date) -> Verdict:
    """Of the steps that should be done by now, the part that is: the borders are those of a pace."""
    done = sum(1 for step in steps if step.done is not None and step.done <= as_of)
    due = sum(1 for step in steps if step.due is not None and step.due < as_of)
    if due == 0:
        return Verdict(Status.ON_TRACK if done else Status.NOT_STARTED)
    kept = sum(1 for step in steps if step.due and step.due < as_of and step.done and step.done <= as_of)
    pace = Fraction(kept, due)
    return Verdict(by_pace(pace), pace=pace)
