"""/api/v1/assessments"""

from typing import Annotated

from fastapi import Query, Request, Response

from app.api.access import SightDep
from app.api.exports import FILES, or_file
from app.api.paging import paged
from app.api.routes import APIRouter
from app.models.base import Page
from app.models.progress import AssessmentRead
from app.models.target import TargetFilter
from app.problems import refusals
from app.services.exports.sets import ASSESSMENTS
from app.services.targets import finding

router = APIRouter(prefix="/assessments", tags=["assessments"])


@router.get("", response_model=Page[AssessmentRead], responses=refusals(400) | FILES)
def list_assessments(
    request: Request, sight: SightDep, asked: Annotated[TargetFilter, Query()]
) -> Page[AssessmentRead] | Response:
    """How targets stand, many at once: one item for each target and place."""
    seeing = sight.known(asked.known_at)
    return or_file(request, seeing, asked, ASSESSMENTS, lambda: paged(request, finding.find_assessments(seeing, asked)))
