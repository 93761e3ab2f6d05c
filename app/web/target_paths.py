"""What was agreed in a version of a target, in one line of words; and what is expected before and after a change."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal

from app.language import HERE, day
from app.language import gettext as _
from app.models.target import CheckpointRead, Condition, StepRead
from app.models.target_decision import ExpectedRead, TargetSide, TargetVersionRead, TargetWords
from app.web.promises import aim
from app.web.wording import period, word

MARKS = {"reached": "was reached", "cut-off": "cut off at the bound"}
Version = TargetVersionRead | TargetSide


def agreed(version: Version, words: TargetWords, older: TargetVersionRead | None = None) -> str:
    """Start, steps, bound and condition, as far as they were agreed; the note where `older` had another one."""
    return "; ".join([*_course(version, words), *_facts(version), *_note(version, older)]) or "–"


def versions_told(versions: Sequence[TargetVersionRead], words: TargetWords) -> list[tuple[TargetVersionRead, str]]:
    """Each version with what was agreed in it, in the order given, which is newest first."""
    return [(one, agreed(one, words, older)) for one, older in zip(versions, [*versions[1:], None], strict=True)]


def ahead(
    before: Sequence[ExpectedRead], after: Sequence[ExpectedRead]
) -> list[tuple[int, Decimal | None, Decimal | None]]:
    """What was and would be expected of each year that is not over yet; of all where all are over."""
    old, new = ({one.year: one.value for one in side} for side in (before, after))
    years, this_year = sorted(old | new), datetime.now(HERE).year
    shown = [year for year in years if year >= this_year] or years
    return [(year, old.get(year), new.get(year)) for year in shown]


def _course(version: Version, words: TargetWords) -> Iterator[str]:
    if version.baseline_period:
        yield _("start: {period}", period=period(version.baseline_period))
    elif version.checkpoints:
        yield _("no baseline named")
    if version.start_year:
        yield _("from {start}", start=version.start_year)
    yield from (_point(point, words) for point in version.checkpoints)
    if version.checkpoints:
        yield word("bound", version.bound)
    elif version.end_year:
        yield _("until {end}", end=version.end_year)
    if version.patience_until:
        yield _("until {year}: no effect expected yet", year=version.patience_until)


def _facts(version: Version) -> Iterator[str]:
    yield from (_step(step) for step in version.steps)
    if version.condition:
        yield _condition(version.condition)


def _note(version: Version, older: TargetVersionRead | None) -> Iterator[str]:
    if older is not None and isinstance(version, TargetVersionRead) and version.note and version.note != older.note:
        yield f"{_('Note')}: {version.note}"


def _point(point: CheckpointRead, words: TargetWords) -> str:
    mark = f" ({_(MARKS[point.mark])})" if point.mark in MARKS else ""
    return f"{point.year}: {aim(point, words)}{mark}"


def _step(step: StepRead) -> str:
    if step.done:
        return f"{step.name} ({_('done on {day}', day=day(step.done))})"
    return f"{step.name} ({_('due on {day}', day=day(step.due))})" if step.due else step.name


def _condition(condition: Condition) -> str:
    met = "" if condition.met is None else f" ({_('fulfilled') if condition.met else _('not fulfilled')})"
    return f"{_('Condition')}: {condition.text}{met}"
