"""The turns of a rhythm and the state of a delivery: pure reckoning, and laws that hold of every one of them."""

from datetime import UTC, date, datetime, timedelta
from itertools import islice, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.delivery import DeliveryState
from app.models.indicator import Rhythm
from app.models.period import Period, PeriodKind
from app.models.terms import Acceptance, Missing, State
from app.services.deliveries.states import Standing, Wanted, counted, days_late, is_there, state_of
from app.services.deliveries.turns import Due, turns

MAY = date(2024, 5, 7)
DAYS = st.dates(date(1990, 1, 1), date(2100, 12, 31))
ENDLESS = st.sampled_from([rhythm for rhythm in Rhythm if rhythm is not Rhythm.ONCE])


def periods(rhythm: Rhythm, starts: date, count: int = 3, *, at_date: bool = False, school: bool = False) -> list[str]:
    found = turns(rhythm, starts, at_date=at_date, school_years=school)
    return [turn.period.text for turn in islice(found, count)]


@pytest.mark.parametrize(
    ("rhythm", "over_a_span", "at_a_date"),
    [
        (Rhythm.WEEKLY, ["2024-05-12", "2024-05-19", "2024-05-26"], ["2024-05-06", "2024-05-13", "2024-05-20"]),
        (Rhythm.MONTHLY, ["2024-05", "2024-06", "2024-07"], ["2024-05", "2024-06", "2024-07"]),
        (Rhythm.QUARTERLY, ["2024-Q2", "2024-Q3", "2024-Q4"], ["2024-Q2", "2024-Q3", "2024-Q4"]),
        (Rhythm.HALF_YEARLY, ["2024-Q2", "2024-Q4", "2025-Q2"], ["2024-Q1", "2024-Q3", "2025-Q1"]),
        (Rhythm.YEARLY, ["2024", "2025", "2026"], ["2024", "2025", "2026"]),
        (Rhythm.TWO_YEARLY, ["2024", "2026", "2028"], ["2024", "2026", "2028"]),
        (Rhythm.FOUR_YEARLY, ["2024", "2028", "2032"], ["2024", "2028", "2032"]),
        (Rhythm.ONCE, ["2024"], ["2024"]),
    ],
)
def test_every_rhythm_has_its_periods(rhythm: Rhythm, over_a_span: list[str], at_a_date: list[str]) -> None:
    assert (periods(rhythm, MAY), periods(rhythm, MAY, at_date=True)) == (over_a_span, at_a_date)


def test_the_first_period_is_the_one_in_which_the_duty_begins() -> None:
    assert [periods(Rhythm.YEARLY, date(2024, 12, 31), 1), periods(Rhythm.QUARTERLY, date(2024, 12, 31), 1)] == [
        ["2024"],
        ["2024-Q4"],
    ]


def test_years_may_be_school_years() -> None:
    assert periods(Rhythm.YEARLY, date(2024, 7, 31), 2, school=True) == ["2023/2024", "2024/2025"]
    assert periods(Rhythm.TWO_YEARLY, date(2024, 8, 1), 2, school=True) == ["2024/2025", "2026/2027"]


def test_a_figure_over_a_span_can_be_there_on_its_last_day_and_one_at_a_date_on_its_first() -> None:
    span = next(turns(Rhythm.YEARLY, MAY))
    at_date = next(turns(Rhythm.YEARLY, MAY, at_date=True))

    assert (span.opens, at_date.opens) == (date(2024, 12, 31), date(2024, 1, 1))


@given(ENDLESS, DAYS, st.booleans(), st.booleans())
def test_turns_go_up_without_a_gap_and_begin_where_the_duty_does(
    rhythm: Rhythm, starts: date, at_date: bool, school: bool
) -> None:
    found = list(islice(turns(rhythm, starts, at_date=at_date, school_years=school), 5))

    assert found[0].begins <= starts < found[1].begins
    assert all(one.begins < other.begins and one.opens < other.opens for one, other in pairwise(found))
    assert all(Period.parse(one.period.text) == one.period for one in found)
    assert all(one.period.over_by(one.opens, at_date) for one in found)
    assert not any(one.period.over_by(one.opens - timedelta(days=1), at_date) for one in found)


@given(ENDLESS, DAYS, st.booleans())
def test_turns_are_all_of_one_kind_of_period(rhythm: Rhythm, starts: date, at_date: bool) -> None:
    assert len({turn.period.kind for turn in islice(turns(rhythm, starts, at_date=at_date), 6)}) == 1


def test_the_calendar_has_an_end_and_so_have_turns() -> None:
    assert periods(Rhythm.FOUR_YEARLY, date(2190, 1, 1), 50) == ["2190", "2194", "2198"]
    assert len(periods(Rhythm.WEEKLY, date(2199, 12, 1), 50)) == 6
    assert periods(Rhythm.ONCE, MAY, 50) == ["2024"]


