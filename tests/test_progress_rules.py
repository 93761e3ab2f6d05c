"""Reference, coverage and milestone: what each of these rules adds."""

# A whole fraction equals its integer; mypy thinks that they cannot.
# mypy: disable-error-code="comparison-overlap"

from datetime import date
from fractions import Fraction

import pytest

from app.models.terms import Direction, GoodDirection, Reason, Rule, Status
from app.services.progress.shapes import Aim, Checkpoint, Milestone, Scale, Step
from tests.progress_given import (
    A_PLACE_EVERYWHERE,
    EQUAL_TO_CITY,
    GRADE,
    HIGH_IS_GOOD,
    PLACES,
    aim,
    at,
    exact,
    found,
    reached,
    to,
)

PERCENT = Scale(unit="percent", good=GoodDirection.RISE)


def test_a_reference_without_either_figure_says_which() -> None:
    city = at(2024, 50)
    cases = [
        found(EQUAL_TO_CITY, at(2024, 46), at(2032, 49), scale=GRADE, references=(city,)),
        found(EQUAL_TO_CITY, at(2024, 46), at(2032, 49), scale=GRADE, references=(at(2032, 51),)),
        found(EQUAL_TO_CITY, at(2024, 46), scale=GRADE, references=(city,)),
        found(EQUAL_TO_CITY, at(2032, 49), scale=GRADE, references=(city,)),
    ]

    assert [one.reason for one in cases] == [
        Reason.REFERENCE_MISSING,
        Reason.REFERENCE_MISSING,
        Reason.ONLY_BASELINE,
        Reason.BASELINE_MISSING,
    ]


def test_a_reference_is_compared_in_the_last_period_that_both_have() -> None:
    readings = (at(2024, 46), at(2032, 49), at(2034, 40))

    assessment = found(EQUAL_TO_CITY, *readings, scale=GRADE, references=(at(2024, 50), at(2032, 51)))

    assert (assessment.actual, assessment.pace, assessment.expected) == (at(2032, 49), 1, 49)


def test_a_gap_is_positive_when_worse_where_low_is_good_too() -> None:
    wanted = aim(Rule.REFERENCE, baseline=at(2024), end_year=2040, reference="city", direction=Direction.FALL)

    assessment = found(wanted, at(2024, 54), at(2032, 51), references=(at(2024, 50), at(2032, 49)))

    assert (assessment.gap_to_target, assessment.pace, assessment.expected) == (2, 1, 51)


@pytest.mark.parametrize(("value", "status"), [(50, Status.ACHIEVED), (53, Status.ACHIEVED), (49, Status.ON_TRACK)])
def test_equal_to_the_reference_or_better_is_achieved(value: int, status: Status) -> None:
    readings, cities = (at(2024, 30), at(2032, value)), (at(2024, 50), at(2032, 50))

    assert found(EQUAL_TO_CITY, *readings, scale=HIGH_IS_GOOD, references=cities).status is status


def test_coverage_needs_its_denominator() -> None:
    assert found(A_PLACE_EVERYWHERE, reached(2030, 3, None), scale=PLACES).reason is Reason.DENOMINATOR_MISSING
    assert found(A_PLACE_EVERYWHERE, reached(2030, 3, 0), scale=PLACES).reason is Reason.DENOMINATOR_MISSING


def test_coverage_without_a_baseline_starts_at_nothing_in_its_first_year() -> None:
    wanted = aim(Rule.COVERAGE, start_year=2024, end_year=2028)

    assert found(wanted, reached(2026, 50, 100), scale=PLACES).pace == 1
    assert found(wanted, as_of=2023, scale=PLACES).status is Status.NOT_STARTED
    assert found(wanted, as_of=2024, scale=PLACES).reason is Reason.VALUE_MISSING
    assert found(aim(Rule.COVERAGE, end_year=2028), reached(2026, 5, 10)).reason is Reason.BASELINE_MISSING


def test_fewer_than_fifty_items_are_expected_as_whole_ones() -> None:
    """Half way, 24.5 of 49 is 24, and 25 of 50 is 25."""
    wanted = aim(Rule.COVERAGE, start_year=2020, end_year=2030)

    few, many = (found(wanted, reached(2025, 24, of), scale=PLACES) for of in (49, 50))

    assert (few.expected, few.pace) == (24, 1)
    assert (many.expected, many.pace) == (25, Fraction(24, 25))


def test_coverage_in_percent_stays_in_percent() -> None:
    wanted = aim(Rule.COVERAGE, to(y2030=80), start_year=2020)

    assessment = found(wanted, reached(2025, 60, 200), scale=PERCENT)

    assert (assessment.expected, assessment.gap_to_target, assessment.pace) == (40, 50, Fraction(3, 4))
    assert [(one.year, one.value) for one in assessment.checkpoints] == [(2030, 80)]


def test_coverage_given_as_a_percentage_of_a_denominator_counts() -> None:
    wanted = aim(Rule.COVERAGE, to(y2030=80), start_year=2020)

    assert found(wanted, at(2025, 30, denominator=exact(200)), scale=PERCENT).pace == Fraction(3, 4)


def test_coverage_as_a_share_of_one_keeps_its_unit() -> None:
    wanted = aim(Rule.COVERAGE, to(y2030="0.8"), start_year=2020)
    scale = Scale(unit="share", decimals=2, good=GoodDirection.RISE)

    assessment = found(wanted, at(2025, "0.3", denominator=exact(200)), scale=scale)

    assert (assessment.expected, assessment.pace) == (Fraction(2, 5), Fraction(3, 4))


