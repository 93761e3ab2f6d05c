"""Where measured values lead."""

# A whole fraction equals its integer; mypy thinks that they cannot.
# mypy: disable-error-code="comparison-overlap"

from fractions import Fraction

from app.models.terms import Direction, GoodDirection, Rule
from app.services.progress.forecast import theil_sen
from app.services.progress.shapes import SERIES_BREAK, Assessment, Reading, Scale
from tests.progress_given import LOW_IS_GOOD, aim, at, found, reached, to

FALLING = aim(checkpoints=to(y2017=28), baseline=at(2006, 42), direction=Direction.FALL)
NOISY = {2007: 41, 2008: 41, 2009: 38, 2010: 39, 2011: 37}


def years(values: dict[int, int]) -> list[Reading]:
    return [at(year, value) for year, value in values.items()]


def even(end: int = 2017, last: int = 2011, scale: Scale = LOW_IS_GOOD) -> Assessment:
    wanted = aim(checkpoints=to(**{f"y{end}": 20}), baseline=at(2006, 42))
    return found(wanted, *[at(year, 42 - (year - 2006)) for year in range(2007, last + 1)], scale=scale)


def test_an_even_series_leads_straight_on_without_a_band() -> None:
    forecast = even().forecast

    assert forecast is not None
    assert (forecast.year, forecast.value, forecast.low, forecast.high) == (2017, 31, 31, 31)


def test_one_wild_value_does_not_turn_the_line() -> None:
    points = [(Fraction(t), Fraction(2 * t + 1)) for t in range(8)]
    wild = [*points[:6], (Fraction(6), Fraction(900)), points[7]]

    assert theil_sen(wild) == theil_sen(points) == (2, 1)


def test_fewer_than_five_values_give_no_forecast() -> None:
    assert even(last=2009).forecast is None
    assert even(last=2010).forecast is not None


def test_a_forecast_goes_no_further_than_twice_the_span_measured() -> None:
    forecast = even(end=2040).forecast

    assert forecast is not None
    assert forecast.year == 2021


def test_there_is_no_forecast_once_the_end_is_behind() -> None:
    assert even(end=2011).forecast is None


def test_there_is_no_forecast_without_an_end() -> None:
    endless = aim(Rule.DIRECTION, baseline=at(2006, 42), direction=Direction.FALL)

    assert found(endless, *years(NOISY)).forecast is None


def test_a_forecast_stays_within_the_bounds_of_its_indicator() -> None:
    bounded = Scale(good=GoodDirection.FALL, lowest=Fraction(33), highest=Fraction(35))
    low, high = even(scale=bounded).forecast, even(scale=Scale(lowest=Fraction(34))).forecast

    assert low is not None
    assert high is not None
    assert (low.value, low.low, low.high, high.value) == (33, 33, 33, 34)


def test_the_same_figures_always_give_the_same_band_around_the_line() -> None:
    first, again = (found(FALLING, *years(NOISY)).forecast for _ in range(2))

    assert first is not None
    assert first == again
    assert first.low < first.value < first.high


def test_a_series_break_starts_anew() -> None:
    broken = [*years(NOISY), at(2012, 36, flags=(SERIES_BREAK,)), at(2013, 35)]

    assert found(FALLING, *broken).forecast is None


def test_coverage_is_forecast_as_what_is_reached() -> None:
    wanted = aim(Rule.COVERAGE, to(y2032=80), baseline=reached(2020, 0, 200))
    scale = Scale(unit="percent", good=GoodDirection.RISE)
    readings = [reached(2020 + number, 10 * number, 200) for number in range(1, 6)]

    forecast = found(wanted, *readings, scale=scale).forecast

    assert forecast is not None
    assert forecast.value == 60
