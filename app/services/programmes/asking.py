"""What was asked of nodes, as conditions on their table."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, false, or_
from sqlmodel import col

from app.models.programme import NodeFilter, Programme, ProgrammeVersion
from app.models.target import Target, TargetFilter, TargetVersion
from app.services.access.known import all_known, known, known_table
from app.services.access.sight import Sight
from app.services.interventions import goals_of_partners
from app.services.tags import tagged_as
from app.services.targets.asking import targets_asked

OF_TARGETS = ("area", "place", "municipality", "indicator")


def nodes_asked(sight: Sight, table: Any, asked: NodeFilter) -> list[Any]:
    """The conditions on the table of nodes."""
    pairs = ((asked.programme, table.programme_id), (asked.parent, table.parent_id))
    conditions: list[Any] = [column.in_(values) for values, column in pairs if values]
    if asked.level:
        conditions.append(_at_level(sight, table, asked.level))
    if asked.partner:
        conditions.append(table.id.in_(goals_of_partners(asked.partner)))
    if of_targets := {name: values for name in OF_TARGETS if (values := getattr(asked, name))}:
        conditions.append(table.id.in_(_goals_of_targets(sight, TargetFilter.model_construct(**of_targets))))
    return conditions + tagged_as(table, asked)


def _goals_of_targets(sight: Sight, asked: TargetFilter) -> Any:
    """The goals of the targets that were asked for."""
    table = known_table(sight, Target, TargetVersion)
    statement = known(sight, Target, TargetVersion).where(*targets_asked(sight, table, asked))
    return statement.with_only_columns(col(table.goal_id))


def _at_level(sight: Sight, table: Any, asked: Sequence[str]) -> Any:
    """By the programme's own id of a level, or by the kind that makes levels of programmes comparable."""
    levels = [
        and_(table.programme_id == programme.id, table.level == level["id"])
        for programme in all_known(sight, Programme, ProgrammeVersion)
        for level in programme.levels
        if not {level["id"], level["kind"]}.isdisjoint(asked)
    ]
    return or_(false(), *levels)
