"""Governance as its readers may see it, as it was known, and when two act at once."""

from asyncio import gather
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from icalendar import Calendar
from sqlmodel import Session

from app.models.access import Role
from tests.given import (
    given_goal,
    given_indicator,
    given_population,
    given_target,
    measured,
)
from tests.governance_given import TODAY, changed, days, given_governed, made, read
from tests.keys import Header, Keys

CALENDAR = "/programmes/samen/calendar"
COUNTED = {"unit": "count", "lowest": None, "highest": None, "protected": True}


@pytest.fixture
def staff(session: Session, keys: Keys) -> Header:
    given_governed(session)
    return keys.person(Role.PROGRAMME_STAFF)


@pytest.fixture
def secret_target(session: Session, staff: Header) -> str:
    """Fewer than ten burglaries in 2024, measured as three: met, and too few to be told."""
    given_population(session)
    given_indicator(session, "burglaries", **COUNTED)
    given_goal(session)
    points = [{"year": 2024, "value": "10"}]
    given_target(session, indicator_id="burglaries", baseline_period="2020", checkpoints=points)
    for period, count in (("2020", 40), ("2024", 3)):
        measured(session, period, count, indicator="burglaries")
    return "minder"


async def test_a_duty_beside_a_target_does_not_tell_what_is_shielded(
    api: httpx.AsyncClient, staff: Header, secret_target: str
) -> None:
    """Who may not see that the target is met sees a duty that binds, as it would if it were not met."""
    rhythm = {"every": "month", "starts": days(-70), "target": secret_target}
    duty = (await made(api, "/duties", staff, name="Voorlichting", **rhythm))["id"]
    anybody, insider = [(await api.get(f"/duties/{duty}", headers=who)).json() for who in ({}, staff)]

    assert (insider["holds"], insider["overdue"]) == (False, 0)
    assert (anybody["holds"], anybody["overdue"]) == (True, 2)


async def test_a_checkpoint_in_the_calendar_does_not_tell_it_either(
    api: httpx.AsyncClient, staff: Header, secret_target: str
) -> None:
    asked = {"from": "2024-01-01", "to": "2024-12-31"}
    anybody, insider = [(await api.get(CALENDAR, params=asked, headers=who)).json() for who in ({}, staff)]

    assert [one["state"] for one in insider["items"]] == ["done"]
    assert [one["state"] for one in anybody["items"]] == ["unrecorded"]


async def test_a_body_is_shown_with_the_meetings_that_were_known_then(api: httpx.AsyncClient, staff: Header) -> None:
    body = (await made(api, "/bodies", staff, name="Bestuur", meetsTimes=1, meetsPer="month"))["id"]
    await made(api, "/meetings", staff, name="Eerste", body=body, heldOn=days(-90), state="held")
    then = datetime.now(UTC).isoformat()
    await made(api, "/meetings", staff, name="Tweede", body=body, heldOn=days(-2), state="held")

    before, after = await read(api, f"/bodies/{body}", knownAt=then), await read(api, f"/bodies/{body}")

    assert (before["lastMeeting"], before["behind"]) == (days(-90), True)
    assert (after["lastMeeting"], after["behind"]) == (days(-2), False)


async def test_agreements_stay_readable_after_they_were_changed(api: httpx.AsyncClient, staff: Header) -> None:
    """Councils come and go: what was agreed before can be read as it was."""
    consent = [{"partner": "gemeente", "agreed": True}]
    decision = await made(api, "/decisions", staff, name="Samen door", consent=consent, execution="in-progress")
    then = datetime.now(UTC).isoformat()
    address = f"/decisions/{decision['id']}"
    await changed(api, address, staff, consent=[{"partner": "gemeente", "agreed": False}], execution="lapsed")

    before, after = await read(api, address, knownAt=then), await read(api, address)

    assert (before["agreement"], before["execution"]) == ("agreed", "in-progress")
    assert (after["agreement"], after["execution"]) == ("refused", "lapsed")


async def test_two_who_tick_off_at_once_both_count(api: httpx.AsyncClient, staff: Header) -> None:
    rhythm = {"every": "month", "day": 1, "starts": "2024-01-01", "ends": "2024-06-30"}
    duty = (await made(api, "/duties", staff, name="Bericht", **rhythm))["id"]
    months = [f"2024-0{month}-01" for month in range(1, 7)]
    answers = await gather(
        *(api.post(f"/duties/{duty}/fulfilments", json={"due": due}, headers=staff) for due in months)
    )

    assert {answer.status_code for answer in answers} == {200}
    assert [one["due"] for one in (await read(api, f"/duties/{duty}"))["fulfilments"]] == months
    assert len((await read(api, f"/duties/{duty}/versions"))["items"]) == 7


