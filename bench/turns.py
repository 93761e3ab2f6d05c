"""Two that take turns in one run: what one needs, as a part of what the other needs; the median of all turns counts."""

from collections.abc import Callable
from statistics import median
from time import perf_counter

Seconds = Callable[[], float]


def seconds(work: Callable[[], object]) -> float:
    started = perf_counter()
    work()
    return perf_counter() - started


def as_fast(ours: Seconds, other: Seconds, turns: int) -> float:
    """How many times as fast as the other."""
    return median(_ratios(other, ours, turns))


def as_long(ours: Seconds, other: Seconds, turns: int) -> float:
    """How many times as long as the other."""
    return median(_ratios(ours, other, turns))


def _ratios(one: Seconds, other: Seconds, turns: int) -> list[float]:
    return [one() / other() for _ in range(turns)]
