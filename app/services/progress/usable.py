"""Which figures an assessment rests on: the baseline, the latest usable value, and the comparable series."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.models.period import Period
from app.models.terms import Direction, Rule
from app.services.progress.shapes import Aim, Reading, Scale

# The flag of a baseline that nobody measured: coverage starts at 0.
ASSUMED = "assumed"


@dataclass(frozen=True)
class Pair:
    """A reading, and for a reference target the reference's reading of the same period."""

    reading: Reading
    reference: Reading | None = None

    @property
    def hidden(self) -> bool:
        return self.reading.suppressed or (self.reference is not None and self.reference.suppressed)


@dataclass(frozen=True)
class Evidence:
    """`start` is the baseline (None: not known), `later` what came after it, the latest last.

    `from_nothing` says that the start is the 0 of a coverage target without a baseline. `start_alone` and `unpaired`
    are the baseline and the latest value of a reference target where their references are missing. `series` holds
    every comparable value that may be told. `notes` names figures left out because they cannot be compared.
    """

    start: Pair | None
    later: tuple[Pair, ...]
    series: tuple[Reading, ...]
    from_nothing: bool = False
    unpaired: Reading | None = None
    start_alone: Reading | None = None
    notes: tuple[str, ...] = ()

    @property
    def latest(self) -> Pair | None:
        return self.later[-1] if self.later else None

    @property
    def hidden(self) -> bool:
        """Whether a figure that the status needs may not be told."""
        needed = [pair for pair in (self.start, self.latest) if pair is not None]
        return any(pair.hidden for pair in needed)


def gather(aim: Aim, scale: Scale, readings: Sequence[Reading], references: Sequence[Reading], as_of: date) -> Evidence:
    """What there is to judge by on the day `as_of`; nothing of a later period is looked at but the baseline."""
    counting, beside = _counting(readings), _counting(references) if aim.rule is Rule.REFERENCE else None
    baseline, from_nothing = baseline_of(aim, counting)
    start = _pair(baseline, None if beside is None else _by_period(beside)) if baseline is not None else None
    present = _there_by(as_of, scale, counting)
    comparable, notes = _comparable(present, None if from_nothing else baseline)
    after = [reading for reading in comparable if baseline is None or reading.period.order > baseline.period.order]
    usable = None if beside is None else _by_period(_like(start, _there_by(as_of, scale, beside)))
    later = [pair for reading in after if (pair := _pair(reading, usable))]
    unpaired = after[-1] if after and not later and not after[-1].suppressed else None
    return Evidence(
        start=start,
        later=tuple(later),
        series=_series(comparable, baseline if not from_nothing else None, scale, as_of),
        from_nothing=from_nothing,
        unpaired=unpaired,
        start_alone=baseline if start is None else None,
        notes=notes,
    )


def baseline_of(aim: Aim, counting: Sequence[Reading]) -> tuple[Reading | None, bool]:
    """The baseline in force and whether it is the assumed 0 of coverage; None where its value is not known."""
    if aim.baseline is None:
        if aim.rule is not Rule.COVERAGE or aim.direction is Direction.FALL or aim.start_year is None:
            return None, False
        return Reading(Period.of_year(aim.start_year), Decimal(0), flags=(ASSUMED,)), True
    if aim.baseline.has_figure:
        return aim.baseline, False
    return _by_period(counting).get(aim.baseline.period.text), False


def proposed_baseline(readings: Iterable[Reading], first_year: int) -> Reading | None:
    """Where a target names no baseline: the last value before its first year, for a person to confirm."""
    before = [reading for reading in _counting(readings) if reading.period.ends.year < first_year]
    return before[-1] if before else None


def reading_of(readings: Iterable[Reading], period: Period, scale: Scale, as_of: date) -> Reading | None:
    """The figure of exactly this period, where it counts, could exist on the day and may be told."""
    same = [one for one in readings if one.counts and one.period.text == period.text]
    there = same and period.over_by(as_of, scale.at_date) and not same[-1].suppressed
    return same[-1] if there else None


def _counting(readings: Iterable[Reading]) -> list[Reading]:
    """Those that count, in order."""
    return sorted((one for one in readings if one.counts), key=lambda reading: reading.period.order)


def _there_by(as_of: date, scale: Scale, readings: Iterable[Reading]) -> list[Reading]:
    """Those that could exist on the day."""
    return [reading for reading in readings if reading.period.over_by(as_of, scale.at_date)]


def _by_period(readings: Iterable[Reading]) -> dict[str, Reading]:
    """By the text of the period; the last where there are several."""
    return {reading.period.text: reading for reading in readings}


def _comparable(present: list[Reading], baseline: Reading | None) -> tuple[list[Reading], tuple[str, ...]]:
    """Those of the baseline's kind of period and parts of the area; without a baseline, of the latest one's."""
    like = baseline or max(present, key=lambda reading: reading.period.ends, default=None)
    if like is None:
        return [], ()
    of_kind = [reading for reading in present if reading.period.kind == like.period.kind]
    of_parts = [reading for reading in of_kind if reading.parts == like.parts]
    notes = ["other-period-kind"] * (len(of_kind) < len(present)) + ["other-parts"] * (len(of_parts) < len(of_kind))
    return of_parts, tuple(notes)


def _like(start: Pair | None, references: list[Reading]) -> list[Reading]:
    """The reference, too, covers the same parts now as at the baseline."""
    if start is None or start.reference is None:
        return references
    parts = start.reference.parts
    return [reading for reading in references if reading.parts == parts]


def _pair(reading: Reading, references: Mapping[str, Reading] | None) -> Pair | None:
    """With its reference of the same period; None where that is missing. `references` None: there need be none."""
    if references is None:
        return Pair(reading)
    same = references.get(reading.period.text)
    return Pair(reading, same) if same else None


def _series(comparable: list[Reading], baseline: Reading | None, scale: Scale, as_of: date) -> tuple[Reading, ...]:
    """The baseline in force takes the place of the measurement of its period: a target may not follow a revision."""
    series = {reading.period.text: reading for reading in comparable if not reading.suppressed}
    if baseline is not None and baseline.period.over_by(as_of, scale.at_date):
        series.pop(baseline.period.text, None)
        if not baseline.suppressed:
            series[baseline.period.text] = baseline
    return tuple(sorted(series.values(), key=lambda reading: reading.period.order))
