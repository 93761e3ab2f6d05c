"""Every status by every rule: the first that applies, top down."""

# A whole fraction equals its integer; mypy thinks that they cannot.
# mypy: disable-error-code="comparison-overlap"

from datetime import date

import pytest

from app.models.terms import Bound, Direction, GoodDirection, Reason, Rule, Status
from app.services.progress.shapes import Scale
from tests.progress_given import (
    GRADE,
    LESS_POVERTY,
    LOW_IS_GOOD,
    MORE_TRUST,
    NUISANCE,
    aim,
    at,
    by,
    found,
    to,
)

SOCIAL_RENT = Scale(unit="percent")
PERCENT = Scale(unit="percent", good=GoodDirection.RISE)


@pytest.mark.parametrize(
    ("value", "status"),
    [
        (28, Status.ACHIEVED),
        ("33.45", Status.ON_TRACK),
        ("33.46", Status.BEHIND),
        ("36.6", Status.BEHIND),
        ("36.61", Status.FAR_BEHIND),
        (42, Status.FAR_BEHIND),
        ("42.01", Status.WORSENING),
    ],
)
def test_the_borders_of_pace_lie_at_95_60_and_0_hundredths(value: str, status: Status) -> None:
    """33 is expected in 2014, so that pace is (42 - value) / 9."""
    assert found(NUISANCE, at(2014, value)).status is status


def test_achieved_needs_no_baseline() -> None:
    without = aim(checkpoints=to(y2017=28), direction=Direction.FALL)

    assert [found(without, at(2011, value)).status for value in (27, 28)] == [Status.ACHIEVED, Status.ACHIEVED]
    assert found(without, at(2011, 29)).reason is Reason.BASELINE_MISSING


def test_nothing_has_started_on_a_day_before_the_baseline() -> None:
    assert found(NUISANCE, at(2005, 40), as_of=2005).status is Status.NOT_STARTED
    assert found(NUISANCE, as_of=date(2006, 6, 1)).status is Status.NOT_STARTED
    assert found(NUISANCE, as_of=2006).status is Status.NO_DATA


def test_nothing_has_started_within_patience() -> None:
    patient = aim(checkpoints=to(y2040=20), baseline=at(2020, 40), patience_until=2024)

    assert found(patient, at(2024, 45), as_of=2030).status is Status.NOT_STARTED
    assert found(patient, as_of=2024).status is Status.NOT_STARTED
    assert found(patient, as_of=2025).status is Status.NO_DATA
    assert found(patient, at(2022, 19), as_of=2022).status is Status.ACHIEVED


def test_the_line_is_flat_until_patience_ends_and_straight_from_there() -> None:
    patient = aim(checkpoints=to(y2040=20), baseline=at(2020, 40), patience_until=2024, direction=Direction.FALL)

    assert found(patient, at(2028, 35)).expected == 35
    assert found(patient, at(2024, 40)).expected == 40
    assert found(patient, at(2045, 35)).expected == 20


def test_a_relative_target_waits_for_its_baseline() -> None:
    early = aim(Rule.RELATIVE, by(y2040=-70), baseline=at(2020))

    assert found(early, at(2030, 274)).reason is Reason.BASELINE_MISSING
    assert found(early, at(2020, 400), at(2030, 274)).status is Status.BEHIND


@pytest.mark.parametrize(
    ("baseline", "scale", "reason"),
    [
        (0, LOW_IS_GOOD, Reason.BASELINE_NOT_POSITIVE),
        (-3, LOW_IS_GOOD, Reason.BASELINE_NOT_POSITIVE),
        (400, Scale(good=GoodDirection.FALL, ratio=False), Reason.NO_RATIO_SCALE),
    ],
)
def test_a_change_in_percent_needs_a_zero_and_a_baseline_above_it(baseline: int, scale: Scale, reason: Reason) -> None:
    wanted = aim(Rule.RELATIVE, by(y2040=-70), baseline=at(2020, baseline))

    assessment = found(wanted, at(2030, 0), scale=scale)

    assert (assessment.status, assessment.reason) == (Status.NO_DATA, reason)
    assert [one.value for one in assessment.checkpoints] == [None]


def test_the_bound_of_a_relative_target_is_on_the_size_of_the_change() -> None:
    at_most_a_tenth_more = aim(Rule.RELATIVE, by(y2030=10), baseline=at(2020, 100), bound=Bound.AT_MOST)

    assert found(at_most_a_tenth_more, at(2025, 110)).status is Status.ACHIEVED
    assert found(at_most_a_tenth_more, at(2025, 111)).status is Status.WORSENING
    assert found(LESS_POVERTY, at(2030, 120)).status is Status.ACHIEVED


def test_no_more_than_now_is_a_change_of_nothing() -> None:
    stay = aim(Rule.RELATIVE, by(y2030=0), baseline=at(2020, 100), direction=Direction.FALL)

    assert [found(stay, at(2025, value)).status for value in (100, 101)] == [Status.ACHIEVED, Status.WORSENING]


