"""Duties: when they are due, which were kept, what is overdue, and for how long they bind."""

import httpx
import pytest
from sqlmodel import Session

from app.models.access import Role
from tests.given import given_course, measured
from tests.governance_given import TODAY, changed, days, given_governed, long_ago, made, read, refused
from tests.keys import Header, Keys

REPORT = {"name": "Voortgangsverslag", "kind": "report", "every": "quarter", "quarters": [1, 3]}
MESSAGE = {"name": "Voortgangsbericht", "kind": "message", "every": "quarter", "quarters": [2, 4]}


@pytest.fixture
def staff(session: Session, keys: Keys) -> Header:
    given_governed(session)
    return keys.person(Role.PROGRAMME_STAFF)


async def fulfilled(api: httpx.AsyncClient, duty: str, who: Header, due: str, **more: str) -> httpx.Response:
    return await api.post(f"/duties/{duty}/fulfilments", json={"due": due, **more}, headers=who)


async def test_two_reports_and_two_messages_a_year_are_due_at_the_ends_of_their_quarters(
    api: httpx.AsyncClient, staff: Header
) -> None:
    ends = {"starts": "2024-01-01", "ends": "2024-12-31"}
    report = await made(api, "/duties", staff, **REPORT, **ends)
    message = await made(api, "/duties", staff, **MESSAGE, **ends)

    assert [one["due"] for one in report["occurrences"]] == ["2024-09-30", "2024-03-31"]
    assert [one["due"] for one in message["occurrences"]] == ["2024-12-31", "2024-06-30"]


async def test_what_is_not_noted_is_overdue_and_what_is_noted_is_done_or_done_late(
    api: httpx.AsyncClient, staff: Header
) -> None:
    yearly = {"every": "year", "month": 1, "day": 1, "starts": long_ago(3)}
    duty = await made(api, "/duties", staff, name="Jaarverslag", owner="gemeente", **yearly)
    assert (duty["overdue"], duty["holds"]) == (4 if TODAY.timetuple().tm_yday > 1 else 3, True)

    await fulfilled(api, duty["id"], staff, long_ago(3), doneOn=long_ago(3), note="Naar de raad")
    late = await fulfilled(api, duty["id"], staff, long_ago(2), doneOn=long_ago(1))

    assert late.status_code == 200
    assert late.json()["overdue"] == duty["overdue"] - 2
    assert [(one["due"], one["state"], one["note"]) for one in late.json()["occurrences"][-2:]] == [
        (long_ago(2), "done-late", None),
        (long_ago(3), "done", "Naar de raad"),
    ]


async def test_a_second_note_about_a_day_takes_the_place_of_the_first_and_both_stay_as_versions(
    api: httpx.AsyncClient, staff: Header
) -> None:
    duty = (await made(api, "/duties", staff, name="Evaluatie", dueOn=days(-5)))["id"]
    await fulfilled(api, duty, staff, days(-5), note="Eerste")
    await fulfilled(api, duty, staff, days(-5), note="Eerste")
    again = await fulfilled(api, duty, staff, days(-5), note="Tweede", doneOn=days(-6))

    assert [one["note"] for one in again.json()["fulfilments"]] == ["Tweede"]
    versions = (await read(api, f"/duties/{duty}/versions"))["items"]
    assert [(one["version"], one["changed"]) for one in versions] == [
        (3, ["fulfilments"]),
        (2, ["fulfilments"]),
        (1, []),
    ]


async def test_only_what_is_due_can_be_ticked_off_and_not_before_it_is_done(
    api: httpx.AsyncClient, staff: Header
) -> None:
    duty = (await made(api, "/duties", staff, name="Evaluatie", dueOn=days(-5)))["id"]
    answer = await fulfilled(api, duty, staff, days(-4), doneOn=days(1))

    assert answer.status_code == 400
    assert [(error["field"], error["code"]) for error in answer.json()["errors"]] == [
        ("due", "not-due"),
        ("doneOn", "in-future"),
    ]


async def test_a_withdrawn_duty_is_not_ticked_off(api: httpx.AsyncClient, staff: Header) -> None:
    duty = (await made(api, "/duties", staff, name="Evaluatie", dueOn=days(-5)))["id"]
    await api.post(f"/duties/{duty}/withdrawal", json={"reason": "Vervallen"}, headers=staff)

    assert (await fulfilled(api, duty, staff, days(-5))).status_code == 409
    assert "fulfil" not in (await read(api, f"/duties/{duty}"))["may"]


async def test_nobody_partners_and_staff_of_elsewhere_may_not_tick_off(
    api: httpx.AsyncClient, staff: Header, keys: Keys
) -> None:
    duty = (await made(api, "/duties", staff, name="Evaluatie", dueOn=days(-5), place="veld"))["id"]
    editor = keys.person(Role.PARTNER_EDITOR, partner="politie")
    elsewhere = keys.person(Role.PROGRAMME_STAFF, areas=["bos"])
    local = keys.person(Role.PROGRAMME_STAFF, areas=["zuid"])

    answers = [await fulfilled(api, duty, who, days(-5)) for who in ({}, editor, elsewhere, local)]

    assert [answer.status_code for answer in answers] == [401, 403, 403, 200]


