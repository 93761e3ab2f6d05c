"""Taking a whole programme in: all of it or nothing, and never over what is here."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from app.errors import Conflict, FieldError, Invalid, say
from app.language import said
from app.models.programme_file import Clash, ProgrammeImportRead, Reused
from app.models.source import Source
from app.services.access.revision import take_turn
from app.services.access.writing import Writing
from app.services.exchange.comparing import Compared, compare
from app.services.exchange.items import chunks
from app.services.exchange.references import Reference, references
from app.services.exchange.sections import OWNED, SECTIONS
from app.services.exchange.sense import wrong_in
from app.services.exchange.storing import store
from app.services.exchange.structure import at
from app.services.exchange.understanding import MOST_ERRORS, Contents, understand
from app.services.references import KINDS

OF_A_PROGRAMME = frozenset(section.kind for section in OWNED)


def take_in(writing: Writing, sent: Mapping[str, Any], *, dry_run: bool = False) -> ProgrammeImportRead:
    """Store what is new of the file. Raises Forbidden, Invalid and, unless it is a dry run, Conflict: with all reasons.

    A dry run does the same and tells the clashes; that nothing of it is kept is up to the caller's transaction.
    """
    writing.require_everywhere()
    contents = understand(sent)
    _refuse(wrong_in(contents, writing.stored_at))
    take_turn(writing.session)
    known = _known(writing.session, contents)
    _refuse(_unknown(contents, known))
    compared = compare(writing.session, contents)
    if compared.clashes and not dry_run:
        message = say("The file clashes with what is here, in so many places: {count}.", count=len(compared.clashes))
        raise Conflict(message, errors=[error for _, _, error in compared.clashes[:MOST_ERRORS]])
    if not compared.clashes:
        _store(writing, compared)
    answer = _answer(contents, compared, _elsewhere(contents, known), dry_run=dry_run)
    told = {"created": answer.created, "unchanged": answer.unchanged, "reused": len(answer.reused)}
    writing.note("import", "programme", contents.programme, told)
    return answer


def _store(writing: Writing, compared: Compared) -> None:
    try:
        with writing.session.begin_nested():
            _refuse(store(writing, compared.new))
    except IntegrityError as clash:
        raise Conflict(say("Something of this file was stored by somebody else just now. Try it again.")) from clash


def _refuse(errors: Iterable[FieldError]) -> None:
    if found := list(errors):
        raise Invalid(found[:MOST_ERRORS])


def _named(contents: Contents) -> Iterator[tuple[Any, Any, Reference]]:
    for section in SECTIONS:
        for item in contents.of(section):
            yield from ((section, item, reference) for reference in references(section, item))


def _known(session: Session, contents: Contents) -> dict[str, set[str]]:
    """The ids that exist, here or in the file, of what the file refers to, by kind."""
    known = {section.kind: {item.key[0] for item in contents.of(section)} for section in SECTIONS}
    wanted: dict[str, set[str]] = {}
    for _, _, reference in _named(contents):
        if reference.id not in known.setdefault(reference.kind, set()):
            wanted.setdefault(reference.kind, set()).add(reference.id)
    tables = {kind: model for kind, (model, _) in KINDS.items()} | {"source": Source}
    for kind, ids in wanted.items():
        if kind in tables:
            key = col(tables[kind].id)
            for some in chunks(ids):
                known[kind].update(session.execute(select(key).where(key.in_(some))).scalars())
    return known


def _unknown(contents: Contents, known: Mapping[str, set[str]]) -> Iterator[FieldError]:
    """Every reference to what is neither in the file nor here, but for what another programme may still bring."""
    for section, item, one in _named(contents):
        if one.maybe or one.id in known[one.kind] or (one.loose and one.kind not in SHARED_KINDS):
            continue
        if one.kind in OF_A_PROGRAMME:
            remedy = say("“{id}” is of another programme, which is not here. Import that one first.", id=one.id[:60])
        else:
            remedy = say("“{id}” is neither in the file nor here.", id=one.id[:60])
        yield at(section, item, one.field, f"unknown-{one.kind}", remedy, one.id)


SHARED_KINDS = frozenset({"place", "partner", "indicator", "population"})


def _elsewhere(contents: Contents, known: Mapping[str, set[str]]) -> list[str]:
    loose = {f"{one.kind} {one.id}" for _, _, one in _named(contents) if one.loose and one.id not in known[one.kind]}
    return sorted(loose)


def _answer(contents: Contents, compared: Compared, elsewhere: Sequence[str], *, dry_run: bool) -> ProgrammeImportRead:
    created = Counter({section.name: len(items) for section, items in compared.new.items()})
    clashes = [
        Clash(
            section=section.name,
            row=item.place,
            id=item.name,
            field=error.field,
            code=error.code,
            message=said(error.message),
        )
        for section, item, error in compared.clashes[:MOST_ERRORS]
    ]
    return ProgrammeImportRead(
        programme=contents.programme,
        dry_run=dry_run,
        created=created,
        unchanged=compared.unchanged,
        reused=[
            Reused(section=section.name, id=item.name, differs=differs) for section, item, differs in compared.reused
        ],
        elsewhere=list(elsewhere),
        clashes=clashes,
        clashes_truncated=len(compared.clashes) > MOST_ERRORS,
    )
