"""/api/v1/targets"""

from typing import Annotated

from fastapi import Depends, Query, Request, Response, status

from app.api.access import SightDep, require
from app.api.etags import if_match, require_unchanged, row_tag
from app.api.exports import FILES, or_file
from app.api.paging import paged
from app.api.routes import APIRouter
from app.models.access import Role
from app.models.base import Page
from app.models.progress import AssessmentAsked, AssessmentRead
from app.models.target import TargetChange, TargetCreate, TargetFilter, TargetRead
from app.models.target_decision import TargetDetail
from app.problems import refusals
from app.services.access.writing import Writing
from app.services.exports.sets import TARGETS
from app.services.targets import detailing, finding, recording

router = APIRouter(prefix="/targets", tags=["targets"])

Steering = Annotated[Writing, Depends(require(Role.PROGRAMME_STAFF, Role.ADMINISTRATOR))]
Match = Annotated[str, Depends(if_match)]
Asking = Annotated[AssessmentAsked, Query()]


@router.get("", response_model=Page[TargetRead], responses=refusals(400) | FILES)
def list_targets(
    request: Request, sight: SightDep, asked: Annotated[TargetFilter, Query()]
) -> Page[TargetRead] | Response:
    """Targets with their status."""
    seeing = sight.known(asked.known_at)
    return or_file(request, seeing, asked, TARGETS, lambda: paged(request, finding.find(seeing, asked)))


@router.post("", response_model=TargetRead, status_code=status.HTTP_201_CREATED, responses=refusals(400, 401, 403, 409))
def create_target(request: Request, writing: Steering, new: TargetCreate, response: Response) -> TargetRead:
    """A new target: a draft, until it is adopted."""
    row = recording.create(writing, new)
    response.headers["Location"] = f"{request.scope['root_path']}/targets/{row.id}"
    return finding.read(writing.sight, row.id)


@router.get("/{target_id}", response_model=TargetDetail, responses=refusals(400, 404))
def read_target(sight: SightDep, target_id: str, asked: Asking, response: Response) -> TargetDetail:
    """One target, with what was decided about it."""
    seeing = sight.known(asked.known_at)
    response.headers["ETag"] = row_tag(target_id, finding.row(seeing, target_id).version)
    return detailing.detail(seeing, target_id, asked.as_of)


@router.get("/{target_id}/assessment", response_model=AssessmentRead, responses=refusals(400, 404))
def read_assessment(sight: SightDep, target_id: str, asked: Asking) -> AssessmentRead:
    """How a target stands, with every part of the reckoning."""
    return finding.assessment(sight.known(asked.known_at), target_id, asked.as_of)


@router.patch("/{target_id}", response_model=TargetRead, responses=refusals(400, 401, 403, 404, 409, 412, 415, 428))
def change_target(
    writing: Steering, target_id: str, patch: TargetChange, match: Match, response: Response
) -> TargetRead:
    """Change a draft; what was adopted changes by decision."""
    tag = row_tag(target_id, recording.writable(writing, target_id).version)
    require_unchanged(match, tag, finding.read(writing.sight, target_id), patch)
    row = recording.change(writing, target_id, patch)
    response.headers["ETag"] = row_tag(target_id, row.version)
    return finding.read(writing.sight, target_id)
