"""What a course line is made of, in the indicator's own unit. `t` is a year, with a fraction for quarters and days."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

# A step this much longer than the usual one means that measurements are missing in between.
LONG_STEP = 1.6


@dataclass(frozen=True)
class Point:
    """A measured point, or (`value` None) a period for which it is said that there is no figure."""

    t: float
    value: float | None
    label: str = ""
    low: float | None = None
    high: float | None = None
    doubtful: bool = False


@dataclass(frozen=True)
class Corner:
    """A corner of the expected line. A checkpoint gets a mark and its `label`."""

    t: float
    value: float
    label: str = ""
    checkpoint: bool = False


@dataclass(frozen=True)
class Band:
    """A forecast with its interval."""

    t: float
    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Event:
    """Something that happened, as a numbered note at the top."""

    t: float
    text: str


@dataclass(frozen=True)
class Known:
    """A point that has a value."""

    t: float
    value: float
    point: Point


def known(points: Sequence[Point]) -> list[Known]:
    return [Known(point.t, point.value, point) for point in points if point.value is not None]


def stretches(points: Sequence[Point]) -> list[list[Known]]:
    """The points in time order, cut where a figure is missing: a line is drawn through each stretch only."""
    ordered = sorted(points, key=lambda point: point.t)
    usual = _usual_step(ordered)
    return [stretch for stretch in _cut(ordered, usual * LONG_STEP) if stretch]


def _usual_step(ordered: Sequence[Point]) -> float:
    steps = [after.t - before.t for before, after in pairwise(ordered) if after.t > before.t]
    return median(steps) if steps else 1.0


def _cut(ordered: Sequence[Point], longest: float) -> Iterator[list[Known]]:
    stretch: list[Known] = []
    for point in ordered:
        if point.value is None or (stretch and point.t - stretch[-1].t > longest):
            yield stretch
            stretch = []
        if point.value is not None:
            stretch.append(Known(point.t, point.value, point))
    yield stretch
