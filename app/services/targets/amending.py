"""Amending an adopted target: new values by decision, their effect first; the old version stays and is amended."""

from app.errors import Conflict, FieldError, Invalid, say
from app.models.target import Target, TargetBase, TargetChange
from app.models.target_decision import Amendment, AmendmentRead, DecisionKind
from app.models.terms import Rule, TargetState
from app.services.access.writing import Writing
from app.services.targets import effects
from app.services.targets.checks import words_in_both
from app.services.targets.deciding import hindrances, words_of_decision
from app.services.targets.recording import apply, decide, point_of, untraceable, writable

TO_CHANGE = frozenset(TargetChange.model_fields)


def amend(writing: Writing, target_id: str, wanted: Amendment, *, dry_run: bool) -> AmendmentRead:
    """Change what was agreed; a dry run shows what that does, and what still stands in its way.

    Raises Conflict for what is not adopted, and Invalid with all errors at once.
    """
    row = writable(writing, target_id)
    if row.state != TargetState.ADOPTED:
        raise Conflict(say("Only an adopted target is amended. A draft changes freely."))
    before = effects.stand(writing.sight, effects.copy_of(row))
    changed = amended(writing, row, wanted, dry_run=dry_run)
    after = effects.stand(writing.sight, changed)
    shown = AmendmentRead(
        target=row.id,
        dry_run=dry_run,
        changed=_changed(row, changed),
        before=effects.side(writing.sight, before),
        after=effects.side(writing.sight, after),
        findings=effects.findings_about(writing.sight, after),
        hindrances=effects.in_the_way(writing, row, DecisionKind.AMENDMENT, wanted, dry_run=dry_run),
    )
    if not dry_run:
        _decide(writing, row, changed, wanted)
    return shown


def amended(writing: Writing, row: Target, wanted: Amendment, *, dry_run: bool) -> TargetBase:
    """The target as it would be, apart from the database; raises Invalid with all errors at once."""
    errors = list(words_in_both(wanted, Rule(row.rule)))
    changed = effects.copy_of(row)
    if not errors:
        apply(changed, wanted, wanted.model_fields_set & TO_CHANGE)
        errors.extend(untraceable(writing, changed))
        if not errors and not _changed(row, changed) and not dry_run:
            errors.append(FieldError("checkpoints", "nothing-changes", say("This changes nothing about the target.")))
    if errors:
        errors.extend(words_of_decision(writing, row, wanted))
        held_up = hindrances(writing.session, row, DecisionKind.AMENDMENT, wanted)
        raise Invalid([*errors, *(() if dry_run else held_up)])
    return changed


def _changed(row: TargetBase, changed: TargetBase) -> list[str]:
    """The columns that differ, in the spelling of the API."""
    aliases = {name: TargetChange.model_fields[name].alias or name for name in TO_CHANGE}
    return sorted(aliases[name] for name in TO_CHANGE if _value(row, name) != _value(changed, name))


def _value(row: TargetBase, name: str) -> object:
    return [point_of(point) for point in row.checkpoints] if name == "checkpoints" else getattr(row, name)


def _decide(writing: Writing, row: Target, changed: TargetBase, wanted: Amendment) -> None:
    for name in TO_CHANGE:
        setattr(row, name, getattr(changed, name))
    decide(writing, row, DecisionKind.AMENDMENT, wanted)
