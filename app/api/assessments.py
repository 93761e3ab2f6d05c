"""/api/v1/assessments"""

from typing import Annotated

from fastapi import Query, Request

from app.api.access import SightDep
from app.api.paging import paged
from app.api.routes import APIRouter
from app.models.base import Page
from app.models.progress import AssessmentRead
from app.models.target import TargetFilter
from app.problems import refusals
from app.services.targets import finding

router = APIRouter(prefix="/assessments", tags=["assessments"])


@router.get("", response_model=Page[AssessmentRead], responses=refusals(400))
def list_assessments(
    request: Request, sight: SightDep, asked: Annotated[TargetFilter, Query()]
) -> Page[AssessmentRead]:
    """How targets stand, many at once: one item for each target and place."""
    return paged(request, finding.find_assessments(sight.known(asked.known_at), asked))
