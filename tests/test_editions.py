"""Undoing: whatever people change keeps what it was, and an earlier version can be made to hold again."""

from typing import Any

import httpx
import pytest
from sqlmodel import Session

from app.models.access import Role
from tests.given import (
    given_area,
    given_goal,
    given_indicator,
    given_intervention,
    given_partner,
    given_place,
    given_population,
    given_programme,
    given_source,
)
from tests.keys import Header, Keys

# path of one thing -> a merge patch that changes it
CHANGES: dict[str, dict[str, Any]] = {
    "places/veld": {"name": "Nieuw", "aliases": ["Het Veld"], "codes": [{"code": "BU01", "layoutYear": 2024}]},
    "areas/zuid": {"name": "Nieuw", "districts": 4, "neighbourhoods": [{"neighbourhood": "veld", "share": 0.5}]},
    "programmes/samen": {"name": "Nieuw", "partners": [{"partner": "politie", "role": "partner"}], "areas": []},
    "nodes/rust": {"name": "Nieuw", "level": "theme", "lifeCourse": ["child"]},
    "partners/politie": {"name": "Nieuw", "website": "politie.example"},
    "interventions/coaches": {"name": "Nieuw", "places": ["bos"], "goals": [], "partners": []},
    "indicators/nuisance": {"name": "Nieuw", "highest": 50},
    "populations/young": {"name": "Nieuw", "description": "Tot 27 jaar"},
    "sources/monitor": {"name": "Nieuw", "url": "https://monitor.example"},
}

each = pytest.mark.parametrize("path", CHANGES)


@pytest.fixture
def around(session: Session) -> None:
    given_place(session, "veld")
    given_place(session, "bos")
    given_area(session, "zuid", members=["veld"])
    given_partner(session)
    given_programme(session, areas=["zuid"], partners=["politie"])
    given_goal(session)
    given_intervention(session, places=["veld"], goals=["rust"], partners=["politie"])
    given_indicator(session)
    given_population(session, "young")
    given_source(session)


@pytest.fixture
def staff(keys: Keys) -> Header:
    return keys.person(Role.PROGRAMME_STAFF)


async def versions(api: httpx.AsyncClient, path: str) -> list[dict[str, Any]]:
    answer = await api.get(f"/{path}/versions")
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


async def change(api: httpx.AsyncClient, staff: Header, path: str) -> httpx.Response:
    tag = (await api.get(f"/{path}")).headers["ETag"]
    answer = await api.patch(f"/{path}", json=CHANGES[path], headers=staff | {"If-Match": tag})
    assert answer.status_code == 200, answer.text
    return answer


async def test_what_nobody_changed_has_one_version(api: httpx.AsyncClient, around: None) -> None:
    found = {path: [(one["version"], one["changed"]) for one in await versions(api, path)] for path in CHANGES}

    assert found == {key: [(1, [])] for key in CHANGES}


@each
async def test_a_change_says_what_it_changed_and_who_did_it(
    api: httpx.AsyncClient, around: None, staff: Header, path: str
) -> None:
    await change(api, staff, path)
    newest, first = await versions(api, path)

    assert (newest["version"], newest["changed"], newest["recordedBy"]) == (2, sorted(CHANGES[path]), "programme-staff")
    assert (first["version"], first["changed"]) == (1, [])
    assert {name: newest["item"][name] for name in CHANGES[path]} == {
        name: told(newest["item"][name], value) for name, value in CHANGES[path].items()
    }


def told(held: Any, sent: Any) -> Any:
    """What was sent, with the parts that were left open as they are held."""
    if isinstance(sent, list) and sent and isinstance(sent[0], dict):
        return [given | part for given, part in zip(held, sent, strict=True)]
    return sent


@each
async def test_an_earlier_version_can_be_made_to_hold_again(
    api: httpx.AsyncClient, around: None, staff: Header, path: str
) -> None:
    before = (await versions(api, path))[0]["item"]
    tag = (await change(api, staff, path)).headers["ETag"]
    wanted = {"version": 1, "reason": "Vergissing"}
    answer = await api.post(f"/{path}/restoration", json=wanted, headers=staff | {"If-Match": tag})
    newest = (await versions(api, path))[0]

    assert answer.status_code == 200, answer.text
    assert (newest["version"], newest["reason"], newest["item"]) == (3, "Vergissing", before)
    assert answer.json() == (await api.get(f"/{path}", headers=staff)).json()


