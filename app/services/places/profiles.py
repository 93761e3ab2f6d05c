"""Areas with their profile: inhabitants, characteristics, programmes, and how everything in them stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import col

from app.models.period import Period
from app.models.place import (
    Area,
    AreaFilter,
    AreaProgress,
    AreaRead,
    Characteristics,
    Place,
    PlaceKind,
    StatusCounts,
    YearlyFigure,
    as_origin,
)
from app.models.programme import Programme, ProgrammeArea
from app.models.progress import ProgressRead
from app.models.terms import TargetState
from app.services.access.sight import Sight
from app.services.measurements.seeing import series
from app.services.places.finding import matching, row
from app.services.places.scope import members_of
from app.services.places.surroundings import Surroundings, surroundings
from app.services.progress.answers import assess_where, count, drafts, worst_first
from app.services.rows import Found, paginate

INHABITANTS, EVERYBODY = "inhabitants", "all"


@dataclass(frozen=True)
class Profiles:
    """What only areas have, by id."""

    areas: Mapping[str, Area]
    inhabitants: Mapping[str, YearlyFigure]
    programmes: Mapping[str, dict[str, str]]
    progress: Mapping[str, StatusCounts]


def find(sight: Sight, asked: AreaFilter) -> Found[AreaRead]:
    """Areas, by id; a fixed number of queries."""
    statement = matching(sight, asked).where(col(Place.kind) == PlaceKind.AREA)
    found = paginate(sight.session, statement, asked, Place.id)
    return found.holding(_read_all(sight, found.items, asked.as_of))


def read(sight: Sight, area_id: str, as_of: str | None = None) -> AreaRead:
    """One area, and how it stands; raises NotFound, and Invalid on a day that cannot be read."""
    return _read_all(sight, [row(sight, area_id, PlaceKind.AREA)], as_of)[0]


def progress(sight: Sight, area_id: str, as_of: str | None = None) -> ProgressRead:
    """How every target about the area and its neighbourhoods stands, worst first. Raises NotFound, Invalid."""
    row(sight, area_id, PlaceKind.AREA)
    answers = assess_where(sight, areas=[area_id], as_of=as_of)
    return ProgressRead(
        counts=count(answers),
        drafts=drafts(answers),
        targets=len({answer.target for answer in answers if answer.state == TargetState.ADOPTED}),
        assessments=worst_first(answers),
    )


def _read_all(sight: Sight, places: Sequence[Place], as_of: str | None = None) -> list[AreaRead]:
    ids = [place.id for place in places]
    if not ids:
        return []
    around = surroundings(sight, places)
    counts = _progress(sight, ids, as_of)
    profiles = Profiles(_areas(sight, ids), _inhabitants(sight, ids), _programmes(sight, ids), counts)
    return [_read(place, around, profiles) for place in places]


def _areas(sight: Sight, ids: Sequence[str]) -> dict[str, Area]:
    rows = sight.session.execute(select(Area).where(col(Area.place_id).in_(ids))).scalars()
    return {area.place_id: area for area in rows}


def _inhabitants(sight: Sight, ids: Sequence[str]) -> dict[str, YearlyFigure]:
    """The latest that this reader may see."""
    latest = {}
    for (_, place, _), figures in series(sight, [INHABITANTS], ids, [EVERYBODY]).items():
        for one in figures:
            if one.figure.value is not None:
                latest[place] = YearlyFigure(value=one.figure.value, year=Period.parse(one.row.period).year)
    return latest


def _programmes(sight: Sight, ids: Sequence[str]) -> dict[str, dict[str, str]]:
    """The programmes of each area, by id with their names."""
    statement = (
        select(col(ProgrammeArea.area_id), col(Programme.id), col(Programme.name))
        .join(Programme, col(Programme.id) == col(ProgrammeArea.programme_id))
        .where(col(ProgrammeArea.area_id).in_(ids))
        .order_by(col(Programme.id))
    )
    found: dict[str, dict[str, str]] = {}
    for area, key, name in sight.session.execute(statement):
        found.setdefault(area, {})[key] = name
    return found


def _progress(sight: Sight, ids: Sequence[str], as_of: str | None) -> dict[str, StatusCounts]:
    """The same counts as `progress` gives of each area: all that is at itself or at a part of it."""
    answers = assess_where(sight, areas=ids, as_of=as_of, brief=True)
    return {
        area: count(answer for answer in answers if answer.place in places)
        for area, places in members_of(sight, ids).items()
    }


def _read(place: Place, around: Surroundings, profiles: Profiles) -> AreaRead:
    area = profiles.areas.get(place.id) or Area(place_id=place.id)
    return AreaRead(
        id=place.id,
        name=place.name,
        aliases=around.aliases.get(place.id, []),
        municipality=around.municipality_of(place),
        inhabitants=profiles.inhabitants.get(place.id),
        districts=area.districts,
        websites=area.websites,
        characteristics=Characteristics(
            socio_economic=area.socio_economic, housing=area.housing, striking=area.striking
        ),
        boundary_reason=area.boundary_reason,
        programmes=list(profiles.programmes.get(place.id, ())),
        programme_names=profiles.programmes.get(place.id, {}),
        progress=AreaProgress(counts=profiles.progress[place.id]),
        fictitious=place.fictitious,
        origin=as_origin(place),
        may=around.eyes.may_steer(place.id),
    )