def test_what_should_be_gone_is_coverage_that_falls_in_whole_items() -> None:
    wanted = aim(Rule.COVERAGE, baseline=reached(2024, 9, 10), end_year=2028, direction=Direction.FALL)

    assessment = found(wanted, reached(2026, 5, 10), scale=PLACES)

    assert (assessment.expected, assessment.status) == (5, Status.ON_TRACK)
    assert found(wanted, reached(2028, 0, 10), scale=PLACES).status is Status.ACHIEVED
    assert found(aim(Rule.COVERAGE, start_year=2024, end_year=2028, direction=Direction.FALL)).status is Status.NO_DATA


PLANS = Milestone(due=date(2024, 12, 31))


@pytest.mark.parametrize(
    ("milestone", "as_of", "status"),
    [
        (PLANS, date(2024, 12, 31), Status.NOT_STARTED),
        (PLANS, date(2025, 1, 1), Status.FAR_BEHIND),
        (Milestone(done=date(2024, 5, 1)), date(2024, 5, 1), Status.ACHIEVED),
        (Milestone(done=date(2025, 5, 1)), date(2025, 4, 30), Status.FAR_BEHIND),
        (None, date(2024, 6, 1), Status.NOT_STARTED),
    ],
)
def test_a_milestone_is_done_or_past_its_date(milestone: Milestone | None, as_of: date, status: Status) -> None:
    assert found(aim(Rule.MILESTONE, end_year=2024, milestone=milestone), as_of=as_of).status is status


def test_a_milestone_without_any_date_has_not_started() -> None:
    assert found(aim(Rule.MILESTONE)).status is Status.NOT_STARTED


def _steps(*dates: tuple[int | None, int | None]) -> Aim:
    days = [tuple(month and date(2024, month, 1) for month in pair) for pair in dates]
    steps = tuple(Step(due or None, done or None) for due, done in days)
    return aim(Rule.MILESTONE, milestone=Milestone(due=date(2024, 12, 31), steps=steps))


@pytest.mark.parametrize(
    ("steps", "status"),
    [
        (((9, None),), Status.NOT_STARTED),
        (((9, 5), (10, None)), Status.ON_TRACK),
        (((3, 4), (9, None)), Status.ON_TRACK),
        (((2, 2), (3, 3), (4, None)), Status.BEHIND),
        (((2, None), (3, 9)), Status.FAR_BEHIND),
        (((None, None),), Status.NOT_STARTED),
        (((2, 2), (3, 3)), Status.ON_TRACK),
    ],
)
def test_before_its_date_a_milestone_stands_as_its_steps_do(
    steps: tuple[tuple[int | None, int | None], ...], status: Status
) -> None:
    assert found(_steps(*steps), as_of=date(2024, 6, 1)).status is status


def test_a_milestone_says_when_it_was_reached_or_that_its_date_passed() -> None:
    done = found(aim(Rule.MILESTONE, milestone=Milestone(date(2024, 1, 1), date(2025, 1, 1))), as_of=2026)
    late = found(aim(Rule.MILESTONE, milestone=PLANS), as_of=2026)

    assert (done.reached_at, done.deadline_passed) == (date(2025, 1, 1), False)
    assert (late.reached_at, late.deadline_passed) == (None, True)


def test_a_number_reached_without_a_rate_is_no_value_of_another_rule() -> None:
    wanted = aim(checkpoints=to(y2030=10), baseline=at(2020, 5))

    assert found(wanted, at(2025, numerator=exact(7))).reason is Reason.VALUE_MISSING
    assert found(aim(Rule.ABSOLUTE, to(y2030=10), baseline=at(2020, numerator=exact(5)))).status is Status.NO_DATA


def test_a_reference_without_a_rate_is_missing() -> None:
    readings, cities = (at(2024, 46), at(2032, 49)), (at(2024, 50), at(2032, numerator=exact(7)))

    assert found(EQUAL_TO_CITY, *readings, scale=GRADE, references=cities).reason is Reason.REFERENCE_MISSING


def test_a_coverage_checkpoint_in_numbers_is_of_all_there_are_then() -> None:
    """12 of 15 wanted, and more than all is all."""
    wanted = aim(Rule.COVERAGE, to(y2026=12, y2028=100), start_year=2024)

    assessment = found(wanted, reached(2026, 12, 15), scale=PLACES)

    assert (assessment.pace, [one.met for one in assessment.checkpoints]) == (1, [True, None])
    assert found(wanted, scale=PLACES).reason is Reason.VALUE_MISSING


def test_equal_to_the_reference_without_a_direction_of_good_is_within_one_step() -> None:
    wanted = aim(Rule.REFERENCE, baseline=at(2024), end_year=2040, reference="city")
    cities = (at(2024, 50), at(2032, 50))

    kept, lost = (found(wanted, at(2024, 50), at(2032, value), scale=Scale(), references=cities) for value in (51, 53))

    assert (kept.status, lost.status) == (Status.ACHIEVED, Status.WORSENING)


def test_a_checkpoint_that_only_names_a_year_is_no_number() -> None:
    assert found(aim(checkpoints=(Checkpoint(2030),), baseline=at(2020, 5)), at(2025, 4)).reason is Reason.END_MISSING
