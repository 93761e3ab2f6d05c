"""Keeping what a thing said before and after each change by people, and making an earlier version hold again."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from pydantic import ValidationError
from pydantic.alias_generators import to_camel
from sqlalchemy import delete, select
from sqlmodel import Session, col

from app.errors import Invalid, NotFound, say
from app.field_errors import from_pydantic
from app.models.access import SYSTEM, AuditEvent
from app.models.base import Incoming
from app.models.edition import Edition, EditionRead
from app.models.register import Restoring
from app.services.access.sight import Sight
from app.services.access.writing import Writing

Held = Mapping[str, Any]
CHUNK = 900  # SQLite takes a limited number of values in one statement


@dataclass(frozen=True)
class Holding:
    """What a thing of this kind holds. `held` gives every field of its merge patch, lists as the wire has them."""

    kind: str
    held: Callable[[Session, Any], Held]


@dataclass(frozen=True)
class Edited:
    """A noun whose changes can be undone: how one is found, held and changed by a merge patch."""

    holding: Holding
    change: type[Incoming]
    row: Callable[[Sight, str], Any]
    hold: Callable[[Writing, str], Any]
    apply: Callable[[Writing, str, Any], Any]


def plain_columns(change: type[Incoming]) -> Callable[[Session, Any], Held]:
    """For a noun whose merge patch has the same names as its columns."""
    return lambda session, row: {name: getattr(row, name) for name in change.model_fields}


@contextmanager
def editing(writing: Writing, holding: Holding, row: Any) -> Iterator[None]:
    """What is changed inside, and gives the row its next version, becomes an edition. A loader's work is none."""
    if writing.actor.id == SYSTEM.id:
        yield
        return
    session = writing.session
    if session.get(Edition, (holding.kind, row.id, row.version)) is None:
        session.add(_as_it_is(session, holding, row))
        session.flush()
    yield
    session.flush()
    session.add(_edition(session, holding, row, writing.now, writing.actor.name))
    session.flush()


def history(sight: Sight, noun: Edited, key: str) -> list[EditionRead]:
    """Every version that was known, newest first; raises NotFound."""
    session, row = sight.session, noun.row(sight, key)
    mine = (col(Edition.kind) == noun.holding.kind, col(Edition.item) == key)
    kept: list[Edition] = list(
        session.execute(select(Edition).where(*mine).order_by(col(Edition.version).desc())).scalars()
    )
    if row.version not in {one.version for one in kept}:
        kept.insert(0, _as_it_is(session, noun.holding, row))
    if sight.known_at is not None:
        kept = [one for one in kept if one.recorded_at is None or one.recorded_at <= sight.known_at]
    return [_read(one, before) for one, before in zip(kept, [*kept[1:], None], strict=True)]


def restore(writing: Writing, noun: Edited, key: str, wanted: Restoring) -> Any:
    """Make an earlier version hold again; raises NotFound, Invalid for what it names no longer, and Forbidden."""
    session = writing.session
    earlier = session.get(Edition, (noun.holding.kind, key, wanted.version))
    if earlier is None:
        number = str(wanted.version)
        raise NotFound(say("There is no version {number} of {id}.", number=number, id=key[:120]))
    now = _as_it_is(session, noun.holding, noun.hold(writing, key)).held
    back = {name: value for name, value in earlier.held.items() if now.get(name) != value}
    row = noun.apply(writing, key, _patch(noun, back, wanted.reason))
    made = session.get(Edition, (noun.holding.kind, key, row.version))
    if made is not None:
        made.reason = wanted.reason
    writing.note("restore", noun.holding.kind, key, {"version": wanted.version})
    session.flush()
    return row


def forget(session: Session, kind: str, items: Sequence[str]) -> None:
    """For what is taken away without a trace."""
    for start in range(0, len(items), CHUNK):
        these = col(Edition.item).in_(items[start : start + CHUNK])
        session.execute(delete(Edition).where(col(Edition.kind) == kind, these))


def _patch(noun: Edited, held: Held, reason: str | None) -> Incoming:
    body = {**held, "reason": reason} if "reason" in noun.change.model_fields else dict(held)
    try:
        return noun.change.model_validate(body)
    except ValidationError as failure:
        raise Invalid(from_pydantic({**one, "loc": ("body", *one["loc"])} for one in failure.errors())) from failure


def _as_it_is(session: Session, holding: Holding, row: Any) -> Edition:
    """The row as it stands, with when and by whom that was recorded, where that is known."""
    if (recorded_at := getattr(row, "recorded_at", None)) is not None:
        return _edition(session, holding, row, recorded_at, row.recorded_by)
    newest = (
        select(AuditEvent)
        .where(col(AuditEvent.kind) == holding.kind, col(AuditEvent.subject) == row.id)
        .order_by(col(AuditEvent.id).desc())
        .limit(1)
    )
    event = session.execute(newest).scalars().first()
    return _edition(session, holding, row, event.recorded_at if event else None, event.actor_name if event else None)


def _edition(session: Session, holding: Holding, row: Any, at: datetime | None, by: str | None) -> Edition:
    held = {to_camel(name): _as_json(value) for name, value in holding.held(session, row).items()}
    return Edition(kind=holding.kind, item=row.id, version=row.version, recorded_at=at, recorded_by=by, held=held)


def _read(edition: Edition, before: Edition | None) -> EditionRead:
    earlier = before.held if before else edition.held
    changed = sorted(name for name in edition.held if edition.held[name] != earlier.get(name))
    return EditionRead(
        version=edition.version,
        recorded_at=edition.recorded_at,
        recorded_by=edition.recorded_by,
        reason=edition.reason,
        changed=changed,
        item=edition.held,
    )


def _as_json(value: Any) -> Any:
    """A column as the wire writes it: numbers as numbers, days as text."""
    match value:
        case Enum():
            return value.value
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case date():
            return value.isoformat()
        case Mapping():
            return {name: _as_json(each) for name, each in value.items()}
        case list() | tuple():
            return [_as_json(each) for each in value]
    return value
