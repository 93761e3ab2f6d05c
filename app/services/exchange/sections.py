"""What the file is made of: one section for each noun, in the order in which one refers to another."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pydantic.alias_generators import to_camel

from app.models.base import Table
from app.models.edition import Edition
from app.models.indicator import Indicator, IndicatorVersion, Population
from app.models.intervention import (
    Intervention,
    InterventionGoal,
    InterventionPartner,
    InterventionPlace,
    InterventionVersion,
)
from app.models.measurement import Measurement, MeasurementRevision
from app.models.partner import Partner
from app.models.place import Area, Membership, MembershipVersion, Place, PlaceAlias, PlaceCode
from app.models.programme import Node, NodeVersion, Programme, ProgrammeArea, ProgrammePartner, ProgrammeVersion
from app.models.progress import Judgement
from app.models.source import Source
from app.models.target import Target, TargetVersion
from app.models.target_decision import TargetDecision
from app.services.exchange.columns import Column, columns_of
from app.services.registers.catalogue import ALL
from app.services.registers.register import Register


@dataclass(frozen=True, eq=False)
class Part:
    """Rows that belong to one item: `of` is the column that names it; `single` where there is one at most."""

    name: str
    model: type[Table]
    of: str
    order: tuple[str, ...]
    fixed: Mapping[str, str] = field(default_factory=dict)
    single: bool = False

    @property
    def columns(self) -> tuple[Column, ...]:
        numbers = {"id"} if self.model is Judgement else set()
        return columns_of(self.model, frozenset({self.of, *self.fixed, *numbers}))


@dataclass(frozen=True, eq=False)
class Section:
    """The items of one noun. `kind` is what references call it; `owner` the column that names their programme.

    A noun with `versions` has nothing else of its own in the file: the newest one says what holds now.
    """

    name: str
    kind: str
    model: type[Table]
    key: tuple[str, ...] = ("id",)
    versions: type[Table] | None = None
    versions_name: str = "versions"
    number: str = "version"
    left_out: frozenset[str] = frozenset()
    parts: tuple[Part, ...] = ()
    owner: str | None = None
    register: Register | None = None

    @property
    def table(self) -> str:
        return str(self.model.__tablename__)

    @property
    def keys(self) -> tuple[Column, ...]:
        by_name = {column.name: column for column in columns_of(self.model)}
        return tuple(by_name[name] for name in self.key)

    @property
    def columns(self) -> tuple[Column, ...]:
        """What an item itself says: nothing where its versions do."""
        return () if self.versions else columns_of(self.model, frozenset(self.key))

    @property
    def version_columns(self) -> tuple[Column, ...]:
        """What each version says, the number first; what it refers to is what the current row refers to."""
        if self.versions is None:
            return ()
        refers = {column.name: column.refers for column in columns_of(self.model)}
        found = columns_of(self.versions, frozenset({*self.key, *self.left_out}))
        ordered = sorted(found, key=lambda column: column.name != self.number)
        return tuple(
            Column(column.name, column.info, column.type, column.nullable, refers.get(column.name))
            for column in ordered
        )


def _editions(table: str) -> Part:
    return Part("editions", Edition, "item", ("version",), {"kind": table.replace("_", "-")})


def _of_register(register: Register) -> Section:
    return Section(
        to_camel(register.path.replace("-", "_")),
        register.kind,
        register.current,
        versions=register.versions,
        owner="programme",
        register=register,
    )


PROGRAMMES = Section(
    "programmes",
    "programme",
    Programme,
    versions=ProgrammeVersion,
    owner="id",
    parts=(
        Part("areas", ProgrammeArea, "programme_id", ("area_id",)),
        Part("partners", ProgrammePartner, "programme_id", ("partner_id",)),
        _editions("programme"),
    ),
)
SOURCES = Section("sources", "source", Source, parts=(_editions("source"),))
POPULATIONS = Section("populations", "population", Population, parts=(_editions("population"),))
PLACES = Section(
    "places",
    "place",
    Place,
    parts=(
        Part("codes", PlaceCode, "place_id", ("code", "layout_year")),
        Part("aliases", PlaceAlias, "place_id", ("alias",)),
        Part("profile", Area, "place_id", (), single=True),
        _editions("place"),
    ),
)
PARTNERS = Section("partners", "partner", Partner, parts=(_editions("partner"),))
INDICATORS = Section("indicators", "indicator", Indicator, versions=IndicatorVersion, parts=(_editions("indicator"),))
MEMBERSHIPS = Section("memberships", "membership", Membership, key=("area_id", "place_id"), versions=MembershipVersion)
GOALS = Section("nodes", "goal", Node, versions=NodeVersion, owner="programme_id", parts=(_editions("node"),))
INTERVENTIONS = Section(
    "interventions",
    "intervention",
    Intervention,
    versions=InterventionVersion,
    owner="programme_id",
    parts=(
        Part("places", InterventionPlace, "intervention_id", ("place_id",)),
        Part("goals", InterventionGoal, "intervention_id", ("goal_id",)),
        Part("partners", InterventionPartner, "intervention_id", ("partner_id", "role")),
        _editions("intervention"),
    ),
)
TARGETS = Section(
    "targets",
    "target",
    Target,
    versions=TargetVersion,
    owner="programme_id",
    parts=(
        Part("decisions", TargetDecision, "target_id", ("version",)),
        Part("judgements", Judgement, "target_id", ("place_id", "id")),
        _editions("target"),
    ),
)
MEASUREMENTS = Section(
    "measurements",
    "measurement",
    Measurement,
    key=("indicator_id", "place_id", "period", "population_id"),
    versions=MeasurementRevision,
    versions_name="revisions",
    number="revision",
    left_out=frozenset({"measurement_id", "change", "stored_at"}),
)

SHARED = (SOURCES, POPULATIONS, PLACES, PARTNERS, INDICATORS, MEMBERSHIPS)
"""What several programmes may use."""

_BEFORE_TARGETS = ("bodies", "meetings", "decisions")
_REGISTERS = tuple(_of_register(register) for register in ALL)
OWNED = (
    PROGRAMMES,
    GOALS,
    INTERVENTIONS,
    *(section for section in _REGISTERS if section.name in _BEFORE_TARGETS),
    TARGETS,
    *(section for section in _REGISTERS if section.name not in _BEFORE_TARGETS),
)
"""What is the programme's own."""

SECTIONS = (*SHARED, *OWNED, MEASUREMENTS)

FIGURES = "figures"
"""Instead of the measurements, in a file for who may not see them all."""
