"""Targets as they are found and read: filters, pages, path, scope, baselines, checkpoints, origin and status."""

from datetime import UTC, date, datetime
from typing import Any

import httpx
import pytest
from sqlmodel import Session

from app.models.intervention import Intervention, InterventionGoal, InterventionPartner, InterventionVersion
from app.models.place import Place, PlaceKind
from app.models.target import Target, TargetVersion
from app.models.terms import TargetState
from app.services.access.versions import keep, next_version
from tests.given import (
    LONG_AGO,
    given_area,
    given_course,
    given_goal,
    given_indicator,
    given_partner,
    given_place,
    given_programme,
    given_target,
    measured,
    writing,
)


@pytest.fixture
def course(session: Session) -> None:
    given_course(session)


async def ids(api: httpx.AsyncClient, **asked: Any) -> list[str]:
    answer = await api.get("/targets", params=asked)
    assert answer.status_code == 200, answer.text
    return [item["id"] for item in answer.json()["items"]]


@pytest.fixture
def two_targets(session: Session, course: None) -> None:
    """`minder` about a neighbourhood of the area and the town, and `meer` about an area elsewhere."""
    given_place(session, "stad", kind=PlaceKind.MUNICIPALITY, code="GM0001")
    veld = session.get_one(Place, "veld")
    veld.municipality_id = "stad"
    session.add(veld)
    given_area(session, "zuid", members=["veld"])
    given_area(session, "noord")
    given_programme(session, "anders")
    given_goal(session, "bomen", programme="anders")
    given_indicator(session, "trees", unit="count", good_direction="rise", highest=None)
    given_target(
        session,
        "meer",
        programme_id="anders",
        goal_id="bomen",
        indicator_id="trees",
        place_id="noord",
        rule="direction",
        direction="rise",
        bound="at-least",
        baseline_period=None,
        checkpoints=[],
        state="draft",
        document="een-boek",
    )
    given_partner(session, "buurthuis")
    doing = Intervention(id="toezicht", name="Toezicht", recorded_at=LONG_AGO, recorded_by="system")
    keep(writing(session), doing, InterventionVersion)
    session.add(InterventionGoal(intervention_id="toezicht", goal_id="rust"))
    session.add(InterventionPartner(intervention_id="toezicht", partner_id="buurthuis"))
    session.commit()


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ["meer", "minder"]),
        ({"programme": "samen"}, ["minder"]),
        ({"programme": ["samen", "anders"]}, ["meer", "minder"]),
        ({"goal": "bomen"}, ["meer"]),
        ({"area": "zuid"}, ["minder"]),
        ({"area": "noord"}, ["meer"]),
        ({"place": "veld"}, ["minder"]),
        ({"place": "noord"}, ["meer"]),
        ({"place": "zuid"}, []),
        ({"indicator": "trees"}, ["meer"]),
        ({"partner": "buurthuis"}, ["minder"]),
        ({"partner": "politie"}, []),
        ({"source": "een-boek"}, ["meer"]),
        ({"municipality": "GM0001"}, ["minder"]),
        ({"municipality": "GM0002"}, []),
        ({"rule": "direction"}, ["meer"]),
        ({"rule": ["direction", "absolute"]}, ["meer", "minder"]),
        ({"state": "adopted"}, ["minder"]),
        ({"status": "no-data"}, ["meer", "minder"]),
        ({"status": "not-started", "asOf": "2005"}, ["minder"]),
        ({"status": "on-track"}, []),
        ({"rule": "direction", "state": "adopted"}, []),
    ],
)
async def test_filters_combine_and_a_repeated_key_means_or(
    api: httpx.AsyncClient, two_targets: None, asked: dict[str, Any], found: list[str]
) -> None:
    assert await ids(api, **asked) == found


@pytest.mark.parametrize(
    ("asked", "field", "code"),
    [
        ({"rule": "hope"}, "rule", "not-an-option"),
        ({"asOf": "15"}, "asOf", "invalid-period"),
        ({"colour": "red"}, "colour", "unknown-parameter"),
        ({"cursor": "x"}, "cursor", "bad-cursor"),
    ],
)
async def test_a_question_that_cannot_be_answered_is_refused(
    api: httpx.AsyncClient, course: None, asked: dict[str, str], field: str, code: str
) -> None:
    answer = await api.get("/targets", params=asked)

    assert answer.status_code == 400
    assert [(error["field"].split(".")[0], error["code"]) for error in answer.json()["errors"]] == [(field, code)]


@pytest.mark.parametrize("asked", ["", "&status=no-data"])
async def test_pages_follow_one_another_without_gap_or_repeat(
    api: httpx.AsyncClient, session: Session, course: None, asked: str
) -> None:
    for number in range(4):
        given_target(session, f"doel-{number}")
    seen, address = [], f"/api/v1/targets?pageSize=2&count=true{asked}"
    while address:
        page = (await api.get(f"http://test{address}")).json()
        seen += [one["id"] for one in page["items"]]
        address = page["next"]

    assert (seen, page["total"]) == (["doel-0", "doel-1", "doel-2", "doel-3", "minder"], 5)


