"""What stands beside a status: the reference, movement on two levels, and the drawn line."""

# A whole fraction equals its integer; mypy thinks that they cannot.
# mypy: disable-error-code="comparison-overlap"

from datetime import date
from fractions import Fraction

import pytest

from app.models.terms import GoodDirection, Movement, Rule, TargetState
from app.services.progress.engine import as_decimal, line, shown_pace
from app.services.progress.shapes import Milestone, Scale
from tests.progress_given import (
    A_PLACE_EVERYWHERE,
    EQUAL_TO_CITY,
    GRADE,
    HIGH_IS_GOOD,
    LESS_POVERTY,
    LOW_IS_GOOD,
    MORE_TRUST,
    PLACES,
    aim,
    at,
    exact,
    found,
    reached,
    to,
)


def test_the_reference_stands_beside_any_target_with_what_is_known_of_it() -> None:
    wanted = aim(checkpoints=to(y2017=28), baseline=at(2006, 42), reference="city")

    beside = found(wanted, at(2011, 38), references=(at(2011, 30),)).reference
    hidden = found(wanted, at(2011, 38), references=(at(2011, suppressed=True),)).reference

    assert beside is not None
    assert (beside.gap, beside.gap_at_baseline, beside.ratio, beside.share) == (8, None, Fraction(38, 30), None)
    assert hidden is None


def test_the_share_in_the_reference_is_of_its_count() -> None:
    homes = Scale(unit="count", good=GoodDirection.RISE)
    wanted = aim(checkpoints=to(y2017=90), baseline=at(2006, 10), reference="city")

    counted = found(wanted, at(2011, 20), scale=homes, references=(at(2011, 80),)).reference
    rate = at(2011, 20, numerator=exact(2)), at(2011, 25, numerator=exact(8))
    rated = found(wanted, rate[0], scale=HIGH_IS_GOOD, references=(rate[1],)).reference
    nothing = found(wanted, at(2011, 20), scale=homes, references=(at(2011, 0),)).reference

    assert (counted and counted.share, rated and rated.share) == (Fraction(1, 4), Fraction(1, 4))
    assert nothing is not None
    assert (nothing.ratio, nothing.share) == (None, None)


@pytest.mark.parametrize(
    ("scale", "value", "movement"),
    [
        (HIGH_IS_GOOD, 44, Movement.BETTER),
        (LOW_IS_GOOD, 44, Movement.WORSE),
        (LOW_IS_GOOD, "42.9", Movement.SAME),
        (Scale(), 44, None),
    ],
)
def test_movement_through_time_follows_what_is_good(scale: Scale, value: str, movement: Movement | None) -> None:
    wanted = aim(checkpoints=to(y2017=28), baseline=at(2006, 42))

    assert found(wanted, at(2011, value), scale=scale).through_time is movement


def test_movement_of_coverage_is_what_was_reached() -> None:
    counted = (at(2025, numerator=exact(3), denominator=exact(15)),)

    assert found(A_PLACE_EVERYWHERE, *counted, scale=PLACES).through_time is Movement.BETTER


def test_an_assessment_names_its_target_place_state_and_method() -> None:
    draft = aim(Rule.MILESTONE, milestone=Milestone(), state=TargetState.DRAFT)

    assessment = found(draft, as_of=2020)

    assert (assessment.target, assessment.place, assessment.state) == ("t", "p", TargetState.DRAFT)
    assert (assessment.method, assessment.version, assessment.as_of) == ("expected-line", "1.0", date(2020, 12, 31))


def test_a_shown_pace_is_cut_off_not_rounded() -> None:
    paces = [Fraction(949, 1000), Fraction(-189, 1000), Fraction(2), Fraction(599, 1000)]

    assert [str(shown_pace(pace)) for pace in paces] == ["0.94", "-0.18", "2.00", "0.59"]


def test_a_fraction_becomes_the_same_decimal_where_it_ends() -> None:
    assert (as_decimal(Fraction(1, 8)), str(as_decimal(Fraction(1, 3)))[:6]) == (exact("0.125"), "0.3333")


def test_the_line_is_drawn_through_baseline_patience_and_checkpoints() -> None:
    patient = aim(checkpoints=to(y2011=38, y2017=28), baseline=at(2006, 42), patience_until=2008)

    assert line(patient, LOW_IS_GOOD, ()) == [(2006, 42), (2008, 42), (2011, 38), (2017, 28)]


def test_without_a_baseline_that_may_be_told_the_checkpoints_are_drawn() -> None:
    hidden = aim(checkpoints=to(y2017=28), baseline=at(2006, suppressed=True))

    assert line(hidden, LOW_IS_GOOD, ()) == [(2017, 28)]
    assert line(aim(Rule.RELATIVE, LESS_POVERTY.checkpoints), LOW_IS_GOOD, ()) == []


def test_a_patience_beyond_the_end_draws_a_jump() -> None:
    odd = aim(checkpoints=to(y2010=30), baseline=at(2006, 42), patience_until=2012)

    assert line(odd, LOW_IS_GOOD, ()) == [(2006, 42), (2012, 42), (2012, 30)]


def test_beside_a_moving_reference_the_line_has_a_point_where_that_is_known() -> None:
    readings, cities = (at(2024, 46), at(2032, 49)), (at(2024, 50), at(2032, 51))

    assert line(EQUAL_TO_CITY, GRADE, readings, cities) == [(2024, 46), (2032, 49)]


def test_coverage_is_drawn_in_its_own_unit_and_a_direction_not_at_all() -> None:
    assert line(A_PLACE_EVERYWHERE, PLACES, (reached(2030, 3, 15),)) == [(2024, 0), (2040, 15)]
    assert line(MORE_TRUST, GRADE, ()) == []


def test_what_was_not_measured_alike_does_not_move() -> None:
    counted = aim(checkpoints=to(y2017=28), baseline=at(2006, numerator=exact(3)))

    assert found(counted, at(2011, 30)).through_time is None
