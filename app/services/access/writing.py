"""One way to write: every verb that writes takes a Writing: who writes, where it may, and the trail it leaves."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from app.errors import Forbidden, say
from app.models.access import Actor, AuditEvent
from app.models.place import Membership
from app.services.access.revision import mark_changed
from app.services.access.sight import Sight


@dataclass
class Writing:
    """Who writes, in one transaction.

    `now` is when what is written was known: a loader of documents gives the document's date. `stored_at` is when it
    is really written; the same unless it is given.
    """

    session: Session
    actor: Actor
    now: datetime
    stored_at: datetime = None  # type: ignore[assignment]  # filled in below, from `now`
    survey_minimum: int = 50
    request_id: str | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        self.stored_at = self.stored_at or self.now

    @property
    def sight(self) -> Sight:
        """The writer's own eyes, on what it just wrote."""
        return Sight(self.session, self.actor, self.now, None, self.survey_minimum)

    def note(self, action: str, kind: str, id: str, details: dict[str, Any] | None = None) -> None:
        """Leave an audit event in this transaction. `details` holds JSON, and neither secrets nor persons."""
        self.session.add(
            AuditEvent(
                recorded_at=self.stored_at,
                actor_id=self.actor.id,
                actor_name=self.actor.name,
                role=self.actor.role,
                action=action,
                kind=kind,
                subject=id,
                details=details or {},
                request_id=self.request_id,
            )
        )
        mark_changed(self.session)

    def may_place(self, place_id: str) -> bool:
        """A limit to an area covers the area and its neighbourhoods, wholly or partly in it."""
        return self._places is None or place_id in self._places

    def may_indicator(self, indicator_id: str) -> bool:
        return self.actor.indicators is None or indicator_id in self.actor.indicators

    def require_place(self, place_id: str) -> None:
        """Raises Forbidden outside the writer's areas."""
        if not self.may_place(place_id):
            raise Forbidden(say("You may not change what is about this place: it lies outside your areas."))

    def require_area(self, area_id: str) -> None:
        """Raises Forbidden outside the writer's areas; for what is about an area as a whole."""
        self.require_place(area_id)

    def require_everywhere(self) -> None:
        """Raises Forbidden for who is limited to areas; for what belongs to no place."""
        if self.actor.areas is not None:
            raise Forbidden(say("This takes the right for all areas; yours is limited to some."))

    def require_indicator(self, indicator_id: str) -> None:
        """Raises Forbidden for an indicator that the writer may not record."""
        if not self.may_indicator(indicator_id):
            raise Forbidden(say("You may not record this indicator. Ask the programme to add it to your access."))

    @cached_property
    def _places(self) -> frozenset[str] | None:
        if self.actor.areas is None:
            return None
        within = select(col(Membership.place_id)).where(col(Membership.area_id).in_(self.actor.areas))
        return self.actor.areas | frozenset(self.session.execute(within).scalars())
