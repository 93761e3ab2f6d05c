"""Making and changing programmes: their term, the words for their levels, and who and where they are about."""

from collections.abc import Iterator, Sequence

from sqlalchemy import select
from sqlmodel import Session, col

from app.errors import FieldError, Invalid, say
from app.models.programme import Node, Programme, ProgrammeState, ProgrammeVersion
from app.models.programme_sent import LevelCreate, ProgrammeChange, ProgrammeCreate
from app.services.access.versions import keep, next_version
from app.services.access.writing import Writing
from app.services.editions import Edited, editing
from app.services.programmes.finding import row
from app.services.programmes.nodes import add_node, change_node, held_node
from app.services.programmes.parties import HOLDING, link, wrong_parties
from app.services.references import ends_before_start, id_of, settled_by_the_key, slug
from app.services.rows import hold

__all__ = ["PROGRAMMES", "add_node", "change", "change_node", "create", "held", "held_node"]

Levels = list[dict[str, str]]
PLAIN = {"name", "starts", "ends", "baseline_rule", "summary", "asks_acceptance"}


def create(writing: Writing, new: ProgrammeCreate) -> Programme:
    """A new programme: a draft. Raises Invalid with all errors at once, Conflict for a taken id, Forbidden."""
    writing.require_everywhere()
    levels = _levels(new.levels)
    if errors := [*wrong_parties(writing, new), *ends_before_start(new.starts, new.ends), *_level_twice(levels)]:
        raise Invalid(errors)
    key = id_of(new.id, new.name)
    programme = Programme(
        **new.model_dump(include=PLAIN | {"fictitious"}),
        id=key,
        levels=levels,
        municipality_id=new.municipality,
        state=ProgrammeState.DRAFT,
        recorded_at=writing.now,
        recorded_by=writing.actor.name,
    )
    with settled_by_the_key(writing, "programme", Programme, key):
        keep(writing, programme, ProgrammeVersion)
    link(writing, key, new)
    writing.note("create", "programme", key, {"areas": new.areas})
    return programme


def held(writing: Writing, programme_id: str) -> Programme:
    """The programme that is about to be changed; raises NotFound."""
    return hold(writing.session, Programme, programme_id, "programme")


def change(writing: Writing, programme_id: str, patch: ProgrammeChange) -> Programme:
    """Change what was sent; raises NotFound, Invalid and Forbidden."""
    writing.require_everywhere()
    programme = held(writing, programme_id)
    levels = _levels(patch.levels) if "levels" in patch.model_fields_set else programme.levels
    sent = patch.model_dump(include=PLAIN, exclude_unset=True)
    starts, ends = sent.get("starts", programme.starts), sent.get("ends", programme.ends)
    wrong = [*_level_twice(levels), *_wrong_for_the_tree(writing.session, programme_id, levels)]
    if errors := [*wrong_parties(writing, patch), *ends_before_start(starts, ends), *wrong]:
        raise Invalid(errors)
    with editing(writing, HOLDING, programme):
        for name, value in sent.items():
            setattr(programme, name, value)
        programme.levels = levels
        if "municipality" in patch.model_fields_set:
            programme.municipality_id = patch.municipality
        next_version(writing, programme)
        keep(writing, programme, ProgrammeVersion)
        link(writing, programme_id, patch)
    writing.note("change", "programme", programme_id, {"fields": sorted(patch.model_fields_set)})
    return programme


def _levels(sent: Sequence[LevelCreate]) -> Levels:
    return [{"id": one.id or slug(one.name), "name": one.name, "kind": one.kind} for one in sent]


def _level_twice(levels: Levels) -> Iterator[FieldError]:
    ids = [level["id"] for level in levels]
    for position, key in enumerate(ids):
        if not key:
            yield FieldError(f"levels.{position}.name", "no-id", say("Give this level a name with letters or digits."))
        elif key in ids[:position]:
            remedy = say("Each level has a name and an id of its own.")
            yield FieldError(f"levels.{position}.name", "level-twice", remedy, key)


def _wrong_for_the_tree(session: Session, programme_id: str, levels: Levels) -> Iterator[FieldError]:
    """A level that holds goals stays, and stays above what lies under it."""
    order = {level["id"]: position for position, level in enumerate(levels)}
    nodes = session.execute(select(Node).where(col(Node.programme_id) == programme_id)).scalars().all()
    level_of = {node.id: node.level for node in nodes}
    if gone := sorted(set(level_of.values()) - order.keys()):
        remedy = say("These levels are still in use, and cannot be left out: {levels}.", levels=", ".join(gone))
        yield FieldError("levels", "level-in-use", remedy)
        return
    upside_down = [it for it in nodes if it.parent_id and order[it.level] <= order[level_of[it.parent_id]]]
    if upside_down:
        remedy = say("In this order “{id}” would lie above its own parent.", id=upside_down[0].name)
        yield FieldError("levels", "level-order", remedy)


PROGRAMMES = Edited(HOLDING, ProgrammeChange, row, held, change)
