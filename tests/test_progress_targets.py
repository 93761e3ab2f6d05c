"""Targets before and beside their assessment: checks, rebasing, rolling up, and the methods that hold."""

# A whole fraction equals its integer; mypy thinks that they cannot.
# mypy: disable-error-code="comparison-overlap"

from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any

import pytest

from app.errors import Invalid
from app.models.terms import Bound, Direction, GoodDirection, Rule, Status, TargetState
from app.services.progress import engine
from app.services.progress.shapes import Aim, Assessment, Checkpoint, Scale
from tests.progress_given import HIGH_IS_GOOD, LOW_IS_GOOD, MORE_TRUST, NUISANCE, aim, at, by, found, to

PERCENT = Scale(unit="percent", good=GoodDirection.FALL, lowest=Fraction(0), highest=Fraction(100))


def codes(wanted: Aim, scale: Scale = LOW_IS_GOOD, *, refused: bool = True) -> list[str]:
    return [finding.code for finding in engine.check(wanted, scale) if finding.refused is refused]


def test_a_sound_target_is_neither_refused_nor_reported() -> None:
    assert engine.check(NUISANCE, PERCENT) == []
    assert engine.check(MORE_TRUST, HIGH_IS_GOOD) == []


@pytest.mark.parametrize(
    "path",
    [
        to(y2011=45, y2017=28),
        to(y2011=20, y2017=28),
        to(y2011=38, y2014=39, y2017=28),
    ],
)
def test_a_path_that_does_not_go_one_way_is_refused(path: tuple[Checkpoint, ...]) -> None:
    assert codes(aim(checkpoints=path, baseline=at(2006, 42))) == ["path-not-one-way"]


def test_changes_in_percent_go_one_way_before_the_baseline_is_known() -> None:
    assert codes(aim(Rule.RELATIVE, by(y2030=-40, y2040=-30))) == ["path-not-one-way"]
    assert codes(aim(Rule.RELATIVE, by(y2030=-30, y2040=-40))) == []
    assert codes(aim(checkpoints=to(y2030=40, y2035=30, y2040=35))) == ["path-not-one-way"]


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        (aim(checkpoints=(*to(y2017=28), *to(y2017=20))), "checkpoint-twice"),
        (aim(checkpoints=to(y2006=28), baseline=at(2006, 42)), "checkpoint-before-baseline"),
        (aim(checkpoints=to(y2008=38, y2017=28), patience_until=2009), "checkpoint-within-patience"),
        (aim(checkpoints=to(y2017=128)), "out-of-bounds"),
        (aim(checkpoints=to(y2017=-1)), "out-of-bounds"),
        (aim(), "end-missing"),
        (aim(end_year=2017), "end-missing"),
        (aim(Rule.REFERENCE, end_year=2040), "reference-required"),
        (aim(Rule.RELATIVE, by(y2040=-70), baseline=at(2020, 0)), "baseline-not-positive"),
    ],
)
def test_what_cannot_be_followed_is_refused(wanted: Aim, code: str) -> None:
    assert codes(wanted, PERCENT) == [code]


def test_a_change_in_percent_is_refused_on_a_scale_without_zero() -> None:
    assert codes(aim(Rule.RELATIVE, by(y2040=-70)), Scale(ratio=False)) == ["no-ratio-scale"]


def test_as_far_as_possible_needs_no_end() -> None:
    assert codes(aim(bound=Bound.AS_FAR_AS_POSSIBLE, direction=Direction.FALL)) == []


def test_a_target_against_the_direction_of_good_is_reported() -> None:
    assert codes(aim(checkpoints=to(y2017=50), direction=Direction.RISE), refused=False) == [
        "against-direction-of-good"
    ]
    assert codes(replace(MORE_TRUST, direction=Direction.FALL), HIGH_IS_GOOD, refused=False) == [
        "against-direction-of-good"
    ]


def test_a_baseline_that_already_meets_the_target_is_reported() -> None:
    assert codes(aim(checkpoints=to(y2017=50), baseline=at(2006, 42)), refused=False) == ["baseline-meets-target"]


def test_the_last_value_before_the_first_year_is_proposed_as_baseline() -> None:
    readings = (at(2005, 44), at(2007, 42), at(2006, 43), at(2007, 40, accepted=False), at(2008, 41))

    assert engine.proposed_baseline(readings, 2008) == at(2007, 42)
    assert engine.proposed_baseline(readings, 2005) is None


def test_refusals_are_codes_with_sentences() -> None:
    [(code, sentence)] = engine.refusals(aim(), LOW_IS_GOOD)

    assert (code, str(sentence)) == ("end-missing", "A target of this rule has an end year.")


def other(**changes: Any) -> Aim:
    return replace(NUISANCE, **{"target": "u"} | changes)


@pytest.mark.parametrize(
    ("second", "code"),
    [
        (other(), "repeats"),
        (other(checkpoints=to(y2017=30)), "contradicts"),
        (other(direction=Direction.RISE, checkpoints=to(y2020=50)), "contradicts"),
        (other(checkpoints=to(y2025=20)), None),
        (other(rule=Rule.RELATIVE, checkpoints=by(y2017=-20)), "contradicts"),
        (other(rule=Rule.RELATIVE, checkpoints=by(y2025=-20)), None),
        (other(place="elsewhere"), None),
        (other(state=TargetState.WITHDRAWN), None),
        (replace(NUISANCE), None),
    ],
)
def test_targets_on_one_subject_that_repeat_or_contradict_are_reported(second: Aim, code: str | None) -> None:
    assert [finding.code for _, finding in engine.compare([NUISANCE, second])] == ([] if code is None else [code])


