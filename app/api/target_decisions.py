"""/api/v1/targets/{id}/...: what is decided about a target, and what it would mean."""

from typing import Annotated

from fastapi import Header, status
from pydantic import BaseModel

from app.api.access import DryRun, SightDep
from app.api.etags import require_unchanged, row_tag
from app.api.routes import APIRouter
from app.api.rows import KnownAt, Steering
from app.models.base import Page
from app.models.progress import AssessmentRead, JudgementCreate
from app.models.target import Decided, Evidence, TargetRead
from app.models.target_decision import (
    Amendment,
    AmendmentRead,
    BaselineProposal,
    Rebasing,
    RebasingRead,
    TargetVersionRead,
)
from app.models.target_preview import TargetPreview, TargetPreviewRead
from app.problems import refusals
from app.services.access.writing import Writing
from app.services.targets import amending, detailing, finding, previewing, rebasing, recording

router = APIRouter(prefix="/targets", tags=["targets"])

Match = Annotated[str | None, Header(alias="If-Match", max_length=200)]
"""The version that the sender read. It may be left out: then the state of the target alone settles who was first."""

DECIDES = refusals(400, 401, 403, 404, 409, 412, 415)


@router.post("/preview", response_model=TargetPreviewRead, responses=refusals(400, 401, 403, 404, 409, 415))
def preview_target(writing: Steering, asked: TargetPreview) -> TargetPreviewRead:
    """What a new target, or a change of one, would mean: nothing is stored."""
    return previewing.preview(writing, asked)


@router.post("/{target_id}/adoption", response_model=TargetRead, responses=DECIDES)
def adopt_target(writing: Steering, target_id: str, decided: Decided, match: Match = None) -> TargetRead:
    """Make a draft binding, with the reason and the body that decided."""
    _unchanged(writing, target_id, match, decided)
    recording.adopt(writing, target_id, decided)
    return finding.read(writing.sight, target_id)


@router.post("/{target_id}/withdrawal", response_model=TargetRead, responses=DECIDES)
def withdraw_target(writing: Steering, target_id: str, decided: Decided, match: Match = None) -> TargetRead:
    """Withdraw a target, with the reason; it stays readable."""
    _unchanged(writing, target_id, match, decided)
    recording.withdraw(writing, target_id, decided)
    return finding.read(writing.sight, target_id)


@router.post("/{target_id}/amendment", response_model=AmendmentRead, responses=DECIDES)
def amend_target(
    writing: Steering, target_id: str, wanted: Amendment, match: Match = None, dry_run: DryRun = False
) -> AmendmentRead:
    """Change what was adopted, by decision; a dry run shows what that does, and what still stands in its way."""
    _unchanged(writing, target_id, match, wanted)
    return amending.amend(writing, target_id, wanted, dry_run=dry_run)


@router.post("/{target_id}/rebasing", response_model=RebasingRead, responses=DECIDES)
def rebase_target(
    writing: Steering, target_id: str, wanted: Rebasing, match: Match = None, dry_run: DryRun = False
) -> RebasingRead:
    """Put another baseline in force, by decision; a dry run shows what that does, and does nothing."""
    _unchanged(writing, target_id, match, wanted)
    return rebasing.rebase(writing, target_id, wanted, dry_run=dry_run)


@router.post("/{target_id}/evidence", response_model=TargetRead, responses=DECIDES)
def note_evidence(writing: Steering, target_id: str, fact: Evidence, match: Match = None) -> TargetRead:
    """Note that a step of a milestone was done, or whether the condition was met, with the evidence."""
    _unchanged(writing, target_id, match, fact)
    recording.evidence(writing, target_id, fact)
    return finding.read(writing.sight, target_id)


@router.post(
    "/{target_id}/judgement",
    response_model=AssessmentRead,
    status_code=status.HTTP_201_CREATED,
    responses=refusals(400, 401, 403, 404, 409, 415),
)
def judge_target(writing: Steering, target_id: str, judgement: JudgementCreate) -> AssessmentRead:
    """Set a judgement beside the computed status, with its reason and evidence."""
    recording.judge(writing, target_id, judgement)
    return finding.assessment(writing.sight, target_id, None)


@router.get("/{target_id}/versions", response_model=Page[TargetVersionRead], responses=refusals(400, 404))
def list_versions(sight: SightDep, target_id: str, known_at: KnownAt = None) -> Page[TargetVersionRead]:
    """Every version of a target, newest first: the paths that it had, and the decisions that changed them."""
    return Page(items=finding.versions(sight.known(known_at), target_id))


@router.get("/{target_id}/baseline-proposal", response_model=BaselineProposal, responses=refusals(400, 404))
def propose_baseline(sight: SightDep, target_id: str, known_at: KnownAt = None) -> BaselineProposal:
    """Where no baseline is named: the last value before the first year, for a person to confirm."""
    return detailing.baseline_proposal(sight.known(known_at), target_id)


def _unchanged(writing: Writing, target_id: str, match: str | None, sent: BaseModel) -> None:
    """Raises Changed, with both versions, when the target is no longer what the sender read."""
    if match is not None:
        tag = row_tag(target_id, recording.writable(writing, target_id).version)
        require_unchanged(match, tag, finding.read(writing.sight, target_id), sent)
