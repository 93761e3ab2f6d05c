"""Indicators and populations: unit, bounds and protection; what a protection hid stays hidden until it is released."""

from typing import Any

import httpx
import pytest
from sqlmodel import Session

from app.models.access import Role
from tests.given import given_course, given_indicator, given_place, given_population, measured
from tests.keys import Header, Keys

NEW = {
    "name": "Jeugdoverlast",
    "unit": "percent",
    "decimals": 1,
    "goodDirection": "fall",
    "lowest": 0,
    "highest": 100,
    "acrossPlaces": "mean",
    "weighBy": "inhabitants",
    "rhythm": "two-yearly",
    "survey": True,
    "source": "Wijkenmonitor",
}


@pytest.fixture
def staff(keys: Keys) -> Header:
    return keys.person(Role.PROGRAMME_STAFF)


async def create(api: httpx.AsyncClient, staff: Header, **other: Any) -> httpx.Response:
    return await api.post("/indicators", json=NEW | other, headers=staff)


async def change(api: httpx.AsyncClient, staff: Header, key: str, **patch: Any) -> httpx.Response:
    return await api.patch(f"/indicators/{key}", json=patch, headers=staff | {"If-Match": "*"})


async def ids(api: httpx.AsyncClient, room: str = "indicators", **asked: Any) -> list[str]:
    return [item["id"] for item in (await api.get(f"/{room}", params=asked)).json()["items"]]


async def test_a_new_indicator_says_what_it_counts(api: httpx.AsyncClient, staff: Header) -> None:
    answer = await create(api, staff)

    assert answer.status_code == 201
    assert answer.json() == {
        "id": "jeugdoverlast",
        "name": "Jeugdoverlast",
        "definition": None,
        "unit": "percent",
        "decimals": 1,
        "goodDirection": "fall",
        "lowest": 0,
        "highest": 100,
        "protected": False,
        "minimumCount": 5,
        "roundTo": 5,
        "aggregation": {"places": "mean", "periods": "none"},
        "weighBy": "inhabitants",
        "rhythm": "two-yearly",
        "atDate": False,
        "ratioScale": True,
        "survey": True,
        "changeLimit": None,
        "source": "Wijkenmonitor",
        "theme": None,
        "shareOf": None,
        "programmes": [],
        "adoptedIn": [],
        "fictitious": False,
        "origin": None,
        "may": ["change"],
    }


async def test_an_id_that_is_taken_clashes(api: httpx.AsyncClient, staff: Header) -> None:
    assert [(await create(api, staff)).status_code for _ in range(2)] == [201, 409]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"lowest": 10, "highest": 0}, "highest"),
        ({"decimals": 7}, "decimals"),
        ({"decimals": "1"}, "decimals"),
        ({"goodDirection": "up"}, "goodDirection"),
        ({"lowest": "0"}, "lowest"),
        ({"minimumCount": 1}, "minimumCount"),
        ({"unit": ""}, "unit"),
        ({"name": "???"}, "name"),
    ],
)
async def test_an_indicator_that_cannot_be_is_refused(
    api: httpx.AsyncClient, staff: Header, wrong: dict[str, Any], field: str
) -> None:
    refused = await create(api, staff, **wrong)

    assert (refused.status_code, [error["field"] for error in refused.json()["errors"]]) == (400, [field])


async def test_bounds_cannot_come_to_lie_the_wrong_way_round(api: httpx.AsyncClient, staff: Header) -> None:
    await create(api, staff)
    refused = await change(api, staff, "jeugdoverlast", lowest=101)

    assert refused.json()["errors"][0]["code"] == "highest-below-lowest"


async def test_a_programme_has_the_indicators_that_its_targets_name(api: httpx.AsyncClient, session: Session) -> None:
    given_course(session)
    given_indicator(session, "trust", source="Peiling")

    assert await ids(api, programme="samen") == ["nuisance"]
    assert await ids(api, indicator=["trust", "nuisance"]) == ["nuisance", "trust"]
    assert await ids(api, name="UIS") == ["nuisance"]
    assert await ids(api, source="Peiling") == ["trust"]
    assert (await api.get("/indicators/nuisance")).json()["programmes"] == ["samen"]


async def test_indicators_of_one_theme_are_found_together(
    api: httpx.AsyncClient, session: Session, staff: Header
) -> None:
    given_indicator(session, "dropouts", theme="school")
    given_indicator(session, "trust")
    assert (await change(api, staff, "trust", theme="school")).json()["theme"] == "school"

    assert await ids(api, theme="school") == ["dropouts", "trust"]


