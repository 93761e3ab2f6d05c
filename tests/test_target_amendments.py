"""An adopted target changes only by a decision: with its reason and body, by consent, and with the old path kept."""

from typing import Any

import httpx
import pytest
from sqlmodel import Session

from app.models.access import Role
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

WHY = {"reason": "De wijk vernieuwt later", "body": "Alliantie", "date": "2026-03-01"}
LOWER = {"checkpoints": [{"year": 2011, "value": 38}, {"year": 2017, "value": 34}]}
DRY = {"dryRun": "true"}


@pytest.fixture
def staff(keys: Keys, session: Session) -> Header:
    """From 42 in 2006 to 38 in 2011 and 28 in 2017; 36 was measured in 2014, where 33 was expected."""
    given_course(session)
    measured(session, "2014", 36)
    return keys.person(Role.PROGRAMME_STAFF)


@pytest.fixture
def signed(staff: Header, session: Session) -> Header:
    """The same in a programme that the state and a city signed."""
    for partner in ("rijk", "stad", "buren"):
        given_partner(session, partner)
    given_programme(session, "verbond", partners=["rijk", "stad"])
    given_goal(session, "verbonden", programme="verbond")
    given_target(session, "belofte", programme_id="verbond", goal_id="verbonden")
    return staff


async def amend(
    api: httpx.AsyncClient, key: Header, target: str = "minder", params: dict[str, str] | None = None, **sent: Any
) -> httpx.Response:
    return await api.post(f"/targets/{target}/amendment", json=WHY | LOWER | sent, headers=key, params=params or {})


def wrong(answer: httpx.Response) -> list[tuple[str, str]]:
    assert answer.status_code == 400, answer.text
    return [(error["field"], error["code"]) for error in answer.json()["errors"]]


async def test_a_dry_run_shows_the_effect_and_changes_nothing(api: httpx.AsyncClient, staff: Header) -> None:
    before = await api.get("/targets/minder")
    effect = (await amend(api, staff, params=DRY)).json()

    assert (effect["dryRun"], effect["changed"], effect["hindrances"]) == (True, ["checkpoints"], [])
    sides = [(effect[side]["status"], effect[side]["expectedNow"]) for side in ("before", "after")]
    assert sides == [("behind", 33), ("on-track", 36)]
    assert [one["value"] for one in effect["after"]["checkpoints"]] == [38, 34]
    assert {one["year"]: one["value"] for one in effect["after"]["expected"]}[2016] == pytest.approx(34.667, abs=0.001)
    assert (await api.get("/targets/minder")).json() == before.json()


async def test_a_dry_run_tells_what_the_change_runs_into(
    api: httpx.AsyncClient, session: Session, staff: Header
) -> None:
    given_target(session, "ook", checkpoints=[{"year": 2017, "value": "30"}], end_year=2017)
    same: dict[str, Any] = {"checkpoints": [{"year": 2017, "value": 30}], "endYear": 2017}

    before = (await api.get("/targets/minder")).json()["findings"]
    effect = (await amend(api, staff, params=DRY, **same)).json()

    assert [(one["code"], one["other"]) for one in before] == [("contradicts", "ook")]
    assert [(one["code"], one["other"]) for one in effect["findings"]] == [("repeats", "ook")]


async def test_the_old_version_is_kept_and_amended(api: httpx.AsyncClient, staff: Header) -> None:
    done = await amend(api, staff, note="Later dan gedacht")

    assert (done.status_code, done.json()["changed"]) == (200, ["checkpoints", "note"])
    versions = (await api.get("/targets/minder/versions")).json()["items"]
    assert [(one["version"], one["state"], one["note"]) for one in versions] == [
        (2, "adopted", "Later dan gedacht"),
        (1, "amended", None),
    ]
    assert [[point["value"] for point in one["checkpoints"]] for one in versions] == [[38, 34], [38, 28]]
    assert versions[0]["decision"] == {
        "kind": "amendment",
        "reason": "De wijk vernieuwt later",
        "body": "Alliantie",
        "date": "2026-03-01",
        "grounds": "agreement",
        "consent": [],
        "decision": None,
    }
    assert (versions[1]["decision"], (await api.get("/targets/minder")).json()["history"]) == (None, versions)


