"""What goes into an assessment and what comes out of it. Plain values: no rows, no session, no clock.

Numbers are exact (`Decimal` in, `Fraction` out); only the chances and the band of a forecast, which come
from the normal distribution and from resampling, are floats.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from app.models.period import Period
from app.models.terms import (
    Bound,
    Direction,
    GoodDirection,
    Missing,
    Movement,
    Reason,
    Rule,
    State,
    Status,
    TargetState,
)

Exact = Decimal | Fraction

# A reading with this flag opens a new series: earlier values cannot be laid on one line with it.
SERIES_BREAK = "series-break"


@dataclass(frozen=True)
class Scale:
    """What an assessment needs to know of an indicator.

    `ratio` says whether its zero means nothing (so that "half" means something); `rhythm_months` how often it is
    measured; `at_date` whether its periods are moments instead of spans; `decimals` gives the step (0.1 for 1).
    """

    unit: str = ""
    decimals: int = 0
    good: GoodDirection = GoodDirection.NONE
    lowest: Exact | None = None
    highest: Exact | None = None
    ratio: bool = True
    at_date: bool = False
    rhythm_months: int | None = None

    @cached_property
    def step(self) -> Fraction:
        """One unit of the last printed decimal."""
        return Fraction(1, 10**self.decimals) if self.decimals >= 0 else Fraction(10**-self.decimals)


@dataclass(frozen=True)
class Reading:
    """A measurement as its reader may see it: `suppressed` means that it is there and may not be told.

    `parts` names which parts of an area it covers (None: the place itself); figures with different parts are
    never compared. `low` and `high` are 95% bounds.
    """

    period: Period
    value: Exact | None = None
    missing: Missing | None = None
    low: Exact | None = None
    high: Exact | None = None
    sample_size: int | None = None
    numerator: Exact | None = None
    denominator: Exact | None = None
    state: State = State.FINAL
    flags: tuple[str, ...] = ()
    suppressed: bool = False
    parts: str | None = None
    accepted: bool = True

    @cached_property
    def exact(self) -> Fraction | None:
        """The value, to reckon with."""
        return None if self.value is None else Fraction(self.value)

    @property
    def counts(self) -> bool:
        """Whether it is an accepted figure that was not withdrawn. Provisional and doubtful ones count."""
        return self.accepted and self.state is not State.WITHDRAWN and self.has_figure

    @property
    def has_figure(self) -> bool:
        """Whether something was measured, told or not; a reason for absence is no figure."""
        return self.suppressed or self.value is not None or self.numerator is not None


@dataclass(frozen=True)
class Checkpoint:
    """What a target wants in a year: a value in the indicator's unit, or a change in percent (-70: 70% less).

    A reference target has only the year. The last checkpoint is the end.
    """

    year: int
    value: Exact | None = None
    change: Exact | None = None


@dataclass(frozen=True)
class Step:
    """One step on the way to a milestone."""

    due: date | None = None
    done: date | None = None


@dataclass(frozen=True)
class Milestone:
    """A dated fact. `done` counts only with evidence, which the caller sees to; `due` None: end of the end year."""

    due: date | None = None
    done: date | None = None
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True)
class Aim:
    """All of a target that its assessment at one place needs.

    `bound` None is the default (at most when falling, at least when rising; of a relative target: a change at
    least as large). `baseline` with a period and without a value takes the value from the readings; None where no
    baseline is in force. `patience_until` is the last year of patience. `start_year` is where coverage without a
    baseline starts at 0 (the caller fills in the start of the programme's term), `end_year` the end where no
    checkpoint names it.
    """

    target: str
    place: str
    rule: Rule
    indicator: str = ""
    population: str = "all"
    bound: Bound | None = None
    direction: Direction | None = None
    checkpoints: tuple[Checkpoint, ...] = ()
    baseline: Reading | None = None
    start_year: int | None = None
    end_year: int | None = None
    patience_until: int | None = None
    reference: str | None = None
    milestone: Milestone | None = None
    state: TargetState = TargetState.ADOPTED


@dataclass(frozen=True)
class Chances:
    """The chances of the three statements; together 1."""

    on_course: float
    short: float
    worsening: float


@dataclass(frozen=True)
class Passed:
    """A checkpoint and whether it was met, by the value of its year or else the first one after; None: not known."""

    year: int
    value: Fraction | None
    met: bool | None


@dataclass(frozen=True)
class Against:
    """The place beside its reference of the same period. The gap is positive when worse than the reference.

    `ratio` is value over reference, `share` the place's part of the reference's own count (None where unknown).
    """

    place: str | None
    period: Period
    value: Fraction
    gap: Fraction
    gap_at_baseline: Fraction | None
    ratio: Fraction | None
    share: Fraction | None


@dataclass(frozen=True)
class Forecast:
    """Where the measured line leads: `low` and `high` hold 80%. `year` is t (2026.5 is 2026-Q3)."""

    year: Fraction
    value: Fraction
    low: float
    high: float


@dataclass(frozen=True)
class Ages:
    """Days from the end of each figure's period to the day of the assessment."""

    actual: int | None = None
    baseline: int | None = None
    reference: int | None = None


@dataclass(frozen=True)
class Assessment:
    """How a target stands at a place, with everything that the answer rests on.

    `likely` says "probably" (chance from 2/3 to 0.9). `pace` is unrounded: show it through `shown_pace`.
    `expected`, `gap_to_target` (positive while something is left to do) and `overshoot` are in the indicator's
    unit. `reached_at` is the start of the last spell in which the end was reached, `lost_at` where it was lost.
    `notes` names what to know of the figures: provisional, doubtful, other-parts, ... and the flags of the value.
    `series` holds the comparable readings up to the day, the baseline and what came before it included.
    """

    target: str
    place: str
    status: Status
    as_of: date
    state: TargetState = TargetState.ADOPTED
    likely: bool = False
    chances: Chances | None = None
    pace: Fraction | None = None
    baseline: Reading | None = None
    actual: Reading | None = None
    expected: Fraction | None = None
    gap_to_target: Fraction | None = None
    checkpoints: tuple[Passed, ...] = ()
    deadline_passed: bool = False
    reached_at: Period | date | None = None
    lost_at: Period | None = None
    overshoot: Fraction | None = None
    outdated: bool = False
    reference: Against | None = None
    through_time: Movement | None = None
    against_reference: Movement | None = None
    forecast: Forecast | None = None
    reason: Reason | None = None
    notes: tuple[str, ...] = ()
    ages: Ages = Ages()
    series: tuple[Reading, ...] = ()
    method: str = ""
    version: str = ""
