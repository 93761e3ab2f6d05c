"""Another baseline for an adopted target: a decision that shows its effect first. Reached checkpoints stay."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from app.errors import Conflict, FieldError, Invalid, say
from app.models.period import Period
from app.models.progress import AssessmentRead
from app.models.target import (
    CheckpointCreate,
    RebasedCheckpoint,
    Rebasing,
    RebasingRead,
    Target,
    TargetBase,
    TargetVersion,
)
from app.models.terms import TargetState
from app.services.access.versions import keep, next_version
from app.services.access.writing import Writing
from app.services.measurements.finding import invalid_period
from app.services.progress import engine
from app.services.progress.answers import assess_cases
from app.services.progress.engine import Rebased
from app.services.progress.exact import as_decimal
from app.services.progress.loading import REACHED, Case, load
from app.services.progress.reading import baseline_at
from app.services.progress.shapes import Checkpoint
from app.services.targets.checks import problems_of
from app.services.targets.recording import writable


@dataclass(frozen=True)
class Effect:
    """The target as it would be, and what became of each checkpoint."""

    target: TargetBase
    checkpoints: Sequence[Rebased]


def rebase(writing: Writing, target_id: str, wanted: Rebasing, *, dry_run: bool) -> RebasingRead:
    """Put another baseline in force; a dry run only shows what that does.

    Open checkpoints keep their ratio to the baseline; on a scale without a zero the decision states new values.
    Raises Conflict for what is not adopted or has a baseline at each place, and Invalid.
    """
    row = writable(writing, target_id)
    if row.state != TargetState.ADOPTED or row.place_id is None:
        raise Conflict(say("Only an adopted target about one place gets another baseline."))
    case = load(writing.sight, [row])[0]
    before = _assessed(writing, case)
    effect = _effect(case, wanted, [point.year for point in before.checkpoints if point.met])
    after = load(writing.sight, [effect.target])[0]
    readings = [one.reading() for one in after.figures]
    if errors := problems_of(after.aim, after.scale, readings):
        raise Invalid(errors)
    shown = _shown(case, wanted, effect, (before, _assessed(writing, after)), dry_run=dry_run)
    if not dry_run:
        _decide(writing, row, wanted, effect)
    return shown


def _effect(case: Case, wanted: Rebasing, reached: Sequence[int]) -> Effect:
    period, target = _period(wanted.baseline_period), case.target
    changed = _rebased(case, wanted, period, reached)
    others = [other for other in target.other_baselines if other != period]
    if target.baseline_period and target.baseline_period != period:
        others.append(target.baseline_period)
    said: dict[str, Any] = {
        "baseline_period": period,
        "other_baselines": others,
        "checkpoints": [_stored(one) for one in changed],
    }
    same = {name: getattr(target, name) for name in TargetBase.model_fields}
    return Effect(TargetBase.model_construct(**same | said), changed)


def _rebased(case: Case, wanted: Rebasing, period: str, reached: Sequence[int]) -> Sequence[Rebased]:
    points, stated = case.aim.checkpoints, {point.year: point for point in wanted.checkpoints}
    if not points:
        return ()
    if stated and not case.scale.ratio:
        return [_stated(point, stated, reached) for point in points]
    old = _value(case, case.target.baseline_period)
    return engine.rebase(points, old, _value(case, period), case.scale, reached)


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


def _value(case: Case, period: str | None) -> Decimal:
    """The figure of this period; raises Invalid where it was not measured."""
    value = baseline_at(case, period).value if period else None
    if value is None:
        remedy = say("There is no figure of {period} to start from.", period=period or "-")
        raise Invalid([FieldError("baselinePeriod", "baseline-missing", remedy, period)])
    return value


def _stored(one: Rebased) -> dict[str, Any]:
    point = one.checkpoint
    exact = {"value": point.value, "change": point.change}
    mark = REACHED if one.reached else "cut-off" if one.cut_off else None
    said = {name: _text(number) for name, number in exact.items() if number is not None}
    return {"year": one.year, **said} | ({"mark": mark} if mark else {})


def _text(number: Any) -> str:
    return format(number if isinstance(number, Decimal) else as_decimal(number), "f")


def _assessed(writing: Writing, case: Case) -> AssessmentRead:
    return next(assess_cases(writing.sight, [case]))


def _shown(
    case: Case, wanted: Rebasing, effect: Effect, answers: tuple[AssessmentRead, AssessmentRead], *, dry_run: bool
) -> RebasingRead:
    old = case.target.baseline_period
    return RebasingRead(
        target=case.target.id,
        dry_run=dry_run,
        old_baseline=baseline_at(case, old) if old else None,
        new_baseline=baseline_at(case, wanted.baseline_period),
        checkpoints=[
            RebasedCheckpoint(
                year=one.year,
                old=as_decimal(one.old),
                new=as_decimal(one.new),
                reached=one.reached,
                cut_off=one.cut_off,
            )
            for one in effect.checkpoints
        ],
        old_status=answers[0].status,
        new_status=answers[1].status,
    )


def _decide(writing: Writing, row: Target, wanted: Rebasing, effect: Effect) -> None:
    for name in ("baseline_period", "other_baselines", "checkpoints"):
        setattr(row, name, getattr(effect.target, name))
    next_version(writing, row)
    keep(writing, row, TargetVersion, wanted.reason)
    writing.note("rebase", "target", row.id, wanted.model_dump(mode="json", exclude={"checkpoints"}))
