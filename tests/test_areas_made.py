"""Areas made and changed in one go: profile and neighbourhoods together, with the reason where a part leaves."""

from typing import Any

import httpx
import pytest
from sqlmodel import Session

from app.models.access import Role
from app.models.place import PlaceKind
from tests.given import given_area, given_place
from tests.keys import Header, Keys

NEW: dict[str, Any] = {
    "name": "Muziekwijk",
    "municipality": "stad",
    "aliases": ["Muziek-wijk"],
    "boundaryReason": "Zo besloten",
    "districts": 2,
    "characteristics": {"housing": "Flats"},
    "neighbourhoods": [{"neighbourhood": "veld"}, {"neighbourhood": "bos", "share": 0.4, "dwellingShare": 0.5}],
}


@pytest.fixture
def around(session: Session) -> None:
    given_place(session, "stad", kind=PlaceKind.MUNICIPALITY)
    for key in ("veld", "bos", "hei"):
        given_place(session, key)


@pytest.fixture
def staff(keys: Keys) -> Header:
    return keys.person(Role.PROGRAMME_STAFF) | {"If-Match": "*"}


async def parts(api: httpx.AsyncClient, area: str = "muziekwijk") -> dict[str, float]:
    found = (await api.get(f"/areas/{area}/neighbourhoods")).json()["items"]
    return {one["id"]: one["areas"][0]["share"] for one in found}


def codes(answer: httpx.Response) -> list[tuple[str, str]]:
    assert answer.status_code == 400, answer.text
    return [(one["field"], one["code"]) for one in answer.json()["errors"]]


async def test_an_area_is_made_with_all_that_it_is(api: httpx.AsyncClient, around: None, staff: Header) -> None:
    made = await api.post("/areas", json=NEW, headers=staff)
    area = made.json()

    assert (made.status_code, made.headers["Location"]) == (201, "/api/v1/areas/muziekwijk")
    assert (area["name"], area["aliases"], area["municipality"]["name"]) == ("Muziekwijk", ["Muziek-wijk"], "Stad")
    assert (area["boundaryReason"], area["districts"], area["characteristics"]["housing"]) == (
        "Zo besloten",
        2,
        "Flats",
    )
    assert await parts(api) == {"veld": 1, "bos": 0.4}


async def test_all_that_is_wrong_with_an_area_is_said_at_once(
    api: httpx.AsyncClient, around: None, staff: Header
) -> None:
    named = [{"neighbourhood": "veld"}, {"neighbourhood": "veld"}, {"neighbourhood": "stad"}]
    wrong = NEW | {"municipality": "nergens", "neighbourhoods": named}

    assert codes(await api.post("/areas", json=wrong, headers=staff)) == [
        ("municipality", "unknown-municipality"),
        ("neighbourhoods.1.neighbourhood", "neighbourhood-twice"),
        ("neighbourhoods.2.neighbourhood", "unknown-neighbourhood"),
    ]
    assert (await api.get("/areas")).json()["items"] == []


async def test_websites_of_an_area_are_addresses_on_the_web(
    api: httpx.AsyncClient, around: None, staff: Header
) -> None:
    sites = ["www.muziek.example", "https://muziek.example:8443", "javascript://muziek.example/%0aalert(1)", "data:,x"]
    made = await api.post("/areas", json=NEW | {"websites": sites[:2]}, headers=staff)

    assert made.json()["websites"] == sites[:2]
    assert codes(await api.patch("/areas/muziekwijk", json={"websites": sites}, headers=staff)) == [
        ("websites.2", "no-address"),
        ("websites.3", "no-address"),
    ]


async def test_a_rehearsal_makes_no_area(api: httpx.AsyncClient, around: None, staff: Header) -> None:
    tried = await api.post("/areas?dryRun=true", json=NEW, headers=staff)

    assert (tried.status_code, tried.json()["id"]) == (201, "muziekwijk")
    assert (await api.get("/areas")).json()["items"] == []


