"""Sources: the documents, tables and systems that figures come from."""

from datetime import date

from sqlmodel import Field

from app.models.base import Asked, Key, Table, Wire


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


class SourceRead(Wire):
    id: str
    name: str
    kind: str
    published: bool
    published_on: date | None
    licence: str | None
    url: str | None


class SourceFilter(Asked):
    """All that may be asked of sources."""

    kind: list[str] = Field(default_factory=list)
