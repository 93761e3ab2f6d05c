"""Which figures an assessment rests on, what it hides, and the facts beside the status."""

# A whole fraction equals its integer; mypy thinks that they cannot.
# mypy: disable-error-code="comparison-overlap"

from datetime import date
from fractions import Fraction

import pytest

from app.models.terms import Direction, GoodDirection, Missing, Reason, Rule, State, Status
from app.services.progress.shapes import Assessment, Reading, Scale
from tests.progress_given import (
    EQUAL_TO_CITY,
    GRADE,
    LESS_POVERTY,
    NUISANCE,
    aim,
    at,
    found,
    to,
)

HIDDEN = at(2011, suppressed=True)


@pytest.mark.parametrize(
    "unusable",
    [
        at(2012, 30, accepted=False),
        at(2012, 30, state=State.WITHDRAWN),
        at(2012, missing=Missing.UNRELIABLE),
        at("2012-Q1", 30),
        at("2012/2013", 30),
        at(2012, 30, parts="half of it"),
        at(2013, 30),
        at(2006, 30),
        at(2005, 30),
    ],
)
def test_only_comparable_accepted_later_values_are_usable(unusable: Reading) -> None:
    assessment = found(NUISANCE, at(2011, 38), unusable, as_of=2012)

    assert assessment.actual == at(2011, 38)


def test_figures_that_cannot_be_compared_are_named() -> None:
    assessment = found(NUISANCE, at(2012, 30, parts="half of it"), at("2012-Q1", 30))

    assert (assessment.reason, assessment.notes) == (Reason.ONLY_BASELINE, ("other-period-kind", "other-parts"))


def test_provisional_doubtful_and_flagged_values_count_and_are_named() -> None:
    doubtful = aim(checkpoints=to(y2017=28), baseline=at(2006, 42, state=State.DOUBTFUL, flags=("jump",)))

    assessment = found(doubtful, at(2011, 27, state=State.PROVISIONAL))

    assert assessment.status is Status.ACHIEVED
    assert assessment.notes == ("actual-provisional", "baseline-doubtful", "baseline-flagged")


def test_a_figure_at_a_date_counts_from_that_date_on() -> None:
    at_a_date = Scale(good=GoodDirection.FALL, at_date=True)

    assert found(NUISANCE, at(2011, 38), scale=at_a_date, as_of=date(2011, 1, 1)).actual == at(2011, 38)
    assert found(NUISANCE, at(2011, 38), as_of=date(2011, 12, 30)).actual is None


def test_t_lies_within_the_year_for_a_quarter() -> None:
    quarterly = aim(checkpoints=to(y2028=20), baseline=at("2024-Q1", 40))

    assert found(quarterly, at("2026-Q3", 30)).expected == Fraction(55, 2)


def test_the_baseline_in_force_takes_the_place_of_its_measurement() -> None:
    assessment = found(NUISANCE, at(2006, 41), at(2011, 38))

    assert [reading.value for reading in assessment.series] == [42, 38]


def test_without_a_baseline_the_latest_value_says_what_is_comparable() -> None:
    assessment = found(aim(checkpoints=to(y2017=28)), at(2010, 30), at("2011-Q1", 40))

    assert [reading.period.text for reading in assessment.series] == ["2011-Q1"]


def _says_nothing(assessment: Assessment) -> bool:
    bare = Assessment(
        target="t",
        place="p",
        status=Status.SUPPRESSED,
        as_of=assessment.as_of,
        method=assessment.method,
        version=assessment.version,
    )
    return assessment == bare


def test_a_hidden_value_says_that_it_is_hidden_and_nothing_else() -> None:
    assert _says_nothing(found(NUISANCE, HIDDEN))
    assert _says_nothing(found(NUISANCE, at(2010, 20), HIDDEN))
    assert _says_nothing(found(aim(checkpoints=to(y2017=28), baseline=at(2006, suppressed=True)), at(2011, 20)))


def test_a_hidden_reference_hides_the_status() -> None:
    readings = (at(2024, 46), at(2032, 49))

    for cities in ((at(2024, suppressed=True), at(2032, 51)), (at(2024, 50), at(2032, suppressed=True))):
        assert _says_nothing(found(EQUAL_TO_CITY, *readings, scale=GRADE, references=cities))


def test_a_hidden_value_that_the_status_does_not_need_is_left_out() -> None:
    assessment = found(NUISANCE, HIDDEN, at(2014, 30))

    assert (assessment.status, [reading.period.year for reading in assessment.series]) == (
        Status.ON_TRACK,
        [2006, 2014],
    )
    assert assessment.checkpoints[0].met is None


