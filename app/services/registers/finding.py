"""Finding register rows, in a fixed number of queries, as they are or as they were known."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import inspect, or_, select
from sqlmodel import col

from app.errors import NotFound, say
from app.models.place import as_origin
from app.models.programme import Programme, ProgrammeArea
from app.models.register import Kept, KeptFilter, KeptRead, RegisterLink, VersionRead
from app.services.access.eyes import Eyes, eyes_of
from app.services.access.known import all_known, known, known_table
from app.services.access.sight import Sight
from app.services.places.scope import places_of_municipalities, places_within
from app.services.registers.register import Register
from app.services.rows import Found, paginate, same_names

PAGING = frozenset({"page_size", "cursor", "count", "known_at", "withdrawn"})
UNSAID = frozenset({"version", "recorded_at", "recorded_by", "reason", "gone"})


def find(sight: Sight, register: Register, asked: KeptFilter) -> Found[Any]:
    """A page of rows, by id; those that were withdrawn only where they are asked for."""
    table = known_table(sight, register.current, register.versions)
    statement = known(sight, register.current, register.versions).where(*_conditions(sight, register, table, asked))
    found = paginate(sight.session, statement, asked, table.id)
    return found.holding(read_all(sight, register, found.items))


def row(sight: Sight, register: Register, key: str) -> Any:
    """The row as known; raises NotFound."""
    table = known_table(sight, register.current, register.versions)
    found = all_known(sight, register.current, register.versions, col(table.id) == key)
    if not found:
        raise NotFound(say("There is no {kind} with id {id}.", kind=say(register.noun), id=key[:120]))
    return found[0]


def read(sight: Sight, register: Register, key: str) -> Any:
    """One row as it goes out; raises NotFound."""
    return read_all(sight, register, [row(sight, register, key)])[0]


def read_all(sight: Sight, register: Register, rows: Sequence[Any]) -> list[KeptRead]:
    """Rows as they go out."""
    programmes = {one.programme for one in rows}
    fictitious, areas = _fictitious(sight, programmes), areas_of(sight, programmes)
    eyes, more = eyes_of(sight), register.complete(sight, rows)
    return [
        register.read.model_validate(
            {
                **same_names(one, register.read),
                **computed,
                "fictitious": one.programme in fictitious,
                "origin": as_origin(one),
                "may": _may(eyes, register, one, places_about(register, one) or areas.get(one.programme, [])),
            }
        )
        for one, computed in zip(rows, more, strict=True)
    ]


def history(sight: Sight, register: Register, key: str) -> list[VersionRead[Any]]:
    """Every version that was known, newest first; raises NotFound."""
    row(sight, register, key)
    versions: Any = register.versions
    statement = select(versions).where(versions.id == key).order_by(versions.version.desc())
    if sight.known_at is not None:
        statement = statement.where(versions.recorded_at <= sight.known_at)
    rows = sight.session.execute(statement).scalars().all()
    items = read_all(sight, register, rows)
    earlier = [*rows[1:], None]
    return [
        VersionRead[Any](
            version=one.version,
            recorded_at=one.recorded_at,
            recorded_by=one.recorded_by,
            reason=one.reason,
            changed=_said(register, changed_between(before, one)),
            item=item,
        )
        for one, before, item in zip(rows, earlier, items, strict=True)
    ]


def changed_between(before: Any, after: Any) -> list[str]:
    """The columns in which two versions differ; none for the first."""
    if before is None:
        return []
    names = inspect(type(after)).columns.keys()
    return sorted(name for name in names if name not in UNSAID and getattr(before, name) != getattr(after, name))


def _said(register: Register, columns: Sequence[str]) -> list[str]:
    """Columns by the names that they go out with; what only we keep is not said."""
    fields = {**register.create.model_fields, **register.read.model_fields}
    return sorted(str(fields[name].alias) for name in columns if name in fields)


def areas_of(sight: Sight, programmes: Collection[str]) -> dict[str, list[str]]:
    """The areas that each of these programmes works in."""
    found: dict[str, list[str]] = {}
    statement = select(ProgrammeArea).where(col(ProgrammeArea.programme_id).in_(programmes))
    for link in sight.session.execute(statement.order_by(col(ProgrammeArea.area_id))).scalars():
        found.setdefault(link.programme_id, []).append(link.area_id)
    return found


def places_about(register: Register, one: Kept) -> list[str]:
    """The places that a row is about: those that it names, or those of them that give the right to it."""
    named = [(field, other) for field, kind, other in register.references(one) if kind == "place"]
    return [other for field, other in named if register.right_by in (None, field)]


def _may(eyes: Eyes, register: Register, one: Kept, places: Sequence[str]) -> list[str]:
    about: Sequence[str | None] = places or [None]
    return ["change", "withdraw", *register.verbs(one)] if all(eyes.steers(place) for place in about) else []


def _fictitious(sight: Sight, programmes: Collection[str]) -> set[str]:
    key = col(Programme.id)
    statement = select(key).where(key.in_(programmes), col(Programme.fictitious).is_(True))
    return set(sight.session.execute(statement).scalars())


def _conditions(sight: Sight, register: Register, table: Any, asked: KeptFilter) -> list[Any]:
    conditions = [] if asked.withdrawn else [table.withdrawn.is_(False)]
    for name in sorted(type(asked).model_fields.keys() - PAGING):
        if wanted := getattr(asked, name):
            conditions.append(_condition(sight, register, table, name, wanted))
    return conditions


def _condition(sight: Sight, register: Register, table: Any, name: str, wanted: Any) -> Any:
    if name == "area":
        about_all = ~table.id.in_(_linked(register, "place"))
        theirs = select(col(ProgrammeArea.programme_id)).where(col(ProgrammeArea.area_id).in_(wanted))
        named = table.id.in_(_linked(register, "place", places_within(sight, wanted)))
        return or_(named, about_all & table.programme.in_(theirs))
    if name == "municipality":
        return table.id.in_(_linked(register, "place", places_of_municipalities(sight, wanted)))
    if name == "subject":
        return table.id.in_(_linked(register, None, wanted))
    if name in set(register.refers.values()):
        return table.id.in_(_linked(register, name, wanted))
    return getattr(table, name).in_(wanted)


def _linked(register: Register, to_kind: str | None, others: Any = None) -> Any:
    """The ids of the rows that refer to something of this kind, or to one of these."""
    link = select(col(RegisterLink.item)).where(col(RegisterLink.kind) == register.kind)
    if to_kind is not None:
        link = link.where(col(RegisterLink.to_kind) == to_kind)
    return link if others is None else link.where(col(RegisterLink.other).in_(others))
