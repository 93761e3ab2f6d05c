"""Machines of partners and BI tools: a secret gives a token, until it is revoked or expires."""

from datetime import timedelta

import httpx
import pytest
from sqlmodel import Session

from app.models.access import Client
from app.services.access import bi_keys, clients
from app.services.access.clients import Limits, NewClient
from tests.access.asking import FIGURE, FORM, NOW, as_client, basic, bearer
from tests.given import writing
from tests.keys import Header


async def test_a_client_gets_a_token_for_its_secret(api: httpx.AsyncClient, client: NewClient) -> None:
    answer = await api.post("/token", data=as_client(client))

    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert {name: value for name, value in answer.json().items() if name in ("token_type", "expires_in")} == {
        "token_type": "Bearer",
        "expires_in": 1800,
    }


async def test_a_client_may_give_its_secret_in_the_header(api: httpx.AsyncClient, client: NewClient) -> None:
    asked = {"grant_type": "client_credentials"}

    answer = await api.post("/token", data=asked, headers=basic(client.id, client.secret))

    assert answer.status_code == 200


async def test_a_secret_is_given_once(api: httpx.AsyncClient, client: NewClient) -> None:
    answer = await api.post("/token", data=as_client(client), headers=basic(client.id, client.secret))

    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


@pytest.mark.parametrize(
    ("asked", "status", "error"),
    [
        ({}, 400, "invalid_request"),
        ({"grant_type": ""}, 400, "invalid_request"),
        ({"grant_type": "authorization_code"}, 400, "unsupported_grant_type"),
        ({"grant_type": "client_credentials"}, 400, "invalid_request"),
        ({"grant_type": "client_credentials", "client_id": "x"}, 400, "invalid_request"),
        ({"grant_type": "client_credentials", "client_id": "x", "client_secret": "y"}, 401, "invalid_client"),
        ({"grant_type": "client_credentials", "client_id": "\0", "client_secret": "\0"}, 401, "invalid_client"),
        ({"grant_type": "client_credentials", "client_id": "x" * 999, "client_secret": "y"}, 401, "invalid_client"),
        ({"grant_type": "password", "username": "x"}, 400, "invalid_request"),
        ({"grant_type": "password", "username": "x@y.example", "password": "z"}, 400, "invalid_grant"),
        ({"grant_type": "password", "username": "\0", "password": "\0"}, 400, "invalid_grant"),
    ],
)
async def test_what_gets_no_token_says_why_in_the_words_of_oauth(
    api: httpx.AsyncClient, asked: dict[str, str], status: int, error: str
) -> None:
    answer = await api.post("/token", data=asked, headers=FORM)

    assert (answer.status_code, answer.json()["error"]) == (status, error)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["error_description"].isascii()


async def test_a_refused_client_in_the_header_is_asked_for_another_one(api: httpx.AsyncClient) -> None:
    answer = await api.post("/token", data={"grant_type": "client_credentials"}, headers=basic("x", "y"))

    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == 'Basic realm="wijkkoers", charset="UTF-8"'


async def test_a_token_is_asked_for_with_a_form(api: httpx.AsyncClient, client: NewClient) -> None:
    assert (await api.post("/token", json=as_client(client))).status_code == 415


async def test_a_token_cannot_be_asked_for_in_an_address(api: httpx.AsyncClient, client: NewClient) -> None:
    assert (await api.post("/token", params=as_client(client))).status_code == 400


@pytest.mark.parametrize("secret", ["", "x", " "])
async def test_another_secret_opens_nothing(api: httpx.AsyncClient, client: NewClient, secret: str) -> None:
    wrong = NewClient(client.id, client.secret[:-1] + secret)

    assert (await api.post("/token", data=as_client(wrong))).json()["error"] == "invalid_client"


async def test_an_expired_client_gets_no_token(api: httpx.AsyncClient, session: Session) -> None:
    old = clients.create(writing(session, now=NOW - timedelta(days=30)), "politie", Limits(), days=29)
    session.commit()

    assert (await api.post("/token", data=as_client(old))).json()["error"] == "invalid_client"


async def test_a_revoked_client_gets_no_token(api: httpx.AsyncClient, session: Session, client: NewClient) -> None:
    clients.revoke(writing(session, now=NOW), client.id)
    session.commit()

    assert (await api.post("/token", data=as_client(client))).json()["error"] == "invalid_client"


async def test_revoking_a_client_voids_the_tokens_it_has(
    api: httpx.AsyncClient, session: Session, client: NewClient
) -> None:
    token = await bearer(api, as_client(client))
    before = await api.get("/me", headers=token)
    clients.revoke(writing(session, now=NOW), client.id)
    session.commit()

    after = await api.get("/me", headers=token)

    assert (before.status_code, after.status_code) == (200, 401)


async def test_a_client_that_expires_voids_the_tokens_it_has(
    api: httpx.AsyncClient, session: Session, client: NewClient
) -> None:
    token = await bearer(api, as_client(client))
    row = session.get_one(Client, client.id)
    row.expires_at = NOW - timedelta(seconds=1)
    session.add(row)
    session.commit()

    assert (await api.get("/me", headers=token)).status_code == 401


async def test_the_public_keys_are_for_everyone(api: httpx.AsyncClient) -> None:
    [key] = (await api.get("/.well-known/jwks.json")).json()["keys"]

    assert {name: key[name] for name in ("kty", "crv", "use", "alg")} == {
        "kty": "EC",
        "crv": "P-256",
        "use": "sig",
        "alg": "ES256",
    }
    assert "d" not in key


@pytest.fixture
def bi_key(session: Session) -> Header:
    new = bi_keys.create(writing(session, now=NOW), "power bi")
    session.commit()
    return basic(new.id, new.secret)


async def test_a_bi_key_reads(api: httpx.AsyncClient, bi_key: Header) -> None:
    assert (await api.get("/me", headers=bi_key)).json()["role"] == "reader"


async def test_a_bi_key_does_not_write(api: httpx.AsyncClient, bi_key: Header) -> None:
    assert (await api.post("/measurements", json=FIGURE, headers=bi_key)).status_code == 403


async def test_a_revoked_or_expired_bi_key_is_refused(api: httpx.AsyncClient, session: Session) -> None:
    old = bi_keys.create(writing(session, now=NOW - timedelta(days=30)), "old", days=29)
    lost = bi_keys.create(writing(session, now=NOW), "lost")
    bi_keys.revoke(writing(session, now=NOW), lost.id)
    session.commit()

    answers = [await api.get("/me", headers=basic(each.id, each.secret)) for each in (old, lost)]

    assert [answer.status_code for answer in answers] == [401, 401]
