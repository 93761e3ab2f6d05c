"""What is wrong or odd about a target, before anything is measured: refused, or reported for a person to look at."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import combinations, pairwise

from app.errors import Message, say
from app.models.terms import Bound, Direction, GoodDirection, Rule, TargetState
from app.services.progress.course import Course, lay_out
from app.services.progress.paths import end_year_of
from app.services.progress.shapes import Aim, Reading, Scale
from app.services.progress.sides import Side
from app.services.progress.usable import gather

COURSES = (Rule.ABSOLUTE, Rule.RELATIVE, Rule.REFERENCE, Rule.COVERAGE)


@dataclass(frozen=True)
class Finding:
    """`refused` findings stop a target, the others are reported; `other` is the second target of a pair."""

    code: str
    field: str
    message: Message
    refused: bool = False
    other: str | None = None


def check(aim: Aim, scale: Scale, readings: Sequence[Reading] = ()) -> list[Finding]:
    """All that can be said of one target; `readings` hold the value of its baseline where that is known."""
    if aim.rule not in COURSES:
        return list(_against_good(aim, scale))
    course = lay_out(aim, scale, gather(aim, scale, readings, (), date.max))
    found = (_checkpoints(aim, scale), _ends(course), _ratio(course), _one_way(course), _against_good(aim, scale))
    return [finding for part in found for finding in part] + list(_already_met(course))


def refusals(aim: Aim, scale: Scale, readings: Sequence[Reading] = ()) -> list[tuple[str, Message]]:
    """Code and sentence of what stops this target."""
    return [(finding.code, finding.message) for finding in check(aim, scale, readings) if finding.refused]


def compare(aims: Sequence[Aim]) -> list[tuple[str, Finding]]:
    """Targets on one indicator, population and place that repeat or contradict each other, each pair once."""
    live = [aim for aim in aims if aim.state in (TargetState.DRAFT, TargetState.ADOPTED) and aim.indicator]
    found = []
    for one, other in combinations(live, 2):
        same_subject = (one.indicator, one.population, one.place) == (other.indicator, other.population, other.place)
        if one.target != other.target and same_subject and (finding := _compared(one, other)):
            found.append((one.target, finding))
    return found


def _checkpoints(aim: Aim, scale: Scale) -> Iterator[Finding]:
    years = [checkpoint.year for checkpoint in aim.checkpoints]
    if len(set(years)) < len(years):
        yield _refuse("checkpoint-twice", "A year has one checkpoint.")
    first = aim.baseline.period.year if aim.baseline else None
    if first is not None and any(year <= first for year in years):
        yield _refuse("checkpoint-before-baseline", "A checkpoint lies after the year of the baseline.")
    if aim.patience_until is not None and any(year <= aim.patience_until for year in years):
        yield _refuse("checkpoint-within-patience", "A checkpoint lies after the end of patience.")
    values = [Fraction(checkpoint.value) for checkpoint in aim.checkpoints if checkpoint.value is not None]
    if any(not _within(scale, value) for value in values):
        yield _refuse("out-of-bounds", "A checkpoint lies within the bounds of its indicator.")


def _within(scale: Scale, value: Fraction) -> bool:
    above = scale.lowest is None or value >= scale.lowest
    return above and (scale.highest is None or value <= scale.highest)


def _ends(course: Course) -> Iterator[Finding]:
    aim = course.aim
    endless = aim.bound is Bound.AS_FAR_AS_POSSIBLE or end_year_of(aim) is not None
    if not course.corners and not endless:
        yield _refuse("end-missing", "A target of this rule has an end year.")
    elif not course.corners and aim.bound is not Bound.AS_FAR_AS_POSSIBLE:
        yield _refuse("end-missing", "A target of this rule has a checkpoint with a value.")
    if aim.rule is Rule.REFERENCE and aim.reference is None:
        yield _refuse("reference-required", "Say which place is the reference.", "reference")


def _ratio(course: Course) -> Iterator[Finding]:
    relative = any(corner.factor for corner in course.corners)
    if relative and not course.scale.ratio:
        yield _refuse("no-ratio-scale", "A change in percent needs a scale whose zero means nothing.", "rule")
    elif course.unfit:
        yield _refuse("baseline-not-positive", "A change in percent needs a baseline above 0.", "baselinePeriod")


def _one_way(course: Course) -> Iterator[Finding]:
    """A change in percent goes its way whatever the baseline is, so that 1 stands for one that is not known."""
    relative = all(corner.factor for corner in course.corners)
    y0 = course.y0 if course.y0 is not None else Fraction(1) if relative else None
    values = [value for corner in course.corners if (value := corner.value(y0)) is not None]
    path = values if y0 is None or course.aim.rule is Rule.REFERENCE else [y0, *values]
    ways = {after > before for before, after in pairwise(path) if after != before}
    if len(ways) > 1:
        yield _refuse("path-not-one-way", "A path goes one way from baseline to end. A dip is patience.")


def _against_good(aim: Aim, scale: Scale) -> Iterator[Finding]:
    against = {GoodDirection.RISE: Direction.FALL, GoodDirection.FALL: Direction.RISE}.get(scale.good)
    if aim.direction is against and against is not None and aim.rule is not Rule.COVERAGE:
        message = say("The target goes against the direction in which its indicator is better.")
        yield Finding("against-direction-of-good", "direction", message)


def _already_met(course: Course) -> Iterator[Finding]:
    if course.y0 is not None and course.reached(course.y0) and course.side is not Side.AT:
        message = say("The baseline already meets the target.")
        yield Finding("baseline-meets-target", "baselinePeriod", message)


def _compared(one: Aim, other: Aim) -> Finding | None:
    if _wants(one) == _wants(other):
        message = say("Another target wants the same: {target}.", target=other.target)
        return Finding("repeats", "checkpoints", message, other=other.target)
    if _contradicts(one, other):
        message = say("Another target wants something else: {target}.", target=other.target)
        return Finding("contradicts", "checkpoints", message, other=other.target)
    return None


def _wants(aim: Aim) -> tuple[object, ...]:
    return aim.rule, aim.bound, aim.direction, aim.reference, frozenset(aim.checkpoints), end_year_of(aim)


def _contradicts(one: Aim, other: Aim) -> bool:
    """Opposite ways, another kind of end for the same year, or of one rule another number for one year."""
    if {one.direction, other.direction} == {Direction.RISE, Direction.FALL}:
        return True
    if one.rule is not other.rule:
        return end_year_of(one) is not None and end_year_of(one) == end_year_of(other)
    mine = {checkpoint.year: (checkpoint.value, checkpoint.change) for checkpoint in one.checkpoints}
    theirs = {checkpoint.year: (checkpoint.value, checkpoint.change) for checkpoint in other.checkpoints}
    return any(mine[year] != theirs[year] for year in mine.keys() & theirs.keys())


def _refuse(code: str, sentence: str, field: str = "checkpoints") -> Finding:
    return Finding(code, field, say(sentence), refused=True)
