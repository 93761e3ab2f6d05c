"""Another baseline for an adopted target: a decision that shows its effect first. Reached checkpoints stay."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from app.errors import Conflict, FieldError, Invalid, say
from app.models.period import Period
from app.models.target import BaselineRead, CheckpointCreate, Target, TargetBase
from app.models.target_decision import DecisionKind, RebasedCheckpoint, Rebasing, RebasingRead
from app.models.terms import TargetState
from app.services.access.writing import Writing
from app.services.measurements.finding import invalid_period
from app.services.progress import engine
from app.services.progress.engine import Rebased
from app.services.progress.exact import as_decimal
from app.services.progress.loading import REACHED, Case
from app.services.progress.reading import baseline_at
from app.services.progress.shapes import Checkpoint
from app.services.targets import effects
from app.services.targets.checks import problems_of
from app.services.targets.effects import Standing
from app.services.targets.history import revised_baseline
from app.services.targets.recording import decide, writable


@dataclass(frozen=True)
class Effect:
    """The target as it would be, and what became of each checkpoint."""

    target: TargetBase
    checkpoints: Sequence[Rebased]


def rebase(writing: Writing, target_id: str, wanted: Rebasing, *, dry_run: bool) -> RebasingRead:
    """Put another baseline in force; a dry run shows what that does, and what still stands in its way.

    Open checkpoints keep their ratio to the baseline; on a scale without a zero the decision states new values.
    Raises Conflict for what is not adopted or has a baseline at each place, and Invalid.
    """
    row = writable(writing, target_id)
    if row.state != TargetState.ADOPTED or row.place_id is None:
        raise Conflict(say("Only an adopted target about one place gets another baseline."))
    before = effects.stand(writing.sight, row)
    case, start = before.cases[0], _start(writing, before, wanted)
    effect = _effect(case, wanted, start, [point.year for point in before.answer.checkpoints if point.met])
    after = effects.stand(writing.sight, effect.target)
    readings = after.cases[0].figures.readings
    if errors := problems_of(after.cases[0].aim, after.cases[0].scale, readings):
        raise Invalid(errors)
    held_up = effects.in_the_way(writing, row, DecisionKind.REBASING, wanted, dry_run=dry_run)
    shown = _shown(wanted, effect, before, after, start).model_copy(
        update={"dry_run": dry_run, "hindrances": held_up, "findings": effects.findings_about(writing.sight, after)}
    )
    if not dry_run:
        _decide(writing, row, wanted, effect)
    return shown


def _start(writing: Writing, before: Standing, wanted: Rebasing) -> BaselineRead | None:
    """The old baseline: where only its figure was corrected, as it was when the path was agreed."""
    case = before.cases[0]
    old = case.target.baseline_period
    if old is None:
        return None
    revised = revised_baseline(writing.sight, case.target, case) if _period(wanted.baseline_period) == old else None
    found = baseline_at(case, old)
    return found.model_copy(update={"value": revised.was}) if revised else found


def _effect(case: Case, wanted: Rebasing, start: BaselineRead | None, reached: Sequence[int]) -> Effect:
    period, target = _period(wanted.baseline_period), case.target
    changed = _rebased(case, wanted, start, reached)
    others = [other for other in target.other_baselines if other != period]
    if target.baseline_period and target.baseline_period != period:
        others.append(target.baseline_period)
    said: dict[str, Any] = {
        "baseline_period": period,
        "other_baselines": others,
        "checkpoints": [_stored(one) for one in changed],
    }
    return Effect(effects.copy_of(target, said), changed)


def _rebased(case: Case, wanted: Rebasing, start: BaselineRead | None, reached: Sequence[int]) -> Sequence[Rebased]:
    points, stated = case.aim.checkpoints, {point.year: point for point in wanted.checkpoints}
    if not points:
        return ()
    if stated and not case.scale.ratio:
        return [_stated(point, stated, reached) for point in points]
    new = baseline_at(case, _period(wanted.baseline_period))
    old = _value(start, start.period if start else None)
    return engine.rebase(points, old, _value(new, new.period), case.scale, reached)


def _stated(point: Checkpoint, stated: Mapping[int, CheckpointCreate], reached: Sequence[int]) -> Rebased:
    """On a scale without a zero: the new value. A checkpoint that was reached stays as it was."""
    old = Fraction(point.value or 0)
    if point.year in reached:
        return Rebased(point.year, old, old, point, reached=True)
    value = stated[point.year].value if point.year in stated else None
    if value is None:
        remedy = say("State a new value for the checkpoint of {year}.", year=point.year)
        raise Invalid([FieldError("checkpoints", "value-required", remedy)])
    return Rebased(point.year, old, Fraction(value), Checkpoint(point.year, value=value))


def _period(text: str) -> str:
    try:
        return Period.parse(text).text
    except ValueError as unreadable:
        raise Invalid([invalid_period("baselinePeriod", text)]) from unreadable


def _value(baseline: BaselineRead | None, period: str | None) -> Decimal:
    """Its figure; raises Invalid where it was not measured."""
    if baseline is None or baseline.value is None:
        remedy = say("There is no figure of {period} to start from.", period=period or "-")
        raise Invalid([FieldError("baselinePeriod", "baseline-missing", remedy, period)])
    return baseline.value


def _stored(one: Rebased) -> dict[str, Any]:
    point = one.checkpoint
    exact = {"value": point.value, "change": point.change}
    mark = REACHED if one.reached else "cut-off" if one.cut_off else None
    said = {name: _text(number) for name, number in exact.items() if number is not None}
    return {"year": one.year, **said} | ({"mark": mark} if mark else {})


def _text(number: Any) -> str:
    return format(number if isinstance(number, Decimal) else as_decimal(number), "f")


def _shown(
    wanted: Rebasing, effect: Effect, before: Standing, after: Standing, start: BaselineRead | None
) -> RebasingRead:
    case = before.cases[0]
    return RebasingRead(
        target=case.target.id,
        dry_run=True,
        old_baseline=start,
        new_baseline=baseline_at(case, wanted.baseline_period),
        checkpoints=[_checkpoint(one) for one in effect.checkpoints],
        old_status=before.answer.status,
        new_status=after.answer.status,
        old_expected=before.answer.expected,
        new_expected=after.answer.expected,
        findings=[],
        hindrances=[],
    )


def _checkpoint(one: Rebased) -> RebasedCheckpoint:
    return RebasedCheckpoint(
        year=one.year, old=as_decimal(one.old), new=as_decimal(one.new), reached=one.reached, cut_off=one.cut_off
    )


def _decide(writing: Writing, row: Target, wanted: Rebasing, effect: Effect) -> None:
    for name in ("baseline_period", "other_baselines", "checkpoints"):
        setattr(row, name, getattr(effect.target, name))
    decide(writing, row, DecisionKind.REBASING, wanted)
