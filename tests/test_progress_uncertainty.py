"""What survey errors leave of a statement."""

# A whole fraction equals its integer; mypy thinks that they cannot.
# mypy: disable-error-code="comparison-overlap"

from fractions import Fraction

import pytest

from app.models.terms import Direction, GoodDirection, Rule, Status
from app.services.progress.engine import interval
from app.services.progress.shapes import Reading, Scale
from app.services.progress.uncertainty import chance_at_least_zero
from tests.progress_given import EQUAL_TO_CITY, GRADE, MORE_TRUST, NUISANCE, aim, at, by, found, to

PERCENT = Scale(unit="percent", good=GoodDirection.FALL)


def test_the_interval_of_wilson_comes_from_answers_and_a_percentage() -> None:
    """10 of 100: Wilson (1927) gives 5.52 to 17.44."""
    assert interval(at(2020, 10, sample_size=100), PERCENT) == pytest.approx((5.523, 17.437), abs=0.001)


def test_a_given_interval_goes_before_one_from_answers() -> None:
    assert interval(at(2020, 10, within=3, sample_size=100), PERCENT) == (7, 13)


@pytest.mark.parametrize(
    "reading",
    [at(2020, 10), at(2020, 10, sample_size=0), at(2020, sample_size=100), at(2020, 120, sample_size=100)],
)
def test_without_answers_or_a_percentage_there_is_no_interval(reading: Reading) -> None:
    assert interval(reading, PERCENT) is None


def test_a_grade_has_no_interval_from_answers() -> None:
    assert interval(at(2020, 7, sample_size=100), GRADE) is None


def test_a_sample_without_interval_makes_a_status_uncertain() -> None:
    sampled = aim(checkpoints=to(y2032=31), baseline=at(2022, 41, sample_size=200))

    assessment = found(sampled, at(2024, 40, sample_size=200), scale=PERCENT)

    assert assessment.status is Status.UNCERTAIN


def test_a_statement_with_a_chance_below_nine_tenths_is_only_probable() -> None:
    probable = found(NUISANCE, at(2014, "34.5", within=3))
    sure = found(NUISANCE, at(2014, 37, within=3))

    assert (probable.status, probable.likely, sure.likely) == (Status.BEHIND, True, False)


def test_achieved_never_becomes_uncertain() -> None:
    assessment = found(NUISANCE, at(2014, 28, within=10))

    assert (assessment.status, assessment.chances) == (Status.ACHIEVED, None)


def test_the_error_of_the_baseline_passes_on_to_a_relative_target() -> None:
    """e = 0.9 y0 halfway, so that (y - y0) - 0.95 (e - y0) has y0 with 1 - 0.095."""
    wanted = aim(Rule.RELATIVE, by(y2030=-20), baseline=at(2020, 100, within="3.92"), direction=Direction.FALL)

    chances = found(wanted, at(2025, 90)).chances

    # The mean is 0.5 ahead with an error of 2 * 0.905.
    assert chances is not None
    assert chances.on_course == pytest.approx(0.609, abs=0.001)


def test_the_errors_of_value_and_reference_are_added_in_squares() -> None:
    cities = (at(2024, 50), at(2032, 51, within="3.92"))

    chances = found(EQUAL_TO_CITY, at(2024, 46), at(2032, 48, within="3.92"), scale=GRADE, references=cities).chances

    # The gap is 3 where 2 is expected of 4: short by 0.9 of an error of sqrt(8), worse by less than 0 at 1 of it.
    assert chances is not None
    assert (chances.on_course, chances.worsening) == pytest.approx((0.375, 0.362), abs=0.001)


def test_close_to_the_start_a_survey_is_on_course_unless_it_is_surely_worse() -> None:
    early = aim(checkpoints=to(y2046=32), baseline=at(2006, 42))

    assessments = [found(early, at(2007, value, within="1.96")) for value in (42, 43, 45)]

    assert [one.status for one in assessments] == [Status.ON_TRACK, Status.UNCERTAIN, Status.WORSENING]
    assert assessments[0].chances is not None
    assert assessments[0].chances.on_course == pytest.approx(0.841, abs=0.001)


@pytest.mark.parametrize(
    ("value", "status"), [("14.3", Status.UNCERTAIN), (16, Status.WORSENING), (14, Status.ACHIEVED)]
)
def test_a_baseline_that_met_the_target_may_be_uncertainly_lost(value: str, status: Status) -> None:
    wanted = aim(checkpoints=to(y2017=14), baseline=at(2006, 12))

    assert found(wanted, at(2010, value, within="1.96")).status is status


def test_an_exact_target_that_was_met_and_is_passed_may_be_uncertain() -> None:
    wanted = aim(checkpoints=to(y2017=14), baseline=at(2006, 14), direction=Direction.RISE)

    statuses = [found(wanted, at(2010, value, within="1.96"), scale=Scale()).status for value in ("15.2", 18, 10)]

    assert statuses == [Status.UNCERTAIN, Status.BEHIND, Status.WORSENING]


@pytest.mark.parametrize(
    ("value", "within", "status"),
    [
        (7, "0.5", Status.ON_TRACK),
        ("6.2", "0.5", Status.UNCERTAIN),
        ("6.1", "0.5", Status.BEHIND),
        ("6.05", "0.01", Status.ON_TRACK),
        (5, "0.5", Status.WORSENING),
    ],
)
def test_a_direction_needs_nine_tenths(value: str, within: str, status: Status) -> None:
    assert found(MORE_TRUST, at(2025, value, within=within), scale=GRADE).status is status


def test_a_direction_shows_its_chances() -> None:
    chances = found(MORE_TRUST, at(2025, 6, within=1), scale=GRADE).chances

    assert chances is not None
    assert (chances.on_course, chances.short, chances.worsening) == (0.5, 0, 0.5)


def test_a_chance_without_error_is_certain() -> None:
    assert [chance_at_least_zero(Fraction(mean), Fraction(0)) for mean in (1, 0, -1)] == [1, 1, 0]


def test_an_interval_without_width_makes_nothing_uncertain() -> None:
    wanted = aim(checkpoints=to(y2030=50), baseline=at(2020, 100, within=0))

    assert found(wanted, at(2025, Fraction(75), within=0)).chances is None
