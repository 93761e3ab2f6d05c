"""Where the measured values lead: Theil-Sen (Theil 1950, Sen 1968), with a band from resampled residuals.

Beside the status, never instead of it. The line is exact; the band is made of floats, with a fixed seed, so that
the same figures always give the same band.
"""

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import combinations
from random import Random
from statistics import median

from app.models.period import Period
from app.models.terms import Rule
from app.services.progress.paths import end_year_of, from_share
from app.services.progress.shapes import SERIES_BREAK, Aim, Exact, Forecast, Reading, Scale

FEWEST, REACH, DRAWS, SEED = 5, 2, 400, 20080609
LOWER, UPPER = 0.1, 0.9
Point = tuple[Fraction, Fraction]


def forecast(aim: Aim, scale: Scale, series: Sequence[Reading]) -> Forecast | None:
    """For the end year, or as far towards it as twice the span measured; None with too few values, or no end ahead."""
    end = end_year_of(aim)
    found = ((reading.period.text, _value(aim, scale, reading)) for reading in _unbroken(series))
    values = tuple((period, value) for period, value in found if value is not None)
    if end is None or len(values) < FEWEST:
        return None
    return _remembered(values, end, scale.lowest, scale.highest)


@lru_cache(maxsize=8192)
def _remembered(
    values: tuple[tuple[str, Exact], ...], end: int, lowest: Exact | None, highest: Exact | None
) -> Forecast | None:
    """The forecast of values by the text of their period: kept, for the same figures are asked for again and again."""
    points = tuple((Period.parse(period).moment, Fraction(value)) for period, value in values)
    last = points[-1][0]
    year = min(Fraction(end), last + REACH * (last - points[0][0]))
    if year <= last or len({t for t, _ in points}) < FEWEST:
        return None
    value, low, high = (_within(number, lowest, highest) for number in _ahead(points, year))
    return Forecast(year, value, min(float(low), float(value)), max(float(high), float(value)))


def theil_sen(points: Sequence[Point]) -> Point:
    """Slope and intercept: the median of the slopes of all pairs, and of what is then left."""
    slope = median((y2 - y1) / (t2 - t1) for (t1, y1), (t2, y2) in combinations(points, 2) if t1 != t2)
    return slope, median(y - slope * t for t, y in points)


def _ahead(points: tuple[Point, ...], year: Fraction) -> tuple[Fraction, Fraction, Fraction]:
    """The line at that year, and the 10th and 90th percentile of what resampled values would give."""
    slope, intercept = theil_sen(points)
    draws = sorted(_draws(points, float(slope), float(intercept), float(year)))
    low, high = draws[int(LOWER * DRAWS)], draws[int(UPPER * DRAWS) - 1]
    return intercept + slope * year, Fraction(low), Fraction(high)


def _draws(points: tuple[Point, ...], slope: float, intercept: float, year: float) -> list[float]:
    """Each: the fitted values plus residuals drawn anew, fitted again, plus one residual for the year itself."""
    moments = [float(t) for t, _ in points]
    residuals = [float(y) - intercept - slope * t for t, (_, y) in zip(moments, points, strict=True)]
    pairs = [(i, j, moments[j] - moments[i]) for i, j in combinations(range(len(points)), 2)]
    apart = [pair for pair in pairs if pair[2]]
    made = []
    for places, last in _places_drawn(len(points)):
        drawn = [residuals[place] for place in places]
        tilt = median([(drawn[j] - drawn[i]) / between for i, j, between in apart])
        shift = median([error - tilt * t for error, t in zip(drawn, moments, strict=True)])
        made.append(intercept + shift + (slope + tilt) * year + residuals[last])
    return made


@lru_cache(maxsize=64)
def _places_drawn(count: int) -> list[tuple[list[int], int]]:
    """Which of so many residuals are drawn each time, and the one for the year itself: the seed is fixed."""
    random, places = Random(SEED), range(count)
    return [(random.choices(places, k=count), random.choice(places)) for _ in range(DRAWS)]


def _unbroken(series: Sequence[Reading]) -> list[Reading]:
    """From the last series break on."""
    breaks = [number for number, reading in enumerate(series) if SERIES_BREAK in reading.flags]
    return list(series[breaks[-1] if breaks else 0 :])


def _value(aim: Aim, scale: Scale, reading: Reading) -> Exact | None:
    if aim.rule is Rule.COVERAGE and reading.numerator is not None and reading.denominator:
        items = Fraction(reading.denominator)
        return from_share(Fraction(reading.numerator) / items, scale, items)
    return reading.value


def _within(number: Fraction, lowest: Exact | None, highest: Exact | None) -> Fraction:
    if lowest is not None:
        number = max(number, Fraction(lowest))
    return number if highest is None else min(number, Fraction(highest))
