"""Two people at one figure: who saw an older version, or none, is told before anything is overwritten."""

from typing import Any

import httpx
import pytest
from sqlmodel import Session

from app.models.access import Role
from tests.given import given_indicator, given_partner, given_place, given_population
from tests.keys import Header, Keys

ROW = {"indicator": "overlast", "place": "veld", "period": "2022"}


@pytest.fixture
def staff(session: Session, keys: Keys) -> Header:
    given_place(session, "veld")
    given_partner(session)
    given_population(session)
    given_indicator(session, "overlast")
    return keys.person(Role.PROGRAMME_STAFF)


async def record(api: httpx.AsyncClient, who: Header, value: float, **headers: str) -> httpx.Response:
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    return await api.post("/measurements", json=ROW | {"value": value}, headers=who | named)


async def test_a_figure_is_only_written_over_the_version_that_was_seen(api: httpx.AsyncClient, staff: Header) -> None:
    new = await record(api, staff, 10, If_None_Match="*")
    key, first = new.json()["id"], new.headers["ETag"]
    assert [new.status_code, first] == [201, f'"{key}-1"']
    twice = await record(api, staff, 11, If_None_Match="*")
    assert [twice.status_code, twice.json()["theirs"]["value"], twice.json()["mine"]["value"]] == [412, 10, 11]

    read = await api.get(f"/measurements/{key}", headers=staff)
    revised = await record(api, staff, 12, If_Match=read.headers["ETag"])
    assert [revised.status_code, revised.json()["outcome"], revised.headers["ETag"]] == [200, "revised", f'"{key}-2"']

    late = await record(api, staff, 13, If_Match=first)
    told: dict[str, Any] = late.json()
    assert [late.status_code, told["theirs"]["value"], told["theirs"]["revision"], late.headers["ETag"]] == [
        412, 12, 2, f'"{key}-2"',
    ]  # fmt: skip
    assert (await api.get(f"/measurements/{key}")).json()["value"] == 12
    assert (await record(api, staff, 13)).json()["revision"] == 3


async def test_a_version_of_what_is_not_there_is_told_too(api: httpx.AsyncClient, staff: Header) -> None:
    gone = await record(api, staff, 13, If_Match='"7-1"')
    assert [gone.status_code, gone.json()["theirs"], (await api.get("/measurements")).json()["items"]] == [
        412,
        None,
        [],
    ]


async def test_the_version_that_stands_is_shown_as_its_reader_may_see_it(
    api: httpx.AsyncClient, staff: Header, session: Session, keys: Keys
) -> None:
    given_indicator(session, "gezinnen", unit="count", protected=True, highest=None)
    body = {"indicator": "gezinnen", "place": "veld", "period": "2022"}
    await api.post("/measurements", json=body | {"value": 3}, headers=staff)
    other = await api.post(
        "/measurements", json=body | {"value": 4}, headers=keys.partner("politie") | {"If-None-Match": "*"}
    )
    assert [other.status_code, other.json()["theirs"]["value"], other.json()["theirs"]["missing"]] == [
        412, None, "suppressed",
    ]  # fmt: skip
