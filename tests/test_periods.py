"""Periods: what is read, what is written, what comes first, and when a figure can exist."""

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.period import Period, PeriodKind, today

days = st.dates(date(1900, 8, 1), date(2200, 7, 31))
kinds = st.sampled_from(PeriodKind)
periods = st.builds(Period.containing, days, kinds)


@given(periods)
def test_what_is_written_is_read_back(period: Period) -> None:
    assert Period.parse(period.text) == period


@given(days, kinds)
def test_a_day_lies_in_the_period_that_contains_it(day: date, kind: PeriodKind) -> None:
    period = Period.containing(day, kind)

    assert period.starts <= day <= period.ends


@given(periods)
def test_periods_of_one_kind_follow_each_other_without_a_gap(period: Period) -> None:
    if period.ends < date(2199, 1, 1):
        assert period.next.starts == period.ends + timedelta(days=1)
        assert (period < period.next, period.next.kind) == (True, period.kind)


@given(periods)
def test_the_moment_lies_in_the_periods_own_year(period: Period) -> None:
    assert int(period.moment) == period.year == period.starts.year


@given(periods, periods)
def test_later_periods_of_one_kind_never_have_an_earlier_moment(one: Period, other: Period) -> None:
    if one.kind == other.kind and one < other:
        assert one.moment < other.moment


@given(st.lists(periods, max_size=6))
def test_periods_of_all_kinds_can_be_put_in_one_order(mixed: list[Period]) -> None:
    backwards = mixed[::-1]

    assert sorted(mixed) == sorted(backwards)


@pytest.mark.parametrize(
    ("text", "canonical", "kind", "first", "last"),
    [
        ("2022", "2022", "year", "2022-01-01", "2022-12-31"),
        ("2022JJ00", "2022", "year", "2022-01-01", "2022-12-31"),
        ("2021/2022", "2021/2022", "school-year", "2021-08-01", "2022-07-31"),
        ("2022SJ00", "2022/2023", "school-year", "2022-08-01", "2023-07-31"),
        ("2022-Q3", "2022-Q3", "quarter", "2022-07-01", "2022-09-30"),
        ("2022KW01", "2022-Q1", "quarter", "2022-01-01", "2022-03-31"),
        ("2022-03", "2022-03", "month", "2022-03-01", "2022-03-31"),
        ("2022MM12", "2022-12", "month", "2022-12-01", "2022-12-31"),
        ("2024-02", "2024-02", "month", "2024-02-01", "2024-02-29"),
        ("2022-03-14", "2022-03-14", "day", "2022-03-14", "2022-03-14"),
        ("20220314", "2022-03-14", "day", "2022-03-14", "2022-03-14"),
    ],
)
def test_both_spellings_are_read_and_one_is_written(
    text: str, canonical: str, kind: str, first: str, last: str
) -> None:
    period = Period.parse(text)

    assert (str(period), period.kind) == (canonical, kind)
    assert (period.starts.isoformat(), period.ends.isoformat()) == (first, last)


@pytest.mark.parametrize(
    "nonsense",
    [
        "", " 2022", "2022\n", "22", "02022", "2022-0", "2022-00", "2022-13", "2022-3", "2022-Q0", "2022-Q5", "2022-q3",
        "2022/2024", "2022/2021", "2022/0000", "2022/23", "2022-2023", "2022KW05", "2022KW00", "2022MM13", "2022MM00",
        "2022JJ01", "2022SJ01", "2022jj00", "2022-02-29", "2022-3-14", "20221314", "2022-03-14T00:00", "1899", "2201",
        "0000", "9999", "9999/10000", "2200/2201", "2200SJ00", "1899-12-31", "-2022", "२०२२", "tweeduizend",
    ],
)  # fmt: skip
def test_nonsense_is_refused(nonsense: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        Period.parse(nonsense)


@given(st.text(max_size=12))
def test_any_text_is_a_period_or_refused(text: str) -> None:
    with suppress(ValueError):
        assert Period.parse(Period.parse(text).text) == Period.parse(text)


def test_a_period_starts_on_its_first_day() -> None:
    with pytest.raises(ValueError, match="no quarter starts on 2022-02-01"):
        Period(PeriodKind.QUARTER, date(2022, 2, 1))


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2022", Fraction(2022)),
        ("2022/2023", Fraction(2022)),
        ("2026-Q3", Fraction(4053, 2)),
        ("2026-04", Fraction(8105, 4)),
        ("2026-01-01", Fraction(2026)),
        ("2024-12-31", 2024 + Fraction(365, 366)),
    ],
)
def test_t_is_the_own_year_and_the_share_gone_by(text: str, moment: Fraction) -> None:
    assert Period.parse(text).moment == moment


def test_a_year_is_made_from_its_number() -> None:
    assert Period.of_year(2011) == Period.parse("2011")


@pytest.mark.parametrize(
    ("text", "day", "at_date", "over_a_span"),
    [
        ("2022", "2021-12-31", False, False),
        ("2022", "2022-01-01", True, False),
        ("2022", "2022-12-30", True, False),
        ("2022", "2022-12-31", True, True),
        ("2021/2022", "2022-07-30", True, False),
        ("2021/2022", "2022-07-31", True, True),
        ("2022-03-14", "2022-03-13", False, False),
        ("2022-03-14", "2022-03-14", True, True),
    ],
)
def test_a_span_exists_when_it_has_ended_and_a_date_when_it_has_come(
    text: str, day: str, at_date: bool, over_a_span: bool
) -> None:
    period, as_of = Period.parse(text), date.fromisoformat(day)

    assert (period.over_by(as_of, at_date=True), period.over_by(as_of, at_date=False)) == (at_date, over_a_span)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2022, 1, 31, 22, 59, tzinfo=UTC), date(2022, 1, 31)),
        (datetime(2022, 1, 31, 23, 0, tzinfo=UTC), date(2022, 2, 1)),
        (datetime(2022, 6, 30, 21, 59, tzinfo=UTC), date(2022, 6, 30)),
        (datetime(2022, 6, 30, 22, 0, tzinfo=UTC), date(2022, 7, 1)),
    ],
)
def test_a_day_begins_when_it_begins_in_the_netherlands(moment: datetime, day: date) -> None:
    assert today(moment) == day


def test_a_moment_without_a_zone_has_no_day() -> None:
    with pytest.raises(ValueError, match="time zone"):
        today(datetime(2022, 1, 1))  # noqa: DTZ001  # noqa: DTZ001 (a moment without a zone is the point)
