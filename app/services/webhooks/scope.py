"""What a webhook is about: its own filters, within what its maker may record or steer today."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col

from app.models.access import NOBODY, Actor, Client, Role, User
from app.models.measurement import Measurement, MeasurementFilter
from app.models.webhook import Webhook
from app.services.access import clients, people
from app.services.access.sight import Sight
from app.services.measurements.finding import matching
from app.services.places.scope import places_within

WHO = (Role.PARTNER, Role.PARTNER_EDITOR, Role.PROGRAMME_STAFF, Role.ADMINISTRATOR)


@dataclass(frozen=True)
class Scope:
    """None does not limit."""

    programmes: frozenset[str] | None
    indicators: frozenset[str] | None
    places: frozenset[str] | None

    def holds(self, programme: str, indicator: str | None, place: str) -> bool:
        """Whether a status of this programme, indicator and place lies in it."""
        limits = ((self.programmes, programme), (self.indicators, indicator), (self.places, place))
        return all(limit is None or one in limit for limit, one in limits)


def public_sight(session: Session, now: datetime, survey_minimum: int) -> Sight:
    """The eyes by which everything that is sent was seen: those of anyone."""
    return Sight(session, NOBODY, now, None, survey_minimum)


def maker(session: Session, webhook: Webhook, now: datetime) -> Actor | None:
    """Who made it, with the rights of today; None when that access is withdrawn, expired or too little."""
    kind, _, key = webhook.actor_id.partition(":")
    if kind == "client":
        client = session.get(Client, key)
        return clients.actor_of(session, client) if client and clients.is_in_force(client, now) else None
    user = session.get(User, key)
    return people.actor_of(session, user).acting_as(WHO) if user and user.revoked_at is None else None


def scope_of(sight: Sight, webhook: Webhook) -> Scope | None:
    """What it may hear of now; None where it may hear nothing."""
    actor = maker(sight.session, webhook, sight.now)
    if actor is None or webhook.revoked_at is not None:
        return None
    own = frozenset(webhook.indicators) or None
    return Scope(
        programmes=frozenset(webhook.programmes) or None,
        indicators=_both(own, actor.indicators),
        places=_both(_places(sight, webhook.areas), _places(sight, actor.areas)),
    )


def measurements_in(sight: Sight, webhook: Webhook, scope: Scope) -> Any:
    """The statement for all measurements that it is about."""
    statement = matching(sight, MeasurementFilter.model_construct(programme=list(webhook.programmes)))
    for limit, column in ((scope.indicators, Measurement.indicator_id), (scope.places, Measurement.place_id)):
        if limit is not None:
            statement = statement.where(col(column).in_(sorted(limit)))
    return statement


def _places(sight: Sight, areas: Sequence[str] | frozenset[str] | None) -> frozenset[str] | None:
    if not areas:
        return None
    return frozenset(sight.session.execute(places_within(sight, sorted(areas))).scalars())


def _both(one: frozenset[str] | None, other: frozenset[str] | None) -> frozenset[str] | None:
    return (one & other) if one is not None and other is not None else one if other is None else other
