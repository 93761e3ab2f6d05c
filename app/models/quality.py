"""Quality of figures: what came and when, what stands out, and what does not add up. Nothing of it is stored."""

from enum import StrEnum

from pydantic import Field as WireField

from app.models.base import Asked, AskedMoment, Moment, Number, Wire
from app.models.terms import Missing, State


class QualityFilter(Asked):
    """What every question about quality can be narrowed to. `area` is the area and its neighbourhoods."""

    programme: list[str] = WireField(default_factory=list)
    area: list[str] = WireField(default_factory=list)
    place: list[str] = WireField(default_factory=list)
    municipality: list[str] = WireField(default_factory=list)
    indicator: list[str] = WireField(default_factory=list)
    known_at: AskedMoment | None = None


class FollowUp(StrEnum):
    """How far a figure that stands out was followed up: nobody asked, asked, answered by the partner, or closed."""

    OPEN = "open"
    ASKED = "asked"
    ANSWERED = "answered"
    CLOSED = "closed"


class Earlier(Wire):
    """The last figure before one that stands out, as this reader may see it."""

    period: str
    value: Number


class FlaggedFigureRead(Wire):
    """A figure that stands out or is doubtful. `question` is the last one about it, for who may read that.

    `change` is the difference with the figure before it, where both may be told.
    """

    measurement: str
    indicator: str
    place: str
    period: str
    population: str
    value: Number | None
    missing: Missing | None
    unit: str
    state: State
    flags: list[str]
    note: str | None
    partner: str | None
    source: str | None
    recorded_at: Moment
    earlier: Earlier | None
    change: Number | None
    status: FollowUp
    question: str | None
    may: list[str] = WireField(default_factory=list)


class FlaggedFigureFilter(QualityFilter):
    """All that may be asked of figures that stand out."""

    partner: list[str] = WireField(default_factory=list)
    source: list[str] = WireField(default_factory=list)
    status: list[FollowUp] = WireField(default_factory=list)


class SumDifferenceRead(Wire):
    """A measured figure of an area that its parts do not add up to, by more than rounding explains.

    `difference` is the sum of the parts minus the figure; `margin` is how far rounding may put them apart.
    """

    area: str
    indicator: str
    period: str
    population: str
    value: Number
    parts_total: Number
    difference: Number
    margin: Number
    parts: int
    unit: str
    measurement: str
    source: str | None


class Expectation(StrEnum):
    """Why figures were expected: a duty of delivery names them, or the partner began and the indicator has a rhythm."""

    DUTY = "duty"
    RHYTHM = "rhythm"


class DeliveryRecordRead(Wire):
    """What one partner delivered of one indicator, of the periods that came due in one year.

    expected = received + missing; received = on_time + late. `median_days_late` is over those that came late.
    """

    partner: str
    indicator: str
    year: int
    basis: Expectation
    expected: int
    received: int
    on_time: int
    late: int
    missing: int
    completeness: Number
    timeliness: Number | None
    median_days_late: Number | None


class DeliveryRecordFilter(QualityFilter):
    """All that may be asked of what was delivered; `year` is the one in which figures came due."""

    partner: list[str] = WireField(default_factory=list)
    year: list[int] = WireField(default_factory=list)
