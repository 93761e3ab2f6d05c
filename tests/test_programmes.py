"""Programmes: words of their own for their levels, a tree, and counts at every level of it."""

from typing import Any

import httpx
import pytest
from sqlmodel import Session

from app.models.access import Role
from app.models.place import PlaceKind
from tests.given import (
    given_area,
    given_course,
    given_goal,
    given_partner,
    given_place,
    given_programme,
    given_target,
    measured,
)
from tests.keys import Header, Keys
from tests.test_areas import NOTHING

LEVELS = [
    {"id": "theme", "name": "Thema", "kind": "pillar"},
    {"id": "wish", "name": "Wens", "kind": "ambition"},
    {"id": "goal", "name": "Doel", "kind": "goal"},
]
NEW = {"name": "Samen verder", "levels": LEVELS}


@pytest.fixture
def staff(keys: Keys) -> Header:
    return keys.person(Role.PROGRAMME_STAFF)


@pytest.fixture
def tree(session: Session) -> None:
    """Theme `wonen` with two goals: `rust`, which has a target that is behind, and `groen`, which has none yet."""
    given_course(session)
    measured(session, "2011", 40)
    given_goal(session, "wonen", level="theme", name="Wonen")
    for key, position in (("rust-2", 1), ("groen", 0)):
        given_goal(session, key, parent_id="wonen", position=position)
    given_target(session, "minder-2", goal_id="rust-2")


async def create(api: httpx.AsyncClient, staff: Header, **other: Any) -> httpx.Response:
    return await api.post("/programmes", json=NEW | other, headers=staff)


async def add(api: httpx.AsyncClient, staff: Header, programme: str = "samen", **node: Any) -> httpx.Response:
    new = {"level": "goal", "name": "Meer rust"} | node
    return await api.post(f"/programmes/{programme}/nodes", json=new, headers=staff)


def codes(answer: httpx.Response) -> list[tuple[str, str]]:
    return [(error["field"], error["code"]) for error in answer.json()["errors"]]


async def ids(api: httpx.AsyncClient, room: str, **asked: Any) -> list[str]:
    return [item["id"] for item in (await api.get(f"/{room}", params=asked)).json()["items"]]


async def test_a_new_programme_is_a_draft_with_its_own_levels(
    api: httpx.AsyncClient, session: Session, staff: Header
) -> None:
    given_area(session, "zuid")
    answer = await create(api, staff, areas=["zuid"], starts="2024-01-01", ends="2040-12-31", summary="Kort")

    assert answer.status_code == 201
    assert answer.json() == {
        "id": "samen-verder",
        "name": "Samen verder",
        "starts": "2024-01-01",
        "ends": "2040-12-31",
        "state": "draft",
        "levels": LEVELS,
        "areas": ["zuid"],
        "areasOutside": [],
        "inhabitants": None,
        "municipality": None,
        "baselineRule": None,
        "summary": "Kort",
        "asksAcceptance": False,
        "counts": NOTHING,
        "drafts": 0,
        "fictitious": False,
        "origin": None,
        "may": ["change", "addNode"],
    }


async def test_all_that_is_wrong_with_a_programme_is_said_at_once(
    api: httpx.AsyncClient, session: Session, staff: Header
) -> None:
    given_place(session, "veld")
    wrong = {"areas": ["veld"], "municipality": "veld", "starts": "2040-01-01", "ends": "2024-01-01"}
    refused = await create(api, staff, levels=[LEVELS[0], LEVELS[0]], **wrong)

    assert codes(refused) == [
        ("areas.0", "unknown-area"),
        ("municipality", "unknown-municipality"),
        ("ends", "ends-before-start"),
        ("levels.1.name", "level-twice"),
    ]


async def test_an_id_that_is_taken_clashes(api: httpx.AsyncClient, staff: Header) -> None:
    assert [(await create(api, staff)).status_code for _ in range(2)] == [201, 409]


async def test_the_end_of_a_term_cannot_come_to_lie_before_its_start(api: httpx.AsyncClient, staff: Header) -> None:
    await create(api, staff, starts="2024-01-01")
    headers = staff | {"If-Match": "*"}
    refused = await api.patch("/programmes/samen-verder", json={"ends": "2023-01-01"}, headers=headers)

    assert codes(refused) == [("ends", "ends-before-start")]
    assert (await api.get("/programmes/samen-verder")).json()["ends"] is None


async def test_what_a_programme_was_called_stays_known(api: httpx.AsyncClient, session: Session, staff: Header) -> None:
    given_programme(session)
    await api.patch("/programmes/samen", json={"name": "Anders"}, headers=staff | {"If-Match": "*"})
    asked = {"knownAt": "2015-01-01T00:00:00Z"}

    assert (await api.get("/programmes/samen")).json()["name"] == "Anders"
    assert (await api.get("/programmes/samen", params=asked)).json()["name"] == "Samen"
    assert (await api.get("/programmes/samen", params={"knownAt": "1999-01-01"})).status_code == 404