@each
async def test_who_has_an_older_version_in_hand_restores_nothing(
    api: httpx.AsyncClient, around: None, staff: Header, path: str
) -> None:
    old = (await api.get(f"/{path}")).headers["ETag"]
    await change(api, staff, path)
    answers = [
        await api.post(f"/{path}/restoration", json={"version": 1}, headers=staff | match)
        for match in ({"If-Match": old}, {})
    ]

    assert [answer.status_code for answer in answers] == [412, 428]
    assert answers[0].json()["theirs"]["name"] == "Nieuw"


async def test_nobody_and_partners_restore_nothing(api: httpx.AsyncClient, around: None, keys: Keys) -> None:
    who: tuple[Header, ...] = ({}, keys.person(Role.PARTNER_EDITOR, partner="politie"), keys.person(Role.READER))

    async def statuses(path: str) -> list[int]:
        sent = {"version": 1}
        answers = [await api.post(f"/{path}/restoration", headers=one | {"If-Match": "*"}, json=sent) for one in who]
        return [answer.status_code for answer in answers]

    assert {path: await statuses(path) for path in CHANGES} == {key: [401, 403, 403] for key in CHANGES}


async def test_a_version_that_never_was_is_not_found(api: httpx.AsyncClient, around: None, staff: Header) -> None:
    async def statuses(path: str) -> tuple[int, int]:
        answer = await api.post(f"/{path}/restoration", json={"version": 9}, headers=staff | {"If-Match": "*"})
        return answer.status_code, (await api.get(f"/{path.split('/')[0]}/nergens/versions")).status_code

    assert {path: await statuses(path) for path in CHANGES} == dict.fromkeys(CHANGES, (404, 404))


async def test_a_rehearsal_restores_nothing(api: httpx.AsyncClient, around: None, staff: Header) -> None:
    tag = (await change(api, staff, "partners/politie")).headers["ETag"]
    rehearsed = await api.post(
        "/partners/politie/restoration?dryRun=true", json={"version": 1}, headers=staff | {"If-Match": tag}
    )

    assert (rehearsed.json()["name"], (await api.get("/partners/politie")).json()["name"]) == ("Politie", "Nieuw")


async def test_what_an_earlier_version_names_has_to_be_there_still(
    api: httpx.AsyncClient, around: None, staff: Header
) -> None:
    """Between the change and its undoing somebody left the level out of the programme."""
    await change(api, staff, "nodes/rust")
    levels = [{"id": "theme", "name": "Thema", "kind": "pillar"}]
    fewer = await api.patch("/programmes/samen", json={"levels": levels}, headers=staff | {"If-Match": "*"})
    answer = await api.post("/nodes/rust/restoration", json={"version": 1}, headers=staff | {"If-Match": "*"})

    assert fewer.status_code == 200, fewer.text
    assert [(one["field"], one["code"]) for one in answer.json()["errors"]] == [("level", "unknown-level")]


async def test_the_versions_can_be_asked_as_they_were_known(
    api: httpx.AsyncClient, around: None, staff: Header
) -> None:
    await change(api, staff, "indicators/nuisance")
    then = (await api.get("/indicators/nuisance/versions", params={"knownAt": "2001-01-01"})).json()["items"]

    assert [(one["version"], one["item"]["name"]) for one in then] == [(1, "Nuisance")]


async def test_a_protection_does_not_end_because_an_earlier_version_is_restored(
    api: httpx.AsyncClient, around: None, staff: Header
) -> None:
    headers = staff | {"If-Match": "*"}
    await api.patch("/indicators/nuisance", json={"protected": True}, headers=headers)
    await api.post("/indicators/nuisance/restoration", json={"version": 1}, headers=headers)
    newest = (await versions(api, "indicators/nuisance"))[0]

    assert newest["changed"] == ["protected"]
    assert newest["item"]["protected"] is False


async def test_an_area_is_undone_at_its_own_address(api: httpx.AsyncClient, around: None) -> None:
    assert (await api.get("/places/zuid/versions")).status_code == 404
