"""Results that were reported, in figures or in words; events on the line; places that are watched beside an area."""

from datetime import date
from decimal import Decimal
from enum import StrEnum

from pydantic import Field as WireField
from sqlalchemy import JSON
from sqlmodel import Field

from app.models.base import Day, Exact, Id, Key, Number
from app.models.register import Kept, KeptCreate, KeptFilter, KeptRead
from app.models.terms import Missing
from app.models.versions import Superseding

PeriodText = WireField(default=None, min_length=4, max_length=20)


class ResultKind(StrEnum):
    """Result: the population is better off. Output: what was delivered. Plan: what is meant. Context: how it is."""

    RESULT = "result"
    OUTPUT = "output"
    PLAN = "plan"
    CONTEXT = "context"


class ResultBase(Kept):
    """`words` where there is no figure; `aim` is what was hoped for, `from_value` where it came from."""

    kind: ResultKind = Field(sa_type=Key)
    places: list[str] = Field(default_factory=list, sa_type=JSON)
    goals: list[str] = Field(default_factory=list, sa_type=JSON)
    intervention: str | None = Field(default=None, sa_type=Key)
    partner: str | None = Field(default=None, sa_type=Key)
    indicator: str | None = Field(default=None, sa_type=Key)
    population: str | None = Field(default=None, sa_type=Key)
    period: str | None = Field(default=None, sa_type=Key)
    value: Decimal | None = Field(default=None, sa_type=Exact)
    aim: Decimal | None = Field(default=None, sa_type=Exact)
    from_value: Decimal | None = Field(default=None, sa_type=Exact)
    from_period: str | None = Field(default=None, sa_type=Key)
    unit: str | None = None
    words: str | None = None
    text: str | None = None


class Result(ResultBase, table=True):
    programme: str = Field(sa_type=Key, foreign_key="programme.id", index=True)
    intervention: str | None = Field(default=None, sa_type=Key, foreign_key="intervention.id", index=True)
    partner: str | None = Field(default=None, sa_type=Key, foreign_key="partner.id", index=True)
    indicator: str | None = Field(default=None, sa_type=Key, foreign_key="indicator.id", index=True)
    population: str | None = Field(default=None, sa_type=Key, foreign_key="population.id")


class ResultVersion(Superseding, ResultBase, table=True):
    pass


class ResultCreate(KeptCreate):
    kind: ResultKind = WireField(strict=False)
    places: list[Id] = WireField(default_factory=list, max_length=200)
    goals: list[Id] = WireField(default_factory=list, max_length=200)
    intervention: Id | None = None
    partner: Id | None = None
    indicator: Id | None = None
    population: Id | None = None
    period: str | None = PeriodText
    value: Number | None = None
    aim: Number | None = None
    from_value: Number | None = None
    from_period: str | None = PeriodText
    unit: str | None = WireField(default=None, max_length=60)
    words: str | None = WireField(default=None, max_length=2000)
    text: str | None = WireField(default=None, max_length=4000)


class ResultRead(KeptRead):
    """`missing` is `suppressed` where a figure is there, and this reader may not see it."""

    kind: ResultKind
    places: list[str]
    goals: list[str]
    intervention: str | None
    partner: str | None
    indicator: str | None
    population: str | None
    period: str | None
    value: Number | None
    aim: Number | None
    from_value: Number | None
    from_period: str | None
    unit: str | None
    words: str | None
    text: str | None
    missing: Missing | None


class ResultFilter(KeptFilter):
    """All that may be asked of results."""

    place: list[str] = WireField(default_factory=list)
    municipality: list[str] = WireField(default_factory=list)
    goal: list[str] = WireField(default_factory=list)
    intervention: list[str] = WireField(default_factory=list)
    partner: list[str] = WireField(default_factory=list)
    indicator: list[str] = WireField(default_factory=list)
    kind: list[ResultKind] = WireField(default_factory=list)


class EventKind(StrEnum):
    POLICY = "policy"
    METHOD = "method"
    BOUNDARY = "boundary"
    CIRCUMSTANCE = "circumstance"
    OTHER = "other"


class EventBase(Kept):
    """Something that explains a turn of the line: in `period`, or from it `until` another."""

    kind: EventKind = Field(default=EventKind.OTHER, sa_type=Key)
    period: str = Field(sa_type=Key)
    until: str | None = Field(default=None, sa_type=Key)
    places: list[str] = Field(default_factory=list, sa_type=JSON)
    indicators: list[str] = Field(default_factory=list, sa_type=JSON)
    text: str | None = None


class Event(EventBase, table=True):
    programme: str = Field(sa_type=Key, foreign_key="programme.id", index=True)


class EventVersion(Superseding, EventBase, table=True):
    pass


class EventCreate(KeptCreate):
    kind: EventKind = WireField(default=EventKind.OTHER, strict=False)
    period: str = WireField(min_length=4, max_length=20)
    until: str | None = PeriodText
    places: list[Id] = WireField(default_factory=list, max_length=200)
    indicators: list[Id] = WireField(default_factory=list, max_length=200)
    text: str | None = WireField(default=None, max_length=4000)


class EventRead(KeptRead):
    kind: EventKind
    period: str
    until: str | None
    places: list[str]
    indicators: list[str]
    text: str | None


class EventFilter(KeptFilter):
    """All that may be asked of events."""

    place: list[str] = WireField(default_factory=list)
    municipality: list[str] = WireField(default_factory=list)
    indicator: list[str] = WireField(default_factory=list)
    kind: list[EventKind] = WireField(default_factory=list)


class WatchedPlaceBase(Kept):
    area: str = Field(sa_type=Key)
    place: str = Field(sa_type=Key)
    since: date | None = None
    text: str | None = None


class WatchedPlace(WatchedPlaceBase, table=True):
    """A place outside an area that is followed, to see whether problems move there."""

    programme: str = Field(sa_type=Key, foreign_key="programme.id", index=True)
    area: str = Field(sa_type=Key, foreign_key="place.id", index=True)
    place: str = Field(sa_type=Key, foreign_key="place.id", index=True)


class WatchedPlaceVersion(Superseding, WatchedPlaceBase, table=True):
    pass


class WatchedPlaceCreate(KeptCreate):
    area: Id
    place: Id
    since: Day | None = None
    text: str | None = WireField(default=None, max_length=4000)


class WatchedPlaceRead(KeptRead):
    area: str
    place: str
    since: date | None
    text: str | None


class WatchedPlaceFilter(KeptFilter):
    """All that may be asked of watched places."""

    place: list[str] = WireField(default_factory=list)
    municipality: list[str] = WireField(default_factory=list)
