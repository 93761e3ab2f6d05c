"""Keys with which BI tools read: user and password of HTTP Basic, checked on every request.

A secret is 256 random bits, so that one round of SHA-256 and a comparison in constant time are enough (microseconds);
a slow hash is for what people make up, and would cost 155 ms on each of the pages of a night's pull.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlmodel import Session, col

from app.models.access import Actor, BiKey, Role
from app.services.access.secret_texts import digest, is_secret_of, may_be_an_id, new_secret
from app.services.access.writing import Writing
from app.services.rows import get_or_refuse


@dataclass(frozen=True)
class NewBiKey:
    """A key with its secret: the only moment at which it is known."""

    id: str
    secret: str = field(repr=False)


def create(writing: Writing, name: str, days: int = 365) -> NewBiKey:
    """A new key; `name` says what it is for."""
    new = NewBiKey(f"bi-{secrets.token_hex(6)}", new_secret())
    ends = writing.now + timedelta(days=days)
    row = BiKey(id=new.id, name=name, secret_hash=digest(new.secret), created_at=writing.now, expires_at=ends)
    writing.session.add(row)
    writing.note("create", "bi-key", new.id, {"name": name, "days": days})
    return new


def everyone(session: Session) -> Sequence[BiKey]:
    """All keys, revoked and expired ones too, by id; their secrets are nowhere."""
    return session.execute(select(BiKey).order_by(col(BiKey.id))).scalars().all()


def is_in_force(row: BiKey, now: datetime) -> bool:
    return row.revoked_at is None and now < row.expires_at


def revoke(writing: Writing, key_id: str) -> None:
    """From now on the key is refused. Raises NotFound."""
    row = get_or_refuse(writing.session, BiKey, key_id, "key")
    row.revoked_at = row.revoked_at or writing.now
    writing.session.add(row)
    writing.note("revoke", "bi-key", row.id)


def with_secret(session: Session, key_id: str, secret: str, now: datetime) -> Actor | None:
    """Who holds this key, if it still opens anything: somebody that may read what anyone may."""
    row = session.get(BiKey, key_id) if may_be_an_id(key_id) else None
    if not is_secret_of(secret, row.secret_hash if row else None):
        return None
    if row is None or not is_in_force(row, now):
        return None
    return Actor(f"bi-key:{row.id}", Role.READER, None, None, None, "reader")
