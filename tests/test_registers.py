"""Registers: what every noun that a programme keeps has in common, shown on bodies."""

from asyncio import gather
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from sqlmodel import Session

from app.models.access import Role
from tests.given import given_area, given_partner, given_place, given_programme
from tests.keys import Header, Keys

NEW = {
    "programme": "samen",
    "name": "Partnertafel",
    "kind": "partner-table",
    "chair": "Wethouder",
    "meetsTimes": 4,
    "meetsPer": "year",
    "members": [{"partner": "politie", "mandate": "Beslist over inzet", "decides": True}],
}


@pytest.fixture
def around(session: Session) -> None:
    given_place(session, "veld")
    given_place(session, "bos")
    given_area(session, "zuid", members=["veld"])
    given_programme(session, areas=["zuid"])
    given_partner(session)


@pytest.fixture
def staff(keys: Keys) -> Header:
    return keys.person(Role.PROGRAMME_STAFF)


async def create(api: httpx.AsyncClient, staff: Header, **other: Any) -> httpx.Response:
    return await api.post("/bodies", json=NEW | other, headers=staff)


async def test_a_new_row_has_a_readable_id_and_can_be_read(api: httpx.AsyncClient, around: None, staff: Header) -> None:
    made = await create(api, staff)

    assert made.status_code == 201, made.text
    assert made.headers["Location"] == "/api/v1/bodies/samen-partnertafel"
    read = (await api.get("/bodies/samen-partnertafel")).json()
    assert (read["name"], read["members"][0]["partner"], read["withdrawn"]) == ("Partnertafel", "politie", False)


async def test_a_rehearsal_answers_the_same_and_stores_nothing(
    api: httpx.AsyncClient, around: None, staff: Header
) -> None:
    tried = await api.post("/bodies", params={"dryRun": "true"}, json=NEW, headers=staff)

    assert (tried.status_code, tried.json()["id"]) == (201, "samen-partnertafel")
    assert (await api.get("/bodies")).json()["items"] == []


async def test_everything_that_is_wrong_is_said_at_once(api: httpx.AsyncClient, around: None, staff: Header) -> None:
    refused = await create(
        api, staff, parent="niets", meetsPer=None, members=[{"partner": "niemand"}, {}], places=["veld", "nergens"]
    )

    assert refused.status_code == 400
    assert [(error["field"], error["code"]) for error in refused.json()["errors"]] == [
        ("parent", "unknown-body"),
        ("places.1", "unknown-place"),
        ("members.0.partner", "unknown-partner"),
        ("members.1", "member-required"),
        ("meetsPer", "rhythm-incomplete"),
    ]


async def test_a_change_makes_a_version_that_says_what_changed(
    api: httpx.AsyncClient, around: None, staff: Header
) -> None:
    tag = (await create(api, staff)).headers["ETag"]
    changed = await api.patch(
        "/bodies/samen-partnertafel", json={"chair": "Directeur"}, headers=staff | {"If-Match": tag}
    )
    again = await api.patch(
        "/bodies/samen-partnertafel", json={"chair": "Bestuurder"}, headers=staff | {"If-Match": tag}
    )

    assert (changed.status_code, again.status_code) == (200, 412)
    assert (again.json()["theirs"]["chair"], again.json()["mine"]["chair"]) == ("Directeur", "Bestuurder")
    versions = (await api.get("/bodies/samen-partnertafel/versions")).json()["items"]
    assert [(one["version"], one["changed"], one["item"]["chair"]) for one in versions] == [
        (2, ["chair"], "Directeur"),
        (1, [], "Wethouder"),
    ]


async def test_what_was_changed_or_withdrawn_can_be_restored(
    api: httpx.AsyncClient, around: None, staff: Header
) -> None:
    await create(api, staff)
    gone = await api.post("/bodies/samen-partnertafel/withdrawal", json={"reason": "Dubbel"}, headers=staff)
    assert gone.json()["withdrawn"] is True
    assert (await api.get("/bodies")).json()["items"] == []
    assert len((await api.get("/bodies", params={"withdrawn": "true"})).json()["items"]) == 1

    back = await api.post(
        "/bodies/samen-partnertafel/restoration",
        json={"version": 1},
        headers=staff | {"If-Match": gone.headers["ETag"]},
    )

    assert (back.status_code, back.json()["withdrawn"]) == (200, False)
    assert len((await api.get("/bodies")).json()["items"]) == 1


async def test_rows_are_found_by_what_they_refer_to(api: httpx.AsyncClient, around: None, staff: Header) -> None:
    await create(api, staff)
    await create(api, staff, name="Buurttafel", places=["veld"], members=[])
    await create(api, staff, name="Bostafel", places=["bos"], members=[])

    async def found(**asked: str) -> list[str]:
        return [one["name"] for one in (await api.get("/bodies", params=asked)).json()["items"]]

    assert await found(partner="politie") == ["Partnertafel"]
    assert await found(place="veld") == ["Buurttafel"]
    assert await found(area="zuid") == ["Buurttafel", "Partnertafel"]
    assert await found(kind="council") == []


async def test_staff_of_an_area_may_keep_what_is_about_it_and_nothing_else(
    api: httpx.AsyncClient, around: None, keys: Keys
) -> None:
    local = keys.person(Role.PROGRAMME_STAFF, areas=["zuid"])

    answers = [await create(api, local, places=places) for places in (["veld"], ["bos"])]

    assert [answer.status_code for answer in answers] == [201, 403]


async def test_nobody_and_partners_may_not_keep_registers(api: httpx.AsyncClient, around: None, keys: Keys) -> None:
    editor = keys.person(Role.PARTNER_EDITOR, partner="politie")

    assert [(await create(api, who)).status_code for who in ({}, editor)] == [401, 403]


