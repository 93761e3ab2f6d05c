"""Registers: what one row may name of another, and what is said again in other words."""

from typing import Any

import httpx
import pytest
from sqlmodel import Session

from app.models.access import Role
from tests.given import given_area, given_place, given_programme
from tests.keys import Header, Keys

BODY = {"programme": "samen", "name": "Partnertafel"}
MEETING = {"programme": "samen", "id": "overleg", "name": "Overleg", "heldOn": "2020-01-02"}
DECISION = {"programme": "samen", "name": "Besluit"}


@pytest.fixture
def around(session: Session) -> None:
    given_place(session, "veld")
    given_area(session, "zuid", members=["veld"])
    given_programme(session, areas=["zuid"])


@pytest.fixture
def staff(keys: Keys) -> Header:
    return keys.person(Role.PROGRAMME_STAFF)


async def create(api: httpx.AsyncClient, staff: Header, **other: Any) -> httpx.Response:
    return await api.post("/bodies", json=BODY | other, headers=staff)


def wrong_with(answer: httpx.Response) -> list[tuple[str, str]]:
    assert answer.status_code == 400, answer.text
    return [(error["field"], error["code"]) for error in answer.json()["errors"]]


async def withdraw(api: httpx.AsyncClient, staff: Header, address: str) -> httpx.Response:
    return await api.post(f"{address}/withdrawal", json={"reason": "Weg"}, headers=staff)


async def test_what_another_programme_keeps_is_not_named(
    api: httpx.AsyncClient, session: Session, around: None, staff: Header
) -> None:
    given_programme(session, "ander", areas=["zuid"])
    await create(api, staff, programme="ander", id="hun-tafel")
    await api.post("/meetings", json=MEETING | {"programme": "ander", "body": "hun-tafel"}, headers=staff)
    await api.post("/decisions", json=DECISION | {"programme": "ander", "id": "hun-besluit"}, headers=staff)
    named: list[tuple[str, dict[str, Any]]] = [
        ("bodies", BODY | {"parent": "hun-tafel"}),
        ("meetings", MEETING | {"id": "hier", "body": "hun-tafel"}),
        ("decisions", DECISION | {"body": "hun-tafel", "meeting": "overleg"}),
        ("duties", {"programme": "samen", "name": "Verslag", "body": "hun-tafel"}),
        ("texts", {"programme": "samen", "name": "Visie", "kind": "principles", "decision": "hun-besluit"}),
    ]
    answers = {path: await api.post(f"/{path}", json=row, headers=staff) for path, row in named}

    assert {path: wrong_with(answer) for path, answer in answers.items()} == {
        "bodies": [("parent", "other-programme")],
        "meetings": [("body", "other-programme")],
        "decisions": [("body", "other-programme"), ("meeting", "other-programme")],
        "duties": [("body", "other-programme")],
        "texts": [("decision", "other-programme")],
    }


async def test_what_was_withdrawn_is_not_named_anew_and_may_stay_where_it_was_named(
    api: httpx.AsyncClient, around: None, staff: Header
) -> None:
    await create(api, staff, id="tafel")
    await create(api, staff, id="andere-tafel", name="Andere tafel")
    await api.post("/meetings", json=MEETING | {"body": "tafel"}, headers=staff)
    await withdraw(api, staff, "/bodies/tafel")
    held = staff | {"If-Match": "*"}

    anew = await api.post("/meetings", json=MEETING | {"id": "later", "body": "tafel"}, headers=staff)
    stays = await api.patch("/meetings/overleg", json={"text": "Besproken"}, headers=held)
    moved = await api.patch("/meetings/overleg", json={"body": "andere-tafel"}, headers=held)
    back = await api.post("/meetings/overleg/restoration", json={"version": 1}, headers=held)

    assert wrong_with(anew) == [("body", "was-withdrawn")]
    assert (stays.status_code, moved.status_code) == (200, 200)
    assert wrong_with(back) == [("body", "was-withdrawn")]


async def test_the_same_said_in_other_words_makes_no_version(
    api: httpx.AsyncClient, around: None, staff: Header
) -> None:
    event = {"programme": "samen", "id": "wet", "name": "Nieuwe wet", "period": "2015"}
    made = await api.post("/events", json=event, headers=staff)
    match = staff | {"If-Match": made.headers["ETag"]}
    same = await api.patch("/events/wet", json={"period": "2015JJ00"}, headers=match)
    other = await api.patch("/events/wet", json={"period": "2016JJ00", "name": "Nieuwe wet"}, headers=match)

    assert (same.status_code, same.headers["ETag"]) == (200, made.headers["ETag"])
    assert [one["changed"] for one in (await api.get("/events/wet/versions")).json()["items"]] == [["period"], []]
    assert other.json()["period"] == "2016"
