"""Figures of areas: sums of their parts, shares of places, and totals that were measured."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.indicator import AcrossPlaces
from app.models.terms import Missing
from app.services.access.suppression import Figure, Kind, Protection, count_seen
from app.services.measurements.aggregation import Coverage, Part, across_places, comparable
from tests.figures_given import a_part, absent, count, counts, grade, hidden_because, parts_of, people, shown

PROTECTED = Protection()
SUM, MEAN, NONE = AcrossPlaces.SUM, AcrossPlaces.MEAN, AcrossPlaces.NONE


# Sums


@given(st.lists(people, min_size=1, max_size=8))
def test_a_sum_of_counts_that_nobody_protects_is_exact(values: list[int]) -> None:
    assert across_places(SUM, counts(*values), None).value == sum(values)


@given(st.lists(people, min_size=1, max_size=8))
def test_a_protected_sum_is_the_true_sum_rounded_once_whatever_is_hidden_of_the_parts(values: list[int]) -> None:
    assert across_places(SUM, counts(*values), PROTECTED).value == count_seen(Decimal(sum(values)), PROTECTED)


def test_a_suppressed_part_counts_and_is_not_missing() -> None:
    total = across_places(SUM, counts(3, 3, 3), PROTECTED)

    assert (total.value, total.coverage.missing, total.figure.rounded) == (Decimal(10), (), True)


def test_a_sum_that_is_itself_small_is_suppressed() -> None:
    assert shown(across_places(SUM, counts(0, 2, 2), PROTECTED)) == hidden_because("too-few")


def test_totals_are_never_made_from_rounded_parts() -> None:
    assert across_places(SUM, counts(7, 7, 7), PROTECTED).value == 20


def test_a_reader_with_the_right_to_all_parts_sees_the_true_sum() -> None:
    parts = [replace(part, may_see=True) for part in counts(3, 8)]

    assert across_places(SUM, parts, PROTECTED).value == 11


def test_a_right_to_some_of_the_parts_is_no_right_to_the_sum() -> None:
    own, other = counts(3, 8)

    assert across_places(SUM, [replace(own, may_see=True), other], PROTECTED).value == 10


def test_a_sum_of_published_figures_is_what_anyone_can_add_up() -> None:
    parts = [Part(part.id, replace(part.figure, published=True)) for part in counts(3, 8)]

    assert across_places(SUM, parts, PROTECTED).value == 11


@pytest.mark.parametrize(
    ("reasons", "said"),
    [
        ([Missing.SECRET], Missing.SECRET),
        ([Missing.NOT_YET, Missing.NOT_YET], Missing.NOT_YET),
        ([Missing.SECRET, Missing.NOT_YET], Missing.UNKNOWN),
    ],
)
def test_with_a_part_missing_no_sum_is_shown(reasons: list[Missing], said: Missing) -> None:
    total = across_places(SUM, parts_of([count(40), *map(absent, reasons)]), None)

    assert shown(total) == (None, said, "part-missing")
    assert total.coverage.missing == tuple(f"place-{number}" for number in range(2, 2 + len(reasons)))


def test_an_area_without_parts_has_no_sum() -> None:
    assert shown(across_places(SUM, [], None)) == (None, Missing.UNKNOWN, "no-parts")


def test_a_sum_of_estimates_is_made_of_those_that_this_reader_sees() -> None:
    figures = [Figure(Kind.SURVEY, Decimal(value), sample_size=size) for value, size in ((100, 80), (50, 60))]
    few = [replace(figure, sample_size=20) for figure in figures]

    assert across_places(SUM, parts_of(figures), PROTECTED).value == 150
    assert shown(across_places(SUM, parts_of(few), PROTECTED)) == hidden_because("part-suppressed")


@pytest.mark.parametrize(("parts", "margin"), [(1, Decimal("2.8")), (4, Decimal("5.6")), (9, Decimal("8.4"))])
def test_a_sum_of_parts_rounded_to_five_says_how_far_it_may_be_off(parts: int, margin: Decimal) -> None:
    rounded = [replace(part, rounded=True) for part in counts(*[10] * parts)]

    assert across_places(SUM, rounded, None).margin == margin


def test_a_sum_of_exact_parts_has_no_margin() -> None:
    assert across_places(SUM, counts(10, 20), None).margin is None


# Shares of places, and what is covered


def test_a_place_that_lies_in_the_area_for_a_share_counts_for_that_share_and_is_named() -> None:
    total = across_places(SUM, [a_part("whole", count(100)), a_part("split", count(50), share="0.3")], None)

    assert (total.value, total.estimated, total.coverage.partly) == (Decimal(115), True, ("split",))


def test_a_figure_of_whole_places_is_not_estimated() -> None:
    total = across_places(SUM, counts(10, 20), None)

    assert (total.estimated, total.coverage.partly, total.coverage.is_complete) == (False, (), True)


def test_a_place_outside_the_area_counts_for_nothing_even_when_it_is_missing() -> None:
    outside = a_part("outside", absent(Missing.SECRET), share="0")

    assert across_places(SUM, [*counts(10), outside], None).coverage.parts == (("place-1", Decimal(1)),)


def test_figures_are_comparable_when_they_cover_the_same_parts_for_the_same_shares() -> None:
    one = Coverage((("a", Decimal(1)), ("b", Decimal("0.5"))))

    assert comparable(one, Coverage((("b", Decimal("0.50")), ("a", Decimal(1)))))
    assert not comparable(one, Coverage((("a", Decimal(1)), ("b", Decimal("0.6")))))
    assert not comparable(one, Coverage((("a", Decimal(1)),), missing=("b",)))


# Rules that add nothing, and figures that were measured


def test_medians_and_indices_are_never_computed_for_an_area() -> None:
    assert shown(across_places(NONE, parts_of([grade("7")]), None)) == (None, Missing.NOT_APPLICABLE, "no-rule")


@pytest.mark.parametrize("rule", AcrossPlaces)
def test_a_measured_figure_wins_over_a_computed_one(rule: AcrossPlaces) -> None:
    measured = across_places(rule, counts(10, 20), None, stated=Part("area", count(33)))

    assert (measured.value, measured.measured) == (Decimal(33), True)


def test_a_measured_figure_is_as_protected_as_any() -> None:
    measured = across_places(SUM, counts(2, 1), PROTECTED, stated=Part("area", count(3)))

    assert (measured.missing, measured.measured, measured.parts_total) == (Missing.SUPPRESSED, True, None)


@pytest.mark.parametrize(("stated", "adds_up"), [(30, True), (33, False)])
def test_parts_that_do_not_add_up_to_a_stated_total_are_shown_as_such(stated: int, adds_up: bool) -> None:
    measured = across_places(SUM, counts(10, 20), None, stated=Part("area", count(stated)))

    assert (measured.parts_total, measured.adds_up) == (Decimal(30), adds_up)


@pytest.mark.parametrize(("stated_is_rounded", "adds_up"), [(False, False), (True, True)])
def test_a_difference_that_rounding_can_explain_is_no_difference(stated_is_rounded: bool, adds_up: bool) -> None:
    parts = [replace(part, rounded=True) for part in counts(10, 20)]  # +/- 3.96, with the total 4.85
    stated = Part("area", count("34.5"), rounded=stated_is_rounded)

    assert across_places(SUM, parts, None, stated).adds_up is adds_up


def test_a_total_of_shares_of_places_need_not_add_up() -> None:
    measured = across_places(SUM, [a_part("a", count(50), share="0.3")], None, stated=Part("area", count(40)))

    assert (measured.parts_total, measured.adds_up) == (Decimal(15), None)


def test_what_is_protected_is_not_compared_with_its_parts() -> None:
    measured = across_places(SUM, counts(8, 20), PROTECTED, stated=Part("area", count(28)))

    assert (measured.value, measured.parts_total, measured.adds_up) == (Decimal(30), None, None)


def test_a_stated_total_never_undoes_the_secret_of_a_part() -> None:
    parts = parts_of([count(10), absent(Missing.SECRET)])

    assert across_places(SUM, parts, None, stated=Part("area", count(14))).parts_total is None


@pytest.mark.parametrize("secret", [Missing.SECRET, Missing.SUPPRESSED])
def test_what_its_source_keeps_secret_of_an_area_is_not_added_up(secret: Missing) -> None:
    measured = across_places(SUM, counts(10, 20), None, stated=Part("area", absent(secret)))

    assert (measured.value, measured.missing, measured.parts_total) == (None, secret, None)


def test_a_total_that_is_not_there_yet_is_computed() -> None:
    total = across_places(SUM, counts(10, 20), None, stated=Part("area", absent(Missing.NOT_YET)))

    assert (total.value, total.measured) == (Decimal(30), False)