@pytest.mark.parametrize(
    ("share_of", "more", "code"),
    [
        ("nothing", {}, "unknown-indicator"),
        ("trust", {}, "no-total"),
        ("homes", {"unit": "count"}, "no-total"),
        ("homes", {}, None),
    ],
)
async def test_a_share_is_a_percentage_of_a_total(
    api: httpx.AsyncClient, session: Session, staff: Header, share_of: str, more: dict[str, Any], code: str | None
) -> None:
    given_indicator(session, "trust")
    given_indicator(session, "homes", unit="count", highest=None)
    answer = await create(api, staff, shareOf=share_of, **more)

    assert [error["code"] for error in answer.json().get("errors", [])] == ([code] if code else [])
    assert answer.json().get("shareOf") == (None if code else "homes")


async def test_what_an_indicator_was_stays_known(api: httpx.AsyncClient, session: Session, staff: Header) -> None:
    given_indicator(session)
    await change(api, staff, "nuisance", highest=50)
    asked = {"knownAt": "2015-01-01T00:00:00Z"}

    assert (await api.get("/indicators/nuisance")).json()["highest"] == 50
    assert (await api.get("/indicators/nuisance", params=asked)).json()["highest"] == 100
    assert [one["highest"] for one in (await api.get("/indicators", params=asked)).json()["items"]] == [100]


@pytest.fixture
def small(session: Session) -> None:
    """A protected count of four persons."""
    given_population(session)
    given_place(session)
    given_indicator(session, "persons", unit="count", highest=None, protected=True)
    measured(session, "2022", 4, indicator="persons")


async def shown(api: httpx.AsyncClient) -> tuple[int | None, str | None]:
    found = (await api.get("/measurements?indicator=persons")).json()["items"][0]
    return found["value"], found["missing"]


async def test_ending_a_protection_shows_nothing_that_it_hid(
    api: httpx.AsyncClient, staff: Header, small: None
) -> None:
    await change(api, staff, "persons", protected=False)

    assert (await api.get("/indicators/persons")).json()["protected"] is False
    assert await shown(api) == (None, "suppressed")


async def test_an_administrator_releases_it_with_a_reason(
    api: httpx.AsyncClient, keys: Keys, staff: Header, small: None
) -> None:
    await change(api, staff, "persons", protected=False)
    release = {"reason": "Geen personen, maar gebouwen"}
    refused = await api.post("/indicators/persons/release", json=release, headers=staff)
    empty = await api.post("/indicators/persons/release", json={}, headers=keys.person(Role.ADMINISTRATOR))
    done = await api.post("/indicators/persons/release", json=release, headers=keys.person(Role.ADMINISTRATOR))

    assert (refused.status_code, empty.status_code, done.status_code) == (403, 400, 200)
    assert await shown(api) == (4, None)


async def test_a_release_leaves_a_protection_that_is_in_force(api: httpx.AsyncClient, keys: Keys, small: None) -> None:
    administrator = keys.person(Role.ADMINISTRATOR)
    await api.post("/indicators/persons/release", json={"reason": "Te vroeg"}, headers=administrator)

    assert await shown(api) == (None, "suppressed")


async def test_a_protection_after_a_release_hides_again_until_the_next_release(
    api: httpx.AsyncClient, keys: Keys, staff: Header, small: None
) -> None:
    await change(api, staff, "persons", protected=False)
    administrator = keys.person(Role.ADMINISTRATOR)
    await api.post("/indicators/persons/release", json={"reason": "Toch niet"}, headers=administrator)
    await change(api, staff, "persons", protected=True)
    await change(api, staff, "persons", protected=False)

    assert await shown(api) == (None, "suppressed")


async def test_a_group_has_an_id_of_its_own(api: httpx.AsyncClient, staff: Header) -> None:
    new = {"id": "age-16-54", "name": "16 tot en met 54 jaar", "description": "Op 1 januari"}
    made = await api.post("/populations", json=new, headers=staff)
    again = await api.post("/populations", json=new, headers=staff)

    assert (made.status_code, made.json()) == (201, new | {"may": ["change"]})
    assert again.status_code == 409


async def test_groups_are_asked_by_id(api: httpx.AsyncClient, session: Session) -> None:
    for key in ("all", "women", "men"):
        given_population(session, key)

    assert await ids(api, "populations") == ["all", "men", "women"]
    assert await ids(api, "populations", population=["men", "women"]) == ["men", "women"]
