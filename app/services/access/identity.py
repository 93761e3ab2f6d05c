"""Who it is: from a token or a key to an actor, with the rights that it has at this moment."""

from datetime import datetime

from sqlalchemy import delete
from sqlmodel import Session, col

from app.errors import Unauthenticated, say
from app.models.access import Actor, Client, RevokedToken, User
from app.services.access import bi_keys, clients, people
from app.services.access.tokens import Claims, Issuer, bad_token, check
from app.services.access.writing import Writing


def of_token(session: Session, issuer: Issuer, token: str, now: datetime) -> Actor:
    """Whose token it is; raises Unauthenticated when it, or who it was given to, no longer counts."""
    claims = check(issuer, token)
    if session.get(RevokedToken, claims.id) is not None:
        raise bad_token(say("This token was revoked. Sign in again."))
    kind, _, key = claims.subject.partition(":")
    actor = _client(session, key, now) if kind == "client" else _person(session, key, claims)
    if actor is None:
        raise bad_token(say("This access was revoked or has expired. Ask the programme for a new one."))
    return actor


def of_key(session: Session, key_id: str, secret: str, now: datetime) -> Actor:
    """Whose BI key it is; raises Unauthenticated."""
    actor = bi_keys.with_secret(session, key_id, secret, now)
    if actor is None:
        header = {"WWW-Authenticate": 'Basic realm="wijkkoers", charset="UTF-8"'}
        raise Unauthenticated(say("This key is not valid, was revoked or has expired."), headers=header)
    return actor


def give_back(session: Session, issuer: Issuer, token: str, now: datetime) -> None:
    """The token is refused from now on. One that is not valid is no news (RFC 7009, 2.2)."""
    try:
        actor, claims = of_token(session, issuer, token, now), check(issuer, token)
    except Unauthenticated:
        return
    session.execute(delete(RevokedToken).where(col(RevokedToken.expires_at) < now))
    session.add(RevokedToken(id=claims.id, expires_at=claims.expires_at))
    Writing(session, actor, now).note("give-back", "token", claims.id)


def _client(session: Session, key: str, now: datetime) -> Actor | None:
    row = session.get(Client, key)
    return clients.actor_of(session, row) if row and clients.is_in_force(row, now) else None


def _person(session: Session, key: str, claims: Claims) -> Actor | None:
    row = session.get(User, key)
    return people.actor_of(session, row) if row and people.is_in_force(row, claims.generation) else None
