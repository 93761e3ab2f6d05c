"""Making and changing places. Ids are readable and permanent; a place is never deleted or merged."""

from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import select
from sqlmodel import col

from app.errors import Conflict, FieldError, Invalid, NotFound, say
from app.models.place import Area, Level, Place, PlaceAlias, PlaceCode, PlaceKind
from app.models.place_sent import AreaChange, PlaceChange, PlaceCodeCreate, PlaceCreate
from app.services.access.sight import Sight
from app.services.access.writing import Writing
from app.services.editions import Edited, editing
from app.services.places.finding import row
from app.services.places.holding import HOLDING
from app.services.references import id_of, settled_by_the_key, slug, unknown_municipality
from app.services.rows import hold


def create(writing: Writing, new: PlaceCreate) -> Place:
    """A new place. Raises Invalid with all errors at once, Conflict for a taken id or code, Forbidden."""
    writing.require_everywhere()
    if errors := list(errors_in(writing, new)):
        raise Invalid(errors)
    key = _id_of(writing, new)
    if new.code is not None and new.layout_year is not None:
        _refuse_a_taken_code(writing, new.code, new.layout_year)
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
    """Change what was sent; raises NotFound, Invalid, Conflict for a taken code, and Forbidden outside the scope."""
    place = held(writing, place_id)
    writing.require_place(place_id)
    if errors := [*_errors_in_change(place, patch), *unknown_town(writing, patch.municipality)]:
        raise Invalid(errors)
    with editing(writing, HOLDING, place):
        lay(writing, place, patch)
        if "level" in patch.model_fields_set:
            place.level = (patch.level or Level.OTHER) if place.kind == PlaceKind.NEIGHBOURHOOD else None
        if "codes" in patch.model_fields_set:
            _code(writing, place_id, patch.codes)
        renew(writing, place)
    writing.note("change", "place", place_id, {"fields": sorted(patch.model_fields_set)})
    return place


def lay(writing: Writing, place: Place, patch: PlaceChange | AreaChange) -> None:
    """What places of every kind have: name, spellings, municipality."""
    if "name" in patch.model_fields_set:
        place.name = patch.name
    if "municipality" in patch.model_fields_set:
        place.municipality_id = patch.municipality
    if "aliases" in patch.model_fields_set:
        _spell(writing, place.id, patch.aliases)


def renew(writing: Writing, place: Place) -> None:
    """The next version of a place."""
    place.version += 1
    writing.session.add(place)
    writing.session.flush()


def errors_in(writing: Writing, new: PlaceCreate) -> Iterator[FieldError]:
    """What is wrong with a new place; an id or code that is taken is a conflict, and not among it."""
    yield from unknown_town(writing, new.municipality)
    if (new.code is None) != (new.layout_year is None):
        remedy = say("A code has the year of its layout beside it: codes are used again.")
        yield FieldError("layoutYear" if new.layout_year is None else "code", "code-and-layout-year", remedy)
    if new.level is not None and new.kind is not PlaceKind.NEIGHBOURHOOD:
        yield no_level(new.level)


def unknown_town(writing: Writing, named: str | None) -> Iterator[FieldError]:
    """An error where a municipality is named that is not there, or is none."""
    municipality = writing.session.get(Place, named) if named else None
    if named and (municipality is None or municipality.kind != PlaceKind.MUNICIPALITY):
        yield unknown_municipality(named)


def no_level(given: Level) -> FieldError:
    return FieldError("level", "not-applicable", say("Only a neighbourhood has a level."), given)


def _errors_in_change(place: Place, patch: PlaceChange) -> Iterator[FieldError]:
    if patch.level is not None and place.kind != PlaceKind.NEIGHBOURHOOD:
        yield no_level(patch.level)
    codes = [(one.code, one.layout_year) for one in patch.codes]
    if len(set(codes)) < len(codes):
        yield FieldError("codes", "code-twice", say("The same code of the same year stands here twice."))


def _id_of(writing: Writing, new: PlaceCreate) -> str:
    """The id that was asked, else the name, of a neighbourhood with its municipality before it.

    One made from the name gets the code as suffix where it is taken.
    """
    before = new.municipality if new.kind is PlaceKind.NEIGHBOURHOOD else None
    key = id_of(new.id, new.name, before)
    made_and_taken = new.id is None and writing.session.get(Place, key) is not None
    return slug(key, new.code) if made_and_taken and new.code else key


def _refuse_a_taken_code(writing: Writing, code: str, year: int, field: str = "code") -> None:
    of_this_year = (col(PlaceCode.code) == code, col(PlaceCode.layout_year) == year)
    holder = writing.session.execute(select(col(PlaceCode.place_id)).where(*of_this_year)).scalar()
    if holder is not None:
        remedy = say("In {year} the code {code} is that of {place}.", year=year, code=code, place=holder)
        raise Conflict(remedy, errors=[FieldError(field, "taken", remedy, code)])


def _code(writing: Writing, place_id: str, codes: Iterable[PlaceCodeCreate]) -> None:
    """These codes and no others."""
    session = writing.session
    there = session.execute(select(PlaceCode).where(col(PlaceCode.place_id) == place_id)).scalars().all()
    wanted = [(one.code, one.layout_year) for one in codes]
    for one in there:
        if (one.code, one.layout_year) not in wanted:
            session.delete(one)
    known = {(one.code, one.layout_year) for one in there}
    for position, (code, year) in enumerate(wanted):
        if (code, year) not in known:
            _refuse_a_taken_code(writing, code, year, f"codes.{position}.code")
            session.add(PlaceCode(place_id=place_id, code=code, layout_year=year))
    session.flush()


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


def _no_area(sight: Sight, place_id: str) -> Place:
    place = row(sight, place_id)
    if place.kind == PlaceKind.AREA:
        raise NotFound(say("The versions of an area are at /api/v1/areas/{id}/versions.", id=place_id))
    return place


def _held_no_area(writing: Writing, place_id: str) -> Place:
    _no_area(writing.sight, place_id)
    return held(writing, place_id)


PLACES = Edited(HOLDING, PlaceChange, _no_area, _held_no_area, change)
