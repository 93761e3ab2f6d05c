"""What stands around places: spellings, codes, municipality and areas, of many places at once."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from app.models.place import (
    AreaShare,
    Membership,
    MembershipBase,
    MembershipVersion,
    MunicipalityRead,
    Place,
    PlaceAlias,
    PlaceCode,
    PlaceCodeRead,
)
from app.services.access.eyes import Eyes, eyes_of
from app.services.access.known import all_known, known_table
from app.services.access.sight import Sight


@dataclass(frozen=True)
class Surroundings:
    """By the id of each place; a place without any has an empty list."""

    aliases: Mapping[str, list[str]]
    codes: Mapping[str, list[PlaceCodeRead]]
    areas: Mapping[str, list[AreaShare]]
    names: Mapping[str, str]
    municipalities: Mapping[str, MunicipalityRead]
    eyes: Eyes

    def municipality_of(self, place: Place) -> MunicipalityRead | None:
        return self.municipalities.get(place.municipality_id or "")


def surroundings(sight: Sight, places: Sequence[Place]) -> Surroundings:
    """Six queries at most, however many places."""
    ids = [place.id for place in places]
    areas = _areas(sight, ids)
    municipalities = {place.municipality_id for place in places if place.municipality_id}
    return Surroundings(
        aliases=_aliases(sight, ids),
        codes=_codes(sight, ids),
        areas=areas,
        names=names_of(sight, (one.area for some in areas.values() for one in some)),
        municipalities=_municipalities(sight, municipalities),
        eyes=eyes_of(sight),
    )


def _aliases(sight: Sight, places: Sequence[str]) -> dict[str, list[str]]:
    ordered = select(PlaceAlias).where(col(PlaceAlias.place_id).in_(places)).order_by(col(PlaceAlias.alias))
    return _by_place(sight.session.execute(ordered).scalars(), lambda row: row.alias)


def _codes(sight: Sight, places: Sequence[str]) -> dict[str, list[PlaceCodeRead]]:
    ordered = (
        select(PlaceCode)
        .where(col(PlaceCode.place_id).in_(places))
        .order_by(col(PlaceCode.layout_year), col(PlaceCode.code))
    )
    return _by_place(sight.session.execute(ordered).scalars(), PlaceCodeRead.model_validate)


def _areas(sight: Sight, places: Sequence[str]) -> dict[str, list[AreaShare]]:
    table = known_table(sight, Membership, MembershipVersion)
    rows = all_known(sight, Membership, MembershipVersion, col(table.place_id).in_(places))
    return _by_place(sorted(rows, key=lambda row: row.area_id), _share)


def _share(row: MembershipBase) -> AreaShare:
    return AreaShare(area=row.area_id, share=row.share)


def names_of(sight: Sight, areas: Iterable[str]) -> dict[str, str]:
    """The name of each of these places."""
    wanted = select(col(Place.id), col(Place.name)).where(col(Place.id).in_(set(areas)))
    return {one.id: one.name for one in sight.session.execute(wanted)}


def _municipalities(sight: Sight, ids: Iterable[str]) -> dict[str, MunicipalityRead]:
    """Each with its newest code."""
    statement = (
        select(col(Place.id), col(Place.name), col(PlaceCode.code))
        .outerjoin(PlaceCode, col(PlaceCode.place_id) == col(Place.id))
        .where(col(Place.id).in_(sorted(ids)))
        .order_by(col(PlaceCode.layout_year))
    )
    rows = sight.session.execute(statement)
    return {key: MunicipalityRead(code=code, name=name) for key, name, code in rows}


def _by_place(rows: Iterable[Any], value: Callable[[Any], Any]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for row in rows:
        found.setdefault(row.place_id, []).append(value(row))
    return found
