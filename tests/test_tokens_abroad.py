"""Tokens as the outside world would bend them, sent over HTTP: one answer for all, and nothing behind it.

What a token is in itself is tried in `test_tokens`; here it travels, on every kind of request.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from jose import jwt
from sqlmodel import Session, select

from app.models.access import AuditEvent, Client, Role
from app.services.access.signing import SigningKeys, signing_keys
from app.services.access.tokens import AUDIENCE
from app.settings import Settings
from tests.given import given_area, given_course, given_indicator, given_partner, given_place, measured
from tests.keys import Header, Keys

FIGURE = {"indicator": "nuisance", "place": "veld", "period": "2011", "value": 38}
Bend = Callable[["Forge"], str]


def packed(part: bytes) -> str:
    return base64.urlsafe_b64encode(part).decode().rstrip("=")


class Forge:
    """A good token of a partner's client, and all that one needs to bend it."""

    def __init__(self, token: str, keys: SigningKeys, other: SigningKeys) -> None:
        self.token, self.keys, self.other = token, keys, other
        self.head, self.body, self.seal = token.split(".")
        self.claims: dict[str, Any] = jwt.get_unverified_claims(token)

    def signed(self, *, by: SigningKeys | None = None, kid: str | None = None, **claims: Any) -> str:
        """Signed as we do, with other claims; None leaves one out."""
        said = {name: value for name, value in (self.claims | claims).items() if value is not None}
        key = by or self.keys
        return str(jwt.encode(said, key.private, "ES256", headers={"kid": kid or key.id}))

    def shared(self, secret: str) -> str:
        """Signed with HS256, our public key as the shared secret."""
        head = packed(json.dumps({"alg": "HS256", "typ": "JWT", "kid": self.keys.id}).encode())
        seal = hmac.new(secret.encode(), f"{head}.{self.body}".encode(), hashlib.sha256).digest()
        return f"{head}.{self.body}.{packed(seal)}"

    def unsigned(self, algorithm: str) -> str:
        return f"{packed(json.dumps({'alg': algorithm, 'typ': 'JWT'}).encode())}.{self.body}."


LONG_AGO = int((datetime.now(UTC) - timedelta(hours=2)).timestamp())
BENT: dict[str, Bend] = {
    "expired": lambda forge: forge.signed(iat=LONG_AGO, exp=LONG_AGO + 60),
    "expired at no moment": lambda forge: forge.signed(exp=None),
    "expired in words": lambda forge: forge.signed(exp="never"),
    "not for us": lambda forge: forge.signed(aud="another-api"),
    "for nobody": lambda forge: forge.signed(aud=None),
    "for us among others of another issuer": lambda forge: forge.signed(aud=[AUDIENCE, "x"], iss="elsewhere"),
    "of nobody": lambda forge: forge.signed(sub=None),
    "of an unknown client": lambda forge: forge.signed(sub="client:nobody"),
    "of a person with a client's id": lambda forge: forge.signed(sub=forge.claims["sub"].replace("client:", "user:")),
    "of a subject that is no text": lambda forge: forge.signed(sub={"client": 1}),
    "of a subject that is a list": lambda forge: forge.signed(sub=["client:a"]),
    "with an id that is no text": lambda forge: forge.signed(jti={"a": 1}),
    "by another installation": lambda forge: forge.signed(by=forge.other),
    "by another installation under our key's name": lambda forge: forge.signed(by=forge.other, kid=forge.keys.id),
    "tampered with in the body": lambda forge: f"{forge.head}.{forge.body[:-2]}AA.{forge.seal}",
    "tampered with in the seal": lambda forge: f"{forge.head}.{forge.body}.{'A' * len(forge.seal)}",
    "without a seal": lambda forge: f"{forge.head}.{forge.body}.",
    "of two parts": lambda forge: f"{forge.head}.{forge.body}",
    "twice": lambda forge: f"{forge.token},{forge.token}",
    "with a tail": lambda forge: f"{forge.token}.x",
    "unsigned": lambda forge: forge.unsigned("none"),
    "unsigned in capitals": lambda forge: forge.unsigned("None"),
    "with our public key as a shared secret": lambda forge: forge.shared(json.dumps(forge.keys.public[0])),
    "with our key's coordinate as a shared secret": lambda forge: forge.shared(forge.keys.public[0]["x"]),
}


