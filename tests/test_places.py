"""Places: one namespace, readable ids that stay, codes with the year of their layout, and who may change what."""

from typing import Any

import httpx
import pytest
from sqlmodel import Session

from app.models.access import Role
from app.models.place import Level, PlaceCode, PlaceKind
from tests.given import given_area, given_place, given_programme
from tests.keys import Header, Keys

NEW = {"kind": "neighbourhood", "name": "Merwestein", "level": "neighbourhood", "municipality": "nieuwegein"}


@pytest.fixture
def town(session: Session) -> None:
    given_place(session, "nieuwegein", kind=PlaceKind.MUNICIPALITY, code="GM0356")


@pytest.fixture
def staff(keys: Keys) -> Header:
    return keys.person(Role.PROGRAMME_STAFF)


async def ids(api: httpx.AsyncClient, room: str = "places", **asked: Any) -> list[str]:
    return [item["id"] for item in (await api.get(f"/{room}", params=asked)).json()["items"]]


async def create(api: httpx.AsyncClient, staff: Header, **other: Any) -> httpx.Response:
    return await api.post("/places", json=NEW | other, headers=staff)


async def test_a_neighbourhood_gets_its_id_from_municipality_and_name(
    api: httpx.AsyncClient, town: None, staff: Header
) -> None:
    answer = await create(api, staff, aliases=["Merwesteyn"], code="BU03561400", layoutYear=2020)

    assert answer.status_code == 201
    assert answer.json() == {
        "id": "nieuwegein-merwestein",
        "kind": "neighbourhood",
        "name": "Merwestein",
        "level": "neighbourhood",
        "aliases": ["Merwesteyn"],
        "municipality": {"code": "GM0356", "name": "Nieuwegein"},
        "codes": [{"code": "BU03561400", "layoutYear": 2020}],
        "areas": [],
        "successorOf": None,
        "fictitious": False,
        "origin": None,
        "may": ["change"],
    }


async def test_an_id_that_is_taken_gets_the_code_as_suffix(
    api: httpx.AsyncClient, session: Session, town: None, staff: Header
) -> None:
    given_place(session, "nieuwegein-merwestein")
    answer = await create(api, staff, code="BU03561400", layoutYear=2020)

    assert answer.json()["id"] == "nieuwegein-merwestein-bu03561400"


async def test_an_id_that_is_taken_and_has_no_code_to_tell_them_apart_clashes(
    api: httpx.AsyncClient, town: None, staff: Header
) -> None:
    made = [await create(api, staff), await create(api, staff), await create(api, staff, id="nieuwegein")]

    assert [answer.status_code for answer in made] == [201, 409, 409]


async def test_a_code_belongs_to_one_place_a_year(api: httpx.AsyncClient, town: None, staff: Header) -> None:
    first = await create(api, staff, code="BU03561400", layoutYear=2020)
    same = await create(api, staff, name="Anders", code="BU03561400", layoutYear=2020)
    later = await create(api, staff, name="Later", code="BU03561400", layoutYear=2021)

    assert (first.status_code, same.status_code, later.status_code) == (201, 409, 201)
    assert await ids(api, code="BU03561400", layoutYear=2020) == ["nieuwegein-merwestein"]
    assert await ids(api, code="BU03561400", layoutYear=2021) == ["nieuwegein-later"]
    assert await ids(api, code="BU03561400") == ["nieuwegein-later", "nieuwegein-merwestein"]
    assert await ids(api, code="BU03561400", layoutYear=1999) == []


async def test_all_that_is_wrong_with_a_new_place_is_said_at_once(
    api: httpx.AsyncClient, town: None, staff: Header
) -> None:
    refused = await create(api, staff, kind="area", municipality="nergens", code="BU1")

    assert refused.status_code == 400
    assert [(error["field"], error["code"]) for error in refused.json()["errors"]] == [
        ("municipality", "unknown-municipality"),
        ("layoutYear", "code-and-layout-year"),
        ("level", "not-applicable"),
    ]


async def test_a_place_lies_in_a_municipality_and_not_in_another_neighbourhood(
    api: httpx.AsyncClient, session: Session, staff: Header
) -> None:
    given_place(session, "veld")

    assert (await create(api, staff, municipality="veld")).json()["errors"][0]["code"] == "unknown-municipality"


async def test_a_name_that_no_id_can_be_made_of_needs_one(api: httpx.AsyncClient, town: None, staff: Header) -> None:
    refused = await create(api, staff, name="!!!")
    made = await create(api, staff, name="!!!", id="uitroepteken")

    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (400, "no-id")
    assert (made.status_code, made.json()["id"]) == (201, "uitroepteken")


@pytest.mark.parametrize("key", ["Groot", "met spatie", "-streep", "punt.", "", "ë"])
async def test_an_id_is_readable(api: httpx.AsyncClient, town: None, staff: Header, key: str) -> None:
    refused = await create(api, staff, id=key)

    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (400, "id")


async def test_a_neighbourhood_of_no_level_is_another_kind_of_place(
    api: httpx.AsyncClient, town: None, staff: Header
) -> None:
    assert (await create(api, staff, level=None)).json()["level"] == "other"


