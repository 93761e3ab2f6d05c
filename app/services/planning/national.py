"""Which national goals and lines of action local goals and areas serve, seen from either side."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from app.models.national import NationalGoalsRead, ServedNode, Serving
from app.models.place import Place, as_origin
from app.models.planning import Alignment, AlignmentVersion
from app.models.programme import Node, NodeVersion, Programme, ProgrammeVersion
from app.services.access.known import all_known, known_table
from app.services.access.sight import Sight
from app.services.programmes.agreement import areas_of
from app.services.programmes.finding import row as programme_row


def national_goals(sight: Sight, programme_id: str) -> NationalGoalsRead:
    """The nodes of every programme that this one serves, those that nothing serves too; raises NotFound.

    Of a programme that is itself served: its own nodes, with all that serves them.
    """
    programme = programme_row(sight, programme_id)
    table = known_table(sight, Alignment, AlignmentVersion)
    standing = all_known(sight, Alignment, AlignmentVersion, col(table.withdrawn).is_(False))
    alignments = sorted(standing, key=lambda one: str(one.id))
    owner = _owners(sight, {node for one in alignments for node in (*one.serves, one.goal) if node})
    areas = areas_of(sight, [programme.id])[programme.id]
    about = {programme.id, *areas.inside, *(one.area for one in areas.outside)}
    concerned = [one for one in alignments if not about.isdisjoint(_about(one, owner))]
    shelf = _shelf(sight, concerned, {owner[node] for one in concerned for node in one.serves if node in owner})
    return NationalGoalsRead(programme=programme.id, nodes=[shelf.served(node, concerned) for node in shelf.nodes])


def _about(one: Any, owner: Mapping[str, str]) -> Iterable[str | None]:
    """The programmes and the place that an alignment is about."""
    return (one.programme, one.place, *(owner.get(node) for node in (*one.serves, one.goal)))


@dataclass(frozen=True)
class _Shelf:
    """The nodes of the national programmes in their order, and the names of all that is mentioned."""

    nodes: list[Any]
    goals: Mapping[str, str]
    places: Mapping[str, str]
    programmes: Mapping[str, str]
    level_names: Mapping[tuple[str, str], str]

    def served(self, node: Any, alignments: Iterable[Any]) -> ServedNode:
        return ServedNode(
            id=node.id,
            name=node.name,
            level_name=self.level_names.get((node.programme_id, node.level), node.level),
            programme=node.programme_id,
            programme_name=self.programmes[node.programme_id],
            served_by=[self._serving(one) for one in alignments if node.id in one.serves],
        )

    def _serving(self, one: Any) -> Serving:
        return Serving(
            id=one.id,
            name=one.name,
            programme=one.programme,
            programme_name=self.programmes[one.programme],
            goal=one.goal,
            goal_name=self.goals.get(one.goal),
            place=one.place,
            place_name=self.places.get(one.place),
            text=one.text,
            origin=as_origin(one),
        )


def _shelf(sight: Sight, alignments: list[Any], national: Collection[str]) -> _Shelf:
    nodes = known_table(sight, Node, NodeVersion)
    goals = {one.goal for one in alignments if one.goal}
    named = col(nodes.programme_id).in_(national) | col(nodes.id).in_(goals)
    found = all_known(sight, Node, NodeVersion, named)
    table = known_table(sight, Programme, ProgrammeVersion)
    wanted = {*national, *(one.programme for one in alignments)}
    programmes = all_known(sight, Programme, ProgrammeVersion, col(table.id).in_(wanted))
    places = {one.place for one in alignments if one.place}
    rows = sight.session.execute(select(Place).where(col(Place.id).in_(places))).scalars().all()
    order = {(one.id, level["id"]): rank for one in programmes for rank, level in enumerate(one.levels)}
    return _Shelf(
        nodes=sorted((one for one in found if one.programme_id in national), key=lambda one: _rank(one, order)),
        goals={one.id: one.name for one in found},
        places={one.id: one.name for one in rows},
        programmes={one.id: one.name for one in programmes},
        level_names={(one.id, level["id"]): level["name"] for one in programmes for level in one.levels},
    )


def _rank(node: Any, order: Mapping[tuple[str, str], int]) -> tuple[str, int, int, str]:
    return node.programme_id, order.get((node.programme_id, node.level), 0), node.position, node.id


def _owners(sight: Sight, nodes: Collection[str]) -> dict[str, str]:
    """The programme of each of these nodes."""
    table = known_table(sight, Node, NodeVersion)
    return {one.id: one.programme_id for one in all_known(sight, Node, NodeVersion, col(table.id).in_(nodes))}
