"""What a target would mean, before anything is stored: how it would stand, and what is expected of each year."""

from pydantic import ValidationError

from app.errors import Conflict, FieldError, Invalid, say
from app.field_errors import from_pydantic
from app.models.period import Period
from app.models.target import BaselineRead, TargetBase, TargetChange, TargetCreate
from app.models.target_decision import BaselineProposal
from app.models.target_preview import PlacePreview, TargetPreview, TargetPreviewRead
from app.models.terms import Bound, Direction, Rule
from app.services.access.writing import Writing
from app.services.progress.answers import LIVE, assess_cases
from app.services.progress.loading import about
from app.services.progress.reading import baseline_at
from app.services.targets import effects, finding
from app.services.targets.checks import words_in_both
from app.services.targets.effects import Standing
from app.services.targets.expecting import expected_of, names_of, proposal, words_about
from app.services.targets.recording import apply, sketch, untraceable


def preview(writing: Writing, asked: TargetPreview) -> TargetPreviewRead:
    """What this draft, or this change of a target, would mean.

    Raises Invalid with all errors at once, Forbidden outside the scope, NotFound, and Conflict for a withdrawn target.
    """
    target = _of_new(writing, asked) if asked.goal else _of_change(writing, asked)
    standing = effects.stand(writing.sight, target)
    proposed = proposal(target, standing.cases)
    start = _start(standing, proposed)
    alone = standing.cases[0] if target.place_id is not None and standing.cases else None
    return TargetPreviewRead(
        target=target.id or None,
        rule=Rule(target.rule),
        bound=Bound(target.bound),
        direction=Direction(target.direction),
        words=words_about(writing.session, target),
        start=start,
        start_is_proposed=start is not None and proposed.period is not None,
        expected=expected_of(writing.sight, alone, _period(proposed)) if alone else [],
        status=standing.answer.status,
        likely=standing.answer.likely,
        reason=standing.answer.reason,
        findings=effects.findings_about(writing.sight, standing),
        proposed_baseline=proposed,
        places=None if alone else _places(writing, standing, proposed),
    )


def _of_new(writing: Writing, asked: TargetPreview) -> TargetBase:
    try:
        new = TargetCreate.model_validate(asked.model_dump(by_alias=True, exclude_unset=True))
    except ValidationError as failure:
        wrong = [{**error, "loc": ("body", *error["loc"])} for error in failure.errors()]
        raise Invalid(from_pydantic(wrong)) from failure
    return sketch(writing, new)


def _of_change(writing: Writing, asked: TargetPreview) -> TargetBase:
    if asked.id is None:
        remedy = say("Give “goal” for a new target, or “id” for one that is there.")
        raise Invalid([FieldError("goal", "required", remedy)])
    row = finding.row(writing.sight, asked.id)
    writing.require_place(about(row))
    if row.state not in LIVE:
        raise Conflict(say("This target was withdrawn before."))
    errors = list(words_in_both(asked, Rule(row.rule)))
    changed = effects.copy_of(row)
    if not errors:
        apply(changed, asked, asked.model_fields_set & set(TargetChange.model_fields))
        errors = untraceable(writing, changed)
    if errors:
        raise Invalid(errors)
    return changed


def _start(standing: Standing, proposed: BaselineProposal) -> BaselineRead | None:
    """The baseline in force, else the proposed one; each neighbourhood has its own."""
    if standing.target.place_id is None or not standing.cases:
        return None
    return baseline_at(standing.cases[0], proposed.period) if proposed.period else standing.answer.baseline


def _places(writing: Writing, standing: Standing, proposed: BaselineProposal) -> list[PlacePreview]:
    """What each neighbourhood would make of it, in the order of the area."""
    names = names_of(writing.session, [case.place for case in standing.cases])
    answers = assess_cases(writing.sight, standing.cases)
    return [
        PlacePreview(
            place=case.place,
            name=names.get(case.place, case.place),
            status=answer.status,
            expected=expected_of(writing.sight, case, _period(proposed)),
        )
        for case, answer in zip(standing.cases, answers, strict=True)
    ]


def _period(proposed: BaselineProposal) -> Period | None:
    return Period.parse(proposed.period) if proposed.period else None
