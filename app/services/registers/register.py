"""The shape of one register: its tables, what goes in and out, and what its fields refer to."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pydantic import BaseModel
from sqlalchemy import JSON, inspect

from app.errors import FieldError
from app.models.base import Incoming
from app.models.register import Kept, KeptCreate, KeptFilter, KeptRead, merge_patch
from app.services.access.sight import Sight
from app.services.access.writing import Writing

Completed = Sequence[Mapping[str, Any]]
"""For each row, in their order, the fields of what goes out that are not columns."""


def nothing_more(sight: Sight, rows: Sequence[Any]) -> Completed:
    return [{} for _ in rows]


def nothing_wrong(writing: Writing, row: Any) -> Iterable[FieldError]:
    return ()


def as_sent(row: Any, values: Mapping[str, Any]) -> Mapping[str, Any]:
    return values


def no_verbs(row: Any) -> Iterable[str]:
    return ()


@dataclass(frozen=True)
class Register:
    """One noun. `refers` says of which kind the references in a field are: {"owner": "partner", "members.partner":
    "partner"}; the parts of a list are named with a point.

    `complete` gives what is computed, for a whole page at once; `check` what is wrong with a row as it would become;
    `alter` what a plain change does to a row besides, or refuses it with Conflict; `verbs` what may be done with it;
    `right_by` the one field with a place that gives the right to the row, where it takes not all that it names.
    """

    noun: str
    path: str
    current: type[Kept]
    versions: type[Kept]
    create: type[KeptCreate]
    read: type[KeptRead]
    asked: type[KeptFilter]
    refers: Mapping[str, str]
    complete: Callable[[Sight, Sequence[Any]], Completed] = nothing_more
    check: Callable[[Writing, Any], Iterable[FieldError]] = nothing_wrong
    alter: Callable[[Any, Mapping[str, Any]], Mapping[str, Any]] = as_sent
    verbs: Callable[[Any], Iterable[str]] = no_verbs
    right_by: str | None = None

    @property
    def kind(self) -> str:
        """The noun as audit events and links name it: the table's name, with hyphens."""
        return str(self.current.__tablename__).replace("_", "-")

    @property
    def change(self) -> type[Incoming]:
        """What a change is sent with."""
        return merge_patch(self.create)

    @cached_property
    def columns(self) -> frozenset[str]:
        """The fields that somebody sends and the row keeps."""
        mapper = inspect(self.current)
        return frozenset(mapper.columns.keys()) & self.create.model_fields.keys()

    def values(self, sent: BaseModel, fields: Iterable[str]) -> dict[str, Any]:
        """The columns for what was sent; lists as JSON keeps them."""
        wanted = set(self.columns.intersection(fields))
        plain, as_json = sent.model_dump(include=wanted), sent.model_dump(mode="json", include=wanted)
        table = inspect(self.current).columns
        return {name: as_json[name] if isinstance(table[name].type, JSON) else plain[name] for name in wanted}

    def references(self, row: Any) -> Iterator[tuple[str, str, str]]:
        """All that the row refers to: field (`members.0.partner`), kind and id."""
        for path, kind in self.refers.items():
            for field, other in _at(row, path):
                yield field, kind, other


def _at(row: Any, path: str) -> Iterator[tuple[str, str]]:
    """The ids in a field: one, several, or one in each part of a list."""
    column, _, inner = path.partition(".")
    held = getattr(row, column)
    if held is None:
        return
    if isinstance(held, str):
        yield column, held
        return
    for position, part in enumerate(held):
        if inner:
            if part.get(inner) is not None:
                yield f"{column}.{position}.{inner}", part[inner]
        else:
            yield f"{column}.{position}", part
