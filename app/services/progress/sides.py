"""On which side of the end value a target is reached, and which way is better."""

from enum import Enum
from fractions import Fraction

from app.models.terms import Bound, Direction, GoodDirection, Rule
from app.services.progress.shapes import Aim, Scale

WAYS = {Direction.RISE: 1, Direction.FALL: -1, Direction.OPEN: 0}


class Side(Enum):
    """Where the end is reached: at or below it, at or above it, or within one step of it."""

    BELOW = -1
    AT = 0
    ABOVE = 1

    def reached(self, y: Fraction, end: Fraction, step: Fraction) -> bool:
        if self is Side.AT:
            return abs(y - end) <= step
        return y >= end if self is Side.ABOVE else y <= end


def default_bound(rule: Rule, direction: Direction | None) -> Bound:
    """The bound where none is named. Of a relative target it binds the size of the change, whichever way."""
    if direction is Direction.OPEN:
        return Bound.EXACTLY
    falls = direction is Direction.FALL and rule is not Rule.RELATIVE
    return Bound.AT_MOST if falls else Bound.AT_LEAST


def higher_is_better(aim: Aim, scale: Scale) -> bool:
    """By the indicator; by the goal where the indicator has no direction of good."""
    if scale.good is GoodDirection.NONE:
        return aim.direction is not Direction.FALL
    return scale.good is GoodDirection.RISE


def side_of(aim: Aim, scale: Scale) -> Side:
    """The side in terms of what is judged: the value, the gap to the reference, or the share reached."""
    if aim.bound is Bound.EXACTLY:
        return Side.AT
    if aim.rule is not Rule.COVERAGE and scale.good is GoodDirection.NONE:
        return Side.AT
    if aim.rule is Rule.RELATIVE and (change := _last_change(aim)):
        return Side.BELOW if (change < 0) is not (aim.bound is Bound.AT_MOST) else Side.ABOVE
    above = _wants_more(aim, scale)
    if aim.rule is Rule.REFERENCE:
        # The gap is positive when worse, so wanting more of what is good means wanting less gap.
        above = above is not higher_is_better(aim, scale)
    return Side.ABOVE if above else Side.BELOW


def heading(start: Fraction | None, end: Fraction, side: Side, aim: Aim, scale: Scale) -> int:
    """+1 when more is towards the end, -1 when less is, 0 when only nearness counts and nothing tells a way."""
    if side is not Side.AT:
        return int(side.value)
    if start is not None and start != end:
        return 1 if end > start else -1
    if aim.rule is Rule.REFERENCE:
        return 0 if scale.good is GoodDirection.NONE else -1
    if scale.good is GoodDirection.NONE:
        return WAYS[aim.direction or Direction.OPEN]
    return 1 if scale.good is GoodDirection.RISE else -1


def _wants_more(aim: Aim, scale: Scale) -> bool:
    if aim.bound in (Bound.AT_LEAST, Bound.AT_MOST):
        return aim.bound is Bound.AT_LEAST
    if aim.direction in (Direction.RISE, Direction.FALL):
        return aim.direction is Direction.RISE
    return aim.rule is Rule.COVERAGE or scale.good is GoodDirection.RISE


def _last_change(aim: Aim) -> Fraction | None:
    last = max(aim.checkpoints, key=lambda checkpoint: checkpoint.year, default=None)
    return None if last is None or last.change is None else Fraction(last.change)
