"""The areas of a programme, those outside its agreement apart, and which assessments count in the agreement."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlmodel import col

from app.models.place import as_origin
from app.models.programme import AreaOutside, ProgrammeArea
from app.models.progress import AssessmentRead
from app.services.access.sight import Sight
from app.services.places.scope import members_of

Answers = Sequence[AssessmentRead]


@dataclass
class Areas:
    """Of one programme: the ids of the areas of the agreement, and the areas that were added outside it."""

    inside: list[str] = field(default_factory=list)
    outside: list[AreaOutside] = field(default_factory=list)


def areas_of(sight: Sight, programmes: Collection[str]) -> dict[str, Areas]:
    """The areas of each of these programmes, by id; one query."""
    found = {programme: Areas() for programme in programmes}
    statement = select(ProgrammeArea).where(col(ProgrammeArea.programme_id).in_(programmes))
    for link in sight.session.execute(statement.order_by(col(ProgrammeArea.area_id))).scalars():
        if link.outside_agreement:
            outside = AreaOutside(area=link.area_id, text=link.text, origin=as_origin(link))
            found[link.programme_id].outside.append(outside)
        else:
            found[link.programme_id].inside.append(link.area_id)
    return found


def within_agreement(sight: Sight, answers: Answers) -> Answers:
    """Without those at places that only lie in areas outside the agreement of their programme."""
    areas = areas_of(sight, {one.programme for one in answers})
    named = {area for it in areas.values() if it.outside for area in (*it.inside, *(one.area for one in it.outside))}
    if not named:
        return answers
    members = members_of(sight, sorted(named))
    apart = {programme: _places_outside(it, members) for programme, it in areas.items() if it.outside}
    return [one for one in answers if one.place not in apart.get(one.programme, ())]


def _places_outside(areas: Areas, members: dict[str, set[str]]) -> set[str]:
    outside = set().union(*(members[one.area] for one in areas.outside))
    return outside.difference(*(members[area] for area in areas.inside))
