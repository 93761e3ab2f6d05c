"""Two levels, always: through time, and against the reference. A place can improve and fall further behind."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from app.models.terms import Direction, GoodDirection, Movement, Rule
from app.services.progress.marking import gap_between
from app.services.progress.shapes import Against, Aim, Reading, Scale
from app.services.progress.sides import higher_is_better
from app.services.progress.usable import reading_of

COUNTS = ("count", "number")


def through_time(aim: Aim, scale: Scale, baseline: Reading | None, actual: Reading | None) -> Movement | None:
    """Since the baseline, by at least one step; None where nothing says which way is better."""
    if baseline is None or actual is None or not _has_way(aim, scale):
        return None
    before, now = _figure(aim, baseline), _figure(aim, actual)
    if before is None or now is None:
        return None
    gained = now - before if higher_is_better(aim, scale) or _covers(aim) else before - now
    return _movement(gained, scale)


def against(
    aim: Aim,
    scale: Scale,
    figures: tuple[Reading | None, Reading | None],
    references: Sequence[Reading],
    as_of: date,
) -> Against | None:
    """The actual figure beside its reference; `figures` are baseline and actual. None where either is not there."""
    baseline, actual = figures
    found = _beside(aim, scale, actual, references, as_of)
    if found is None or actual is None or actual.exact is None:
        return None
    reference, gap = found
    value = reference.exact
    assert value is not None
    before = _beside(aim, scale, baseline, references, as_of)
    return Against(
        place=aim.reference,
        period=reference.period,
        value=value,
        gap=gap,
        gap_at_baseline=before[1] if before else None,
        ratio=actual.exact / value if scale.ratio and value else None,
        share=_share(actual, reference, scale),
    )


def against_reference(found: Against | None, scale: Scale) -> Movement | None:
    """Whether the gap to the reference closed."""
    if found is None or found.gap_at_baseline is None:
        return None
    return _movement(found.gap_at_baseline - found.gap, scale)


def _beside(
    aim: Aim, scale: Scale, reading: Reading | None, references: Sequence[Reading], as_of: date
) -> tuple[Reading, Fraction] | None:
    if reading is None or reading.exact is None:
        return None
    reference = reading_of(references, reading.period, scale, as_of)
    if reference is None or reference.exact is None:
        return None
    return reference, gap_between(reading.exact, reference.exact, aim, scale)


def _share(actual: Reading, reference: Reading, scale: Scale) -> Fraction | None:
    """The part of the reference's own count that lies in the place."""
    part, whole = actual.numerator, reference.numerator
    if part is None and whole is None and scale.unit in COUNTS:
        part, whole = actual.value, reference.value
    return Fraction(part) / Fraction(whole) if part is not None and whole else None


def _has_way(aim: Aim, scale: Scale) -> bool:
    wanted = aim.direction in (Direction.RISE, Direction.FALL)
    return scale.good is not GoodDirection.NONE or wanted or _covers(aim)


def _covers(aim: Aim) -> bool:
    return aim.rule is Rule.COVERAGE and aim.direction is not Direction.FALL


def _figure(aim: Aim, reading: Reading) -> Fraction | None:
    """The value; of a coverage figure without one, the number reached."""
    if reading.value is None and reading.numerator is not None and aim.rule is Rule.COVERAGE:
        return Fraction(reading.numerator)
    return reading.exact


def _movement(gained: Fraction, scale: Scale) -> Movement:
    if abs(gained) < scale.step:
        return Movement.SAME
    return Movement.BETTER if gained > 0 else Movement.WORSE
