"""The expected line: straight from corner to corner, exact, and linear in the baseline's value.

A corner is `fixed + factor * y0`: an absolute checkpoint has factor 0, "25% less" is 0.75 * y0. Keeping both parts
apart gives the expected value and how an error of the baseline passes on to it in one go.
"""

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from app.models.terms import Direction, Rule
from app.services.progress.shapes import Aim, Checkpoint, Scale

ONE, NOTHING = Fraction(1), Fraction(0)
PERCENT = ("percent", "%")
SHARE = ("share", "ratio", "fraction")


@dataclass(frozen=True)
class Corner:
    t: Fraction
    fixed: Fraction
    factor: Fraction = NOTHING

    def value(self, y0: Fraction | None) -> Fraction | None:
        """None where it depends on a baseline that is not known."""
        if y0 is None:
            return self.fixed if self.factor == 0 else None
        return self.fixed + self.factor * y0


@dataclass(frozen=True)
class Leg:
    """A straight part: its start, and how much of `fixed` and `factor` each unit of t brings."""

    start: Corner
    until: Fraction
    fixed: Fraction
    factor: Fraction

    def at(self, t: Fraction) -> Corner:
        gone = t - self.start.t
        return Corner(t, self.start.fixed + gone * self.fixed, self.start.factor + gone * self.factor)


@dataclass(frozen=True)
class Line:
    """From the start (t0, y0), flat until patience ends, along the corners, flat after the last."""

    t0: Fraction
    patience: Fraction
    corners: tuple[Corner, ...]

    def at(self, t: Fraction) -> Corner:
        """The expected value at t; `factor` of what is returned is its derivative to y0."""
        if t <= self.patience:
            return Corner(t, NOTHING, ONE)
        end = self.corners[-1]
        if t >= end.t:
            return Corner(t, end.fixed, end.factor)
        return next(leg.at(t) for leg in self.legs if t <= leg.until)

    @cached_property
    def legs(self) -> list["Leg"]:
        """From corner to corner, from where patience ends."""
        corners = [corner for corner in self.corners if corner.t > self.patience]
        starts = [Corner(self.patience, NOTHING, ONE), *corners]
        return [_leg(before, after) for before, after in zip(starts, corners, strict=False) if before.t < after.t]

    def points(self) -> list[Corner]:
        """What a chart draws through; an end that lies before the line could start is a jump."""
        start = [Corner(t, NOTHING, ONE) for t in dict.fromkeys((self.t0, self.patience))]
        later = [corner for corner in self.corners if corner.t > self.patience]
        end = self.corners[-1]
        return start + (later or [Corner(self.patience, end.fixed, end.factor)])


def line_from(t0: Fraction, y0: Fraction, aim: Aim, corners: tuple[Corner, ...]) -> Line:
    """The line never goes back: a checkpoint that the baseline is already past (after rebasing) asks to hold it."""
    patience = t0 if aim.patience_until is None else max(t0, Fraction(aim.patience_until))
    way = _at(corners[-1], y0) - y0
    held = tuple(corner if (_at(corner, y0) - y0) * way >= 0 else Corner(corner.t, NOTHING, ONE) for corner in corners)
    return Line(t0, patience, held)


def _at(corner: Corner, y0: Fraction) -> Fraction:
    return corner.fixed + corner.factor * y0


def corners_of(aim: Aim, scale: Scale, items: Fraction | None = None) -> tuple[Corner, ...]:
    """The checkpoints in terms of what is judged (value, gap or share), in order; the last is the end.

    `items` is the denominator of the period, for a coverage target that is counted instead of a percentage.
    """
    if aim.rule is Rule.REFERENCE:
        end = end_year_of(aim)
        return () if end is None else (Corner(Fraction(end), NOTHING),)
    ordered = sorted(aim.checkpoints, key=lambda checkpoint: checkpoint.year)
    corners = tuple(corner for checkpoint in ordered if (corner := _corner(checkpoint, aim, scale, items)))
    if not corners and aim.rule is Rule.COVERAGE and (end := end_year_of(aim)) is not None:
        return (Corner(Fraction(end), NOTHING if aim.direction is Direction.FALL else ONE),)
    return corners


def end_year_of(aim: Aim) -> int | None:
    """The year of the last checkpoint; where there is none, the end year that the target names."""
    return max((checkpoint.year for checkpoint in aim.checkpoints), default=aim.end_year)


def _corner(checkpoint: Checkpoint, aim: Aim, scale: Scale, items: Fraction | None) -> Corner | None:
    t = Fraction(checkpoint.year)
    if checkpoint.change is not None:
        return Corner(t, NOTHING, 1 + Fraction(checkpoint.change) / 100)
    if checkpoint.value is None:
        return None
    value = Fraction(checkpoint.value)
    return Corner(t, as_share(value, scale, items) if aim.rule is Rule.COVERAGE else value)


def as_share(value: Fraction, scale: Scale, items: Fraction | None) -> Fraction:
    """A figure of a coverage indicator as a share from 0 to 1; more than all is all."""
    if scale.unit in PERCENT:
        return value / 100
    if scale.unit in SHARE:
        return value
    return min(ONE, value / items) if items else ONE


def from_share(share: Fraction, scale: Scale, items: Fraction) -> Fraction:
    """A share in the indicator's own unit."""
    if scale.unit in PERCENT:
        return share * 100
    return share if scale.unit in SHARE else share * items


def _leg(before: Corner, after: Corner) -> Leg:
    apart = after.t - before.t
    return Leg(before, after.t, (after.fixed - before.fixed) / apart, (after.factor - before.factor) / apart)
