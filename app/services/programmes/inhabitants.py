"""How many people live in the areas of a programme: what is said of the whole, beside what its areas add up to."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from app.models.indicator import Indicator, IndicatorVersion
from app.models.place import Membership, Place, PlaceKind, as_origin
from app.models.programme import InhabitantsRead
from app.services.access.known import all_known, known_table
from app.services.access.sight import Sight
from app.services.measurements.composing import EVERYBODY, INHABITANTS, Series, Whole, compose
from app.services.measurements.seeing import series


def inhabitants_of(sight: Sight, areas: Mapping[str, Sequence[str]]) -> dict[str, InhabitantsRead]:
    """Of each programme that has a figure, the latest. What is said of a whole is measured at the group with its id."""
    table = known_table(sight, Indicator, IndicatorVersion)
    indicators = all_known(sight, Indicator, IndicatorVersion, col(table.id) == INHABITANTS)
    if not indicators or not areas:
        return {}
    groups = _groups(sight, list(areas))
    places = {*groups, *(area for named in areas.values() for area in named)}
    figures = series(sight, [INHABITANTS], places, [EVERYBODY])
    found = {
        programme: _latest(indicators[0], programme if programme in groups else "", named, figures, sight.now)
        for programme, named in areas.items()
    }
    return {programme: _read(whole) for programme, whole in found.items() if whole is not None}


def _groups(sight: Sight, programmes: Sequence[str]) -> set[str]:
    key = col(Place.id)
    statement = select(key).where(key.in_(programmes), col(Place.kind) == PlaceKind.GROUP)
    return set(sight.session.execute(statement).scalars())


def _latest(indicator: Any, group: str, areas: Sequence[str], figures: Series, now: datetime) -> Whole | None:
    """The figure of the last period in which there is one to show."""
    members = [Membership(area_id=group, place_id=area, recorded_at=now, recorded_by="") for area in areas]
    told = [
        whole for whole in compose(indicator, group, members, EVERYBODY, figures) if whole.computed.value is not None
    ]
    return told[-1] if told else None


def _read(whole: Whole) -> InhabitantsRead:
    computed, measured = whole.computed, whole.measured if whole.computed.measured else None
    return InhabitantsRead(
        value=computed.value,
        year=whole.period.year,
        measured=computed.measured,
        parts_total=computed.parts_total,
        adds_up=computed.adds_up,
        note=measured.row.note if measured and measured.true else None,
        origin=as_origin(measured.row) if measured else None,
    )
