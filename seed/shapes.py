"""The shapes of facts about programmes and figures, as they stand in `documents/*.toml`."""

from datetime import date
from decimal import Decimal
from typing import Any

from pydantic import Field, SerializeAsAny, model_validator
from pydantic.alias_generators import to_camel

from app.models.indicator import AcrossPeriods, AcrossPlaces, Rhythm
from app.models.intervention import InterventionStatus
from app.models.programme import ProgrammeState
from app.models.register import KeptCreate
from app.models.terms import Bound, Direction, GoodDirection, Missing, Rule, State, TargetState
from app.services.registers.catalogue import ALL
from seed.places import AreaFact, Entry, Fact, GroupFact, NeighbourhoodFact

# The tables of a file that are registers, in the order in which one refers to another.
REGISTERS = {register.path.replace("-", "_"): register for register in ALL}
Ours = tuple[int | Decimal | date, ...]


class PartnerFact(Fact):
    id: str
    name: str
    kind: str
    description: str | None = None


class PopulationFact(Fact):
    id: str
    name: str
    description: str | None = None


class LevelFact(Entry):
    id: str
    name: str
    kind: str


class RoleFact(Fact):
    id: str
    role: str


class OutsideFact(Fact):
    """An area that a party added with its own means, outside the agreement."""

    area: str
    text: str


class ProgrammeFact(Fact):
    """`term_line` and `baseline_rule_line`: where the term and the rule for a new baseline are printed."""

    id: str
    name: str
    starts: date | None = None
    ends: date | None = None
    term_line: int | None = None
    area: str | None = None
    municipality: str | None = None
    summary: str | None = None
    baseline_rule: str | None = None
    baseline_rule_line: int | None = None
    state: ProgrammeState = ProgrammeState.ADOPTED
    levels: tuple[LevelFact, ...]
    partners: tuple[RoleFact, ...] = ()
    outside: tuple[OutsideFact, ...] = ()


class TaggedFact(Fact):
    """Whom it is for and how near: life course, social basis, scale, horizon."""

    life_course: tuple[str, ...] = ()
    social_basis: tuple[str, ...] = ()
    scale: str | None = None
    horizon: str | None = None


class NodeFact(TaggedFact):
    id: str
    level: str
    name: str
    parent: str | None = None
    description: str | None = None


class InterventionRole(Entry):
    partner: str
    role: str = "responsible"


class InterventionFact(TaggedFact):
    """What partners do. `existing`: it ran before the programme, and `verdict` says what becomes of it."""

    id: str
    name: str
    aim: str | None = None
    programme: str | None = None
    starts: date | None = None
    ends: date | None = None
    status: InterventionStatus = InterventionStatus.RUNNING
    places: tuple[str, ...] = ()
    goals: tuple[str, ...] = ()
    partners: tuple[InterventionRole, ...] = ()
    existing: bool | None = None
    verdict: str | None = None
    verdict_reason: str | None = None
    also: tuple[int, ...] = ()
    unprinted: Ours = ()


class GoalFact(NodeFact):
    """A goal as the document words it, with its targets: two where it has two measurable parts.

    A target stands on the line of its goal unless it says otherwise. `twin` is a goal that says the same, or another
    thing of the same indicator: reported, not hidden.
    """

    level: str = "goal"
    targets: tuple["TargetFact", ...]
    twin: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _targets_stand_where_the_goal_stands(cls, entry: dict[str, Any]) -> dict[str, Any]:
        targets = [{"line": entry["line"], "goal": entry["id"], **target} for target in entry["targets"]]
        return {**entry, "targets": targets}


class IndicatorFact(Fact):
    id: str
    name: str
    definition: str
    unit: str
    decimals: int = 0
    good: GoodDirection
    protected: bool = False
    survey: bool = False
    at_date: bool = False
    places: AcrossPlaces | None = None
    periods: AcrossPeriods | None = None
    weigh_by: str | None = None
    ratio: bool = True
    lowest: Decimal | None = None
    highest: Decimal | None = None
    rhythm: Rhythm | None = None
    source: str | None = None
    theme: str | None = None
    share_of: str | None = None


class StepFact(Entry):
    """A dated step of a milestone."""

    name: str
    due: date | None = None


