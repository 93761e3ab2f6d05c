"""Another baseline: a decision that shows its effect first, and after which the old path stays visible."""

from typing import Any

import httpx
import pytest
from sqlmodel import Session

from app.models.access import Role
from tests.given import given_area, given_course, given_goal, given_indicator, given_place, given_target, measured
from tests.keys import Header, Keys

WHY = {"reason": "De politie telt anders", "body": "Alliantie", "date": "2026-03-01"}
DRY = {"dryRun": "true"}


@pytest.fixture
def course(session: Session) -> None:
    """From 42 in 2006 to 38 in 2011 and 28 in 2017; 36 in 2011 reached the first; counted anew, 2008 is 21."""
    given_course(session)
    measured(session, "2011", 36)
    measured(session, "2008", 21)


@pytest.fixture
def staff(keys: Keys, course: None) -> Header:
    return keys.person(Role.PROGRAMME_STAFF)


async def rebased(
    api: httpx.AsyncClient, key: Header, target: str = "minder", params: dict[str, str] | None = None, **sent: Any
) -> httpx.Response:
    body = WHY | {"baselinePeriod": "2008"} | sent
    return await api.post(f"/targets/{target}/rebasing", json=body, headers=key, params=params or {})


def wrong(answer: httpx.Response) -> list[tuple[str, str]]:
    assert answer.status_code == 400, answer.text
    return [(error["field"], error["code"]) for error in answer.json()["errors"]]


async def test_a_dry_run_shows_the_effect_and_changes_nothing(api: httpx.AsyncClient, staff: Header) -> None:
    before = await api.get("/targets/minder")
    answer = await rebased(api, staff, params=DRY)

    assert answer.status_code == 200
    assert answer.json() == {
        "target": "minder",
        "dryRun": True,
        "oldBaseline": {"period": "2006", "value": 42, "origin": None},
        "newBaseline": {"period": "2008", "value": 21, "origin": None},
        "checkpoints": [
            {"year": 2011, "old": 38, "new": 38, "reached": True, "cutOff": False},
            {"year": 2017, "old": 28, "new": 14, "reached": False, "cutOff": False},
        ],
        "oldStatus": "on-track",
        "newStatus": "worsening",
        "oldExpected": 38,
        "newExpected": pytest.approx(18.667, abs=0.001),
        "findings": [],
        "hindrances": [],
    }
    assert (await api.get("/targets/minder")).json() == before.json()


async def test_open_checkpoints_keep_their_ratio_and_reached_ones_stay_and_are_marked(
    api: httpx.AsyncClient, staff: Header
) -> None:
    assert (await rebased(api, staff)).status_code == 200
    found = (await api.get("/targets/minder")).json()

    assert (found["baseline"]["period"], [one["period"] for one in found["otherBaselines"]]) == ("2008", ["2006"])
    assert [(one["year"], one["value"], one["mark"]) for one in found["checkpoints"]] == [
        (2011, 38, "reached"),
        (2017, 14, None),
    ]
    assessment = (await api.get("/targets/minder/assessment", params={"asOf": "2012"})).json()
    assert [(point["year"], point["value"]) for point in assessment["line"]] == [(2008, 21), (2017, 14)]
    assert assessment["checkpoints"] == [{"year": 2011, "met": True}, {"year": 2017, "met": None}]


async def test_the_old_path_stays_visible_with_the_reason_why_it_changed(
    api: httpx.AsyncClient, keys: Keys, staff: Header
) -> None:
    await rebased(api, staff)
    versions = (await api.get("/targets/minder/versions")).json()["items"]

    assert [(one["version"], one["state"], one["baselinePeriod"], one["reason"]) for one in versions] == [
        (2, "adopted", "2008", "De politie telt anders"),
        (1, "amended", "2006", None),
    ]
    assert [[point["value"] for point in one["checkpoints"]] for one in versions] == [[38, 14], [38, 28]]
    known = (await api.get("/targets/minder/versions", params={"knownAt": "2020-01-01"})).json()["items"]
    assert [(one["version"], one["state"]) for one in known] == [(1, "adopted")]
    assert (await api.get("/targets/nergens/versions")).status_code == 404
    events = (await api.get("/audit-events", headers=keys.person(Role.ADMINISTRATOR))).json()["items"]
    assert [event["details"]["body"] for event in events if event["action"] == "rebase"] == ["Alliantie"]