def test_a_hidden_value_of_an_open_direction_is_left_out() -> None:
    wanted = aim(Rule.DIRECTION, baseline=at(2022, suppressed=True), direction=Direction.OPEN)

    assessment = found(wanted, at(2025, suppressed=True))

    assert (assessment.status, assessment.baseline, assessment.actual, assessment.series) == (
        Status.NO_DATA,
        None,
        None,
        (),
    )


def test_a_hidden_value_without_a_reference_is_left_out() -> None:
    assessment = found(EQUAL_TO_CITY, at(2024, suppressed=True), at(2032, suppressed=True), scale=GRADE)

    assert (assessment.reason, assessment.baseline, assessment.actual) == (Reason.REFERENCE_MISSING, None, None)


def test_a_checkpoint_ahead_is_neither_met_nor_missed() -> None:
    checkpoints = found(NUISANCE, at(2011, 38), as_of=2012).checkpoints

    assert [(one.year, one.value, one.met) for one in checkpoints] == [(2011, 38, True), (2017, 28, None)]


def test_a_checkpoint_within_its_year_waits_for_the_last_quarter() -> None:
    wanted = aim(checkpoints=to(y2026=30), baseline=at("2024-Q1", 40))

    assert found(wanted, at("2026-Q1", 35), as_of=date(2026, 5, 1)).checkpoints[0].met is None
    assert found(wanted, at("2026-Q1", 35), at("2026-Q4", 29), as_of=2026).checkpoints[0].met is True


def test_a_checkpoint_in_percent_is_met_at_its_share_of_the_baseline() -> None:
    assert found(LESS_POVERTY, at(2040, 120)).checkpoints[0].met is True
    assert found(aim(Rule.RELATIVE, LESS_POVERTY.checkpoints), at(2040, 120)).checkpoints[0].met is None


def test_on_the_way_to_an_exact_end_further_is_no_miss() -> None:
    wanted = aim(checkpoints=to(y2025=35, y2030=30), baseline=at(2020, 40))

    checkpoints = found(wanted, at(2025, 32), at(2030, 27), scale=Scale()).checkpoints

    assert [one.met for one in checkpoints] == [True, False]


def test_a_reference_target_meets_its_end_by_its_gap() -> None:
    assessment = found(EQUAL_TO_CITY, at(2024, 46), at(2040, 50), scale=GRADE, references=(at(2024, 50), at(2040, 50)))

    assert [(one.year, one.value, one.met) for one in assessment.checkpoints] == [(2040, None, True)]


def test_reached_and_lost_again_are_both_said() -> None:
    readings = [at(2010, 28), at(2011, 27), at(2012, 38)]

    lost, again = found(NUISANCE, *readings), found(NUISANCE, *readings, at(2013, 28))

    assert (lost.reached_at, lost.lost_at, lost.status) == (at(2010).period, at(2012).period, Status.BEHIND)
    assert (again.reached_at, again.lost_at, again.status) == (at(2013).period, None, Status.ACHIEVED)


@pytest.mark.parametrize(
    ("latest", "as_of", "passed"),
    [
        (at(2017, 30), 2017, True),
        (at(2014, 30), 2017, False),
        (at(2014, 30), 2018, True),
        (at(2017, 28), 2018, False),
    ],
)
def test_the_deadline_has_passed_when_the_end_year_is_over_or_its_value_is_there(
    latest: Reading, as_of: int, passed: bool
) -> None:
    assert found(NUISANCE, latest, as_of=as_of).deadline_passed is passed


@pytest.mark.parametrize(
    ("as_of", "outdated"), [(date(2013, 12, 31), False), (date(2014, 1, 1), True), (date(2030, 3, 31), True)]
)
def test_a_value_older_than_twice_its_rhythm_is_outdated(as_of: date, outdated: bool) -> None:
    yearly = Scale(good=GoodDirection.FALL, rhythm_months=12)

    assert found(NUISANCE, at(2011, 38), scale=yearly, as_of=as_of).outdated is outdated


def test_ages_are_days_since_the_end_of_each_period() -> None:
    wanted = aim(checkpoints=to(y2017=28), baseline=at(2006, 42), reference="city")
    references = (at(2011, 30),)

    ages = found(wanted, at(2011, 38), references=references, as_of=date(2012, 1, 10)).ages
    before = found(NUISANCE, as_of=2005).ages
    dated = found(NUISANCE, at(2011, 38), scale=Scale(at_date=True), as_of=date(2011, 1, 11)).ages

    assert (ages.actual, ages.baseline, ages.reference) == (10, 1836, 10)
    assert (before.actual, before.baseline) == (None, None)
    assert dated.actual == 10