async def test_programmes_are_asked_by_area_partner_and_municipality(api: httpx.AsyncClient, session: Session) -> None:
    given_place(session, "stad", kind=PlaceKind.MUNICIPALITY, code="GM0001")
    given_area(session, "zuid")
    given_partner(session)
    given_programme(session, areas=["zuid"], partners=["politie"], municipality_id="stad")
    given_programme(session, "ander")

    assert await ids(api, "programmes", area="zuid") == ["samen"]
    assert await ids(api, "programmes", partner="politie") == ["samen"]
    assert await ids(api, "programmes", municipality="GM0001") == ["samen"]
    assert await ids(api, "programmes", programme=["ander", "samen"]) == ["ander", "samen"]


async def test_a_programme_counts_all_its_assessments(api: httpx.AsyncClient, session: Session, tree: None) -> None:
    given_target(session, "plan", state="draft")
    found = (await api.get("/programmes/samen")).json()

    assert found["counts"] == NOTHING | {"farBehind": 2}
    assert found["drafts"] == 1


async def test_the_tree_counts_at_every_level(api: httpx.AsyncClient, tree: None) -> None:
    found = (await api.get("/programmes/samen/tree", params={"asOf": "2011"})).json()

    assert found["programme"]["id"] == "samen"
    assert [shape(node) for node in found["nodes"]] == [
        ("rust", 1, 1, []),
        ("wonen", 1, 1, [("groen", 0, 0, []), ("rust-2", 1, 1, [])]),
    ]


def shape(node: dict[str, Any]) -> tuple[Any, ...]:
    """Id, targets, how many are far behind, and the same of its children."""
    return node["id"], node["targets"], node["counts"]["farBehind"], [shape(child) for child in node["children"]]


async def test_a_tree_of_a_programme_that_is_not_there_is_not_found(api: httpx.AsyncClient) -> None:
    answers = [await api.get(f"/programmes/niets/{view}") for view in ("tree", "nodes")]

    assert [answer.status_code for answer in answers] == [404, 404]


async def test_a_node_knows_its_way_up_and_counts_what_is_under_it(api: httpx.AsyncClient, tree: None) -> None:
    goal = (await api.get("/goals/rust-2")).json()
    theme = (await api.get("/nodes/wonen")).json()

    assert [(step["level"], step["id"]) for step in goal["path"]] == [("theme", "wonen"), ("goal", "rust-2")]
    assert (goal["parent"], goal["levelName"], goal["targets"]) == ("wonen", "Doel", 1)
    assert (theme["targets"], theme["counts"]["farBehind"]) == (1, 1)


async def test_nodes_are_asked_by_level_kind_and_parent(api: httpx.AsyncClient, session: Session, tree: None) -> None:
    given_programme(session, "ander")
    given_goal(session, "elders", programme="ander")

    assert await ids(api, "programmes/samen/nodes") == ["groen", "rust", "rust-2", "wonen"]
    assert await ids(api, "programmes/samen/nodes", level="theme") == ["wonen"]
    assert await ids(api, "programmes/samen/nodes", level="pillar") == ["wonen"]
    assert await ids(api, "programmes/samen/nodes", level="unheard-of") == []
    assert await ids(api, "programmes/samen/nodes", parent="wonen") == ["groen", "rust-2"]


async def test_goals_are_the_nodes_that_carry_targets(api: httpx.AsyncClient, session: Session, tree: None) -> None:
    assert await ids(api, "goals") == ["rust", "rust-2"]
    assert await ids(api, "goals", programme="samen", parent="wonen") == ["rust-2"]


async def test_a_node_is_added_under_another(api: httpx.AsyncClient, session: Session, staff: Header) -> None:
    given_programme(session)
    theme = await add(api, staff, level="theme", name="Wonen")
    goal = await add(api, staff, parent=theme.json()["id"], description="In alle straten")

    assert (goal.status_code, goal.headers["location"]) == (201, "/api/v1/nodes/samen-meer-rust")
    assert [step["name"] for step in goal.json()["path"]] == ["Wonen", "Meer rust"]
    assert (goal.json()["description"], goal.json()["may"]) == (
        "In alle straten",
        ["change", "addNode", "addTarget"],
    )


async def test_a_node_lies_below_its_parent_in_its_own_programme(
    api: httpx.AsyncClient, session: Session, staff: Header, tree: None
) -> None:
    given_programme(session, "ander")
    refused = [
        await add(api, staff, level="dream"),
        await add(api, staff, parent="niets"),
        await add(api, staff, parent="wonen", programme="ander"),
        await add(api, staff, parent="rust"),
        await add(api, staff, level="theme", parent="rust"),
    ]

    assert [codes(answer) for answer in refused] == [
        [("level", "unknown-level")],
        [("parent", "unknown-parent")],
        [("parent", "unknown-parent")],
        [("level", "level-not-below")],
        [("level", "level-not-below")],
    ]


async def test_a_node_whose_id_is_taken_clashes(api: httpx.AsyncClient, staff: Header, tree: None) -> None:
    assert (await add(api, staff, id="rust")).status_code == 409
    assert (await add(api, staff, programme="niets")).status_code == 404


async def test_what_a_goal_said_stays_known(api: httpx.AsyncClient, staff: Header, tree: None) -> None:
    headers = staff | {"If-Match": "*"}
    await api.patch("/nodes/rust", json={"name": "Veel meer rust", "position": 7}, headers=headers)

    assert (await api.get("/goals/rust")).json()["name"] == "Veel meer rust"
    assert (await api.get("/goals/rust", params={"knownAt": "2015-01-01"})).json()["name"] == "Rust"
