"""What became a fact: a step that was done, a condition that was met; with evidence, and without a new agreement."""

from typing import Any

import httpx
import pytest
from sqlmodel import Session

from app.models.access import Role
from tests.given import given_area, given_course, given_place, given_target
from tests.keys import Header, Keys

STEPS = [{"name": "Plan", "due": "2024-06-30"}, {"name": "Besluit", "due": "2024-12-31"}]
DONE: dict[str, Any] = {"step": 2, "done": "2024-11-01", "evidence": "Raadsbesluit 24-118"}


@pytest.fixture
def staff(session: Session, keys: Keys) -> Header:
    given_course(session)
    milestone: dict[str, Any] = {"rule": "milestone", "indicator_id": None, "baseline_period": None, "checkpoints": []}
    given_target(session, "plan", steps=STEPS, **milestone)
    given_target(session, "als", condition="Als het Rijk meebetaalt")
    return keys.person(Role.PROGRAMME_STAFF)


async def note(api: httpx.AsyncClient, key: Header, target: str = "plan", **fact: Any) -> httpx.Response:
    return await api.post(f"/targets/{target}/evidence", json=fact, headers=key)


async def test_a_milestone_is_achieved_by_its_last_step_from_the_day_it_was_done(
    api: httpx.AsyncClient, staff: Header
) -> None:
    first = await note(api, staff, **DONE | {"step": 1})
    last = await note(api, staff, **DONE)

    assert [answer.status_code for answer in (first, last)] == [200, 200]
    assert [(step["name"], step["done"], step["evidence"]) for step in last.json()["steps"]] == [
        ("Plan", "2024-11-01", "Raadsbesluit 24-118"),
        ("Besluit", "2024-11-01", "Raadsbesluit 24-118"),
    ]
    statuses = [
        (await api.get("/targets/plan", params={"asOf": day})).json()["status"] for day in ("2024-10-31", "2024")
    ]
    assert statuses == ["far-behind", "achieved"]


async def test_whether_a_condition_was_met_is_noted_and_may_turn(api: httpx.AsyncClient, staff: Header) -> None:
    met = await note(api, staff, "als", conditionMet=True, evidence="Brief van 3 mei")
    not_met = await note(api, staff, "als", conditionMet=False, evidence="Ingetrokken")

    assert [answer.json()["condition"]["met"] for answer in (met, not_met)] == [True, False]
    versions = (await api.get("/targets/als/versions")).json()["items"]
    assert [(one["version"], one["reason"]) for one in versions] == [
        (3, "Ingetrokken"),
        (2, "Brief van 3 mei"),
        (1, None),
    ]


@pytest.mark.parametrize(
    ("fact", "errors"),
    [
        ({"evidence": "x"}, [("step", "required")]),
        ({"step": 1, "done": "2024-01-01"}, [("evidence", "required")]),
        ({"step": 3, "evidence": "x"}, [("step", "unknown-step"), ("done", "required")]),
        ({"step": 1, "done": "2199-01-01", "evidence": "x"}, [("done", "in-future")]),
        ({"conditionMet": True, "evidence": "x"}, [("conditionMet", "no-condition")]),
        ({"step": 0, "evidence": "x"}, [("step", "too-low")]),
    ],
)
async def test_a_fact_that_cannot_be_is_refused(
    api: httpx.AsyncClient, staff: Header, fact: dict[str, Any], errors: list[tuple[str, str]]
) -> None:
    refused = await note(api, staff, **fact)

    assert refused.status_code == 400
    assert [(error["field"], error["code"]) for error in refused.json()["errors"]] == errors


async def test_what_was_withdrawn_has_no_new_facts(api: httpx.AsyncClient, session: Session, staff: Header) -> None:
    given_target(session, "weg", state="withdrawn", condition="Als het lukt")

    assert (await note(api, staff, "weg", conditionMet=True, evidence="x")).status_code == 409


async def test_only_staff_of_the_place_notes_a_fact(
    api: httpx.AsyncClient, session: Session, keys: Keys, staff: Header
) -> None:
    given_area(session, "noord", members=[given_place(session, "bos").id])
    elsewhere = keys.person(Role.PROGRAMME_STAFF, areas=["noord"])

    assert [
        (await note(api, key, "plan", **DONE)).status_code for key in ({}, keys.person(Role.READER), elsewhere)
    ] == [
        401,
        403,
        403,
    ]
