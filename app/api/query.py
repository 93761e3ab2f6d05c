"""What is asked in the address, read strictly: no unknown keys, no repeats, no spellings that only look like a number.

The framework reads `1_0` as 10, `0.5` as a moment in 1970, and takes the last of two; each would be a silent surprise.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin
from urllib.parse import parse_qsl

from fastapi.dependencies.models import Dependant
from pydantic import BaseModel, BeforeValidator

from app.errors import FieldError, Message, say
from app.field_errors import A_DATE, A_MOMENT, A_NUMBER, A_WHOLE, A_YES_NO

Kind = tuple[re.Pattern[str], tuple[str, Message]]

KINDS: dict[type, Kind] = {
    bool: (re.compile(r"true|false"), A_YES_NO),
    int: (re.compile(r"-?[0-9]{1,18}"), A_WHOLE),
    float: (re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,18})?"), A_NUMBER),
    Decimal: (re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,18})?"), A_NUMBER),
    date: (re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"), A_DATE),
    datetime: (
        re.compile(
            r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?([Zz]|[+-][0-9]{2}:[0-9]{2})"
        ),
        A_MOMENT,
    ),
}
UNKNOWN = say("There is no query key of this name here. Known are: {known}.")
CONTROL = re.compile(r"[\x00-\x1f\x7f]")
NO_CONTROL_CHARACTER = say("A text in an address may hold no control characters.")
REPEATED = say("This key may be given once only.")


@dataclass(frozen=True)
class Key:
    """One key of the query: the spelling of its values, and whether it may come more than once."""

    kind: Kind | None
    repeats: bool


def keys_of(dependant: Dependant) -> dict[str, Key]:
    """Every key that a route and what it depends on may be asked."""
    known: dict[str, Key] = {}
    for each in family(dependant):
        for field in each.query_params:
            known |= _keys(field.alias, field.field_info.annotation)
    return known


def family(dependant: Dependant) -> Iterator[Dependant]:
    """The route itself, and all it depends on."""
    yield dependant
    for child in dependant.dependencies:
        yield from family(child)


def errors_in(query: bytes, known: Mapping[str, Key]) -> list[FieldError]:
    """Everything wrong with the query's keys and spellings; bounds and meanings are left to the models."""
    seen: dict[str, list[str]] = {}
    for name, value in parse_qsl(query.decode("latin-1"), keep_blank_values=True):
        seen.setdefault(name, []).append(value)
    return [error for name, values in seen.items() for error in _errors(name, values, known)]


def _errors(name: str, values: list[str], known: Mapping[str, Key]) -> Iterator[FieldError]:
    key = known.get(name)
    if key is None:
        yield _unknown(name, known)
    elif len(values) > 1 and not key.repeats:
        yield FieldError(name, "repeated", REPEATED)
    elif any(CONTROL.search(value) for value in values):
        yield FieldError(name, "control-character", NO_CONTROL_CHARACTER)
    elif key.kind:
        spelling, (code, message) = key.kind
        wrong = [value for value in values if value and not spelling.fullmatch(value)]
        yield from (FieldError(name, code, message, value) for value in wrong[:1])


def _unknown(name: str, known: Mapping[str, Key]) -> FieldError:
    plain = name[:100] if name.isprintable() else "?"
    return FieldError(plain, "unknown-parameter", Message(UNKNOWN.text, {"known": ", ".join(sorted(known)) or "-"}))


def _keys(alias: str, annotation: Any) -> dict[str, Key]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return {
            str(info.validation_alias or info.alias or name): _key(Annotated[info.annotation, *info.metadata, None])
            for name, info in annotation.model_fields.items()
        }
    return {alias: _key(annotation)}


def _key(annotation: Any) -> Key:
    parts = list(_parts(annotation))
    repeats = any(part in (list, set, frozenset, tuple) for part in parts)
    plain = [part for part in parts if part not in (list, set, frozenset, tuple, type(None), ...)]
    return Key(KINDS.get(plain[0]) if len(plain) == 1 else None, repeats)


def _parts(annotation: Any) -> Iterator[Any]:
    """The plain types in an annotation, containers included: `list[int] | None` is list, int, None.

    A type that reads its own text first (BeforeValidator) is any object here: it knows better what it takes.
    """
    origin = get_origin(annotation)
    if origin is Annotated:
        plain, *about = get_args(annotation)
        yield from [object] if any(isinstance(each, BeforeValidator) for each in about) else _parts(plain)
    elif origin in (Union, UnionType):
        for part in get_args(annotation):
            yield from _parts(part)
    elif origin in (list, set, frozenset, tuple):
        yield origin
        for part in get_args(annotation):
            yield from _parts(part)
    else:
        yield annotation
