"""Tags on goals and interventions, and the verdict on what ran before a programme."""

from typing import Any

import httpx
import pytest
from sqlmodel import Session

from app.models.access import Role
from tests.given import (
    given_goal,
    given_indicator,
    given_intervention,
    given_population,
    given_target,
)
from tests.interventions_given import change, codes, create, given_neighbourhoods, ids
from tests.keys import Header, Keys

TAGS = {
    "lifeCourse": ["child", "older"],
    "socialBasis": ["community"],
    "scale": "street",
    "horizon": "quick",
}
NONE: dict[str, Any] = {"lifeCourse": [], "socialBasis": [], "scale": None, "horizon": None}


@pytest.fixture
def around(session: Session) -> None:
    given_neighbourhoods(session)


@pytest.fixture
def staff(keys: Keys) -> Header:
    return keys.person(Role.PROGRAMME_STAFF)


def tags(answer: httpx.Response) -> dict[str, Any]:
    return {name: answer.json()[name] for name in TAGS}


async def test_an_intervention_is_tagged_and_untagged_by_a_patch(
    api: httpx.AsyncClient, around: None, staff: Header
) -> None:
    made = await create(api, staff, **TAGS)
    fewer = await change(api, staff, lifeCourse=["adult"], scale=None)

    assert tags(made) == TAGS
    assert tags(fewer) == TAGS | {"lifeCourse": ["adult"], "scale": None}
    assert tags(await change(api, staff, **NONE)) == NONE


async def test_what_nobody_tagged_has_no_tags(api: httpx.AsyncClient, around: None, staff: Header) -> None:
    assert tags(await create(api, staff)) == NONE
    assert tags(await api.get("/nodes/rust")) == NONE


async def test_a_goal_is_tagged_when_it_is_made_and_later(api: httpx.AsyncClient, around: None, staff: Header) -> None:
    new = {"level": "goal", "name": "Meer rust"} | TAGS
    made = await api.post("/programmes/samen/nodes", json=new, headers=staff)
    patch = {"horizon": "structural", "socialBasis": []}
    headers = staff | {"If-Match": made.headers["ETag"]}
    later = await api.patch("/nodes/samen-meer-rust", json=patch, headers=headers)

    assert tags(made) == TAGS
    assert tags(later) == TAGS | patch


async def test_earlier_tags_stay_known(api: httpx.AsyncClient, around: None, staff: Header) -> None:
    await api.patch("/nodes/rust", json=TAGS, headers=staff | {"If-Match": "*"})

    assert tags(await api.get("/nodes/rust")) == TAGS
    assert tags(await api.get("/nodes/rust", params={"knownAt": "2015-01-01"})) == NONE


async def test_a_tag_that_does_not_exist_is_refused(api: httpx.AsyncClient, around: None, staff: Header) -> None:
    refused = await create(api, staff, lifeCourse=["child", "ghost"], socialBasis=["x"], scale="moon", horizon="soon")

    assert refused.status_code == 400
    assert [field for field, _ in codes(refused)] == ["lifeCourse.1", "socialBasis.0", "scale", "horizon"]


async def test_a_tag_that_is_given_twice_counts_once(api: httpx.AsyncClient, around: None, staff: Header) -> None:
    made = await create(api, staff, lifeCourse=["child", "child", "adult"])

    assert made.json()["lifeCourse"] == ["child", "adult"]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"lifeCourse": "child"}, ["coaches"]),
        ({"lifeCourse": "adult"}, ["samen"]),
        ({"lifeCourse": ["child", "adult"]}, ["coaches", "samen"]),
        ({"socialBasis": "institutional"}, ["samen"]),
        ({"scale": "street"}, ["coaches"]),
        ({"scale": ["street", "city"]}, ["coaches", "samen"]),
        ({"horizon": "structural"}, ["samen"]),
        ({"horizon": "quick", "lifeCourse": "adult"}, []),
        ({"lifeCourse": "young-adult"}, []),
    ],
)
async def test_interventions_and_nodes_are_asked_by_their_tags(
    api: httpx.AsyncClient, session: Session, around: None, asked: dict[str, Any], found: list[str]
) -> None:
    quick: dict[str, Any] = {
        "life_course": ["child", "older"],
        "social_basis": ["personal"],
        "scale": "street",
        "horizon": "quick",
    }
    slow: dict[str, Any] = {
        "life_course": ["adult"],
        "social_basis": ["institutional"],
        "scale": "city",
        "horizon": "structural",
    }
    given_intervention(session, "coaches", **quick)
    given_intervention(session, "samen", **slow)
    given_intervention(session, "zonder")
    given_goal(session, "goal-coaches", **quick)
    given_goal(session, "goal-samen", **slow)

    assert await ids(api, **asked) == found
    assert await ids(api, "programmes/samen/nodes", **asked) == [f"goal-{key}" for key in found]


