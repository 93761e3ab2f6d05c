"""What must hold of a target before it is stored: the parts that its rule needs, and a path that can be followed."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal

from app.errors import FieldError, say
from app.models.period import Period
from app.models.target import CheckpointCreate, Evidence, TargetBase, TargetChange, TargetCreate
from app.models.terms import Rule
from app.services.measurements.finding import invalid_period
from app.services.progress.engine import check
from app.services.progress.shapes import Aim, Reading, Scale

MOST_DIGITS = 24
WITHOUT_FIGURES = (Rule.MILESTONE, Rule.DIRECTION)  # a fact, and a goal that does not fit figures


def words_of(new: TargetCreate) -> Iterator[FieldError]:
    """What is missing or too much in the words of a new target, by its rule."""
    if (new.place is None) == (new.every_neighbourhood_of is None):
        yield FieldError(
            "place", "place-required", say("Give one place, or the area of which every neighbourhood counts.")
        )
    if new.rule not in WITHOUT_FIGURES and new.indicator is None:
        yield FieldError("indicator", "indicator-required", say("Say which indicator this target is about."))
    if new.rule == Rule.REFERENCE and new.reference is None:
        yield FieldError("reference", "reference-required", say("Say which place is the reference."))
    if new.rule == Rule.MILESTONE and not new.steps:
        yield FieldError("steps", "steps-required", say("A milestone has at least one step, with the day it is due."))
    yield from words_in_both(new, new.rule)


def words_in_both(sent: TargetCreate | TargetChange, rule: Rule) -> Iterator[FieldError]:
    """What is wrong with the words that a new target and a change have in common."""
    if sent.baseline_period is not None and not _is_period(sent.baseline_period):
        yield invalid_period("baselinePeriod", sent.baseline_period)
    yield from _checkpoints(sent.checkpoints, rule)


def words_of_evidence(fact: Evidence, target: TargetBase, day: date) -> Iterator[FieldError]:
    """What is wrong with what became a fact: there is no such step or condition, or it is still to come."""
    if fact.step is None and fact.condition_met is None:
        yield FieldError("step", "required", say("Say which step was done, or whether the condition was met."))
    if fact.step is not None and fact.step > len(target.steps):
        yield FieldError("step", "unknown-step", say("This target has no step {step}.", step=fact.step), fact.step)
    if fact.step is not None and fact.done is None:
        yield FieldError("done", "required", say("Say on which day this step was done."))
    if fact.done is not None and fact.done > day:
        remedy = say("This day is still to come. Evidence is of what was done.")
        yield FieldError("done", "in-future", remedy, fact.done.isoformat())
    if fact.condition_met is not None and target.condition is None:
        yield FieldError("conditionMet", "no-condition", say("This target has no condition."))


def problems_of(aim: Aim, scale: Scale, readings: Sequence[Reading]) -> list[FieldError]:
    """Why this target cannot be followed; `readings` hold its baseline where that is known."""
    return [
        FieldError(found.field, found.code, found.message) for found in check(aim, scale, readings) if found.refused
    ]


def _checkpoints(points: Iterable[CheckpointCreate], rule: Rule) -> Iterator[FieldError]:
    for number, point in enumerate(points):
        field = f"checkpoints.{number}"
        if rule == Rule.ABSOLUTE and point.value is None:
            yield FieldError(field, "value-required", say("A checkpoint of this rule is a value."))
        if rule == Rule.RELATIVE and point.change is None:
            yield FieldError(field, "change-required", say("A checkpoint of this rule is a change in percent."))
        if any(_is_too_long(number) for number in (point.value, point.change) if number is not None):
            remedy = say("A checkpoint has at most {most} digits.", most=MOST_DIGITS)
            yield FieldError(field, "out-of-bounds", remedy)


def _is_period(text: str) -> bool:
    try:
        Period.parse(text)
    except ValueError:
        return False
    return True


def _is_too_long(number: Decimal) -> bool:
    exponent = number.as_tuple().exponent
    return not isinstance(exponent, int) or abs(exponent) > MOST_DIGITS or len(number.as_tuple().digits) > MOST_DIGITS
