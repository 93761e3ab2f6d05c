"""Making and changing the nodes of a programme's tree: pillars, ambitions, goals, whatever the programme calls them."""

from collections.abc import Iterator, Mapping

from sqlalchemy import select
from sqlmodel import Session, col

from app.errors import FieldError, Invalid, say
from app.models.programme import Node, NodeVersion, Programme
from app.models.programme_sent import NodeChange, NodeCreate
from app.services.access.versions import keep, next_version
from app.services.access.writing import Writing
from app.services.editions import Edited, Held, Holding, editing
from app.services.programmes.finding import node_row
from app.services.references import id_of, settled_by_the_key
from app.services.rows import get_or_refuse, hold
from app.services.tags import SEVERAL, TAGS, tags_of

PLAIN = ("name", "description", "position", "level")


def add_node(writing: Writing, programme_id: str, new: NodeCreate) -> Node:
    """A new node in the tree. Raises NotFound, Invalid with all errors at once, Conflict, Forbidden."""
    writing.require_everywhere()
    programme = get_or_refuse(writing.session, Programme, programme_id, "programme")
    if errors := list(_wrong_place(writing.session, programme, new.level, new.parent)):
        raise Invalid(errors)
    key = id_of(new.id, new.name, programme_id)
    node = Node(
        **new.model_dump(include={"level", "name", "description", "position"}),
        **tags_of(new),
        id=key,
        programme_id=programme_id,
        parent_id=new.parent,
        recorded_at=writing.now,
        recorded_by=writing.actor.name,
    )
    with settled_by_the_key(writing, "goal", Node, key):
        keep(writing, node, NodeVersion)
    writing.note("create", "node", key, {"programme": programme_id})
    return node


def held_node(writing: Writing, node_id: str) -> Node:
    """The node that is about to be changed; raises NotFound."""
    return hold(writing.session, Node, node_id, "goal")


def change_node(writing: Writing, node_id: str, patch: NodeChange) -> Node:
    """Change what was sent; raises NotFound, Invalid for a place that it cannot have in the tree, and Forbidden."""
    writing.require_everywhere()
    node = held_node(writing, node_id)
    sent, tags = patch.model_fields_set, tags_of(patch)
    parent = patch.parent if "parent" in sent else node.parent_id
    level = patch.level if "level" in sent else node.level
    if sent & {"parent", "level"} and (errors := list(_wrong_move(writing.session, node, level, parent))):
        raise Invalid(errors)
    with editing(writing, HOLDING, node):
        node.parent_id = parent
        for name in sent - {"parent"}:
            setattr(node, name, tags[name] if name in TAGS else getattr(patch, name))
        next_version(writing, node)
        keep(writing, node, NodeVersion)
    writing.note("change", "node", node_id, {"fields": sorted(sent)})
    return node


def _wrong_place(session: Session, programme: Programme, level: str, parent: str | None) -> Iterator[FieldError]:
    order = [one["id"] for one in programme.levels]
    if level not in order:
        remedy = say("This programme has the levels {levels}.", levels=", ".join(order))
        yield FieldError("level", "unknown-level", remedy, level)
    above = session.get(Node, parent) if parent else None
    if parent and (above is None or above.programme_id != programme.id):
        remedy = say("There is no “{id}” in the tree of this programme.", id=parent[:60])
        yield FieldError("parent", "unknown-parent", remedy, parent)
    elif above and level in order and order.index(level) <= order.index(above.level):
        yield FieldError("level", "level-not-below", say("A node lies at a lower level than its parent."), level)


def _wrong_move(session: Session, node: Node, level: str, parent: str | None) -> Iterator[FieldError]:
    """What is under a node goes with it, and stays below it; nothing hangs under itself."""
    programme = get_or_refuse(session, Programme, node.programme_id, "programme")
    yield from _wrong_place(session, programme, level, parent)
    nodes = session.execute(select(Node).where(col(Node.programme_id) == node.programme_id)).scalars().all()
    above = {one.id: one.parent_id for one in nodes}
    if node.id in _way_up(above, parent):
        yield FieldError("parent", "under-itself", say("A node cannot hang under itself."), parent)
    order = [one["id"] for one in programme.levels]
    below = [one for one in nodes if one.parent_id == node.id]
    if level in order and any(order.index(one.level) <= order.index(level) for one in below):
        remedy = say("What hangs under it would no longer lie at a lower level.")
        yield FieldError("level", "level-not-above", remedy, level)


def _way_up(above: Mapping[str, str | None], start: str | None) -> list[str]:
    way: list[str] = []
    while start is not None and start not in way:
        way.append(start)
        start = above.get(start)
    return way


def _held(session: Session, node: Node) -> Held:
    tags = {name: getattr(node, name) or ([] if name in SEVERAL else None) for name in sorted(TAGS)}
    return {**{name: getattr(node, name) for name in PLAIN}, "parent": node.parent_id, **tags}


HOLDING = Holding("node", _held)
NODES = Edited(HOLDING, NodeChange, node_row, held_node, change_node)
