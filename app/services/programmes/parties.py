"""Who and where a programme is about: its areas, those outside its agreement, and its partners."""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from app.errors import FieldError, say
from app.models.place import Place, PlaceKind
from app.models.programme import Programme, ProgrammeArea, ProgrammePartner
from app.models.programme_sent import ProgrammeChange
from app.services.access.writing import Writing
from app.services.editions import Held, Holding
from app.services.references import unknown, unknown_municipality

COLUMNS = ("name", "starts", "ends", "levels", "baseline_rule", "summary", "asks_acceptance")


def wrong_parties(writing: Writing, sent: ProgrammeChange) -> Iterator[FieldError]:
    """An error for everything that is named and is not there, or twice."""
    session = writing.session
    inside = {f"areas.{position}": area for position, area in enumerate(sent.areas)}
    outside = {f"areasOutside.{position}.area": one.area for position, one in enumerate(sent.areas_outside)}
    for field, area in (inside | outside).items():
        if not _is(session, area, PlaceKind.AREA):
            remedy = say("There is no area “{id}”. The list is at /api/v1/areas.", id=area[:60])
            yield FieldError(field, "unknown-area", remedy, area)
    for field, area in outside.items():
        if area in sent.areas:
            yield FieldError(field, "area-twice", say("This area lies in the agreement already."), area)
    if sent.municipality is not None and not _is(session, sent.municipality, PlaceKind.MUNICIPALITY):
        yield unknown_municipality(sent.municipality)
    for error in unknown(writing, "partner", "partners", [one.partner for one in sent.partners]):
        yield FieldError(f"{error.field}.partner", error.code, error.message, error.value)


def link(writing: Writing, key: str, sent: ProgrammeChange) -> None:
    """Replace the links that were sent; one that stays keeps the document in which it stands."""
    fields = sent.model_fields_set
    if fields & {"areas", "areas_outside"}:
        _link_areas(writing.session, key, sent)
    if "partners" in fields:
        wanted = {one.partner: {"role": one.role} for one in sent.partners}
        _replace(writing.session, ProgrammePartner, key, "partner_id", wanted)
    writing.session.flush()


def _link_areas(session: Session, key: str, sent: ProgrammeChange) -> None:
    there = _links(session, ProgrammeArea, key)
    inside: dict[str, dict[str, Any]] = {one.area_id: {} for one in there if not one.outside_agreement}
    outside = {one.area_id: {"outside_agreement": True, "text": one.text} for one in there if one.outside_agreement}
    if "areas" in sent.model_fields_set:
        inside = {area: {"outside_agreement": None, "text": None} for area in sent.areas}
    if "areas_outside" in sent.model_fields_set:
        outside = {one.area: {"outside_agreement": True, "text": one.text} for one in sent.areas_outside}
    _replace(session, ProgrammeArea, key, "area_id", outside | inside)


def _replace(session: Session, model: Any, key: str, column: str, wanted: Mapping[str, Mapping[str, Any]]) -> None:
    there = {getattr(one, column): one for one in _links(session, model, key)}
    for other in there.keys() - wanted.keys():
        session.delete(there[other])
    for other, values in wanted.items():
        row = there.get(other) or model(programme_id=key, **{column: other})
        for name, value in values.items():
            setattr(row, name, value)
        session.add(row)


def _links(session: Session, model: Any, key: str) -> list[Any]:
    return list(session.execute(select(model).where(model.programme_id == key)).scalars())


def _is(session: Session, key: str, kind: PlaceKind) -> bool:
    place = session.get(Place, key)
    return place is not None and place.kind == kind


def _held(session: Session, programme: Programme) -> Held:
    areas = sorted(_links(session, ProgrammeArea, programme.id), key=lambda one: one.area_id)
    parties = select(ProgrammePartner).where(col(ProgrammePartner.programme_id) == programme.id)
    partners = session.execute(parties.order_by(col(ProgrammePartner.partner_id))).scalars()
    return {
        **{name: getattr(programme, name) for name in COLUMNS},
        "municipality": programme.municipality_id,
        "areas": [one.area_id for one in areas if not one.outside_agreement],
        "areas_outside": [{"area": one.area_id, "text": one.text} for one in areas if one.outside_agreement],
        "partners": [{"partner": one.partner_id, "role": one.role} for one in partners],
    }


HOLDING = Holding("programme", _held)
