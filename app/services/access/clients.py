"""Machines of partners: their ids and secrets, what they may record, until when."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlmodel import Session, col

from app.errors import FieldError, Invalid, say
from app.models.access import Actor, Client, ClientArea, ClientIndicator, Role
from app.models.indicator import Indicator
from app.models.partner import Partner
from app.models.place import Place
from app.services.access.secret_texts import digest, is_secret_of, may_be_an_id, new_secret
from app.services.access.writing import Writing
from app.services.rows import get_or_refuse

Named = Partner | Indicator | Place


@dataclass(frozen=True)
class NewClient:
    """A client with its secret: the only moment at which it is known."""

    id: str
    secret: str = field(repr=False)


@dataclass(frozen=True)
class Limits:
    """What a client may record; empty does not limit."""

    indicators: Sequence[str] = ()
    areas: Sequence[str] = ()


def create(writing: Writing, partner_id: str, limits: Limits, days: int = 365) -> NewClient:
    """A new client of the partner; raises Invalid with everything that is unknown."""
    _require_known(writing.session, partner_id, limits, days)
    new = NewClient(f"{partner_id}-{secrets.token_hex(4)}", new_secret())
    writing.session.add(
        Client(
            id=new.id,
            partner_id=partner_id,
            secret_hash=digest(new.secret),
            created_at=writing.now,
            expires_at=writing.now + timedelta(days=days),
        )
    )
    writing.session.flush()
    writing.session.add_all(ClientIndicator(client_id=new.id, indicator_id=each) for each in set(limits.indicators))
    writing.session.add_all(ClientArea(client_id=new.id, area_id=each) for each in set(limits.areas))
    limited = {"indicators": sorted(limits.indicators), "areas": sorted(limits.areas)}
    writing.note("create", "client", new.id, {"partner": partner_id, **limited, "days": days})
    return new


def revoke(writing: Writing, client_id: str) -> Client:
    """From now on the client and its tokens are refused. Raises NotFound. Revoking again changes nothing."""
    row = get_or_refuse(writing.session, Client, client_id, "client")
    if row.revoked_at is None:
        row.revoked_at = writing.now
        writing.session.add(row)
        writing.note("revoke", "client", row.id)
    return row


def everyone(session: Session) -> Sequence[Client]:
    return session.execute(select(Client).order_by(col(Client.id))).scalars().all()


def limits_of(session: Session, client_id: str) -> Limits:
    indicators = select(col(ClientIndicator.indicator_id)).where(col(ClientIndicator.client_id) == client_id)
    areas = select(col(ClientArea.area_id)).where(col(ClientArea.client_id) == client_id)
    return Limits(sorted(session.execute(indicators).scalars()), sorted(session.execute(areas).scalars()))


def with_secret(session: Session, client_id: str, secret: str, now: datetime) -> Client | None:
    """The client that knows this secret, if it still may do anything."""
    row = session.get(Client, client_id) if may_be_an_id(client_id) else None
    if not is_secret_of(secret, row.secret_hash if row else None):
        return None
    return row if row and is_in_force(row, now) else None


def is_in_force(row: Client, now: datetime) -> bool:
    return row.revoked_at is None and now < row.expires_at


def actor_of(session: Session, row: Client) -> Actor:
    """The client as who acts, with the limits that it has now."""
    limits = limits_of(session, row.id)
    return Actor(
        id=f"client:{row.id}",
        role=Role.PARTNER,
        partner=row.partner_id,
        areas=frozenset(limits.areas) or None,
        indicators=frozenset(limits.indicators) or None,
        name=row.partner_id,
    )


def _require_known(session: Session, partner_id: str, limits: Limits, days: int) -> None:
    errors = [
        *_unknown(session, Partner, "partner", [partner_id]),
        *_unknown(session, Indicator, "indicator", limits.indicators),
        *_unknown(session, Place, "area", limits.areas),
    ]
    if not 1 <= days <= 3650:
        errors.append(FieldError("days", "out-of-bounds", say("Give a number of days between 1 and 3650."), days))
    if errors:
        raise Invalid(errors)


def _unknown(session: Session, model: type[Named], kind: str, ids: Sequence[str]) -> list[FieldError]:
    askable = [each for each in ids if may_be_an_id(each)]
    known = set(session.execute(select(col(model.id)).where(col(model.id).in_(askable))).scalars())
    messages = {
        "partner": "There is no partner with id {id}.",
        "indicator": "There is no indicator with id {id}.",
        "area": "There is no area or other place with id {id}.",
    }
    missing = [each for each in dict.fromkeys(ids) if each not in known]
    return [FieldError(kind, f"unknown-{kind}", say(messages[kind], id=each), each) for each in missing]
