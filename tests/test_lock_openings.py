"""Asking to have a locked period opened: who asks, who answers, and what a grant opens and what it does not."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx
import pytest
from sqlmodel import Session, select

from app.models.access import AuditEvent, Role
from app.models.lock_opening import OpeningRequest
from tests.given import given_area, given_indicator, given_partner, given_place, given_population, given_programme
from tests.keys import Header, Keys

ROW = {"indicator": "overlast", "place": "veld", "period": "2022"}
LOCK = {"programme": "samen", "name": "Het jaar 2022", "periodFrom": "2022", "periodTo": "2022", "text": "Vastgesteld"}
WHY = {"reason": "Er zat een fout in de export"}


def day(ahead: int) -> str:
    return (datetime.now(UTC).date() + timedelta(days=ahead)).isoformat()


@pytest.fixture
def staff(session: Session, keys: Keys) -> Header:
    for place in ("veld", "duin"):
        given_place(session, place)
    given_area(session, "zuid", members=["veld"])
    given_area(session, "noord", members=["duin"])
    given_programme(session, areas=["zuid"])
    given_population(session)
    given_partner(session)
    given_partner(session, "school")
    given_indicator(session, "overlast")
    given_indicator(session, "inbraak")
    return keys.person(Role.PROGRAMME_STAFF)


async def lock(api: httpx.AsyncClient, staff: Header, **other: Any) -> str:
    made = await api.post("/period-locks", json=LOCK | other, headers=staff)
    return f"/period-locks/{made.json()['id']}"


async def ask(api: httpx.AsyncClient, who: Header, where: str) -> httpx.Response:
    return await api.post(f"{where}/opening-requests", json=WHY, headers=who)


async def answer(api: httpx.AsyncClient, who: Header, asked: str, verb: str, **said: Any) -> httpx.Response:
    return await api.post(f"/opening-requests/{asked}/{verb}", json=said, headers=who)


async def record(api: httpx.AsyncClient, who: Header, value: int, **other: Any) -> int:
    return (await api.post("/measurements", json=ROW | {"value": value} | other, headers=who)).status_code


async def test_a_partner_asks_staff_opens_until_a_day_and_then_its_figures_pass(
    api: httpx.AsyncClient, staff: Header, keys: Keys, session: Session
) -> None:
    """On every way in: a figure alone, a batch, and a withdrawal; for this partner, and for nobody else."""
    police, school = keys.partner("politie"), keys.partner("school")
    where = await lock(api, staff)
    assert [await record(api, who, 30) for who in (police, school, staff)] == [400, 400, 400]

    asked = await ask(api, police, where)
    key = asked.json()["id"]
    assert (asked.status_code, asked.headers["Location"]) == (201, f"/api/v1/opening-requests/{key}")
    assert [asked.json()[name] for name in ("state", "open", "reason", "may")] == [
        "requested",
        False,
        WHY["reason"],
        [],
    ]
    assert await record(api, police, 30) == 400
    for_staff = (await api.get("/opening-requests", params={"state": "requested"}, headers=staff)).json()["items"]
    assert [(one["id"], one["partner"], one["may"]) for one in for_staff] == [(key, "politie", ["grant", "refuse"])]

    granted = await answer(api, staff, key, "grant", until=day(0), answer="Tot vanavond")
    assert [granted.json()[name] for name in ("state", "open", "until", "answer", "answeredBy", "may")] == [
        "granted", True, day(0), "Tot vanavond", "programme-staff", [],
    ]  # fmt: skip
    assert [await record(api, who, 30) for who in (school, staff, police)] == [400, 400, 201]
    batch = await api.post("/measurement-batches", json={"rows": [ROW | {"value": 31}]}, headers=police)
    own = (await api.get("/measurements", headers=police)).json()["items"][0]["id"]
    withdrawn = await api.post(f"/measurements/{own}/withdrawal", json=WHY, headers=police)
    assert (batch.status_code, batch.json()["revised"], withdrawn.status_code) == (201, 1, 200)
    session.rollback()
    trail = select(AuditEvent.action).where(AuditEvent.kind == "opening-request").order_by(AuditEvent.id)  # type: ignore[arg-type]
    assert list(session.execute(trail).scalars()) == ["ask", "grant"]


async def test_after_the_last_day_and_after_the_lock_changed_a_grant_opens_nothing(
    api: httpx.AsyncClient, staff: Header, keys: Keys, session: Session
) -> None:
    police = keys.partner("politie")
    where = await lock(api, staff)
    key = (await ask(api, police, where)).json()["id"]
    await answer(api, staff, key, "grant", until=day(3))
    assert await record(api, police, 30) == 201

    row = session.execute(select(OpeningRequest)).scalar_one()
    row.until = date.fromisoformat(day(-1))
    session.commit()
    assert await record(api, police, 31) == 400
    assert (await api.get(f"/opening-requests/{key}", headers=police)).json()["open"] is False

    row.until = date.fromisoformat(day(3))
    session.commit()
    assert await record(api, police, 31) == 200
    tag = (await api.get(where)).headers["ETag"]
    changed = await api.patch(where, json={"text": "Nu echt"}, headers=staff | {"If-Match": tag})
    assert (changed.status_code, await record(api, police, 32)) == (200, 400)
    assert (await api.get(f"/opening-requests/{key}", headers=police)).json()["open"] is False


async def test_one_lock_that_was_opened_does_not_open_another(
    api: httpx.AsyncClient, staff: Header, keys: Keys
) -> None:
    police = keys.partner("politie")
    first = await lock(api, staff)
    await lock(api, staff, name="Overlast", indicators=["overlast"])
    key = (await ask(api, police, first)).json()["id"]
    await answer(api, staff, key, "grant", until=day(1))

    assert [await record(api, police, 30, indicator=name) for name in ("overlast", "inbraak")] == [400, 201]


async def test_what_was_refused_or_answered_stays_so_and_can_be_asked_again(
    api: httpx.AsyncClient, staff: Header, keys: Keys
) -> None:
    """Neither side can play an answer again."""
    police = keys.partner("politie")
    where = await lock(api, staff)
    key = (await ask(api, police, where)).json()["id"]
    twice = await ask(api, police, where)
    refused = await answer(api, staff, key, "refusal", reason="Het jaarverslag is al naar de raad")
    again = [
        (await answer(api, staff, key, "grant", until=day(1))).status_code,
        (await answer(api, staff, key, "refusal", reason="Nog eens")).status_code,
    ]

    assert (twice.status_code, refused.json()["state"], again) == (409, "refused", [409, 409])
    assert await record(api, police, 30) == 400
    second = await ask(api, police, where)
    assert (second.status_code, second.json()["id"] == key) == (201, False)


async def test_only_who_delivers_asks_and_only_staff_of_the_place_answers(
    api: httpx.AsyncClient, staff: Header, keys: Keys
) -> None:
    """Another partner, another area, a reader and nobody: they neither ask, read nor answer."""
    where = await lock(api, staff)
    police, school = keys.partner("politie"), keys.partner("school")
    local, elsewhere = (keys.person(Role.PROGRAMME_STAFF, areas=[area]) for area in ("zuid", "noord"))
    others = [keys.partner("school", areas=["noord"]), staff, keys.person(Role.READER), {}]
    assert [(await ask(api, who, where)).status_code for who in others] == [403, 403, 403, 401]
    narrow = await lock(api, staff, name="Overlast", indicators=["overlast"])
    assert (await ask(api, keys.partner("school", indicators=["inbraak"]), narrow)).status_code == 403
    assert (await ask(api, police, "/period-locks/geen")).status_code == 404

    key = (await ask(api, police, where)).json()["id"]
    answers = [await answer(api, who, key, "grant", until=day(1)) for who in (police, school, elsewhere, {})]
    assert [one.status_code for one in answers] == [403, 403, 403, 401]
    reads = [await api.get(f"/opening-requests/{key}", headers=who) for who in (police, local, school, elsewhere, {})]
    assert [one.status_code for one in reads] == [200, 200, 404, 404, 401]
    lists = [await api.get("/opening-requests", headers=who) for who in (police, local, school, elsewhere)]
    assert [len(one.json()["items"]) for one in lists] == [1, 1, 0, 0]
    reader = await api.get("/opening-requests", headers=keys.person(Role.READER))
    assert reader.status_code == 403
    past = await answer(api, local, key, "grant", until=day(-1))
    assert [one["code"] for one in past.json()["errors"]] == ["day-in-past"]
    assert (await answer(api, local, key, "grant", until=day(1))).status_code == 200


async def test_staff_that_belongs_to_a_partner_does_not_pass_by_its_grant(
    api: httpx.AsyncClient, staff: Header, keys: Keys
) -> None:
    """Staff may revise the figures of everybody: what was opened for one organisation is not opened for that."""
    where = await lock(api, staff)
    key = (await ask(api, keys.partner("politie"), where)).json()["id"]
    await answer(api, staff, key, "grant", until=day(1))

    assert await record(api, keys.person(Role.PROGRAMME_STAFF, partner="politie"), 30) == 400


async def test_a_lock_that_was_taken_away_needs_no_opening(api: httpx.AsyncClient, staff: Header, keys: Keys) -> None:
    where, police = await lock(api, staff), keys.partner("politie")
    key = (await ask(api, police, where)).json()["id"]
    await api.post(f"{where}/withdrawal", json=WHY, headers=staff)

    answers = [await ask(api, police, where), await answer(api, staff, key, "grant", until=day(1))]

    assert [one.status_code for one in answers] == [409, 409]
    found = await api.get("/opening-requests", params={"partner": "politie", "lock": where[14:]}, headers=staff)
    assert [one["id"] for one in found.json()["items"]] == [key]


async def test_who_meets_a_lock_reads_who_locked_it_when_why_and_where_to_ask(
    api: httpx.AsyncClient, staff: Header, keys: Keys
) -> None:
    where = await lock(api, staff)
    meeting = await api.post(
        "/measurements", json=ROW | {"value": 30}, headers=keys.partner("politie") | {"Accept-Language": "en"}
    )

    assert [error["message"] for error in meeting.json()["errors"]] == [
        f"Figures of 2022 are locked since {day(0)} by programme-staff: Vastgesteld. "
        f"Ask to have the period opened at /api/v1{where}/opening-requests, with your reason."
    ]
