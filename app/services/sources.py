"""Sources: the documents, tables and systems that figures come from."""

from sqlalchemy import select
from sqlmodel import col

from app.models.source import Source, SourceFilter, SourceRead
from app.services.access.sight import Sight
from app.services.rows import Found, get_or_refuse, paginate


def find(sight: Sight, asked: SourceFilter) -> Found[SourceRead]:
    """A page of sources."""
    statement = select(Source)
    if asked.kind:
        statement = statement.where(col(Source.kind).in_(asked.kind))
    found = paginate(sight.session, statement, asked, Source.id)
    return found.holding([SourceRead.model_validate(source) for source in found.items])


def read(sight: Sight, source_id: str) -> SourceRead:
    """One source; raises NotFound."""
    return SourceRead.model_validate(get_or_refuse(sight.session, Source, source_id, "source"))
