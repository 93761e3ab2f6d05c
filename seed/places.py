"""The shapes of facts about documents and places; each names the 1-based line on which it is printed."""

from datetime import date
from decimal import Decimal

from pydantic import BaseModel, ConfigDict

from app.models.place import Level


class Entry(BaseModel):
    """What stands in a file of facts: a key that is not known here is a slip of the pen."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Fact(Entry):
    """What is printed somewhere."""

    line: int


class SourceFact(Entry):
    """A document, or the monitor that one quotes; `file` is the number with which the document's file begins."""

    id: str
    name: str
    kind: str = "document"
    file: str | None = None
    recorded: date | None = None
    named_in: str | None = None
    line: int | None = None


class MunicipalityFact(Entry):
    id: str
    name: str
    code: str
    aliases: tuple[str, ...] = ()


class Group(Entry):
    id: str
    name: str
    members: tuple[str, ...]


class Geography(Entry):
    """The places that come from no single document; codes hold in each of the `layout_years`."""

    layout_years: tuple[int, ...]
    country: MunicipalityFact
    group: Group
    municipalities: tuple[MunicipalityFact, ...]


class AliasFact(Fact):
    """Another spelling; `document` where it stands in another one than the area itself."""

    name: str
    document: str | None = None


class PartFact(Fact):
    """A neighbourhood in an area, wholly or for a share."""

    id: str
    share: Decimal = Decimal(1)


class TextFact(Fact):
    """Words of ours for what is printed from `line` to `last`."""

    last: int | None = None
    text: str


class NumberFact(Fact):
    value: int


class WebsiteFact(Fact):
    url: str


class ProfileFact(Entry):
    """What is printed of an area besides its name; `districts` is the number of wijken."""

    inhabitants: NumberFact
    districts: NumberFact
    websites: tuple[WebsiteFact, ...] = ()
    socio_economic: TextFact
    housing: TextFact
    striking: TextFact

    @property
    def texts(self) -> list[TextFact]:
        return [self.socio_economic, self.housing, self.striking]


class NeighbourhoodFact(Fact):
    id: str
    name: str
    municipality: str
    level: Level = Level.DISTRICT


class AreaFact(Fact):
    id: str
    name: str
    municipality: str
    reason: str | None = None
    aliases: tuple[AliasFact, ...] = ()
    neighbourhoods: tuple[PartFact, ...] = ()
    profile: ProfileFact | None = None


class GroupFact(Fact):
    """A comparison group that a document names."""

    id: str
    name: str