@pytest.mark.parametrize(("value", "over"), [(30, None), (29, None), (31, None), (28, 2)])
def test_exactly_is_reached_within_one_step_and_beyond_is_overshoot(value: int, over: int | None) -> None:
    wanted = aim(checkpoints=to(y2030=30), baseline=at(2020, 40), bound=Bound.EXACTLY)

    assessment = found(wanted, at(2025, value))

    assert assessment.overshoot == over
    assert assessment.status is (Status.ACHIEVED if over is None else Status.ON_TRACK)


def test_an_indicator_without_a_direction_of_good_is_reached_within_one_step() -> None:
    wanted = aim(checkpoints=to(y2030=30), baseline=at(2020, 40), bound=Bound.AT_MOST)

    statuses = [found(wanted, at(2025, value), scale=SOCIAL_RENT).status for value in (31, 32, 20)]

    assert statuses == [Status.ACHIEVED, Status.ON_TRACK, Status.ON_TRACK]


def test_a_baseline_on_the_target_that_is_left_without_a_way_to_be_better_is_worsening() -> None:
    stay = aim(checkpoints=to(y2030=30), baseline=at(2020, 30))

    statuses = [found(stay, at(2025, value), scale=SOCIAL_RENT).status for value in (31, 25, 35)]

    assert statuses == [Status.ACHIEVED, Status.WORSENING, Status.WORSENING]


def test_a_baseline_on_an_exact_target_that_goes_past_it_is_behind() -> None:
    stay = aim(checkpoints=to(y2030=30), baseline=at(2020, 30), bound=Bound.EXACTLY)

    assert [found(stay, at(2025, value)).status for value in (25, 35)] == [Status.BEHIND, Status.WORSENING]


@pytest.mark.parametrize(
    ("value", "status"),
    [("6.1", Status.BEHIND), ("6.2", Status.ON_TRACK), ("5.9", Status.BEHIND), ("5.8", Status.WORSENING)],
)
def test_a_direction_is_kept_by_more_than_a_step(value: str, status: Status) -> None:
    assert found(MORE_TRUST, at(2025, value), scale=GRADE).status is status


def test_a_direction_is_achieved_from_its_end_year_on() -> None:
    assessment = found(MORE_TRUST, at(2029, 7), at(2030, 7), scale=GRADE)

    assert (assessment.status, assessment.reached_at) == (Status.ACHIEVED, at(2030).period)
    assert found(MORE_TRUST, at(2030, 6), scale=GRADE).status is Status.BEHIND


def test_a_direction_follows_the_indicator_where_the_goal_does_not_say() -> None:
    unsaid = aim(Rule.DIRECTION, baseline=at(2022, 6))

    statuses = [found(unsaid, at(2025, 9), scale=scale).status for scale in (GRADE, LOW_IS_GOOD, SOCIAL_RENT)]

    assert statuses == [Status.ON_TRACK, Status.WORSENING, Status.NO_DATA]


def test_an_open_direction_has_no_status_and_shows_its_series_and_gap() -> None:
    open_one = aim(Rule.DIRECTION, baseline=at(2022, 6), direction=Direction.OPEN, reference="city")

    assessment = found(open_one, at(2025, 7), scale=GRADE, references=(at(2025, 8),))

    assert (assessment.status, assessment.reason) == (Status.NO_DATA, Reason.DIRECTION_OPEN)
    assert (len(assessment.series), assessment.reference and assessment.reference.gap) == (2, 1)


def test_a_direction_without_figures_names_what_is_missing() -> None:
    without = aim(Rule.DIRECTION, direction=Direction.RISE)

    assert found(without, at(2025, 7)).reason is Reason.BASELINE_MISSING
    assert found(MORE_TRUST).reason is Reason.ONLY_BASELINE
    assert found(MORE_TRUST, as_of=2021).status is Status.NOT_STARTED


def test_as_far_as_possible_without_a_number_is_a_direction() -> None:
    wanted = aim(bound=Bound.AS_FAR_AS_POSSIBLE, baseline=at(2022, 6), direction=Direction.RISE)

    assert found(wanted, at(2025, 7), scale=GRADE).status is Status.ON_TRACK


def test_as_far_as_possible_with_a_number_goes_the_way_of_the_goal() -> None:
    wanted = aim(checkpoints=to(y2030=8), bound=Bound.AS_FAR_AS_POSSIBLE, baseline=at(2022, 6))

    assert found(wanted, at(2025, 8), scale=GRADE).status is Status.ACHIEVED


def test_a_target_without_an_end_has_no_status() -> None:
    endless = aim(baseline=at(2022, 6), direction=Direction.RISE)

    assert found(endless, at(2025, 7), scale=GRADE).reason is Reason.END_MISSING
    assert found(aim(Rule.REFERENCE, baseline=at(2022)), at(2022, 6)).status is Status.NO_DATA