class TargetFact(Fact):
    """A target with the value that it starts from, where that is printed.

    `values` and `changes` are by year, changes in percent of the baseline. `also` is a second line of the same entry.
    `doubt` says why its printed baseline is hardly to be believed. `unprinted` numbers are ours, not the document's.
    """

    id: str
    goal: str | None = None
    place: str | None = None
    every_neighbourhood_of: str | None = None
    indicator: str | None = None
    reference: str | None = None
    population: str = "all"
    rule: Rule | None = None
    bound: Bound | None = None
    direction: Direction | None = None
    baseline: Decimal | None = None
    baseline_period: str | None = None
    values: dict[int, Decimal] = Field(default_factory=dict)
    changes: dict[int, Decimal] = Field(default_factory=dict)
    end_year: int | None = None
    patience_until: int | None = None
    steps: tuple[StepFact, ...] = ()
    state: TargetState = TargetState.ADOPTED
    condition: str | None = None
    also: int | None = None
    unprinted: tuple[int, ...] = ()
    doubt: str | None = None
    note: str | None = None


class TargetGroup(Entry):
    """The targets of one goal."""

    goal: str
    targets: tuple[TargetFact, ...]


class OpportunityFact(Fact):
    """Another programme that a pillar can link to; `ministry` where one is named."""

    pillar: str
    name: str
    ministry: str | None = None


class MeasurementFact(Fact):
    """A printed figure; `unprinted` where its year is ours, not the document's. `also` is a second line of it."""

    place: str
    indicator: str
    period: str
    value: Decimal
    population: str = "all"
    state: State = State.FINAL
    unprinted: bool = False
    also: int | None = None
    note: str | None = None


class AbsenceFact(Fact):
    """A figure that the document says is not there, or that it only draws; `note` says which."""

    place: str
    indicator: str
    period: str
    population: str = "all"
    missing: Missing
    note: str


class RegisterFact(Fact):
    """A row of a register as the API would be sent it (`new`), with field names as in Python.

    `also` are other lines of the same entry. `unprinted` numbers and days are ours, not the document's.
    """

    also: tuple[int, ...] = ()
    unprinted: Ours = ()
    new: SerializeAsAny[KeptCreate]


def registered(register: str, programme: str | None, entry: dict[str, Any]) -> RegisterFact:
    """One entry of a register; it belongs to the document's programme unless it names another."""
    own = {name: value for name, value in entry.items() if name in RegisterFact.model_fields}
    sent = {"programme": programme} | {name: value for name, value in entry.items() if name not in own}
    return RegisterFact(**own, new=REGISTERS[register].create.model_validate(_wire(sent)))


def _wire(entry: Any) -> Any:
    """The same with the names that the API has."""
    if isinstance(entry, dict):
        return {to_camel(name): _wire(value) for name, value in entry.items()}
    return [_wire(one) for one in entry] if isinstance(entry, list) else entry


class Facts(Entry):
    """All that the seed holds of one document.

    `baseline_period`, `place` and `patience_until` are those of every target that names none, `rhythm` and `source` of
    every indicator.
    """

    document: str
    baseline_period: str | None = None
    place: str | None = None
    patience_until: int | None = None
    rhythm: Rhythm | None = None
    source: str | None = None
    partners: tuple[PartnerFact, ...] = ()
    groups: tuple[GroupFact, ...] = ()
    neighbourhoods: tuple[NeighbourhoodFact, ...] = ()
    areas: tuple[AreaFact, ...] = ()
    populations: tuple[PopulationFact, ...] = ()
    nodes: tuple[NodeFact, ...] = ()
    goals: tuple[GoalFact, ...] = ()
    programme: ProgrammeFact | None = None
    indicators: tuple[IndicatorFact, ...] = ()
    target_groups: tuple[TargetGroup, ...] = ()
    targets: tuple[TargetFact, ...] = ()
    measurements: tuple[MeasurementFact, ...] = ()
    absences: tuple[AbsenceFact, ...] = ()
    opportunities: tuple[OpportunityFact, ...] = ()
    interventions: tuple[InterventionFact, ...] = ()
    registers: dict[str, tuple[RegisterFact, ...]] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _registers_stand_together(cls, entry: dict[str, Any]) -> dict[str, Any]:
        programme = entry.get("programme", {}).get("id")
        rest = {name: value for name, value in entry.items() if name not in REGISTERS}
        kept = {
            name: tuple(registered(name, programme, one) for one in entry[name]) for name in REGISTERS if name in entry
        }
        return {**rest, "registers": kept}
