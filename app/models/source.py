"""Sources: the documents, tables and systems that figures come from."""

from datetime import date
from enum import StrEnum

from pydantic import Field as WireField
from sqlmodel import Field

from app.models.base import Asked, Day, Id, Incoming, Key, Table, Wire


class SourceKind(StrEnum):
    """What staff can add; `fictitious` belongs to the demonstration alone."""

    DOCUMENT = "document"
    MONITOR = "monitor"
    TABLE = "table"
    SYSTEM = "system"


class Source(Table, table=True):
    """A document, table or system. Figures of a `published` source are shown as it published them."""

    id: str = Field(sa_type=Key, primary_key=True)
    name: str
    kind: str = "system"
    published: bool = False
    published_on: date | None = None
    file: str | None = None
    licence: str | None = None
    url: str | None = None
    version: int = Field(default=1, sa_column_kwargs={"server_default": "1"})


class SourceRead(Wire):
    id: str
    name: str
    kind: str
    published: bool
    published_on: date | None
    licence: str | None
    url: str | None
    may: list[str] = WireField(default_factory=list)


class SourceFilter(Asked):
    """All that may be asked of sources."""

    kind: list[str] = Field(default_factory=list)


class SourceCreate(Incoming):
    """A new source. What it published itself is said of each figure, where that is loaded."""

    id: Id | None = None
    name: str = WireField(min_length=1, max_length=300)
    kind: SourceKind = WireField(default=SourceKind.SYSTEM, strict=False)
    published_on: Day | None = None
    licence: str | None = WireField(default=None, max_length=300)
    url: str | None = WireField(default=None, max_length=500, pattern=r"^https?://\S+$")


class SourceChange(Incoming):
    """A merge patch: what is not sent stays."""

    name: str = WireField(default="", min_length=1, max_length=300)
    kind: SourceKind = WireField(default=SourceKind.SYSTEM, strict=False)
    published_on: Day | None = None
    licence: str | None = WireField(default=None, max_length=300)
    url: str | None = WireField(default=None, max_length=500, pattern=r"^https?://\S+$")
