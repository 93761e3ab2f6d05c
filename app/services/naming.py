"""What can be named where somebody fills in a form: of each kind the ids and names, one query or two for each."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.models.decision import Decision
from app.models.governance import Body, Meeting
from app.models.indicator import Indicator, Population
from app.models.intervention import Intervention
from app.models.partner import Partner
from app.models.place import Place, PlaceKind
from app.models.programme import Node, Programme
from app.models.reference import ReferenceFilter, ReferenceKind, ReferenceRead
from app.models.source import Source
from app.models.target import Target
from app.services.access.sight import Sight
from app.services.places.scope import places_of_programmes
from app.services.rows import Found, paginate_list

Programmes = Sequence[str]
Named = Iterable[tuple[str, str, str | None]]
"""Id, name, and what tells it apart from another of that name."""

OF_PLACES = {
    ReferenceKind.AREA: (PlaceKind.AREA,),
    ReferenceKind.NEIGHBOURHOOD: (PlaceKind.NEIGHBOURHOOD,),
    ReferenceKind.MUNICIPALITY: (PlaceKind.MUNICIPALITY,),
    ReferenceKind.PLACE: tuple(PlaceKind),
}
FOR_EVERYBODY = (PlaceKind.MUNICIPALITY, PlaceKind.COUNTRY, PlaceKind.GROUP)
OF_EVERYBODY: dict[ReferenceKind, Any] = {
    ReferenceKind.PARTNER: Partner,
    ReferenceKind.INDICATOR: Indicator,
    ReferenceKind.POPULATION: Population,
    ReferenceKind.SOURCE: Source,
    ReferenceKind.PROGRAMME: Programme,
}
OF_A_PROGRAMME: dict[ReferenceKind, Any] = {
    ReferenceKind.BODY: Body,
    ReferenceKind.DECISION: Decision,
}


def find(sight: Sight, asked: ReferenceFilter) -> Found[ReferenceRead]:
    """Everything that can be named of these kinds, by kind and name."""
    wanted = (asked.name or "").casefold()
    found = [
        ReferenceRead(kind=kind, id=key, name=name, detail=detail)
        for kind in dict.fromkeys(asked.kind)
        for key, name, detail in _named(sight, kind, asked.programme)
        if wanted in name.casefold()
    ]
    return paginate_list(found, asked, lambda one: (one.kind, one.name.casefold(), one.id))


def _named(sight: Sight, kind: ReferenceKind, programmes: Programmes) -> Named:
    if kind in OF_PLACES:
        return _places(sight, OF_PLACES[kind], programmes)
    if kind in OF_EVERYBODY:
        return _plain(sight.session, OF_EVERYBODY[kind])
    if kind in OF_A_PROGRAMME:
        return _kept(sight.session, OF_A_PROGRAMME[kind], programmes)
    return _OTHERS[kind](sight.session, programmes)


def _places(sight: Sight, kinds: Sequence[PlaceKind], programmes: Programmes) -> Named:
    """Of a programme its areas and what lies in them, and the places that anybody is compared with."""
    town: Any = aliased(Place)
    statement = (
        select(col(Place.id), col(Place.name), town.name)
        .outerjoin(town, town.id == col(Place.municipality_id))
        .where(col(Place.kind).in_(kinds))
    )
    if programmes:
        theirs = col(Place.id).in_(places_of_programmes(sight, programmes))
        statement = statement.where(or_(theirs, col(Place.kind).in_(FOR_EVERYBODY)))
    return [(key, name, there) for key, name, there in sight.session.execute(statement)]


def _plain(session: Session, model: Any) -> Named:
    return [(key, name, None) for key, name in session.execute(select(model.id, model.name))]


def _kept(session: Session, model: Any, programmes: Programmes) -> Named:
    """Of a register, without what was withdrawn."""
    statement = select(model.id, model.name).where(model.programme.in_(programmes), model.withdrawn.is_(False))
    return [(key, name, None) for key, name in session.execute(statement)]


def _meetings(session: Session, programmes: Programmes) -> Named:
    theirs = (col(Meeting.programme).in_(programmes), col(Meeting.withdrawn).is_(False))
    statement = select(col(Meeting.id), col(Meeting.name), col(Meeting.held_on)).where(*theirs)
    return [(key, name, day.isoformat()) for key, name, day in session.execute(statement)]


def _interventions(session: Session, programmes: Programmes) -> Named:
    statement = select(col(Intervention.id), col(Intervention.name))
    return [(*row, None) for row in session.execute(statement.where(col(Intervention.programme_id).in_(programmes)))]


def _levels(session: Session, programmes: Programmes) -> Named:
    for programme in session.execute(select(Programme).where(col(Programme.id).in_(programmes))).scalars():
        yield from ((level["id"], level["name"], None) for level in programme.levels)


def _goals(session: Session, programmes: Programmes) -> Named:
    return _nodes(session, select(Programme).where(col(Programme.id).in_(programmes)))


def _national_goals(session: Session, programmes: Programmes) -> Named:
    """Those of programmes of no municipality, real where these are real and made up where these are made up."""
    made_up = set(session.execute(select(col(Programme.fictitious)).where(col(Programme.id).in_(programmes))).scalars())
    others = (col(Programme.municipality_id).is_(None), col(Programme.id).not_in(programmes))
    return _nodes(session, select(Programme).where(*others, col(Programme.fictitious).in_(made_up or {False})))


def _nodes(session: Session, programmes: Any) -> Iterator[tuple[str, str, str | None]]:
    """Each with the word that its programme has for its level."""
    for programme in session.execute(programmes).scalars().all():
        words = {level["id"]: level["name"] for level in programme.levels}
        statement = select(col(Node.id), col(Node.name), col(Node.level)).where(col(Node.programme_id) == programme.id)
        for key, name, level in session.execute(statement):
            yield key, name, words.get(level)


def _targets(session: Session, programmes: Programmes) -> Named:
    """By what is counted, or else the goal, and where."""
    place: Any = aliased(Place)
    area: Any = aliased(Place)
    statement = (
        select(col(Target.id), col(Indicator.name), col(Node.name), place.name, area.name)
        .join(Node, col(Node.id) == col(Target.goal_id))
        .outerjoin(Indicator, col(Indicator.id) == col(Target.indicator_id))
        .outerjoin(place, place.id == col(Target.place_id))
        .outerjoin(area, area.id == col(Target.every_neighbourhood_of))
        .where(col(Target.programme_id).in_(programmes))
    )
    for key, indicator, goal, where, everywhere in session.execute(statement):
        yield key, indicator or goal, where or everywhere


_OTHERS: dict[ReferenceKind, Callable[[Session, Programmes], Named]] = {
    ReferenceKind.MEETING: _meetings,
    ReferenceKind.INTERVENTION: _interventions,
    ReferenceKind.LEVEL: _levels,
    ReferenceKind.GOAL: _goals,
    ReferenceKind.NATIONAL_GOAL: _national_goals,
    ReferenceKind.TARGET: _targets,
}
