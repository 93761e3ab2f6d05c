"""Measurements: recorded, revised, withdrawn, found; nothing overwritten, nothing lost."""

from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from sqlmodel import Session

from app.models.access import Role
from tests.given import given_area, given_course, given_indicator, given_partner, given_place, measured
from tests.keys import Keys

NEW = {"indicator": "nuisance", "place": "veld", "period": "2011", "value": 38}


@pytest.fixture
def course(session: Session) -> None:
    given_course(session)
    given_partner(session)


@pytest.fixture
def police(keys: Keys, course: None) -> dict[str, str]:
    return keys.partner("politie")


@pytest.fixture
def staff(keys: Keys, course: None) -> dict[str, str]:
    return keys.person(Role.PROGRAMME_STAFF)


async def post(api: httpx.AsyncClient, key: dict[str, str], **other: Any) -> httpx.Response:
    return await api.post("/measurements", json=NEW | other, headers=key)


def codes(answer: httpx.Response) -> list[tuple[str, str]]:
    return [(error["field"], error["code"]) for error in answer.json()["errors"]]


async def test_a_new_measurement_says_where_it_is(api: httpx.AsyncClient, police: dict[str, str]) -> None:
    answer = await post(api, police)

    assert (answer.status_code, answer.json()["outcome"]) == (201, "created")
    assert answer.headers["location"] == f"/api/v1/measurements/{answer.json()['id']}"
    found = (await api.get(answer.headers["location"].removeprefix("/api/v1"))).json()
    assert (found["value"], found["partner"], found["revision"], found["state"]) == (38, "politie", 1, "provisional")


async def test_the_same_key_again_is_a_revision_and_the_old_value_stays(
    api: httpx.AsyncClient, police: dict[str, str]
) -> None:
    first = await post(api, police)
    second = await post(api, police, value=40, reason="Telfout")

    assert (second.status_code, second.json()["outcome"], second.json()["id"]) == (200, "revised", first.json()["id"])
    revisions = (await api.get(f"/measurements/{first.json()['id']}/revisions")).json()["items"]
    assert [(one["revision"], one["value"], one["recordedBy"]) for one in revisions] == [
        (2, 40, "politie"),
        (1, 38, "politie"),
    ]


async def test_the_same_figure_again_changes_nothing(api: httpx.AsyncClient, police: dict[str, str]) -> None:
    await post(api, police)
    again = await post(api, police)

    assert (again.status_code, again.json()["outcome"], again.json()["revision"]) == (200, "unchanged", 1)


async def test_as_known_at_a_moment_later_revisions_are_left_out(
    api: httpx.AsyncClient, police: dict[str, str]
) -> None:
    first = (await post(api, police)).json()
    await post(api, police, value=40)

    then = await api.get("/measurements", params={"period_from": "2011"} | {})
    known = await api.get("/measurements", params={"periodFrom": "2011", "knownAt": first["recordedAt"]})
    now = await api.get("/measurements", params={"periodFrom": "2011"})

    assert then.status_code == 400
    assert [one["value"] for one in known.json()["items"]] == [38]
    assert [one["value"] for one in now.json()["items"]] == [40]


async def test_a_withdrawal_is_a_revision_too(api: httpx.AsyncClient, police: dict[str, str]) -> None:
    key = (await post(api, police)).json()["id"]
    gone = await api.post(f"/measurements/{key}/withdrawal", json={"reason": "Verkeerde wijk"}, headers=police)
    again = await api.post(f"/measurements/{key}/withdrawal", json={"reason": "Nog eens"}, headers=police)

    assert (gone.status_code, gone.json()["state"], gone.json()["value"]) == (200, "withdrawn", None)
    assert again.status_code == 409
    revisions = (await api.get(f"/measurements/{key}/revisions")).json()["items"]
    assert [(one["state"], one["value"], one["reason"]) for one in revisions] == [
        ("withdrawn", None, "Verkeerde wijk"),
        ("provisional", 38, None),
    ]


async def test_all_that_is_wrong_is_said_at_once(api: httpx.AsyncClient, police: dict[str, str]) -> None:
    wrong = await post(api, police, place="nergens", period="2022-13", population="martians", value=140)

    assert wrong.status_code == 400
    assert wrong.headers["content-type"] == "application/problem+json"
    assert codes(wrong) == [
        ("place", "unknown-place"),
        ("population", "unknown-population"),
        ("period", "invalid-period"),
        ("value", "out-of-bounds"),
    ]


async def test_errors_of_form_and_of_look_ups_are_said_together(api: httpx.AsyncClient, police: dict[str, str]) -> None:
    wrong = await post(api, police, value="veertig", place="nergens", period="2199", colour="red")

    assert wrong.status_code == 400
    assert sorted(codes(wrong)) == [
        ("colour", "unknown-field"),
        ("period", "period-in-future"),
        ("place", "unknown-place"),
        ("value", "not-a-number"),
    ]


