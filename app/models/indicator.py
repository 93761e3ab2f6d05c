"""Indicators: what is counted, in which unit, within which bounds, and which way is good."""

from decimal import Decimal
from enum import StrEnum

from pydantic import Field as WireField
from sqlalchemy import Index
from sqlmodel import Field

from app.models.base import Asked, AskedMoment, Exact, Id, Incoming, Key, Number, Origin, Table, Wire
from app.models.export import AskedWhole
from app.models.terms import GoodDirection
from app.models.versions import Recorded, Superseding


class AcrossPlaces(StrEnum):
    """How figures of neighbourhoods make one for their area; medians and indices have none."""

    NONE = "none"
    SUM = "sum"
    MEAN = "mean"


class AcrossPeriods(StrEnum):
    """How figures of months or quarters make one for a year."""

    NONE = "none"
    SUM = "sum"
    LATEST = "latest"
    MEAN = "mean"


class Rhythm(StrEnum):
    """How often the indicator is measured."""

    WEEKLY = "weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    HALF_YEARLY = "half-yearly"
    YEARLY = "yearly"
    TWO_YEARLY = "two-yearly"
    FOUR_YEARLY = "four-yearly"
    ONCE = "once"


class IndicatorBase(Recorded):
    """`decimals` are for display and give the step; `at_date` says that a period means a moment, not a span.

    A protection that was ever in force holds for ever, until `released` by an administrator.
    """

    id: str = Field(sa_type=Key, primary_key=True)
    name: str
    definition: str | None = None
    unit: str = Field(sa_type=Key)
    decimals: int = 0
    good_direction: GoodDirection = Field(default=GoodDirection.NONE, sa_type=Key)
    lowest: Decimal | None = Field(default=None, sa_type=Exact)
    highest: Decimal | None = Field(default=None, sa_type=Exact)
    protected: bool = False
    minimum_count: int = 5
    round_to: int = 5
    released: bool = False
    across_places: AcrossPlaces = Field(default=AcrossPlaces.NONE, sa_type=Key)
    across_periods: AcrossPeriods = Field(default=AcrossPeriods.NONE, sa_type=Key)
    weigh_by: str | None = Field(default=None, sa_type=Key)
    rhythm: Rhythm | None = Field(default=None, sa_type=Key)
    at_date: bool = False
    ratio_scale: bool = True
    survey: bool = False
    change_limit: Decimal | None = Field(default=None, sa_type=Exact)
    source: str | None = None
    theme: str | None = Field(default=None, sa_type=Key)
    share_of: str | None = Field(default=None, sa_type=Key)
    fictitious: bool = False
    document: str | None = Field(default=None, sa_type=Key)
    line: int | None = None


class Indicator(IndicatorBase, table=True):
    pass


class IndicatorVersion(Superseding, IndicatorBase, table=True):
    """Every reading asks how an indicator was ever protected: by its id."""

    __table_args__ = (Index(None, "id", "version"),)


class Population(Table, table=True):
    """A named group that a figure is about; `all` is everybody."""

    id: str = Field(sa_type=Key, primary_key=True)
    name: str
    description: str | None = None
    version: int = 1


class Aggregation(Wire):
    """How figures combine: across places and across periods."""

    places: AcrossPlaces
    periods: AcrossPeriods


class IndicatorRead(Wire):
    """`theme` lets different indicators about one subject be found together. Of an indicator with `share_of` the figure
    of an area is its part, in percent, of what that other indicator counts in the whole municipality."""

    id: str
    name: str
    definition: str | None
    unit: str
    decimals: int
    good_direction: GoodDirection
    lowest: Number | None
    highest: Number | None
    protected: bool
    minimum_count: int
    round_to: int
    aggregation: Aggregation
    weigh_by: str | None
    rhythm: Rhythm | None
    at_date: bool
    ratio_scale: bool
    survey: bool
    change_limit: Number | None
    source: str | None
    theme: str | None
    share_of: str | None
    programmes: list[str]
    adopted_in: list[str] = WireField(description="The adopted indicator sets it is in; of the programmes asked for.")
    fictitious: bool
    origin: Origin | None
    may: list[str] = WireField(default_factory=list)


class IndicatorFilter(AskedWhole):
    """All that may be asked of indicators: `programme` gives its own list."""

    programme: list[str] = WireField(default_factory=list)
    indicator: list[str] = WireField(default_factory=list)
    source: list[str] = WireField(default_factory=list)
    theme: list[str] = WireField(default_factory=list)
    name: str | None = WireField(default=None, max_length=200)
    known_at: AskedMoment | None = None


class IndicatorCreate(Incoming):
    id: Id | None = None
    name: str = WireField(min_length=1, max_length=300)
    definition: str | None = WireField(default=None, max_length=4000)
    unit: str = WireField(min_length=1, max_length=60)
    decimals: int = WireField(default=0, ge=0, le=6)
    good_direction: GoodDirection = WireField(default=GoodDirection.NONE, strict=False)
    lowest: Number | None = None
    highest: Number | None = None
    protected: bool = False
    minimum_count: int = WireField(default=5, ge=2, le=1000)
    round_to: int = WireField(default=5, ge=1, le=1000)
    across_places: AcrossPlaces = WireField(default=AcrossPlaces.NONE, strict=False)
    across_periods: AcrossPeriods = WireField(default=AcrossPeriods.NONE, strict=False)
    weigh_by: str | None = WireField(default=None, max_length=100)
    rhythm: Rhythm | None = WireField(default=None, strict=False)
    at_date: bool = False
    ratio_scale: bool = True
    survey: bool = False
    change_limit: Number | None = None
    source: str | None = WireField(default=None, max_length=300)
    theme: Id | None = None
    share_of: Id | None = None
    fictitious: bool = False


class IndicatorChange(Incoming):
    """A merge patch: what is not sent stays."""

    name: str = WireField(default="", min_length=1, max_length=300)
    definition: str | None = WireField(default=None, max_length=4000)
    decimals: int = WireField(default=0, ge=0, le=6)
    good_direction: GoodDirection = WireField(default=GoodDirection.NONE, strict=False)
    lowest: Number | None = None
    highest: Number | None = None
    protected: bool = False
    minimum_count: int = WireField(default=5, ge=2, le=1000)
    across_places: AcrossPlaces = WireField(default=AcrossPlaces.NONE, strict=False)
    across_periods: AcrossPeriods = WireField(default=AcrossPeriods.NONE, strict=False)
    weigh_by: str | None = WireField(default=None, max_length=100)
    rhythm: Rhythm | None = WireField(default=None, strict=False)
    change_limit: Number | None = None
    source: str | None = WireField(default=None, max_length=300)
    theme: Id | None = None
    share_of: Id | None = None


class Release(Incoming):
    """Why what an earlier protection still hides may be shown."""

    reason: str = WireField(min_length=1, max_length=2000)


class PopulationRead(Wire):
    id: str
    name: str
    description: str | None
    may: list[str] = WireField(default_factory=list)


class PopulationFilter(Asked):
    """All that may be asked of populations."""

    population: list[str] = WireField(default_factory=list)


class PopulationCreate(Incoming):
    id: Id | None = None
    name: str = WireField(min_length=1, max_length=200)
    description: str | None = WireField(default=None, max_length=2000)


class PopulationChange(Incoming):
    """A merge patch: what is not sent stays."""

    name: str = WireField(default="", min_length=1, max_length=200)
    description: str | None = WireField(default=None, max_length=2000)
