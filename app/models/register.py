"""Registers: what a programme keeps besides goals and figures. All nouns of this kind share one shape and one way.

A register row belongs to a programme, has a readable id for ever, a name, versions and an origin. Lists of references
are JSON columns, so that a version holds them too; `register_link` indexes them for filters.
"""

from copy import copy
from functools import cache
from typing import Any, Generic, TypeVar

from pydantic import Field as WireField
from pydantic import create_model
from pydantic_core import PydanticUndefined
from sqlmodel import Field

from app.models.base import Asked, AskedMoment, Id, Incoming, Key, Moment, Origin, Table, Wire
from app.models.versions import Recorded

Item = TypeVar("Item")
KEPT_AS_MADE = frozenset({"id", "programme"})


class Kept(Recorded):
    """The columns of every register row. `withdrawn` rows stay readable, and out of lists unless asked for."""

    id: str = Field(sa_type=Key, primary_key=True)
    programme: str = Field(sa_type=Key)
    name: str
    withdrawn: bool = False
    document: str | None = Field(default=None, sa_type=Key)
    line: int | None = None


class RegisterLink(Table, table=True):
    """What the newest version of a register row refers to: `kind` and `item` are the row, `to_kind` and `other` what.

    Made anew from the row at every change; it holds nothing that the row does not.
    """

    kind: str = Field(sa_type=Key, primary_key=True)
    item: str = Field(sa_type=Key, primary_key=True)
    field: str = Field(sa_type=Key, primary_key=True)
    other: str = Field(sa_type=Key, primary_key=True, index=True)
    to_kind: str = Field(sa_type=Key, index=True)


class KeptRead(Wire):
    """What every register row shows. `fictitious` follows its programme."""

    id: str
    programme: str
    name: str
    withdrawn: bool
    fictitious: bool
    origin: Origin | None
    may: list[str] = WireField(default_factory=list)


class KeptCreate(Incoming):
    """What every new register row is sent with; an id is made of the name where none is given."""

    id: Id | None = None
    programme: Id
    name: str = WireField(min_length=1, max_length=400)


class KeptFilter(Asked):
    """What may be asked of every register. `area` is the area, its neighbourhoods, and what its programmes keep."""

    programme: list[str] = WireField(default_factory=list)
    area: list[str] = WireField(default_factory=list)
    withdrawn: bool = False
    known_at: AskedMoment | None = None


class Withdrawing(Incoming):
    """Why a row is withdrawn; it stays readable."""

    reason: str = WireField(min_length=1, max_length=2000)


class Restoring(Incoming):
    """Which earlier version holds again, and why."""

    version: int = WireField(ge=1, le=1_000_000)
    reason: str | None = WireField(default=None, max_length=2000)


class VersionRead(Wire, Generic[Item]):
    """A thing as it was from `recorded_at` until its next version, and which fields that version changed."""

    version: int
    recorded_at: Moment
    recorded_by: str
    reason: str | None
    changed: list[str]
    item: Item


@cache
def merge_patch(create: type[Incoming]) -> type[Incoming]:
    """The merge patch that goes with a create model: every field that may change, none of them needed."""
    fields: dict[str, Any] = {}
    for name, info in create.model_fields.items():
        if name not in KEPT_AS_MADE:
            optional = copy(info)
            optional.default, optional.default_factory = PydanticUndefined, lambda: None
            fields[name] = (info.annotation, optional)
    return create_model(
        create.__name__.replace("Create", "Change"),
        __base__=Incoming,
        __module__=create.__module__,
        __doc__="A merge patch: what is not sent stays.",
        **fields,
    )
