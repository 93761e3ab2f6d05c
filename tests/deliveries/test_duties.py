"""Duties of delivery: who makes and changes them, what can be wrong with them, and what they ask for."""

from datetime import date

import httpx
from sqlmodel import Session

from app.models.access import Role
from tests.deliveries_given import (
    DUTY,
    OF_2021,
    fields_wrong,
    give,
    given_deliveries,
    made,
    read,
    states,
)
from tests.given import given_area
from tests.keys import Header, Keys


async def test_a_duty_says_who_delivers_what_and_how_often(api: httpx.AsyncClient, staff: Header) -> None:
    item = await made(api, staff)

    assert item == DUTY | {
        "population": "all",
        "places": [],
        "rhythm": None,
        "inForceRhythm": "yearly",
        "schoolYears": False,
        "dueMonth": None,
        "dueDay": None,
        "text": None,
        "withdrawn": False,
        "fictitious": True,
        "origin": None,
        "may": ["change", "withdraw"],
    }
    found = {
        name: len((await read(api, "/delivery-duties", **{name: value}))["items"])
        for name, value in {
            **{"partner": "politie", "indicator": "overlast", "population": "all", "area": "zuid", "place": "zuid"},
            **{"programme": "elders"},
        }.items()
    }
    assert found == {"partner": 1, "indicator": 1, "population": 1, "area": 1, "place": 1, "programme": 0}


async def test_all_that_is_wrong_with_a_duty_is_said_at_once(api: httpx.AsyncClient, staff: Header) -> None:
    wrong = {
        **{"partner": "niemand", "indicator": "los", "everyNeighbourhoodOf": None, "dueAfterDays": None},
        **{"dueDay": 3, "starts": "2023-01-01"},
    }
    answer = await api.post("/delivery-duties", json=DUTY | wrong, headers=staff)

    assert fields_wrong(answer) == [
        ("dueAfterDays", "due-once"),
        ("dueDay", "month-required"),
        ("ends", "ends-before-start"),
        ("partner", "unknown-partner"),
        ("places", "places-required"),
        ("rhythm", "rhythm-required"),
    ]
    both = await api.post("/delivery-duties", json=DUTY | {"dueMonth": 4}, headers=staff)
    assert fields_wrong(both) == [("dueAfterDays", "due-once")]


async def test_a_duty_is_made_and_changed_by_staff_of_its_places_alone(
    api: httpx.AsyncClient, staff: Header, police: Header, session: Session, keys: Keys
) -> None:
    elsewhere = keys.person(Role.PROGRAMME_STAFF, areas=["duin"])
    await made(api, staff)
    tag = {"If-Match": (await api.get("/delivery-duties/overlast-politie")).headers["ETag"]}
    path, patch = "/delivery-duties/overlast-politie", {"dueAfterDays": 30}

    assert [(await api.post("/delivery-duties", json=DUTY, headers=who)).status_code for who in (police, {})] == [
        403,
        401,
    ]
    assert [(await api.patch(path, json=patch, headers=who | tag)).status_code for who in (elsewhere, police)] == [
        403
    ] * 2
    assert (await api.patch(path, json=patch, headers=staff)).status_code == 428
    rehearsed = await api.patch(path, json=patch, headers=staff | tag, params={"dryRun": "true"})
    assert (rehearsed.json()["dueAfterDays"], (await read(api, path))["dueAfterDays"]) == (30, 90)
    assert (await api.patch(path, json=patch, headers=staff | tag)).status_code == 200
    assert (await api.patch(path, json=patch, headers=staff | tag)).status_code == 412
    undone = {"If-Match": (await api.get(path)).headers["ETag"]}
    await api.post(f"{path}/restoration", json={"version": 1}, headers=staff | undone)
    versions = (await read(api, f"{path}/versions"))["items"]
    assert [(one["version"], one["item"]["dueAfterDays"]) for one in versions] == [(3, 90), (2, 30), (1, 90)]


async def test_a_duty_is_never_carried_to_an_area_of_others(
    api: httpx.AsyncClient, staff: Header, session: Session, keys: Keys
) -> None:
    given_area(session, "elders", members=["duin"])
    local, elsewhere = (keys.person(Role.PROGRAMME_STAFF, areas=[area]) for area in ("zuid", "elders"))
    await made(api, staff)
    path, there = "/delivery-duties/overlast-politie", {"everyNeighbourhoodOf": "elders"}
    tag = {"If-Match": (await api.get(path)).headers["ETag"]}

    made_for_others = await api.post("/delivery-duties", json=DUTY | {"id": "nog-een"}, headers=elsewhere)
    carried = [(await api.patch(path, json=there, headers=who | tag)).status_code for who in (local, elsewhere)]

    assert (made_for_others.status_code, carried) == (403, [403, 403])
    assert (await read(api, path))["everyNeighbourhoodOf"] == "zuid"
    assert (await api.patch(path, json={"dueAfterDays": 30}, headers=local | tag)).status_code == 200


async def test_a_duty_that_was_withdrawn_and_a_programme_that_ended_ask_for_nothing(
    api: httpx.AsyncClient, session: Session, keys: Keys
) -> None:
    given_deliveries(session, ends=date(2021, 12, 31))
    staff = keys.person(Role.PROGRAMME_STAFF)
    await made(api, staff)
    before = await states(api)
    await api.post("/delivery-duties/overlast-politie/withdrawal", json={"reason": "Klaar"}, headers=staff)

    assert (set(before), await states(api)) == ({OF_2021}, {})


async def test_a_weekly_duty_asks_for_the_sunday_of_each_week(
    api: httpx.AsyncClient, staff: Header, police: Header
) -> None:
    await made(api, staff, rhythm="weekly", starts="2021-03-01", ends="2021-03-08", dueAfterDays=2)
    await give(api, police, "veld", "2021-03-07")
    await give(api, police, "bos", "2021-03-07")

    found = (await read(api, "/deliveries"))["items"]
    assert [(one["period"], one["due"], one["state"]) for one in found] == [
        ("2021-03-07", "2021-03-09", "delivered"),
        ("2021-03-14", "2021-03-16", "overdue"),
    ]
