"""Areas beside each other with care, and the programmes that came one after another on the same ground."""

from datetime import date
from enum import StrEnum

from pydantic import Field as WireField

from app.models.base import Number, Page, Wire
from app.models.place import YearlyFigure
from app.models.target import BaselineRead
from app.models.terms import Missing, Movement, Status
from app.models.two_levels import MomentAsked


class Caution(StrEnum):
    """What makes areas hard to compare."""

    INHABITANTS = "inhabitants"
    DISTRICTS = "districts"
    CONTEXT_MISSING = "context-missing"
    INDICATORS = "indicators"
    PERIODS = "periods"
    SOURCES = "sources"
    ESTIMATED = "estimated"
    FICTITIOUS = "fictitious"


class AreaContext(Wire):
    """What to know of an area before its figures are compared; or of a neighbourhood, where those are compared."""

    place: str
    municipality: str | None
    inhabitants: YearlyFigure | None
    districts: int | None
    neighbourhoods: int
    fictitious: bool


class ComparedFigure(Wire):
    """The latest figure of a place, beside its own city's; `per_1000` of its inhabitants, where it is a count.

    `expected`: a target there is judged by this indicator. Where it was never measured there is no period.
    """

    indicator: str
    population: str
    expected: bool
    period: str | None
    value: Number | None
    missing: Missing | None
    computed: bool
    estimated: bool
    source: str | None
    reference: str | None
    reference_value: Number | None
    difference: Number | None
    side: Movement | None
    per_1000: Number | None


class ComparedArea(Wire):
    context: AreaContext
    figures: list[ComparedFigure]


class CautionRead(Wire):
    """A sentence that says why these areas are hard to compare."""

    code: Caution
    text: str


class AreaComparisonPage(Page[ComparedArea]):
    """Areas beside each other with their context, and what to be careful about."""

    indicators: list[str]
    cautions: list[CautionRead]


class ProgrammeBaseline(Wire):
    """Where a target of a programme starts here, and how it stands."""

    target: str
    place: str
    indicator: str | None
    population: str
    baseline: BaselineRead | None
    status: Status


class SuccessiveProgramme(Wire):
    """A programme that works or worked on this territory, with the baselines of its own targets here.

    `areas` are its areas that share ground with this one, `places` the neighbourhoods they share. `own`: it works in
    this very area.
    """

    programme: str
    name: str
    starts: date | None
    ends: date | None
    own: bool
    areas: list[str]
    places: list[str]
    baselines: list[ProgrammeBaseline]


class AreaComparisonFilter(MomentAsked):
    """Which places, by one or more indicators or by everything about one theme; all areas where none is named.

    `area` are areas themselves, `within` the neighbourhoods of an area, `place` any places.
    """

    area: list[str] = WireField(default_factory=list)
    within: list[str] = WireField(default_factory=list)
    place: list[str] = WireField(default_factory=list)
    indicator: list[str] = WireField(default_factory=list)
    theme: str | None = WireField(default=None, max_length=120)
    population: list[str] = WireField(default_factory=list)
