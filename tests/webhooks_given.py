"""A course with a receiver, and what goes in and out of it."""

from typing import Any

import httpx
from sqlalchemy import Engine

from app.services.webhooks.delivering import Done, deliver_due
from app.settings import Settings
from tests.keys import Header

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