async def test_a_measurement_without_its_key_names_each_part_once(
    api: httpx.AsyncClient, police: dict[str, str]
) -> None:
    wrong = await api.post("/measurements", json={"value": 3}, headers=police)

    assert sorted(codes(wrong)) == [("indicator", "required"), ("period", "required"), ("place", "unknown-place")]


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ({"value": None}, "value-or-missing-required"),
        ({"missing": "unknown"}, "value-and-missing"),
        ({"value": None, "missing": "suppressed"}, "invalid"),
        ({"value": -1}, "out-of-bounds"),
        ({"value": "38"}, "not-a-number"),
        ({"value": True}, "not-a-number"),
        ({"period": "2199"}, "period-in-future"),
        ({"low": 30}, "invalid-interval"),
        ({"low": 39, "high": 41}, "invalid-interval"),
        ({"numerator": -1, "denominator": 10}, "out-of-bounds"),
        ({"numerator": 1, "denominator": 0}, "out-of-bounds"),
        ({"indicator": "nothing"}, "unknown-indicator"),
        ({"place": None}, "unknown-place"),
        ({"value": 1e-30}, "out-of-bounds"),
    ],
)
async def test_a_figure_that_cannot_be_is_refused_with_its_code(
    api: httpx.AsyncClient, police: dict[str, str], sent: dict[str, Any], code: str
) -> None:
    refused = await post(api, police, **sent)

    assert refused.status_code == 400
    assert code in [error["code"] for error in refused.json()["errors"]]
    assert len((await api.get("/measurements")).json()["items"]) == 1


async def test_absence_is_said_and_is_no_zero(api: httpx.AsyncClient, police: dict[str, str]) -> None:
    answer = (await post(api, police, value=None, missing="unreliable")).json()

    assert (answer["value"], answer["missing"]) == (None, "unreliable")


async def test_a_place_is_found_by_its_code_and_layout_year(
    api: httpx.AsyncClient, session: Session, police: dict[str, str]
) -> None:
    given_place(session, "bos", code="BU00010001")
    answer = await post(api, police, place=None, code="BU00010001", layoutYear=2020)
    other = await post(api, police, place=None, code="BU00010001", layoutYear=2021)

    assert answer.json()["place"] == "bos"
    assert codes(other) == [("code", "unknown-place")]


async def test_nobody_writes(api: httpx.AsyncClient, course: None) -> None:
    answer = await api.post("/measurements", json=NEW)

    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")


async def test_a_partner_keeps_to_its_own_indicators_places_and_figures(
    api: httpx.AsyncClient, session: Session, keys: Keys, course: None
) -> None:
    given_area(session, "zuid", members=["veld"])
    given_place(session, "elders")
    given_indicator(session, "burglary")
    limited = keys.partner("politie", indicators=["nuisance"], areas=["zuid"])

    assert (await post(api, limited)).status_code == 201
    elsewhere = await post(api, limited, place="elders")
    another = await post(api, limited, indicator="burglary")
    printed = await post(api, limited, period="2006")
    assert [answer.status_code for answer in (elsewhere, another, printed)] == [403, 403, 403]
    assert codes(elsewhere) == [("place", "not-allowed-place")]
    assert codes(another) == [("indicator", "not-allowed-indicator")]
    assert codes(printed) == [("place", "not-allowed-figure")]


async def test_another_partner_does_not_revise_or_withdraw(
    api: httpx.AsyncClient, session: Session, keys: Keys, police: dict[str, str]
) -> None:
    given_partner(session, "school")
    other = keys.partner("school")
    key = (await post(api, police)).json()["id"]

    assert (await post(api, other, value=1)).status_code == 403
    assert (await api.post(f"/measurements/{key}/withdrawal", json={"reason": "x"}, headers=other)).status_code == 403


async def test_programme_staff_revises_what_a_partner_gave(
    api: httpx.AsyncClient, police: dict[str, str], staff: dict[str, str]
) -> None:
    await post(api, police)
    answer = await post(api, staff, value=39)

    assert (answer.status_code, answer.json()["outcome"], answer.json()["partner"]) == (200, "revised", "politie")


async def test_a_reader_does_not_write(api: httpx.AsyncClient, keys: Keys, course: None) -> None:
    assert (await post(api, keys.person(Role.READER))).status_code == 403


async def test_an_item_says_what_its_reader_may_do(
    api: httpx.AsyncClient, police: dict[str, str], staff: dict[str, str]
) -> None:
    key = (await post(api, police)).json()["id"]

    may = [(await api.get(f"/measurements/{key}", headers=who)).json()["may"] for who in ({}, police, staff)]
    assert may == [[], ["revise", "withdraw"], ["revise", "withdraw"]]


async def test_a_jump_is_taken_and_flagged(api: httpx.AsyncClient, session: Session, police: dict[str, str]) -> None:
    for year, value in (("2007", 41), ("2008", 42), ("2009", 41), ("2010", 42)):
        measured(session, year, value)

    assert (await post(api, police, value=41)).json()["flags"] == []
    assert (await post(api, police, period="2012", value=90)).json()["flags"] == ["implausible-change"]


@pytest.mark.parametrize("key", ["0", "999", "x", "1" * 19, "%31%00"])
async def test_an_unknown_measurement_is_not_found(api: httpx.AsyncClient, course: None, key: str) -> None:
    assert (await api.get(f"/measurements/{key}")).status_code in (404,)


async def test_what_was_stored_carries_moment_and_change_in_order(
    api: httpx.AsyncClient, police: dict[str, str]
) -> None:
    before = datetime.now(UTC)
    moments = [(await post(api, police, value=value)).json()["recordedAt"] for value in (1, 2, 3)]

    assert moments == sorted(moments)
    assert all(moment.endswith("Z") and datetime.fromisoformat(moment) >= before for moment in moments)
