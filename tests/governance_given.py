"""Bodies, meetings, decisions and duties through the API, as a test of governance needs them."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx
from sqlmodel import Session

from app.models.period import today
from tests.given import given_area, given_partner, given_place, given_programme
from tests.keys import Header

Item = dict[str, Any]
PARTNERS = ("politie", "gemeente", "rijk")
TODAY = today(datetime.now(UTC))


def days(number: int) -> str:
    """The day so many days from now, as the API writes it."""
    return (TODAY + timedelta(days=number)).isoformat()


def given_governed(session: Session) -> None:
    """A programme of three partners in an area with one neighbourhood; another neighbourhood lies outside it."""
    given_place(session, "veld")
    given_place(session, "bos")
    given_area(session, "zuid", members=["veld"])
    for partner in PARTNERS:
        given_partner(session, partner)
    given_programme(session, areas=["zuid"], partners=PARTNERS)


async def made(api: httpx.AsyncClient, path: str, who: Header, **fields: Any) -> Item:
    """A new row of a register, as it was answered."""
    answer = await api.post(path, json={"programme": "samen", **fields}, headers=who)
    assert answer.status_code == 201, answer.text
    item: Item = answer.json()
    return item


async def refused(api: httpx.AsyncClient, path: str, who: Header, **fields: Any) -> list[tuple[str, str]]:
    """Field and code of everything that is wrong with it."""
    answer = await api.post(path, json={"programme": "samen", **fields}, headers=who)
    assert answer.status_code == 400, answer.text
    return [(error["field"], error["code"]) for error in answer.json()["errors"]]


async def changed(api: httpx.AsyncClient, address: str, who: Header, **fields: Any) -> httpx.Response:
    """A patch of what is there now."""
    tag = (await api.get(address)).headers["ETag"]
    return await api.patch(address, json=fields, headers=who | {"If-Match": tag})


async def read(api: httpx.AsyncClient, address: str, **asked: str) -> Any:
    return (await api.get(address, params=asked)).json()


def long_ago(years: int) -> str:
    return date(TODAY.year - years, 1, 1).isoformat()
