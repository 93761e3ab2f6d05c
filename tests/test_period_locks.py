"""Locked periods: who locked them, when and why; what they stop, and what they leave alone."""

from typing import Any

import httpx
import pytest
from sqlmodel import Session

from app.models.access import Role
from tests.given import given_area, given_indicator, given_partner, given_place, given_population, given_programme
from tests.keys import Header, Keys

LOCK = {
    "programme": "samen",
    "name": "Het jaar 2022",
    "periodFrom": "2022",
    "periodTo": "2022",
    "text": "Het jaarverslag is vastgesteld",
}


@pytest.fixture
def around(session: Session) -> None:
    given_place(session, "veld")
    given_place(session, "bos")
    given_place(session, "duin")
    given_area(session, "zuid", members=["veld", "bos"])
    given_programme(session, areas=["zuid"])
    given_partner(session)
    given_population(session)
    for indicator in ("overlast", "inbraak"):
        given_indicator(session, indicator, unit="percent", lowest=0, highest=100)


@pytest.fixture
def staff(keys: Keys) -> Header:
    return keys.person(Role.PROGRAMME_STAFF)


async def lock(api: httpx.AsyncClient, who: Header, **other: Any) -> httpx.Response:
    return await api.post("/period-locks", json=LOCK | other, headers=who)


async def record(api: httpx.AsyncClient, who: Header, **other: Any) -> int:
    row = {"indicator": "overlast", "place": "veld", "period": "2022", "value": 30} | other
    return (await api.post("/measurements", json=row, headers=who)).status_code


async def test_a_lock_of_a_programme_covers_the_places_that_it_works_in(
    api: httpx.AsyncClient, around: None, staff: Header
) -> None:
    await lock(api, staff)

    statuses = {place: await record(api, staff, place=place) for place in ("zuid", "veld", "bos", "duin")}

    assert statuses == {"zuid": 400, "veld": 400, "bos": 400, "duin": 201}


async def test_a_lock_covers_every_period_that_it_touches(api: httpx.AsyncClient, around: None, staff: Header) -> None:
    await lock(api, staff)

    periods = ("2021", "2021/2022", "2022-Q3", "2022-12", "2022-12-31", "2023-01", "2023")
    statuses = [await record(api, staff, period=period) for period in periods]

    assert statuses == [201, 400, 400, 400, 400, 201, 201]


async def test_a_lock_may_be_about_one_indicator(api: httpx.AsyncClient, around: None, staff: Header) -> None:
    await lock(api, staff, indicators=["overlast"])

    assert [await record(api, staff, indicator=name) for name in ("overlast", "inbraak")] == [400, 201]


async def test_partners_and_staff_alike_meet_a_lock(
    api: httpx.AsyncClient, around: None, staff: Header, keys: Keys
) -> None:
    await lock(api, staff)

    assert [await record(api, who) for who in (keys.partner("politie"), staff, keys.person(Role.ADMINISTRATOR))] == [
        400,
        400,
        400,
    ]


async def test_what_was_recorded_before_can_be_read_and_not_withdrawn(
    api: httpx.AsyncClient, around: None, staff: Header
) -> None:
    await record(api, staff)
    await lock(api, staff)

    item = (await api.get("/measurements")).json()["items"][0]
    withdrawn = await api.post(f"/measurements/{item['id']}/withdrawal", json={"reason": "Fout"}, headers=staff)

    assert (item["value"], withdrawn.status_code) == (30, 409)
    assert [error["code"] for error in withdrawn.json()["errors"]] == ["period-locked"]


async def test_a_lock_that_is_taken_away_opens_the_period_and_stays_readable(
    api: httpx.AsyncClient, around: None, staff: Header
) -> None:
    made = (await lock(api, staff)).json()["id"]
    await api.post(f"/period-locks/{made}/withdrawal", json={"reason": "Correctie van de politie"}, headers=staff)

    assert await record(api, staff) == 201
    versions = (await api.get(f"/period-locks/{made}/versions")).json()["items"]
    assert [(one["reason"], one["changed"]) for one in versions] == [
        ("Correctie van de politie", ["withdrawn"]),
        (None, []),
    ]


async def test_of_two_locks_the_last_one_is_told(api: httpx.AsyncClient, around: None, staff: Header) -> None:
    await lock(api, staff)
    await lock(api, staff, name="Kwartaal", periodFrom="2022-Q1", periodTo="2022-Q4", text="Controle loopt")

    answer = await api.post(
        "/measurements",
        json={"indicator": "overlast", "place": "veld", "period": "2022-Q2", "value": 30},
        headers=staff | {"Accept-Language": "en"},
    )

    assert [error["code"] for error in answer.json()["errors"]] == ["period-locked"]
    assert "Controle loopt." in answer.json()["errors"][0]["message"]


async def test_periods_of_a_lock_are_kept_in_their_one_spelling(
    api: httpx.AsyncClient, around: None, staff: Header
) -> None:
    made = (await lock(api, staff, periodFrom="2022KW01", periodTo="2022JJ00")).json()

    assert (made["periodFrom"], made["periodTo"]) == ("2022-Q1", "2022")


async def test_a_lock_that_cannot_be_is_refused_with_all_its_errors(
    api: httpx.AsyncClient, around: None, staff: Header
) -> None:
    refused = await lock(api, staff, periodFrom="ooit", indicators=["niets"], places=["nergens"])
    backwards = await lock(api, staff, periodFrom="2023", periodTo="2022")

    assert [(error["field"], error["code"]) for error in refused.json()["errors"]] == [
        ("indicators.0", "unknown-indicator"),
        ("places.0", "unknown-place"),
        ("periodFrom", "invalid-period"),
    ]
    assert [error["code"] for error in backwards.json()["errors"]] == ["ends-before-start"]


async def test_locking_takes_staff_of_all_that_is_locked(api: httpx.AsyncClient, around: None, keys: Keys) -> None:
    local = keys.person(Role.PROGRAMME_STAFF, areas=["zuid"])

    assert (await lock(api, keys.partner("politie"))).status_code == 403
    assert (await lock(api, local, places=["duin"])).status_code == 403
    assert (await lock(api, local, places=["veld"])).status_code == 201


async def test_locks_are_found_by_what_they_are_about(api: httpx.AsyncClient, around: None, staff: Header) -> None:
    await lock(api, staff)
    await lock(api, staff, name="Alleen veld", places=["veld"], indicators=["overlast"])
    await lock(api, staff, name="Duin", places=["duin"])

    async def found(**asked: str) -> list[str]:
        return [one["name"] for one in (await api.get("/period-locks", params=asked)).json()["items"]]

    assert await found(place="veld") == ["Alleen veld"]
    assert await found(indicator="overlast") == ["Alleen veld"]
    assert await found(area="zuid") == ["Alleen veld", "Het jaar 2022"]


async def test_a_batch_is_refused_row_by_row_where_it_meets_a_lock(
    api: httpx.AsyncClient, around: None, staff: Header
) -> None:
    await lock(api, staff, places=["veld"])
    rows = [{"place": place, "period": year} for place in ("veld", "bos") for year in ("2021", "2022")]

    answer = await api.post(
        "/measurement-batches",
        params={"mode": "accept-valid"},
        json={"defaults": {"indicator": "overlast", "value": 12}, "rows": rows},
        headers=staff,
    )

    assert (answer.json()["created"], answer.json()["rejected"]) == (3, 1)
    assert [(error["row"], error["code"]) for error in answer.json()["errors"]] == [(2, "period-locked")]
