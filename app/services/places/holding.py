"""What people can change of a place, as it stands: its names and codes; of an area also profile and composition."""

from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from app.models.place import Area, Membership, Place, PlaceAlias, PlaceCode, PlaceKind
from app.services.editions import Held, Holding

CHARACTERISTICS = {"socioEconomic": "socio_economic", "housing": "housing", "striking": "striking"}


def _held(session: Session, place: Place) -> Held:
    aliases = select(col(PlaceAlias.alias)).where(col(PlaceAlias.place_id) == place.id).order_by(col(PlaceAlias.alias))
    shared: dict[str, Any] = {
        "name": place.name,
        "aliases": list(session.execute(aliases).scalars()),
        "municipality": place.municipality_id,
    }
    if place.kind == PlaceKind.AREA:
        return shared | _held_of_area(session, place.id)
    return shared | {"level": place.level, "codes": _codes(session, place.id)}


def _held_of_area(session: Session, key: str) -> dict[str, Any]:
    area = session.get(Area, key) or Area(place_id=key)
    return {
        "boundary_reason": area.boundary_reason,
        "districts": area.districts,
        "websites": area.websites,
        "characteristics": {name: getattr(area, column) for name, column in CHARACTERISTICS.items()},
        "neighbourhoods": [_part(one) for one in members(session, key)],
    }


def members(session: Session, area: str) -> list[Membership]:
    """What the area is made of now, by id."""
    statement = select(Membership).where(col(Membership.area_id) == area).order_by(col(Membership.place_id))
    return list(session.execute(statement).scalars())


def _part(one: Membership) -> dict[str, Any]:
    return {
        "neighbourhood": one.place_id,
        "share": one.share,
        "householdShare": one.household_share,
        "dwellingShare": one.dwelling_share,
    }


def _codes(session: Session, key: str) -> list[dict[str, Any]]:
    statement = select(PlaceCode).where(col(PlaceCode.place_id) == key)
    rows = session.execute(statement.order_by(col(PlaceCode.layout_year), col(PlaceCode.code))).scalars()
    return [{"code": row.code, "layoutYear": row.layout_year} for row in rows]


HOLDING = Holding("place", _held)
