"""An area's share in the city's total, as a series of its own: over-representation is the problem's own measure.

Pure. The share is made of both figures as the reader sees them, so it tells nothing that those two do not.
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from app.models.period import Period
from app.models.terms import Missing
from app.services.access.suppression import exact, scale_of
from app.services.insight.shapes import Fact, Facts, by_period


@dataclass(frozen=True)
class Share:
    """In percent; without a value where one of both figures is hidden (or the city has nothing to share)."""

    period: Period
    value: Decimal | None
    missing: Missing | None
    part: Fact
    whole: Fact

    @property
    def estimated(self) -> bool:
        return self.part.estimated or self.whole.estimated


def can_be_shared(unit: str) -> bool:
    """Totals have shares; percentages, rates and averages have none."""
    return scale_of(unit) is None


def shares(part: Facts, whole: Facts) -> list[Share]:
    """Of every period in which both have a figure, oldest first."""
    wholes = by_period(whole)
    return [_share(fact, wholes[fact.period]) for fact in part if fact.is_there and fact.period in wholes]


def _share(part: Fact, whole: Fact) -> Share:
    if part.value is None or whole.value is None:
        return Share(part.period, None, Missing.SUPPRESSED, part, whole)
    if not whole.value:
        return Share(part.period, None, Missing.NOT_APPLICABLE, part, whole)
    value = exact(100 * Fraction(part.value) / Fraction(whole.value))
    return Share(part.period, value, None, part, whole)
