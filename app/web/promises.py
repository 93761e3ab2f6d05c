"""What a target promises, as one plain sentence."""

from decimal import Decimal
from typing import Protocol

from app.language import gettext as _
from app.models.indicator import IndicatorRead
from app.models.target import CheckpointRead, TargetRead
from app.models.terms import Bound, Direction, Rule
from app.web.names import Names
from app.web.wording import figure, period


class InUnit(Protocol):
    """Anything whose figures have a unit."""

    @property
    def unit(self) -> str | None: ...


FIXED = {
    Bound.AT_MOST: "“{what}” in {where} is at most {value} in {year}.",
    Bound.AT_LEAST: "“{what}” in {where} is at least {value} in {year}.",
    Bound.EXACTLY: "“{what}” in {where} is {value} in {year}.",
    Bound.AS_FAR_AS_POSSIBLE: "“{what}” in {where} comes as close as possible to {value} in {year}.",
}
LESS = {
    Bound.AT_MOST: "“{what}” in {where} falls by at most {value} until {year}.",
    Bound.AT_LEAST: "“{what}” in {where} falls by at least {value} until {year}.",
    Bound.EXACTLY: "“{what}” in {where} falls by {value} until {year}.",
    Bound.AS_FAR_AS_POSSIBLE: "“{what}” in {where} falls as far as possible until {year}: {value}.",
}
MORE = {
    Bound.AT_MOST: "“{what}” in {where} rises by at most {value} until {year}.",
    Bound.AT_LEAST: "“{what}” in {where} rises by at least {value} until {year}.",
    Bound.EXACTLY: "“{what}” in {where} rises by {value} until {year}.",
    Bound.AS_FAR_AS_POSSIBLE: "“{what}” in {where} rises as far as possible until {year}: {value}.",
}
WISHED = {
    Direction.RISE: "“{what}” in {where} goes up. No number has been agreed yet.",
    Direction.FALL: "“{what}” in {where} goes down. No number has been agreed yet.",
    Direction.OPEN: "“{what}” in {where} is followed. It has not been agreed which way it should go.",
}


def promise(target: TargetRead, indicator: IndicatorRead | None, names: Names) -> str:
    """The main sentence: what will be, where, and when."""
    what = indicator.name if indicator else target.path[-1].name
    given = {"what": what, "where": where(target, names), "year": target.end_year or "…"}
    last = target.checkpoints[-1] if target.checkpoints else None
    if target.rule is Rule.MILESTONE:
        return _("{where}: “{what}” is done by {year}.", **given)
    if target.rule is Rule.REFERENCE:
        return _("“{what}” in {where} equals that of {there} by {year}.", **given, there=names[target.reference])
    if target.rule is Rule.DIRECTION or last is None:
        return _(WISHED[target.direction], **given)
    return _wanted(target, last, indicator, {**given, "year": last.year})


def from_here(target: TargetRead, indicator: IndicatorRead | None) -> str:
    """Where it starts, and the steps in between; empty when neither is known."""
    parts = []
    if target.baseline and target.baseline.value is not None:
        start = _said(target.baseline.value, indicator)
        parts.append(_("It was {value} in {period}.", value=start, period=period(target.baseline.period)))
    for step in target.checkpoints[:-1]:
        parts.append(_("Step on the way: {value} in {year}.", value=aim(step, indicator), year=step.year))
    if target.patience_until:
        parts.append(_("Until {year} no effect is expected yet.", year=target.patience_until))
    return " ".join(parts)


def aim(step: CheckpointRead, indicator: InUnit | None) -> str:
    """What a checkpoint wants: a value, or a change in percent with its sign."""
    if step.value is not None:
        return _said(step.value, indicator)
    if step.change is None:
        return ""
    return ("+" if step.change > 0 else "") + figure(step.change, "percent")


def where(target: TargetRead, names: Names) -> str:
    if target.scope.every_neighbourhood_of:
        return _("every neighbourhood of {area}", area=names[target.scope.every_neighbourhood_of])
    return names[target.place]


def _wanted(
    target: TargetRead, last: CheckpointRead, indicator: IndicatorRead | None, given: dict[str, str | int]
) -> str:
    if last.value is not None:
        return _(FIXED[target.bound], **given, value=_said(last.value, indicator))
    change = last.change or Decimal(0)
    return _((LESS if change < 0 else MORE)[target.bound], **given, value=figure(abs(change), "percent"))


def _said(value: Decimal, indicator: InUnit | None) -> str:
    """A value as it was agreed: 28%, also where the indicator is shown with a decimal."""
    return figure(value, (indicator.unit if indicator else None) or "")
