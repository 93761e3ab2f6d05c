"""Surroundings: what moves inside an area since the programme began, against what moves in places watched beside it."""

from collections.abc import Iterator, Sequence
from datetime import date

from sqlmodel import col

from app.models.insight import FlowRead, InsightAsked, Moved, WatchedRead
from app.models.programme import Programme, ProgrammeVersion
from app.models.result import WatchedPlace, WatchedPlaceBase, WatchedPlaceVersion
from app.services.access.known import all_known, known_table
from app.services.access.sight import Sight
from app.services.insight.loading import Subject
from app.services.insight.shapes import by_period
from app.services.insight.surveying import Survey, survey
from app.services.insight.telling import moved_between
from app.services.insight.waterbed import Flow, between, flow
from app.services.rows import Found, paginate_list

Flows = list[tuple[WatchedPlaceBase, FlowRead]]


def find(sight: Sight, area_id: str, asked: InsightAsked) -> tuple[Found[FlowRead], list[WatchedRead]]:
    """A page of indicators by place, that what may be moving out first; and the places that are watched.

    Raises NotFound, Invalid.
    """
    rows = _watched(sight, area_id)
    found = survey(sight, area_id, asked, [row.place for row in rows])
    starts = _starts(sight, {row.programme for row in rows})
    flows = [(row, it) for row in rows for it in _flows(found, row, row.since or starts.get(row.programme))]
    page = paginate_list([it for _, it in flows], asked, _order)
    return page, [_read(row, flows, row.since or starts.get(row.programme)) for row in rows]


def _order(it: FlowRead) -> tuple[int, str, str, str, str]:
    return int(not it.moves_out), it.indicator, it.population, it.outside.place, it.programme


def _watched(sight: Sight, area_id: str) -> Sequence[WatchedPlaceBase]:
    table = known_table(sight, WatchedPlace, WatchedPlaceVersion)
    here = (col(table.area) == area_id, col(table.withdrawn).is_(False))
    rows = all_known(sight, WatchedPlace, WatchedPlaceVersion, *here)
    return sorted(rows, key=lambda row: row.id)


def _starts(sight: Sight, programmes: set[str]) -> dict[str, date | None]:
    table = known_table(sight, Programme, ProgrammeVersion)
    rows = all_known(sight, Programme, ProgrammeVersion, col(table.id).in_(sorted(programmes)))
    return {row.id: row.starts for row in rows}


def _flows(found: Survey, row: WatchedPlaceBase, starts: date | None) -> Iterator[FlowRead]:
    for subject in found.ground.subjects([row.place]):
        inside, outside = found.ground.of(subject, found.area), found.ground.of(subject, row.place)
        one = flow(inside, outside, found.ground.scales[subject[0]], starts)
        if one is not None:
            yield _flow(found, subject, row, one)


def _flow(found: Survey, subject: Subject, row: WatchedPlaceBase, one: Flow) -> FlowRead:
    first, last = one.first, one.last
    return FlowRead(
        indicator=subject[0],
        population=subject[1],
        programme=row.programme,
        since=first.fact.period.text,
        until=last.fact.period.text,
        inside=moved_between(found.area, first.fact, last.fact, one.inside),
        outside=moved_between(row.place, first.reference, last.reference, one.outside),
        reference=_city(found, subject, one),
        moves_out=one.moves_out,
    )


def _city(found: Survey, subject: Subject, one: Flow) -> Moved | None:
    city = found.reference_of(found.area)
    facts = by_period(found.ground.of(subject, city))
    first, last = facts.get(one.first.fact.period), facts.get(one.last.fact.period)
    if city is None or first is None or last is None:
        return None
    way = between([first, last], first.period, last.period, found.ground.scales[subject[0]])
    return moved_between(city, first, last, way)


def _read(row: WatchedPlaceBase, flows: Flows, since: date | None) -> WatchedRead:
    own = [it for other, it in flows if other.id == row.id]
    return WatchedRead(
        id=row.id,
        programme=row.programme,
        place=row.place,
        since=since,
        text=row.text,
        compared=len(own),
        moves_out=sum(it.moves_out for it in own),
    )
