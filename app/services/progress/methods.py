"""Methods of assessment: versioned code, each with the moment from which it holds.

An old report is made again with the method of its day, so a method that once held is never changed: a new one is
added below it. The first holds from the beginning.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from app.services.progress.assessing import assess_by_line
from app.services.progress.course import Course, lay_out
from app.services.progress.drawing import Drawn, drawn
from app.services.progress.shapes import Aim, Assessment, Reading, Scale
from app.services.progress.usable import gather

Assess = Callable[[Course, Sequence[Reading], date], Assessment]


@dataclass(frozen=True)
class Method:
    name: str
    version: str
    since: datetime
    assess: Assess


METHODS = (Method("expected-line", "1.0", datetime.min.replace(tzinfo=UTC), assess_by_line),)


def method_at(known_at: datetime | None, methods: Sequence[Method] = METHODS) -> Method:
    """The method in force at that moment; now, where none is given."""
    if known_at is None:
        return methods[-1]
    held = [method for method in methods if method.since <= known_at]
    return held[-1] if held else methods[0]


def assess(
    aim: Aim,
    scale: Scale,
    readings: Sequence[Reading],
    references: Sequence[Reading] = (),
    *,
    as_of: date,
    known_at: datetime | None = None,
) -> Assessment:
    """How the target stands at its place on the day `as_of`, by the method of `known_at`.

    `readings` are those of its indicator, population and place as their reader may see them (hidden ones with
    `suppressed`), `references` those of the reference place, in any order and of any time: what lies after `as_of`
    is not looked at.
    """
    course = lay_out(aim, scale, gather(aim, scale, readings, references, as_of))
    return _assessed(course, references, as_of, known_at)


def assess_and_draw(
    aim: Aim,
    scale: Scale,
    readings: Sequence[Reading],
    references: Sequence[Reading] = (),
    *,
    as_of: date,
    known_at: datetime | None = None,
) -> tuple[Assessment, Drawn]:
    """The same as `assess`, and as `drawing.line`, from one and the same course."""
    course = lay_out(aim, scale, gather(aim, scale, readings, references, as_of))
    return _assessed(course, references, as_of, known_at), drawn(course)


def _assessed(course: Course, references: Sequence[Reading], as_of: date, known_at: datetime | None) -> Assessment:
    method = method_at(known_at)
    return replace(method.assess(course, references, as_of), method=method.name, version=method.version)
