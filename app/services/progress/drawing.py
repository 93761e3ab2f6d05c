"""The expected line as a chart draws it, in the indicator's own unit."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from app.models.terms import Rule
from app.services.progress.course import Course, lay_out
from app.services.progress.marking import Mark, shown, whole_items
from app.services.progress.paths import from_share
from app.services.progress.shapes import Aim, Reading, Scale
from app.services.progress.usable import gather

Drawn = list[tuple[Fraction, Fraction]]
WITHOUT_LINE = (Rule.DIRECTION, Rule.MILESTONE)


def line(
    aim: Aim,
    scale: Scale,
    readings: Sequence[Reading],
    references: Sequence[Reading] = (),
    *,
    as_of: date = date.max,
) -> Drawn:
    """The expected line of a target; see `drawn`."""
    return drawn(lay_out(aim, scale, gather(aim, scale, readings, references, as_of)))


def drawn(course: Course) -> Drawn:
    """The corners (t, value) of the expected line; without a baseline that may be told, the bare checkpoints.

    Of a reference target: what is expected in each period in which the reference is known, for it moves.
    """
    if course.aim.rule in WITHOUT_LINE:
        return []
    if course.aim.rule is Rule.REFERENCE:
        return _beside_the_reference(course)
    if course.line is None or course.y0 is None:
        return [(corner.t, _in_unit(course, corner.fixed)) for corner in course.corners if corner.factor == 0]
    corners = course.line.points()
    return [(corner.t, _in_unit(course, corner.fixed + corner.factor * course.y0)) for corner in corners]


def _beside_the_reference(course: Course) -> Drawn:
    start = [course.start] if isinstance(course.start, Mark) else []
    found = [(at, course.expected(at)) for at in (*start, *course.marks)]
    return [(at.t, shown(e, at, course.aim, course.scale)) for at, e in found if e is not None]


def _in_unit(course: Course, score: Fraction) -> Fraction:
    if course.aim.rule is not Rule.COVERAGE:
        return score
    items = course.latest.items if isinstance(course.latest, Mark) else None
    return from_share(score, course.scale, items or Fraction(1))


def yearly(
    aim: Aim, scale: Scale, readings: Sequence[Reading], *, as_of: date = date.max
) -> list[tuple[int, Fraction]]:
    """What is expected at the end of each year, from the year after the start to the end year.

    Without a start that may be told, the bare checkpoints. Nothing where no number is agreed, or where it moves with
    a reference.
    """
    if aim.rule in (*WITHOUT_LINE, Rule.REFERENCE):
        return []
    course = lay_out(aim, scale, gather(aim, scale, readings, (), as_of))
    if course.line is None or course.y0 is None:
        return [(int(t), value) for t, value in line(aim, scale, readings, as_of=as_of)]
    first, last = int(course.line.t0) + 1, int(course.corners[-1].t)
    items = course.latest.items if isinstance(course.latest, Mark) else None
    found = [(year, course.line.at(Fraction(year))) for year in range(first, last + 1)]
    scores = [(year, corner.fixed + corner.factor * course.y0) for year, corner in found]
    return [(year, _in_unit(course, whole_items(score, course.y0, items))) for year, score in scores]
