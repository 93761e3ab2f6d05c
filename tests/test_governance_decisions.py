"""The decision log: who agreed, what it is about, how far it was carried out."""

from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session

from app.models.access import Role
from app.services.governance.decisions import agreement
from tests.governance_given import changed, days, given_governed, made, read, refused
from tests.keys import Header, Keys

Answers = st.lists(st.sampled_from([True, False, None]), max_size=6)


@pytest.fixture
def staff(session: Session, keys: Keys) -> Header:
    given_governed(session)
    return keys.person(Role.PROGRAMME_STAFF)


@given(Answers)
def test_one_refusal_refuses_and_one_silence_keeps_it_open(answers: list[bool | None]) -> None:
    said = agreement([{"partner": str(number), "agreed": one} for number, one in enumerate(answers)])

    if not answers:
        assert said is None
    elif False in answers:
        assert said == "refused"
    else:
        assert said == ("open" if None in answers else "agreed")


async def test_a_decision_says_who_agreed_and_is_agreed_when_all_did(api: httpx.AsyncClient, staff: Header) -> None:
    consent: list[dict[str, Any]] = [
        {"partner": "gemeente", "agreed": True, "on": "2024-03-01"},
        {"partner": "politie"},
    ]
    decision = await made(api, "/decisions", staff, name="Meer wijkteams", consent=consent)
    assert decision["agreement"] == "open"

    all_of_them = [{**one, "agreed": True} for one in consent]
    answer = await changed(api, f"/decisions/{decision['id']}", staff, consent=all_of_them)

    assert answer.json()["agreement"] == "agreed"
    assert answer.json()["consent"] == [
        {"partner": "gemeente", "agreed": True, "on": "2024-03-01"},
        {"partner": "politie", "agreed": True, "on": None},
    ]


@pytest.mark.parametrize(
    ("execution", "due", "overdue"),
    [
        ("open", -1, True),
        ("in-progress", -1, True),
        ("open", 0, False),
        ("carried-out", -1, False),
        ("lapsed", -1, False),
    ],
)
async def test_a_decision_is_overdue_until_it_is_carried_out_or_lapses(
    api: httpx.AsyncClient, staff: Header, execution: str, due: int, overdue: bool
) -> None:
    decision = await made(api, "/decisions", staff, name="Meer wijkteams", execution=execution, due=days(due))

    assert decision["overdue"] is overdue


async def test_everything_that_cannot_be_about_a_decision_is_said_at_once(
    api: httpx.AsyncClient, staff: Header
) -> None:
    one, other = [(await made(api, "/bodies", staff, name=name))["id"] for name in ("Bestuur", "Raad")]
    meeting = (await made(api, "/meetings", staff, name="Overleg", body=one, heldOn=days(-9), state="held"))["id"]
    wrong = await refused(
        api,
        "/decisions",
        staff,
        name="Meer wijkteams",
        body=other,
        meeting=meeting,
        decidedOn="2024-03-02",
        executedOn="2024-03-01",
        consent=[{"partner": "politie"}, {"partner": "politie"}],
        subjects=[{"kind": "weather", "id": "rain"}, {"kind": "target", "id": "nergens"}],
    )

    assert wrong == [
        ("subjects.0.kind", "unknown-kind"),
        ("subjects.1.id", "unknown-target"),
        ("consent.1.partner", "named-twice"),
        ("executedOn", "not-carried-out"),
        ("executedOn", "before-decision"),
        ("meeting", "other-body"),
    ]


async def test_decisions_are_found_by_body_partner_subject_and_execution(api: httpx.AsyncClient, staff: Header) -> None:
    body = (await made(api, "/bodies", staff, name="Bestuur"))["id"]
    await made(api, "/decisions", staff, name="A", body=body, subjects=[{"kind": "place", "id": "veld"}])
    await made(api, "/decisions", staff, name="B", responsible="politie", execution="in-progress")
    await made(api, "/decisions", staff, name="C", consent=[{"partner": "politie", "agreed": False}])

    async def found(**asked: str) -> list[str]:
        return [one["name"] for one in (await read(api, "/decisions", **asked))["items"]]

    assert await found(body=body) == ["A"]
    assert await found(subject="veld") == ["A"]
    assert await found(partner="politie") == ["B", "C"]
    assert await found(execution="in-progress") == ["B"]
