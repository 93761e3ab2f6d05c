"""What a target was before: its versions and decisions, the paths it had, and a baseline that was corrected since."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from app.models.period import today
from app.models.progress import EarlierPath, LinePoint
from app.models.target import TargetBase, TargetVersion
from app.models.target_decision import BaselineRevision, TargetVersionRead
from app.models.terms import TargetState
from app.services.access.sight import Sight
from app.services.progress import engine
from app.services.progress.answers import day_asked
from app.services.progress.exact import as_decimal
from app.services.progress.loading import Case, load
from app.services.progress.reading import baseline_at
from app.services.targets.deciding import decisions_of
from app.services.targets.recording import point_of
from app.services.targets.showing import version_read

PATH = ("baseline_period", "bound", "start_year", "end_year", "patience_until")


def versions_of(sight: Sight, target_id: str) -> list[TargetVersion]:
    """Every version of a target, newest first; those recorded after the moment of the sight are left out."""
    statement = select(TargetVersion).where(col(TargetVersion.id) == target_id)
    if sight.known_at is not None:
        statement = statement.where(col(TargetVersion.recorded_at) <= sight.known_at)
    return list(sight.session.execute(statement.order_by(col(TargetVersion.version).desc())).scalars())


def told(sight: Sight, versions: Sequence[TargetVersion]) -> list[TargetVersionRead]:
    """Versions as they go out, newest first, each with the decision that it came from."""
    decisions = decisions_of(sight, versions[0].id) if versions else {}
    return [version_read(one, decisions.get(one.version), is_last=number == 0) for number, one in enumerate(versions)]


def earlier_paths(sight: Sight, target_id: str, as_of: str | None) -> dict[str, list[EarlierPath]]:
    """By place, the agreed paths that were superseded by another one, oldest first."""
    versions = versions_of(sight, target_id)[::-1]
    until = {before.version: after.recorded_at for before, after in _turns(versions)}
    before = [one for one in versions if one.version in until]
    day = day_asked(as_of, today(sight.now))
    paths: dict[str, list[EarlierPath]] = {}
    for case in load(sight, before):
        readings, against = case.figures.readings, case.reference_figures.readings
        drawn = engine.line(case.aim, case.scale, readings, against, as_of=day)
        line = [LinePoint(year=as_decimal(t), value=as_decimal(y)) for t, y in drawn]
        if line:
            number = case.target.version
            paths.setdefault(case.place, []).append(EarlierPath(version=number, until=until[number], line=line))
    return paths


def revised_baseline(sight: Sight, target: TargetBase, case: Case | None) -> BaselineRevision | None:
    """What the figure of the baseline was when its path was last decided on, where it is another one now."""
    if case is None or target.state != TargetState.ADOPTED or target.baseline_period is None:
        return None
    since = _last_decided(sight, target)
    if since is None:
        return None
    then = load(sight.known(since), [target])[0]
    was, now = (baseline_at(one, target.baseline_period).value for one in (then, case))
    if was is None or now is None or was == now:
        return None
    return BaselineRevision(period=target.baseline_period, was=was, value=now, since=since)


def _turns(versions: Sequence[TargetVersion]) -> Iterator[tuple[TargetVersion, TargetVersion]]:
    """Where an agreed path became another one, which holds still or held for a while."""
    for before, after in pairwise(versions):
        if before.state == TargetState.ADOPTED and _path(before) != _path(after):
            yield before, after


def _path(version: TargetVersion) -> tuple[Any, ...]:
    return ([point_of(point) for point in version.checkpoints], *(getattr(version, name) for name in PATH))


def _last_decided(sight: Sight, target: TargetBase) -> datetime | None:
    """When its path was last decided on: by a decision that was noted, else by its first version that was adopted."""
    versions = versions_of(sight, target.id)
    decided = decisions_of(sight, target.id)
    noted = [one.recorded_at for one in versions if one.version in decided]
    adopted = [one.recorded_at for one in versions[::-1] if one.state == TargetState.ADOPTED]
    return max(noted, default=adopted[0] if adopted else None)
