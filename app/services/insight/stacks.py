"""Stacking: where several indicators are bad at once. Pure rules.

An indicator is bad in a place when its figure of the latest period of both is worse than that of the reference (the
municipality, unless another is asked for)

1. by at least one step of the indicator (one unit of its last printed decimal), and
2. by at least `margin` percent of the reference's figure; of a share, of the smaller of that share and the rest, so
   that it makes no difference whether those with or those without are counted; on scales without a true zero, such as
   grades, the first rule is enough, and
3. where one of both comes from a sample, by more than chance explains (95%).

A place is stacked when at least so many indicators are bad there as was asked. Weights are not given: one indicator is
not worse than another.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from app.services.insight.levels import Pair, beside, gap, is_certain
from app.services.insight.shapes import Facts
from app.services.progress.shapes import Scale

MARGIN = 10
AT_LEAST = 2
WHOLE = {"percent": 100, "%": 100, "share": 1, "per-mille": 1000}

Subject = tuple[str, str]


@dataclass(frozen=True)
class Stack:
    """How one place stands: the subjects (indicator and population) that could be compared, and those that not."""

    place: str
    bad: Mapping[Subject, Pair]
    fine: Mapping[Subject, Pair]
    hidden: tuple[Subject, ...]
    missing: tuple[Subject, ...]


def is_bad(pair: Pair, scale: Scale, margin: int = MARGIN) -> bool:
    """By the rule above."""
    worse = gap(pair.difference, scale)
    if worse is None or pair.reference is None or pair.reference.value is None:
        return False
    enough = Fraction(margin, 100) * _base(Fraction(pair.reference.value), scale)
    return Fraction(worse) >= max(scale.step, enough) and is_certain(pair, scale) is not False


def stack(
    place: str,
    series: Mapping[Subject, tuple[Facts, Facts]],
    scales: Mapping[str, Scale],
    margin: int = MARGIN,
) -> Stack:
    """One place; `series` are its own figures and those of its reference, of each subject."""
    bad, fine, hidden, missing = {}, {}, [], []
    for subject, (facts, references) in sorted(series.items()):
        pair = latest_of_both(facts, references)
        if pair is None:
            missing.append(subject)
        elif pair.is_hidden:
            hidden.append(subject)
        elif is_bad(pair, scales[subject[0]], margin):
            bad[subject] = pair
        else:
            fine[subject] = pair
    return Stack(place, bad, fine, tuple(hidden), tuple(missing))


def latest_of_both(facts: Facts, references: Facts) -> Pair | None:
    """The last period in which both have a figure, told or not."""
    pairs = [pair for pair in beside(facts, references) if pair.fact.is_there and pair.reference is not None]
    return pairs[-1] if pairs else None


def _base(reference: Fraction, scale: Scale) -> Fraction:
    """What the margin is taken of."""
    if not scale.ratio:
        return Fraction(0)
    whole = WHOLE.get(scale.unit)
    return abs(reference) if whole is None else min(abs(reference), abs(whole - reference))
