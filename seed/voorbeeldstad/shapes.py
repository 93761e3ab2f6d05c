"""The shapes of what stands in the files of the made-up town: what the API would be sent, with since when it is known.

Every place, indicator, partner, programme and intervention here says that it is fictitious; no entry can say otherwise.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from pydantic import Field, field_validator, model_validator

from app.models.duty import FulfilmentCreate
from app.models.indicator import IndicatorCreate, PopulationCreate
from app.models.intervention import InterventionCreate
from app.models.measurement import JudgingAll, MeasurementCreate
from app.models.partner import PartnerCreate
from app.models.period import Period
from app.models.place_sent import AreaChange, MembershipCreate, PlaceCreate
from app.models.programme_sent import NodeCreate, ProgrammeCreate
from app.models.progress import JudgementCreate
from app.models.target import TargetCreate
from app.models.target_decision import DecisionKind
from seed.places import Entry
from seed.shapes import REGISTERS

DAYS_TO_COUNT = 90  # a figure is known so long after its period has ended

Key = tuple[str, str, str, str]
Count = tuple[Decimal, Decimal]


class Known(Entry):
    """What the API would be sent (`sent`), and since when it is known; without `known`, with the town itself.

    In the files the two stand beside each other.
    """

    known: date | None = None

    @model_validator(mode="before")
    @classmethod
    def _set_apart(cls, entry: dict[str, Any]) -> dict[str, Any]:
        own = {name: value for name, value in entry.items() if name in cls.model_fields}
        return own | {"sent": {name: value for name, value in entry.items() if name not in cls.model_fields}}


class SourceEntry(Entry):
    id: str
    name: str


class PartEntry(Known):
    """A neighbourhood in the area, for a share; a later entry of the same one changes its share."""

    area: str
    sent: MembershipCreate


class ProfileEntry(Known):
    area: str
    sent: AreaChange


class Signatory(Entry):
    partner: str
    role: str = "signatory"


class StepEntry(Known):
    """What was known of a figure since then: what was sent, or why it was withdrawn."""

    withdrawn: str | None = None
    sent: dict[str, Any]


class History(Entry):
    indicator: str
    place: str
    period: str
    population: str = "all"
    steps: tuple[StepEntry, ...]

    @property
    def key(self) -> Key:
        return self.indicator, self.place, self.period, self.population


class Series(Entry):
    """Figures of one indicator by place, from period `first` on, one in every so many.

    A value is a number or why it is missing. `counts` are numerators and denominators instead; a value is then computed
    in the indicator's unit. `answers` and `margins` (half a 95% interval) are by place, for what was a survey.
    """

    indicator: str
    partner: str
    first: str
    every: int = 1
    population: str = "all"
    values: dict[str, tuple[Decimal | str, ...]] = Field(default_factory=dict)
    counts: dict[str, tuple[Count, ...]] = Field(default_factory=dict)
    answers: dict[str, int] = Field(default_factory=dict)
    margins: dict[str, Decimal] = Field(default_factory=dict)

    @property
    def periods(self) -> Iterator[Period]:
        period = Period.parse(self.first)
        while True:
            yield period
            for _ in range(self.every):
                period = period.next


class JudgementEntry(Known):
    sent: JudgementCreate


class Withdrawn(Entry):
    known: date
    reason: str


class TargetEntry(Known):
    """A target and its life: drafted, then adopted (unless it is a `draft`), perhaps withdrawn or judged."""

    drafted: date | None = None
    adopted: date | None = None
    draft: bool = False
    withdrawn: Withdrawn | None = None
    judgements: tuple[JudgementEntry, ...] = ()
    sent: TargetCreate


class ChangeEntry(Known):
    """What was known later of a row of a register: a merge patch; or how it was adopted, or amended by that patch."""

    known: date
    adopt: dict[str, Any] | None = None
    amend: dict[str, Any] | None = None
    sent: dict[str, Any]


class RegisterEntry(Known):
    """A row of a register and its life: made, changed, and of a duty the days on which it was kept (`done`)."""

    changes: tuple[ChangeEntry, ...] = ()
    done: tuple[FulfilmentCreate, ...] = ()
    sent: dict[str, Any]


class TargetDecisionEntry(Known):
    """What was decided about an adopted target, and which version of it came of that."""

    target: str
    version: int
    known: date
    kind: DecisionKind
    sent: dict[str, Any]


class NationalEntry(Known):
    """The programme of a country that does not exist either."""

    sent: ProgrammeCreate


class JudgedEntry(Known):
    known: date
    sent: JudgingAll


class DeliveryEntry(Entry):
    """What a partner gave for one period, by place, and what staff said of it."""

    partner: str
    indicator: str
    period: str
    known: date
    values: dict[str, Decimal]
    judged: tuple[JudgedEntry, ...] = ()


class Town(Entry):
    """All that is made up, in the order in which one thing refers to another. `adopted` is when the programme was."""

    known: date
    adopted: date
    source: SourceEntry
    places: tuple[PlaceCreate, ...]
    profile: ProfileEntry
    parts: tuple[PartEntry, ...]
    populations: tuple[PopulationCreate, ...]
    partners: tuple[PartnerCreate, ...]
    programme: ProgrammeCreate
    signatories: tuple[Signatory, ...]
    nodes: tuple[NodeCreate, ...]
    indicators: tuple[IndicatorCreate, ...]
    interventions: tuple[InterventionCreate, ...]
    series: tuple[Series, ...]
    histories: tuple[History, ...]
    targets: tuple[TargetEntry, ...]
    national: NationalEntry
    national_nodes: tuple[NodeCreate, ...]
    registers: dict[str, tuple[RegisterEntry, ...]]
    target_decisions: tuple[TargetDecisionEntry, ...]
    delivered: tuple[DeliveryEntry, ...]
    mailboxes: dict[str, str]

    @model_validator(mode="before")
    @classmethod
    def _registers_stand_together(cls, entry: dict[str, Any]) -> dict[str, Any]:
        rest = {name: value for name, value in entry.items() if name not in REGISTERS}
        return {**rest, "registers": {name: entry[name] for name in REGISTERS if name in entry}}

    @field_validator("places", "partners", "indicators", "interventions", mode="before")
    @classmethod
    def _say_so_of_each(cls, entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [{**entry, "fictitious": True} for entry in entries]

    @field_validator("programme", "national", mode="before")
    @classmethod
    def _say_so(cls, entry: dict[str, Any]) -> dict[str, Any]:
        return {**entry, "fictitious": True}


def figures_of(series: Series, decimals: int, scale: int | None) -> Iterator[tuple[Key, date, dict[str, Any]]]:
    """Key, since when it is known, and what was sent; `scale` is the value of a whole, None where a count is one."""
    for place in (*series.values, *series.counts):
        said: tuple[Any, ...] = series.values.get(place) or series.counts[place]
        for period, one in zip(series.periods, said, strict=False):
            figure = _counted(one, decimals, scale) if place in series.counts else _told(series, place, one)
            known = period.ends + timedelta(days=DAYS_TO_COUNT)
            yield (series.indicator, place, period.text, series.population), known, figure


def recorded(key: Key, sent: Mapping[str, Any], source: str) -> MeasurementCreate:
    """As the API would be sent it; final unless it says otherwise."""
    indicator, place, period, population = key
    named = {"indicator": indicator, "place": place, "period": period, "population": population, "source": source}
    return MeasurementCreate.model_validate({**named, "state": "final", **sent})


def _told(series: Series, place: str, value: Decimal | str) -> dict[str, Any]:
    if isinstance(value, str):
        return {"missing": value}
    margin, answers = series.margins.get(place), series.answers.get(place)
    bounds = {} if margin is None else {"low": value - margin, "high": value + margin}
    return {"value": value, **bounds, **({} if answers is None else {"sampleSize": answers})}


def _counted(count: Count, decimals: int, scale: int | None) -> dict[str, Any]:
    part, whole = count
    value = part if scale is None else (scale * part / whole).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return {"value": value, "numerator": part, "denominator": whole}
