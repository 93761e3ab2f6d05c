"""Making and changing areas: names and profile, and which neighbourhoods they are made of, in one go."""

from collections.abc import Iterator, Sequence

from sqlalchemy import select
from sqlmodel import col

from app.errors import FieldError, Invalid, say
from app.models.place import Area, Membership, Place, PlaceKind
from app.models.place_sent import AreaChange, AreaCreate, MembershipCreate, PartOfArea, PlaceCreate
from app.services.access.sight import Sight
from app.services.access.writing import Writing
from app.services.editions import Edited, editing
from app.services.places import composition, recording
from app.services.places.finding import row
from app.services.places.holding import HOLDING, members

PROFILE = frozenset({"boundary_reason", "districts", "websites"})


def create(writing: Writing, new: AreaCreate) -> Place:
    """A new area with its profile and neighbourhoods. Raises Invalid with all errors, Conflict, Forbidden."""
    sent = PlaceCreate.model_validate(
        {**new.model_dump(include={"id", "name", "municipality", "aliases", "fictitious"}), "kind": PlaceKind.AREA}
    )
    writing.require_everywhere()
    if errors := [*recording.errors_in(writing, sent), *_wrong_parts(writing, new.neighbourhoods)]:
        raise Invalid(errors)
    place = recording.create(writing, sent)
    _profile(writing, place.id, new)
    _compose(writing, place.id, new)
    writing.session.flush()
    return place


def held(writing: Writing, area_id: str) -> Place:
    """The area that is about to be changed; raises NotFound."""
    row_of_area(writing.sight, area_id)
    return recording.held(writing, area_id)


def row_of_area(sight: Sight, area_id: str) -> Place:
    """Raises NotFound, also for a place of another kind."""
    return row(sight, area_id, PlaceKind.AREA)


def change(writing: Writing, area_id: str, patch: AreaChange) -> Place:
    """Change what was sent. Another composition takes the right for all areas, and a reason where a part leaves.

    Raises NotFound, Invalid, and Forbidden outside the scope.
    """
    place = held(writing, area_id)
    writing.require_area(area_id)
    if errors := list(_errors(writing, area_id, patch)):
        raise Invalid(errors)
    with editing(writing, HOLDING, place):
        recording.lay(writing, place, patch)
        _profile(writing, area_id, patch)
        if "neighbourhoods" in patch.model_fields_set:
            _compose(writing, area_id, patch)
        recording.renew(writing, place)
    writing.note("change", "place", area_id, {"fields": sorted(patch.model_fields_set)})
    return place


def _profile(writing: Writing, area_id: str, patch: AreaChange) -> None:
    area = writing.session.get(Area, area_id) or Area(place_id=area_id)
    for name in patch.model_fields_set & PROFILE:
        setattr(area, name, getattr(patch, name))
    if patch.characteristics is not None:
        for name in patch.characteristics.model_fields_set:
            setattr(area, name, getattr(patch.characteristics, name))
    writing.session.add(area)


def _errors(writing: Writing, area_id: str, patch: AreaChange) -> Iterator[FieldError]:
    yield from recording.unknown_town(writing, patch.municipality)
    if "neighbourhoods" not in patch.model_fields_set:
        return
    yield from _wrong_parts(writing, patch.neighbourhoods)
    if patch.reason is None and _leaving(writing, area_id, patch):
        remedy = say("Say why a neighbourhood is no part of the area any longer.")
        yield FieldError("reason", "required", remedy)


def _wrong_parts(writing: Writing, parts: Sequence[PartOfArea]) -> Iterator[FieldError]:
    named = [part.neighbourhood for part in parts]
    kind = col(Place.kind) == PlaceKind.NEIGHBOURHOOD
    there = set(writing.session.execute(select(col(Place.id)).where(col(Place.id).in_(named), kind)).scalars())
    for position, key in enumerate(named):
        if key not in there:
            error = composition.unknown_neighbourhood(key)
            yield FieldError(f"neighbourhoods.{position}.neighbourhood", error.code, error.message, key)
        elif key in named[:position]:
            remedy = say("This neighbourhood stands here twice.")
            yield FieldError(f"neighbourhoods.{position}.neighbourhood", "neighbourhood-twice", remedy, key)


def _leaving(writing: Writing, area_id: str, patch: AreaChange) -> list[str]:
    staying = {part.neighbourhood for part in patch.neighbourhoods}
    return [one.place_id for one in members(writing.session, area_id) if one.place_id not in staying]


def _compose(writing: Writing, area_id: str, patch: AreaChange) -> None:
    """These neighbourhoods and no others; one whose shares stay the same gets no new version."""
    there = {one.place_id: one for one in members(writing.session, area_id)}
    for key in _leaving(writing, area_id, patch):
        composition.take_out(writing, area_id, key, patch.reason or "")
    for part in patch.neighbourhoods:
        if not _as_it_was(there.get(part.neighbourhood), part):
            sent = MembershipCreate.model_validate({**part.model_dump(by_alias=True), "reason": patch.reason})
            composition.put_in(writing, area_id, sent)


def _as_it_was(one: Membership | None, part: PartOfArea) -> bool:
    sent = (part.share, part.household_share, part.dwelling_share)
    return one is not None and (one.share, one.household_share, one.dwelling_share) == sent


AREAS = Edited(HOLDING, AreaChange, row_of_area, held, change)
