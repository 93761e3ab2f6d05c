"""Rolling up counts assessments, one for each target and place. Never averaged."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from app.models.terms import Status, TargetState
from app.services.progress.shapes import Assessment

WORST_FIRST = (
    Status.WORSENING,
    Status.FAR_BEHIND,
    Status.BEHIND,
    Status.UNCERTAIN,
    Status.NO_DATA,
    Status.SUPPRESSED,
    Status.NOT_STARTED,
    Status.ON_TRACK,
    Status.ACHIEVED,
)
LIVE = (TargetState.DRAFT, TargetState.ADOPTED)


@dataclass(frozen=True)
class RollUp:
    """How many assessments have each status (every status named), and of how many targets; drafts apart."""

    counts: dict[Status, int] = field(default_factory=dict)
    targets: int = 0
    assessments: int = 0
    drafts: int = 0


def severity(status: Status) -> int:
    """0 for what asks for attention first."""
    return WORST_FIRST.index(status)


def worst(statuses: Iterable[Status]) -> Status:
    """Of the parts of a goal, or of the places of a target: achieved only when all are. No parts is no data."""
    return min(statuses, key=severity, default=Status.NO_DATA)


def worst_first(assessments: Iterable[Assessment]) -> list[Assessment]:
    return sorted(assessments, key=lambda one: (severity(one.status), one.target, one.place))


def roll_up(assessments: Iterable[Assessment]) -> RollUp:
    """Withdrawn and superseded targets are not counted."""
    live = [one for one in assessments if one.state in LIVE]
    adopted = [one for one in live if one.state is TargetState.ADOPTED]
    counts = {status: sum(one.status is status for one in adopted) for status in WORST_FIRST}
    return RollUp(counts, len({one.target for one in adopted}), len(adopted), len(live) - len(adopted))
