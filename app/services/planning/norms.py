"""Norms beside goals: the latest figure of each, as its reader may see it, and whether that keeps the norm."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from app.models.period import today
from app.models.planning import NormFigure
from app.models.terms import Bound
from app.services.access.sight import Sight
from app.services.insight.loading import Ground, Wanted, lay
from app.services.insight.shapes import Fact, latest
from app.services.measurements.composing import EVERYBODY
from app.services.progress.shapes import Scale
from app.services.registers.register import Completed

UNTOLD: Mapping[str, Any] = {"latest": None, "met": None}


def kept_by(sight: Sight, norms: Sequence[Any]) -> Completed:
    """For each norm with an indicator and a place its latest figure; a fixed number of queries for all."""
    measured = [norm for norm in norms if norm.indicator and norm.place]
    if not measured:
        return [dict(UNTOLD) for _ in norms]
    wanted = Wanted(sorted({norm.indicator for norm in measured}), [EVERYBODY])
    ground = lay(sight, {norm.place for norm in measured}, today(sight.known_at or sight.now), wanted)
    return [_beside(norm, ground) for norm in norms]


def _beside(norm: Any, ground: Ground) -> dict[str, Any]:
    scale = ground.scales.get(norm.indicator)
    fact = latest(ground.of((norm.indicator, EVERYBODY), norm.place)) if norm.indicator and norm.place else None
    if scale is None or fact is None:
        return dict(UNTOLD)
    comparable = norm.value is not None and norm.unit in (None, scale.unit)
    return {"latest": _figure(fact, scale), "met": _keeps(norm, fact, scale) if comparable else None}


def _figure(fact: Fact, scale: Scale) -> NormFigure:
    return NormFigure(
        period=fact.period.text,
        value=fact.value,
        missing=fact.reading.missing,
        unit=scale.unit,
        decimals=scale.decimals,
        estimated=fact.estimated,
    )


def _keeps(norm: Any, fact: Fact, scale: Scale) -> bool | None:
    """Exactly is within one step of the indicator, as everywhere; as far as possible cannot be kept or broken."""
    if fact.value is None:
        return None
    match norm.bound:
        case Bound.AT_LEAST:
            return bool(fact.value >= norm.value)
        case Bound.AT_MOST:
            return bool(fact.value <= norm.value)
        case Bound.EXACTLY:
            return bool(abs(fact.value - norm.value) <= Decimal(1).scaleb(-scale.decimals))
    return None
