"""Targets as they are made, changed, adopted, withdrawn and judged; and who may do that."""

from typing import Any

import httpx
import pytest
from sqlmodel import Session

from app.models.access import Role
from tests.given import given_area, given_course, given_indicator, given_place, given_target, measured
from tests.keys import Header, Keys

NEW = {
    "goal": "rust",
    "indicator": "nuisance",
    "place": "veld",
    "rule": "absolute",
    "direction": "fall",
    "baselinePeriod": "2006",
    "checkpoints": [{"year": 2011, "value": 38}, {"year": 2017, "value": 28.5}],
}
WHY = {"reason": "Besloten in de alliantie", "body": "Alliantie", "date": "2026-03-01"}


@pytest.fixture
def course(session: Session) -> None:
    given_course(session)


@pytest.fixture
def staff(keys: Keys, course: None) -> Header:
    return keys.person(Role.PROGRAMME_STAFF)


async def make(api: httpx.AsyncClient, key: Header, **other: Any) -> httpx.Response:
    sent = {name: value for name, value in (NEW | other).items() if value != "leave out"}
    return await api.post("/targets", json=sent, headers=key)


async def drafted(api: httpx.AsyncClient, key: Header, **other: Any) -> str:
    answer = await make(api, key, id="ontwerp", **other)
    assert answer.status_code == 201, answer.text
    tag: str = (await api.get("/targets/ontwerp")).headers["etag"]
    return tag


async def patch(api: httpx.AsyncClient, key: Header, tag: str, **sent: Any) -> httpx.Response:
    return await api.patch("/targets/ontwerp", json=sent, headers=key | {"If-Match": tag})


def codes(answer: httpx.Response) -> list[tuple[str, str]]:
    assert answer.status_code == 400, answer.text
    return [(error["field"], error["code"]) for error in answer.json()["errors"]]


async def test_a_new_target_is_a_draft_that_says_where_it_is(api: httpx.AsyncClient, staff: Header) -> None:
    answer = await make(api, staff)

    assert (answer.status_code, answer.headers["location"]) == (201, "/api/v1/targets/veld-nuisance")
    found = (await api.get("/targets/veld-nuisance")).json()
    assert (found["state"], found["programme"], found["baseline"]["value"]) == ("draft", "samen", 42)
    assert [point["value"] for point in found["checkpoints"]] == [38, 28.5]


async def test_the_id_that_is_made_is_numbered_where_it_is_taken(api: httpx.AsyncClient, staff: Header) -> None:
    made = [(await make(api, staff)).json()["id"] for _ in range(3)]

    assert made == ["veld-nuisance", "veld-nuisance-2", "veld-nuisance-3"]


async def test_an_id_that_is_taken_is_refused(api: httpx.AsyncClient, staff: Header) -> None:
    assert (await make(api, staff, id="minder")).status_code == 409


@pytest.mark.parametrize(
    ("rule", "direction", "more", "bound"),
    [
        ("absolute", "fall", {}, "at-most"),
        ("absolute", "rise", {"checkpoints": [{"year": 2017, "value": 60}]}, "at-least"),
        ("relative", "fall", {"checkpoints": [{"year": 2017, "change": -25}]}, "at-least"),
        ("direction", "open", {"checkpoints": []}, "exactly"),
        ("absolute", "fall", {"bound": "as-far-as-possible"}, "as-far-as-possible"),
    ],
)
async def test_a_bound_that_is_not_named_follows_rule_and_direction(
    api: httpx.AsyncClient, staff: Header, rule: str, direction: str, more: dict[str, Any], bound: str
) -> None:
    answer = await make(api, staff, rule=rule, direction=direction, **more)

    assert (answer.status_code, answer.json()["bound"]) == (201, bound)


async def test_all_that_is_wrong_is_said_at_once(api: httpx.AsyncClient, staff: Header) -> None:
    up_and_down = [{"year": 2011, "value": 20}, {"year": 2014, "value": 30}, {"year": 2017, "value": 128}]
    refused = await make(
        api,
        staff,
        goal="nergens",
        population="martians",
        place="nergens",
        reference="ook-niet",
        checkpoints=up_and_down,
    )

    assert codes(refused) == [
        ("goal", "unknown-goal"),
        ("population", "unknown-population"),
        ("place", "unknown-place"),
        ("reference", "unknown-place"),
    ]
    assert codes(await make(api, staff, goal="nergens", checkpoints=up_and_down)) == [
        ("goal", "unknown-goal"),
        ("checkpoints", "out-of-bounds"),
        ("checkpoints", "path-not-one-way"),
    ]


