"""What is sent about places: new ones, changes, and what an area is made of."""

from decimal import Decimal
from typing import Annotated

from pydantic import Field as WireField

from app.models.base import Id, Incoming, Number, Site
from app.models.place import Level, PlaceKind


class PlaceCodeCreate(Incoming):
    """A code in the layout of one year: codes are used again."""

    code: str = WireField(min_length=1, max_length=20)
    layout_year: int = WireField(ge=1900, le=2200)


class PlaceCreate(Incoming):
    """A new place; `id` is made from the name when it is not given."""

    id: Id | None = None
    kind: PlaceKind = WireField(strict=False)
    name: str = WireField(min_length=1, max_length=200)
    level: Level | None = WireField(default=None, strict=False)
    municipality: str | None = WireField(default=None, max_length=120)
    code: str | None = WireField(default=None, max_length=20)
    layout_year: int | None = WireField(default=None, ge=1900, le=2200)
    aliases: list[str] = WireField(default_factory=list, max_length=50)
    fictitious: bool = False


class PlaceChange(Incoming):
    """A merge patch: what is not sent stays. `codes` replaces the codes of every year."""

    name: str = WireField(default="", min_length=1, max_length=200)
    aliases: list[str] = WireField(default_factory=list, max_length=50)
    level: Level | None = WireField(default=None, strict=False)
    municipality: str | None = WireField(default=None, max_length=120)
    codes: list[PlaceCodeCreate] = WireField(default_factory=list, max_length=50)


class CharacteristicsChange(Incoming):
    socio_economic: str | None = WireField(default=None, max_length=8000)
    housing: str | None = WireField(default=None, max_length=8000)
    striking: str | None = WireField(default=None, max_length=8000)


Share = Annotated[Number, WireField(gt=0, le=1)]


class PartOfArea(Incoming):
    """A neighbourhood in an area, for a share of its inhabitants; of households and dwellings where these differ."""

    neighbourhood: Id
    share: Share = Decimal(1)
    household_share: Share | None = None
    dwelling_share: Share | None = None


class MembershipCreate(PartOfArea):
    """A neighbourhood that becomes part of an area, or gets other shares, and why."""

    reason: str | None = WireField(default=None, max_length=2000)


class MembershipRemoval(Incoming):
    """Why a neighbourhood is no part of an area any longer."""

    reason: str = WireField(min_length=1, max_length=2000)


class AreaChange(Incoming):
    """A merge patch on an area: what is not sent stays. `neighbourhoods` replaces what it is made of, for `reason`."""

    name: str = WireField(default="", min_length=1, max_length=200)
    aliases: list[str] = WireField(default_factory=list, max_length=50)
    municipality: str | None = WireField(default=None, max_length=120)
    boundary_reason: str | None = WireField(default=None, max_length=4000)
    districts: int | None = WireField(default=None, ge=0, le=1000)
    websites: list[Site] = WireField(default_factory=list, max_length=20)
    characteristics: CharacteristicsChange | None = None
    neighbourhoods: list[PartOfArea] = WireField(default_factory=list, max_length=500)
    reason: str | None = WireField(default=None, max_length=2000)


class AreaCreate(AreaChange):
    """A new area with its profile and its neighbourhoods; `id` is made from the name when it is not given."""

    id: Id | None = None
    name: str = WireField(min_length=1, max_length=200)
    fictitious: bool = False
