"""Which events belong on which line. Pure rules.

An event that names indicators is about those, whatever the programme; one that names none is about everything that its
own programme looks at. It holds for the places that it names, for all that lies in them, and for the areas that they
are part of; for every place where it names none, or names the country.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from app.models.event_note import EventNote
from app.models.period import Period
from app.models.result import EventBase


@dataclass(frozen=True)
class Line:
    """A line that is drawn: its indicator, the programmes that look at it, its place with all around and in that."""

    indicator: str | None
    programmes: Collection[str]
    places: Collection[str]


def notes(events: Iterable[EventBase], line: Line, countries: Collection[str], day: date) -> list[EventNote]:
    """The events on this line that had begun on the day, oldest first."""
    chosen = [event for event in events if _concerns(event, line, countries) and _period(event).starts <= day]
    return [EventNote.model_validate(event) for event in sorted(chosen, key=lambda one: (_period(one), one.id))]


def _concerns(event: EventBase, line: Line, countries: Collection[str]) -> bool:
    about = line.indicator in event.indicators if event.indicators else event.programme in line.programmes
    everywhere = not event.places or not set(event.places).isdisjoint(countries)
    return about and (everywhere or not set(event.places).isdisjoint(line.places))


def _period(event: EventBase) -> Period:
    return Period.parse(event.period)
