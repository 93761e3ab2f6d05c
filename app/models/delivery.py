"""Delivery: which partner delivers which indicator for which places, by when, and what came of it."""

from datetime import date
from enum import StrEnum

from pydantic import Field as WireField
from sqlalchemy import JSON
from sqlmodel import Field

from app.models.base import Asked, AskedMoment, Day, Id, Key, Moment, Wire
from app.models.indicator import Rhythm
from app.models.register import Kept, KeptCreate, KeptFilter, KeptRead
from app.models.versions import Superseding


class DeliveryDutyBase(Kept):
    """What a partner delivers, from the period in which `starts` lies to the one in which `ends` lies.

    A figure is wanted for each of `places` and for each neighbourhood of the area `every_neighbourhood_of`. It is due
    `due_after_days` after the period, or on the first `due_day` of `due_month` after it. No `rhythm` means the
    indicator's own.
    """

    partner: str = Field(sa_type=Key)
    indicator: str = Field(sa_type=Key)
    population: str = Field(default="all", sa_type=Key)
    places: list[str] = Field(default_factory=list, sa_type=JSON)
    every_neighbourhood_of: str | None = Field(default=None, sa_type=Key)
    starts: date
    ends: date | None = None
    rhythm: Rhythm | None = Field(default=None, sa_type=Key)
    school_years: bool = False
    due_after_days: int | None = None
    due_month: int | None = None
    due_day: int | None = None
    text: str | None = None


class DeliveryDuty(DeliveryDutyBase, table=True):
    programme: str = Field(sa_type=Key, foreign_key="programme.id", index=True)
    partner: str = Field(sa_type=Key, foreign_key="partner.id", index=True)
    indicator: str = Field(sa_type=Key, foreign_key="indicator.id", index=True)
    population: str = Field(default="all", sa_type=Key, foreign_key="population.id")
    every_neighbourhood_of: str | None = Field(default=None, sa_type=Key, foreign_key="place.id")


class DeliveryDutyVersion(Superseding, DeliveryDutyBase, table=True):
    pass


class DeliveryDutyCreate(KeptCreate):
    """Give `dueAfterDays`, or `dueMonth` with a `dueDay` (without it the last day of that month); and some place.

    A change holds for every period of the duty. Where another rhythm holds from a day on, end this duty and make a
    new one.
    """

    partner: Id
    indicator: Id
    population: Id = "all"
    places: list[Id] = WireField(default_factory=list, max_length=500)
    every_neighbourhood_of: Id | None = None
    starts: Day
    ends: Day | None = None
    rhythm: Rhythm | None = WireField(default=None, strict=False)
    school_years: bool = False
    due_after_days: int | None = WireField(default=None, ge=0, le=1500)
    due_month: int | None = WireField(default=None, ge=1, le=12)
    due_day: int | None = WireField(default=None, ge=1, le=31)
    text: str | None = WireField(default=None, max_length=4000)


class DeliveryDutyRead(KeptRead):
    """`in_force_rhythm` is the duty's own rhythm or else the indicator's."""

    partner: str
    indicator: str
    population: str
    places: list[str]
    every_neighbourhood_of: str | None
    starts: date
    ends: date | None
    rhythm: Rhythm | None
    in_force_rhythm: Rhythm | None
    school_years: bool
    due_after_days: int | None
    due_month: int | None
    due_day: int | None
    text: str | None


class DeliveryDutyFilter(KeptFilter):
    """All that may be asked of duties of delivery."""

    partner: list[str] = WireField(default_factory=list)
    indicator: list[str] = WireField(default_factory=list)
    population: list[str] = WireField(default_factory=list)
    place: list[str] = WireField(default_factory=list)
    municipality: list[str] = WireField(default_factory=list)


class DeliveryState(StrEnum):
    """Upcoming: the period is not over. Due, overdue: something is missing. Delivered: all is there, and where the
    programme asks for acceptance it is still to be accepted. Sent back: some figure waits to be mended.
    """

    UPCOMING = "upcoming"
    DUE = "due"
    OVERDUE = "overdue"
    SENT_BACK = "sent-back"
    DELIVERED = "delivered"
    ACCEPTED = "accepted"


class DeliveryFilter(Asked):
    """All that may be asked of deliveries. `due_from` is included, `due_before` is not.

    Without `due_before` everything that came due is told, and of each duty the first period that is still to end.
    """

    programme: list[str] = WireField(default_factory=list)
    duty: list[str] = WireField(default_factory=list)
    partner: list[str] = WireField(default_factory=list)
    indicator: list[str] = WireField(default_factory=list)
    area: list[str] = WireField(default_factory=list)
    place: list[str] = WireField(default_factory=list)
    municipality: list[str] = WireField(default_factory=list)
    period: list[str] = WireField(default_factory=list)
    state: list[DeliveryState] = WireField(default_factory=list)
    due_from: date | None = None
    due_before: date | None = None
    as_of: date | None = None
    known_at: AskedMoment | None = None


class NamedPlace(Wire):
    """A place of which the figure is awaited."""

    id: str
    name: str


class Arrival(Wire):
    """What came in together: how many figures that stand now, when, and in which batch where it was one."""

    batch: str | None
    at: Moment
    figures: int


class SentBackRead(Wire):
    """What was said when figures were sent back, and about which places; for staff and the partner alone."""

    message: str
    at: Moment
    places: list[NamedPlace]


class OwnDuty(Wire):
    """One of the asker's own duties: in how many periods it is overdue or was sent back, and what comes due next."""

    duty: str
    name: str
    programme: str
    indicator: str
    next_due: date | None
    overdue: int
    sent_back: int


class DeliveryRead(Wire):
    """One duty in one period. `expected` places, of which `delivered` have a figure or the reason why there is none;
    these are submitted, sent back or accepted. `completed_at` is when the last of them first came, `mark` what to give
    along with a verdict, so that it is about what was looked at.
    """

    id: str
    duty: str
    name: str
    programme: str
    partner: str
    indicator: str
    population: str
    period: str
    opens: date
    due: date
    state: DeliveryState
    days_late: int | None
    expected: int
    delivered: int
    submitted: int
    sent_back: int
    accepted: int
    missing: list[NamedPlace]
    arrived: list[Arrival]
    completed_at: Moment | None
    messages: list[SentBackRead]
    mark: str | None
    may: list[str] = WireField(default_factory=list)