async def test_a_value_beyond_the_bounds_is_cut_off_there_and_marked(
    api: httpx.AsyncClient, session: Session, staff: Header
) -> None:
    rise = {"direction": "rise", "bound": "at-least"}
    given_target(session, "meer", checkpoints=[{"year": 2017, "value": "60"}], **rise)  # type: ignore[arg-type]
    measured(session, "2009", 84)

    answer = await rebased(api, staff, "meer", baselinePeriod="2009")
    assert [(one["new"], one["cutOff"]) for one in answer.json()["checkpoints"]] == [(100, True)]
    assert [one["mark"] for one in (await api.get("/targets/meer")).json()["checkpoints"]] == ["cut-off"]


async def test_a_change_in_percent_keeps_itself(api: httpx.AsyncClient, session: Session, staff: Header) -> None:
    given_target(session, "kwart", rule="relative", bound="at-least", checkpoints=[{"year": 2017, "change": "-25"}])

    answer = await rebased(api, staff, "kwart")
    assert [(one["old"], one["new"]) for one in answer.json()["checkpoints"]] == [(31.5, 15.75)]
    assert [one["change"] for one in (await api.get("/targets/kwart")).json()["checkpoints"]] == [-25]


async def test_a_target_without_checkpoints_only_gets_another_start(
    api: httpx.AsyncClient, session: Session, staff: Header
) -> None:
    given_target(session, "omlaag", rule="direction", checkpoints=[], baseline_period=None)

    answer = (await rebased(api, staff, "omlaag")).json()
    assert (answer["oldBaseline"], answer["checkpoints"], answer["newStatus"]) == (None, [], "worsening")


async def test_without_a_zero_the_decision_states_new_values(
    api: httpx.AsyncClient, session: Session, staff: Header
) -> None:
    given_indicator(session, "grade", unit="grade", decimals=1, good_direction="rise", ratio_scale=False)
    steps = [{"year": 2011, "value": "6.5"}, {"year": 2017, "value": "7"}]
    given_target(session, "cijfer", indicator_id="grade", direction="rise", bound="at-least", checkpoints=steps)
    for year, value in (("2006", 6.0), ("2008", 5.5), ("2011", 6.6)):
        measured(session, year, value, indicator="grade")

    assert wrong(await rebased(api, staff, "cijfer")) == [("baseline", "no-ratio-scale")]
    stated = [{"year": 2011, "value": 6.0}]
    assert wrong(await rebased(api, staff, "cijfer", checkpoints=stated)) == [("checkpoints", "value-required")]
    done = await rebased(api, staff, "cijfer", checkpoints=[{"year": 2017, "value": 6.8}])
    assert [(one["old"], one["new"], one["reached"]) for one in done.json()["checkpoints"]] == [
        (6.5, 6.5, True),
        (7, 6.8, False),
    ]


@pytest.mark.parametrize(
    ("sent", "error"),
    [
        ({"baselinePeriod": "ooit"}, ("baselinePeriod", "invalid-period")),
        ({"baselinePeriod": "2009"}, ("baselinePeriod", "baseline-missing")),
        ({"reason": ""}, ("reason", "too-short")),
        ({"colour": "red"}, ("colour", "unknown-field")),
    ],
)
async def test_a_baseline_that_cannot_be_is_refused(
    api: httpx.AsyncClient, staff: Header, sent: dict[str, Any], error: tuple[str, str]
) -> None:
    assert wrong(await rebased(api, staff, **sent)) == [error]


async def test_only_an_adopted_target_about_one_place_is_rebased(
    api: httpx.AsyncClient, session: Session, staff: Header
) -> None:
    given_area(session, "zuid", members=["veld"])
    given_target(session, "overal", place_id=None, every_neighbourhood_of="zuid")
    given_target(session, "ontwerp", state="draft")

    assert [(await rebased(api, staff, target)).status_code for target in ("overal", "ontwerp", "nergens")] == [
        409,
        409,
        404,
    ]


async def test_staff_of_another_area_does_not_rebase(api: httpx.AsyncClient, session: Session, keys: Keys) -> None:
    given_course(session)
    given_place(session, "bos")
    given_goal(session, "anders")
    given_area(session, "noord", members=["bos"])

    elsewhere = keys.person(Role.PROGRAMME_STAFF, areas=["noord"])
    assert [(await rebased(api, key, params=DRY)).status_code for key in (elsewhere, {})] == [403, 401]


async def test_a_baseline_after_what_is_still_open_is_refused(
    api: httpx.AsyncClient, session: Session, staff: Header
) -> None:
    measured(session, "2018", 40)

    assert wrong(await rebased(api, staff, baselinePeriod="2018")) == [("checkpoints", "checkpoint-before-baseline")]
