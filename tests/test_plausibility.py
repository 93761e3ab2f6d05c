"""Plausibility: which change is accepted, and yet shown to a human."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.measurements.plausibility import implausible

STEP = Decimal(1)
values = st.integers(-1000, 1000).map(Decimal)
series = st.lists(values, min_size=5, max_size=12)


def series_of(*numbers: int) -> list[Decimal]:
    return [Decimal(number) for number in numbers]


def test_a_first_value_is_never_flagged() -> None:
    assert not implausible(Decimal(1000), [], step=STEP, limit=Decimal(1))


@pytest.mark.parametrize(("value", "flagged"), [(30, False), (31, True), (10, False), (9, True)])
def test_with_few_earlier_values_the_indicators_own_limit_counts(value: int, flagged: bool) -> None:
    earlier = series_of(50, 60, 40, 20)

    assert implausible(Decimal(value), earlier, step=STEP, limit=Decimal(10)) is flagged


def test_with_few_earlier_values_and_no_limit_nothing_is_flagged() -> None:
    assert not implausible(Decimal(10**6), series_of(1, 2, 3, 4), step=STEP, limit=None)


# Changes 2, 1, 2, 3: median 2, so the line is 3 * 2 * 1.4826 = 8.8956 away from the last value, 14.
@pytest.mark.parametrize(
    ("value", "flagged"), [("22.8956", False), ("22.8957", True), ("5.1044", False), ("5.1043", True)]
)
def test_with_five_earlier_values_three_times_the_usual_change_is_the_line(value: str, flagged: bool) -> None:
    earlier = series_of(10, 12, 13, 11, 14)

    assert implausible(Decimal(value), earlier, step=STEP, limit=Decimal("0.1")) is flagged


@pytest.mark.parametrize(("value", "flagged"), [("40.3", False), ("40.4", True)])
def test_a_series_that_never_moved_may_move_three_steps(value: str, flagged: bool) -> None:
    assert implausible(Decimal(value), series_of(40, 40, 40, 40, 40), step=Decimal("0.1"), limit=None) is flagged


@given(values, series)
def test_rising_and_falling_changes_are_judged_alike(value: Decimal, earlier: list[Decimal]) -> None:
    mirrored = [-number for number in earlier]

    assert implausible(value, earlier, step=STEP, limit=None) is implausible(-value, mirrored, step=STEP, limit=None)


@given(series)
def test_no_change_is_always_plausible(earlier: list[Decimal]) -> None:
    assert not implausible(earlier[-1], earlier, step=STEP, limit=None)
