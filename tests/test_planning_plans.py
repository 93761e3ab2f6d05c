"""Plans: of four years and of neighbourhoods, what each lacks of the fixed parts, and which pillars it leaves out."""

from typing import Any

import httpx
import pytest
from sqlmodel import Session

from app.models.access import Role
from tests.given import given_area, given_goal, given_intervention, given_place, given_programme
from tests.keys import Header, Keys
from tests.planning_given import given_plan

NEW = {"programme": "samen", "name": "Plan Veld", "kind": "neighbourhood-plan", "place": "veld"}
STEPS = [
    {"name": "Opstellen", "starts": "2024-01-01", "ends": "2024-06-30", "state": "done"},
    {"name": "Uitvoeren", "starts": "2024-07-01", "ends": None, "state": "running"},
    {"name": "Leren", "starts": None, "ends": None, "state": "planned"},
]


@pytest.fixture
def around(session: Session) -> None:
    """Two pillars, `wonen` with the goal `rust` under it and `werk` with nothing."""
    given_place(session, "veld")
    given_place(session, "bos")
    given_area(session, "zuid", members=["veld"])
    given_programme(session, areas=["zuid"])
    given_goal(session, "werk", level="theme", position=2)
    given_goal(session, "wonen", level="theme", position=1)
    given_goal(session, parent_id="wonen")


@pytest.fixture
def staff(keys: Keys) -> Header:
    return keys.person(Role.PROGRAMME_STAFF)


async def create(api: httpx.AsyncClient, staff: Header, **other: Any) -> httpx.Response:
    return await api.post("/plans", json=NEW | other, headers=staff)


async def one(api: httpx.AsyncClient, key: str, **asked: str) -> dict[str, Any]:
    answer = await api.get(f"/plans/{key}", params=asked)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def codes(answer: httpx.Response) -> list[tuple[str, str]]:
    return [(error["field"], error["code"]) for error in answer.json()["errors"]]


async def test_a_plan_of_four_years_has_steps_with_a_state(api: httpx.AsyncClient, around: None, staff: Header) -> None:
    four_years = {"kind": "implementation-programme", "place": None, "starts": "2024-01-01", "ends": "2027-12-31"}
    made = await create(api, staff, **four_years, steps=STEPS)

    assert made.status_code == 201, made.text
    assert made.json()["steps"] == STEPS
    assert (made.json()["starts"], made.json()["ends"], made.json()["state"]) == ("2024-01-01", "2027-12-31", "draft")


async def test_a_plan_of_a_neighbourhood_names_the_neighbourhood(
    api: httpx.AsyncClient, around: None, staff: Header
) -> None:
    assert codes(await create(api, staff, place=None)) == [("place", "place-required")]


async def test_a_draft_was_not_adopted_on_any_day(api: httpx.AsyncClient, around: None, staff: Header) -> None:
    assert codes(await create(api, staff, adoptedOn="2024-01-01")) == [("adoptedOn", "not-adopted")]


async def test_a_plan_lacks_the_elements_that_other_plans_of_its_kind_have(
    api: httpx.AsyncClient, session: Session, around: None
) -> None:
    parts = [{"name": "Sociale basis"}, {"name": "Leefbaarheid"}]
    given_plan(session, "eerste", place="veld", order=1, elements=parts)
    given_plan(session, "tweede", place="bos", order=2, elements=[{"name": "Leefbaarheid"}, {"name": "Groen"}])
    given_plan(session, "jaren", kind="implementation-programme", elements=[{"name": "Geld"}])

    assert (await one(api, "eerste"))["missingElements"] == ["Groen"]
    assert (await one(api, "tweede"))["missingElements"] == ["Sociale basis"]
    assert (await one(api, "jaren"))["missingElements"] == []