async def test_a_rehearsed_tick_is_answered_and_not_kept(api: httpx.AsyncClient, staff: Header) -> None:
    duty = (await made(api, "/duties", staff, name="Evaluatie", dueOn=days(-5)))["id"]
    tried = await api.post(
        f"/duties/{duty}/fulfilments", params={"dryRun": "true"}, json={"due": days(-5)}, headers=staff
    )

    assert (tried.json()["overdue"], (await read(api, f"/duties/{duty}"))["overdue"]) == (0, 1)


async def test_another_rhythm_from_a_day_on_leaves_what_was_due_before(api: httpx.AsyncClient, staff: Header) -> None:
    duty = await made(api, "/duties", staff, **REPORT, starts="2023-01-01", ends="2024-12-31")
    await fulfilled(api, duty["id"], staff, "2023-03-31")
    new = {"every": "half-year", "quarters": [], "rhythmFrom": "2024-01-01"}
    answer = await changed(api, f"/duties/{duty['id']}", staff, **new)

    assert answer.status_code == 200, answer.text
    assert [one["due"] for one in answer.json()["occurrences"]] == [
        "2024-12-31",
        "2024-06-30",
        "2023-09-30",
        "2023-03-31",
    ]
    assert answer.json()["earlier"] == [
        {"until": "2023-12-31", "dueOn": None, "every": "quarter", "quarters": [1, 3], "month": None, "day": None}
    ]


async def test_a_correction_of_the_rhythm_may_not_lose_what_was_done(api: httpx.AsyncClient, staff: Header) -> None:
    duty = (await made(api, "/duties", staff, **REPORT, starts="2023-01-01"))["id"]
    await fulfilled(api, duty, staff, "2023-03-31")
    answer = await changed(api, f"/duties/{duty}", staff, quarters=[2, 4])

    assert [(error["field"], error["code"]) for error in answer.json()["errors"]] == [("fulfilments.0.due", "not-due")]


async def test_rhythms_follow_one_another(api: httpx.AsyncClient, staff: Header) -> None:
    earlier = [{"until": "2024-06-30", "every": "month"}, {"until": "2023-06-30", "every": "year"}]

    assert await refused(
        api, "/duties", staff, name="x", every="month", starts="2020-01-01", rhythmFrom="2024-01-01", earlier=earlier
    ) == [("earlier", "rhythms-overlap")]


async def test_what_cannot_be_a_duty_is_said_at_once(api: httpx.AsyncClient, staff: Header) -> None:
    assert await refused(api, "/duties", staff, name="x", every="year", dueOn="2024-01-01") == [
        ("every", "day-or-rhythm"),
        ("starts", "start-required"),
    ]
    assert await refused(api, "/duties", staff, name="x", fulfilments=[{"due": "2024-01-01"}]) == [
        ("fulfilments", "never-due")
    ]
    wrong = {"every": "month", "quarters": [5], "month": 13, "day": 32, "to": "dhr. Jansen"}
    assert await refused(api, "/duties", staff, name="x", **wrong) == [
        ("to", "names-a-person"),
        ("quarters.0", "too-high"),
        ("month", "too-high"),
        ("day", "too-high"),
    ]


async def test_nothing_is_overdue_of_a_duty_that_has_ended(api: httpx.AsyncClient, staff: Header) -> None:
    duty = await made(api, "/duties", staff, **REPORT, starts="2008-06-09", ends="2008-12-31")

    assert (duty["holds"], duty["overdue"], duty["nextDue"]) == (False, 0, None)
    assert [one["state"] for one in duty["occurrences"]] == ["unrecorded"]


async def test_a_duty_beside_a_target_binds_until_the_target_is_met(
    api: httpx.AsyncClient, session: Session, keys: Keys
) -> None:
    given_course(session)
    staff = keys.person(Role.PROGRAMME_STAFF)
    monthly = {"every": "month", "starts": days(-70), "target": "minder"}
    duty = await made(api, "/duties", staff, name="Energiearmoede beperken", **monthly)
    assert (duty["holds"], duty["overdue"]) == (True, 2)

    measured(session, "2017", 25)

    met = await read(api, f"/duties/{duty['id']}")
    assert (met["holds"], met["overdue"], met["nextDue"]) == (False, 0, None)


async def test_duties_are_found_by_owner_body_place_target_and_kind(api: httpx.AsyncClient, staff: Header) -> None:
    body = (await made(api, "/bodies", staff, name="Bestuur"))["id"]
    await made(api, "/duties", staff, name="A", owner="rijk", kind="information")
    await made(api, "/duties", staff, name="B", body=body, place="veld")

    async def found(**asked: str) -> list[str]:
        return [one["name"] for one in (await read(api, "/duties", **asked))["items"]]

    assert await found(partner="rijk") == ["A"]
    assert await found(kind="information") == ["A"]
    assert await found(body=body) == await found(place="veld") == ["B"]
