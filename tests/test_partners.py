"""Partners, the organisations; and sources, the documents and systems that figures come from."""

from datetime import date
from typing import Any

import httpx
import pytest
from sqlmodel import Session

from app.models.access import Role
from tests.given import given_partner, given_programme, given_source
from tests.keys import Header, Keys

NEW = {"name": "Woningcorporatie Thuis", "kind": "housing-corporation", "website": "https://thuis.example"}


@pytest.fixture
def staff(keys: Keys) -> Header:
    return keys.person(Role.PROGRAMME_STAFF)


async def ids(api: httpx.AsyncClient, room: str = "partners", **asked: Any) -> list[str]:
    return [item["id"] for item in (await api.get(f"/{room}", params=asked)).json()["items"]]


async def test_a_new_partner_is_an_organisation(api: httpx.AsyncClient, staff: Header) -> None:
    answer = await api.post("/partners", json=NEW, headers=staff)

    assert answer.status_code == 201
    assert answer.json() == NEW | {
        "id": "woningcorporatie-thuis",
        "description": None,
        "programmes": [],
        "fictitious": False,
        "origin": None,
        "may": ["change"],
    }


async def test_an_id_that_is_taken_clashes(api: httpx.AsyncClient, staff: Header) -> None:
    made = [await api.post("/partners", json=NEW, headers=staff) for _ in range(2)]

    assert [answer.status_code for answer in made] == [201, 409]
    assert made[1].headers["content-type"] == "application/problem+json"


async def test_a_programme_has_its_signatories(api: httpx.AsyncClient, session: Session) -> None:
    given_partner(session, kind="police")
    given_partner(session, "portaal")
    given_programme(session, partners=["politie"])

    assert await ids(api, programme="samen") == ["politie"]
    assert await ids(api, kind="police") == ["politie"]
    assert await ids(api, partner=["portaal", "politie"]) == ["politie", "portaal"]
    assert (await api.get("/partners/politie")).json()["programmes"] == ["samen"]


async def test_a_website_is_an_address_on_the_web(api: httpx.AsyncClient, session: Session, staff: Header) -> None:
    given_partner(session)
    script = {"website": "javascript://thuis.example/%0aalert(1)"}
    answers = [
        await api.post("/partners", json=NEW | script, headers=staff),
        await api.patch("/partners/politie", json=script, headers=staff | {"If-Match": "*"}),
    ]

    assert [[error["code"] for error in answer.json()["errors"]] for answer in answers] == [["no-address"]] * 2


async def test_what_is_said_of_a_partner_can_be_taken_away(
    api: httpx.AsyncClient, session: Session, staff: Header
) -> None:
    given_partner(session, kind="police", website="https://oud.example")
    patch = {"website": None}
    answer = await api.patch("/partners/politie", json=patch, headers=staff | {"If-Match": "*"})

    assert (answer.json()["website"], answer.json()["kind"]) == (None, "police")


async def test_a_source_says_whether_it_publishes(api: httpx.AsyncClient, session: Session) -> None:
    given_source(session, "charter", kind="document", published=True, published_on=date(2008, 6, 9), file="002")
    given_source(session, "monitor")

    assert (await api.get("/sources/charter")).json() == {
        "id": "charter",
        "name": "Charter",
        "kind": "document",
        "published": True,
        "publishedOn": "2008-06-09",
        "licence": None,
        "url": None,
        "may": [],
    }
    assert await ids(api, "sources", kind="document") == ["charter"]
