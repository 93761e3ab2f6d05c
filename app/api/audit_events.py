"""/api/v1/audit-events: what was done and by whom, for administrators."""

from typing import Annotated

from fastapi import Depends, Query, Request

from app.api.access import require
from app.api.paging import paged
from app.api.routes import APIRouter
from app.models.access import AuditEventFilter, AuditEventRead, Role
from app.models.base import Page
from app.problems import refusals
from app.services.access import audit
from app.services.access.writing import Writing

router = APIRouter(prefix="/audit-events", tags=["audit-events"])

Auditor = Annotated[Writing, Depends(require(Role.ADMINISTRATOR))]


@router.get("", response_model=Page[AuditEventRead], responses=refusals(400, 401, 403))
def list_audit_events(
    request: Request, auditor: Auditor, asked: Annotated[AuditEventFilter, Query()]
) -> Page[AuditEventRead]:
    """What was done, in the order in which it was done."""
    return paged(request, audit.find(auditor.session, asked))
