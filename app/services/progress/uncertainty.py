"""What the errors of survey figures leave of a statement: variances, and the chances of three statements.

The normal distribution needs floats; they stay inside this module. Errors are independent and added in squares.
"""

from fractions import Fraction
from math import sqrt
from statistics import NormalDist

from app.models.terms import Status
from app.services.progress.paths import NOTHING, PERCENT, Corner
from app.services.progress.shapes import Chances, Reading, Scale

NORMAL = NormalDist()
# A 95% interval is this many standard deviations wide.
WIDTH = Fraction(392, 100)
Z = WIDTH / 2
ENOUGH = Fraction(95, 100)
STANDS, SURE = 2 / 3, 0.9


def interval(reading: Reading, scale: Scale) -> tuple[float, float] | None:
    """The 95% bounds: as given, or of Wilson (1927) from the number of answers and a percentage."""
    if reading.low is not None and reading.high is not None:
        return float(reading.low), float(reading.high)
    wilson = _wilson(reading, scale)
    if wilson is None:
        return None
    middle, squared = wilson
    half = sqrt(squared)
    return max(0.0, float(middle) - half), min(100.0, float(middle) + half)


def variance(reading: Reading, scale: Scale) -> Fraction:
    """In the unit of the indicator, squared; 0 for a figure without interval."""
    if reading.low is not None and reading.high is not None:
        return ((Fraction(reading.high) - Fraction(reading.low)) / WIDTH) ** 2
    wilson = _wilson(reading, scale)
    return NOTHING if wilson is None else wilson[1] / Z**2


def _wilson(reading: Reading, scale: Scale) -> tuple[Fraction, Fraction] | None:
    """The middle of the interval and the square of half its width, in percent."""
    n, percentage = reading.sample_size, reading.value
    if not n or percentage is None or scale.unit not in PERCENT or not 0 <= percentage <= 100:
        return None
    p = Fraction(percentage) / 100
    shrunk = 1 + Z**2 / n
    middle = (p + Z**2 / (2 * n)) / shrunk
    squared = Z**2 * (p * (1 - p) / n + Z**2 / (4 * n**2)) / shrunk**2
    return middle * 100, squared * 100**2


def chance_at_least_zero(mean: Fraction, squared_error: Fraction) -> float:
    """Of a normal variable; without error it is certain either way."""
    if squared_error == 0:
        return 1.0 if mean >= 0 else 0.0
    return NORMAL.cdf(float(mean) / sqrt(squared_error))


def course_chances(
    y: Fraction, y0: Fraction, expected: Corner, e: Fraction, errors: tuple[Fraction, Fraction]
) -> Chances:
    """From (y - y0) - k (e - y0) for k = 0.95 and 0; `errors` are the variances of value and baseline.

    `expected.factor` is de/dy0, so the coefficient of y0 is -(1 + k (factor - 1)).
    """
    way = 1 if e > y0 else -1

    def ahead(k: Fraction) -> float:
        mean = way * ((y - y0) - k * (e - y0))
        through = 1 + k * (expected.factor - 1)
        return chance_at_least_zero(mean, errors[0] + through**2 * errors[1])

    return chances(ahead(ENOUGH), 1 - ahead(Fraction(0)))


def chances(on_course: float, worsening: float) -> Chances:
    """The three together 1; short is what is left."""
    total = max(1.0, on_course + worsening)
    on_course, worsening = on_course / total, worsening / total
    return Chances(on_course, max(0.0, 1 - on_course - worsening), worsening)


def settle(computed: Status, found: Chances) -> tuple[Status, bool]:
    """The computed status where its statement has a chance of 2/3 or more, and whether only "probably"."""
    chance = {Status.ON_TRACK: found.on_course, Status.WORSENING: found.worsening}.get(computed, found.short)
    if chance < STANDS:
        return Status.UNCERTAIN, False
    return computed, chance < SURE
