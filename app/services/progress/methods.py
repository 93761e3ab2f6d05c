"""Methods of assessment: versioned code, each with the moment from which it holds.

An old report is made again with the method of its day, so a method that once held is never changed: a new one is
added below it. The first holds from the beginning.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from app.services.progress.assessing import assess_by_line
from app.services.progress.shapes import Aim, Assessment, Reading, Scale

Assess = Callable[[Aim, Scale, Sequence[Reading], Sequence[Reading], date], Assessment]


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
    method = method_at(known_at)
    return replace(method.assess(aim, scale, readings, references, as_of), method=method.name, version=method.version)
