"""What was asked of targets and of their assessments, as conditions on the table of targets."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, or_, select
from sqlmodel import col

from app.models.place import Place
from app.models.target import TargetFilter
from app.services.access.sight import Sight
from app.services.interventions import goals_of_partners
from app.services.places.scope import places_of_municipalities, places_within
from app.services.progress.answers import held_at

Places = Select[Any]


def targets_asked(sight: Sight, table: Any, asked: TargetFilter) -> list[Any]:
    """Targets that name these places: a place itself, or the area of which they want every neighbourhood."""
    conditions = _about_the_target(table, asked)
    if asked.place:
        conditions.append(_names(table, asked.place, asked.place))
    if asked.area:
        conditions.append(_names(table, places_within(sight, asked.area), asked.area))
    if asked.municipality:
        of_them = places_of_municipalities(sight, asked.municipality)
        conditions.append(_names(table, of_them, of_them))
    return conditions


def assessments_asked(sight: Sight, table: Any, asked: TargetFilter) -> tuple[list[Any], list[Places]]:
    """The conditions on targets, and statements of places: an assessment that was asked for is at one of each."""
    conditions, places = _about_the_target(table, asked), _places(sight, asked)
    conditions.extend(held_at(sight, table, within) for within in places)
    return conditions, places


def _places(sight: Sight, asked: TargetFilter) -> list[Places]:
    places = []
    if asked.place:
        places.append(select(col(Place.id)).where(col(Place.id).in_(asked.place)))
    if asked.area:
        places.append(places_within(sight, asked.area))
    if asked.municipality:
        places.append(places_of_municipalities(sight, asked.municipality))
    return places


def _names(table: Any, places: Any, areas: Any) -> Any:
    return or_(col(table.place_id).in_(places), col(table.every_neighbourhood_of).in_(areas))


def _about_the_target(table: Any, asked: TargetFilter) -> list[Any]:
    pairs: tuple[tuple[Sequence[str], Any], ...] = (
        (asked.programme, table.programme_id),
        (asked.goal, table.goal_id),
        (asked.indicator, table.indicator_id),
        (asked.source, table.document),
        (asked.rule, table.rule),
        (asked.state, table.state),
    )
    conditions: list[Any] = [col(column).in_(values) for values, column in pairs if values]
    if asked.conditional is not None:
        conditions.append(col(table.condition).is_not(None) if asked.conditional else col(table.condition).is_(None))
    if asked.partner:
        conditions.append(col(table.goal_id).in_(goals_of_partners(asked.partner)))
    return conditions
