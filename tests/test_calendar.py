"""The calendar of a programme: everything with a date in one list, overdue first, for whom it concerns."""

from datetime import date
from typing import Any

import httpx
import pytest
from icalendar import Calendar
from sqlmodel import Session

from app.models.access import Role
from tests.given import given_course, given_target
from tests.governance_given import TODAY, days, given_governed, long_ago, made, read
from tests.keys import Header, Keys
from tests.queries import counted

CALENDAR = "/programmes/samen/calendar"


@pytest.fixture
def staff(session: Session, keys: Keys) -> Header:
    given_governed(session)
    return keys.person(Role.PROGRAMME_STAFF)


async def entries(api: httpx.AsyncClient, **asked: str) -> list[tuple[str, str, str | None, str, str]]:
    found = (await read(api, CALENDAR, **asked))["items"]
    return [(one["kind"], one["name"], one["part"], one["date"], one["state"]) for one in found]


async def given_a_full_one(api: httpx.AsyncClient, staff: Header) -> None:
    """One of each kind, overdue where that can be."""
    seat = {"members": [{"partner": "rijk"}], "steps": [{"name": "Evalueren", "due": days(-3)}]}
    body = (await made(api, "/bodies", staff, name="Bestuur", **seat))["id"]
    await made(api, "/meetings", staff, name="Overleg", body=body, heldOn=days(20))
    await made(api, "/decisions", staff, name="Wijkteams", due=days(-4), responsible="politie")
    await made(api, "/duties", staff, name="Verslag", owner="gemeente", dueOn=days(-2))
    await made(api, "/duties", staff, name="Verantwoording", body=body, dueOn=days(10))
    step = {"name": "Maken", "ends": days(-1)}
    await made(api, "/plans", staff, name="Plan", kind="implementation-programme", steps=[step])


async def test_it_begins_with_what_is_overdue_and_goes_on_with_what_comes(
    api: httpx.AsyncClient, staff: Header
) -> None:
    await given_a_full_one(api, staff)

    assert await entries(api) == [
        ("decision", "Wijkteams", None, days(-4), "overdue"),
        ("body-step", "Bestuur", "Evalueren", days(-3), "overdue"),
        ("duty", "Verslag", None, days(-2), "overdue"),
        ("plan-step", "Plan", "Maken", days(-1), "overdue"),
        ("duty", "Verantwoording", None, days(10), "coming"),
        ("meeting", "Overleg", None, days(20), "coming"),
    ]


async def test_a_partner_sees_what_concerns_it_the_state_as_well(api: httpx.AsyncClient, staff: Header) -> None:
    await given_a_full_one(api, staff)

    assert [name for _, name, *_ in await entries(api, partner="rijk")] == ["Bestuur", "Verantwoording", "Overleg"]
    assert [name for _, name, *_ in await entries(api, partner="politie")] == ["Wijkteams"]
    assert [name for _, name, *_ in await entries(api, kind="duty")] == ["Verslag", "Verantwoording"]
    assert [name for _, name, *_ in await entries(api, body="samen-bestuur", to=days(15))] == [
        "Bestuur",
        "Verantwoording",
    ]


async def test_what_was_done_or_called_off_is_shown_where_the_past_is_asked_for(
    api: httpx.AsyncClient, staff: Header
) -> None:
    body = (await made(api, "/bodies", staff, name="Bestuur", steps=[{"name": "Instellen", "due": days(-9)}]))["id"]
    for name, state in (("Gehouden", "held"), ("Afgezegd", "cancelled"), ("Vergeten", "planned")):
        await made(api, "/meetings", staff, name=name, body=body, heldOn=days(-8), state=state)
    done = {"execution": "carried-out", "executedOn": days(-7)}
    await made(api, "/decisions", staff, name="Uitgevoerd", due=days(-6), **done)
    duty = (await made(api, "/duties", staff, name="Verslag", dueOn=days(-5)))["id"]
    note = {"due": days(-5), "doneOn": days(-4)}
    await api.post(f"/duties/{duty}/fulfilments", json=note, headers=staff)

    assert [name for _, name, *_ in await entries(api)] == ["Bestuur"]
    found = await entries(api, **{"from": days(-9), "to": days(0)})
    assert [(name, state) for _, name, _, _, state in found] == [
        ("Bestuur", "overdue"),
        ("Afgezegd", "called-off"),
        ("Gehouden", "done"),
        ("Vergeten", "unrecorded"),
        ("Uitgevoerd", "done"),
        ("Verslag", "done-late"),
    ]


