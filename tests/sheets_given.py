"""Somebody of the staff with something to give, and the ways to a sheet."""

import asyncio
from typing import Any

import httpx
import pytest
from sqlmodel import Session

from app.models.access import Role
from tests.given import given_area, given_indicator, given_partner, given_place, given_population
from tests.keys import Header, Keys

CSV = {"Content-Type": "text/csv"}
PASTED = (
    "Indicator\tBuurt\tJaar\tWaarde\r\n"
    "overlast\tveld\t2022\t38,5\r\n"
    "overlast\tbos\t2022\tonbekend\r\n"
    "overlast\tvelt\t2022\t12\r\n"
    "overlast\tveld\t2023\t412\r\n"
)


@pytest.fixture
def around(session: Session) -> None:
    given_place(session, "veld")
    given_place(session, "bos")
    given_area(session, "zuid", members=["veld"])
    given_partner(session)
    given_population(session)
    given_indicator(session, "overlast", unit="percent", lowest=0, highest=100, decimals=1)


@pytest.fixture
def staff(keys: Keys, around: None) -> Header:
    return keys.person(Role.PROGRAMME_STAFF)


async def bring(api: httpx.AsyncClient, who: Header, text: str = PASTED, **asked: str) -> Any:
    answer = await api.post("/measurement-sheets", content=text.encode(), params=asked, headers=who | CSV)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def send(api: httpx.AsyncClient, who: Header, path: str, **body: Any) -> httpx.Response:
    return await api.post(f"/measurement-sheets/{path}", json=body, headers=who)


async def rows(api: httpx.AsyncClient, who: Header, sheet: str, **asked: str) -> list[Any]:
    answer = await api.get(f"/measurement-sheets/{sheet}/rows", params=asked, headers=who)
    assert answer.status_code == 200, answer.text
    items: list[Any] = answer.json()["items"]
    return items


async def settled(api: httpx.AsyncClient, who: Header, sheet: str) -> Any:
    for _ in range(600):
        found = (await api.get(f"/measurement-sheets/{sheet}", headers=who)).json()
        if found["status"] not in ("checking", "storing"):
            return found
        await asyncio.sleep(0.1)
    raise AssertionError("it never ended")
