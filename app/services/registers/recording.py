"""Making, changing, withdrawing and restoring register rows. Nothing is overwritten: every change is a version."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import delete, inspect
from sqlmodel import col

from app.errors import FieldError, Invalid, NotFound, say
from app.models.base import Incoming
from app.models.register import Kept, KeptCreate, RegisterLink, Restoring, Withdrawing
from app.services.access.versions import keep, next_version
from app.services.access.writing import Writing
from app.services.references import ends_before_start, id_of, settled_by_the_key, unknown, unusable
from app.services.registers.finding import UNSAID, areas_of, places_about
from app.services.registers.register import Register
from app.services.rows import hold


def create(
    writing: Writing, register: Register, new: KeptCreate, *, document: str | None = None, line: int | None = None
) -> Any:
    """A new row. Raises Invalid with all errors at once, Conflict for a taken id, Forbidden outside the scope."""
    made = register.current(
        **register.values(new, new.__class__.model_fields.keys() - {"id"}),
        id=id_of(new.id, new.name, new.programme),
        document=document,
        line=line,
        recorded_at=writing.now,
        recorded_by=writing.actor.name,
    )
    _check(writing, register, made)
    with settled_by_the_key(writing, register.noun, register.current, made.id):
        keep(writing, made, register.versions)
    relink(writing, register, made)
    writing.note("create", register.kind, made.id, {"programme": made.programme})
    return made


def held(writing: Writing, register: Register, key: str) -> Any:
    """The row that is about to be changed; raises NotFound."""
    return hold(writing.session, register.current, key, register.noun)


def change(writing: Writing, register: Register, key: str, patch: Incoming) -> Any:
    """Change what was sent; raises NotFound, Invalid, Forbidden, and Conflict for what is not changed this way.

    A patch that changes nothing makes no version.
    """
    one = held(writing, register, key)
    require_right(writing, register, one)
    values = _differing(one, register.values(patch, patch.model_fields_set))
    return become(writing, register, one, register.alter(one, values), "change") if values else one


def withdraw(writing: Writing, register: Register, key: str, why: Withdrawing) -> Any:
    """Take a row out of the lists, with the reason; it stays readable. Raises NotFound and Forbidden."""
    return become(writing, register, held(writing, register, key), {"withdrawn": True}, "withdraw", why.reason)


def restore(writing: Writing, register: Register, key: str, wanted: Restoring) -> Any:
    """Make an earlier version the newest again; raises NotFound, Invalid for what it names no longer, and Forbidden.

    What a plain change may not do, going back may not do either: Conflict.
    """
    one = held(writing, register, key)
    earlier = writing.session.get(register.versions, {"id": key, "version": wanted.version})
    if earlier is None:
        number = str(wanted.version)
        raise NotFound(say("There is no version {number} of {id}.", number=number, id=key[:120]))
    names = inspect(register.current).columns.keys()
    values = _differing(one, {name: getattr(earlier, name) for name in names if name not in UNSAID})
    require_right(writing, register, one)
    if content := {name: value for name, value in values.items() if name != "withdrawn"}:
        register.alter(one, content)
    return become(writing, register, one, values, "restore", wanted.reason)


def become(
    writing: Writing, register: Register, one: Any, values: Mapping[str, Any], verb: str, reason: str | None = None
) -> Any:
    """The held row with these values, as a new version; the same row where it says that already, in other words too.

    Raises Invalid with all errors at once, and Forbidden outside the scope, before and after.
    """
    require_right(writing, register, one)
    values = _differing(one, values)
    before = {name: getattr(one, name) for name in values}
    named = {other for _, _, other in register.references(one)}
    if values:
        for name, value in values.items():
            setattr(one, name, value)
        with writing.session.no_autoflush:
            _check(writing, register, one, named)
    if changed := sorted(_differing(one, before)):
        next_version(writing, one)
        keep(writing, one, register.versions, reason)
        relink(writing, register, one)
        writing.note(verb, register.kind, one.id, {"fields": changed})
    return one


def _differing(one: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if getattr(one, name) != value}


def require_right(writing: Writing, register: Register, one: Kept) -> None:
    """The right for every place that the row names; or else for every area of its programme."""
    places = places_about(register, one)
    if not places:
        places = areas_of(writing.sight, {one.programme}).get(one.programme, [])
    for place in places:
        writing.require_place(place)
    if not places:
        writing.require_everywhere()


def _check(writing: Writing, register: Register, one: Any, named: Collection[str] = ()) -> None:
    """Raises Invalid with all that is wrong with a row, and Forbidden; `named` are the ids that it named before.

    Once all exists that a row names, the right comes first: who may not keep it hears no more about it.
    """
    errors = [
        *unknown(writing, "programme", "programme", one.programme),
        *_wrong_references(writing, register, one, named),
    ]
    if not any(error.code.startswith("unknown-") for error in errors):
        require_right(writing, register, one)
    errors += [
        *ends_before_start(getattr(one, "starts", None), getattr(one, "ends", None)),
        *register.check(writing, one),
    ]
    if errors:
        raise Invalid(errors)


def _wrong_references(writing: Writing, register: Register, one: Kept, before: Collection[str]) -> Iterator[FieldError]:
    """A fixed number of queries for each kind; the field of an error has the position in its list."""
    by_kind: dict[str, list[tuple[str, str]]] = {}
    for field, kind, other in register.references(one):
        by_kind.setdefault(kind, []).append((_wire(field), other))
    for kind, named in by_kind.items():
        fields = [field for field, _ in named]
        for error in unknown(writing, kind, "", [other for _, other in named]):
            yield FieldError(fields[int(error.field.strip("."))], error.code, error.message, error.value)
        yield from unusable(writing, kind, one.programme, named, before)


def _wire(field: str) -> str:
    head, *rest = field.split("_")
    return head + "".join(part.capitalize() for part in rest)


def relink(writing: Writing, register: Register, one: Kept) -> None:
    """Write down anew what a row refers to."""
    session = writing.session
    mine = (col(RegisterLink.kind) == register.kind, col(RegisterLink.item) == one.id)
    session.execute(delete(RegisterLink).where(*mine))
    session.add_all(_links(register, one, register.references(one)))
    session.flush()


def _links(register: Register, one: Kept, references: Iterable[tuple[str, str, str]]) -> list[RegisterLink]:
    named = dict.fromkeys((field.partition(".")[0], kind, other) for field, kind, other in references)
    subjects = [("subjects", part["kind"], part["id"]) for part in getattr(one, "subjects", [])]
    return [
        RegisterLink(kind=register.kind, item=one.id, field=field, other=other, to_kind=kind)
        for field, kind, other in dict.fromkeys([*named, *subjects])
    ]