async def test_a_duty_that_comes_back_is_there_each_time(api: httpx.AsyncClient, staff: Header) -> None:
    rhythm = {"every": "quarter", "quarters": [1, 3], "starts": "2024-01-01", "ends": "2026-12-31"}
    await made(api, "/duties", staff, name="Verslag", **rhythm)
    found = await entries(api, **{"from": "2024-01-01", "to": "2026-12-31"})

    assert [when for _, _, _, when, _ in found] == [
        f"{year}-{day}" for year in (2024, 2025, 2026) for day in ("03-31", "09-30")
    ]


async def test_targets_bring_their_checkpoints_and_their_steps(
    api: httpx.AsyncClient, session: Session, keys: Keys
) -> None:
    given_course(session)
    step = {"name": "Plan klaar", "due": days(-1), "done": None}
    given_target(session, "plannen", rule="milestone", indicator_id=None, checkpoints=[], steps=[step])
    year = TODAY.year + 1
    given_target(session, "later", checkpoints=[{"year": year, "value": "20"}])

    assert await entries(api, to=f"{year}-12-31") == [
        ("target-step", "Rust", "Plan klaar", days(-1), "overdue"),
        ("checkpoint", "Rust", None, f"{year}-12-31", "coming"),
    ]
    past = await entries(api, **{"from": "2011-01-01", "to": "2017-12-31"})
    assert [(kind, when, state) for kind, _, _, when, state in past] == [
        ("checkpoint", "2011-12-31", "unrecorded"),
        ("checkpoint", "2017-12-31", "unrecorded"),
    ]


async def test_only_who_may_tick_off_is_told_so(api: httpx.AsyncClient, staff: Header) -> None:
    await made(api, "/duties", staff, name="Verslag", dueOn=days(-2))
    anybody = (await api.get(CALENDAR)).json()["items"]
    mine = (await api.get(CALENDAR, headers=staff)).json()["items"]

    assert ([one["may"] for one in anybody], [one["may"] for one in mine]) == ([[]], [["fulfil"]])


async def test_it_is_read_as_it_was_known(api: httpx.AsyncClient, staff: Header) -> None:
    await made(api, "/duties", staff, name="Verslag", dueOn=days(-2))

    assert await entries(api, knownAt=f"{long_ago(1)}T00:00:00Z") == []


async def test_pages_follow_one_another_without_gap_or_repeat(api: httpx.AsyncClient, staff: Header) -> None:
    steps = [{"name": "Zelfde", "due": days(-3)}] * 3
    await made(api, "/bodies", staff, name="Bestuur", steps=steps)
    seen: list[Any] = []
    address: str | None = f"{CALENDAR}?pageSize=2&count=true"
    while address:
        page = (await api.get(address.removeprefix("/api/v1"))).json()
        seen += page["items"]
        address = page["next"]

    assert (len(seen), page["total"]) == (3, 3)


async def test_bad_questions_are_refused(api: httpx.AsyncClient, staff: Header) -> None:
    backwards = await api.get(CALENDAR, params={"from": "2024-02-01", "to": "2024-01-31"})
    never = await api.get(CALENDAR, params={"from": "morgen", "kind": "feest"})
    nowhere = await api.get("/programmes/nergens/calendar")

    assert [(error["field"], error["code"]) for error in backwards.json()["errors"]] == [("to", "ends-before-start")]
    assert sorted(error["field"] for error in never.json()["errors"]) == ["from", "kind.0"]
    assert nowhere.status_code == 404


async def test_more_of_everything_takes_no_more_questions(app: Any, api: httpx.AsyncClient, staff: Header) -> None:
    async def asked() -> int:
        with counted(app.state.engine) as statements:
            await api.get(CALENDAR, params={"from": long_ago(2)})
        return len(statements)

    await given_a_full_one(api, staff)
    one = await asked()
    for number in range(3):
        await made(api, "/duties", staff, name=f"Plicht {number}", every="month", starts=long_ago(2))
        await made(api, "/bodies", staff, name=f"Tafel {number}", steps=[{"name": "x", "due": days(1)}])

    assert await asked() == one


@pytest.mark.parametrize(
    ("headers", "asked"),
    [({}, {"format": "ics"}), ({"Accept": "text/calendar"}, {})],
)
async def test_calendar_programs_read_it_too(
    api: httpx.AsyncClient, staff: Header, headers: Header, asked: dict[str, str]
) -> None:
    await given_a_full_one(api, staff)
    answer = await api.get(CALENDAR, params={**asked, "pageSize": "1"}, headers=headers | {"Accept-Language": "nl"})

    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    events: list[Any] = list(Calendar.from_ical(answer.text).walk("VEVENT"))
    assert len(events) == 6
    assert str(events[1]["SUMMARY"]) == "Bestuur: Evalueren"
    assert str(events[1]["DESCRIPTION"]) == "Stap van een gremium, te laat"
    assert events[1]["DTSTART"].dt == date.fromisoformat(days(-3))
    assert len({str(event["UID"]) for event in events}) == 6
