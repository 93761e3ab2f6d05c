"""Making and changing programmes and the nodes of their trees."""

from collections.abc import Iterator

from sqlmodel import Session

from app.errors import FieldError, Invalid, say
from app.models.place import Place, PlaceKind
from app.models.programme import (
    Node,
    NodeChange,
    NodeCreate,
    NodeVersion,
    Programme,
    ProgrammeArea,
    ProgrammeChange,
    ProgrammeCreate,
    ProgrammeState,
    ProgrammeVersion,
)
from app.services.access.versions import keep, next_version
from app.services.access.writing import Writing
from app.services.references import ends_before_start, id_of, settled_by_the_key, unknown_municipality
from app.services.rows import get_or_refuse, hold


def create(writing: Writing, new: ProgrammeCreate) -> Programme:
    """A new programme: a draft. Raises Invalid with all errors at once, Conflict for a taken id, Forbidden."""
    session = writing.session
    writing.require_everywhere()
    if errors := list(_errors(session, new)):
        raise Invalid(errors)
    key = id_of(new.id, new.name)
    programme = Programme(
        **new.model_dump(include={"name", "starts", "ends", "levels", "summary", "fictitious"}),
        id=key,
        municipality_id=new.municipality,
        state=ProgrammeState.DRAFT,
        recorded_at=writing.now,
        recorded_by=writing.actor.name,
    )
    with settled_by_the_key(writing, "programme", Programme, key):
        keep(writing, programme, ProgrammeVersion)
    session.add_all(ProgrammeArea(programme_id=key, area_id=area) for area in dict.fromkeys(new.areas))
    writing.note("create", "programme", key, {"areas": new.areas})
    session.flush()
    return programme


def held(writing: Writing, programme_id: str) -> Programme:
    """The programme that is about to be changed; raises NotFound."""
    return hold(writing.session, Programme, programme_id, "programme")


def change(writing: Writing, programme_id: str, patch: ProgrammeChange) -> Programme:
    """Change what was sent; raises NotFound, Invalid and Forbidden."""
    writing.require_everywhere()
    programme = held(writing, programme_id)
    for name in patch.model_fields_set:
        setattr(programme, name, getattr(patch, name))
    if errors := ends_before_start(programme.starts, programme.ends):
        raise Invalid(errors)
    next_version(writing, programme)
    keep(writing, programme, ProgrammeVersion)
    writing.note("change", "programme", programme_id, {"fields": sorted(patch.model_fields_set)})
    return programme


def add_node(writing: Writing, programme_id: str, new: NodeCreate) -> Node:
    """A new node in the tree. Raises NotFound, Invalid with all errors at once, Conflict, Forbidden."""
    writing.require_everywhere()
    programme = get_or_refuse(writing.session, Programme, programme_id, "programme")
    if errors := list(_node_errors(writing.session, programme, new)):
        raise Invalid(errors)
    key = id_of(new.id, new.name, programme_id)
    node = Node(
        **new.model_dump(include={"level", "name", "description", "position"}),
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
    """Change what was sent; raises NotFound and Forbidden."""
    writing.require_everywhere()
    node = held_node(writing, node_id)
    for name in patch.model_fields_set:
        setattr(node, name, getattr(patch, name))
    next_version(writing, node)
    keep(writing, node, NodeVersion)
    writing.note("change", "node", node_id, {"fields": sorted(patch.model_fields_set)})
    return node


def _errors(session: Session, new: ProgrammeCreate) -> Iterator[FieldError]:
    for position, area in enumerate(new.areas):
        if not _is(session, area, PlaceKind.AREA):
            remedy = say("There is no area “{id}”. The list is at /api/v1/areas.", id=area[:60])
            yield FieldError(f"areas.{position}", "unknown-area", remedy, area)
    if new.municipality is not None and not _is(session, new.municipality, PlaceKind.MUNICIPALITY):
        yield unknown_municipality(new.municipality)
    yield from ends_before_start(new.starts, new.ends)
    ids = [level.id for level in new.levels]
    if len(set(ids)) < len(ids):
        yield FieldError("levels", "level-twice", say("Each level has an id of its own."))


def _is(session: Session, key: str, kind: PlaceKind) -> bool:
    place = session.get(Place, key)
    return place is not None and place.kind == kind


def _node_errors(session: Session, programme: Programme, new: NodeCreate) -> Iterator[FieldError]:
    order = [level["id"] for level in programme.levels]
    if new.level not in order:
        remedy = say("This programme has the levels {levels}.", levels=", ".join(order))
        yield FieldError("level", "unknown-level", remedy, new.level)
    parent = session.get(Node, new.parent) if new.parent else None
    if new.parent and (parent is None or parent.programme_id != programme.id):
        yield FieldError(
            "parent",
            "unknown-parent",
            say("There is no “{id}” in the tree of this programme.", id=new.parent[:60]),
            new.parent,
        )
    elif parent and new.level in order and order.index(new.level) <= order.index(parent.level):
        yield FieldError("level", "level-not-below", say("A node lies at a lower level than its parent."), new.level)
