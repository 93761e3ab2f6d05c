"""How a delivery stands: pure rules, from what stands of each expected figure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.models.delivery import DeliveryState
from app.models.terms import Acceptance, Missing, State


@dataclass(frozen=True)
class Said:
    """What was said when a figure was sent back."""

    message: str
    at: datetime
    place: str


@dataclass(frozen=True)
class Standing:
    """What stands of one figure: that it is there, and never its value. `change` numbers its last change.

    `first_at` is when it first came, `sent_at` and `batch` when and in which batch what stands was given, `partner`
    who gave it, `said` what was said when it was sent back.
    """

    place: str
    acceptance: Acceptance
    change: int
    first_at: datetime
    sent_at: datetime
    batch: str | None = None
    partner: str | None = None
    said: tuple[Said, ...] = ()


@dataclass(frozen=True)
class Wanted:
    """What is wanted of one delivery: how many figures, from and until which day; and whether acceptance is asked."""

    count: int
    opens: date
    due: date
    asks: bool


def is_there(state: str, missing: str | None) -> bool:
    """Whether a figure is delivered: a value, or the reason why there is none; but not that it is still to come."""
    return state != State.WITHDRAWN and missing != Missing.NOT_YET


def state_of(wanted: Wanted, there: Sequence[Standing], day: date) -> DeliveryState:
    """The state of a delivery on a day."""
    counts = counted(there)
    if counts[Acceptance.SENT_BACK]:
        return DeliveryState.SENT_BACK
    if len(there) >= wanted.count:
        accepted = wanted.asks and counts[Acceptance.ACCEPTED] == len(there)
        return DeliveryState.ACCEPTED if accepted else DeliveryState.DELIVERED
    if wanted.due < day:
        return DeliveryState.OVERDUE
    return DeliveryState.UPCOMING if day < wanted.opens else DeliveryState.DUE


def counted(there: Sequence[Standing]) -> Mapping[Acceptance, int]:
    """How many are submitted, sent back and accepted."""
    return {kind: sum(one.acceptance is kind for one in there) for kind in Acceptance}


def days_late(wanted: Wanted, completed: date | None, day: date) -> int | None:
    """How many days after the due date it was complete, or is on this day; 0 in time, None while there is time left."""
    if completed is not None:
        return max((completed - wanted.due).days, 0)
    return (day - wanted.due).days if wanted.due < day else None
