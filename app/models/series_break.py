"""Series breaks: from a period on, an indicator is counted in another way; what lies before is no longer comparable."""

from pydantic import Field as WireField
from sqlalchemy import JSON
from sqlmodel import Field

from app.models.base import Id, Key
from app.models.register import Kept, KeptCreate, KeptFilter, KeptRead
from app.models.versions import Superseding


class SeriesBreakBase(Kept):
    """`period` is the first one that is counted in the new way; no places means everywhere. `text` is the reason."""

    indicator: str = Field(sa_type=Key)
    places: list[str] = Field(default_factory=list, sa_type=JSON)
    period: str = Field(sa_type=Key)
    text: str


class SeriesBreak(SeriesBreakBase, table=True):
    programme: str = Field(sa_type=Key, foreign_key="programme.id", index=True)
    indicator: str = Field(sa_type=Key, foreign_key="indicator.id", index=True)


class SeriesBreakVersion(Superseding, SeriesBreakBase, table=True):
    pass


class SeriesBreakCreate(KeptCreate):
    indicator: Id
    places: list[Id] = WireField(default_factory=list, max_length=200)
    period: str = WireField(min_length=4, max_length=20)
    text: str = WireField(min_length=1, max_length=2000)


class SeriesBreakRead(KeptRead):
    indicator: str
    places: list[str]
    period: str
    text: str


class SeriesBreakFilter(KeptFilter):
    """All that may be asked of series breaks."""

    place: list[str] = WireField(default_factory=list)
    municipality: list[str] = WireField(default_factory=list)
    indicator: list[str] = WireField(default_factory=list)
