"""Making and changing places. Ids are readable and permanent; a place is never deleted or merged."""

from collections.abc import Iterator, Sequence

from sqlalchemy import select
from sqlmodel import col

from app.errors import Conflict, FieldError, Invalid, say
from app.models.place import (
    Area,
    AreaChange,
    Level,
    Place,
    PlaceAlias,
    PlaceChange,
    PlaceCode,
    PlaceCreate,
    PlaceKind,
)
from app.services.access.writing import Writing
from app.services.places.finding import row
from app.services.references import id_of, settled_by_the_key, slug, unknown_municipality
from app.services.rows import hold


def create(writing: Writing, new: PlaceCreate) -> Place:
    """A new place. Raises Invalid with all errors at once, Conflict for a taken id or code, Forbidden."""
    writing.require_everywhere()
    if errors := list(_errors(writing, new)):
        raise Invalid(errors)
    key = _id_of(writing, new)
    _refuse_a_taken_code(writing, new)
    place = Place(
        id=key,
        kind=new.kind,
        name=new.name,
        level=(new.level or Level.OTHER) if new.kind is PlaceKind.NEIGHBOURHOOD else None,
        municipality_id=new.municipality,
        fictitious=new.fictitious,
    )
    with settled_by_the_key(writing, "place", Place, key):
        writing.session.add(place)
        writing.session.flush()
        if new.code is not None and new.layout_year is not None:
            writing.session.add(PlaceCode(place_id=key, code=new.code, layout_year=new.layout_year))
    if new.kind is PlaceKind.AREA:
        writing.session.add(Area(place_id=key))
    _spell(writing, key, new.aliases)
    writing.note("create", "place", place.id, {"kind": place.kind})
    return place


def held(writing: Writing, place_id: str) -> Place:
    """The place that is about to be changed; raises NotFound."""
    return hold(writing.session, Place, place_id, "place")


def change(writing: Writing, place_id: str, patch: PlaceChange) -> Place:
    """Change what was sent; raises NotFound, and Forbidden outside the scope."""
    place = held(writing, place_id)
    writing.require_place(place_id)
    if "name" in patch.model_fields_set:
        place.name = patch.name
    if "aliases" in patch.model_fields_set:
        _spell(writing, place_id, patch.aliases)
    return _changed(writing, place, patch)


def change_profile(writing: Writing, area_id: str, patch: AreaChange) -> Place:
    """Change what is said of an area besides its name; raises NotFound, and Forbidden outside the scope."""
    place = row(writing.sight, area_id, PlaceKind.AREA)
    writing.require_area(area_id)
    area = writing.session.get(Area, area_id) or Area(place_id=area_id)
    for name in patch.model_fields_set - {"characteristics"}:
        setattr(area, name, getattr(patch, name))
    if patch.characteristics is not None:
        for name in patch.characteristics.model_fields_set:
            setattr(area, name, getattr(patch.characteristics, name))
    writing.session.add(area)
    return _changed(writing, place, patch)


def _changed(writing: Writing, place: Place, patch: PlaceChange | AreaChange) -> Place:
    place.version += 1
    writing.session.add(place)
    writing.note("change", "place", place.id, {"fields": sorted(patch.model_fields_set)})
    writing.session.flush()
    return place


def _errors(writing: Writing, new: PlaceCreate) -> Iterator[FieldError]:
    municipality = writing.session.get(Place, new.municipality) if new.municipality else None
    if new.municipality and (municipality is None or municipality.kind != PlaceKind.MUNICIPALITY):
        yield unknown_municipality(new.municipality)
    if (new.code is None) != (new.layout_year is None):
        remedy = say("A code has the year of its layout beside it: codes are used again.")
        yield FieldError("layoutYear" if new.layout_year is None else "code", "code-and-layout-year", remedy)
    if new.level is not None and new.kind is not PlaceKind.NEIGHBOURHOOD:
        yield FieldError("level", "not-applicable", say("Only a neighbourhood has a level."), new.level)


def _id_of(writing: Writing, new: PlaceCreate) -> str:
    """The id that was asked, else the name, of a neighbourhood with its municipality before it.

    One made from the name gets the code as suffix where it is taken.
    """
    before = new.municipality if new.kind is PlaceKind.NEIGHBOURHOOD else None
    key = id_of(new.id, new.name, before)
    made_and_taken = new.id is None and writing.session.get(Place, key) is not None
    return slug(key, new.code) if made_and_taken and new.code else key


def _refuse_a_taken_code(writing: Writing, new: PlaceCreate) -> None:
    of_this_year = (col(PlaceCode.code) == new.code, col(PlaceCode.layout_year) == new.layout_year)
    holder = writing.session.execute(select(col(PlaceCode.place_id)).where(*of_this_year)).scalar()
    if holder is not None:
        remedy = say("In {year} the code {code} is that of {place}.", year=new.layout_year, code=new.code, place=holder)
        raise Conflict(remedy, errors=[FieldError("code", "taken", remedy, new.code)])


def _spell(writing: Writing, place_id: str, aliases: Sequence[str]) -> None:
    """These spellings and no others; one that stays keeps the document in which it stands."""
    spelled = writing.session.execute(select(PlaceAlias).where(col(PlaceAlias.place_id) == place_id)).scalars().all()
    for alias in spelled:
        if alias.alias not in aliases:
            writing.session.delete(alias)
    known = {alias.alias for alias in spelled}
    writing.session.add_all(
        PlaceAlias(place_id=place_id, alias=one) for one in dict.fromkeys(aliases) if one not in known
    )
    writing.session.flush()
