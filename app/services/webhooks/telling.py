"""What a receiver reads: made when it is sent, through the eyes of anyone, so that nothing hidden ever leaves."""

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from pydantic_core import to_jsonable_python
from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from app.models.batch import MeasurementBatch
from app.models.measurement import Measurement, MeasurementRevision
from app.models.terms import Acceptance, State
from app.models.webhook import Told, Webhook, WebhookDelivery, WebhookEvent
from app.services.access.sight import Sight
from app.services.measurements.finding import order_of_change
from app.services.measurements.marks import mark_at
from app.services.measurements.seeing import as_read, see
from app.services.webhooks.scope import Scope, measurements_in

SHOWN = 20
API = "/api/v1"


@dataclass(frozen=True)
class Home:
    """Where this installation is found; addresses are path-absolute where that is not known."""

    address: str = ""

    def link(self, path: str, **asked: str | list[str]) -> str:
        query = urlencode({name: value for name, value in asked.items() if value}, doseq=True)
        return f"{self.address.rstrip('/')}{API}{path}" + (f"?{query}" if query else "")


def body_of(
    sight: Sight, webhook: Webhook, scope: Scope, delivery: WebhookDelivery, event: WebhookEvent | None, home: Home
) -> bytes | None:
    """The whole message; None where there is nothing left to tell."""
    data: dict[str, Any] | None = {"webhook": webhook.id}
    if event is not None:
        told = _statuses if delivery.told == Told.STATUS else _measurements
        data = told(sight, webhook, scope, Told(delivery.told), event, home)
    if data is None:
        return None
    happened = delivery.created_at if event is None else event.happened_at
    said = {"type": str(delivery.told), "timestamp": happened, "data": data}
    return json.dumps(to_jsonable_python(said, by_alias=True), ensure_ascii=False, separators=(",", ":")).encode()


def count_of(sight: Sight, webhook: Webhook, scope: Scope, told: Told, event: WebhookEvent) -> int:
    """How many figures this event has for the webhook."""
    statement = _changed(sight, webhook, scope, told, event).order_by(None).subquery()
    return int(sight.session.execute(select(func.count()).select_from(statement)).scalar_one())


def changes_in(scope: Scope, event: WebhookEvent) -> list[dict[str, Any]]:
    """The changed statuses that lie in the scope."""
    return [one for one in event.changes if scope.holds(one["programme"], one["indicator"], one["place"])]


def _measurements(
    sight: Sight, webhook: Webhook, scope: Scope, told: Told, event: WebhookEvent, home: Home
) -> dict[str, Any] | None:
    count = count_of(sight, webhook, scope, told, event)
    if not count:
        return None
    statement = _changed(sight, webhook, scope, told, event).order_by(*order_of_change()).limit(SHOWN)
    first = [as_read(one) for one in see(sight, sight.session.execute(statement).all())]
    mark = mark_at(sight, (event.first_change or 1) - 1)
    asked = {"programme": webhook.programmes, "area": webhook.areas, "indicator": webhook.indicators}
    return {
        "count": count,
        "batch": _batch(sight, event),
        "measurements": [one.model_dump(mode="json", by_alias=True, exclude={"may"}) for one in first],
        "changedSince": mark,
        "href": home.link("/measurements", changedSince=mark, **asked),
    }


def _statuses(
    sight: Sight, webhook: Webhook, scope: Scope, told: Told, event: WebhookEvent, home: Home
) -> dict[str, Any] | None:
    inside = changes_in(scope, event)
    links = [home.link(f"/targets/{one['target']}/assessment", place=one["place"]) for one in inside]
    changes = [one | {"href": link} for one, link in zip(inside, links, strict=True)]
    return {"count": len(changes), "changes": changes} if changes else None


def _changed(sight: Sight, webhook: Webhook, scope: Scope, told: Told, event: WebhookEvent) -> Any:
    """The measurements that this event accepted, revised, or took out of what counts, as they stand now.

    What counted before is the last revision that did not wait: it goes on counting while a correction waits.
    """
    revision, before, older = (aliased(MeasurementRevision) for _ in range(3))
    settled = (
        select(func.max(col(older.revision)))
        .where(
            col(older.measurement_id) == revision.measurement_id,
            col(older.revision) < revision.revision,
            or_(col(older.acceptance) != Acceptance.SUBMITTED, col(older.state) == State.WITHDRAWN),
        )
        .scalar_subquery()
    )
    same = (col(before.measurement_id) == revision.measurement_id) & (col(before.revision) == settled)
    counted = (col(before.acceptance) == Acceptance.ACCEPTED) & (col(before.state) != State.WITHDRAWN)
    stands = (col(revision.acceptance) == Acceptance.ACCEPTED) & (col(revision.state) != State.WITHDRAWN)
    gone = (col(revision.state) == State.WITHDRAWN) | (col(revision.acceptance) == Acceptance.SENT_BACK)
    wanted = {
        Told.ACCEPTED: stands & (col(before.revision).is_(None) | ~counted),
        Told.REVISED: stands & counted,
        Told.WITHDRAWN: gone & counted,
    }[told]
    found = (
        select(col(revision.measurement_id))
        .join(before, same, isouter=True)
        .where(col(revision.change) >= event.first_change, col(revision.change) < event.end_change, wanted)
    )
    return measurements_in(sight, webhook, scope).where(col(Measurement.id).in_(found))


def _batch(sight: Sight, event: WebhookEvent) -> str | None:
    """The batch that it came in, where it came in one."""
    asked = select(col(MeasurementBatch.id)).where(col(MeasurementBatch.first_change) == event.first_change)
    return sight.session.execute(asked).scalar_one_or_none()