async def test_the_earlier_path_stays_beside_the_one_in_force(api: httpx.AsyncClient, staff: Header) -> None:
    assert (await api.get("/targets/minder/assessment")).json()["earlierPaths"] == []
    await amend(api, staff)

    found = (await api.get("/targets/minder/assessment")).json()
    lines = [found["line"], *(path["line"] for path in found["earlierPaths"])]
    assert [[(point["year"], point["value"]) for point in line] for line in lines] == [
        [(2006, 42), (2011, 38), (2017, 34)],
        [(2006, 42), (2011, 38), (2017, 28)],
    ]
    assert [(path["version"], path["until"][-1]) for path in found["earlierPaths"]] == [(1, "Z")]
    known = (await api.get("/targets/minder/assessment", params={"knownAt": "2020-01-01"})).json()
    assert (known["earlierPaths"], known["line"]) == ([], lines[1])


async def test_a_change_of_words_is_no_other_path(api: httpx.AsyncClient, staff: Header) -> None:
    answer = await api.post("/targets/minder/amendment", json=WHY | {"note": "Alleen uitleg"}, headers=staff)

    assert answer.json()["changed"] == ["note"]
    assert (await api.get("/targets/minder/assessment")).json()["earlierPaths"] == []


async def test_every_neighbourhood_keeps_its_own_earlier_path(
    api: httpx.AsyncClient, session: Session, staff: Header
) -> None:
    given_area(session, "zuid", members=["veld", given_place(session, "bos").id])
    given_target(session, "overal", place_id=None, every_neighbourhood_of="zuid")
    measured(session, "2006", 50, place="bos")
    effect = (await amend(api, staff, "overal")).json()

    places = (await api.get("/targets/overal/assessment")).json()["places"]
    starts = {one["place"]: [path["line"][0]["value"] for path in one["earlierPaths"]] for one in places}
    assert (starts, effect["after"]["expected"]) == ({"veld": [42], "bos": [50]}, [])


@pytest.mark.parametrize(
    ("consent", "errors"),
    [
        ([], [("consent", "consent-required")]),
        ([{"partner": "buren", "agreed": True}], [("consent", "consent-required")]),
        ([{"partner": "rijk", "agreed": False}], [("consent.0.agreed", "not-agreed")]),
        (
            [{"partner": "stad", "agreed": True}, {"partner": "rijk", "agreed": None}],
            [("consent.1.agreed", "not-agreed")],
        ),
        ([{"partner": "stad", "agreed": True}, {"partner": "nergens", "agreed": True}],
         [("consent.1.partner", "unknown-partner")]),
        ([{"partner": "stad", "agreed": True}, {"partner": "stad", "agreed": True}],
         [("consent.1.partner", "named-twice")]),
    ],
)  # fmt: skip
async def test_what_was_signed_changes_only_when_the_parties_agree(
    api: httpx.AsyncClient, signed: Header, consent: list[dict[str, Any]], errors: list[tuple[str, str]]
) -> None:
    assert wrong(await amend(api, signed, "belofte", consent=consent)) == errors
    assert [one["version"] for one in (await api.get("/targets/belofte")).json()["history"]] == [1]


async def test_the_consent_of_the_parties_is_kept(api: httpx.AsyncClient, signed: Header) -> None:
    parties = (await api.get("/targets/belofte")).json()["parties"]
    consent = [{"partner": "rijk", "agreed": True, "on": "2026-02-01"}, {"partner": "stad", "agreed": True, "on": None}]
    done = await amend(api, signed, "belofte", consent=consent)

    assert (parties, done.status_code) == ([{"id": "rijk", "name": "Rijk"}, {"id": "stad", "name": "Stad"}], 200)
    assert (await api.get("/targets/belofte")).json()["history"][0]["decision"]["consent"] == consent


async def test_when_finances_shift_it_changes_without_everyone(api: httpx.AsyncClient, signed: Header) -> None:
    refused = [{"partner": "rijk", "agreed": False}]
    done = await amend(api, signed, "belofte", grounds="finance", consent=refused)

    assert done.status_code == 200
    decision = (await api.get("/targets/belofte")).json()["history"][0]["decision"]
    assert (decision["grounds"], decision["consent"]) == (
        "finance",
        [{"partner": "rijk", "agreed": False, "on": None}],
    )


