"""What insights are made of. Plain values: no rows, no session, no clock."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from app.models.period import Period
from app.services.measurements.aggregation import Coverage
from app.services.progress.shapes import Reading


@dataclass(frozen=True)
class Fact:
    """One figure of a series as its reader may see it: measured at the place, or computed from its parts.

    `seen` is where it came from, for who shows it; nothing is computed from that. `estimated` figures rest on a share
    of a neighbourhood. `coverage` says which parts a figure of an area covers. `share_of` names the indicator of which
    this is the share in the city's total.
    """

    reading: Reading
    seen: Any = None
    estimated: bool = False
    coverage: Coverage = field(default_factory=Coverage)
    share_of: str | None = None

    @property
    def period(self) -> Period:
        return self.reading.period

    @property
    def value(self) -> Decimal | None:
        value = self.reading.value
        return None if value is None else Decimal(value)  # type: ignore[arg-type]  # readings here hold decimals

    @property
    def is_hidden(self) -> bool:
        """There is a figure, and this reader may not see it."""
        return self.reading.suppressed

    @property
    def is_there(self) -> bool:
        """Whether something was measured, told or not; a reason for absence is no figure."""
        return self.is_hidden or self.value is not None


Facts = Sequence[Fact]


def latest(facts: Facts) -> Fact | None:
    """The last figure that is there, told or not: an earlier one never stands in for one that is hidden."""
    return next((fact for fact in reversed(facts) if fact.is_there), None)


def by_period(facts: Facts) -> dict[Period, Fact]:
    """The figures that are there, by period."""
    return {fact.period: fact for fact in facts if fact.is_there}
