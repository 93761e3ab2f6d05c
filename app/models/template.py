"""Templates: the rows that somebody is expected to fill in, each with the figure that was given before."""

from typing import Literal

from pydantic import Field as WireField

from app.models.base import Asked, Number, Wire
from app.models.terms import Missing


class TemplateFilter(Asked):
    """For which figures; without a period, for each series the one after the last that was given."""

    programme: list[str] = WireField(default_factory=list)
    indicator: list[str] = WireField(default_factory=list)
    area: list[str] = WireField(default_factory=list)
    place: list[str] = WireField(default_factory=list)
    period: str | None = WireField(default=None, max_length=20)
    format: Literal["json", "csv-nl", "xlsx"] | None = None


class TemplateRow(Wire):
    """One figure that is expected, and the last one that this reader may see, to compare with."""

    indicator: str
    indicator_name: str
    unit: str
    place: str
    place_name: str
    code: str | None
    population: str
    period: str
    last_period: str | None
    last_value: Number | None
    last_missing: Missing | None
