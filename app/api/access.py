"""Who asks: the dependencies that stand in the signature of every route.

A route that reads takes a `SightDep`; one that writes takes `Annotated[Writing, Depends(require(Role.X))]`. A key that
is no good is refused with 401 whatever is asked; no key is nobody, who may read.
"""

import base64
from datetime import UTC, datetime
from typing import Annotated, NoReturn

from fastapi import Depends, Query, Request
from sqlmodel import Session

from app.api.threads import on_a_thread
from app.database import ReadingDep, SessionDep, rehearse, transaction
from app.errors import Forbidden, Unauthenticated, say
from app.models.access import NOBODY, Actor, Role
from app.services.access import identity
from app.services.access.sight import Sight
from app.services.access.signing import signing_keys
from app.services.access.tokens import Issuer, bad_token
from app.services.access.writing import Writing
from app.settings import Settings

DryRun = Annotated[bool, Query(alias="dryRun", description="Answer as if it were done, and store nothing.")]


def current_moment() -> datetime:
    """The clock of the API."""
    return datetime.now(UTC)


def identify(request: Request) -> Actor:
    """Who sends this request, nobody included; asked of the database once. Raises Unauthenticated on a bad key."""
    known: Actor | None = getattr(request.state, "actor", None)
    if known is None:
        known = request.state.actor = _identified(request)
    return known


def authenticate(request: Request) -> Actor:
    """Who sends this request; raises Unauthenticated where that is nobody."""
    actor = identify(request)
    if actor is NOBODY:
        raise Unauthenticated(say("This takes a token. Sign in, or ask for one at /api/v1/token."))
    return actor


async def reader(request: Request) -> Actor:
    """Who sends this request, as `identify`; on a thread where the database has to be asked."""
    if "authorization" not in request.headers or hasattr(request.state, "actor"):
        return identify(request)
    return await on_a_thread(identify, request)


async def sight(request: Request, session: ReadingDep, reader: "ReaderDep") -> Sight:
    """The eyes of who asks. Raises Unauthenticated for nobody where the settings ask a key for reading."""
    settings = settings_of(request)
    if settings.reading_needs_key:
        authenticate(request)
    return Sight(session, reader, current_moment(), None, settings.survey_minimum)


class Require:
    """Lets these roles write, and administrators; each where its role holds."""

    def __init__(self, *roles: Role) -> None:
        self.roles = frozenset(roles)

    def __call__(self, request: Request, session: SessionDep, dry_run: DryRun = False) -> Writing:
        if dry_run:
            rehearse(session)
        return self.writing(request, session)

    def writing(self, request: Request, session: Session) -> Writing:
        actor = self.admit(request)
        request_id = getattr(request.state, "request_id", None)
        minimum = settings_of(request).survey_minimum
        return Writing(session, actor, current_moment(), survey_minimum=minimum, request_id=request_id)

    def admit(self, request: Request) -> Actor:
        """Who writes, in the role that lets it; raises Unauthenticated or Forbidden."""
        actor = authenticate(request).acting_as(self.roles)
        if actor is None:
            raise Forbidden(say("Your role does not allow this."))
        return actor


class RequireToRead(Require):
    """The same for reading what only these roles may read."""

    def __call__(self, request: Request, session: ReadingDep) -> Sight:  # type: ignore[override]
        return self.writing(request, session).sight


def require(*roles: Role) -> Require:
    """A dependency: `Depends(require(Role.PROGRAMME_STAFF))` gives a Writing."""
    return Require(*roles)


def require_to_read(*roles: Role) -> RequireToRead:
    """A dependency: `Depends(require_to_read(Role.PARTNER))` gives a Sight."""
    return RequireToRead(*roles)


ReaderDep = Annotated[Actor, Depends(reader)]
SightDep = Annotated[Sight, Depends(sight)]


def settings_of(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


def issuer_of(request: Request) -> Issuer:
    """Who signs the tokens of this installation."""
    settings = settings_of(request)
    return Issuer(settings.public_url or "wijkkoers", signing_keys(settings.data_dir), settings.token_minutes)


def bearer_of(request: Request) -> str | None:
    """The token that the request carries, if it carries one."""
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    return given.strip() if scheme.lower() == "bearer" else None


def basic_of(request: Request) -> tuple[str, str] | None:
    """User and password of HTTP Basic, if the request carries them; raises Unauthenticated when they are broken."""
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        user, colon, password = base64.b64decode(given.strip(), validate=True).decode().partition(":")
    except ValueError:  # no base64, no ASCII, no UTF-8
        _refuse_header()
    if not colon:
        _refuse_header()
    return user, password


def _identified(request: Request) -> Actor:
    if "authorization" not in request.headers:
        return NOBODY
    token, basic = bearer_of(request), basic_of(request)
    if token is None and basic is None:
        _refuse_header()
    with transaction(request.app.state.engine, writes=False) as session:
        if basic:
            return identity.of_key(session, *basic, current_moment())
        return identity.of_token(session, issuer_of(request), token or "", current_moment())


def _refuse_header() -> NoReturn:
    raise bad_token(say("The header Authorization holds no token or key that can be read."))