@pytest.fixture
def town(session: Session) -> None:
    given_course(session)
    given_partner(session)
    given_partner(session, "school")
    given_area(session, members=["veld"])


@pytest.fixture
def police(keys: Keys, town: None) -> Header:
    return keys.partner("politie")


@pytest.fixture
def forge(police: Header, settings: Settings, tmp_path: Path) -> Forge:
    token = police["Authorization"].removeprefix("Bearer ")
    return Forge(token, signing_keys(settings.data_dir), signing_keys(tmp_path / "elsewhere"))


def bearer(token: str) -> Header:
    return {"Authorization": f"Bearer {token}"}


def written(session: Session) -> list[str]:
    """What was done to figures, by the trail."""
    session.rollback()  # look anew
    return list(session.exec(select(AuditEvent.action).where(AuditEvent.kind == "measurement")))


@pytest.mark.parametrize("how", BENT)
async def test_a_bent_token_opens_nothing_and_stores_nothing(
    api: httpx.AsyncClient, session: Session, forge: Forge, how: str
) -> None:
    before = written(session)
    sender = bearer(BENT[how](forge))
    write = await api.post("/measurements", json=FIGURE, headers=sender)
    read = await api.get("/measurements", headers=sender)

    assert (write.status_code, read.status_code) == (401, 401)
    assert write.headers["www-authenticate"] == 'Bearer realm="wijkkoers", error="invalid_token"'
    assert forge.claims["sub"] not in write.text
    assert forge.claims["jti"] not in write.text
    assert written(session) == before


async def test_a_good_token_still_opens(api: httpx.AsyncClient, forge: Forge) -> None:
    """So that what is refused above is refused for what was bent."""
    answers = [
        await api.post("/measurements", json=FIGURE, headers=bearer(token)) for token in (forge.token, forge.signed())
    ]

    assert [answer.status_code for answer in answers] == [201, 200]


async def test_a_bad_token_is_refused_before_address_type_and_body_are_looked_at(
    api: httpx.AsyncClient, forge: Forge
) -> None:
    sender = bearer(forge.unsigned("none"))
    answers = [
        await api.post("/measurements", content=b"{", headers=sender | {"Content-Type": "text/plain"}),
        await api.post("/measurements/999/withdrawal", json={}, headers=sender),
        await api.patch("/places/nergens", json={"name": 1}, headers=sender),
        await api.get("/places/veld", headers=sender | {"If-None-Match": "*"}),
        await api.get("/me", headers=sender),
    ]

    assert [answer.status_code for answer in answers] == [401] * 5


async def test_a_token_counts_in_the_header_alone(api: httpx.AsyncClient, forge: Forge) -> None:
    in_address = await api.post("/measurements", params={"access_token": forge.token}, json=FIGURE)
    in_cookie = await api.post("/measurements", json=FIGURE, headers={"Cookie": f"token={forge.token}"})
    in_body = await api.post("/measurements", json=FIGURE | {"access_token": forge.token})
    asked = await api.get("/measurements", params={"access_token": forge.token})

    assert [answer.status_code for answer in (in_address, in_cookie, in_body, asked)] == [401, 401, 401, 400]
    assert [answer for answer in (in_address, in_body, asked) if forge.token in answer.text] == []


async def test_a_token_that_was_given_back_cannot_be_replayed(api: httpx.AsyncClient, forge: Forge) -> None:
    given_back = await api.post("/token/revocation", data={"token": forge.token})
    again = await api.post("/measurements", json=FIGURE, headers=bearer(forge.token))
    reading = await api.get("/places", headers=bearer(forge.token))
    by_itself = await api.post("/token/revocation", headers=bearer(forge.token))

    assert [one.status_code for one in (given_back, again, reading, by_itself)] == [200, 401, 401, 200]


async def test_nobody_gives_back_the_token_of_another_by_bending_it(api: httpx.AsyncClient, forge: Forge) -> None:
    """The id of a token is all that giving back needs: it has to be under our own seal."""
    for how in ("tampered with in the seal", "unsigned", "by another installation"):
        await api.post("/token/revocation", data={"token": BENT[how](forge)})

    assert (await api.post("/measurements", json=FIGURE, headers=bearer(forge.token))).status_code == 201