async def test_places_are_asked_by_kind(api: httpx.AsyncClient, session: Session, town: None) -> None:
    given_place(session, "veld")
    given_area(session, "zuid")

    assert await ids(api, kind="area") == ["zuid"]
    assert await ids(api, kind=["area", "municipality"]) == ["nieuwegein", "zuid"]
    assert await ids(api, "areas") == ["zuid"]
    assert await ids(api, "neighbourhoods") == ["veld"]


async def test_a_kind_that_does_not_exist_is_refused(api: httpx.AsyncClient) -> None:
    assert (await api.get("/places?kind=planet")).status_code == 400


async def test_a_municipality_is_itself_and_all_that_lies_in_it(
    api: httpx.AsyncClient, session: Session, town: None
) -> None:
    given_place(session, "veld", municipality_id="nieuwegein")
    given_place(session, "elders")

    assert await ids(api, municipality="GM0356") == ["nieuwegein", "veld"]
    assert await ids(api, "neighbourhoods", municipality="GM0356") == ["veld"]
    assert await ids(api, municipality="GM9999") == []


async def test_an_area_is_itself_and_its_neighbourhoods(api: httpx.AsyncClient, session: Session) -> None:
    for key in ("veld", "bos", "elders"):
        given_place(session, key)
    given_area(session, "zuid", members=["veld", "bos"])
    given_area(session, "noord", members=["elders"])

    assert await ids(api, area="zuid") == ["bos", "veld", "zuid"]
    assert await ids(api, area=["zuid", "noord"]) == ["bos", "elders", "noord", "veld", "zuid"]
    assert await ids(api, area="zuid", place="veld") == ["veld"]


async def test_a_programme_is_its_areas_and_their_neighbourhoods(api: httpx.AsyncClient, session: Session) -> None:
    given_place(session, "veld")
    given_place(session, "elders")
    given_area(session, "zuid", members=["veld"])
    given_programme(session, areas=["zuid"])

    assert await ids(api, programme="samen") == ["veld", "zuid"]
    assert await ids(api, "areas", programme="samen") == ["zuid"]


@pytest.mark.parametrize("part", ["merwe", "MERWE", "steyn"])
async def test_a_place_is_found_by_part_of_any_of_its_names(
    api: httpx.AsyncClient, town: None, staff: Header, part: str
) -> None:
    await create(api, staff, aliases=["Merwesteyn"])

    assert await ids(api, name=part) == ["nieuwegein-merwestein"]
    assert await ids(api, name="%") == []


async def test_a_new_name_and_other_spellings_replace_the_old(
    api: httpx.AsyncClient, town: None, staff: Header
) -> None:
    await create(api, staff, aliases=["Oud", "Blijft"])
    patch = {"name": "Merwestein-Zuid", "aliases": ["Blijft", "Nieuw", "Nieuw"]}
    answer = await api.patch("/places/nieuwegein-merwestein", json=patch, headers=staff | {"If-Match": "*"})

    assert answer.json()["id"] == "nieuwegein-merwestein"
    assert (answer.json()["name"], answer.json()["aliases"]) == ("Merwestein-Zuid", ["Blijft", "Nieuw"])


async def test_what_is_not_sent_stays(api: httpx.AsyncClient, town: None, staff: Header) -> None:
    before = (await create(api, staff, aliases=["Oud"])).json()
    answer = await api.patch("/places/nieuwegein-merwestein", json={}, headers=staff | {"If-Match": "*"})

    assert answer.json() == before


async def test_a_name_cannot_be_taken_away(api: httpx.AsyncClient, town: None, staff: Header) -> None:
    await create(api, staff)
    answer = await api.patch("/places/nieuwegein-merwestein", json={"name": None}, headers=staff | {"If-Match": "*"})

    assert answer.status_code == 400


async def test_staff_of_an_area_changes_what_lies_in_it_and_nothing_else(
    api: httpx.AsyncClient, session: Session, keys: Keys
) -> None:
    given_place(session, "veld")
    given_place(session, "elders")
    given_area(session, "zuid", members=["veld"])
    staff = keys.person(Role.PROGRAMME_STAFF, areas=["zuid"]) | {"If-Match": "*"}

    answers = [await api.patch(f"/places/{key}", json={"name": "X"}, headers=staff) for key in ("veld", "elders")]
    may = {item["id"]: item["may"] for item in (await api.get("/places", headers=staff)).json()["items"]}

    assert [answer.status_code for answer in answers] == [200, 403]
    assert may == {"veld": ["change"], "zuid": ["change"], "elders": []}


async def test_a_municipality_shows_its_newest_code(api: httpx.AsyncClient, session: Session, town: None) -> None:
    session.add(PlaceCode(place_id="nieuwegein", code="GM9356", layout_year=2024))
    given_place(session, "veld", municipality_id="nieuwegein", level=Level.DISTRICT)

    found = (await api.get("/neighbourhoods/veld")).json()
    assert (found["level"], found["municipality"]) == ("district", {"code": "GM9356", "name": "Nieuwegein"})


async def test_a_place_of_another_kind_is_no_neighbourhood_and_no_area(
    api: httpx.AsyncClient, session: Session
) -> None:
    given_place(session, "veld")
    given_area(session, "zuid")

    answers = [await api.get(path) for path in ("/neighbourhoods/zuid", "/areas/veld", "/areas/veld/progress")]
    assert [answer.status_code for answer in answers] == [404, 404, 404]
