"""National goals and lines of action, and the local goals and areas that serve them: seen from either side."""

from typing import Any

import httpx
import pytest
from sqlmodel import Session

from app.models.access import Role
from tests.given import given_area, given_goal, given_programme
from tests.keys import Header, Keys
from tests.planning_given import given_alignment, given_area_outside, given_national
from tests.queries import counted


@pytest.fixture
def national(session: Session) -> None:
    given_national(session)


@pytest.fixture
def staff(keys: Keys) -> Header:
    return keys.person(Role.PROGRAMME_STAFF)


async def served(api: httpx.AsyncClient, programme: str, **asked: str) -> dict[str, list[str]]:
    """Each national goal, in order, with the alignments that serve it."""
    answer = await api.get(f"/programmes/{programme}/national-goals", params=asked)
    assert answer.status_code == 200, answer.text
    return {node["id"]: [one["id"] for one in node["servedBy"]] for node in answer.json()["nodes"]}


def codes(answer: httpx.Response) -> list[tuple[str, str]]:
    return [(error["field"], error["code"]) for error in answer.json()["errors"]]


async def test_a_local_goal_and_an_area_serve_national_goals(
    api: httpx.AsyncClient, session: Session, national: None
) -> None:
    given_alignment(session, "doel", goal="rust", serves=["veilig"])
    given_alignment(session, "gebied", place="zuid", serves=["veilig", "meedoen"], text="Onze lezing")

    assert await served(api, "samen") == {"veilig": ["doel", "gebied"], "wonen": [], "meedoen": ["gebied"]}


async def test_the_national_programme_sees_all_that_serves_it(
    api: httpx.AsyncClient, session: Session, national: None
) -> None:
    given_programme(session, "ander")
    given_alignment(session, "doel", goal="rust", serves=["veilig"])
    given_alignment(session, "anders", programme="ander", place="zuid", serves=["wonen"])

    assert await served(api, "rijk") == {"veilig": ["doel"], "wonen": ["anders"], "meedoen": []}


async def test_an_alignment_names_goal_place_and_programme(
    api: httpx.AsyncClient, session: Session, national: None
) -> None:
    given_alignment(session, goal="rust", place="zuid", serves=["wonen"], text="Onze lezing")
    nodes = (await api.get("/programmes/rijk/national-goals")).json()["nodes"]

    assert [(node["levelName"], node["name"], node["programmeName"]) for node in nodes] == [
        ("Doelstelling", "Veilig", "Rijk"),
        ("Doelstelling", "Wonen", "Rijk"),
        ("Actielijn", "Meedoen", "Rijk"),
    ]
    assert nodes[1]["servedBy"] == [
        {
            "id": "dient",
            "name": "Dient",
            "programme": "samen",
            "programmeName": "Samen",
            "goal": "rust",
            "goalName": "Rust",
            "place": "zuid",
            "placeName": "Zuid",
            "text": "Onze lezing",
            "origin": None,
        }
    ]


async def test_what_another_programme_says_of_its_areas_is_shown_to_a_local_programme(
    api: httpx.AsyncClient, session: Session, national: None
) -> None:
    given_area(session, "noord")
    given_area(session, "ver")
    given_area_outside(session, "noord")
    for place in ("zuid", "noord", "ver"):
        given_alignment(session, f"rijk-{place}", programme="rijk", place=place, serves=["wonen"])

    assert (await served(api, "samen"))["wonen"] == ["rijk-noord", "rijk-zuid"]
    assert (await served(api, "rijk"))["wonen"] == ["rijk-noord", "rijk-ver", "rijk-zuid"]


async def test_a_programme_that_serves_nothing_shows_nothing(api: httpx.AsyncClient, national: None) -> None:
    assert await served(api, "samen") == {}
    assert (await api.get("/programmes/niets/national-goals")).status_code == 404


async def test_what_is_withdrawn_serves_no_longer_and_earlier_it_did(
    api: httpx.AsyncClient, session: Session, national: None, staff: Header
) -> None:
    given_alignment(session, goal="rust", serves=["wonen"])
    await api.post("/alignments/dient/withdrawal", json={"reason": "Dubbel"}, headers=staff)

    assert await served(api, "samen") == {}
    assert (await served(api, "samen", knownAt="2015-01-01"))["wonen"] == ["dient"]


async def test_an_alignment_says_who_serves_what(api: httpx.AsyncClient, national: None, staff: Header) -> None:
    new: dict[str, Any] = {"programme": "samen", "name": "Dient"}
    nobody = await api.post("/alignments", json=new | {"serves": ["wonen"]}, headers=staff)
    nothing = await api.post("/alignments", json=new | {"goal": "rust", "serves": []}, headers=staff)
    unknown = await api.post("/alignments", json=new | {"goal": "rust", "serves": ["wonen", "geen"]}, headers=staff)

    assert codes(nobody) == [("goal", "goal-or-place-required")]
    assert codes(nothing) == [("serves", "too-few")]
    assert codes(unknown) == [("serves.1", "unknown-goal")]


async def test_alignments_are_asked_by_the_local_and_by_the_national_goal(
    api: httpx.AsyncClient, session: Session, national: None
) -> None:
    given_goal(session, "groen")
    given_alignment(session, "doel", goal="rust", serves=["veilig"])
    given_alignment(session, "groen-dient", goal="groen", serves=["wonen"])
    local, other = [await api.get("/alignments", params={"goal": goal}) for goal in ("rust", "wonen")]

    assert [one["id"] for one in local.json()["items"]] == ["doel"]
    assert [one["id"] for one in other.json()["items"]] == ["groen-dient"]


async def test_national_goals_take_a_fixed_number_of_questions(
    api: httpx.AsyncClient, session: Session, app: Any, national: None
) -> None:
    given_alignment(session, "dient-00", goal="rust", place="zuid", serves=["wonen"])
    with counted(app.state.engine) as one:
        await served(api, "rijk")
    for number in range(1, 12):
        given_alignment(session, f"dient-{number:02}", goal="rust", place="zuid", serves=["wonen", "veilig"])
    with counted(app.state.engine) as many:
        found = await served(api, "rijk")

    assert {key: len(by) for key, by in found.items()} == {"veilig": 11, "wonen": 12, "meedoen": 0}
    assert len(many) == len(one)
