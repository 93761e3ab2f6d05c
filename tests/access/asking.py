"""How the tests of access ask: the forms and headers that somebody sends."""

import base64
from datetime import UTC, datetime

import httpx

from app.services.access.clients import NewClient
from app.services.access.people import NewUser
from tests.keys import Header

NOW = datetime.now(UTC)
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
FIGURE = {"indicator": "nuisance", "place": "veld", "period": "2020", "value": 12}
CHOSEN = "een lange zin om te onthouden"


def as_client(client: NewClient, **more: str) -> dict[str, str]:
    whole = {"grant_type": "client_credentials", "client_id": client.id, "client_secret": client.secret}
    return whole | more


def as_person(person: NewUser, **more: str) -> dict[str, str]:
    return {"grant_type": "password", "username": person.email, "password": person.password} | more


def basic(name: str, secret: str) -> Header:
    return {"Authorization": "Basic " + base64.b64encode(f"{name}:{secret}".encode()).decode()}


async def bearer(api: httpx.AsyncClient, form: dict[str, str]) -> Header:
    answer = await api.post("/token", data=form)
    return {"Authorization": f"Bearer {answer.json()['access_token']}"}


async def change(api: httpx.AsyncClient, person: NewUser, new: str, current: str | None = None) -> httpx.Response:
    """Signs in with the password that the person has, and asks for the new one."""
    token = await bearer(api, as_person(person))
    return await api.post("/me/password", json={"current": current or person.password, "new": new}, headers=token)