@pytest.mark.parametrize(
    ("sent", "wrong"),
    [
        ({"place": None}, ("place", "place-required")),
        ({"everyNeighbourhoodOf": "zuid"}, ("place", "place-required")),
        ({"place": None, "everyNeighbourhoodOf": "veld"}, ("everyNeighbourhoodOf", "not-an-area")),
        ({"indicator": None}, ("indicator", "indicator-required")),
        ({"indicator": "nothing"}, ("indicator", "unknown-indicator")),
        ({"rule": "reference", "checkpoints": []}, ("reference", "reference-required")),
        ({"rule": "milestone"}, ("steps", "steps-required")),
        ({"checkpoints": [{"year": 2011, "change": -3}]}, ("checkpoints.0", "value-required")),
        ({"rule": "relative"}, ("checkpoints.0", "change-required")),
        ({"checkpoints": [{"year": 2011}]}, ("checkpoints.0", "not-valid")),
        ({"checkpoints": [{"year": 2011, "value": 1e-30}]}, ("checkpoints.0", "out-of-bounds")),
        ({"checkpoints": [{"year": 2006, "value": 30}]}, ("checkpoints", "checkpoint-before-baseline")),
        ({"checkpoints": [{"year": 2011, "value": 130}]}, ("checkpoints", "out-of-bounds")),
        (
            {"checkpoints": [{"year": 2011, "value": 50}, {"year": 2017, "value": 28}]},
            ("checkpoints", "path-not-one-way"),
        ),
        ({"checkpoints": []}, ("checkpoints", "end-missing")),
        ({"patienceUntil": 2012}, ("checkpoints", "checkpoint-within-patience")),
        ({"baselinePeriod": "vorig jaar"}, ("baselinePeriod", "invalid-period")),
        ({"rule": "hope"}, ("rule", "not-an-option")),
        ({"goal": "leave out"}, ("goal", "required")),
        ({"colour": "red"}, ("colour", "unknown-field")),
    ],
)
async def test_a_target_that_cannot_be_followed_is_refused_with_its_code(
    api: httpx.AsyncClient, session: Session, staff: Header, sent: dict[str, Any], wrong: tuple[str, str]
) -> None:
    given_area(session, "zuid", members=["veld"])
    refused = await make(api, staff, **sent)

    assert codes(refused)[0] == wrong
    assert [one["id"] for one in (await api.get("/targets")).json()["items"]] == ["minder"]


async def test_a_change_in_percent_needs_a_zero_and_a_baseline_above_it(
    api: httpx.AsyncClient, session: Session, staff: Header
) -> None:
    given_indicator(session, "grade", unit="grade", ratio_scale=False)
    given_indicator(session, "vacancy")
    measured(session, "2006", 0, indicator="vacancy")
    a_quarter_less = {"rule": "relative", "checkpoints": [{"year": 2017, "change": -25}]}

    without_zero = await make(api, staff, indicator="grade", **a_quarter_less)
    from_nothing = await make(api, staff, indicator="vacancy", **a_quarter_less)

    assert codes(without_zero) == [("rule", "no-ratio-scale")]
    assert codes(from_nothing) == [("baselinePeriod", "baseline-not-positive")]


async def test_a_draft_changes_and_the_rest_stays(api: httpx.AsyncClient, staff: Header) -> None:
    tag = await drafted(api, staff, condition="Als het lukt")
    changed = await patch(api, staff, tag, checkpoints=[{"year": 2017, "value": 30}], bound=None, conditionMet=True)

    assert changed.status_code == 200
    found = changed.json()
    assert ([point["value"] for point in found["checkpoints"]], found["bound"]) == ([30], "at-most")
    assert (found["condition"], found["baseline"]["period"]) == ({"text": "Als het lukt", "met": True}, "2006")


async def test_a_period_is_kept_in_its_one_spelling(api: httpx.AsyncClient, staff: Header) -> None:
    tag = await drafted(api, staff, baselinePeriod="2006JJ00")
    assert (await api.get("/targets/ontwerp")).json()["baseline"]["period"] == "2006"

    changed = await patch(api, staff, tag, baselinePeriod="2005JJ00")
    assert changed.json()["baseline"] == {"period": "2005", "value": None, "origin": None}


