"""From a secret or a password to a token."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Engine

from app.database import transaction
from app.models.access import Client, Role, TokenRead, User
from app.services.access import clients, people
from app.services.access.tokens import Issuer, issue

WRITE, READ = "read write", "read"


@dataclass(frozen=True)
class Credentials:
    """What somebody says to be known by: an id or e-mail address, and the secret that goes with it."""

    name: str
    secret: str = field(repr=False)


def as_client(engine: Engine, issuer: Issuer, given: Credentials, now: datetime) -> TokenRead | None:
    """A token for a partner's machine, or None when the secret is not right or no longer counts."""
    with transaction(engine, writes=False) as session:
        row = clients.with_secret(session, given.name, given.secret, now)
    return token_for_client(issuer, row, now) if row else None


def as_person(engine: Engine, issuer: Issuer, given: Credentials, now: datetime) -> TokenRead | None:
    """A token for a person, or None. The slow check of the password holds no connection."""
    with transaction(engine, writes=False) as session:
        row = people.with_email(session, given.name)
        role = people.actor_of(session, row).role if row else None
    if not people.may_sign_in(row, given.secret, now) or row is None:
        return None
    return token_for_person(issuer, row, role, now)


def token_for_client(issuer: Issuer, row: Client, now: datetime) -> TokenRead:
    token = issue(issuer, f"client:{row.id}", WRITE, now)
    return TokenRead(access_token=token, expires_in=issuer.minutes * 60, scope=WRITE)


def token_for_person(issuer: Issuer, row: User, role: Role | None, now: datetime) -> TokenRead:
    scope = READ if role in (None, Role.READER) else WRITE
    return TokenRead(
        access_token=issue(issuer, f"user:{row.id}", scope, now, row.generation),
        expires_in=issuer.minutes * 60,
        scope=scope,
        must_change_password=row.must_change_password,
    )
