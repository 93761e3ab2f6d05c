"""What is odd about targets, for a person to look at: they repeat or contradict each other, or go the wrong way."""

from collections.abc import Iterable, Mapping, Sequence

from sqlmodel import col

from app.language import said
from app.models.target import FindingCode, FindingRead, Target, TargetBase, TargetVersion
from app.services.access.known import all_known, known_table
from app.services.access.sight import Sight
from app.services.progress import engine
from app.services.progress.answers import LIVE
from app.services.progress.engine import Finding
from app.services.progress.loading import Case, about, aim_of

Found = dict[str, list[FindingRead]]


def findings_of(sight: Sight, targets: Sequence[TargetBase], cases: Iterable[Case]) -> Found:
    """What is reported of each of these targets, by id; one query for the other targets on their subjects.

    A target for every neighbourhood has a baseline at each: of it only its words are looked at.
    """
    live = [target for target in targets if target.state in LIVE]
    found: Found = {target.id: [] for target in targets}
    by_target: Mapping[str, Case] = {case.target.id: case for case in cases}
    for target in live:
        case = by_target.get(target.id)
        if case is not None:
            readings = case.figures.readings if target.place_id else []
            odd = engine.check(aim_of(target, about(target)), case.scale, readings)
            found[target.id] += [_told(one) for one in odd if not one.refused]
    for one, finding in _between(sight, live):
        if one in found:
            found[one].append(_told(finding))
    return found


def _between(sight: Sight, targets: Sequence[TargetBase]) -> list[tuple[str, Finding]]:
    """Both sides of every pair that wants the same, or what cannot be wanted at once, of one indicator and place."""
    table = known_table(sight, Target, TargetVersion)
    indicators = {target.indicator_id for target in targets if target.indicator_id}
    others = all_known(
        sight, Target, TargetVersion, col(table.indicator_id).in_(indicators), col(table.state).in_(LIVE)
    )
    compared = {other.id: other for other in others} | {target.id: target for target in targets if target.indicator_id}
    subjects: dict[tuple[str | None, ...], list[TargetBase]] = {}
    for other in sorted(compared.values(), key=lambda one: str(one.id)):
        key = (other.indicator_id, other.population_id, other.place_id, other.every_neighbourhood_of)
        subjects.setdefault(key, []).append(other)
    wanted = [[aim_of(one, about(one)) for one in same] for same in subjects.values() if len(same) > 1]
    return [side for aims in wanted for side in (*engine.compare(aims), *engine.compare(aims[::-1]))]


def _told(finding: Finding) -> FindingRead:
    return FindingRead(code=FindingCode(finding.code), message=said(finding.message), other=finding.other)