@pytest.mark.parametrize(
    ("sent", "wrong"),
    [
        ({"checkpoints": [{"year": 2017, "change": -5}]}, ("checkpoints.0", "value-required")),
        ({"checkpoints": [{"year": 2017, "value": 400}]}, ("checkpoints", "out-of-bounds")),
        ({"baselinePeriod": "2006-13"}, ("baselinePeriod", "invalid-period")),
        ({"state": "adopted"}, ("state", "unknown-field")),
    ],
)
async def test_a_change_is_held_to_the_same_rules(
    api: httpx.AsyncClient, staff: Header, sent: dict[str, Any], wrong: tuple[str, str]
) -> None:
    tag = await drafted(api, staff)

    assert codes(await patch(api, staff, tag, **sent)) == [wrong]
    assert (await api.get("/targets/ontwerp")).headers["etag"].split(".")[0] == tag.split(".")[0]


async def test_a_change_says_which_version_it_changes(api: httpx.AsyncClient, staff: Header) -> None:
    tag = await drafted(api, staff)
    blind = await api.patch("/targets/ontwerp", json={"note": "a"}, headers=staff)
    first = await patch(api, staff, tag, note="a")
    late = await patch(api, staff, tag, note="b")

    assert [answer.status_code for answer in (blind, first, late)] == [428, 200, 412]
    assert (late.json()["theirs"]["note"], late.json()["mine"]) == ("a", {"note": "b"})
    assert (await patch(api, staff, first.headers["etag"], note="b")).status_code == 200


async def test_what_was_adopted_does_not_change_any_more(api: httpx.AsyncClient, staff: Header) -> None:
    await drafted(api, staff)
    adopted = await api.post("/targets/ontwerp/adoption", json=WHY, headers=staff)
    tag = (await api.get("/targets/ontwerp")).headers["etag"]

    assert (adopted.status_code, adopted.json()["state"], adopted.json()["may"]) == (
        200,
        "adopted",
        ["amend", "rebase", "withdraw", "judge"],
    )
    assert (await patch(api, staff, tag, note="toch nog")).status_code == 409
    assert (await api.post("/targets/ontwerp/adoption", json=WHY, headers=staff)).status_code == 409


async def test_a_withdrawn_target_stays_readable_and_is_done_with(api: httpx.AsyncClient, staff: Header) -> None:
    gone = await api.post("/targets/minder/withdrawal", json={"reason": "Vervallen"}, headers=staff)
    again = await api.post("/targets/minder/withdrawal", json={"reason": "Vervallen"}, headers=staff)
    judged = await api.post("/targets/minder/judgement", json={"status": "behind", "reason": "Toch"}, headers=staff)

    assert (gone.status_code, again.status_code, judged.status_code) == (200, 409, 409)
    found = (await api.get("/targets/minder", headers=staff)).json()
    assert (found["state"], found["may"]) == ("withdrawn", [])
    assert (await api.get("/assessments")).json()["items"] == []


async def test_a_decision_has_a_reason(api: httpx.AsyncClient, staff: Header) -> None:
    for verb in ("adoption", "withdrawal", "judgement"):
        assert (await api.post(f"/targets/minder/{verb}", json={}, headers=staff)).status_code == 400


async def test_a_judgement_stands_beside_the_computed_status(
    api: httpx.AsyncClient, session: Session, staff: Header
) -> None:
    measured(session, "2011", 38)
    for status in ("behind", "worsening"):
        said = {"status": status, "reason": "De straat zegt iets anders"}
        answer = await api.post("/targets/minder/judgement", json=said, headers=staff)

    assert answer.status_code == 201
    found = (await api.get("/targets/minder/assessment", params={"asOf": "2011"})).json()
    judgement = found["judgement"]
    assert (found["status"], judgement["status"], judgement["role"]) == ("on-track", "worsening", "programme-staff")
    assert (judgement["reason"], judgement["recordedAt"][-1]) == ("De straat zegt iets anders", "Z")


async def test_a_judgement_is_about_a_place_of_the_target(
    api: httpx.AsyncClient, session: Session, staff: Header
) -> None:
    given_place(session, "elders")
    given_area(session, "zuid", members=["veld"])
    given_target(session, "overal", place_id=None, every_neighbourhood_of="zuid")
    said = {"status": "behind", "reason": "x"}

    for target, place in (("minder", "elders"), ("overal", None), ("overal", "elders"), ("overal", "zuid")):
        answer = await api.post(f"/targets/{target}/judgement", json=said | {"place": place}, headers=staff)
        assert codes(answer) == [("place", "unknown-place")]
    one = await api.post("/targets/overal/judgement", json=said | {"place": "veld"}, headers=staff)
    assert [place["judgement"]["status"] for place in one.json()["places"]] == ["behind"]
