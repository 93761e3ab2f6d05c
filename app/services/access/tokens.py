"""Tokens: the one place that makes and checks them. ES256 alone, against our own published keys alone."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from jose import JOSEError, jwt
from jose.exceptions import ExpiredSignatureError

from app.errors import Message, Unauthenticated, say
from app.services.access.signing import SigningKeys

ALGORITHM = "ES256"
AUDIENCE = "wijkkoers-api"
LONGEST = 4096
CHECKS = {f"require_{claim}": True for claim in ("exp", "iat", "aud", "iss", "sub", "jti")}


@dataclass(frozen=True)
class Issuer:
    """Who signs: the name in the tokens, the keys, and how long a token lasts."""

    name: str
    keys: SigningKeys
    minutes: int


@dataclass(frozen=True)
class Claims:
    """What a checked token says. `subject` is `client:ID` or `user:ID`; `generation` counts a person's passwords."""

    id: str
    subject: str
    generation: int
    expires_at: datetime


def issue(issuer: Issuer, subject: str, scope: str, now: datetime, generation: int = 0) -> str:
    """A signed token. What its bearer may do is read anew at each request; `scope` only informs."""
    claims = {
        "iss": issuer.name,
        "aud": AUDIENCE,
        "sub": subject,
        "iat": int(now.timestamp()),
        "exp": int((now + timedelta(minutes=issuer.minutes)).timestamp()),
        "jti": uuid4().hex,
        "scope": scope,
        "gen": generation,
    }
    return jwt.encode(claims, issuer.keys.private, ALGORITHM, headers={"kid": issuer.keys.id})


def check(issuer: Issuer, token: str) -> Claims:
    """What the token says; raises Unauthenticated when it is not ours, was changed, or has expired."""
    try:
        said = _decoded(issuer, token)
    except ExpiredSignatureError as late:
        raise bad_token(say("This token has expired. Ask for a new one.")) from late
    except (JOSEError, ValueError, TypeError, KeyError, RecursionError) as wrong:
        raise bad_token() from wrong
    generation = said.get("gen", 0)
    return Claims(
        said["jti"],
        said["sub"],
        generation if isinstance(generation, int) else 0,
        datetime.fromtimestamp(said["exp"], UTC),
    )


def _decoded(issuer: Issuer, token: str) -> dict[str, Any]:
    if len(token) > LONGEST:
        raise ValueError("too long to be one of ours")
    return jwt.decode(
        token,
        {"keys": list(issuer.keys.public)},
        algorithms=[ALGORITHM],
        audience=AUDIENCE,
        issuer=issuer.name,
        options=CHECKS,
    )


def bad_token(reason: Message | None = None) -> Unauthenticated:
    """The refusal of a token, with the header that RFC 6750 asks for."""
    header = {"WWW-Authenticate": 'Bearer realm="wijkkoers", error="invalid_token"'}
    return Unauthenticated(reason or say("This token is not valid. Ask for a new one."), headers=header)
