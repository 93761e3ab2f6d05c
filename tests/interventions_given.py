"""Interventions through the API, as the tests of what they say need them."""

from typing import Any

import httpx
from sqlmodel import Session

from app.models.place import PlaceKind
from tests.given import given_area, given_goal, given_partner, given_place, given_programme
from tests.keys import Header

NEW = {"name": "Buurtcoaches", "programme": "samen", "places": ["veld"]}


def given_neighbourhoods(session: Session) -> None:
    """A programme with a goal and a partner; an area with one neighbourhood, and another outside it."""
    given_place(session, "stad", kind=PlaceKind.MUNICIPALITY, code="GM0001")
    given_place(session, "veld", municipality_id="stad")
    given_place(session, "bos")
    given_area(session, "zuid", members=["veld"])
    given_programme(session)
    given_goal(session)
    given_partner(session)


async def create(api: httpx.AsyncClient, who: Header, **other: Any) -> httpx.Response:
    """Coaches in one neighbourhood, or with other fields."""
    return await api.post("/interventions", json=NEW | other, headers=who)


async def change(api: httpx.AsyncClient, who: Header, **patch: Any) -> httpx.Response:
    return await api.patch("/interventions/veld-buurtcoaches", json=patch, headers=who | {"If-Match": "*"})


async def ids(api: httpx.AsyncClient, room: str = "interventions", **asked: Any) -> list[str]:
    answer = await api.get(f"/{room}", params=asked)
    assert answer.status_code == 200, answer.text
    return [item["id"] for item in answer.json()["items"]]


def codes(answer: httpx.Response) -> list[tuple[str, str]]:
    return [(error["field"], error["code"]) for error in answer.json()["errors"]]
