"""Comparing areas with care: what to know of them before their figures are laid beside each other. Pure rules."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.models.area_comparison import Caution

# Beyond this many times the smallest, two areas are no equals.
TOO_FAR = 2


@dataclass(frozen=True)
class Context:
    """A place: how many live there, how many wijken it counts, which indicators it uses and of which periods it has
    figures."""

    place: str
    inhabitants: Decimal | None
    districts: int | None
    indicators: Collection[str]
    figures: Collection[tuple[str, str]] = ()
    sources: Collection[str] = ()
    estimated: bool = False
    fictitious: bool = False


def cautions(areas: Sequence[Context]) -> list[Caution]:
    """What makes these areas hard to compare; nothing where there is nothing to compare."""
    if len(areas) < 2:
        return []
    found = {
        Caution.INHABITANTS: _far_apart(area.inhabitants for area in areas),
        Caution.DISTRICTS: _far_apart(_number(area.districts) for area in areas),
        Caution.CONTEXT_MISSING: any(area.inhabitants is None for area in areas),
        Caution.INDICATORS: len({frozenset(area.indicators) for area in areas}) > 1,
        Caution.PERIODS: _differ_in_period(areas),
        Caution.SOURCES: len({source for area in areas for source in area.sources}) > 1,
        Caution.ESTIMATED: any(area.estimated for area in areas),
        Caution.FICTITIOUS: len({area.fictitious for area in areas}) > 1,
    }
    return [caution for caution, holds in found.items() if holds]


def _far_apart(numbers: Iterable[Decimal | None]) -> bool:
    known = [number for number in numbers if number]
    return len(known) > 1 and max(known) > TOO_FAR * min(known)


def _number(count: int | None) -> Decimal | None:
    return None if count is None else Decimal(count)


def _differ_in_period(areas: Sequence[Context]) -> bool:
    periods: dict[str, set[str]] = {}
    for area in areas:
        for indicator, period in area.figures:
            periods.setdefault(indicator, set()).add(period)
    return any(len(found) > 1 for found in periods.values())
