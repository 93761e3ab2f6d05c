"""Everything that an insight into one area starts from: who is inside, what it is compared with, and the figures."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import col

from app.errors import FieldError, Invalid, say
from app.models.insight import InsightAsked
from app.models.period import today
from app.models.place import Place, PlaceKind
from app.services.access.sight import Sight
from app.services.insight.loading import Ground, Subject, Wanted, known_members, lay
from app.services.insight.shapes import Facts
from app.services.places.finding import row
from app.services.progress.answers import day_asked


@dataclass(frozen=True)
class Survey:
    """An area with its neighbourhoods; `asked_reference` is what every place is compared with, where one was asked."""

    area: str
    inside: list[str]
    asked_reference: str | None
    ground: Ground

    def reference_of(self, place: str) -> str | None:
        """What the place is compared with: its municipality, unless something else was asked for."""
        found = self.asked_reference or self.ground.municipality(place)
        return None if found == place else found

    def beside(self, subject: Subject, place: str) -> tuple[Facts, Facts]:
        """The figures of the place, and those of its reference."""
        return self.ground.of(subject, place), self.ground.of(subject, self.reference_of(place))


def survey(sight: Sight, area_id: str, asked: InsightAsked, more: Collection[str] = ()) -> Survey:
    """The area as this reader may see it, on the day that is asked about; `more` are places to look at besides.

    A fixed number of queries. Raises NotFound, Invalid.
    """
    row(sight, area_id, PlaceKind.AREA)
    day = day_asked(asked.as_of, today(sight.now))
    require_place(sight, asked.reference)
    inside = [member.place_id for member in known_members(sight, [area_id]).get(area_id, [])]
    places = {area_id, *inside, *more} | ({asked.reference} if asked.reference else set())
    ground = lay(sight, places, day, Wanted(asked.indicator, asked.population))
    return Survey(area_id, inside, asked.reference, ground)


def require_place(sight: Sight, place_id: str | None) -> None:
    """Raises Invalid where a reference is named that is not there."""
    if place_id is None:
        return
    if sight.session.execute(select(col(Place.id)).where(col(Place.id) == place_id)).first() is None:
        remedy = say("There is no place “{id}”. The list is at /api/v1/places.", id=place_id[:60])
        raise Invalid([FieldError("reference", "unknown-place", remedy, place_id)])
