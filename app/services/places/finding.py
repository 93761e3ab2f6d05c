"""Finding places: one namespace, asked for by kind, code, area, programme, municipality or name."""

from typing import Any

from sqlalchemy import Select, or_, select
from sqlmodel import col

from app.errors import NotFound, say
from app.models.place import (
    Level,
    Membership,
    MembershipVersion,
    NeighbourhoodRead,
    Place,
    PlaceAlias,
    PlaceCode,
    PlaceFilter,
    PlaceKind,
    PlaceRead,
    as_origin,
)
from app.services.access.known import known, known_table
from app.services.access.sight import Sight
from app.services.places.scope import places_of_municipalities, places_of_programmes, places_within
from app.services.places.surroundings import Surroundings, surroundings
from app.services.rows import Found, paginate


def find(sight: Sight, asked: PlaceFilter) -> Found[PlaceRead]:
    """Places of every kind, by id."""
    found = paginate(sight.session, matching(sight, asked), asked, Place.id)
    around = surroundings(sight, found.items)
    return found.holding([_place(row, around) for row in found.items])


def read(sight: Sight, place_id: str) -> PlaceRead:
    """One place; raises NotFound."""
    place = row(sight, place_id)
    return _place(place, surroundings(sight, [place]))


def find_neighbourhoods(sight: Sight, asked: PlaceFilter, *, area: str | None = None) -> Found[NeighbourhoodRead]:
    """Neighbourhoods, by id; of one area where that is given. Raises NotFound for an area that is not there."""
    statement = matching(sight, asked).where(col(Place.kind) == PlaceKind.NEIGHBOURHOOD)
    if area is not None:
        row(sight, area, PlaceKind.AREA)
        statement = statement.where(col(Place.id).in_(_members(sight, area)))
    found = paginate(sight.session, statement, asked, Place.id)
    around = surroundings(sight, found.items)
    return found.holding([_neighbourhood(place, around) for place in found.items])


def read_neighbourhood(sight: Sight, place_id: str) -> NeighbourhoodRead:
    """One neighbourhood; raises NotFound."""
    place = row(sight, place_id, PlaceKind.NEIGHBOURHOOD)
    return _neighbourhood(place, surroundings(sight, [place]))


def row(sight: Sight, place_id: str, kind: PlaceKind | None = None) -> Place:
    """The place, of this kind; raises NotFound."""
    place = sight.session.get(Place, place_id)
    if place is None or kind not in (None, place.kind):
        raise NotFound(say("There is no {kind} with id {id}.", kind=say(kind or "place"), id=place_id[:120]))
    return place


def matching(sight: Sight, asked: PlaceFilter) -> Select[Any]:
    """The places that were asked for."""
    key, conditions = col(Place.id), []
    if asked.kind:
        conditions.append(col(Place.kind).in_(asked.kind))
    if asked.place:
        conditions.append(key.in_(asked.place))
    if asked.area:
        conditions.append(key.in_(places_within(sight, asked.area)))
    if asked.programme:
        conditions.append(key.in_(places_of_programmes(sight, asked.programme)))
    if asked.municipality:
        conditions.append(key.in_(places_of_municipalities(sight, asked.municipality)))
    return select(Place).where(*conditions, *_coded(asked), *_named(asked))


def _coded(asked: PlaceFilter) -> list[Any]:
    """By code, in the layout of a year where that is given: codes are reused."""
    if not asked.code and asked.layout_year is None:
        return []
    coded = select(col(PlaceCode.place_id))
    if asked.code:
        coded = coded.where(col(PlaceCode.code).in_(asked.code))
    if asked.layout_year is not None:
        coded = coded.where(col(PlaceCode.layout_year) == asked.layout_year)
    return [col(Place.id).in_(coded)]


def _named(asked: PlaceFilter) -> list[Any]:
    """By part of the name, or of any other spelling."""
    if asked.name is None:
        return []
    spelled = select(col(PlaceAlias.place_id)).where(col(PlaceAlias.alias).icontains(asked.name, autoescape=True))
    return [or_(col(Place.name).icontains(asked.name, autoescape=True), col(Place.id).in_(spelled))]


def _members(sight: Sight, area: str) -> Select[Any]:
    table = known_table(sight, Membership, MembershipVersion)
    members = known(sight, Membership, MembershipVersion).where(col(table.area_id) == area)
    return members.with_only_columns(col(table.place_id))


def _place(place: Place, around: Surroundings) -> PlaceRead:
    return PlaceRead(
        id=place.id,
        kind=place.kind,
        name=place.name,
        level=place.level,
        aliases=around.aliases.get(place.id, []),
        municipality=around.municipality_of(place),
        codes=around.codes.get(place.id, []),
        areas=around.areas.get(place.id, []),
        successor_of=place.successor_of,
        fictitious=place.fictitious,
        origin=as_origin(place),
        may=around.eyes.may_steer(place.id),
    )


def _neighbourhood(place: Place, around: Surroundings) -> NeighbourhoodRead:
    return NeighbourhoodRead(
        id=place.id,
        name=place.name,
        level=place.level or Level.OTHER,
        municipality=around.municipality_of(place),
        codes=around.codes.get(place.id, []),
        areas=around.areas.get(place.id, []),
        area_names={one.area: around.names[one.area] for one in around.areas.get(place.id, [])},
        fictitious=place.fictitious,
        origin=as_origin(place),
        may=around.eyes.may_steer(place.id),
    )
