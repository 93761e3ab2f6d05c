"""Composition: which neighbourhoods make an area, wholly or for a share, and since when that is known."""

from sqlalchemy import func, select
from sqlmodel import col

from app.errors import FieldError, Invalid, NotFound, say
from app.models.place import Membership, MembershipCreate, MembershipVersion, Place, PlaceKind
from app.services.access.versions import keep, next_version
from app.services.access.writing import Writing
from app.services.places.finding import row
from app.services.rows import hold


def include(writing: Writing, area_id: str, new: MembershipCreate) -> Membership:
    """Make a neighbourhood part of an area, or give it other shares: a new version of the composition.

    It takes the right for all areas, because whoever has an area has what lies in it. Raises Invalid, NotFound.
    """
    _hold_area(writing, area_id)
    _require_neighbourhood(writing, new)
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
    _hold_area(writing, area_id)
    member = writing.session.get(Membership, (area_id, neighbourhood))
    if member is None:
        raise NotFound(say("{id} is no part of this area.", id=neighbourhood[:120]))
    next_version(writing, member)
    keep(writing, member, MembershipVersion, reason, gone=True)
    writing.session.delete(member)
    writing.session.flush()
    writing.note("leave-out", "place", area_id, {"neighbourhood": neighbourhood, "reason": reason})


def _hold_area(writing: Writing, area_id: str) -> None:
    """Whoever composes an area holds it until that is done."""
    row(writing.sight, area_id, PlaceKind.AREA)
    writing.require_everywhere()
    hold(writing.session, Place, area_id, "place")


def _require_neighbourhood(writing: Writing, new: MembershipCreate) -> None:
    place = writing.session.get(Place, new.neighbourhood)
    if place is None or place.kind != PlaceKind.NEIGHBOURHOOD:
        remedy = say("There is no neighbourhood “{id}”. The list is at /api/v1/neighbourhoods.", id=new.neighbourhood)
        raise Invalid([FieldError("neighbourhood", "unknown-neighbourhood", remedy, new.neighbourhood)])


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