async def test_a_register_row_is_found_in_the_area_that_its_programme_works_in_where_it_names_no_place(
    api: httpx.AsyncClient, around: None, staff: Header, session: Session
) -> None:
    given_area(session, "noord", members=["bos"])
    await create(api, staff)
    await create(api, staff, name="Bostafel", places=["bos"], members=[])

    async def found(area: str) -> list[str]:
        return [one["name"] for one in (await api.get("/bodies", params={"area": area})).json()["items"]]

    assert (await found("zuid"), await found("noord")) == (["Partnertafel"], ["Bostafel"])


async def test_staff_of_one_area_keep_nothing_of_a_programme_that_works_elsewhere_too(
    api: httpx.AsyncClient, around: None, session: Session, keys: Keys
) -> None:
    """What names no place is about the whole programme: that takes the right for all its areas."""
    given_area(session, "noord", members=["bos"])
    given_programme(session, "overal", areas=["zuid", "noord"])
    given_programme(session, "nergens")
    local = keys.person(Role.PROGRAMME_STAFF, areas=["zuid"])
    both = keys.person(Role.PROGRAMME_STAFF, areas=["zuid", "noord"])

    async def answers(who: Header) -> list[int]:
        return [(await create(api, who, programme=name)).status_code for name in ("samen", "overal", "nergens")]

    assert await answers(local) == [201, 403, 403]
    assert await answers(both) == [409, 201, 403]


async def test_a_row_cannot_be_moved_out_of_reach_nor_taken_from_elsewhere(
    api: httpx.AsyncClient, around: None, staff: Header, keys: Keys
) -> None:
    local = keys.person(Role.PROGRAMME_STAFF, areas=["zuid"])
    mine = await create(api, local, places=["veld"])
    theirs = await create(api, staff, name="Bostafel", places=["bos"])
    away, taken = [
        await api.patch(f"/bodies/{made.json()['id']}", json=patch, headers=local | {"If-Match": made.headers["ETag"]})
        for made, patch in ((mine, {"places": ["veld", "bos"]}), (theirs, {"places": ["veld"]}))
    ]

    assert (away.status_code, taken.status_code) == (403, 403)
    assert [(await api.get(f"/bodies/{made.json()['id']}")).json()["places"] for made in (mine, theirs)] == [
        ["veld"],
        ["bos"],
    ]


async def test_an_id_that_is_taken_is_said_and_a_name_without_letters_needs_one(
    api: httpx.AsyncClient, around: None, staff: Header
) -> None:
    await create(api, staff)
    taken, without = await create(api, staff), await create(api, staff, name="???")
    given = await create(api, staff, name="???", id="vraagtekens")

    assert (taken.status_code, without.status_code, given.status_code) == (409, 400, 201)
    assert "samen-partnertafel" in taken.json()["detail"]
    assert [(error["field"], error["code"]) for error in without.json()["errors"]] == [("name", "no-id")]


async def test_null_empties_a_field_and_lists_are_replaced(api: httpx.AsyncClient, around: None, staff: Header) -> None:
    tag = (await create(api, staff)).headers["ETag"]
    sent = {"chair": None, "members": [{"name": "Bewoners"}]}
    changed = await api.patch("/bodies/samen-partnertafel", json=sent, headers=staff | {"If-Match": tag})

    assert (changed.json()["chair"], [one["name"] for one in changed.json()["members"]]) == (None, ["Bewoners"])
    assert (await api.get("/bodies", params={"partner": "politie"})).json()["items"] == []


async def test_the_name_cannot_be_emptied_nor_the_programme_or_the_id_changed(
    api: httpx.AsyncClient, around: None, staff: Header
) -> None:
    tag = (await create(api, staff)).headers["ETag"]
    for sent in ({"name": None}, {"name": ""}, {"programme": "ander"}, {"id": "ander"}):
        answer = await api.patch("/bodies/samen-partnertafel", json=sent, headers=staff | {"If-Match": tag})

        assert (answer.status_code, [error["field"] for error in answer.json()["errors"]]) == (400, [*sent])


async def test_a_row_shows_what_it_was_at_a_moment(
    api: httpx.AsyncClient, around: None, staff: Header, session: Session
) -> None:
    made = await create(api, staff)
    moment = datetime.now(UTC).isoformat()
    tag = made.headers["ETag"]
    await api.patch("/bodies/samen-partnertafel", json={"chair": "Directeur"}, headers=staff | {"If-Match": tag})
    then = await api.get("/bodies/samen-partnertafel", params={"knownAt": moment})
    now = await api.get("/bodies/samen-partnertafel")

    assert (then.json()["chair"], now.json()["chair"]) == ("Wethouder", "Directeur")


async def test_who_comes_second_with_the_same_name_is_refused_whole(
    api: httpx.AsyncClient, around: None, staff: Header
) -> None:
    """Two at once: one is made, the other is told that the id is taken, and nothing is left of it."""
    answers = await gather(create(api, staff, chair="Een"), create(api, staff, chair="Twee"))

    assert sorted(answer.status_code for answer in answers) == [201, 409]
    assert len((await api.get("/bodies/samen-partnertafel/versions")).json()["items"]) == 1


async def test_markup_in_a_row_stays_text(
    api: httpx.AsyncClient, site: httpx.AsyncClient, around: None, staff: Header
) -> None:
    await create(api, staff, name="Tafel", id="tafel", duties="<script>alert(1)</script>")
    page = (await site.get("/gremia/tafel")).text

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
