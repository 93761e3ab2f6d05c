"""Programmes: a term, a vocabulary of its own, and a tree of nodes from ambition down to goal."""

from datetime import date
from enum import StrEnum
from typing import Any

from pydantic import Field as WireField
from sqlalchemy import JSON, text
from sqlmodel import Field

from app.models.base import Asked, AskedMoment, Key, Number, Origin, Table, Wire
from app.models.place import StatusCounts
from app.models.tag import TagFilter, Tagged
from app.models.terms import Status
from app.models.versions import Recorded, Superseding


class ProgrammeState(StrEnum):
    DRAFT = "draft"
    ADOPTED = "adopted"
    AMENDED = "amended"


class ProgrammeBase(Recorded):
    """`levels`: the programme's own words, top down: [{"id", "name", "kind"}]; `kind` keeps levels comparable.

    `asks_acceptance`: figures that partners give count only once staff has accepted them.
    """

    id: str = Field(sa_type=Key, primary_key=True)
    name: str
    starts: date | None = None
    ends: date | None = None
    state: ProgrammeState = Field(default=ProgrammeState.ADOPTED, sa_type=Key)
    levels: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    municipality_id: str | None = Field(default=None, sa_type=Key)
    baseline_rule: str | None = None
    summary: str | None = None
    asks_acceptance: bool = Field(default=False, sa_column_kwargs={"server_default": text("false")})
    fictitious: bool = False
    document: str | None = Field(default=None, sa_type=Key)
    line: int | None = None


class Programme(ProgrammeBase, table=True):
    pass


class ProgrammeVersion(Superseding, ProgrammeBase, table=True):
    pass


class ProgrammeArea(Table, table=True):
    """An area that a programme works in; or one that a party added with its own means, outside the agreement."""

    programme_id: str = Field(sa_type=Key, primary_key=True, foreign_key="programme.id")
    area_id: str = Field(sa_type=Key, primary_key=True, foreign_key="place.id", index=True)
    outside_agreement: bool | None = None
    text: str | None = None
    document: str | None = Field(default=None, sa_type=Key)
    line: int | None = None


class ProgrammePartner(Table, table=True):
    """A partner of a programme: signatory or taking part."""

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
    life_course: list[str] | None = Field(default=None, sa_type=JSON)
    social_basis: list[str] | None = Field(default=None, sa_type=JSON)
    scale: str | None = Field(default=None, sa_type=Key)
    horizon: str | None = Field(default=None, sa_type=Key)
    document: str | None = Field(default=None, sa_type=Key)
    line: int | None = None


class Node(NodeBase, table=True):
    programme_id: str = Field(sa_type=Key, foreign_key="programme.id", index=True)
    parent_id: str | None = Field(default=None, sa_type=Key, foreign_key="node.id", index=True)


class NodeVersion(Superseding, NodeBase, table=True):
    pass


class LevelRead(Wire):
    """A level of a programme's tree: its own `name`, and the comparable `kind` (pillar, ambition, goal-group, goal)."""

    id: str
    name: str
    kind: str


class AreaOutside(Wire):
    """An area that a party added with its own means, outside the agreement, and what is said about that."""

    area: str
    text: str | None
    origin: Origin | None


class InhabitantsRead(Wire):
    """How many people live in the areas together: as somebody said (`measured`), or as they add up to.

    `parts_total` is what the areas add up to beside a total that was said, `adds_up` whether that is the same.
    """

    value: Number | None
    year: int
    measured: bool
    parts_total: Number | None
    adds_up: bool | None
    note: str | None
    origin: Origin | None


class ProgrammeRead(Wire):
    """`areas` are those of the agreement; `areas_outside` count in no total of the programme."""

    id: str
    name: str
    starts: date | None
    ends: date | None
    state: ProgrammeState
    levels: list[LevelRead]
    areas: list[str]
    areas_outside: list[AreaOutside]
    inhabitants: InhabitantsRead | None
    municipality: str | None
    baseline_rule: str | None
    summary: str | None
    asks_acceptance: bool
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


class ProblemAnalysis(Wire):
    """The text of a problem analysis that a node, or one above it, rests on."""

    id: str
    name: str


class NodeRead(Tagged):
    """A node with its way up, and the counts of everything under it; drafts are counted apart.

    `together` is the status of a goal with several targets of its own as a whole: the worse one.
    """

    id: str
    programme: str
    parent: str | None
    level: str
    level_name: str
    name: str
    description: str | None
    path: list[PathStep]
    problem_analyses: list[ProblemAnalysis]
    targets: int
    counts: StatusCounts
    together: Status | None
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
    as_of: str | None = WireField(default=None, max_length=10)
    known_at: AskedMoment | None = None


class NodeFilter(TagFilter):
    """All that may be asked of the nodes of a tree; `level` is a level's id or its comparable kind.

    `area`, `place`, `municipality` and `indicator` are those of a node's own targets, `partner` of its interventions.
    """

    programme: list[str] = WireField(default_factory=list)
    level: list[str] = WireField(default_factory=list)
    parent: list[str] = WireField(default_factory=list)
    area: list[str] = WireField(default_factory=list)
    place: list[str] = WireField(default_factory=list)
    municipality: list[str] = WireField(default_factory=list)
    indicator: list[str] = WireField(default_factory=list)
    partner: list[str] = WireField(default_factory=list)
    as_of: str | None = WireField(default=None, max_length=10)
    known_at: AskedMoment | None = None
