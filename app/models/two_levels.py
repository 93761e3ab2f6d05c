"""Two levels, always: an indicator through time, and at each moment against a reference."""

from pydantic import Field as WireField

from app.models.base import Asked, AskedMoment, Number, Page, Wire
from app.models.event_note import EventNote
from app.models.progress import SeriesPoint
from app.models.terms import Missing, Movement


class TwoLevelPoint(SeriesPoint):
    """A figure beside that of its reference in the same period.

    `difference` is value minus reference, `gap` is positive when worse whichever way is good (null where no way is),
    `side` says better or worse by at least one step, `certain` whether that is more than chance explains (null
    without intervals), `ratio` is the value over the reference's. Of a total, such as a number of inhabitants, there is
    no difference: a place is a part of its city, and `ratio` is that part.
    """

    partner: str | None = None
    estimated: bool = False
    reference_value: Number | None = None
    reference_missing: Missing | None = None
    difference: Number | None = None
    side: Movement | None = None
    certain: bool | None = None
    ratio: Number | None = None


class TwoLevels(Wire):
    """One indicator in one place on two levels: through time, and at each moment against a reference.

    `since` and `until` are the periods that the movements lie between; `falls_behind` says that the place got better
    and its reference more so.
    """

    indicator: str
    place: str
    population: str
    reference: str | None
    points: list[TwoLevelPoint]
    since: str | None
    until: str | None
    through_time: Movement | None
    against_reference: Movement | None
    falls_behind: bool
    share_of: str | None = None


class TwoLevelsPage(Page[TwoLevels]):
    """A page, one item for each place, with the populations that there are, what can be compared with, and events."""

    populations: list[str] = WireField(default_factory=list)
    references: list[str] = WireField(default_factory=list)
    events: list[EventNote] = WireField(default_factory=list)


class MomentAsked(Asked):
    """From when, and as known when: `as_of` is a year (its 31 December) or a date."""

    as_of: str | None = WireField(default=None, max_length=10)
    known_at: AskedMoment | None = None


class TwoLevelsFilter(MomentAsked):
    """Which places of one indicator, and what with. `area` is the area and its neighbourhoods.

    Without a population: everybody, else the first group of which there are figures.
    """

    area: list[str] = WireField(default_factory=list)
    place: list[str] = WireField(default_factory=list)
    municipality: list[str] = WireField(default_factory=list)
    population: str | None = WireField(default=None, max_length=120)
    reference: str | None = WireField(default=None, max_length=120)
    period_from: str | None = WireField(default=None, max_length=20)
    period_to: str | None = WireField(default=None, max_length=20)