async def test_two_who_adopt_at_once_adopt_once(api: httpx.AsyncClient, staff: Header) -> None:
    plan = (await made(api, "/plans", staff, name="Plan", kind="implementation-programme"))["id"]
    body = (await made(api, "/bodies", staff, name="Bestuur"))["id"]
    sent = {"body": body, "date": "2024-03-01"}
    answers = await gather(*(api.post(f"/plans/{plan}/adoption", json=sent, headers=staff) for _ in range(3)))

    assert sorted(answer.status_code for answer in answers) == [200, 409, 409]
    assert len((await read(api, "/decisions"))["items"]) == 1


async def events(api: httpx.AsyncClient, **asked: str) -> list[Any]:
    answer = await api.get(CALENDAR, params={"format": "ics", **asked})
    return list(Calendar.from_ical(answer.text).walk("VEVENT"))


async def test_a_subscription_changes_an_entry_and_does_not_repeat_it(api: httpx.AsyncClient, staff: Header) -> None:
    body = (await made(api, "/bodies", staff, name="Bestuur"))["id"]
    meeting = (await made(api, "/meetings", staff, name="Overleg; over ’t veld, één", body=body, heldOn=days(9)))["id"]
    before = (await events(api))[0]
    await changed(api, f"/meetings/{meeting}", staff, state="cancelled")
    after = (await events(api, **{"from": days(0)}))[0]

    assert (str(before["SUMMARY"]), str(before["STATUS"])) == ("Overleg; over ’t veld, één", "CONFIRMED")
    assert (after["UID"], str(after["STATUS"])) == (before["UID"], "CANCELLED")


async def test_an_empty_calendar_is_a_file_too(api: httpx.AsyncClient, staff: Header) -> None:
    assert await events(api) == []


async def test_the_calendar_is_asked_again_only_when_something_changed(api: httpx.AsyncClient, staff: Header) -> None:
    first = await api.get(CALENDAR)
    again = await api.get(CALENDAR, headers={"If-None-Match": first.headers["ETag"]})
    await made(api, "/duties", staff, name="Verslag", dueOn=days(4))
    later = await api.get(CALENDAR, headers={"If-None-Match": first.headers["ETag"]})

    assert (again.status_code, later.status_code, len(later.json()["items"])) == (304, 200, 1)


@pytest.mark.parametrize("accept", ["text/html", "image/png"])
async def test_another_form_than_these_two_is_not_given(api: httpx.AsyncClient, staff: Header, accept: str) -> None:
    assert (await api.get(CALENDAR, headers={"Accept": accept})).status_code == 406
    assert (await api.get(CALENDAR, params={"format": "pdf"})).status_code == 400


async def test_a_body_that_was_withdrawn_takes_its_steps_out_of_the_calendar(
    api: httpx.AsyncClient, staff: Header
) -> None:
    steps = [{"name": "Evalueren", "due": days(3)}]
    body = (await made(api, "/bodies", staff, name="Bestuur", steps=steps))["id"]
    assert len((await read(api, CALENDAR))["items"]) == 1
    await api.post(f"/bodies/{body}/withdrawal", json={"reason": "Opgeheven"}, headers=staff)

    assert (await read(api, CALENDAR))["items"] == []


async def test_duties_of_a_programme_that_is_over_bind_no_longer(
    api: httpx.AsyncClient, session: Session, keys: Keys
) -> None:
    given_governed(session)
    staff = keys.person(Role.PROGRAMME_STAFF)
    duty = (await made(api, "/duties", staff, name="Verslag", every="year", starts="2020-01-01"))["id"]
    assert (await read(api, f"/duties/{duty}"))["holds"] is True
    answer = await changed(api, "/programmes/samen", staff, ends=days(-1))
    over = await read(api, f"/duties/{duty}")

    assert answer.status_code == 200, answer.text
    assert (over["holds"], over["overdue"], over["nextDue"]) == (False, 0, None)
    assert len(over["occurrences"]) == TODAY.year - 2020
    assert {one["state"] for one in over["occurrences"]} == {"unrecorded"}
