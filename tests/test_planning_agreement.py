"""Areas outside the agreement of a programme; and the problem analyses that its goals rest on."""

from typing import Any

import httpx
import pytest
from sqlmodel import Session

from app.models.access import Role
from tests.given import (
    given_area,
    given_goal,
    given_indicator,
    given_place,
    given_population,
    given_programme,
    given_target,
    measured,
)
from tests.keys import Keys
from tests.planning_given import given_area_outside, given_text
from tests.test_areas import NOTHING


@pytest.fixture
def both(session: Session) -> None:
    """A target in an area of the agreement, and the same in one outside; `grens` lies in both."""
    given_population(session)
    given_indicator(session)
    for place in ("veld", "bos", "grens"):
        given_place(session, place)
    given_area(session, "zuid", members=["veld", "grens"])
    given_area(session, "noord", members=["bos", "grens"])
    given_programme(session, areas=["zuid"])
    given_area_outside(session, "noord")
    given_goal(session)
    for place in ("veld", "bos", "grens"):
        given_target(session, f"minder-{place}", place_id=place)
        measured(session, "2006", 42, place=place)
        measured(session, "2011", 40, place=place)


async def read(api: httpx.AsyncClient, path: str, **asked: str) -> Any:
    answer = await api.get(path, params=asked)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_an_area_outside_the_agreement_is_named_apart_with_what_is_said_of_it(
    api: httpx.AsyncClient, both: None
) -> None:
    programme = await read(api, "/programmes/samen")

    assert programme["areas"] == ["zuid"]
    assert programme["areasOutside"] == [{"area": "noord", "text": "Eigen geld", "origin": None}]


async def test_targets_outside_the_agreement_do_not_count_in_it(api: httpx.AsyncClient, both: None) -> None:
    tree = await read(api, "/programmes/samen/tree", asOf="2011")
    counted = NOTHING | {"farBehind": 2}

    assert (await read(api, "/programmes/samen"))["counts"] == counted
    assert (await read(api, "/goals/rust"))["counts"] == counted
    assert [(node["targets"], node["counts"]) for node in tree["nodes"]] == [(2, counted)]
    assert tree["programme"]["counts"] == counted


async def test_they_are_assessed_all_the_same(api: httpx.AsyncClient, both: None) -> None:
    found = await read(api, "/assessments", goal="rust")

    assert [one["place"] for one in found["items"]] == ["bos", "grens", "veld"]
    assert (await read(api, "/areas/noord/progress"))["counts"] == NOTHING | {"farBehind": 2}


async def test_the_area_is_still_one_of_the_programme(api: httpx.AsyncClient, both: None) -> None:
    found = await read(api, "/areas", programme="samen")

    assert [area["id"] for area in found["items"]] == ["noord", "zuid"]


@pytest.fixture
def analysed(session: Session) -> None:
    given_programme(session)
    given_goal(session, "wonen", level="theme")
    given_goal(session, parent_id="wonen")
    given_goal(session, "los")
    given_text(session, goals=["wonen"], parts=[{"kind": "survey", "name": "Enquête", "line": 12}])
    given_text(session, "uitgangspunten", kind="principles", goals=["rust"])


def rests_on(node: dict[str, Any]) -> list[str]:
    return [one["id"] for one in node["problemAnalyses"]]


async def test_a_goal_rests_on_the_analysis_that_names_it_or_what_is_above_it(
    api: httpx.AsyncClient, analysed: None
) -> None:
    nodes = (await read(api, "/programmes/samen/nodes"))["items"]
    tree = await read(api, "/programmes/samen/tree")

    assert {node["id"]: rests_on(node) for node in nodes} == {"los": [], "rust": ["analyse"], "wonen": ["analyse"]}
    assert [rests_on(node) for node in tree["nodes"]] == [[], ["analyse"]]
    assert (await read(api, "/nodes/rust"))["problemAnalyses"] == [{"id": "analyse", "name": "Analyse"}]


async def test_an_analysis_is_named_once_though_it_names_goal_and_pillar(
    api: httpx.AsyncClient, session: Session, analysed: None
) -> None:
    given_text(session, "tweede", goals=["wonen", "rust"])

    assert rests_on(await read(api, "/nodes/rust")) == ["analyse", "tweede"]


async def test_an_analysis_that_is_withdrawn_or_unknown_yet_carries_nothing(
    api: httpx.AsyncClient, analysed: None, keys: Keys
) -> None:
    staff = keys.person(Role.PROGRAMME_STAFF)
    await api.post("/texts/analyse/withdrawal", json={"reason": "Onjuist"}, headers=staff)

    assert rests_on(await read(api, "/nodes/rust")) == []
    assert rests_on(await read(api, "/nodes/rust", knownAt="2015-01-01")) == ["analyse"]


async def test_a_problem_analysis_keeps_its_parts_apart_by_where_they_come_from(
    api: httpx.AsyncClient, analysed: None
) -> None:
    text = await read(api, "/texts/analyse")

    assert text["parts"] == [{"kind": "survey", "name": "Enquête", "text": None, "line": 12}]
    assert (text["kind"], text["state"], text["goals"]) == ("problem-analysis", "draft", ["wonen"])