async def test_a_client_that_is_revoked_midway_is_refused_at_once(
    api: httpx.AsyncClient, session: Session, forge: Forge
) -> None:
    first = await api.post("/measurements", json=FIGURE, headers=bearer(forge.token))
    client = session.get_one(Client, forge.claims["sub"].removeprefix("client:"))
    client.revoked_at = datetime.now(UTC)
    session.commit()
    second = await api.post("/measurements", json=FIGURE | {"value": 39}, headers=bearer(forge.token))

    assert [first.status_code, second.status_code] == [201, 401]


async def test_claims_that_are_added_give_no_more_rights(api: httpx.AsyncClient, keys: Keys, forge: Forge) -> None:
    """Rights are those in the database, whatever a token of ours would say."""
    proud = forge.signed(role="administrator", scope="read write admin", areas=None, partner="rijk")
    answer = await api.get("/audit-events", headers=bearer(proud))
    me = (await api.get("/me", headers=bearer(proud))).json()

    assert answer.status_code == 403
    assert (me["role"], me["partner"]) == ("partner", "politie")


async def test_a_partner_keeps_out_of_what_is_anothers(
    api: httpx.AsyncClient, session: Session, keys: Keys, town: None
) -> None:
    given_indicator(session, "safety")
    given_place(session, "dorp")
    given_area(session, "noord", members=["dorp"])
    school, police = keys.partner("school"), keys.partner("politie", indicators=["nuisance"], areas=["zuid"])
    theirs = (await api.post("/measurements", json=FIGURE, headers=school)).json()["id"]
    printed = measured(session, "2006", 42).id
    attempts = {
        "another indicator": await api.post("/measurements", json=FIGURE | {"indicator": "safety"}, headers=police),
        "another place": await api.post("/measurements", json=FIGURE | {"place": "dorp"}, headers=police),
        "another area": await api.post("/measurements", json=FIGURE | {"place": "noord"}, headers=police),
        "a figure of another": await api.post("/measurements", json=FIGURE | {"value": 1}, headers=police),
        "the same figure of another": await api.post("/measurements", json=FIGURE, headers=police),
        "a printed figure": await api.post("/measurements", json=FIGURE | {"period": "2006"}, headers=police),
        "withdrawing another's": await api.post(
            f"/measurements/{theirs}/withdrawal", json={"reason": "x"}, headers=police
        ),
        "withdrawing a printed one": await api.post(
            f"/measurements/{printed}/withdrawal", json={"reason": "x"}, headers=police
        ),
    }
    await api.post(f"/measurements/{theirs}/withdrawal", json={"reason": "x"}, headers=school)
    attempts["a figure that another withdrew"] = await api.post("/measurements", json=FIGURE, headers=police)

    assert {how: answer.status_code for how, answer in attempts.items()} == dict.fromkeys(attempts, 403)
    assert (await api.get(f"/measurements/{theirs}")).json()["partner"] == "school"
    history = (await api.get(f"/measurements/{theirs}/revisions")).json()["items"]
    assert [(one["revision"], one["recordedBy"]) for one in history] == [(2, "school"), (1, "school")]


STEERING = {
    "places": ("POST", {"kind": "neighbourhood", "name": "Nieuw"}),
    "places/veld": ("PATCH", {"name": "Nieuw"}),
    "areas/zuid": ("PATCH", {"districts": 1}),
    "programmes": ("POST", {"name": "Nieuw", "levels": [{"id": "goal", "name": "Doel", "kind": "goal"}]}),
    "indicators/nuisance": ("PATCH", {"highest": 1000}),
    "indicators/nuisance/release": ("POST", {"reason": "x"}),
    "targets/minder/withdrawal": ("POST", {"reason": "x", "body": "y"}),
    "targets/minder/judgement": ("POST", {"status": "achieved", "reason": "x"}),
    "partners/politie": ("PATCH", {"name": "Nieuw"}),
}


@pytest.mark.parametrize("address", STEERING)
async def test_a_partner_steers_nothing(api: httpx.AsyncClient, keys: Keys, police: Header, address: str) -> None:
    method, body = STEERING[address]
    senders = (police, keys.person(Role.PARTNER_EDITOR, partner="politie"), keys.person(Role.READER))
    answers = [
        await api.request(method, f"/{address}", json=body, headers=sender | {"If-Match": "*"}) for sender in senders
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 403]
