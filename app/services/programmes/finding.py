"""Finding programmes and the nodes of their trees, with counts at every level, in a fixed number of queries."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import col

from app.errors import NotFound, say
from app.models.period import today
from app.models.place import as_origin
from app.models.programme import (
    LevelRead,
    Node,
    NodeBase,
    NodeFilter,
    NodeRead,
    NodeVersion,
    PathStep,
    Programme,
    ProgrammeArea,
    ProgrammeBase,
    ProgrammeFilter,
    ProgrammePartner,
    ProgrammeRead,
    ProgrammeVersion,
)
from app.models.progress import AssessmentRead
from app.models.target import Target
from app.services.access.eyes import Eyes, eyes_of
from app.services.access.known import all_known, known, known_table
from app.services.access.sight import Sight
from app.services.places.scope import places_of_municipalities
from app.services.programmes.agreement import areas_of, within_agreement
from app.services.programmes.asking import nodes_asked
from app.services.programmes.grounds import Grounds, grounds_of
from app.services.programmes.inhabitants import inhabitants_of
from app.services.progress.answers import assess_where, count, day_asked, drafts
from app.services.progress.together import of_parts
from app.services.rows import Found, paginate, same_names
from app.services.targets.finding import paths_of

Answers = Sequence[AssessmentRead]


def find(sight: Sight, asked: ProgrammeFilter) -> Found[ProgrammeRead]:
    """A page of programmes."""
    table = known_table(sight, Programme, ProgrammeVersion)
    statement = known(sight, Programme, ProgrammeVersion)
    if asked.programme:
        statement = statement.where(table.id.in_(asked.programme))
    if asked.area:
        within = select(col(ProgrammeArea.programme_id)).where(col(ProgrammeArea.area_id).in_(asked.area))
        statement = statement.where(table.id.in_(within))
    if asked.partner:
        signed = select(col(ProgrammePartner.programme_id)).where(col(ProgrammePartner.partner_id).in_(asked.partner))
        statement = statement.where(table.id.in_(signed))
    if asked.municipality:
        statement = statement.where(table.municipality_id.in_(places_of_municipalities(sight, asked.municipality)))
    found = paginate(sight.session, statement, asked, table.id)
    return found.holding(read_all(sight, found.items, as_of=asked.as_of))


def row(sight: Sight, programme_id: str) -> ProgrammeBase:
    """The programme as known; raises NotFound."""
    table = known_table(sight, Programme, ProgrammeVersion)
    found = all_known(sight, Programme, ProgrammeVersion, col(table.id) == programme_id)
    if not found:
        raise NotFound(say("There is no {kind} with id {id}.", kind=say("programme"), id=programme_id[:120]))
    programme: ProgrammeBase = found[0]
    return programme


def read(sight: Sight, programme_id: str, as_of: str | None = None) -> ProgrammeRead:
    """One programme, and how it stands; raises NotFound, and Invalid on a day that cannot be read."""
    return read_all(sight, [row(sight, programme_id)], as_of=as_of)[0]


def read_all(
    sight: Sight, programmes: Sequence[ProgrammeBase], answers: Answers | None = None, as_of: str | None = None
) -> list[ProgrammeRead]:
    """Programmes as they go out; `answers` are their assessments where those are known already."""
    ids = [programme.id for programme in programmes]
    if answers is None:
        answers = assess_where(sight, programmes=ids, as_of=as_of, brief=True) if ids else []
    areas, eyes, answers = areas_of(sight, ids), eyes_of(sight), within_agreement(sight, answers)
    inhabitants = inhabitants_of(sight, {id: areas[id].inside for id in ids})
    return [
        ProgrammeRead(
            id=programme.id,
            name=programme.name,
            starts=programme.starts,
            ends=programme.ends,
            state=programme.state,
            levels=[LevelRead(**level) for level in programme.levels],
            areas=areas[programme.id].inside,
            areas_outside=areas[programme.id].outside,
            inhabitants=inhabitants.get(programme.id),
            municipality=programme.municipality_id,
            baseline_rule=programme.baseline_rule,
            summary=programme.summary,
            asks_acceptance=programme.asks_acceptance,
            counts=count(one for one in answers if one.programme == programme.id),
            drafts=drafts(one for one in answers if one.programme == programme.id),
            fictitious=programme.fictitious,
            origin=as_origin(programme),
            may=eyes.may_steer(None, "addNode"),
        )
        for programme in programmes
    ]


def find_nodes(sight: Sight, asked: NodeFilter, *, only_goals: bool = False, of: str | None = None) -> Found[NodeRead]:
    """A page of nodes, of one programme where that is given; only of those that carry targets where goals are asked.

    Raises NotFound for a programme that is not there.
    """
    table = known_table(sight, Node, NodeVersion)
    statement = known(sight, Node, NodeVersion).where(*nodes_asked(sight, table, asked))
    if of is not None:
        statement = statement.where(table.programme_id == row(sight, of).id)
    if only_goals:
        statement = statement.where(table.id.in_(select(col(Target.goal_id))))
    found = paginate(sight.session, statement, asked, table.id)
    return found.holding(read_nodes(sight, found.items, asked.as_of))


def node_row(sight: Sight, node_id: str) -> NodeBase:
    """The node as known; raises NotFound."""
    table = known_table(sight, Node, NodeVersion)
    found = all_known(sight, Node, NodeVersion, col(table.id) == node_id)
    if not found:
        raise NotFound(say("There is no {kind} with id {id}.", kind=say("goal"), id=node_id[:120]))
    node: NodeBase = found[0]
    return node


def read_node(sight: Sight, node_id: str, as_of: str | None = None) -> NodeRead:
    """One node, and how it stands; raises NotFound, and Invalid on a day that cannot be read."""
    return read_nodes(sight, [node_row(sight, node_id)], as_of)[0]


def read_nodes(sight: Sight, nodes: Sequence[NodeBase], as_of: str | None = None) -> list[NodeRead]:
    """Nodes as they go out, each with the counts of all that is under it."""
    day_asked(as_of, today(sight.now))  # refused where nothing is counted too
    shelf = shelf_of(sight, {node.programme_id for node in nodes})
    under = _under(shelf.paths, {node.id for node in nodes})
    goals = sorted(set().union(*under.values())) if under else []
    answers = within_agreement(sight, assess_where(sight, goals=goals, as_of=as_of)) if goals else []
    return [node_read(shelf, node, [one for one in answers if one.goal in under[node.id]]) for node in nodes]


@dataclass(frozen=True)
class Shelf:
    """What nodes of some programmes are read with: their paths, the names of levels, the analyses that they rest on."""

    paths: Mapping[str, list[PathStep]]
    level_names: Mapping[tuple[str, str], str]
    grounds: Grounds
    eyes: Eyes


def shelf_of(sight: Sight, programmes: Collection[str]) -> Shelf:
    """A fixed number of queries, however many nodes."""
    paths = paths_of(sight, programmes)
    return Shelf(paths, _level_names(sight, programmes), grounds_of(sight, programmes, paths), eyes_of(sight))


def node_read(shelf: Shelf, node: NodeBase, answers: Answers) -> NodeRead:
    """One node, with the assessments of all that is under it."""
    return NodeRead(
        **same_names(node, NodeRead),
        programme=node.programme_id,
        parent=node.parent_id,
        level_name=shelf.level_names.get((node.programme_id, node.level), node.level),
        path=shelf.paths.get(node.id, []),
        problem_analyses=shelf.grounds.get(node.id, []),
        targets=len({one.target for one in answers}),
        counts=count(answers),
        together=of_parts(node.id, answers),
        drafts=drafts(answers),
        origin=as_origin(node),
        may=shelf.eyes.may_steer(None, "addNode", "addTarget"),
    )


def _under(paths: Mapping[str, list[PathStep]], nodes: Collection[str]) -> dict[str, set[str]]:
    """Each node with everything under it, itself included."""
    found: dict[str, set[str]] = {node: {node} for node in nodes}
    for key, path in paths.items():
        for step in path:
            if step.id in found:
                found[step.id].add(key)
    return found


def _level_names(sight: Sight, programmes: Collection[str]) -> dict[tuple[str, str], str]:
    table = known_table(sight, Programme, ProgrammeVersion)
    rows = all_known(sight, Programme, ProgrammeVersion, col(table.id).in_(programmes))
    return {(row.id, level["id"]): level["name"] for row in rows for level in row.levels}
