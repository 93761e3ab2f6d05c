"""What is judged of a reading: its value, its gap to the reference, or the share that was reached."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TypeVar

from app.models.terms import Reason, Rule
from app.services.progress.paths import NOTHING, PERCENT, SHARE, as_share, from_share
from app.services.progress.shapes import Aim, Reading, Scale
from app.services.progress.sides import higher_is_better
from app.services.progress.uncertainty import variance
from app.services.progress.usable import Evidence, Pair

Number = TypeVar("Number", Fraction, Decimal)

# Below this many items an expected share is rounded down to whole items.
FEW = 50


@dataclass(frozen=True)
class Mark:
    """A judged figure: `y` in terms of the rule, `items` the denominator of a coverage figure."""

    t: Fraction
    y: Fraction
    variance: Fraction
    pair: Pair
    items: Fraction | None = None


def mark(aim: Aim, scale: Scale, pair: Pair) -> Mark | Reason:
    """The figure in terms of the rule, or what it lacks."""
    reading, t = pair.reading, pair.reading.period.moment
    if pair.hidden:
        return Reason.VALUE_MISSING
    if aim.rule is Rule.COVERAGE:
        return _share(scale, pair)
    if reading.exact is None:  # a number reached, without a rate
        return Reason.VALUE_MISSING
    value, squared_error = reading.exact, variance(reading, scale)
    if pair.reference is None:
        return Mark(t, value, squared_error, pair)
    if pair.reference.exact is None:
        return Reason.REFERENCE_MISSING
    gap = gap_between(value, pair.reference.exact, aim, scale)
    return Mark(t, gap, squared_error + variance(pair.reference, scale), pair)


def mark_start(aim: Aim, scale: Scale, evidence: Evidence) -> Mark | Reason:
    """The baseline in terms of the rule; a coverage target without one starts at a share of 0."""
    if evidence.start is None:
        return Reason.REFERENCE_MISSING if evidence.start_alone else Reason.BASELINE_MISSING
    if evidence.from_nothing:
        return Mark(evidence.start.reading.period.moment, NOTHING, NOTHING, evidence.start)
    found = mark(aim, scale, evidence.start)
    return Reason.BASELINE_MISSING if found is Reason.VALUE_MISSING else found


def gap_between(value: Number, reference: Number, aim: Aim, scale: Scale) -> Number:
    """Positive when worse than the reference, whichever way is good."""
    return reference - value if higher_is_better(aim, scale) else value - reference


def shown(score: Fraction, at: Mark, aim: Aim, scale: Scale) -> Fraction:
    """What is judged, back in the indicator's own unit, beside the figure it was judged with."""
    if aim.rule is Rule.COVERAGE:
        return from_share(score, scale, at.items or Fraction(1))
    reference = at.pair.reference.exact if at.pair.reference else None
    if reference is None:
        return score
    return reference - score if higher_is_better(aim, scale) else reference + score


def step_of(aim: Aim, scale: Scale, items: Fraction | None) -> Fraction:
    """One step of the indicator in terms of what is judged."""
    if aim.rule is not Rule.COVERAGE or scale.unit in SHARE:
        return scale.step
    return scale.step / 100 if scale.unit in PERCENT else scale.step / (items or 1)


def whole_items(e: Fraction, y0: Fraction, items: Fraction | None) -> Fraction:
    """An expected share of few items, rounded to whole ones towards the start, and never past it."""
    if not items or items >= FEW:
        return e
    if e < y0:
        return min(y0, -((-e * items) // 1) / items)
    return max(y0, (e * items // 1) / items)


def _share(scale: Scale, pair: Pair) -> Mark | Reason:
    reading = pair.reading
    if not reading.denominator:
        return Reason.DENOMINATOR_MISSING
    items = Fraction(reading.denominator)
    share = _reached(reading, scale, items)
    squared_error = variance(reading, scale) / (10_000 if scale.unit in PERCENT else 1)
    return Mark(reading.period.moment, share, squared_error, pair, items)


def _reached(reading: Reading, scale: Scale, items: Fraction) -> Fraction:
    if reading.numerator is not None:
        return Fraction(reading.numerator) / items
    return as_share(reading.exact or NOTHING, scale, items)
