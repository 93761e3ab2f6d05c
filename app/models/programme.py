"""Programmes: a term, a vocabulary of its own, and a tree of nodes from ambition down to goal."""

from datetime import date
from enum import StrEnum
from typing import Any

from pydantic import Field as WireField
from sqlalchemy import JSON
from sqlmodel import Field

from app.models.base import Asked, AskedMoment, Day, Id, Incoming, Key, Origin, Table, Wire
from app.models.place import StatusCounts
from app.models.versions import Recorded, Superseding


class ProgrammeState(StrEnum):
    DRAFT = "draft"
    ADOPTED = "adopted"
    AMENDED = "amended"


class ProgrammeBase(Recorded):
    """`levels`: the programme's own words, top down: [{"id", "name", "kind"}]; `kind` keeps levels comparable."""

    id: str = Field(sa_type=Key, primary_key=True)
    name: str
    starts: date | None = None
    ends: date | None = None
    state: ProgrammeState = Field(default=ProgrammeState.ADOPTED, sa_type=Key)
    levels: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    municipality_id: str | None = Field(default=None, sa_type=Key)
    baseline_rule: str | None = None
    summary: str | None = None
    fictitious: bool = False
    document: str | None = Field(default=None, sa_type=Key)
    line: int | None = None


class Programme(ProgrammeBase, table=True):
    pass


class ProgrammeVersion(ProgrammeBase, Superseding, table=True):
    __tablename__ = "programme_version"

    version: int = Field(default=1, primary_key=True)


class ProgrammeArea(Table, table=True):
    """An area that a programme works in."""

    __tablename__ = "programme_area"

    programme_id: str = Field(sa_type=Key, primary_key=True, foreign_key="programme.id")
    area_id: str = Field(sa_type=Key, primary_key=True, foreign_key="place.id", index=True)


class ProgrammePartner(Table, table=True):
    """A partner of a programme: signatory or taking part."""

    __tablename__ = "programme_partner"

    programme_id: str = Field(sa_type=Key, primary_key=True, foreign_key="programme.id")
    partner_id: str = Field(sa_type=Key, primary_key=True, foreign_key="partner.id", index=True)
    role: str = Field(default="signatory", sa_type=Key)
    document: str | None = Field(default=None, sa_type=Key)
    line: int | None = None


class NodeBase(Recorded):
    """One node of the tree; `level` is the id of one of the programme's levels."""

    id: str = Field(sa_type=Key, primary_key=True)
    programme_id: str = Field(sa_type=Key, index=True)
    parent_id: str | None = Field(default=None, sa_type=Key)
    level: str = Field(sa_type=Key)
    name: str
    description: str | None = None
    position: int = 0
    document: str | None = Field(default=None, sa_type=Key)
    line: int | None = None


class Node(NodeBase, table=True):
    programme_id: str = Field(sa_type=Key, foreign_key="programme.id", index=True)
    parent_id: str | None = Field(default=None, sa_type=Key, foreign_key="node.id", index=True)


class NodeVersion(NodeBase, Superseding, table=True):
    __tablename__ = "node_version"

    version: int = Field(default=1, primary_key=True)


class LevelRead(Wire):
    """A level of a programme's tree: its own `name`, and the comparable `kind` (pillar, ambition, goal-group, goal)."""

    id: str
    name: str
    kind: str


class ProgrammeRead(Wire):
    id: str
    name: str
    starts: date | None
    ends: date | None
    state: ProgrammeState
    levels: list[LevelRead]
    areas: list[str]
    municipality: str | None
    baseline_rule: str | None
    summary: str | None
    counts: StatusCounts
    drafts: int
    fictitious: bool
    origin: Origin | None
    may: list[str] = WireField(default_factory=list)


class PathStep(Wire):
    """One step from the top of the tree down to a goal."""

    level: str
    id: str
    name: str


class NodeRead(Wire):
    """A node with its way up, and the counts of everything under it; drafts are counted apart."""

    id: str
    programme: str
    parent: str | None
    level: str
    level_name: str
    name: str
    description: str | None
    path: list[PathStep]
    targets: int
    counts: StatusCounts
    drafts: int
    origin: Origin | None
    may: list[str] = WireField(default_factory=list)


class TreeNode(NodeRead):
    """A node with the nodes under it."""

    children: list["TreeNode"]


class TreeRead(Wire):
    """A programme's whole tree, with counts at every level."""

    programme: ProgrammeRead
    nodes: list[TreeNode]


class ProgrammeFilter(Asked):
    """All that may be asked of programmes."""

    programme: list[str] = WireField(default_factory=list)
    area: list[str] = WireField(default_factory=list)
    partner: list[str] = WireField(default_factory=list)
    municipality: list[str] = WireField(default_factory=list)
    known_at: AskedMoment | None = None


class NodeFilter(Asked):
    """All that may be asked of the nodes of a tree; `level` is a level's id or its comparable kind."""

    programme: list[str] = WireField(default_factory=list)
    level: list[str] = WireField(default_factory=list)
    parent: list[str] = WireField(default_factory=list)
    known_at: AskedMoment | None = None


class LevelCreate(Incoming):
    id: Id
    name: str = WireField(min_length=1, max_length=100)
    kind: str = WireField(min_length=1, max_length=40)


class ProgrammeCreate(Incoming):
    id: Id | None = None
    name: str = WireField(min_length=1, max_length=200)
    starts: Day | None = None
    ends: Day | None = None
    levels: list[LevelCreate] = WireField(min_length=1, max_length=12)
    areas: list[Id] = WireField(default_factory=list, max_length=200)
    municipality: str | None = WireField(default=None, max_length=120)
    summary: str | None = WireField(default=None, max_length=4000)
    fictitious: bool = False


class ProgrammeChange(Incoming):
    """A merge patch: what is not sent stays."""

    name: str = WireField(default="", min_length=1, max_length=200)
    starts: Day | None = None
    ends: Day | None = None
    summary: str | None = WireField(default=None, max_length=4000)


class NodeCreate(Incoming):
    id: Id | None = None
    parent: str | None = WireField(default=None, max_length=120)
    level: str = WireField(min_length=1, max_length=100)
    name: str = WireField(min_length=1, max_length=400)
    description: str | None = WireField(default=None, max_length=8000)
    position: int = WireField(default=0, ge=0, le=100000)


class NodeChange(Incoming):
    """A merge patch: what is not sent stays."""

    name: str = WireField(default="", min_length=1, max_length=400)
    description: str | None = WireField(default=None, max_length=8000)
    position: int = WireField(default=0, ge=0, le=100000)
