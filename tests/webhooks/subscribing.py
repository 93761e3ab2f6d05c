"""A course with a receiver, and what goes in and out of it."""

import base64
import hashlib
import hmac
from typing import Any

import httpx
from sqlalchemy import Engine

from app.services.webhooks.delivering import Done, deliver_due
from app.settings import Settings
from tests.keys import Header
from tests.webhooks.receiving import Received

EVERYTHING = ["measurement.accepted", "measurement.revised", "measurement.withdrawn", "status.changed"]
FIGURE = {"indicator": "nuisance", "place": "veld", "period": "2011", "value": 38}


async def subscribed(api: httpx.AsyncClient, who: Header, url: str, **more: Any) -> dict[str, Any]:
    """A webhook for everything, unless said otherwise, with its secret."""
    asked = {"name": "Dashboard", "url": url, "events": EVERYTHING} | more
    answer = await api.post("/webhooks", json=asked, headers=who)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def post(api: httpx.AsyncClient, who: Header, **more: Any) -> dict[str, Any]:
    answer = await api.post("/measurements", json=FIGURE | more, headers=who)
    assert answer.status_code in (200, 201), answer.text
    made: dict[str, Any] = answer.json()
    return made


async def log(api: httpx.AsyncClient, who: Header, webhook: dict[str, Any]) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = (await api.get(f"/webhooks/{webhook['id']}/deliveries", headers=who)).json()["items"]
    return items


def deliver(engine: Engine, settings: Settings) -> Done:
    return deliver_due(engine, settings)


def is_signed(received: Received, secret: str) -> bool:
    """As docs/webhooks.md says that a receiver checks it."""
    id, at = received.headers["Webhook-Id"], received.headers["Webhook-Timestamp"]
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = base64.b64encode(hmac.new(key, f"{id}.{at}.".encode() + received.body, hashlib.sha256).digest()).decode()
    return f"v1,{signed}" in received.headers["Webhook-Signature"].split()
