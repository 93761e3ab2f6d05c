"""Reading the trail of what was done."""

from typing import Any

from sqlalchemy import Select, select
from sqlmodel import Session, col

from app.models.access import AuditEvent, AuditEventFilter, AuditEventRead
from app.services.rows import Found, paginate


def find(session: Session, asked: AuditEventFilter) -> Found[AuditEventRead]:
    """The events asked for, in the order in which they came."""
    found = paginate(session, _matching(asked), asked, AuditEvent.id)
    return found.holding([_as_read(row) for row in found.items])


def _matching(asked: AuditEventFilter) -> Select[Any]:
    statement = select(AuditEvent)
    for column, wanted in (
        (AuditEvent.actor_name, asked.actor),
        (AuditEvent.action, asked.action),
        (AuditEvent.kind, asked.kind),
        (AuditEvent.subject, asked.subject),
    ):
        if wanted:
            statement = statement.where(col(column).in_(wanted))
    return statement


def _as_read(row: AuditEvent) -> AuditEventRead:
    return AuditEventRead(
        id=row.id or 0,
        recorded_at=row.recorded_at,
        actor=row.actor_name,
        role=row.role,
        action=row.action,
        kind=row.kind,
        subject=row.subject,
        details=row.details,
        request_id=row.request_id,
    )
