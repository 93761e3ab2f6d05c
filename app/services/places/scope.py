"""Which places a question is about: an area with its neighbourhoods, all of a municipality, those of a programme."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, select, union
from sqlmodel import col

from app.models.place import Membership, MembershipVersion, Place, PlaceCode
from app.models.programme import ProgrammeArea
from app.services.access.known import all_known, known, known_table
from app.services.access.sight import Sight


def places_within(sight: Sight, areas: Sequence[str] | Select[Any]) -> Select[Any]:
    """The ids of these areas and of their neighbourhoods, as the composition was known."""
    table = known_table(sight, Membership, MembershipVersion)
    members = known(sight, Membership, MembershipVersion).where(col(table.area_id).in_(areas))
    both = union(
        members.with_only_columns(col(table.place_id).label("id")),
        select(col(Place.id).label("id")).where(col(Place.id).in_(areas)),
    ).subquery()
    return select(both.c.id)


def areas_around(sight: Sight, places: Select[Any]) -> Select[Any]:
    """The ids of the areas that any of these places is part of, as the composition was known."""
    table = known_table(sight, Membership, MembershipVersion)
    members = known(sight, Membership, MembershipVersion).where(col(table.place_id).in_(places))
    return members.with_only_columns(col(table.area_id))


def places_of_municipalities(sight: Sight, codes: Sequence[str]) -> Select[Any]:
    """The ids of the municipalities with these codes (GM0344), and of every place in them."""
    municipalities = select(col(PlaceCode.place_id)).where(col(PlaceCode.code).in_(codes))
    return select(col(Place.id)).where(
        col(Place.id).in_(municipalities) | col(Place.municipality_id).in_(municipalities)
    )


def areas_of_programmes(sight: Sight, programmes: Sequence[str]) -> Select[Any]:
    """The ids of the areas that these programmes work in."""
    return select(col(ProgrammeArea.area_id)).where(col(ProgrammeArea.programme_id).in_(programmes))


def members_of(sight: Sight, areas: Sequence[str]) -> dict[str, set[str]]:
    """Each of these areas with its neighbourhoods, itself included."""
    table = known_table(sight, Membership, MembershipVersion)
    found = {area: {area} for area in areas}
    for member in all_known(sight, Membership, MembershipVersion, col(table.area_id).in_(areas)):
        found[member.area_id].add(member.place_id)
    return found


def places_of_programmes(sight: Sight, programmes: Sequence[str]) -> Select[Any]:
    """The ids of the areas that these programmes work in, and of their neighbourhoods."""
    return places_within(sight, areas_of_programmes(sight, programmes))
