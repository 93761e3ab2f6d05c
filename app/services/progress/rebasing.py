"""Replacing a baseline: open checkpoints keep their ratio to it (our reading of the Utrecht charter, 002:136)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction

from app.errors import FieldError, Invalid, say
from app.services.progress.shapes import Checkpoint, Exact, Scale


@dataclass(frozen=True)
class Rebased:
    """A checkpoint before and after, in the indicator's unit.

    `reached` ones stay as they were; `cut_off` ones met a bound of the indicator.
    """

    year: int
    old: Fraction
    new: Fraction
    checkpoint: Checkpoint
    reached: bool = False
    cut_off: bool = False


def rebase(
    checkpoints: Sequence[Checkpoint], old: Exact, new: Exact, scale: Scale, reached: Collection[int] = ()
) -> tuple[Rebased, ...]:
    """y' = y * new / old, exactly, for every checkpoint whose year is not in `reached`.

    Raises Invalid on a scale without a zero, where the decision has to state new values, and for a baseline that is
    not above 0. A change in percent keeps itself; where it was reached, it becomes the value that was reached.
    """
    if not scale.ratio:
        raise _refused("no-ratio-scale", "This scale has no zero that means nothing: state the new values themselves.")
    before, after = Fraction(old), Fraction(new)
    if before <= 0 or after <= 0:
        raise _refused("baseline-not-positive", "Only a baseline above 0 carries a ratio.")
    return tuple(_one(point, before, after, scale, point.year in reached) for point in checkpoints)


def _one(point: Checkpoint, before: Fraction, after: Fraction, scale: Scale, reached: bool) -> Rebased:
    value = _value(point, before)
    if reached:
        return Rebased(point.year, value, value, Checkpoint(point.year, value=value), reached=True)
    wanted = value * after / before
    kept = _within(scale, wanted)
    relative = point.change is not None and kept == wanted
    checkpoint = point if relative else Checkpoint(point.year, value=kept)
    return Rebased(point.year, value, kept, checkpoint, cut_off=kept != wanted)


def _value(point: Checkpoint, baseline: Fraction) -> Fraction:
    if point.change is not None:
        return baseline * (1 + Fraction(point.change) / 100)
    if point.value is None:
        raise _refused("value-missing", "A checkpoint without a value cannot be rebased.")
    return Fraction(point.value)


def _within(scale: Scale, value: Fraction) -> Fraction:
    if scale.lowest is not None:
        value = max(value, Fraction(scale.lowest))
    return value if scale.highest is None else min(value, Fraction(scale.highest))


def _refused(code: str, sentence: str) -> Invalid:
    return Invalid([FieldError("baseline", code, say(sentence))])
