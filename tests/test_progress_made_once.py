"""What is reckoned once, or in a shorter way, gives what the long way gives."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from app.models.terms import Rule
from app.services.progress import engine
from app.services.progress.forecast import forecast
from app.services.progress.marking import gap_between
from app.services.progress.paths import Corner, Line
from app.services.progress.shapes import Aim, Reading
from tests.progress_given import A_PLACE_EVERYWHERE, EQUAL_TO_CITY, HIGH_IS_GOOD, LESS_POVERTY, NUISANCE, aim, at, to

decimals = st.decimals(-(10**9), 10**9, places=None, allow_nan=False, allow_infinity=False)
values = st.lists(st.none() | st.integers(0, 900).map(lambda number: Decimal(number) / 10), min_size=1, max_size=12)
rules = st.sampled_from([NUISANCE, EQUAL_TO_CITY, LESS_POVERTY, A_PLACE_EVERYWHERE, aim(Rule.MILESTONE)])
fractions = st.fractions(-100, 100, max_denominator=50)


def series(first: int, found: list[Decimal | None]) -> list[Reading]:
    return [at(first + number, value) for number, value in enumerate(found) if value is not None]


@given(decimals, decimals)
def test_a_gap_of_decimals_is_that_of_fractions(value: Decimal, reference: Decimal) -> None:
    """Both in the 28 digits in which figures are told."""
    exactly = gap_between(Fraction(value), Fraction(reference), NUISANCE, HIGH_IS_GOOD)

    assert gap_between(value, reference, NUISANCE, HIGH_IS_GOOD) == engine.as_decimal(exactly)


@given(st.lists(st.tuples(fractions, fractions), min_size=1, max_size=5), fractions, st.fractions(2000, 2045))
def test_between_its_corners_a_line_is_straight(
    heights: list[tuple[Fraction, Fraction]], y0: Fraction, t: Fraction
) -> None:
    """By the two-point formula, whatever is known of slopes."""
    corners = [Corner(Fraction(2010 + 5 * number), *height) for number, height in enumerate(heights)]
    line = Line(Fraction(2000), Fraction(2002), tuple(corners))
    points = [(Fraction(2002), y0), *((corner.t, corner.value(y0) or Fraction(0)) for corner in corners)]

    expected = y0 if t <= 2002 else points[-1][1]
    for (t1, y1), (t2, y2) in pairwise(points):
        if t1 < t <= t2:
            expected = y1 + (y2 - y1) * (t - t1) / (t2 - t1)

    assert line.at(t).value(y0) == expected


def test_two_corners_in_one_year_are_a_jump() -> None:
    corners = tuple(Corner(Fraction(t), Fraction(y)) for t, y in ((2010, 40), (2010, 30), (2020, 20)))

    line = Line(Fraction(2000), Fraction(2000), corners)

    assert [line.at(Fraction(t)).value(Fraction(50)) for t in (2005, 2010, 2015)] == [45, 40, 25]


@given(rules, values, values, st.integers(2004, 2050))
def test_status_and_line_from_one_course_are_those_made_apart(
    wanted: Aim, ours: list[Decimal | None], cities: list[Decimal | None], year: int
) -> None:
    readings, references, day = series(2020, ours), series(2020, cities), date(year, 12, 31)

    found, line = engine.assess_and_draw(wanted, HIGH_IS_GOOD, readings, references, as_of=day)

    assert found == engine.assess(wanted, HIGH_IS_GOOD, readings, references, as_of=day)
    assert line == engine.line(wanted, HIGH_IS_GOOD, readings, references, as_of=day)


@given(values, st.integers(0, 60), st.integers(61, 100))
def test_a_forecast_that_is_remembered_is_that_of_its_own_bounds(
    found: list[Decimal | None], lowest: int, highest: int
) -> None:
    """The same figures under other bounds, or towards another end, are another question."""
    readings, wide = series(2005, found), aim(checkpoints=to(y2030=20))
    bounded = replace(HIGH_IS_GOOD, lowest=Decimal(lowest), highest=Decimal(highest))
    open_ended, between = forecast(wide, HIGH_IS_GOOD, readings), forecast(wide, bounded, readings)

    assert forecast(wide, HIGH_IS_GOOD, readings) == open_ended
    assert (open_ended is None) == (between is None)
    if open_ended and between:
        assert between.value == min(max(open_ended.value, lowest), highest)
        assert lowest <= between.low <= float(between.value) <= between.high <= highest