@pytest.mark.parametrize(
    ("due", "opens", "expected"),
    [
        (Due(after_days=0), date(2024, 12, 31), date(2024, 12, 31)),
        (Due(after_days=31), date(2024, 12, 31), date(2025, 1, 31)),
        (Due(month=4, day=1), date(2024, 12, 31), date(2025, 4, 1)),
        (Due(month=12, day=1), date(2024, 7, 31), date(2024, 12, 1)),
        (Due(month=12), date(2024, 12, 31), date(2025, 12, 31)),
        (Due(month=2, day=30), date(2023, 12, 31), date(2024, 2, 29)),
        (Due(month=2), date(2024, 12, 31), date(2025, 2, 28)),
        (Due(), date(2024, 12, 31), date(2024, 12, 31)),
    ],
)
def test_it_is_due_so_many_days_after_the_period_or_on_the_first_such_day(
    due: Due, opens: date, expected: date
) -> None:
    assert due.of(opens) == expected


@given(DAYS, st.integers(1, 12), st.one_of(st.none(), st.integers(1, 31)))
def test_a_day_of_the_year_comes_after_the_period_and_within_a_year(opens: date, month: int, day: int | None) -> None:
    due = Due(month=month, day=day).of(opens)

    assert timedelta(0) < due - opens <= timedelta(days=366)
    assert due.month == month


def standing(acceptance: Acceptance = Acceptance.ACCEPTED, place: str = "veld") -> Standing:
    moment = datetime(2022, 1, 1, tzinfo=UTC)
    return Standing(place, acceptance, 1, moment, moment)


WANTED = Wanted(count=2, opens=date(2021, 12, 31), due=date(2022, 3, 31), asks=True)
ACCEPTED, SUBMITTED, BACK = standing(), standing(Acceptance.SUBMITTED), standing(Acceptance.SENT_BACK)


@pytest.mark.parametrize(
    ("there", "day", "state"),
    [
        ([], date(2021, 12, 30), DeliveryState.UPCOMING),
        ([], date(2021, 12, 31), DeliveryState.DUE),
        ([ACCEPTED], date(2022, 3, 31), DeliveryState.DUE),
        ([ACCEPTED], date(2022, 4, 1), DeliveryState.OVERDUE),
        ([SUBMITTED, ACCEPTED], date(2022, 4, 1), DeliveryState.DELIVERED),
        ([ACCEPTED, ACCEPTED], date(2022, 4, 1), DeliveryState.ACCEPTED),
        ([BACK, ACCEPTED], date(2022, 1, 1), DeliveryState.SENT_BACK),
        ([BACK], date(2022, 4, 1), DeliveryState.SENT_BACK),
    ],
)
def test_a_delivery_has_one_state(there: list[Standing], day: date, state: DeliveryState) -> None:
    assert state_of(WANTED, there, day) is state


def test_where_nobody_asks_for_acceptance_delivered_is_the_end_of_it() -> None:
    plain = Wanted(2, WANTED.opens, WANTED.due, asks=False)

    assert state_of(plain, [ACCEPTED, ACCEPTED], date(2022, 4, 1)) is DeliveryState.DELIVERED


@given(st.lists(st.sampled_from([ACCEPTED, SUBMITTED, BACK]), max_size=2), DAYS, st.booleans())
def test_the_counts_add_up_and_the_state_agrees_with_them(there: list[Standing], day: date, asks: bool) -> None:
    wanted = Wanted(2, WANTED.opens, WANTED.due, asks)
    counts, state = counted(there), state_of(wanted, there, day)

    assert sum(counts.values()) == len(there)
    assert (state is DeliveryState.SENT_BACK) == (counts[Acceptance.SENT_BACK] > 0)
    if state is DeliveryState.ACCEPTED:
        assert (asks, counts[Acceptance.ACCEPTED]) == (True, 2)
    if state in (DeliveryState.OVERDUE, DeliveryState.DUE, DeliveryState.UPCOMING):
        assert len(there) < 2
        assert (state is DeliveryState.OVERDUE) == (day > wanted.due)


@pytest.mark.parametrize(
    ("completed", "day", "days"),
    [
        (None, date(2022, 3, 31), None),
        (None, date(2022, 4, 10), 10),
        (date(2022, 3, 31), date(2024, 1, 1), 0),
        (date(2022, 4, 2), date(2024, 1, 1), 2),
    ],
)
def test_days_late_stop_counting_when_it_is_complete(completed: date | None, day: date, days: int | None) -> None:
    assert days_late(WANTED, completed, day) == days


def test_a_reason_for_absence_is_delivered_but_not_yet_is_not() -> None:
    assert [is_there(State.FINAL, missing) for missing in (None, Missing.SECRET, Missing.NOT_YET)] == [
        True,
        True,
        False,
    ]
    assert is_there(State.WITHDRAWN, None) is False


def test_kinds_of_periods_cannot_say_week_or_half_year() -> None:
    """Which is why those stand in a day and a quarter: decision 0013."""
    assert {str(kind) for kind in PeriodKind} == {"year", "school-year", "quarter", "month", "day"}
