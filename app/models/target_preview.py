"""What a target would mean, before anything is stored."""

from pydantic import Field as WireField

from app.models.base import Id, Wire
from app.models.target import BaselineRead, FindingRead, TargetChange
from app.models.target_decision import BaselineProposal, ExpectedRead, TargetWords
from app.models.terms import Bound, Direction, Rule, Status


class TargetPreview(TargetChange):
    """A new target as it would be sent; or, without `goal`, the `id` of one that is there and what would change."""

    id: Id | None = None
    goal: Id | None = None
    indicator: Id | None = None
    population: Id = "all"
    place: Id | None = None
    every_neighbourhood_of: Id | None = None
    rule: Rule | None = WireField(default=None, strict=False)
    direction: Direction | None = WireField(default=None, strict=False)
    reference: Id | None = None


class PlacePreview(Wire):
    """What is expected in one neighbourhood, and how it stands."""

    place: str
    name: str
    status: Status
    expected: list[ExpectedRead]


class TargetPreviewRead(Wire):
    """What a target means: how it would stand now, and what is expected of each year.

    `start` is what it starts from; where no baseline is named it is the proposed one, and `start_is_proposed`.
    `expected` is empty where nothing can be said ahead: no numbers, a reference that moves, several places.
    """

    target: str | None
    rule: Rule
    bound: Bound
    direction: Direction
    words: TargetWords
    start: BaselineRead | None
    start_is_proposed: bool
    expected: list[ExpectedRead]
    status: Status
    likely: bool
    reason: str | None
    findings: list[FindingRead]
    proposed_baseline: BaselineProposal
    places: list[PlacePreview] | None