async def test_goals_are_asked_by_what_their_targets_are_about_and_who_works_on_them(
    api: httpx.AsyncClient, session: Session, around: None
) -> None:
    given_population(session)
    given_indicator(session)
    given_target(session)
    given_goal(session, "groen")
    given_indicator(session, "trees")
    given_target(session, "bomen", goal_id="groen", indicator_id="trees", place_id="bos")
    given_intervention(session, goals=["groen"], partners=["politie"])
    asked = {"area": "zuid", "place": "veld", "municipality": "GM0001", "indicator": "nuisance"}

    assert {key: await ids(api, "goals", **{key: value}) for key, value in asked.items()} == {
        key: ["rust"] for key in asked
    }
    assert await ids(api, "goals", indicator="trees", place="veld") == []
    assert await ids(api, "goals", partner="politie") == ["groen"]
    assert await ids(api, "goals", place=["veld", "bos"]) == ["groen", "rust"]


async def test_what_ran_before_the_programme_gets_a_verdict(
    api: httpx.AsyncClient, around: None, staff: Header
) -> None:
    made = await create(api, staff, existing=True)
    judged = await change(api, staff, verdict="stop", verdictReason="Geen bereik")

    assert [made.json()[name] for name in ("existing", "verdict", "verdictReason")] == [True, None, None]
    assert [judged.json()[name] for name in ("existing", "verdict", "verdictReason")] == [True, "stop", "Geen bereik"]


async def test_a_verdict_is_about_what_ran_before(api: httpx.AsyncClient, around: None, staff: Header) -> None:
    refused = await create(api, staff, verdict="keep")
    reason = await create(api, staff, existing=True, verdictReason="Zomaar")
    await create(api, staff, existing=True, verdict="keep")

    assert codes(refused) == [("verdict", "verdict-without-existing")]
    assert codes(reason) == [("verdictReason", "reason-without-verdict")]
    assert codes(await change(api, staff, existing=False)) == [("verdict", "verdict-without-existing")]
    assert codes(await create(api, staff, verdict="throw-away")) == [("verdict", "not-an-option")]


async def test_running_initiatives_are_asked_by_their_verdict(
    api: httpx.AsyncClient, session: Session, around: None
) -> None:
    given_intervention(session, "oud", existing=True, verdict="renew")
    given_intervention(session, "onbeoordeeld", existing=True)
    given_intervention(session, "nieuw", existing=False)
    given_intervention(session, "onbekend")

    assert await ids(api, existing="true") == ["onbeoordeeld", "oud"]
    assert await ids(api, existing="false") == ["nieuw", "onbekend"]
    assert await ids(api, verdict=["renew", "keep"]) == ["oud"]
    assert (await api.get("/interventions", params={"verdict": "burn"})).status_code == 400


async def test_interventions_are_asked_as_they_were_known(
    api: httpx.AsyncClient, session: Session, around: None, staff: Header
) -> None:
    given_intervention(session, places=["veld"])
    await api.patch("/interventions/coaches", json={"name": "Anders"}, headers=staff | {"If-Match": "*"})
    then = (await api.get("/interventions", params={"knownAt": "2015-01-01"})).json()["items"]

    assert [one["name"] for one in then] == ["Coaches"]
    assert await ids(api, knownAt="1999-01-01") == []


async def test_who_may_not_change_it_may_not_judge_it(
    api: httpx.AsyncClient, around: None, staff: Header, keys: Keys
) -> None:
    await create(api, staff, existing=True)
    elsewhere = keys.person(Role.PROGRAMME_STAFF, areas=["zuid"])
    given = {"verdict": "stop"}
    path = "/interventions/veld-buurtcoaches"
    await change(api, staff, places=["bos"])

    assert (await api.patch(path, json=given, headers={"If-Match": "*"})).status_code == 401
    assert (await api.patch(path, json=given, headers=keys.partner("politie") | {"If-Match": "*"})).status_code == 403
    assert (await api.patch(path, json=given, headers=elsewhere | {"If-Match": "*"})).status_code == 403
