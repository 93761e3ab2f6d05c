"""One target with what was decided about it, and what asks for a decision."""

from app.models.target_decision import BaselineProposal, TargetDetail
from app.services.access.sight import Sight
from app.services.progress.loading import load
from app.services.targets import finding
from app.services.targets.deciding import parties_of
from app.services.targets.expecting import expected_of, proposal, words_about
from app.services.targets.history import revised_baseline, told, versions_of


def detail(sight: Sight, target_id: str, as_of: str | None = None) -> TargetDetail:
    """One target; raises NotFound, also when it was not known yet."""
    target = finding.row(sight, target_id)
    cases = load(sight, [target])
    alone = cases[0] if cases and target.place_id is not None else None
    read = finding.read_all(sight, [target], as_of)[0]
    return TargetDetail(
        **{name: getattr(read, name) for name in type(read).model_fields},
        words=words_about(sight.session, target),
        expected=expected_of(sight, alone) if alone else [],
        history=told(sight, versions_of(sight, target_id)),
        parties=parties_of(sight.session, target.programme_id),
        proposed_baseline=proposal(target, cases),
        baseline_revision=revised_baseline(sight, target, alone),
    )


def baseline_proposal(sight: Sight, target_id: str) -> BaselineProposal:
    """Where the target could start from, for a person to confirm; raises NotFound."""
    target = finding.row(sight, target_id)
    return proposal(target, load(sight, [target]))