async def test_a_target_says_what_it_wants_and_where_that_stands(api: httpx.AsyncClient, session: Session) -> None:
    given_course(session)
    given_goal(session, "thema", level="theme")
    given_goal(session, "stil", parent_id="thema", name="Stille straten")
    given_target(session, "stiller", goal_id="stil", document="een-boek", line=319, note="Bij elkaar genomen")

    assert (await api.get("/targets?goal=stil")).json()["items"][0] == {
        "id": "stiller",
        "programme": "samen",
        "goal": "stil",
        "path": [
            {"level": "theme", "id": "thema", "name": "Thema"},
            {"level": "goal", "id": "stil", "name": "Stille straten"},
        ],
        "indicator": "nuisance",
        "population": "all",
        "scope": {"place": "veld", "everyNeighbourhoodOf": None},
        "place": "veld",
        "rule": "absolute",
        "bound": "at-most",
        "direction": "fall",
        "baseline": {"period": "2006", "value": 42, "origin": None},
        "otherBaselines": [],
        "checkpoints": [
            {"year": 2011, "value": 38, "change": None, "mark": None},
            {"year": 2017, "value": 28, "change": None, "mark": None},
        ],
        "reference": None,
        "startYear": None,
        "endYear": 2017,
        "patienceUntil": None,
        "condition": None,
        "steps": [],
        "state": "adopted",
        "status": "no-data",
        "note": "Bij elkaar genomen",
        "fictitious": True,
        "findings": [
            {"code": "repeats", "message": "Een andere streefwaarde wil hetzelfde: minder.", "other": "minder"}
        ],
        "origin": {"document": "een-boek", "line": 319, "table": None, "key": None},
        "may": [],
    }


async def test_a_condition_is_told_with_whether_it_was_met(
    api: httpx.AsyncClient, session: Session, course: None
) -> None:
    given_target(session, "als", condition="Als het Rijk meebetaalt", condition_met=False)

    found = (await api.get("/targets/als")).json()
    assert found["condition"] == {"text": "Als het Rijk meebetaalt", "met": False}


async def test_one_baseline_is_in_force_and_the_others_are_shown(
    api: httpx.AsyncClient, session: Session, course: None
) -> None:
    measured(session, "2004", 45)
    given_target(session, "twee", other_baselines=["2004", "2005"])

    found = (await api.get("/targets/twee")).json()
    assert [(one["period"], one["value"]) for one in [found["baseline"], *found["otherBaselines"]]] == [
        ("2006", 42),
        ("2004", 45),
        ("2005", None),
    ]


async def test_a_baseline_that_was_not_measured_yet_has_a_period_and_no_value(
    api: httpx.AsyncClient, session: Session, course: None
) -> None:
    given_target(session, "vroeg", baseline_period="2008")

    assert (await api.get("/targets/vroeg")).json()["baseline"] == {"period": "2008", "value": None, "origin": None}


async def test_the_status_is_that_of_the_day_that_is_asked(
    api: httpx.AsyncClient, session: Session, course: None
) -> None:
    measured(session, "2011", 38)
    measured(session, "2017", 41)

    statuses = [
        (await api.get("/targets/minder", params={"asOf": day})).json()["status"]
        for day in ("2005", "2010-06-01", "2011", "2017")
    ]
    assert statuses == ["not-started", "no-data", "on-track", "far-behind"]


async def test_an_old_state_of_a_target_is_read_back(api: httpx.AsyncClient, session: Session, course: None) -> None:
    row = session.get_one(Target, "minder")
    later = writing(session, now=datetime(2012, 5, 1, tzinfo=UTC))
    row.checkpoints, row.state = [{"year": 2017, "value": "35"}], TargetState.WITHDRAWN
    next_version(later, row)
    keep(later, row, TargetVersion, "Onhaalbaar")
    session.commit()

    then, now = [(await api.get("/targets/minder", params=asked)).json() for asked in ({"knownAt": "2012-04-30"}, {})]
    assert [one["state"] for one in (then, now)] == ["adopted", "withdrawn"]
    assert [[point["value"] for point in one["checkpoints"]] for one in (then, now)] == [[38, 28], [35]]
    assert await ids(api, state="adopted", knownAt="2012-04-30T23:59:59Z") == ["minder"]
    assert await ids(api, state="adopted") == []


@pytest.mark.parametrize("key", ["nothing", "x" * 200, "%00"])
async def test_an_unknown_target_is_not_found(api: httpx.AsyncClient, course: None, key: str) -> None:
    addresses = (f"/targets/{key}", f"/targets/{key}/assessment")
    assert [(await api.get(address)).status_code for address in addresses] == [404, 404]


async def test_what_was_not_known_yet_is_not_found(api: httpx.AsyncClient, session: Session, course: None) -> None:
    given_target(session, "nieuw", now=datetime(2012, 1, 1, tzinfo=UTC))

    asked = {"knownAt": "2011-12-31"}
    assert (await api.get("/targets/nieuw", params=asked)).status_code == 404
    assert (await api.get("/targets/nieuw/assessment", params=asked)).status_code == 404
    assert await ids(api, **asked) == ["minder"]


async def test_a_milestone_tells_its_steps(api: httpx.AsyncClient, session: Session, course: None) -> None:
    plan = {"name": "Plan", "due": "2024-12-31", "done": "2024-11-01", "evidence": "Raadsbesluit"}
    given_target(
        session, "plan", rule="milestone", indicator_id=None, baseline_period=None, checkpoints=[], steps=[plan]
    )

    found = (await api.get("/targets/plan", params={"asOf": "2024"})).json()
    assert (found["steps"], found["status"], found["indicator"]) == ([plan], "achieved", None)
    assert date.fromisoformat(found["steps"][0]["done"]) == date(2024, 11, 1)