async def test_a_neighbourhood_leaves_with_a_reason_only(api: httpx.AsyncClient, around: None, staff: Header) -> None:
    await api.post("/areas", json=NEW, headers=staff)
    fewer = {"neighbourhoods": [{"neighbourhood": "veld"}, {"neighbourhood": "hei"}]}
    without = await api.patch("/areas/muziekwijk", json=fewer, headers=staff)
    answer = await api.patch("/areas/muziekwijk", json=fewer | {"reason": "Nieuwe grens"}, headers=staff)

    assert codes(without) == [("reason", "required")]
    assert answer.status_code == 200
    assert await parts(api) == {"veld": 1, "hei": 1}


async def test_who_stays_as_it_was_has_no_new_share(api: httpx.AsyncClient, around: None, staff: Header) -> None:
    """The composition has versions of its own: a share that was not touched gets none."""
    await api.post("/areas", json=NEW, headers=staff)
    changed = [NEW["neighbourhoods"][0], NEW["neighbourhoods"][1] | {"share": 0.6}]
    await api.patch("/areas/muziekwijk", json={"neighbourhoods": changed}, headers=staff)
    newest, first = (await api.get("/areas/muziekwijk/versions")).json()["items"]

    assert newest["changed"] == ["neighbourhoods"]
    assert [one["share"] for one in newest["item"]["neighbourhoods"]] == [0.6, 1]
    assert [one["share"] for one in first["item"]["neighbourhoods"]] == [0.4, 1]


async def test_a_part_that_is_put_in_apart_is_a_version_of_the_area_too(
    api: httpx.AsyncClient, around: None, staff: Header
) -> None:
    tag = (await api.post("/areas", json=NEW, headers=staff)).headers["ETag"]
    await api.post("/areas/muziekwijk/neighbourhoods", json={"neighbourhood": "hei"}, headers=staff)
    late = await api.patch("/areas/muziekwijk", json={"name": "Anders"}, headers=staff | {"If-Match": tag})

    assert late.status_code == 412


async def test_staff_of_an_area_changes_its_words_and_not_its_neighbourhoods(
    api: httpx.AsyncClient, session: Session, around: None, keys: Keys
) -> None:
    given_area(session, "zuid", members=["veld"])
    local = keys.person(Role.PROGRAMME_STAFF, areas=["zuid"]) | {"If-Match": "*"}
    patches: list[dict[str, Any]] = [
        {"name": "Zuidoost"},
        {"neighbourhoods": [{"neighbourhood": "veld", "share": 0.5}]},
        {"neighbourhoods": [{"neighbourhood": "veld"}], "name": "Zuid"},
    ]
    answers = [await api.patch("/areas/zuid", json=patch, headers=local) for patch in patches]
    made = await api.post("/areas", json=NEW, headers=local)

    assert ([answer.status_code for answer in answers], made.status_code) == ([200, 403, 200], 403)


async def test_nobody_and_partners_make_no_area(api: httpx.AsyncClient, around: None, keys: Keys) -> None:
    answers = [await api.post("/areas", json=NEW, headers=who) for who in ({}, keys.person(Role.READER))]

    assert [answer.status_code for answer in answers] == [401, 403]


async def test_a_place_gets_codes_level_and_municipality_later(
    api: httpx.AsyncClient, around: None, staff: Header
) -> None:
    sent = {"level": "district", "municipality": "stad", "codes": [{"code": "WK01", "layoutYear": 2024}]}
    changed = (await api.patch("/places/veld", json=sent, headers=staff)).json()
    taken = await api.patch("/places/bos", json={"codes": sent["codes"]}, headers=staff)
    gone = (await api.patch("/places/veld", json={"codes": []}, headers=staff)).json()

    assert (changed["level"], changed["municipality"]["name"], changed["codes"]) == (
        "district",
        "Stad",
        [{"code": "WK01", "layoutYear": 2024}],
    )
    assert (taken.status_code, taken.json()["errors"][0]["field"]) == (409, "codes.0.code")
    assert gone["codes"] == []


async def test_what_a_place_cannot_have_is_refused(api: httpx.AsyncClient, around: None, staff: Header) -> None:
    code = {"code": "GM1", "layoutYear": 2024}
    wrong = {"level": "district", "municipality": "veld", "codes": [code, code]}

    assert codes(await api.patch("/places/stad", json=wrong, headers=staff)) == [
        ("level", "not-applicable"),
        ("codes", "code-twice"),
        ("municipality", "unknown-municipality"),
    ]
