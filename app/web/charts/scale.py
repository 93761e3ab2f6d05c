"""From figures and years to places on paper: axes with round ticks."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10


@dataclass(frozen=True)
class Axis:
    """A straight scale: `low` lies at `start`, `high` at `end` (in drawing units)."""

    low: float
    high: float
    start: float
    end: float
    ticks: tuple[float, ...]
    decimals: int = 0

    def at(self, value: float) -> float:
        """Where a figure lies, to a tenth of a unit; what lies outside is drawn at the edge."""
        kept = min(max(value, self.low), self.high)
        share = (kept - self.low) / (self.high - self.low)
        return round(self.start + share * (self.end - self.start), 1)


def value_axis(values: Sequence[float], start: float, end: float, about: int = 5) -> Axis:
    """An axis that holds all values, with about so many round ticks; it stays at or above 0 when the values do."""
    low, high = (min(values), max(values)) if values else (0.0, 1.0)
    if low == high:
        room = abs(low) * 0.1 or 1.0
        low, high = low - room if low < 0 else max(0.0, low - room), high + room
    step = round_step((high - low) / about)
    first, last = floor(low / step), ceil(high / step)
    decimals = max(0, -floor(log10(step) + 1e-9))
    ticks = tuple(round(step * i, decimals) for i in range(first, last + 1))
    return Axis(ticks[0], ticks[-1], start, end, ticks, decimals)


def year_axis(times: Sequence[float], start: float, end: float, most: int) -> Axis:
    """An axis of whole years with at most so many ticks, at round distances; a year alone gets one on both sides."""
    first, last = (floor(min(times)), ceil(max(times))) if times else (0, 1)
    if first == last:
        first, last = first - 1, last + 1
    step = next(step for step in _year_steps() if (last - first) // step + 1 <= most)
    begin = first if step == 1 else ceil(first / step) * step
    ticks = tuple(float(year) for year in range(begin, last + 1, step))
    return Axis(first, last, start, end, ticks)


def round_step(rough: float) -> float:
    """The nearest of 1, 2, 5 times a power of ten that is at least `rough`."""
    power = 10.0 ** floor(log10(rough))
    return float(next(size * power for size in (1, 2, 5, 10) if size * power >= rough * (1 - 1e-9)))


def _year_steps() -> list[int]:
    return [size * 10**power for power in range(6) for size in (1, 2, 5)]
