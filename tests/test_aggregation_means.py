"""Figures of areas as means of their parts, and figures of longer periods."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.indicator import AcrossPeriods, AcrossPlaces
from app.models.terms import Missing
from app.services.access.suppression import Figure, Kind, Protection, exact, seen
from app.services.measurements.aggregation import Computed, Coverage, Part, across_periods, across_places
from tests.figures_given import a_part, absent, counts, grade, hidden_because, parts_of, people, share, shown

PROTECTED = Protection()
SUM, MEAN, NONE = AcrossPlaces.SUM, AcrossPlaces.MEAN, AcrossPlaces.NONE


# Means


def test_a_mean_is_weighed_by_the_indicators_own_denominator() -> None:
    parts = [replace(part, weight=Decimal(1)) for part in parts_of([share(10, 100), share(150, 300)])]

    assert across_places(MEAN, parts, None).value == 40


def test_a_mean_without_denominators_is_weighed_by_who_lives_there() -> None:
    parts = [a_part("a", grade("6"), weight=300), a_part("b", grade("8"), weight=100)]

    assert across_places(MEAN, parts, None).value == Decimal("6.5")


def test_a_share_of_a_place_weighs_for_that_share() -> None:
    parts = [a_part("a", grade("6"), weight=300), a_part("b", grade("8"), share="0.5", weight=200)]
    mean = across_places(MEAN, parts, None)

    assert (mean.value, mean.estimated) == (Decimal("6.5"), True)


@pytest.mark.parametrize("weights", [(300, None), (0, 0)])
def test_without_weights_there_is_no_mean(weights: tuple[int | None, int | None]) -> None:
    parts = [a_part(name, grade("7"), weight=weight) for name, weight in zip("ab", weights, strict=True)]

    assert shown(across_places(MEAN, parts, None)) == (None, Missing.UNKNOWN, "weight-missing")


def test_a_mean_names_the_parts_that_it_leaves_out() -> None:
    missing = Figure(Kind.OTHER, None, Missing.UNKNOWN)
    parts = [a_part("a", grade("6"), weight=300), a_part("b", missing, weight=100)]
    mean = across_places(MEAN, parts, None)

    assert (mean.value, mean.coverage.missing, mean.coverage.is_complete) == (Decimal(6), ("b",), False)


def test_a_place_where_nobody_lives_is_not_missed_in_a_mean() -> None:
    harbour = a_part("harbour", Figure(Kind.OTHER, None, Missing.UNKNOWN), weight=0)

    assert across_places(MEAN, [a_part("a", grade("6"), weight=300), harbour], None).coverage.is_complete


@pytest.mark.parametrize(("figures", "reason"), [([], "no-parts"), ([absent(Missing.UNKNOWN)], "part-missing")])
def test_a_mean_of_nothing_is_nothing(figures: list[Figure], reason: str) -> None:
    assert shown(across_places(MEAN, parts_of(figures), None)) == (None, Missing.UNKNOWN, reason)


def test_a_protected_mean_is_computed_from_rounded_counts() -> None:
    mean = across_places(MEAN, parts_of([share(7, 98), share(12, 52)]), PROTECTED)

    assert (mean.value, mean.figure.rounded) == (Decimal(10), True)


def test_a_mean_that_needs_a_suppressed_part_is_suppressed() -> None:
    mean = across_places(MEAN, parts_of([share(3, 98), share(12, 52)]), PROTECTED)

    assert shown(mean) == hidden_because("part-suppressed")


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(41, 90)), min_size=1, max_size=6))
def test_a_reader_can_make_a_protected_mean_again_from_what_the_reader_sees(pairs: list[tuple[int, int]]) -> None:
    parts = parts_of([share(*pair) for pair in pairs])
    visible = [seen(part.figure, PROTECTED) for part in parts]
    mean = across_places(MEAN, parts, PROTECTED)

    if mean.value is None:
        assert any(figure.is_suppressed for figure in visible)
    else:
        reached, all_people = (sum(Fraction(given or 0) for given in side) for side in _sides(visible))
        assert mean.value == exact(Fraction(100 * reached / all_people))


def _sides(visible: list[Figure]) -> tuple[list[Decimal | None], list[Decimal | None]]:
    return [figure.numerator for figure in visible], [figure.denominator for figure in visible]


@given(st.lists(st.tuples(st.integers(-50, 50), st.integers(1, 99)), min_size=1, max_size=6))
def test_a_mean_lies_between_the_lowest_and_the_highest_part(pairs: list[tuple[int, int]]) -> None:
    parts = [a_part(str(number), grade(str(value)), weight=weight) for number, (value, weight) in enumerate(pairs)]
    values = [value for value, _ in pairs]
    mean = across_places(MEAN, parts, None).value

    assert mean is not None
    assert min(values) <= round(mean, 20) <= max(values)


@given(st.lists(people, min_size=1, max_size=6), st.data())
def test_what_is_hidden_of_one_part_changes_nothing_but_sums(values: list[int], data: st.DataObject) -> None:
    small = st.integers(0, 4)
    one, other = (parts_of([share(data.draw(small), 90), *[share(value % 90, 90) for value in values]]) for _ in "12")
    other = [other[0], *one[1:]]

    assert across_places(MEAN, one, PROTECTED) == across_places(MEAN, other, PROTECTED)


# Periods


def test_months_add_up_to_a_year_when_all_are_there() -> None:
    assert across_periods(AcrossPeriods.SUM, counts(1, 2, 3), None).value == 6
    assert across_periods(AcrossPeriods.SUM, [*counts(1, 2), Part("12", absent(Missing.NOT_YET))], None).value is None


def test_small_months_make_a_year_that_is_rounded() -> None:
    assert across_periods(AcrossPeriods.SUM, counts(2, 3, 1), PROTECTED).value == 5


def test_a_mean_over_periods_weighs_each_alike() -> None:
    parts = parts_of([share(10, 100), share(150, 300)])

    assert across_periods(AcrossPeriods.MEAN, parts, None).value == 30


def test_the_latest_period_that_has_a_value_stands_for_the_whole() -> None:
    latest = across_periods(AcrossPeriods.LATEST, [*counts(10, 20), Part("Q4", absent(Missing.NOT_YET))], None)

    assert (latest.value, latest.coverage) == (Decimal(20), Coverage((("place-2", Decimal(1)),), missing=("Q4",)))


def test_an_earlier_value_never_stands_in_for_a_suppressed_one() -> None:
    latest = across_periods(AcrossPeriods.LATEST, counts(10, 3), PROTECTED)

    assert shown(latest) == hidden_because("part-suppressed")


@pytest.mark.parametrize(("figures", "reason"), [([], "no-parts"), ([absent(Missing.NOT_YET)], "part-missing")])
def test_without_any_value_there_is_no_latest(figures: list[Figure], reason: str) -> None:
    assert across_periods(AcrossPeriods.LATEST, parts_of(figures), None).reason == reason


def test_a_figure_without_a_rule_across_periods_stays_apart() -> None:
    assert across_periods(AcrossPeriods.NONE, counts(10), None).reason == "no-rule"


by_places: list[Callable[[list[Part]], Computed]] = [
    lambda parts: across_places(SUM, parts, PROTECTED),
    lambda parts: across_periods(AcrossPeriods.SUM, parts, PROTECTED),
    lambda parts: across_periods(AcrossPeriods.LATEST, parts, PROTECTED),
    lambda parts: across_periods(AcrossPeriods.MEAN, parts, PROTECTED),
]


@pytest.mark.parametrize("combine", by_places)
@given(values=st.lists(people, min_size=1, max_size=6))
def test_no_way_of_combining_shows_a_small_count(combine: Callable[[list[Part]], Computed], values: list[int]) -> None:
    value = combine(counts(*values)).value

    assert value is None or value >= 5
