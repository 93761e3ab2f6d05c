"""Batches: many measurements at once; each row is told apart, and nothing is half stored."""

from typing import Any

import httpx
import pytest
from sqlmodel import Session

from app.models.access import Role
from tests.given import (
    given_area,
    given_indicator,
    given_partner,
    given_place,
    given_population,
    given_programme,
)
from tests.keys import Header, Keys

ROWS: list[dict[str, Any]] = [
    {"indicator": "overlast", "place": "veld", "period": "2022", "value": 38},
    {"indicator": "overlast", "place": "veld", "period": "2023", "value": 36.5},
    {"indicator": "overlast", "place": "bos", "period": "2022", "missing": "secret"},
]


@pytest.fixture
def around(session: Session) -> None:
    given_place(session, "veld")
    given_place(session, "bos")
    given_area(session, "zuid", members=["veld"])
    given_programme(session)
    given_partner(session)
    given_population(session)
    given_indicator(session, "overlast", unit="percent", lowest=0, highest=100, decimals=1)


@pytest.fixture
def staff(keys: Keys) -> Header:
    return keys.person(Role.PROGRAMME_STAFF)


async def post(api: httpx.AsyncClient, who: Header, rows: Any = ROWS, **asked: str) -> httpx.Response:
    body = rows if isinstance(rows, dict) else {"rows": rows}
    return await api.post("/measurement-batches", json=body, params=asked, headers=who)


def counts(answer: httpx.Response) -> list[int]:
    told = answer.json()
    return [told[name] for name in ("received", "created", "revised", "unchanged", "flagged", "rejected")]


async def values(api: httpx.AsyncClient, **asked: str) -> list[tuple[str, str, Any]]:
    items = (await api.get("/measurements", params=asked)).json()["items"]
    return [(one["place"], one["period"], one["missing"] or one["value"]) for one in items]


async def test_a_batch_is_stored_and_can_be_read_again(api: httpx.AsyncClient, around: None, staff: Header) -> None:
    answer = await post(api, staff)

    assert (answer.status_code, counts(answer)) == (201, [3, 3, 0, 0, 0, 0])
    assert await values(api) == [("bos", "2022", "secret"), ("veld", "2022", 38), ("veld", "2023", 36.5)]
    again = await api.get(answer.headers["Location"].removeprefix("/api/v1"), headers=staff)
    assert again.json() == answer.json()


async def test_what_changed_and_what_did_not_are_told_apart(
    api: httpx.AsyncClient, around: None, staff: Header
) -> None:
    await post(api, staff)

    answer = await post(api, staff, [ROWS[0], ROWS[1] | {"value": 35}, ROWS[2] | {"period": "2023"}])

    assert counts(answer) == [3, 1, 1, 1, 0, 0]
    item = (await api.get("/measurements", params={"place": "veld", "periodFrom": "2023"})).json()["items"][0]
    revisions = (await api.get(f"/measurements/{item['id']}/revisions", headers=staff)).json()["items"]
    assert [one["value"] for one in revisions] == [35, 36.5]
    assert item["origin"] == {
        "document": None, "line": None, "table": "measurement-batches", "key": answer.json()["id"]
    }  # fmt: skip


async def test_one_wrong_row_refuses_all_and_every_error_is_told(
    api: httpx.AsyncClient, around: None, staff: Header
) -> None:
    wrong = [
        ROWS[0],
        {"indicator": "overlst", "place": "nergens", "period": "2099", "value": 1},
        ROWS[1] | {"value": 101},
        {**ROWS[2], "value": 3},
        {**ROWS[0], "value": 39},
        {"indicator": "overlast", "place": "veld", "period": "ooit"},
        "geen rij",
    ]

    answer = await post(api, staff, wrong)

    assert (answer.status_code, counts(answer)) == (400, [7, 0, 0, 0, 0, 7])
    assert answer.headers["content-type"] == "application/problem+json"
    assert [(one["row"], one["field"], one["code"]) for one in answer.json()["errors"]] == [
        (2, "indicator", "unknown-indicator"),
        (2, "place", "unknown-place"),
        (2, "period", "period-in-future"),
        (3, "value", "out-of-bounds"),
        (4, "missing", "value-and-missing"),
        (5, "period", "duplicate-in-batch"),
        (6, "period", "invalid-period"),
        (6, "value", "value-or-missing-required"),
        (7, "row", "not-an-object"),
    ]
    assert await values(api) == []
    kept = await api.get(f"/measurement-batches/{answer.json()['id']}", headers=staff)
    assert (kept.json()["status"], kept.json()["rejected"]) == ("refused", 7)


async def test_what_is_right_can_be_accepted_alone(api: httpx.AsyncClient, around: None, staff: Header) -> None:
    answer = await post(api, staff, [ROWS[0], ROWS[1] | {"value": 101}, ROWS[2]], mode="accept-valid")

    assert (answer.status_code, answer.json()["status"], counts(answer)) == (
        201,
        "partly-accepted",
        [3, 2, 0, 0, 0, 1],
    )
    assert await values(api) == [("bos", "2022", "secret"), ("veld", "2022", 38)]


