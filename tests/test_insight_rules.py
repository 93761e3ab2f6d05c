"""The rules of insight on their own: levels, extremes, stacking, waterbed, shares, states, care. Plain values."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.area_comparison import Caution
from app.models.insight import DataState, Scattered
from app.models.period import Period
from app.models.terms import GoodDirection, Missing, Movement
from app.services.insight.care import Context, cautions
from app.services.insight.extremes import common_period, extremes
from app.services.insight.levels import Pair, beside, gap, side, two_levels
from app.services.insight.shapes import Fact, Facts
from app.services.insight.shares import shares
from app.services.insight.stacks import is_bad, stack
from app.services.insight.states import cell, months_after, overdue_since, whole
from app.services.insight.waterbed import flow
from app.services.progress.shapes import Reading, Scale
from tests import house

PERCENT = Scale(unit="percent", decimals=0, good=GoodDirection.FALL)
GRADE = Scale(unit="grade", decimals=1, good=GoodDirection.RISE, ratio=False)
HIDDEN = "hidden"

values = st.decimals(0, 100, places=1)
years = st.integers(2000, 2030)
series_of = st.dictionaries(years, values, max_size=8)


def fact(period: int | str, value: object = None, **more: object) -> Fact:
    """A figure of a year; HIDDEN is one that may not be told."""
    if value == HIDDEN:
        return Fact(Reading(Period.parse(str(period)), missing=Missing.SUPPRESSED, suppressed=True))
    return Fact(Reading(Period.parse(str(period)), None if value is None else Decimal(str(value)), **more))  # type: ignore[arg-type]


def line(figures: dict[int, object]) -> Facts:
    return [fact(year, value) for year, value in sorted(figures.items())]


def moves(own: dict[int, object], city: dict[int, object], scale: Scale = PERCENT) -> tuple[object, ...]:
    found = two_levels(beside(line(own), line(city)), scale)
    return (
        found.since and found.since.text,
        found.until and found.until.text,
        found.through_time,
        found.against_reference,
        found.falls_behind,
    )


@pytest.mark.parametrize("name", ["levels", "extremes", "stacks", "shares", "states", "waterbed", "care", "happenings"])
def test_what_computes_asks_no_database(name: str) -> None:
    imported = house.imported(house.ROOT / "app/services/insight" / f"{name}.py")

    assert house.leads_to(imported, {"sqlmodel", "sqlalchemy", "app.database", "app.settings", "fastapi"}) == []


def test_a_place_can_improve_and_fall_further_behind() -> None:
    assert moves({2010: 40, 2020: 36}, {2010: 30, 2020: 20}) == ("2010", "2020", "better", "worse", True)


def test_a_place_can_get_worse_and_come_nearer_to_a_city_that_gets_worse_faster() -> None:
    assert moves({2010: 40, 2020: 42}, {2010: 20, 2020: 30}) == ("2010", "2020", "worse", "better", False)


def test_both_movements_are_between_the_same_two_periods_where_both_have_a_figure() -> None:
    assert moves({2008: 50, 2010: 40, 2020: 36, 2022: 30}, {2010: 30, 2020: 30}) == (
        "2010", "2020", "better", "better", False,
    )  # fmt: skip


def test_without_a_reference_only_the_course_through_time_is_said() -> None:
    assert moves({2010: 40, 2020: 36}, {2020: 30}) == ("2010", "2020", "better", None, False)


def test_nothing_is_said_over_a_last_figure_that_may_not_be_told() -> None:
    assert moves({2010: 40, 2015: 30, 2020: HIDDEN}, {}) == (None, None, None, None, False)


def test_less_than_a_step_is_no_movement() -> None:
    assert moves({2010: "40.4", 2020: "40.0"}, {2010: "30", 2020: "30"})[2:4] == ("same", "same")


def test_figures_of_other_parts_of_an_area_are_not_compared() -> None:
    first, last = fact(2010, 40), fact(2020, 30)
    changed = replace(first, reading=replace(first.reading, parts="bos:1"))

    assert two_levels(beside([changed, last], []), PERCENT).through_time is None


@given(series_of, series_of)
def test_the_gap_is_positive_exactly_where_the_place_is_worse(
    own: dict[int, Decimal], city: dict[int, Decimal]
) -> None:
    for pair in beside(line({**own}), line({**city})):
        worse = gap(pair.difference, PERCENT)
        verdict = side(pair.difference, PERCENT)
        assert (verdict is Movement.WORSE) == (worse is not None and worse >= 1)
        assert (verdict is Movement.BETTER) == (worse is not None and worse <= -1)


@given(series_of, series_of)
def test_turning_an_indicator_round_changes_nothing_in_what_is_said(
    own: dict[int, Decimal], city: dict[int, Decimal]
) -> None:
    """The share of those with a job says what the share of those without says."""
    turned = Scale(unit="percent", decimals=0, good=GoodDirection.RISE)
    plain = moves({**own}, {**city})
    other = moves({y: 100 - v for y, v in own.items()}, {y: 100 - v for y, v in city.items()}, turned)

    assert plain == other


@given(values, values, st.integers(0, 100))
def test_bad_is_bad_whether_those_with_or_those_without_are_counted(own: Decimal, city: Decimal, margin: int) -> None:
    turned = Scale(unit="percent", decimals=0, good=GoodDirection.RISE)
    plain = is_bad(Pair(fact(2020, own), fact(2020, city)), PERCENT, margin)

    assert plain == is_bad(Pair(fact(2020, 100 - own), fact(2020, 100 - city)), turned, margin)


@given(values, values)
def test_what_is_bad_is_worse_and_a_larger_margin_finds_less(own: Decimal, city: Decimal) -> None:
    pair = Pair(fact(2020, own), fact(2020, city))
    found = [is_bad(pair, PERCENT, margin) for margin in (0, 10, 50, 100)]

    assert found == sorted(found, reverse=True)
    assert not found[0] or side(pair.difference, PERCENT) is Movement.WORSE


def test_on_a_scale_without_a_true_zero_one_step_is_enough() -> None:
    assert is_bad(Pair(fact(2020, "6.8"), fact(2020, "6.9")), GRADE)
    assert not is_bad(Pair(fact(2020, "6.85"), fact(2020, "6.9")), GRADE)


def test_a_difference_that_chance_explains_is_not_bad() -> None:
    wide, narrow = ({"low": Decimal(low), "high": Decimal(high)} for low, high in ((20, 44), (30, 34)))
    city = fact(2020, 24, low=Decimal(23), high=Decimal(25))

    assert not is_bad(Pair(fact(2020, 32, **wide), city), PERCENT)
    assert is_bad(Pair(fact(2020, 32, **narrow), city), PERCENT)


def test_a_stack_names_what_is_bad_and_what_could_not_be_compared() -> None:
    city = line({2020: 20})
    series: dict[tuple[str, str], tuple[Facts, Facts]] = {
        ("poverty", "all"): (line({2020: 30}), city),
        ("debts", "all"): (line({2020: 19}), city),
        ("crime", "all"): (line({2015: 50, 2020: HIDDEN}), line({2015: 10, 2020: 20})),
        ("school", "all"): (line({2019: 30}), city),
    }
    found = stack("veld", series, dict.fromkeys(["poverty", "debts", "crime", "school"], PERCENT))

    assert ([*found.bad], [*found.fine]) == ([("poverty", "all")], [("debts", "all")])
    assert (found.hidden, found.missing) == ((("crime", "all"),), (("school", "all"),))


def test_the_common_period_is_the_last_that_half_of_the_places_have() -> None:
    late = {"a": line({2018: 1, 2019: 1}), "b": line({2018: 2, 2019: 2}), "c": line({2018: 3}), "d": line({2018: 4})}
    only_one = {**late, "b": line({2018: 2})}

    assert common_period(late) == Period.of_year(2019)
    assert common_period(only_one) == Period.of_year(2018)


def test_a_place_whose_figure_may_not_be_told_is_neither_best_nor_worst() -> None:
    found = extremes({"a": line({2018: 4}), "b": line({2018: 9}), "c": line({2018: HIDDEN}), "d": line({2017: 1})})

    assert found is not None
    assert (found.best(PERCENT), found.worst(PERCENT)) == (("a",), ("b",))
    assert (found.hidden, found.missing) == (("c",), ("d",))
    assert found.best(replace(PERCENT, good=GoodDirection.NONE)) == ()


@given(st.dictionaries(st.sampled_from("abcdef"), series_of, max_size=6))
def test_nobody_is_better_than_the_best_or_worse_than_the_worst(places: dict[str, dict[int, Decimal]]) -> None:
    found = extremes({place: line({**figures}) for place, figures in places.items()})
    if found is None:
        return
    told = [one.value for one in found.told.values() if one.value is not None]

    assert {found.told[place].value for place in found.best(PERCENT)} == {min(told)}
    assert {found.told[place].value for place in found.worst(PERCENT)} == {max(told)}


def test_what_gets_better_inside_and_worse_outside_may_be_moving_out() -> None:
    found = flow(line({2010: 40, 2015: 35, 2020: 30}), line({2009: 9, 2010: 10, 2020: 20}), PERCENT, date(2012, 1, 1))

    assert found is not None
    assert (found.first.fact.period.text, found.last.fact.period.text, found.moves_out) == ("2010", "2020", True)


@pytest.mark.parametrize(
    ("inside", "outside", "said"),
    [({2020: 30}, {2020: 20}, None), ({2010: 30, 2020: 30}, {2010: 1, 2020: HIDDEN}, None), ({}, {2020: 1}, None)],
)
def test_without_two_periods_that_may_be_told_nothing_moved(
    inside: dict[int, object], outside: dict[int, object], said: object
) -> None:
    assert flow(line(inside), line(outside), PERCENT, None) is said


def test_a_share_needs_both_totals_of_the_period() -> None:
    found = shares(line({2010: 50, 2011: HIDDEN, 2012: 3, 2013: 0}), line({2010: 200, 2011: 100, 2013: 0}))

    assert [(one.period.text, one.value, one.missing) for one in found] == [
        ("2010", Decimal(25), None),
        ("2011", None, "suppressed"),
        ("2013", None, "not-applicable"),
    ]


@given(st.lists(st.integers(0, 1000), min_size=1, max_size=8).filter(any))
def test_the_shares_of_all_parts_are_the_whole(parts: list[int]) -> None:
    total = line({2020: sum(parts)})
    found = [shares(line({2020: part}), total)[0].value for part in parts]

    assert abs(sum((one for one in found if one is not None), Decimal(0)) - 100) < Decimal("1e-20")


def test_a_yearly_figure_is_overdue_a_year_after_it_and_old_after_two() -> None:
    yearly, last = replace(PERCENT, rhythm_months=12), fact(2020, 1)

    assert overdue_since(last, yearly, date(2021, 12, 31)) is None
    assert overdue_since(last, yearly, date(2022, 1, 1)) == date(2022, 1, 1)
    assert cell([last], yearly, date(2022, 12, 31)).state is DataState.PRESENT
    assert cell([last], yearly, date(2023, 1, 1)).state is DataState.OLD
    assert overdue_since(last, PERCENT, date(2050, 1, 1)) is None


@given(st.dates(date(1990, 1, 1), date(2050, 1, 1)), st.integers(0, 60))
def test_months_after_lands_in_the_right_month(day: date, months: int) -> None:
    after = months_after(day, months)

    assert (after.year * 12 + after.month) - (day.year * 12 + day.month) == months
    assert after.day <= day.day


def test_data_are_scattered_when_some_have_none_or_others_have_another_period() -> None:
    def states(*series: Sequence[Fact]) -> tuple[DataState, tuple[Scattered, ...]]:
        cells = {str(n): cell(facts, PERCENT, date(2022, 1, 1)) for n, facts in enumerate(series)}
        return whole(cells, cell(line({2020: 1}), PERCENT, date(2022, 1, 1)))

    assert states(line({2020: 1}), line({2020: 2})) == (DataState.PRESENT, ())
    assert states(line({2020: 1}), []) == (DataState.SCATTERED, (Scattered.PLACES,))
    assert states(line({2020: 1}), line({2019: HIDDEN})) == (DataState.SCATTERED, (Scattered.PERIODS,))
    assert states([], []) == (DataState.PRESENT, ())
    assert whole({}, cell([fact(2020)], PERCENT, date(2022, 1, 1))) == (DataState.MISSING, ())


def test_areas_of_unequal_size_are_compared_with_a_warning() -> None:
    small = Context("a", Decimal(13000), 1, ["x"], [("x", "2020")], ["cbs"])
    large = Context("b", Decimal(200000), 12, ["x", "y"], [("x", "2021")], ["gemeente"], estimated=True)

    assert cautions([small]) == []
    assert cautions([small, replace(small, place="c")]) == []
    assert cautions([small, large]) == [
        Caution.INHABITANTS,
        Caution.DISTRICTS,
        Caution.INDICATORS,
        Caution.PERIODS,
        Caution.SOURCES,
        Caution.ESTIMATED,
    ]
    assert Caution.CONTEXT_MISSING in cautions([small, replace(large, inhabitants=None)])
