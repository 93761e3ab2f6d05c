"""What stays readable about a target: decisions of the register, evidence, corrected baselines, findings by filter."""

from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from sqlmodel import Session

from app.models.access import Role
from tests.given import (
    given_area,
    given_course,
    given_indicator,
    given_place,
    given_programme,
    given_target,
    measured,
)
from tests.keys import Header, Keys

LATER = {"checkpoints": [{"year": 2017, "value": 30}]}
WITHOUT_FIGURES: dict[str, Any] = {"goal": "rust", "place": "veld", "rule": "direction", "direction": "rise"}


@pytest.fixture
def staff(keys: Keys, session: Session) -> Header:
    given_course(session)
    return keys.person(Role.PROGRAMME_STAFF)


async def noted(api: httpx.AsyncClient, key: Header, programme: str = "samen") -> str:
    """A decision of the register."""
    body = {"programme": programme, "name": f"Besluit {programme}", "decidedOn": "2026-02-01"}
    answer = await api.post("/decisions", json=body, headers=key)
    assert answer.status_code == 201, answer.text
    found: str = answer.json()["id"]
    return found


async def test_a_decision_of_the_register_is_named(api: httpx.AsyncClient, staff: Header) -> None:
    decision = await noted(api, staff)
    sent = LATER | {"reason": "Zie besluit", "decision": decision}
    assert (await api.post("/targets/minder/amendment", json=sent, headers=staff)).status_code == 200

    kept = (await api.get("/targets/minder")).json()["history"][0]["decision"]
    assert (kept["decision"], kept["body"], kept["date"]) == (decision, None, None)


async def test_a_decision_of_another_programme_is_refused(
    api: httpx.AsyncClient, session: Session, staff: Header
) -> None:
    given_programme(session, "elders")
    decision = await noted(api, staff, "elders")

    for verb, more in (("amendment", LATER), ("withdrawal", {}), ("rebasing", {"baselinePeriod": "2006"})):
        sent = more | {"reason": "x", "decision": decision}
        refused = await api.post(f"/targets/minder/{verb}", json=sent, headers=staff)
        errors = [(error["field"], error["code"]) for error in refused.json()["errors"]]
        assert (verb, refused.status_code, errors) == (verb, 400, [("decision", "other-programme")])


async def test_adopting_and_withdrawing_are_decisions_too(
    api: httpx.AsyncClient, session: Session, staff: Header
) -> None:
    given_target(session, "ontwerp", state="draft")
    for verb in ("adoption", "withdrawal"):
        sent = {"reason": f"Over {verb}", "body": "Raad", "grounds": "other"}
        assert (await api.post(f"/targets/ontwerp/{verb}", json=sent, headers=staff)).status_code == 200

    kept = [one["decision"] for one in (await api.get("/targets/ontwerp/versions")).json()["items"]]
    assert [one and (one["kind"], one["reason"], one["grounds"]) for one in kept] == [
        ("withdrawal", "Over withdrawal", "other"),
        ("adoption", "Over adoption", None),
        None,
    ]


async def test_every_decision_can_be_rehearsed(api: httpx.AsyncClient, session: Session, staff: Header) -> None:
    given_target(session, "ontwerp", state="draft", condition="Als het lukt")
    tries: tuple[tuple[str, dict[str, Any]], ...] = (
        ("adoption", {"reason": "x"}),
        ("withdrawal", {"reason": "x"}),
        ("evidence", {"conditionMet": True, "evidence": "x"}),
        ("judgement", {"status": "behind", "reason": "x"}),
    )
    for verb, sent in tries:
        answer = await api.post(f"/targets/ontwerp/{verb}?dryRun=true", json=sent, headers=staff)
        assert (verb, answer.is_success) == (verb, True)

    found = (await api.get("/targets/ontwerp")).json()
    assert (found["state"], len(found["history"]), found["condition"]["met"]) == ("draft", 1, None)


async def test_a_version_says_what_became_of_its_steps_and_its_condition(
    api: httpx.AsyncClient, session: Session, staff: Header
) -> None:
    plan: dict[str, Any] = {"rule": "milestone", "indicator_id": None, "baseline_period": None, "checkpoints": []}
    given_target(session, "plan", steps=[{"name": "Plan", "due": "2024-06-30"}], **plan)
    fact = {"step": 1, "done": "2024-05-01", "evidence": "Raadsbesluit"}
    await api.post("/targets/plan/evidence", json=fact, headers=staff)

    versions = (await api.get("/targets/plan/versions")).json()["items"]
    assert [[(step["name"], step["done"]) for step in one["steps"]] for one in versions] == [
        [("Plan", "2024-05-01")],
        [("Plan", None)],
    ]
    assert [one["decision"] for one in versions] == [None, None]


async def test_a_judgement_keeps_its_evidence(api: httpx.AsyncClient, staff: Header) -> None:
    said = {"status": "behind", "reason": "De straat zegt iets anders", "evidence": "Buurtenquête 2025"}
    await api.post("/targets/minder/judgement", json=said, headers=staff)

    judgement = (await api.get("/targets/minder/assessment")).json()["judgement"]
    assert (judgement["status"], judgement["evidence"], judgement["role"]) == (
        "behind",
        "Buurtenquête 2025",
        "programme-staff",
    )


