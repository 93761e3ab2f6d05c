"""Suppression: what a reader without the right sees of small counts, whichever way they are asked for."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.terms import Missing
from app.services.access.suppression import (
    Figure,
    Kind,
    Protection,
    count_seen,
    exact,
    kind_of,
    rounded,
    scale_of,
    seen,
    strictest,
)

PROTECTED = Protection()

counts = st.integers(0, 400).map(Decimal)
numbers = st.decimals(-1000, 1000, places=2)
protections = st.builds(Protection, st.integers(1, 30), st.integers(1, 30), st.integers(1, 120))


def count(value: int | str, **more: object) -> Figure:
    return replace(Figure(kind=Kind.COUNT, value=Decimal(value)), **more)  # type: ignore[arg-type]


def share(numerator: int | None, denominator: int | None, **more: object) -> Figure:
    """A share in percent; its own value is as good as any, for it is not what is shown."""
    figure = Figure(
        kind=Kind.SHARE,
        value=Decimal("12.34"),
        numerator=None if numerator is None else Decimal(numerator),
        denominator=None if denominator is None else Decimal(denominator),
        scale=100,
    )
    return replace(figure, **more)  # type: ignore[arg-type]


figures = st.builds(
    Figure,
    kind=st.sampled_from(Kind),
    value=st.none() | counts | numbers,
    missing=st.none(),
    numerator=st.none() | counts,
    denominator=st.none() | counts,
    sample_size=st.none() | st.integers(1, 200),
    low=st.none() | numbers,
    high=st.none() | numbers,
    scale=st.sampled_from([None, 1, 100, 1000]),
    flags=st.sampled_from([(), ("large-change",)]),
)


@pytest.mark.parametrize("small", ["0", "1", "2", "3", "4", "4.9", "-1"])
def test_a_count_below_five_is_suppressed_and_zero_too(small: str) -> None:
    assert seen(count(small), PROTECTED) == Figure(kind=Kind.COUNT, value=None, missing=Missing.SUPPRESSED)


@pytest.mark.parametrize(
    ("true", "shown"), [("5", 5), ("7", 5), ("7.5", 10), ("8", 10), ("12", 10), ("13", 15), ("12.5", 15)]
)
def test_any_other_count_is_rounded_to_five_with_halves_away_from_zero(true: str, shown: int) -> None:
    assert seen(count(true), PROTECTED).value == shown


def test_halves_below_zero_are_rounded_away_from_zero_too() -> None:
    assert [rounded(Decimal(number), 5) for number in ("-2.4", "-2.5", "-7.5")] == [0, -5, -10]


@given(counts, counts)
def test_suppressed_counts_cannot_be_told_from_each_other(one: Decimal, other: Decimal) -> None:
    if max(one, other) < 5:
        flagged = Figure(Kind.COUNT, other, sample_size=3, low=one, high=other, flags=("large-change",))

        assert seen(Figure(Kind.COUNT, one), PROTECTED) == seen(flagged, PROTECTED)


@given(figures, protections)
def test_looking_twice_shows_no_more_and_no_less(figure: Figure, protection: Protection) -> None:
    once = seen(figure, protection)

    assert seen(once, protection) == once


@given(figures)
def test_no_small_count_is_ever_shown(figure: Figure) -> None:
    shown = seen(figure, PROTECTED)
    people = [shown.numerator, shown.denominator, shown.value if shown.kind is Kind.COUNT else None]

    assert [number for number in people if number is not None and (number < 5 or number % 5)] == []


@given(figures)
def test_there_is_a_value_or_a_reason_and_never_both(figure: Figure) -> None:
    shown = seen(figure, PROTECTED)

    assert (shown.value is None) == (shown.missing is not None)


@given(figures)
def test_flags_tell_about_values_that_a_reader_may_not_read_so_they_are_hidden(figure: Figure) -> None:
    assert seen(figure, PROTECTED).flags == ()


@given(figures)
def test_a_reader_with_the_right_sees_the_true_figure(figure: Figure) -> None:
    assert seen(figure, PROTECTED, may_see=True) == figure


@given(figures)
def test_a_figure_that_is_not_protected_is_shown_as_it_is(figure: Figure) -> None:
    assert seen(figure, None) == figure


@given(figures)
def test_what_its_source_published_is_shown_as_published(figure: Figure) -> None:
    published = replace(figure, published=True)

    assert seen(published, PROTECTED) == published


def test_the_reason_of_an_absence_is_shown_and_nothing_beside_it() -> None:
    absent = Figure(Kind.COUNT, None, Missing.NOT_YET, denominator=Decimal(3), sample_size=2)

    assert seen(absent, PROTECTED) == Figure(Kind.COUNT, None, Missing.NOT_YET)


def test_a_share_is_computed_from_rounded_counts() -> None:
    shown = seen(share(12, 102), PROTECTED)

    assert (shown.numerator, shown.denominator, shown.value) == (Decimal(10), Decimal(100), Decimal(10))
    assert shown.rounded


@pytest.mark.parametrize(
    ("numerator", "denominator"),
    [(4, 100), (0, 100), (96, 100), (100, 100), (4, 4), (105, 100), (None, 100), (50, None)],
)
def test_a_share_is_hidden_when_the_people_in_it_or_outside_it_are_few_or_unknown(
    numerator: int | None, denominator: int | None
) -> None:
    shown = seen(share(numerator, denominator), PROTECTED)

    assert shown == Figure(Kind.SHARE, None, Missing.SUPPRESSED, scale=100)


def test_a_share_with_just_enough_people_everywhere_is_shown() -> None:
    assert seen(share(5, 10), PROTECTED).value == 50


def test_a_rate_whose_unit_has_no_whole_cannot_be_checked() -> None:
    assert seen(share(50, 100, kind=Kind.RATE, scale=None), PROTECTED).is_suppressed


@given(st.integers(0, 300), st.integers(1, 300))
def test_a_shown_share_follows_from_the_counts_shown_beside_it(numerator: int, denominator: int) -> None:
    shown = seen(share(numerator, denominator), PROTECTED)

    if shown.value is not None:
        assert shown.numerator is not None
        assert shown.denominator is not None
        assert shown.value == exact(100 * Fraction(shown.numerator) / Fraction(shown.denominator))


@pytest.mark.parametrize(("answers", "hidden"), [(49, True), (50, False), (None, True)])
def test_a_survey_needs_fifty_answers(answers: int | None, hidden: bool) -> None:
    figure = Figure(Kind.SURVEY, Decimal("38.2"), sample_size=answers, scale=100)

    assert seen(figure, PROTECTED).is_suppressed is hidden


def test_how_many_answers_are_enough_is_a_setting() -> None:
    figure = Figure(Kind.SURVEY, Decimal("38.2"), sample_size=60)

    assert seen(figure, Protection(survey_minimum=100)).is_suppressed


def test_a_survey_keeps_its_value_and_interval_and_rounds_its_sample() -> None:
    figure = Figure(Kind.SURVEY, Decimal("38.2"), sample_size=123, low=Decimal(30), high=Decimal(46), scale=100)

    assert seen(figure, PROTECTED) == replace(figure, sample_size=125, rounded=True)


def test_a_survey_that_gives_its_counts_is_checked_like_any_share() -> None:
    rare, common = (share(people, 60, kind=Kind.SURVEY, sample_size=60) for people in (2, 32))

    assert seen(rare, PROTECTED).is_suppressed
    assert seen(common, PROTECTED).value == 50


def test_an_interval_never_gives_a_rounded_value_away() -> None:
    shown = seen(count(12, low=Decimal(10), high=Decimal(14), sample_size=3), PROTECTED)

    assert (shown.low, shown.high, shown.sample_size) == (None, None, None)


def test_a_grade_of_a_protected_indicator_cannot_be_checked() -> None:
    assert seen(Figure(Kind.OTHER, Decimal("7.1")), PROTECTED).is_suppressed


@pytest.mark.parametrize(
    ("unit", "kind", "scale"),
    [
        ("count", Kind.COUNT, None),
        ("households", Kind.COUNT, None),
        ("percent", Kind.SHARE, 100),
        ("share", Kind.SHARE, 1),
        ("per-1000", Kind.RATE, 1000),
        ("grade", Kind.OTHER, None),
        ("euro", Kind.OTHER, None),
    ],
)
def test_the_unit_says_what_a_value_is_made_of(unit: str, kind: Kind, scale: int | None) -> None:
    assert (kind_of(unit), scale_of(unit)) == (kind, scale)


def test_a_survey_is_a_survey_in_any_unit() -> None:
    assert kind_of("percent", survey=True) == Kind.SURVEY


def test_the_strictest_protection_that_ever_was_counts_until_it_is_released() -> None:
    history = [Protection(10, 5), None, Protection(5, 10, 30), None]

    assert strictest(history) == Protection(10, 10, 50)
    assert strictest(history, released=True) is None


def test_after_a_release_the_protection_in_force_counts() -> None:
    assert strictest([Protection(10, 10), Protection(5, 5)], released=True) == Protection(5, 5)


@pytest.mark.parametrize("released", [True, False])
def test_what_was_never_protected_is_not(released: bool) -> None:
    assert strictest([], released=released) is None
    assert strictest([None, None], released=released) is None


@given(st.lists(protections, min_size=1), counts)
def test_a_count_that_was_hidden_once_is_hidden_at_all(history: list[Protection], people: Decimal) -> None:
    together = strictest(history)

    assert together is not None
    if any(people < protection.minimum_count for protection in history):
        assert count_seen(people, together) is None


@pytest.mark.parametrize("wrong", [(0, 5, 50), (5, 0, 50), (5, 5, 0)])
def test_a_protection_that_protects_nothing_is_refused(wrong: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="from 1"):
        Protection(*wrong)
