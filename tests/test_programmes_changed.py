"""Programmes and their trees changed: other words for levels, other areas and partners, nodes that move."""

from typing import Any

import httpx
import pytest
from sqlmodel import Session

from app.models.access import Role
from tests.given import LEVELS, given_area, given_goal, given_partner, given_place, given_programme
from tests.keys import Header, Keys


@pytest.fixture
def around(session: Session) -> None:
    for key in ("zuid", "noord"):
        given_area(session, key)
    given_partner(session)
    given_partner(session, "gemeente")
    given_programme(session, areas=["zuid"], partners=["politie"])
    given_goal(session, "veilig", level="theme")
    given_goal(session, "rust", parent_id="veilig")


@pytest.fixture
def staff(keys: Keys) -> Header:
    return keys.person(Role.PROGRAMME_STAFF) | {"If-Match": "*"}


async def change(api: httpx.AsyncClient, staff: Header, patch: dict[str, Any]) -> httpx.Response:
    return await api.patch("/programmes/samen", json=patch, headers=staff)


def codes(answer: httpx.Response) -> list[tuple[str, str]]:
    assert answer.status_code == 400, answer.text
    return [(one["field"], one["code"]) for one in answer.json()["errors"]]


async def held(api: httpx.AsyncClient) -> dict[str, Any]:
    """What the programme holds, as its newest version says."""
    return dict((await api.get("/programmes/samen/versions")).json()["items"][0]["item"])


async def test_a_level_gets_another_word_and_keeps_its_goals(
    api: httpx.AsyncClient, around: None, staff: Header
) -> None:
    words = [LEVELS[0] | {"name": "Pijler"}, LEVELS[1] | {"name": "Doelstelling"}, {"name": "Stap", "kind": "step"}]
    answer = await change(api, staff, {"levels": words})

    assert [one["id"] for one in answer.json()["levels"]] == ["theme", "goal", "stap"]
    assert (await api.get("/nodes/rust")).json()["levelName"] == "Doelstelling"


@pytest.mark.parametrize(
    ("levels", "error"),
    [
        ([LEVELS[0]], ("levels", "level-in-use")),
        ([LEVELS[1], LEVELS[0]], ("levels", "level-order")),
        ([*LEVELS, {"name": "Doel", "kind": "x", "id": "goal"}], ("levels.2.name", "level-twice")),
        ([*LEVELS, {"name": "!!", "kind": "x"}], ("levels.2.name", "no-id")),
    ],
)
async def test_a_level_that_holds_goals_stays_where_it_is(
    api: httpx.AsyncClient, around: None, staff: Header, levels: Any, error: tuple[str, str]
) -> None:
    assert codes(await change(api, staff, {"levels": levels})) == [error]


async def test_areas_and_partners_replace_what_was_there(api: httpx.AsyncClient, around: None, staff: Header) -> None:
    outside = [{"area": "zuid", "text": "Op eigen kosten"}]
    partners = [{"partner": "gemeente"}, {"partner": "politie", "role": "partner"}]
    answer = await change(api, staff, {"areas": ["noord"], "areasOutside": outside, "partners": partners})
    signed = (await api.get("/partners?programme=samen")).json()["items"]

    assert (answer.json()["areas"], answer.json()["areasOutside"][0]["area"]) == (["noord"], "zuid")
    assert [one["id"] for one in signed] == ["gemeente"]
    assert await held(api) | {"partners": None} == (await held(api)) | {"partners": None, "areasOutside": outside}


async def test_what_is_not_sent_of_areas_stays(api: httpx.AsyncClient, around: None, staff: Header) -> None:
    await change(api, staff, {"areasOutside": [{"area": "noord"}]})
    await change(api, staff, {"name": "Samen verder"})
    now = await held(api)

    assert (now["areas"], [one["area"] for one in now["areasOutside"]]) == (["zuid"], ["noord"])


async def test_all_parties_that_are_not_there_are_named(
    api: httpx.AsyncClient, session: Session, around: None, staff: Header
) -> None:
    given_place(session, "veld")
    wrong = {
        "areas": ["veld", "zuid"],
        "areasOutside": [{"area": "zuid"}, {"area": "nergens"}],
        "partners": [{"partner": "politie"}, {"partner": "niemand"}],
        "municipality": "veld",
        "starts": "2030-01-01",
        "ends": "2020-01-01",
    }

    assert sorted(codes(await change(api, staff, wrong))) == [
        ("areas.0", "unknown-area"),
        ("areasOutside.0.area", "area-twice"),
        ("areasOutside.1.area", "unknown-area"),
        ("ends", "ends-before-start"),
        ("municipality", "unknown-municipality"),
        ("partners.1.partner", "unknown-partner"),
    ]


async def test_a_node_moves_with_all_that_hangs_under_it(
    api: httpx.AsyncClient, session: Session, around: None, staff: Header
) -> None:
    given_goal(session, "samenleven", level="theme")
    moved = await api.patch("/nodes/rust", json={"parent": "samenleven"}, headers=staff)
    up = await api.patch("/nodes/rust", json={"parent": None, "level": "theme"}, headers=staff)

    assert [step["id"] for step in moved.json()["path"]] == ["samenleven", "rust"]
    assert ([step["id"] for step in up.json()["path"]], up.json()["level"]) == (["rust"], "theme")


@pytest.mark.parametrize(
    ("node", "patch", "errors"),
    [
        ("veilig", {"parent": "rust"}, [("level", "level-not-below"), ("parent", "under-itself")]),
        ("veilig", {"level": "goal"}, [("level", "level-not-above")]),
        ("rust", {"level": "theme"}, [("level", "level-not-below")]),
        ("rust", {"parent": "nergens"}, [("parent", "unknown-parent")]),
        ("rust", {"level": "droom"}, [("level", "unknown-level")]),
    ],
)
async def test_a_node_hangs_where_it_can(
    api: httpx.AsyncClient, around: None, staff: Header, node: str, patch: dict[str, Any], errors: list[Any]
) -> None:
    assert codes(await api.patch(f"/nodes/{node}", json=patch, headers=staff)) == errors


async def test_a_source_and_a_group_are_made_by_staff_alone(api: httpx.AsyncClient, keys: Keys, staff: Header) -> None:
    for room, new, key in (
        ("sources", {"name": "Wijkpeiling", "kind": "monitor", "url": "https://peiling.example"}, "wijkpeiling"),
        ("populations", {"name": "Tot 27 jaar"}, "tot-27-jaar"),
    ):
        answers = [await api.post(f"/{room}", json=new, headers=who) for who in ({}, keys.person(Role.READER), staff)]
        assert [answer.status_code for answer in answers] == [401, 403, 201]
        assert answers[-1].json()["id"] == key
        assert (await api.post(f"/{room}", json=new, headers=staff)).status_code == 409


async def test_a_source_has_an_address_of_the_web(api: httpx.AsyncClient, staff: Header) -> None:
    wrong = {"name": "Peiling", "url": "javascript:alert(1)", "kind": "fictitious"}

    assert codes(await api.post("/sources", json=wrong, headers=staff)) == [
        ("kind", "not-an-option"),
        ("url", "wrong-form"),
    ]
