"""Finding targets and how they stand, with every filter of the API."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial

from sqlmodel import col

from app.errors import NotFound, say
from app.models.period import today
from app.models.progress import AssessmentRead
from app.models.target import Target, TargetBase, TargetFilter, TargetRead, TargetVersion
from app.models.target_decision import TargetVersionRead
from app.services.access.known import all_known, known, known_table
from app.services.access.sight import Sight
from app.services.insight.events import annotate
from app.services.progress.answers import LIVE, assess_cases, assess_targets, day_asked, load_within
from app.services.progress.loading import Case, load
from app.services.progress.together import by_target
from app.services.rows import Found, paginate, paginate_list
from app.services.targets.asking import assessments_asked, targets_asked
from app.services.targets.history import earlier_paths, told, versions_of
from app.services.targets.reporting import findings_of
from app.services.targets.showing import paths_of, read_all

Assess = Callable[[Iterable[Case]], Iterable[AssessmentRead]]

__all__ = ["assessment", "find", "find_assessments", "paths_of", "read", "read_all", "row", "versions"]


def find(sight: Sight, asked: TargetFilter) -> Found[TargetRead]:
    """A page of targets. Where a status is asked for, all that match otherwise are assessed first."""
    day_asked(asked.as_of, today(sight.now))
    table = known_table(sight, Target, TargetVersion)
    statement = known(sight, Target, TargetVersion).where(*targets_asked(sight, table, asked))
    if not asked.status and not asked.finding:
        found = paginate(sight.session, statement, asked, table.id)
        return found.holding(read_all(sight, found.items, asked.as_of))
    targets = sight.session.execute(statement).scalars().all()
    wanted = [target for target in read_all(sight, targets, asked.as_of) if _is_asked(target, asked)]
    return paginate_list(wanted, asked, lambda target: (target.id,))


def _is_asked(target: TargetRead, asked: TargetFilter) -> bool:
    """Whether it has one of the statuses, and one of the findings, that were asked for."""
    odd = {finding.code for finding in target.findings}
    return (not asked.status or target.status in asked.status) and (not asked.finding or bool(odd & {*asked.finding}))


def find_assessments(sight: Sight, asked: TargetFilter, *, brief: bool = False) -> Found[AssessmentRead]:
    """A page of assessments, one for each target and place, with the filters of targets; no withdrawn ones.

    Brief ones have no series and no lines, which cost most.
    """
    table = known_table(sight, Target, TargetVersion)
    conditions, places = assessments_asked(sight, table, asked)
    targets = all_known(sight, Target, TargetVersion, col(table.state).in_(LIVE), *conditions)
    if asked.finding:
        odd = findings_of(sight, targets, load(sight, targets))
        targets = [one for one in targets if {finding.code for finding in odd[one.id]} & {*asked.finding}]
    cases = load_within(sight, targets, places)
    assess = partial(assess_cases, sight, as_of=asked.as_of, brief=brief)
    found = _those_asked(assess, cases, asked) if asked.status else _a_page(assess, cases, asked)
    annotate(sight, found.items, asked.as_of)
    return found


def _a_page(assess: Assess, cases: Sequence[Case], asked: TargetFilter) -> Found[AssessmentRead]:
    """No more is assessed than stands on the page."""
    page = paginate_list(cases, asked, lambda case: (case.target.id, case.place))
    return page.holding(list(assess(page.items)))


def _those_asked(assess: Assess, cases: Sequence[Case], asked: TargetFilter) -> Found[AssessmentRead]:
    """Which have the status is known once all are assessed."""
    answers = [answer for answer in assess(cases) if answer.status in asked.status]
    return paginate_list(answers, asked, lambda answer: (answer.target, answer.place))


def read(sight: Sight, target_id: str, as_of: str | None = None) -> TargetRead:
    """One target; raises NotFound, also when it was not known yet."""
    return read_all(sight, [row(sight, target_id)], as_of)[0]


def row(sight: Sight, target_id: str) -> TargetBase:
    """The target as known; raises NotFound."""
    table = known_table(sight, Target, TargetVersion)
    found = all_known(sight, Target, TargetVersion, col(table.id) == target_id)
    if not found:
        raise NotFound(say("There is no {kind} with id {id}.", kind=say("target"), id=target_id[:120]))
    target: TargetBase = found[0]
    return target


def assessment(sight: Sight, target_id: str, as_of: str | None) -> AssessmentRead:
    """How a target stands; for every neighbourhood with its places, and the worst status of all."""
    target = row(sight, target_id)
    earlier = earlier_paths(sight, target_id, as_of)
    answers = [
        answer.model_copy(update={"earlier_paths": earlier.get(answer.place, [])})
        for answer in assess_targets(sight, [target], as_of)
    ]
    found = by_target([target], answers)[target.id]
    annotate(sight, [found], as_of)
    return found


def versions(sight: Sight, target_id: str) -> list[TargetVersionRead]:
    """Every version of a target, newest first; those recorded after the moment of the sight are left out."""
    row(sight, target_id)
    return told(sight, versions_of(sight, target_id))
