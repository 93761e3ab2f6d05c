"""A batch does what the same rows do one by one: the same figures, flags, refusals and revisions."""

import asyncio
import random
from typing import Any

import httpx
import pytest
from sqlmodel import Session

from app.models.access import Role
from tests.given import given_indicator, given_partner, given_place, given_population
from tests.keys import Header, Keys

Row = dict[str, Any]
TOLD = ("indicator", "period", "population", "value", "missing", "numerator", "denominator", "state", "sampleSize",
        "low", "high", "partner", "source", "note", "flags", "revision")  # fmt: skip


@pytest.fixture
def around(session: Session) -> None:
    for place in ("alleen", "samen"):
        given_place(session, place)
    given_population(session)
    given_partner(session)
    given_partner(session, "school")
    given_indicator(session, "overlast", unit="percent", lowest=0, highest=100, decimals=1, change_limit=20)
    given_indicator(session, "bijstand", unit="count", lowest=0, protected=True)


def some_rows(seed: int) -> list[Row]:
    """Rows of every kind, most of them right, none with the key of another; in the order of their periods."""
    chance = random.Random(seed)
    rows: list[Row] = []
    for period in [str(year) for year in range(2008, 2024)] + ["2021/2022", "2022-Q3", "2030", "ooit"]:
        for indicator in ("overlast", "bijstand", "niets"):
            row: Row = {"indicator": indicator, "period": period, "value": chance.choice([3, 12, 30.5, 38, 101, -1])}
            row |= chance.choice([{}, {}, {"state": "final"}, {"low": 1, "high": 99}, {"low": 50}, {"sampleSize": 60}])
            row |= chance.choice([{}, {}, {"note": "  Geteld "}, {"missing": "secret"}, {"source": "monitor"}])
            if chance.random() < 0.1:
                row |= {"value": None, "missing": chance.choice(["unknown", "suppressed"])}
            rows.append({name: given for name, given in row.items() if given is not None})
    return rows


async def one_by_one(api: httpx.AsyncClient, who: Header, rows: list[Row]) -> list[Any]:
    """For each row its outcome, or the codes of its errors."""
    told: list[Any] = []
    for row in rows:
        answer = await api.post("/measurements", json=row | {"place": "alleen"}, headers=who)
        if answer.is_success:
            told.append(answer.json()["outcome"])
        else:
            told.append(sorted((error["field"], error["code"]) for error in answer.json()["errors"]))
    return told


async def together(api: httpx.AsyncClient, who: Header, rows: list[Row]) -> tuple[dict[str, int], list[Any]]:
    sent = {"defaults": {"place": "samen"}, "rows": rows}
    answer = await api.post("/measurement-batches", params={"mode": "accept-valid"}, json=sent, headers=who)
    assert answer.status_code == 201, answer.text
    errors: dict[int, list[tuple[str, str]]] = {}
    for error in answer.json()["errors"]:
        errors.setdefault(error["row"], []).append((error["field"], error["code"]))
    counts = {name: answer.json()[name] for name in ("created", "revised", "unchanged")}
    return counts, [sorted(errors[number]) for number in sorted(errors)]


async def figures(api: httpx.AsyncClient, who: Header, place: str) -> list[list[Any]]:
    items = (await api.get("/measurements", params={"place": place}, headers=who)).json()["items"]
    return [[item[name] for name in TOLD] for item in items]


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_a_batch_and_single_rows_come_to_the_same(
    api: httpx.AsyncClient, around: None, keys: Keys, seed: int
) -> None:
    police, staff = keys.partner("politie"), keys.person(Role.PROGRAMME_STAFF)
    for who, rows in ((police, some_rows(seed)), (police, some_rows(seed + 1)), (keys.partner("school"), some_rows(9))):
        alone = await one_by_one(api, who, rows)
        counts, errors = await together(api, who, rows)

        assert errors == [one for one in alone if isinstance(one, list)]
        assert counts == {name: alone.count(name) for name in counts}
        assert await figures(api, staff, "samen") == await figures(api, staff, "alleen")


async def test_two_batches_on_the_same_keys_at_once_are_two_revisions(
    api: httpx.AsyncClient, around: None, keys: Keys
) -> None:
    staff = keys.person(Role.PROGRAMME_STAFF)
    rows = [{"indicator": "overlast", "place": "samen", "period": str(year)} for year in range(1990, 2020)]

    async def send(value: int) -> httpx.Response:
        sent = {"defaults": {"value": value}, "rows": rows}
        return await api.post("/measurement-batches", json=sent, headers=staff)

    answers = await asyncio.gather(*(send(value) for value in (10, 20, 30)))

    assert [answer.status_code for answer in answers] == [201, 201, 201]
    assert sorted(answer.json()["created"] for answer in answers) == [0, 0, 30]
    items = (await api.get("/measurements", headers=staff)).json()["items"]
    assert {(item["revision"], item["value"]) for item in items} in ({(3, 10)}, {(3, 20)}, {(3, 30)})


async def test_a_body_that_breaks_off_leaves_nothing(api: httpx.AsyncClient, around: None, keys: Keys) -> None:
    half = b'{"rows": [{"indicator": "overlast", "place": "samen", "period": "2020", "value": 1}, {"indic'
    headers = keys.person(Role.PROGRAMME_STAFF) | {"Content-Type": "application/json"}

    answer = await api.post("/measurement-batches", content=half, headers=headers)

    assert [error["code"] for error in answer.json()["errors"]] == ["broken-json"]
    assert (await api.get("/measurements")).json()["items"] == []
