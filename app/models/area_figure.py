"""Figures of an area: measured there, or computed from its neighbourhoods, with what they cover."""

from pydantic import Field as WireField

from app.models.base import Asked, AskedMoment, Number, Origin, Wire
from app.models.terms import Missing


class CoveredPart(Wire):
    """A neighbourhood that a figure covers, and for which share (0 to 1)."""

    place: str
    share: Number


class CoverageRead(Wire):
    """The neighbourhoods that a figure covers, those partly included, and those without a value."""

    parts: list[CoveredPart]
    partly: list[str]
    missing: list[str]


class AreaFigureRead(Wire):
    """The figure of an area in one period, as this reader may see it.

    `reason` says why there is no value: no-rule, no-parts, part-missing, part-suppressed, weight-missing, too-few.
    `margin` is plus or minus, with 95% certainty. `rounded` sums need not equal the sum of the parts as shown.
    `parts_total` is what the parts add up to beside a stated total, and `adds_up` whether that is the same.
    `measurement` is the id of a measured figure. `share_of` names the indicator of which this is the area's share in
    the total of its municipality, in percent, computed from both.
    """

    area: str
    indicator: str
    period: str
    population: str
    value: Number | None
    missing: Missing | None
    unit: str
    measured: bool
    estimated: bool
    rounded: bool
    margin: Number | None
    reason: str | None
    coverage: CoverageRead
    parts_total: Number | None
    adds_up: bool | None
    measurement: str | None
    source: str | None
    origin: Origin | None
    share_of: str | None = None


class AreaFigureFilter(Asked):
    """All that may be asked of the figures of an area."""

    indicator: list[str] = WireField(default_factory=list)
    population: list[str] = WireField(default_factory=list)
    period_from: str | None = WireField(default=None, max_length=20)
    period_to: str | None = WireField(default=None, max_length=20)
    known_at: AskedMoment | None = None