async def test_a_goal_that_does_not_fit_figures_is_a_target_without_an_indicator(
    api: httpx.AsyncClient, staff: Header
) -> None:
    made = await api.post("/targets", json=WITHOUT_FIGURES | {"id": "gevoel"}, headers=staff)
    open_one = await api.post("/targets", json=WITHOUT_FIGURES | {"direction": "open"}, headers=staff)

    assert (made.status_code, made.json()["indicator"], open_one.status_code) == (201, None, 201)
    found = (await api.get("/targets/gevoel/assessment")).json()
    assert (found["status"], found["reason"], found["series"]) == ("no-data", "not-in-figures", [])
    words = (await api.get("/targets/gevoel")).json()["words"]
    assert words == {"what": "Rust", "where": "Veld", "unit": None, "decimals": None}


@pytest.mark.parametrize("rule", ["absolute", "relative", "reference", "coverage"])
async def test_any_other_rule_needs_an_indicator(api: httpx.AsyncClient, staff: Header, rule: str) -> None:
    refused = await api.post("/targets", json=WITHOUT_FIGURES | {"rule": rule}, headers=staff)

    assert ("indicator", "indicator-required") in [(one["field"], one["code"]) for one in refused.json()["errors"]]


async def test_a_corrected_baseline_leaves_the_target_and_is_told(
    api: httpx.AsyncClient, session: Session, staff: Header
) -> None:
    given_target(session, "belofte", now=datetime(2009, 1, 1, tzinfo=UTC))
    assert (await api.get("/targets/belofte")).json()["baselineRevision"] is None
    measured(session, "2006", 40, now=datetime(2015, 6, 1, tzinfo=UTC), reason="Drukfout")

    found = (await api.get("/targets/belofte")).json()
    assert [point["value"] for point in found["checkpoints"]] == [38, 28]
    assert found["baselineRevision"] == {"period": "2006", "was": 42, "value": 40, "since": "2009-01-01T00:00:00Z"}
    before = (await api.get("/targets/belofte", params={"knownAt": "2012-01-01"})).json()
    assert before["baselineRevision"] is None
    left = {"note": "De streefwaarde volgt niet", "reason": "De drukfout was klein"}
    await api.post("/targets/belofte/amendment", json=left, headers=staff)
    assert (await api.get("/targets/belofte")).json()["baselineRevision"] is None


async def test_by_how_much_a_shielded_baseline_was_corrected_is_not_told(
    api: httpx.AsyncClient, session: Session, staff: Header
) -> None:
    given_indicator(session, "help", unit="count", highest=None, protected=True)
    measured(session, "2006", 3, indicator="help", now=datetime(2008, 1, 1, tzinfo=UTC))
    more: dict[str, Any] = {"indicator_id": "help", "checkpoints": [{"year": 2017, "value": "1"}]}
    given_target(session, "hulp", now=datetime(2009, 1, 1, tzinfo=UTC), **more)
    measured(session, "2006", 4, indicator="help", now=datetime(2015, 6, 1, tzinfo=UTC), reason="Drukfout")

    told = [(await api.get("/targets/hulp", headers=key)).json()["baselineRevision"] for key in ({}, staff)]
    assert (told[0], told[1]["was"], told[1]["value"]) == (None, 3, 4)


async def test_what_stands_out_in_a_programme_is_one_question(
    api: httpx.AsyncClient, session: Session, staff: Header
) -> None:
    given_area(session, "zuid", members=["veld", given_place(session, "bos").id])
    given_target(session, "ook")
    given_target(session, "elders", place_id="bos")
    given_target(session, "al", place_id="bos", checkpoints=[{"year": 2016, "value": "50"}])
    measured(session, "2006", 42, place="bos")

    async def having(path: str, *codes: str) -> list[str]:
        asked = {"programme": "samen", "finding": list(codes)}
        items = (await api.get(path, params=asked)).json()["items"]
        return [item.get("id") or item["target"] for item in items]

    assert await having("/targets", "repeats") == ["minder", "ook"]
    assert await having("/targets", "repeats", "baseline-meets-target") == ["al", "minder", "ook"]
    assert await having("/assessments", "baseline-meets-target") == ["al"]
    assert await having("/targets", "against-direction-of-good") == []
    assert (await api.get("/targets", params={"finding": "vreemd"})).status_code == 400


async def test_another_kind_of_end_for_the_same_year_contradicts(
    api: httpx.AsyncClient, session: Session, staff: Header
) -> None:
    given_place(session, "stad")
    given_target(session, "gelijk", rule="reference", reference_id="stad", checkpoints=[], end_year=2017)
    given_target(session, "later", rule="reference", reference_id="stad", checkpoints=[], end_year=2030)

    found = (await api.get("/targets", params={"finding": "contradicts"})).json()["items"]
    assert [(one["id"], [odd["other"] for odd in one["findings"]]) for one in found] == [
        ("gelijk", ["minder"]),
        ("minder", ["gelijk"]),
    ]


async def test_the_parts_of_a_goal_are_judged_apart_and_together(
    api: httpx.AsyncClient, site: httpx.AsyncClient, session: Session, staff: Header
) -> None:
    """Achieved only when all parts are; a draft binds nobody and counts for none."""
    measured(session, "2014", 27)
    alone = (await api.get("/goals/rust", headers=staff)).json()["together"]
    given_target(session, "ook", checkpoints=[{"year": 2020, "value": "28"}])
    given_target(session, "ontwerp", state="draft", checkpoints=[{"year": 2040, "value": "1"}])
    both_there = (await api.get("/goals/rust", headers=staff)).json()["together"]
    given_target(session, "verder", checkpoints=[{"year": 2021, "value": "5"}])

    worse = (await api.get("/goals/rust", headers=staff)).json()["together"]
    assert (alone, both_there, worse) == (None, "achieved", "behind")
    assert "Alle delen van dit doel samen" in (await site.get("/doelen/rust")).text
