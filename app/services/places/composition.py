"""Composition: which neighbourhoods make an area, wholly or for a share, and since when that is known."""

from sqlalchemy import func, select
from sqlmodel import col

from app.errors import FieldError, Invalid, NotFound, say
from app.models.place import Membership, MembershipVersion, Place, PlaceKind
from app.models.place_sent import MembershipCreate
from app.services.access.versions import keep, next_version
from app.services.access.writing import Writing
from app.services.editions import editing
from app.services.places.finding import row
from app.services.places.holding import HOLDING
from app.services.rows import hold


def include(writing: Writing, area_id: str, new: MembershipCreate) -> Membership:
    """Make a neighbourhood part of an area, or give it other shares: a new version of the composition.

    It takes the right for all areas, because whoever has an area has what lies in it. Raises Invalid, NotFound.
    """
    place = _hold_area(writing, area_id)
    if not _is_neighbourhood(writing, new.neighbourhood):
        raise Invalid([unknown_neighbourhood(new.neighbourhood)])
    with editing(writing, HOLDING, place):
        member = put_in(writing, area_id, new)
        place.version += 1
    return member


def put_in(writing: Writing, area_id: str, new: MembershipCreate) -> Membership:
    """The same for who holds the area already and gives it its next version."""
    writing.require_everywhere()
    member = writing.session.get(Membership, (area_id, new.neighbourhood))
    if member is None:
        member = _first(writing, area_id, new.neighbourhood)
    else:
        next_version(writing, member)
    member.share, member.household_share, member.dwelling_share = new.share, new.household_share, new.dwelling_share
    keep(writing, member, MembershipVersion, new.reason)
    details = {"neighbourhood": new.neighbourhood, "share": format(new.share, "f")}
    writing.note("include", "place", area_id, details | {"reason": new.reason})
    return member


def leave_out(writing: Writing, area_id: str, neighbourhood: str, reason: str) -> None:
    """A neighbourhood is no part of the area any longer; until when it was stays known. Raises NotFound."""
    place = _hold_area(writing, area_id)
    with editing(writing, HOLDING, place):
        take_out(writing, area_id, neighbourhood, reason)
        place.version += 1


def take_out(writing: Writing, area_id: str, neighbourhood: str, reason: str) -> None:
    """The same for who holds the area already and gives it its next version."""
    writing.require_everywhere()
    member = writing.session.get(Membership, (area_id, neighbourhood))
    if member is None:
        raise NotFound(say("{id} is no part of this area.", id=neighbourhood[:120]))
    next_version(writing, member)
    keep(writing, member, MembershipVersion, reason, gone=True)
    writing.session.delete(member)
    writing.session.flush()
    writing.note("leave-out", "place", area_id, {"neighbourhood": neighbourhood, "reason": reason})


def _hold_area(writing: Writing, area_id: str) -> Place:
    """Whoever composes an area holds it until that is done."""
    row(writing.sight, area_id, PlaceKind.AREA)
    writing.require_everywhere()
    return hold(writing.session, Place, area_id, "place")


def _is_neighbourhood(writing: Writing, key: str) -> bool:
    place = writing.session.get(Place, key)
    return place is not None and place.kind == PlaceKind.NEIGHBOURHOOD


def unknown_neighbourhood(key: str) -> FieldError:
    remedy = say("There is no neighbourhood “{id}”. The list is at /api/v1/neighbourhoods.", id=key)
    return FieldError("neighbourhood", "unknown-neighbourhood", remedy, key)


def _first(writing: Writing, area_id: str, neighbourhood: str) -> Membership:
    """A membership that is not there; its number goes on after the versions of one that was."""
    last = select(func.max(col(MembershipVersion.version))).where(
        col(MembershipVersion.area_id) == area_id, col(MembershipVersion.place_id) == neighbourhood
    )
    version = (writing.session.execute(last).scalar() or 0) + 1
    return Membership(
        area_id=area_id,
        place_id=neighbourhood,
        version=version,
        recorded_at=writing.now,
        recorded_by=writing.actor.name,
    )
