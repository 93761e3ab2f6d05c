"""To which places a question about quality is narrowed."""

from typing import Any

from app.models.quality import QualityFilter
from app.services.access.sight import Sight
from app.services.places.scope import places_of_municipalities, places_of_programmes, places_within


def at_places(sight: Sight, asked: QualityFilter, place: Any) -> list[Any]:
    """The conditions on a column of place ids; none where nothing is asked."""
    conditions = []
    if asked.programme:
        conditions.append(place.in_(places_of_programmes(sight, asked.programme)))
    if asked.area:
        conditions.append(place.in_(places_within(sight, asked.area)))
    if asked.place:
        conditions.append(place.in_(asked.place))
    if asked.municipality:
        conditions.append(place.in_(places_of_municipalities(sight, asked.municipality)))
    return conditions
