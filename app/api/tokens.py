"""/api/v1/token and the public keys: OAuth 2.0 (RFC 6749) for machines of partners, and for people by the site.

Refusals are problem+json with the members `error` and `error_description`, which OAuth asks to be plain English.
"""

from typing import Annotated, Any, NoReturn
from urllib.parse import unquote_plus

from fastapi import Depends, Form, Request, Response
from pydantic import BaseModel

from app.api.access import basic_of, bearer_of, current_moment, issuer_of, settings_of
from app.api.routes import APIRouter
from app.database import SessionDep
from app.edge.allowance import address_of
from app.errors import Message, Refusal, TooMany, Unauthenticated, say
from app.models.access import TokenRead
from app.problems import refusals
from app.services.access import identity, sign_in
from app.services.access.attempts import Attempt, Attempts
from app.services.access.sign_in import Credentials

router = APIRouter(tags=["token"])

FOR_ANYONE: dict[str, Any] = {"security": []}


class TokenRequest(BaseModel):
    """What RFC 6749 lets a client send; anything else is ignored, as it asks."""

    grant_type: str = ""
    client_id: str = ""
    client_secret: str = ""
    username: str = ""
    password: str = ""
    scope: str = ""


class TokenReturn(BaseModel):
    """The token to revoke (RFC 7009); without one, that of the request itself."""

    token: str = ""


class PublicKey(BaseModel):
    """A JSON Web Key (RFC 7517)."""

    kty: str
    crv: str
    x: str
    y: str
    use: str
    alg: str
    kid: str


class PublicKeys(BaseModel):
    keys: list[PublicKey]


def unkept(response: Response) -> None:
    """A dependency: nobody keeps the answer."""
    response.headers["Cache-Control"], response.headers["Pragma"] = "no-store", "no-cache"


@router.post(
    "/token",
    response_model=TokenRead,
    responses=refusals(400, 401, 415, 429),
    openapi_extra=FOR_ANYONE,
    dependencies=[Depends(unkept)],
)
def give_token(request: Request, asked: Annotated[TokenRequest, Form()]) -> TokenRead:
    """A token, for a partner's client or for a person."""
    match asked.grant_type:
        case "client_credentials":
            return _for_client(request, asked)
        case "password":
            return _for_person(request, asked)
    raise _wrong_grant(asked.grant_type)


@router.post(
    "/token/revocation",
    responses=refusals(400, 415),
    openapi_extra=FOR_ANYONE | {"requestBody": {"required": False}},
    dependencies=[Depends(unkept)],
)
def revoke_token(request: Request, session: SessionDep, asked: Annotated[TokenReturn, Form()]) -> dict[str, str]:
    """Sign out: the token is void from now on. One that is not valid gets the same answer."""
    identity.give_back(session, issuer_of(request), asked.token or bearer_of(request) or "", current_moment())
    return {}


@router.get("/.well-known/jwks.json", response_model=PublicKeys, openapi_extra=FOR_ANYONE)
def read_public_keys(request: Request) -> PublicKeys:
    """The public keys that check our tokens."""
    return PublicKeys(keys=[PublicKey(**key) for key in issuer_of(request).keys.public])


def _for_client(request: Request, asked: TokenRequest) -> TokenRead:
    given, by_header = _client_credentials(request, asked)
    token = sign_in.as_client(request.app.state.engine, issuer_of(request), given, current_moment())
    if token is None:
        _refuse_client(by_header)
    return token


def _client_credentials(request: Request, asked: TokenRequest) -> tuple[Credentials, bool]:
    """Id and secret, and whether they came in the header; RFC 6749 (2.3.1) encodes them there as in a form."""
    try:
        basic = basic_of(request)
    except Unauthenticated:
        _refuse_client(True)
    if basic and asked.client_secret:
        raise _oauth("invalid_request", say("Give the client's secret once: in the header or in the form."))
    if basic:
        return Credentials(unquote_plus(basic[0]), unquote_plus(basic[1])), True
    if not (asked.client_id and asked.client_secret):
        raise _oauth("invalid_request", say("Give client_id and client_secret."))
    return Credentials(asked.client_id, asked.client_secret), False


def _for_person(request: Request, asked: TokenRequest) -> TokenRead:
    if not (asked.username and asked.password):
        raise _oauth("invalid_request", say("Give username and password."))
    attempt, attempts = Attempt(asked.username, address_of(request.scope)), attempts_of(request)
    refuse_when_guessing(attempts, attempt)
    given = Credentials(asked.username, asked.password)
    token = sign_in.as_person(request.app.state.engine, issuer_of(request), given, current_moment())
    if token is None:
        attempts.failed(attempt)
        raise _oauth("invalid_grant", say("E-mail address or password is not right, or no longer counts."))
    return token


def attempts_of(request: Request) -> Attempts:
    """The wrong passwords of the last minute, counted for this application."""
    state = request.app.state
    if not hasattr(state, "attempts"):
        state.attempts = Attempts(settings_of(request).sign_ins_per_minute)
    attempts: Attempts = state.attempts
    return attempts


def refuse_when_guessing(attempts: Attempts, attempt: Attempt) -> None:
    """Raises TooMany after too many wrong passwords."""
    if wait := attempts.wait(attempt):
        refusal = TooMany(
            say("Too many wrong passwords. Wait {seconds} seconds.", seconds=wait), headers={"Retry-After": str(wait)}
        )
        raise _with_error(refusal, "temporarily_unavailable")


def _wrong_grant(given: str) -> Refusal:
    if not given:
        return _oauth("invalid_request", say("Give grant_type: client_credentials or password."))
    return _oauth("unsupported_grant_type", say("Tokens are given for client_credentials and password."))


def _refuse_client(by_header: bool) -> NoReturn:
    challenge = {"WWW-Authenticate": 'Basic realm="wijkkoers", charset="UTF-8"'} if by_header else {}
    detail = say("The client is not known, its secret is not right, or it was revoked or has expired.")
    raise _with_error(Unauthenticated(detail, headers=challenge), "invalid_client")


def _oauth(error: str, detail: Message) -> Refusal:
    return _with_error(Refusal(detail), error)


def _with_error(refusal: Refusal, error: str) -> Refusal:
    refusal.extra |= {"error": error, "error_description": str(refusal.detail)}
    return refusal
