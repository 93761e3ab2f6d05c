"""Finding targets and how they stand, with every filter of the API."""

from sqlalchemy import select
from sqlmodel import col

from app.errors import NotFound, say
from app.models.period import today
from app.models.progress import AssessmentRead
from app.models.target import Target, TargetBase, TargetFilter, TargetRead, TargetVersion, TargetVersionRead
from app.services.access.known import all_known, known, known_table
from app.services.access.sight import Sight
from app.services.progress.answers import LIVE, assess_targets, day_asked
from app.services.progress.together import by_target
from app.services.rows import Found, paginate, paginate_list
from app.services.targets.asking import assessments_asked, targets_asked
from app.services.targets.showing import paths_of, read_all, version_read

__all__ = ["assessment", "find", "find_assessments", "paths_of", "read", "read_all", "row", "versions"]


def find(sight: Sight, asked: TargetFilter) -> Found[TargetRead]:
    """A page of targets. Where a status is asked for, all that match otherwise are assessed first."""
    day_asked(asked.as_of, today(sight.now))
    table = known_table(sight, Target, TargetVersion)
    statement = known(sight, Target, TargetVersion).where(*targets_asked(sight, table, asked))
    if not asked.status:
        found = paginate(sight.session, statement, asked, table.id)
        return found.holding(read_all(sight, found.items, asked.as_of))
    targets = sight.session.execute(statement).scalars().all()
    wanted = [target for target in read_all(sight, targets, asked.as_of) if target.status in asked.status]
    return paginate_list(wanted, asked, lambda target: (target.id,))


def find_assessments(sight: Sight, asked: TargetFilter) -> Found[AssessmentRead]:
    """A page of assessments, one for each target and place, with the filters of targets; no withdrawn ones."""
    table = known_table(sight, Target, TargetVersion)
    conditions, places = assessments_asked(sight, table, asked)
    targets = all_known(sight, Target, TargetVersion, col(table.state).in_(LIVE), *conditions)
    answers = assess_targets(sight, targets, asked.as_of, places)
    if asked.status:
        answers = [answer for answer in answers if answer.status in asked.status]
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
    return by_target([target], assess_targets(sight, [target], as_of))[target.id]


def versions(sight: Sight, target_id: str) -> list[TargetVersionRead]:
    """Every version of a target, newest first; those recorded after the moment of the sight are left out."""
    row(sight, target_id)
    statement = select(TargetVersion).where(col(TargetVersion.id) == target_id)
    if sight.known_at is not None:
        statement = statement.where(col(TargetVersion.recorded_at) <= sight.known_at)
    newest_first = statement.order_by(col(TargetVersion.version).desc())
    found = sight.session.execute(newest_first).scalars().all()
    return [version_read(version, is_last=number == 0) for number, version in enumerate(found)]
