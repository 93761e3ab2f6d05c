"""Loading the facts. Running it again changes nothing, and what people entered is never touched."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import Literal

from sqlmodel import Session

from app.models.access import SYSTEM
from app.models.source import Source
from app.services.access.writing import Writing
from seed import facts, figures, geography, programmes, registers, voorbeeldstad
from seed.seeding import Report, Seeding
from seed.shapes import Facts

Part = Literal["documents", "demo"]


def load(session: Session, only: Part | None = None, now: datetime | None = None) -> Report:
    """Add what is missing of this part, or of all, in the caller's transaction. `now` is when it is really stored."""
    report, stored_at = Report(), now or datetime.now(UTC)
    if only != "demo":
        _load_documents(session, report, stored_at)
    if only != "documents":
        voorbeeldstad.load(session, report, stored_at)
    return report


def _load_documents(session: Session, report: Report, stored_at: datetime) -> None:
    """What a document says is known since the document's date."""
    held = facts.documents()
    first = _seeding(session, report, None, facts.recorded_on(held[0].document), stored_at)
    _load_sources(first)
    geography.load_common(first)
    seedings = [
        _seeding(session, report, document.document, facts.recorded_on(document.document), stored_at)
        for document in held
    ]
    for seeding, document in zip(seedings, held, strict=True):
        _load_document(seeding, document, held)
    for seeding, document in zip(seedings, held, strict=True):
        _load_what_refers_across(seeding, document)


def _seeding(session: Session, report: Report, document: str | None, known_since: date, stored_at: datetime) -> Seeding:
    moment = datetime.combine(known_since, time(), UTC)
    return Seeding(Writing(session, SYSTEM, moment, stored_at), document, report)


def _load_sources(seeding: Seeding) -> None:
    for fact in facts.sources():
        row = Source(
            id=fact.id, name=fact.name, kind=fact.kind, published=True, published_on=fact.recorded, file=fact.file
        )
        seeding.put("source", row)


def _load_document(seeding: Seeding, held: Facts, all_held: Sequence[Facts]) -> None:
    """In the order in which one thing refers to another."""
    programmes.load_partners(seeding, held)
    geography.load_populations(seeding, held)
    geography.load_places(seeding, held, all_held)
    programmes.load_programme(seeding, held)
    programmes.load_indicators(seeding, held)
    figures.load_measurements(seeding, held)
    figures.load_targets(seeding, held)


def _load_what_refers_across(seeding: Seeding, held: Facts) -> None:
    """What may refer to things of another document, also of a later one: goals of a city serve those of the country."""
    registers.load_outside(seeding, held)
    registers.load_interventions(seeding, held)
    registers.load_registers(seeding, held)
