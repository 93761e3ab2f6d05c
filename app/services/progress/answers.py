"""Progress as it is asked: assessments of many targets at once, counted, and worst first."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, or_
from sqlmodel import col

from app.errors import FieldError, Invalid, say
from app.models.period import Period, today
from app.models.place import StatusCounts
from app.models.progress import AssessmentRead
from app.models.target import Target, TargetBase, TargetVersion
from app.models.terms import Status, TargetState
from app.services.access.eyes import Eyes, eyes_of
from app.services.access.sight import Sight
from app.services.access.versions import all_known, known_table
from app.services.places.scope import areas_around, places_within
from app.services.progress import engine
from app.services.progress.loading import Case, load
from app.services.progress.reading import as_brief, as_wire

FIELDS = {
    Status.ACHIEVED: "achieved",
    Status.ON_TRACK: "on_track",
    Status.BEHIND: "behind",
    Status.FAR_BEHIND: "far_behind",
    Status.WORSENING: "worsening",
    Status.UNCERTAIN: "uncertain",
    Status.NO_DATA: "no_data",
    Status.SUPPRESSED: "suppressed",
    Status.NOT_STARTED: "not_started",
}
LIVE = (TargetState.DRAFT, TargetState.ADOPTED)
YEAR = re.compile(r"\d{4}", re.ASCII)
DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def day_asked(as_of: str | None, now_day: date) -> date:
    """The day that is asked about: a year is its 31 December; today where nothing is asked. Raises Invalid."""
    if as_of is None:
        return now_day
    try:
        if YEAR.fullmatch(as_of) or DATE.fullmatch(as_of):
            return Period.parse(as_of).ends
    except ValueError:
        pass
    remedy = say("Give a year such as 2015, or a date such as 2015-06-30.")
    raise Invalid([FieldError("asOf", "invalid-period", remedy, as_of)])


def assess_cases(
    sight: Sight, cases: Iterable[Case], as_of: str | None = None, *, brief: bool = False
) -> Iterator[AssessmentRead]:
    """One assessment for each case, in their order; a brief one has no series and no lines."""
    day, eyes, answer = day_asked(as_of, today(sight.now)), eyes_of(sight), _brief if brief else _answer
    return (answer(sight, eyes, case, day) for case in cases)


def assess_targets(
    sight: Sight,
    targets: Sequence[TargetBase],
    as_of: str | None = None,
    within: Sequence[Select[Any]] = (),
    *,
    brief: bool = False,
) -> list[AssessmentRead]:
    """One assessment for each target and place, in the order of the targets; a fixed number of queries.

    Each of `within` selects the ids of places: only assessments at a place in all of them are made.
    """
    return list(assess_cases(sight, load_within(sight, targets, within), as_of, brief=brief))


def load_within(sight: Sight, targets: Sequence[TargetBase], within: Sequence[Select[Any]]) -> list[Case]:
    """The cases of these targets at the places that every one of `within` selects."""
    cases = load(sight, targets)
    for places in within:
        wanted = set(sight.session.execute(places).scalars())
        cases = [case for case in cases if case.place in wanted]
    return cases


def assess_where(
    sight: Sight,
    *,
    programmes: Collection[str] = (),
    areas: Collection[str] = (),
    goals: Collection[str] = (),
    as_of: str | None = None,
    brief: bool = False,
) -> list[AssessmentRead]:
    """The assessments of all targets of these programmes and goals, at these areas and their neighbourhoods."""
    table = known_table(sight, Target, TargetVersion)
    conditions: list[Any] = [col(table.state).in_(LIVE)]
    if programmes:
        conditions.append(col(table.programme_id).in_(programmes))
    if goals:
        conditions.append(col(table.goal_id).in_(goals))
    if not areas:
        return assess_targets(sight, all_known(sight, Target, TargetVersion, *conditions), as_of, brief=brief)
    within = places_within(sight, sorted(areas))
    targets = all_known(sight, Target, TargetVersion, *conditions, held_at(sight, table, within))
    return assess_targets(sight, targets, as_of, [within], brief=brief)


def held_at(sight: Sight, table: Any, places: Any) -> Any:
    """The condition that a target is about one of these places: itself, or as one of every neighbourhood."""
    around = areas_around(sight, places)
    return or_(col(table.place_id).in_(places), col(table.every_neighbourhood_of).in_(around))


def count(assessments: Iterable[AssessmentRead]) -> StatusCounts:
    """How many have each status; drafts are counted apart and withdrawn ones not."""
    return count_all(one for one in assessments if one.state == TargetState.ADOPTED)


def count_all(assessments: Iterable[AssessmentRead]) -> StatusCounts:
    """How many have each status, whatever the state of their target."""
    counts = StatusCounts()
    for assessment in assessments:
        name = FIELDS[Status(assessment.status)]
        setattr(counts, name, getattr(counts, name) + 1)
    return counts


def drafts(assessments: Iterable[AssessmentRead]) -> int:
    """How many assessments are of targets that are not adopted yet."""
    return sum(assessment.state == TargetState.DRAFT for assessment in assessments)


def worst_first(assessments: Iterable[AssessmentRead]) -> list[AssessmentRead]:
    """In the order in which they ask for attention; drafts, which bind nobody yet, come last."""
    return sorted(assessments, key=_urgency)


def _answer(sight: Sight, eyes: Eyes, case: Case, day: date) -> AssessmentRead:
    readings, against = case.figures.readings, case.reference_figures.readings
    found, line = engine.assess_and_draw(case.aim, case.scale, readings, against, as_of=day, known_at=sight.known_at)
    return as_wire(case, found, line, _may(eyes, case))


def _brief(sight: Sight, eyes: Eyes, case: Case, day: date) -> AssessmentRead:
    readings, against = case.figures.readings, case.reference_figures.readings
    found = engine.assess(case.aim, case.scale, readings, against, as_of=day, known_at=sight.known_at)
    return as_brief(case, found, _may(eyes, case))


def _may(eyes: Eyes, case: Case) -> list[str]:
    return ["judge"] if case.target.state in LIVE and eyes.steers(case.place) else []


def _urgency(one: AssessmentRead) -> tuple[bool, int, str, str]:
    return one.state != TargetState.ADOPTED, engine.severity(Status(one.status)), one.target, one.place