async def test_a_rehearsal_tells_everything_and_stores_nothing(
    api: httpx.AsyncClient, around: None, staff: Header
) -> None:
    await post(api, staff, [ROWS[0]])

    answer = await post(
        api, staff, [ROWS[0], ROWS[1], ROWS[2] | {"place": "nergens"}], dryRun="true", mode="all-or-nothing"
    )

    assert (answer.status_code, answer.json()["status"]) == (200, "dry-run"), answer.text
    assert answer.json()["id"] is None
    assert counts(answer) == [3, 1, 0, 1, 0, 1]
    assert await values(api) == [("veld", "2022", 38)]
    assert len((await api.get("/measurement-batches", headers=staff)).json()["items"]) == 1


async def test_defaults_stand_where_a_row_says_nothing(api: httpx.AsyncClient, around: None, staff: Header) -> None:
    body = {
        "defaults": {"indicator": "overlast", "place": "veld", "state": "final"},
        "rows": [{"period": "2021", "value": 40}, {"period": "2021", "value": 41, "place": "bos"}],
    }

    assert (await post(api, staff, body)).status_code == 201
    assert await values(api, state="final") == [("bos", "2021", 41), ("veld", "2021", 40)]


async def test_partners_stay_within_their_indicators_places_and_figures(
    api: httpx.AsyncClient, around: None, session: Session, staff: Header, keys: Keys
) -> None:
    given_indicator(session, "inbraak", unit="count")
    await post(api, staff, [ROWS[1]])
    police = keys.partner("politie", indicators=["overlast"], areas=["zuid"])

    answer = await post(api, police, [*ROWS, ROWS[0] | {"indicator": "inbraak"}], mode="accept-valid")

    assert counts(answer) == [4, 1, 0, 0, 0, 3]
    assert [(one["row"], one["code"]) for one in answer.json()["errors"]] == [
        (2, "not-allowed-figure"),
        (3, "not-allowed-place"),
        (4, "not-allowed-indicator"),
    ]


async def test_batches_are_read_by_their_sender_and_by_staff_only(
    api: httpx.AsyncClient, around: None, session: Session, staff: Header, keys: Keys
) -> None:
    given_partner(session, "school")
    police, school = keys.partner("politie"), keys.partner("school")
    path = f"/measurement-batches/{(await post(api, police)).json()['id']}"

    assert [(await api.get(path, headers=who)).status_code for who in (police, staff, school, {})] == [
        200, 200, 404, 401
    ]  # fmt: skip


async def test_a_change_that_is_much_larger_than_usual_is_flagged(
    api: httpx.AsyncClient, around: None, staff: Header
) -> None:
    rows = [ROWS[0] | {"period": str(2012 + step), "value": 40 + step % 2} for step in range(6)]
    await post(api, staff, rows)

    answer = await post(
        api, staff, [ROWS[0] | {"period": "2018", "value": 60}, ROWS[0] | {"period": "2019", "value": 61}]
    )

    assert counts(answer) == [2, 2, 0, 0, 1, 0]
    items = (await api.get("/measurements", params={"periodFrom": "2018"})).json()["items"]
    assert [one["flags"] for one in items] == [["implausible-change"], []]


async def test_the_same_key_again_gives_the_same_answer_and_another_body_is_refused(
    api: httpx.AsyncClient, around: None, staff: Header
) -> None:
    keyed = staff | {"Idempotency-Key": "a1"}
    first = await post(api, keyed)
    again = await post(api, keyed)
    other = await post(api, keyed, ROWS[:1])

    assert (first.status_code, again.status_code, other.status_code) == (201, 201, 409)
    assert again.json() == first.json()
    assert len((await api.get("/measurement-batches", headers=staff)).json()["items"]) == 1


async def test_a_whole_batch_is_withdrawn_except_what_was_revised_since(
    api: httpx.AsyncClient, around: None, staff: Header
) -> None:
    batch = (await post(api, staff)).json()["id"]
    await post(api, staff, [ROWS[0] | {"value": 30}])

    answer = await api.post(f"/measurement-batches/{batch}/withdrawal", json={"reason": "Oud"}, headers=staff)

    assert answer.json() == {"batch": batch, "withdrawn": 2, "left": 1}
    assert await values(api, state="provisional") == [("veld", "2022", 30)]
    again = await api.post(f"/measurement-batches/{batch}/withdrawal", json={"reason": "Oud"}, headers=staff)
    assert again.status_code == 409


async def test_a_locked_period_says_who_when_and_why(api: httpx.AsyncClient, around: None, staff: Header) -> None:
    lock = {
        "programme": "samen", "name": "Jaar 2022 dicht", "periodFrom": "2022", "periodTo": "2022",
        "places": ["veld"], "text": "Het jaarverslag is vastgesteld",
    }  # fmt: skip
    made = await api.post("/period-locks", json=lock, headers=staff)
    assert made.status_code == 201, made.text

    answer = await post(api, staff, mode="accept-valid")
    alone = await api.post("/measurements", json=ROWS[0], headers=staff)

    assert [(one["row"], one["code"]) for one in answer.json()["errors"]] == [(1, "period-locked")]
    assert "programme-staff: Het jaarverslag is vastgesteld." in answer.json()["errors"][0]["message"]
    assert [error["code"] for error in alone.json()["errors"]] == ["period-locked"]
    opened = await api.post(f"/period-locks/{made.json()['id']}/withdrawal", json={"reason": "Open"}, headers=staff)
    assert (opened.status_code, (await api.post("/measurements", json=ROWS[0], headers=staff)).status_code) == (
        200,
        201,
    )
