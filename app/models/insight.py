"""Insight into an area: extremes, stacking, surroundings, the state of its data. Nothing of it is stored."""

from datetime import date
from enum import StrEnum

from pydantic import Field as WireField

from app.models.base import Number, Page, Wire
from app.models.terms import Missing, Movement, State
from app.models.two_levels import MomentAsked


class DataState(StrEnum):
    """How the data of an indicator are: old is older than twice its rhythm."""

    PRESENT = "present"
    OLD = "old"
    MISSING = "missing"
    SCATTERED = "scattered"


class Scattered(StrEnum):
    """In what the neighbourhoods of an area differ."""

    PLACES = "places"
    PERIODS = "periods"
    SOURCES = "sources"


class PlaceFigure(Wire):
    """The figure of a place in the period that is looked at, beside its reference's."""

    place: str
    value: Number | None
    missing: Missing | None = None
    low: Number | None = None
    high: Number | None = None
    state: State = State.FINAL
    computed: bool = False
    estimated: bool = False
    difference: Number | None = None
    side: Movement | None = None


class OutlierRead(Wire):
    """The best and the worst neighbourhood of one indicator in its latest common period: several where they share it.

    The latest common period is the last one of which at least half of the neighbourhoods that ever had a figure have
    one. `best` and `worst` are empty where no way is good, and of totals; `highest` and `lowest` never are. `compared`
    counts the neighbourhoods with a figure; those with a `suppressed` one, or none in this period, are named.
    `hidden_by_mean`: the worst is worse than the reference, and the area as a whole is not.
    """

    indicator: str
    population: str
    period: str
    area: PlaceFigure | None
    reference: PlaceFigure | None
    best: list[PlaceFigure]
    worst: list[PlaceFigure]
    highest: list[PlaceFigure]
    lowest: list[PlaceFigure]
    compared: int
    suppressed: list[str]
    missing: list[str]
    hidden_by_mean: bool


class BadIndicator(Wire):
    """An indicator that could be compared in a place, with both figures of their latest common period."""

    indicator: str
    population: str
    period: str
    value: Number
    reference: str
    reference_value: Number
    gap: Number | None
    certain: bool | None


class Subject(Wire):
    indicator: str
    population: str


class StackRead(Wire):
    """A neighbourhood with the indicators that are bad there at once; `compared` counts all that could be compared."""

    place: str
    stacked: bool
    count: int
    compared: int
    bad: list[BadIndicator]
    suppressed: list[Subject]
    missing: list[Subject]


class StackingMethod(Wire):
    """The rule in words, and its numbers: `margin` in percent of the reference's figure."""

    name: str
    margin: int
    at_least: int
    text: str


class StackingPage(Page[StackRead]):
    """The neighbourhoods of an area, most bad indicators first, with the rule that says what is bad."""

    method: StackingMethod
    stacked: int


class Moved(Wire):
    """Two figures of one place, and which way it went between them."""

    place: str
    first: Number | None
    last: Number | None
    movement: Movement | None
    estimated: bool = False


class FlowRead(Wire):
    """One indicator inside an area and in a place that is watched beside it, between the same two periods.

    `reference` is the city in these periods: what moves everywhere is no waterbed. `moves_out`: better inside, worse
    outside.
    """

    indicator: str
    population: str
    programme: str
    since: str
    until: str
    inside: Moved
    outside: Moved
    reference: Moved | None
    moves_out: bool


class WatchedRead(Wire):
    """A place that is watched: since when, why, and how many indicators could be compared there."""

    id: str
    programme: str
    place: str
    since: date | None
    text: str | None
    compared: int
    moves_out: int


class SurroundingsPage(Page[FlowRead]):
    """What moves inside the area and beside it, that what may be moving out first, with the places that are watched."""

    watched: list[WatchedRead]


class CellRead(Wire):
    """How one place stands with one indicator: its last figure, and since when a newer one could have been there."""

    place: str
    state: DataState
    period: str | None
    missing: Missing | None
    suppressed: bool
    source: str | None
    overdue: bool
    overdue_since: date | None


class DataStateRead(Wire):
    """One indicator over all neighbourhoods of an area, and of the area itself.

    `expected`: targets name it. `scattered_in` says in what the neighbourhoods differ. `overdue` counts the places for
    which a newer figure could have been there, since `overdue_since` at the earliest.
    """

    indicator: str
    population: str
    rhythm: str | None
    expected: bool
    state: DataState
    scattered_in: list[Scattered]
    present: int
    old: int
    missing: int
    overdue: int
    overdue_since: date | None
    area: CellRead
    neighbourhoods: list[CellRead]


class DataStatePage(Page[DataStateRead]):
    """The state of the data of an area, counted over its indicators."""

    counts: dict[DataState, int]
    overdue: int


class InsightAsked(MomentAsked):
    """All that may be asked of the insights of an area. `reference` is the municipality where none is named."""

    indicator: list[str] = WireField(default_factory=list)
    population: list[str] = WireField(default_factory=list)
    reference: str | None = WireField(default=None, max_length=120)


class OutlierFilter(InsightAsked):
    """`period` instead of the latest common one."""

    period: str | None = WireField(default=None, max_length=20)


class StackingFilter(InsightAsked):
    """`margin` in percent, `at_least` how many bad indicators make a stack."""

    margin: int = WireField(default=10, ge=0, le=100)
    at_least: int = WireField(default=2, ge=1, le=100)
