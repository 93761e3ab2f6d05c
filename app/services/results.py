"""The registers of results that were reported, of events on the line, and of places that are watched."""

from collections.abc import Iterator, Sequence
from typing import Any

from app.errors import FieldError, say
from app.models.access import SYSTEM
from app.models.period import Period
from app.models.result import (
    Event,
    EventCreate,
    EventFilter,
    EventRead,
    EventVersion,
    Result,
    ResultCreate,
    ResultFilter,
    ResultRead,
    ResultVersion,
    WatchedPlace,
    WatchedPlaceCreate,
    WatchedPlaceFilter,
    WatchedPlaceRead,
    WatchedPlaceVersion,
)
from app.models.terms import Missing
from app.services.access.eyes import Eyes, Guarded, eyes_of, guarded
from app.services.access.sight import Sight
from app.services.access.suppression import Figure, seen
from app.services.access.writing import Writing
from app.services.measurements.finding import invalid_period
from app.services.places.scope import members_of
from app.services.registers.register import Completed, Register


def _as_seen(sight: Sight, rows: Sequence[Any]) -> Completed:
    """A reported figure of a protected indicator is seen as a measurement is: hidden, rounded, or as it was printed."""
    guards = guarded(sight, {row.indicator for row in rows if row.indicator})
    eyes = eyes_of(sight)
    return [_figures(row, guards.get(row.indicator), eyes) for row in rows]


def _figures(row: Any, guard: Guarded | None, eyes: Eyes) -> dict[str, Any]:
    """What a document printed is told as printed, for as long as nobody changed it."""
    if guard is None:
        return {"missing": None}
    printed = row.document is not None and row.recorded_by == SYSTEM.name
    may = all(eyes.may_see(place, row.partner) for place in row.places) if row.places else eyes.steers(None)
    now, before = (
        seen(Figure(guard.kind, value, scale=guard.scale, published=printed), guard.protection, may_see=may)
        for value in (row.value, row.from_value)
    )
    hidden = now.is_suppressed or before.is_suppressed
    return {"value": now.value, "from_value": before.value, "missing": Missing.SUPPRESSED if hidden else None}


def _wrong_with_result(writing: Writing, row: Any) -> Iterator[FieldError]:
    if row.value is None and row.words is None:
        yield FieldError("value", "value-or-words-required", say("Give the figure, or say it in words."))
    yield from _unreadable(row, {"period": "period", "from_period": "fromPeriod"})


def _wrong_with_event(writing: Writing, row: Any) -> Iterator[FieldError]:
    yield from _unreadable(row, {"period": "period", "until": "until"})


def _wrong_with_watched_place(writing: Writing, row: Any) -> Iterator[FieldError]:
    if row.place == row.area or row.place in members_of(writing.sight, [row.area])[row.area]:
        remedy = say("This place lies in the area itself. Name one outside it.")
        yield FieldError("place", "inside-area", remedy, row.place)


def _unreadable(row: Any, fields: dict[str, str]) -> Iterator[FieldError]:
    """Periods are stored in their one spelling; other spellings that we know are read."""
    for column, field in fields.items():
        given = getattr(row, column)
        if given is None:
            continue
        try:
            setattr(row, column, Period.parse(given).text)
        except ValueError:
            yield invalid_period(field, given)


RESULTS = Register(
    noun="result",
    path="results",
    current=Result,
    versions=ResultVersion,
    create=ResultCreate,
    read=ResultRead,
    asked=ResultFilter,
    refers={
        "places": "place",
        "goals": "goal",
        "intervention": "intervention",
        "partner": "partner",
        "indicator": "indicator",
        "population": "population",
    },
    complete=_as_seen,
    check=_wrong_with_result,
)
EVENTS = Register(
    noun="event",
    path="events",
    current=Event,
    versions=EventVersion,
    create=EventCreate,
    read=EventRead,
    asked=EventFilter,
    refers={"places": "place", "indicators": "indicator"},
    check=_wrong_with_event,
)
WATCHED_PLACES = Register(
    noun="watched place",
    path="watched-places",
    current=WatchedPlace,
    versions=WatchedPlaceVersion,
    create=WatchedPlaceCreate,
    read=WatchedPlaceRead,
    asked=WatchedPlaceFilter,
    refers={"area": "place", "place": "place"},
    check=_wrong_with_watched_place,
    right_by="area",
)