def test_open_checkpoints_keep_their_ratio_and_reached_ones_stay() -> None:
    """The charter: 42 became 45 when it was measured anew, after 38 had been reached."""
    rebased = engine.rebase(NUISANCE.checkpoints, Fraction(42), Fraction(45), PERCENT, reached={2011})

    assert [(one.year, one.old, one.new, one.reached) for one in rebased] == [
        (2011, 38, 38, True),
        (2017, 28, 30, False),
    ]


def test_beyond_its_bounds_a_rebased_checkpoint_is_cut_off_and_flagged() -> None:
    [up] = engine.rebase(to(y2017=80), Fraction(40), Fraction(60), PERCENT)
    [down] = engine.rebase(to(y2017=80), Fraction(40), Fraction(20), replace(PERCENT, lowest=Fraction(50)))

    assert [(one.new, one.cut_off) for one in (up, down)] == [(100, True), (50, True)]


def test_a_change_in_percent_keeps_itself_until_it_was_reached() -> None:
    rebased = engine.rebase(by(y2030=-50, y2040=-70), Fraction(400), Fraction(200), LOW_IS_GOOD, reached={2030})

    assert [one.checkpoint for one in rebased] == [Checkpoint(2030, Fraction(200)), *by(y2040=-70)]


@pytest.mark.parametrize(
    ("old", "scale", "point", "code"),
    [
        (1, Scale(ratio=False), to(y2017=28), "no-ratio-scale"),
        (0, LOW_IS_GOOD, to(y2017=28), "baseline-not-positive"),
        (1, LOW_IS_GOOD, (Checkpoint(2017),), "value-missing"),
    ],
)
def test_what_has_no_ratio_cannot_be_rebased(old: int, scale: Scale, point: tuple[Checkpoint, ...], code: str) -> None:
    with pytest.raises(Invalid) as refused:
        engine.rebase(point, Fraction(old), Fraction(2), scale)

    assert [error.code for error in refused.value.errors] == [code]


def test_a_reached_checkpoint_that_a_new_baseline_is_past_asks_to_hold_it() -> None:
    wanted = aim(checkpoints=to(y2011=38, y2017=20), baseline=at(2006, 30))

    assert engine.line(wanted, LOW_IS_GOOD, ()) == [(2006, 30), (2011, 30), (2017, 20)]


def said(status: Status, target: str = "t", state: TargetState = TargetState.ADOPTED, place: str = "p") -> Assessment:
    return Assessment(target, place, status, date(2020, 1, 1), state)


def test_rolling_up_counts_assessments_with_drafts_apart_and_without_withdrawn_ones() -> None:
    counted = engine.roll_up(
        [
            said(Status.BEHIND),
            said(Status.BEHIND, place="q"),
            said(Status.ACHIEVED, "u"),
            said(Status.BEHIND, "v", TargetState.DRAFT),
            said(Status.BEHIND, "w", TargetState.WITHDRAWN),
            said(Status.BEHIND, "x", TargetState.AMENDED),
        ]
    )

    assert (counted.targets, counted.assessments, counted.drafts) == (2, 3, 1)
    assert {status: number for status, number in counted.counts.items() if number} == {
        Status.BEHIND: 2,
        Status.ACHIEVED: 1,
    }
    assert len(counted.counts) == 9


def test_the_worst_comes_first() -> None:
    mixed = [said(status) for status in Status]

    assert [one.status for one in engine.worst_first(mixed)] == [
        "worsening",
        "far-behind",
        "behind",
        "uncertain",
        "no-data",
        "suppressed",
        "not-started",
        "on-track",
        "achieved",
    ]


@pytest.mark.parametrize(
    ("parts", "together"),
    [
        ((Status.ACHIEVED, Status.ACHIEVED), Status.ACHIEVED),
        ((Status.ACHIEVED, Status.ON_TRACK), Status.ON_TRACK),
        ((Status.BEHIND, Status.NO_DATA), Status.BEHIND),
        ((), Status.NO_DATA),
    ],
)
def test_a_goal_of_two_parts_has_the_worse_status(parts: tuple[Status, ...], together: Status) -> None:
    assert engine.worst(parts) is together


@pytest.mark.parametrize(
    ("rule", "direction", "bound"),
    [
        (Rule.ABSOLUTE, Direction.FALL, Bound.AT_MOST),
        (Rule.ABSOLUTE, Direction.RISE, Bound.AT_LEAST),
        (Rule.RELATIVE, Direction.FALL, Bound.AT_LEAST),
        (Rule.DIRECTION, Direction.OPEN, Bound.EXACTLY),
        (Rule.ABSOLUTE, None, Bound.AT_LEAST),
    ],
)
def test_a_bound_that_is_not_named_follows_the_direction(rule: Rule, direction: Direction | None, bound: Bound) -> None:
    assert engine.default_bound(rule, direction) is bound


def _day(year: int) -> datetime:
    return datetime(year, 1, 1, tzinfo=UTC)


def test_the_method_of_its_day_judges_and_the_first_holds_from_the_beginning() -> None:
    first = engine.METHODS[0]
    methods = (replace(first, since=_day(2024)), replace(first, version="2.0", since=_day(2026)))

    versions = [engine.method_at(moment, methods).version for moment in (_day(2001), _day(2025), _day(2026), None)]

    assert versions == ["1.0", "1.0", "2.0", "2.0"]


def test_what_was_known_long_ago_is_judged_by_the_first_method() -> None:
    assert found(NUISANCE, at(2011, 38), known_at=_day(2009)).version == engine.METHODS[0].version
