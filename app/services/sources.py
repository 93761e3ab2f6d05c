"""Sources: the documents, tables and systems that figures come from, found, made and changed."""

from sqlalchemy import select
from sqlmodel import col

from app.models.source import Source, SourceChange, SourceCreate, SourceFilter, SourceRead
from app.services.access.eyes import Eyes, eyes_of
from app.services.access.sight import Sight
from app.services.access.writing import Writing
from app.services.editions import Edited, Holding, editing, plain_columns
from app.services.references import id_of, settled_by_the_key
from app.services.rows import Found, get_or_refuse, hold, paginate, same_names


def find(sight: Sight, asked: SourceFilter) -> Found[SourceRead]:
    """A page of sources."""
    statement = select(Source)
    if asked.kind:
        statement = statement.where(col(Source.kind).in_(asked.kind))
    found = paginate(sight.session, statement, asked, Source.id)
    eyes = eyes_of(sight)
    return found.holding([_read(eyes, source) for source in found.items])


def read(sight: Sight, source_id: str) -> SourceRead:
    """One source; raises NotFound."""
    return _read(eyes_of(sight), row(sight, source_id))


def row(sight: Sight, source_id: str) -> Source:
    """Raises NotFound."""
    return get_or_refuse(sight.session, Source, source_id, "source")


def create(writing: Writing, new: SourceCreate) -> Source:
    """A new source; raises Conflict for a taken id, Forbidden for staff of named areas."""
    writing.require_everywhere()
    source = Source(**new.model_dump(exclude={"id"}), id=id_of(new.id, new.name))
    with settled_by_the_key(writing, "source", Source, source.id):
        writing.session.add(source)
    writing.note("create", "source", source.id, {})
    return source


def held(writing: Writing, source_id: str) -> Source:
    """The one that is about to be changed; raises NotFound."""
    return hold(writing.session, Source, source_id, "source")


def change(writing: Writing, source_id: str, patch: SourceChange) -> Source:
    """Change what was sent; raises NotFound, and Forbidden for staff of named areas."""
    writing.require_everywhere()
    source = held(writing, source_id)
    with editing(writing, HOLDING, source):
        for name in patch.model_fields_set:
            setattr(source, name, getattr(patch, name))
        source.version += 1
        writing.session.add(source)
    writing.note("change", "source", source_id, {"fields": sorted(patch.model_fields_set)})
    return source


def _read(eyes: Eyes, source: Source) -> SourceRead:
    return SourceRead.model_validate({**same_names(source, SourceRead), "may": eyes.may_steer(None)})


HOLDING = Holding("source", plain_columns(SourceChange))
SOURCES = Edited(HOLDING, SourceChange, row, held, change)
