"""The laws of the calendar: whatever the rhythm, its days are real, in order, and as many as it says."""

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.duty import Every
from app.models.governance import Span
from app.services.governance.rhythm import MONTHS, all_occurrences, due_days, is_behind


@dataclass
class Duty:
    """What the reckoning looks at."""

    starts: date | None = date(2024, 1, 1)
    ends: date | None = None
    due_on: date | None = None
    every: Every | None = Every.YEAR
    quarters: list[int] = field(default_factory=list)
    month: int | None = None
    day: int | None = None
    rhythm_from: date | None = None
    earlier: list[dict[str, Any]] = field(default_factory=list)
    fulfilments: list[dict[str, Any]] = field(default_factory=list)


DAYS = st.dates(date(1990, 1, 1), date(2060, 12, 31))
DUTIES = st.builds(
    Duty,
    starts=DAYS,
    every=st.sampled_from(Every),
    quarters=st.lists(st.integers(1, 4), unique=True),
    month=st.none() | st.integers(1, 12),
    day=st.none() | st.integers(1, 31),
)


def due(until: str, **said: Any) -> list[str]:
    return [day.isoformat() for day in due_days(Duty(**said), date.fromisoformat(until))]


@given(DUTIES, DAYS)
def test_days_go_up_and_lie_within_the_duty(duty: Duty, until: date) -> None:
    days = list(due_days(duty, until))

    assert days == sorted(set(days))
    assert all(duty.starts is not None and duty.starts <= day <= until for day in days)


@given(DUTIES, DAYS)
def test_more_time_never_takes_a_day_away(duty: Duty, until: date) -> None:
    longer = list(due_days(duty, until + timedelta(days=400)))
    days = list(due_days(duty, until))

    assert longer[: len(days)] == days


@given(DUTIES, st.integers(2000, 2050))
def test_a_whole_year_has_as_many_days_as_the_rhythm_says(duty: Duty, year: int) -> None:
    duty.starts = date(1990, 1, 1)
    days = [day for day in due_days(duty, date(year, 12, 31)) if day.year == year]
    every = duty.every or Every.YEAR
    chosen = len(duty.quarters) if every == Every.QUARTER and duty.quarters else 12 // MONTHS[every]

    assert len(days) == chosen
    assert {(day.month - 1) // 3 + 1 for day in days} <= (
        {*duty.quarters} if every == Every.QUARTER else {1, 2, 3, 4}
    ) or (not duty.quarters)


@given(DUTIES, DAYS)
def test_a_day_is_the_one_that_is_named_or_the_last_of_a_shorter_month(duty: Duty, until: date) -> None:
    for day in due_days(duty, until):
        longest = monthrange(day.year, day.month)[1]
        assert day.day == min(duty.day or longest, longest)


@given(DUTIES, DAYS, DAYS)
def test_a_change_of_rhythm_changes_nothing_before_its_day(duty: Duty, since: date, until: date) -> None:
    """And after that day, nothing of the old rhythm is left."""
    old = {"due_on": None, "every": duty.every, "quarters": duty.quarters, "month": duty.month, "day": duty.day}
    earlier = [{"until": (since - timedelta(days=1)).isoformat(), **old}]
    new = Duty(starts=duty.starts, every=Every.MONTH, rhythm_from=since, earlier=earlier)
    days = list(due_days(new, until))

    assert [day for day in days if day < since] == [day for day in due_days(duty, until) if day < since]
    first = max(since, duty.starts or since)
    assert [day for day in days if day >= since] == list(due_days(Duty(starts=first, every=Every.MONTH), until))


@given(DUTIES, DAYS)
def test_what_was_due_is_overdue_until_it_is_noted(duty: Duty, today: date) -> None:
    past = [day for day in due_days(duty, today) if day < today]
    duty.fulfilments = [{"due": day.isoformat()} for day in past[::2]]
    shown = all_occurrences(duty, today)

    assert [one.due for one in shown if one.state == "overdue"] == past[1::2][::-1]
    assert [one.due for one in shown if one.state == "done"] == past[::2][::-1]
    assert len([one for one in shown if one.state == "coming"]) == 1
    assert [one.state for one in all_occurrences(duty, today, holds=False) if one.state == "overdue"] == []


def test_the_last_day_of_february_follows_the_leap_years() -> None:
    february = {"every": Every.YEAR, "month": 2}

    assert due("2028-12-31", **february) == ["2024-02-29", "2025-02-28", "2026-02-28", "2027-02-28", "2028-02-29"]
    assert due("2025-12-31", **february, day=29) == ["2024-02-29", "2025-02-28"]


def test_the_thirty_first_of_a_shorter_month_is_its_last_day() -> None:
    assert due("2024-06-30", every=Every.MONTH, day=31) == [
        "2024-01-31",
        "2024-02-29",
        "2024-03-31",
        "2024-04-30",
        "2024-05-31",
        "2024-06-30",
    ]


@pytest.mark.parametrize(
    ("said", "days"),
    [
        ({"every": Every.QUARTER, "quarters": [1, 3]}, ["2024-03-31", "2024-09-30"]),
        ({"every": Every.QUARTER, "quarters": [2, 4], "month": 1, "day": 15}, ["2024-04-15", "2024-10-15"]),
        ({"every": Every.HALF_YEAR, "month": 3, "day": 1}, ["2024-03-01", "2024-09-01"]),
        ({"every": Every.HALF_YEAR, "month": 9, "day": 1}, ["2024-03-01", "2024-09-01"]),
        ({"every": Every.YEAR}, ["2024-12-31"]),
        ({"every": None, "due_on": date(2024, 6, 9)}, ["2024-06-09"]),
        ({"every": None}, []),
    ],
)
def test_a_rhythm_is_due_at_the_end_of_its_span_or_when_it_says(said: dict[str, Any], days: list[str]) -> None:
    assert due("2024-12-31", **said) == days


def test_the_next_one_is_found_however_far_ahead_it_begins() -> None:
    duty = Duty(starts=date(2040, 1, 1), every=Every.YEAR)

    assert [one.due for one in all_occurrences(duty, date(2024, 1, 1))] == [date(2040, 12, 31)]


def test_the_next_one_is_the_first_that_was_not_done_ahead() -> None:
    duty = Duty(every=Every.QUARTER, fulfilments=[{"due": "2024-06-30", "done_on": "2024-01-02"}])
    shown = all_occurrences(duty, date(2024, 1, 10))

    assert [(one.due.isoformat(), str(one.state)) for one in shown] == [
        ("2024-06-30", "done"),
        ("2024-03-31", "coming"),
    ]


def test_all_that_comes_until_a_day_can_be_asked_for() -> None:
    duty = Duty(every=Every.QUARTER)
    shown = all_occurrences(duty, date(2024, 1, 10), until=date(2024, 9, 30))

    assert [one.due.isoformat() for one in shown] == ["2024-09-30", "2024-06-30", "2024-03-31"]


@pytest.mark.parametrize(
    ("days", "times", "per", "behind"),
    [
        (10, 1, Span.WEEK, False),
        (11, 1, Span.WEEK, True),
        (45, 1, Span.MONTH, False),
        (46, 1, Span.MONTH, True),
        (547, 1, Span.YEAR, False),
        (548, 1, Span.YEAR, True),
        (9999, None, None, None),
    ],
)
def test_a_body_is_behind_half_a_turn_after_it_should_have_met(
    days: int, times: int | None, per: Span | None, behind: bool | None
) -> None:
    last = date(2020, 1, 1)

    assert is_behind(last, times, per, last + timedelta(days=days)) is behind
    assert is_behind(None, times, per, last) is None