async def test_a_dry_run_tells_whose_consent_is_missing_and_still_shows_the_effect(
    api: httpx.AsyncClient, signed: Header
) -> None:
    answer = await amend(api, signed, "belofte", params=DRY)

    effect = answer.json()
    assert [(one["field"], one["code"]) for one in effect["hindrances"]] == [("consent", "consent-required")]
    assert effect["after"]["status"] == "on-track"
    assert effect["hindrances"][0]["message"] == (
        "Noem welke partijen die het programma ondertekenden ermee instemden. "
        "Alleen als de financiën veranderen, hoeft dat niet."
    )


@pytest.mark.parametrize(
    ("sent", "errors"),
    [
        ({"reason": ""}, [("reason", "too-short")]),
        ({"checkpoints": [{"year": 2017, "value": 28}, {"year": 2011, "value": 38.0}][::-1]},
         [("checkpoints", "nothing-changes")]),
        ({"checkpoints": [{"year": 2017, "value": 128}]}, [("checkpoints", "out-of-bounds")]),
        ({"checkpoints": [{"year": 2017, "change": -5}], "baselinePeriod": "ooit", "decision": "nergens"},
         [("baselinePeriod", "invalid-period"), ("checkpoints.0", "value-required"), ("decision", "unknown-decision")]),
        ({"grounds": "zin"}, [("grounds", "not-an-option")]),
        ({"rule": "direction"}, [("rule", "unknown-field")]),
    ],
)  # fmt: skip
async def test_an_amendment_that_cannot_be_is_refused_with_all_its_errors(
    api: httpx.AsyncClient, staff: Header, sent: dict[str, Any], errors: list[tuple[str, str]]
) -> None:
    assert wrong(await amend(api, staff, **sent)) == errors


async def test_a_draft_or_a_withdrawn_target_is_not_amended(
    api: httpx.AsyncClient, session: Session, staff: Header
) -> None:
    given_target(session, "ontwerp", state="draft")
    given_target(session, "weg", state="withdrawn")

    assert [(await amend(api, staff, target)).status_code for target in ("ontwerp", "weg", "nergens")] == [
        409,
        409,
        404,
    ]


async def test_only_staff_of_the_place_amends(
    api: httpx.AsyncClient, session: Session, keys: Keys, staff: Header
) -> None:
    given_area(session, "noord", members=[given_place(session, "bos").id])
    given_partner(session)
    strangers: tuple[Header, ...] = (
        {},
        keys.person(Role.READER),
        keys.partner("politie"),
        keys.person(Role.PROGRAMME_STAFF, areas=["noord"]),
    )

    assert [(await amend(api, key, params=DRY)).status_code for key in strangers] == [401, 403, 403, 403]


async def test_who_comes_second_gets_both_versions(api: httpx.AsyncClient, staff: Header) -> None:
    read = (await api.get("/targets/minder")).headers["etag"]
    tagged = staff | {"If-Match": read}
    first, second = await amend(api, tagged), await amend(api, tagged, note="Van mij")

    assert [first.status_code, second.status_code] == [200, 412]
    problem = second.json()
    assert ([point["value"] for point in problem["theirs"]["checkpoints"]], problem["mine"]["note"]) == (
        [38, 34],
        "Van mij",
    )
    for verb in ("adoption", "withdrawal", "rebasing", "evidence"):
        sent = {"reason": "x"} if verb in ("adoption", "withdrawal") else {"evidence": "x", "conditionMet": True}
        body = WHY | {"baselinePeriod": "2006"} if verb == "rebasing" else sent
        late = await api.post(f"/targets/minder/{verb}", json=body, headers=tagged)
        assert (verb, late.status_code) == (verb, 412)


async def test_what_was_reached_before_a_new_baseline_stays_out_of_the_path(
    api: httpx.AsyncClient, session: Session, staff: Header
) -> None:
    measured(session, "2011", 36)
    measured(session, "2008", 21)
    await api.post("/targets/minder/rebasing", json=WHY | {"baselinePeriod": "2008"}, headers=staff)
    points = [{"year": 2011, "value": 38}, {"year": 2017, "value": 12}]

    assert (await amend(api, staff, checkpoints=points)).status_code == 200
    found = (await api.get("/targets/minder")).json()
    assert [(one["year"], one["value"], one["mark"]) for one in found["checkpoints"]] == [
        (2011, 38, "reached"),
        (2017, 12, None),
    ]
    kinds = [one["decision"] and one["decision"]["kind"] for one in found["history"]]
    assert kinds == ["amendment", "rebasing", None]
