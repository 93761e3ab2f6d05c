"""Partners: organisations that promise, act and measure. People appear only as roles."""

from pydantic import Field as WireField
from sqlmodel import Field

from app.models.base import Id, Incoming, Key, Origin, Site, Table, Wire
from app.models.export import AskedWhole


class Partner(Table, table=True):
    """An organisation; `kind` is free: municipality, state, housing corporation, police, school, ..."""

    id: str = Field(sa_type=Key, primary_key=True)
    name: str
    kind: str | None = Field(default=None, sa_type=Key)
    description: str | None = None
    website: str | None = None
    fictitious: bool = False
    document: str | None = Field(default=None, sa_type=Key)
    line: int | None = None
    version: int = 1


class PartnerRead(Wire):
    """An organisation, with the programmes that it signed or takes part in."""

    id: str
    name: str
    kind: str | None
    description: str | None
    website: str | None
    programmes: list[str]
    fictitious: bool
    origin: Origin | None
    may: list[str] = WireField(default_factory=list)


class PartnerFilter(AskedWhole):
    """All that may be asked of partners: `programme` gives its signatories."""

    programme: list[str] = WireField(default_factory=list)
    partner: list[str] = WireField(default_factory=list)
    kind: list[str] = WireField(default_factory=list)


class PartnerCreate(Incoming):
    id: Id | None = None
    name: str = WireField(min_length=1, max_length=200)
    kind: str | None = WireField(default=None, max_length=60)
    description: str | None = WireField(default=None, max_length=4000)
    website: Site | None = None
    fictitious: bool = False


class PartnerChange(Incoming):
    """A merge patch: what is not sent stays."""

    name: str = WireField(default="", min_length=1, max_length=200)
    kind: str | None = WireField(default=None, max_length=60)
    description: str | None = WireField(default=None, max_length=4000)
    website: Site | None = None
