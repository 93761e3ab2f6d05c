"""What is expected to be measured: the indicators and populations by which targets are judged, and where."""

from collections.abc import Collection, Mapping

from sqlmodel import col

from app.models.target import Target, TargetBase, TargetVersion
from app.services.access.known import all_known, known_table
from app.services.access.sight import Sight
from app.services.insight.loading import Subject, known_members
from app.services.places.scope import places_within
from app.services.progress.answers import LIVE, held_at


def expected_at(sight: Sight, places: Collection[str]) -> dict[str, set[Subject]]:
    """For each place what targets about it ask for; of an area also those about its neighbourhoods. Three queries."""
    table = known_table(sight, Target, TargetVersion)
    here = held_at(sight, table, places_within(sight, sorted(places)))
    targets = all_known(sight, Target, TargetVersion, col(table.state).in_(LIVE), here)
    areas = {*places, *(target.every_neighbourhood_of for target in targets if target.every_neighbourhood_of)}
    parts = {area: {one.place_id for one in found} for area, found in known_members(sight, areas).items()}
    found: dict[str, set[Subject]] = {place: set() for place in places}
    for target in targets:
        if target.indicator_id is not None:
            for place in _about(target, parts) & found.keys():
                found[place].add((target.indicator_id, target.population_id))
    return found


def _about(target: TargetBase, parts: Mapping[str, set[str]]) -> set[str]:
    """The places of a target, and the areas that they are part of."""
    area = target.every_neighbourhood_of
    own = {area, *parts.get(area, ())} if area else {target.place_id or ""}
    return own | {other for other, inside in parts.items() if inside & own}
