"""The worked cases of the domain: baseline, latest value and target in; pace, status and what is said beside it out."""

# A whole fraction equals its integer; mypy thinks that they cannot.
# mypy: disable-error-code="comparison-overlap"

from dataclasses import dataclass
from decimal import Decimal

import pytest

from app.models.terms import Bound, Direction, Movement, Reason, Rule, Status
from app.services.progress.engine import shown_pace
from app.services.progress.shapes import Aim, Assessment, Reading, Scale
from tests.progress_given import (
    A_PLACE_EVERYWHERE,
    EQUAL_TO_CITY,
    GRADE,
    HIGH_IS_GOOD,
    LESS_POVERTY,
    LOW_IS_GOOD,
    NUISANCE,
    PLACES,
    TENTHS,
    aim,
    at,
    by,
    found,
    reached,
    to,
)


@dataclass(frozen=True)
class Case:
    aim: Aim
    latest: tuple[Reading, ...]
    pace: str | None
    status: Status
    scale: Scale = LOW_IS_GOOD
    references: tuple[Reading, ...] = ()

    def assessed(self, as_of: int | None = None) -> Assessment:
        year = max((reading.period.year for reading in self.latest), default=2009)
        return found(self.aim, *self.latest, scale=self.scale, references=self.references, as_of=as_of or year)


def equal(value: str, city: str) -> Case:
    status, pace = {"49.0": (Status.ON_TRACK, "1.00"), "48.5": (Status.BEHIND, "0.75")}.get(
        value, (Status.WORSENING, "-0.50")
    )
    readings = (at(2024, "46.0"), at(2032, value))
    return Case(EQUAL_TO_CITY, readings, pace, status, GRADE, (at(2024, "50.0"), at(2032, city)))


WORKED = {
    "on the first checkpoint": Case(NUISANCE, (at(2011, 38),), "1.00", Status.ON_TRACK),
    "half way to the first": Case(NUISANCE, (at(2011, 40),), "0.50", Status.FAR_BEHIND),
    "ahead between two": Case(NUISANCE, (at(2014, 30),), "1.33", Status.ON_TRACK),
    "the end before its year": Case(NUISANCE, (at(2015, "27.9"),), "1.32", Status.ACHIEVED),
    "nothing measured": Case(NUISANCE, (), None, Status.NO_DATA),
    "after the end": Case(NUISANCE, (at(2019, 30),), "0.85", Status.BEHIND),
    "a step worse right after the start": Case(
        aim(checkpoints=to(y2011=14, y2017=10), baseline=at(2006, "14.3")),
        (at(2007, "14.4"),),
        None,
        Status.ON_TRACK,
        TENTHS,
    ),
    "a baseline that met the target": Case(
        aim(checkpoints=to(y2017="14.3"), baseline=at(2006, 12), bound=Bound.AT_MOST),
        (at(2010, 15),),
        None,
        Status.WORSENING,
    ),
    "the wrong way": Case(
        aim(checkpoints=to(y2017=26), baseline=at(2006, 16)), (at(2012, 15),), "-0.18", Status.WORSENING, HIGH_IS_GOOD
    ),
    "70% less": Case(LESS_POVERTY, (at(2030, 274),), "0.90", Status.BEHIND),
    "at least a quarter less": Case(
        aim(Rule.RELATIVE, by(y2040=-25), baseline=at(2022, 40), bound=Bound.AT_LEAST),
        (at(2040, 28),),
        "1.20",
        Status.ACHIEVED,
    ),
    "half the gap closed": equal("49.0", "51.0"),
    "less of the gap closed": equal("48.5", "51.0"),
    "further from the city": equal("47.0", "52.0"),
    "not yet one whole place": Case(A_PLACE_EVERYWHERE, (reached(2025, 0, 15),), None, Status.ON_TRACK, PLACES),
    "surely short": Case(NUISANCE, (at(2014, 37, within=3),), "0.55", Status.FAR_BEHIND),
    "hardly short": Case(NUISANCE, (at(2014, 34, within=3),), "0.88", Status.UNCERTAIN),
    "two surveys": Case(
        aim(checkpoints=to(y2032=31), baseline=at(2022, 41, within=3)),
        (at(2024, 40, within=3),),
        "0.50",
        Status.UNCERTAIN,
    ),
}


@pytest.mark.parametrize("name", WORKED)
def test_each_worked_case_has_its_pace_and_status(name: str) -> None:
    case = WORKED[name]

    assessment = case.assessed()

    pace = None if assessment.pace is None else shown_pace(assessment.pace)
    assert (pace, assessment.status) == (None if case.pace is None else Decimal(case.pace), case.status)


@pytest.mark.parametrize(
    ("name", "chances"),
    [
        ("surely short", (0.01, 0.99, 0.00)),
        ("hardly short", (0.36, 0.64, 0.00)),
        ("two surveys", (0.32, 0.35, 0.32)),
    ],
)
def test_each_worked_case_with_intervals_has_its_chances(name: str, chances: tuple[float, float, float]) -> None:
    seen = WORKED[name].assessed().chances

    assert seen is not None
    assert (seen.on_course, seen.short, seen.worsening) == pytest.approx(chances, abs=0.005)


def test_without_intervals_there_are_no_chances() -> None:
    assert WORKED["half way to the first"].assessed().chances is None


def test_a_target_with_a_baseline_alone_says_so() -> None:
    assert WORKED["nothing measured"].assessed().reason is Reason.ONLY_BASELINE


def test_a_value_after_the_end_that_falls_short_says_that_the_deadline_passed() -> None:
    assert WORKED["after the end"].assessed().deadline_passed is True


def test_the_first_checkpoint_is_met_and_the_end_is_missed_by_what_came_after() -> None:
    checkpoints = WORKED["after the end"].assessed().checkpoints

    assert [(one.year, one.met) for one in checkpoints] == [(2011, True), (2017, False)]


def test_a_place_can_get_better_and_fall_further_behind() -> None:
    assessment = WORKED["further from the city"].assessed()

    assert (assessment.through_time, assessment.against_reference) == (Movement.BETTER, Movement.WORSE)


def test_the_gap_to_the_reference_stands_beside_the_status() -> None:
    reference = WORKED["half the gap closed"].assessed().reference

    assert reference is not None
    assert (reference.place, reference.value, reference.gap, reference.gap_at_baseline) == ("city", 51, 2, 4)


def test_the_main_job_of_the_charter() -> None:
    """Youth nuisance in Overvecht: nothing, then 38, then a revision to 40."""
    statuses = [found(NUISANCE, *latest, as_of=2012).status for latest in ((), (at(2011, 38),), (at(2011, 40),))]

    assert statuses == [Status.NO_DATA, Status.ON_TRACK, Status.FAR_BEHIND]


def test_a_growth_ratio_would_call_a_value_on_the_line_behind() -> None:
    on_the_line = aim(checkpoints=to(y2040=20), baseline=at(2020, 40), direction=Direction.FALL)

    assert found(on_the_line, at(2023, 37)).pace == 1