async def test_what_was_withdrawn_is_no_measure_for_other_plans(
    api: httpx.AsyncClient, session: Session, around: None, staff: Header
) -> None:
    given_plan(session, "eerste", place="veld", elements=[{"name": "Sociale basis"}])
    given_plan(session, "tweede", place="bos")
    await api.post("/plans/eerste/withdrawal", json={"reason": "Vervallen"}, headers=staff)

    assert (await one(api, "tweede"))["missingElements"] == []


async def test_a_plan_covers_a_pillar_by_a_goal_under_it_or_by_what_is_done_for_one(
    api: httpx.AsyncClient, session: Session, around: None
) -> None:
    given_intervention(session, goals=["rust"])
    given_plan(session, "niets", place="veld")
    given_plan(session, "doel", place="veld", goals=["rust"])
    given_plan(session, "pijler", place="veld", goals=["werk"])
    given_plan(session, "werkwijze", place="veld", interventions=["coaches"], goals=["werk"])

    assert {key: (await one(api, key))["uncovered"] for key in ("niets", "doel", "pijler", "werkwijze")} == {
        "niets": ["wonen", "werk"],
        "doel": ["werk"],
        "pijler": ["wonen"],
        "werkwijze": [],
    }


async def test_without_pillars_the_highest_level_is_to_be_covered(api: httpx.AsyncClient, session: Session) -> None:
    given_programme(session, levels=[{"id": "goal", "name": "Doel", "kind": "goal"}])
    given_goal(session)
    given_goal(session, "groen")
    given_plan(session, kind="implementation-programme", goals=["groen"])

    assert (await one(api, "plan"))["uncovered"] == ["rust"]


async def test_what_a_plan_lacked_can_be_asked_as_it_was_known(
    api: httpx.AsyncClient, session: Session, around: None, staff: Header
) -> None:
    given_plan(session, "eerste", place="veld")
    given_plan(session, "tweede", place="bos")
    patch = {"elements": [{"name": "Groen"}], "goals": ["werk", "rust"]}
    await api.patch("/plans/eerste", json=patch, headers=staff | {"If-Match": "*"})

    assert (await one(api, "tweede"))["missingElements"] == ["Groen"]
    assert (await one(api, "tweede", knownAt="2015-01-01"))["missingElements"] == []
    assert (await one(api, "eerste", knownAt="2015-01-01"))["uncovered"] == ["wonen", "werk"]


async def test_versions_of_a_plan_each_say_what_they_lacked(
    api: httpx.AsyncClient, session: Session, around: None, staff: Header
) -> None:
    given_plan(session, place="veld")
    await api.patch("/plans/plan", json={"goals": ["rust"]}, headers=staff | {"If-Match": "*"})
    versions = (await api.get("/plans/plan/versions")).json()["items"]

    assert [version["item"]["uncovered"] for version in versions] == [["werk"], ["wonen", "werk"]]


async def test_plans_are_asked_by_kind_place_goal_and_state(
    api: httpx.AsyncClient, session: Session, around: None
) -> None:
    given_plan(session, "buurt", place="veld", goals=["rust"])
    given_plan(session, "jaren", kind="implementation-programme", state="adopted")
    asked = {"kind": "neighbourhood-plan", "place": "veld", "goal": "rust", "state": "draft"}
    found = {key: (await api.get("/plans", params={key: value})).json()["items"] for key, value in asked.items()}

    assert {key: [plan["id"] for plan in plans] for key, plans in found.items()} == {key: ["buurt"] for key in asked}


async def test_a_plan_of_a_place_is_made_by_who_may_act_there(
    api: httpx.AsyncClient, session: Session, around: None, keys: Keys
) -> None:
    limited = keys.person(Role.PROGRAMME_STAFF, areas=["zuid"])
    answers = [
        await api.post("/plans", json=NEW),
        await create(api, keys.person(Role.READER)),
        await create(api, limited, place="bos"),
        await create(api, limited),
    ]

    assert [answer.status_code for answer in answers] == [401, 403, 403, 201]
