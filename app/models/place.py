"""Places: one namespace for areas, neighbourhoods, municipalities, the country and comparison groups."""

from decimal import Decimal
from enum import StrEnum
from typing import Any

from pydantic import Field as WireField
from sqlalchemy import JSON
from sqlmodel import Field, UniqueConstraint

from app.models.base import AskedMoment, Exact, Key, Number, Origin, Table, Wire
from app.models.export import AskedWhole
from app.models.versions import Recorded, Superseding


class PlaceKind(StrEnum):
    AREA = "area"
    NEIGHBOURHOOD = "neighbourhood"
    MUNICIPALITY = "municipality"
    COUNTRY = "country"
    GROUP = "group"


class Level(StrEnum):
    DISTRICT = "district"
    NEIGHBOURHOOD = "neighbourhood"
    OTHER = "other"


class Place(Table, table=True):
    """A place with one identity and one readable id for ever."""

    id: str = Field(sa_type=Key, primary_key=True)
    kind: PlaceKind = Field(sa_type=Key, index=True)
    name: str
    level: Level | None = Field(default=None, sa_type=Key)
    municipality_id: str | None = Field(default=None, sa_type=Key, foreign_key="place.id", index=True)
    successor_of: str | None = Field(default=None, sa_type=Key, foreign_key="place.id")
    fictitious: bool = False
    document: str | None = Field(default=None, sa_type=Key)
    line: int | None = None
    version: int = 1


class PlaceCode(Table, table=True):
    """A code in the layout of one year: codes are reused, so a code alone is no key."""

    __table_args__ = (UniqueConstraint("code", "layout_year"),)

    place_id: str = Field(sa_type=Key, primary_key=True, foreign_key="place.id")
    code: str = Field(sa_type=Key, primary_key=True)
    layout_year: int = Field(primary_key=True)


class PlaceAlias(Table, table=True):
    """A spelling by which people know the place, with where it stands."""

    place_id: str = Field(sa_type=Key, primary_key=True, foreign_key="place.id")
    alias: str = Field(primary_key=True)
    document: str | None = Field(default=None, sa_type=Key)
    line: int | None = None


class Area(Table, table=True):
    """What only an area has: the reason for its boundary and its profile."""

    place_id: str = Field(sa_type=Key, primary_key=True, foreign_key="place.id")
    boundary_reason: str | None = None
    districts: int | None = None
    websites: list[str] = Field(default_factory=list, sa_type=JSON)
    socio_economic: str | None = None
    housing: str | None = None
    striking: str | None = None


class MembershipBase(Recorded):
    """A neighbourhood in an area, wholly (1) or for a share of its inhabitants, households or dwellings."""

    area_id: str = Field(sa_type=Key, primary_key=True)
    place_id: str = Field(sa_type=Key, primary_key=True)
    share: Decimal = Field(default=Decimal(1), sa_type=Exact)
    household_share: Decimal | None = Field(default=None, sa_type=Exact)
    dwelling_share: Decimal | None = Field(default=None, sa_type=Exact)


class Membership(MembershipBase, table=True):
    area_id: str = Field(sa_type=Key, primary_key=True, foreign_key="place.id")
    place_id: str = Field(sa_type=Key, primary_key=True, foreign_key="place.id", index=True)


class MembershipVersion(Superseding, MembershipBase, table=True):
    pass


class PlaceCodeRead(Wire):
    code: str
    layout_year: int


class MunicipalityRead(Wire):
    """`code` is the CBS code (GM0344), where known."""

    code: str | None
    name: str


class AreaShare(Wire):
    """An area that a neighbourhood belongs to, and for which share (0 to 1)."""

    area: str
    share: Number


class PlaceRead(Wire):
    """A place of any kind."""

    id: str
    kind: PlaceKind
    name: str
    level: Level | None
    aliases: list[str]
    municipality: MunicipalityRead | None
    codes: list[PlaceCodeRead]
    areas: list[AreaShare]
    successor_of: str | None
    fictitious: bool
    origin: Origin | None
    may: list[str] = WireField(default_factory=list)


class NeighbourhoodRead(Wire):
    """A wijk, buurt or local area; `area_names`: the name of each of its areas by id."""

    id: str
    name: str
    level: Level
    municipality: MunicipalityRead | None
    codes: list[PlaceCodeRead]
    areas: list[AreaShare]
    area_names: dict[str, str]
    fictitious: bool
    origin: Origin | None
    may: list[str] = WireField(default_factory=list)


class YearlyFigure(Wire):
    """A number with the year it holds for."""

    value: Number | None
    year: int


class Characteristics(Wire):
    socio_economic: str | None
    housing: str | None
    striking: str | None


class StatusCounts(Wire):
    """How many assessments have each status: one for each target and place; never averaged."""

    achieved: int = 0
    on_track: int = 0
    behind: int = 0
    far_behind: int = 0
    worsening: int = 0
    uncertain: int = 0
    no_data: int = 0
    suppressed: int = 0
    not_started: int = 0


class AreaProgress(Wire):
    """How everything in an area stands."""

    counts: StatusCounts


class AreaRead(Wire):
    """A focus area with its profile and how it stands; `programme_names`: the name of each of its programmes by id."""

    id: str
    name: str
    aliases: list[str]
    municipality: MunicipalityRead | None
    inhabitants: YearlyFigure | None
    districts: int | None
    websites: list[str]
    characteristics: Characteristics
    boundary_reason: str | None
    programmes: list[str]
    programme_names: dict[str, str]
    progress: AreaProgress
    fictitious: bool
    origin: Origin | None
    may: list[str] = WireField(default_factory=list)


class PlaceFilter(AskedWhole):
    """All that may be asked of places. `code` with `layout_year` finds a place by its CBS code."""

    kind: list[PlaceKind] = WireField(default_factory=list)
    code: list[str] = WireField(default_factory=list)
    layout_year: int | None = WireField(default=None, ge=1900, le=2200)
    area: list[str] = WireField(default_factory=list)
    place: list[str] = WireField(default_factory=list)
    programme: list[str] = WireField(default_factory=list)
    municipality: list[str] = WireField(default_factory=list)
    name: str | None = WireField(default=None, max_length=200)
    known_at: AskedMoment | None = None


class AreaFilter(PlaceFilter):
    """The same of areas, with the day as of which it is counted how they stand: a year is its 31 December."""

    as_of: str | None = WireField(default=None, max_length=10)


def as_origin(row: Any) -> Origin | None:
    """The origin that a row carries in its columns, or none."""
    if row.document is None and getattr(row, "origin_table", None) is None:
        return None
    return Origin(
        document=row.document,
        line=row.line,
        table=getattr(row, "origin_table", None),
        key=getattr(row, "origin_key", None),
    )
