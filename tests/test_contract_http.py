"""The public contract over HTTP: headers, problems, collections, conditional reading, and what a POST answers."""

import json
import re
from typing import Any

import httpx
import pytest
from sqlmodel import Session

from app.models.access import Role
from app.models.place import PlaceCode
from tests.given import (
    given_area,
    given_course,
    given_indicator,
    given_partner,
    given_place,
    given_source,
    measured,
)
from tests.keys import Header, Keys

ALWAYS = {
    *("api-version", "cache-control", "x-content-type-options", "strict-transport-security", "x-frame-options"),
    *("referrer-policy", "content-security-policy", "x-request-id"),
}
ROOMS = (
    *("places", "areas", "neighbourhoods", "programmes", "goals", "targets", "assessments", "indicators"),
    *("populations", "measurements", "interventions", "partners", "sources"),
)
FIGURE = {"indicator": "nuisance", "place": "veld", "period": "2011", "value": 38}
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+Z")


@pytest.fixture
def course(session: Session) -> None:
    given_course(session)
    given_partner(session)
    given_area(session, members=["veld"])
    given_source(session)


@pytest.fixture
def police(keys: Keys, course: None) -> Header:
    return keys.partner("politie")


def coded(answer: httpx.Response) -> dict[str, str]:
    return {error["field"]: error["code"] for error in answer.json()["errors"]}


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("GET", "/api/v1/targets", 200),
        ("GET", "/api/v1/targets/nergens", 404),
        ("GET", "/api/v1/targets?nergens=1", 400),
        ("GET", "/api/v1/targets/", 404),
        ("PUT", "/api/v1/targets", 405),
        ("POST", "/api/v1/targets", 401),
        ("GET", "/api/v1/openapi.json", 200),
        ("GET", "/api/v1/docs", 200),
        ("GET", "/api/v1/.well-known/jwks.json", 200),
        ("POST", "/api/v1/token", 400),
        ("GET", "/api/nergens", 404),
        ("GET", "/health/live", 200),
        ("GET", "/health/ready", 200),
        ("GET", "/.well-known/security.txt", 200),
        ("GET", "/", 200),
        ("GET", "/streefwaarden/minder", 200),
        ("GET", "/streefwaarden/nergens", 404),
        ("DELETE", "/streefwaarden/minder", 405),
        ("GET", "/problems/invalid", 200),
        ("GET", "/static/nergens.css", 404),
    ],
)
async def test_every_answer_carries_the_same_headers_pages_and_errors_included(
    site: httpx.AsyncClient, course: None, method: str, address: str, status: int
) -> None:
    answer = await site.request(method, address)

    assert answer.status_code == status
    assert ALWAYS - answer.headers.keys() == set()
    assert re.fullmatch(r"\d+\.\d+\.\d+", answer.headers["api-version"])
    if address.startswith("/api/") and status >= 400:
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json().keys() >= {"type", "title", "status", "detail", "errors"}
        assert answer.json()["status"] == status
        assert (await site.get(answer.json()["type"])).status_code == 200


async def test_a_405_names_every_method_of_the_path_on_pages_too(site: httpx.AsyncClient, course: None) -> None:
    told = {
        address: (await site.request("DELETE", address)).headers["allow"]
        for address in ("/api/v1/targets", "/api/v1/targets/minder", "/api/v1/token", "/aanmelden", "/", "/health/live")
    }

    assert told == {
        "/api/v1/targets": "GET, HEAD, POST",
        "/api/v1/targets/minder": "GET, HEAD, PATCH",
        "/api/v1/token": "POST",
        "/aanmelden": "GET, HEAD, POST",
        "/": "GET, HEAD",
        "/health/live": "GET, HEAD",
    }


@pytest.mark.parametrize("room", ROOMS)
async def test_a_collection_has_items_and_next_and_a_total_where_it_is_asked(
    api: httpx.AsyncClient, course: None, room: str
) -> None:
    plain, counted = await api.get(f"/{room}"), await api.get(f"/{room}", params={"count": "true"})
    mark = {"nextChangedSince"} if room == "measurements" else set()

    assert plain.json().keys() - mark == {"items", "next"}
    assert counted.json().keys() - mark == {"items", "next", "total"}
    assert counted.json()["total"] == len(plain.json()["items"])
    assert plain.headers["cache-control"] == "public, no-cache"


@pytest.mark.parametrize("room", ROOMS)
async def test_who_has_it_already_gets_304_and_who_is_known_is_kept_by_nobody(
    api: httpx.AsyncClient, police: Header, room: str
) -> None:
    first = await api.get(f"/{room}")
    again = await api.get(f"/{room}", headers={"If-None-Match": first.headers["etag"]})
    known = await api.get(f"/{room}", headers=police)

    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
    assert known.headers["cache-control"] == "no-store"
    assert known.headers["etag"] != first.headers["etag"]


async def test_whatever_one_has_is_a_304_only_of_what_is_there(api: httpx.AsyncClient, course: None) -> None:
    addresses = ("/places/veld", "/places/nergens", "/places?pageSize=0")
    answers = [await api.get(address, headers={"If-None-Match": "*"}) for address in addresses]

    assert [answer.status_code for answer in answers] == [304, 404, 400]


@pytest.mark.parametrize("address", ["/measurements/{key}/revisions", "/measurements", "/targets"])
async def test_next_is_a_path_and_leads_through_everything_once(
    api: httpx.AsyncClient, session: Session, police: Header, address: str
) -> None:
    key = measured(session, "2011", 38).id
    measured(session, "2011", 39)
    address = address.format(key=key)
    whole = (await api.get(address)).json()["items"]
    following, seen = f"/api/v1{address}?pageSize=1", []
    while following:
        page = (await api.get(f"http://test{following}")).json()
        assert page["next"] is None or page["next"].startswith(f"/api/v1{address}?")
        seen += page["items"]
        following = page["next"]

    assert seen == whole
    assert len(whole) >= 1


async def test_numbers_are_numbers_unrounded_and_moments_end_in_z(
    api: httpx.AsyncClient, session: Session, police: Header
) -> None:
    given_indicator(session, "grade", unit="grade", decimals=1)
    sent = {"indicator": "grade", "place": "veld", "period": "2011", "value": 6.54321, "low": 6, "high": 7.1}
    told = (await api.post("/measurements", json=sent, headers=police)).json()

    assert (told["value"], told["low"], told["high"]) == (6.54321, 6, 7.1)
    assert [type(told[field]) for field in ("value", "low", "high", "revision")] == [float, int, float, int]
    assert (told["missing"], told["numerator"], told["source"]) == (None, None, None)
    assert MOMENT.fullmatch(told["recordedAt"])
    assert type(told["id"]) is str


async def test_a_measurement_answers_where_it_is_and_what_became_of_it(api: httpx.AsyncClient, police: Header) -> None:
    made = await api.post("/measurements", json=FIGURE, headers=police)
    same = await api.post("/measurements", json=FIGURE, headers=police)
    other = await api.post("/measurements", json=FIGURE | {"value": 40, "reason": "Telfout"}, headers=police)
    gone = await api.post(f"/measurements/{made.json()['id']}/withdrawal", json={"reason": "x"}, headers=police)

    assert [one.status_code for one in (made, same, other, gone)] == [201, 200, 200, 200]
    assert [one.json()["outcome"] for one in (made, same, other)] == ["created", "unchanged", "revised"]
    assert made.headers["location"] == f"/api/v1/measurements/{made.json()['id']}"
    assert ["location" in one.headers for one in (same, other, gone)] == [False, False, False]
    assert made.json()["may"] == ["revise", "withdraw"]
    assert (gone.json()["state"], gone.json()["value"], gone.json()["may"]) == ("withdrawn", None, ["revise"])


ROW_CODES: dict[str, dict[str, Any]] = {
    "unknown-indicator": {"indicator": "nergens"},
    "unknown-place": {"place": "nergens"},
    "ambiguous-code": {"place": None, "code": "BU1"},
    "invalid-period": {"period": "vorig jaar"},
    "period-in-future": {"period": "2199"},
    "not-a-number": {"value": "38"},
    "out-of-bounds": {"value": 101},
    "value-and-missing": {"missing": "unknown"},
    "value-or-missing-required": {"value": None},
    "invalid-interval": {"low": 39, "high": 40},
}


@pytest.mark.parametrize("code", ROW_CODES)
async def test_what_is_wrong_with_a_figure_is_named_by_the_code_of_the_contract(
    api: httpx.AsyncClient, session: Session, police: Header, code: str
) -> None:
    given_place(session, "dorp", code="BU1")
    session.add(PlaceCode(place_id="veld", code="BU1", layout_year=2010))
    session.commit()
    sent = {name: value for name, value in (FIGURE | ROW_CODES[code]).items() if value is not None}
    answer = await api.post("/measurements", json=sent, headers=police)

    assert (answer.status_code, list(coded(answer).values())) == (400, [code])


@pytest.mark.parametrize(
    ("limits", "sent", "code"),
    [
        ({"indicators": ["safety"]}, {}, "not-allowed-indicator"),
        ({"areas": ["noord"]}, {}, "not-allowed-place"),
        ({}, {"period": "2006"}, "not-allowed-figure"),
    ],
)
async def test_what_is_not_the_senders_is_named_by_the_code_of_the_contract(
    api: httpx.AsyncClient, session: Session, keys: Keys, course: None, limits: Any, sent: Any, code: str
) -> None:
    given_indicator(session, "safety")
    given_area(session, "noord")
    answer = await api.post("/measurements", json=FIGURE | sent, headers=keys.partner("politie", **limits))

    assert (answer.status_code, list(coded(answer).values())) == (403, [code])


async def test_every_error_of_form_comes_at_once_with_what_was_sent(api: httpx.AsyncClient, police: Header) -> None:
    sent = {"indicator": 5, "place": "veld", "value": "38", "sampleSize": 0, "extra": "x" * 500}
    answer = await api.post("/measurements", json=sent, headers=police)

    assert coded(answer) == {
        "indicator": "not-text",
        "period": "required",
        "value": "not-a-number",
        "sampleSize": "too-low",
        "extra": "unknown-field",
    }
    said = {error["field"]: error.get("value") for error in answer.json()["errors"]}
    assert said == {"indicator": 5, "period": None, "value": "38", "sampleSize": 0, "extra": None}


@pytest.mark.parametrize(
    ("language", "title"), [("nl", "Het verzoek is niet geldig"), ("en", "The request is not valid")]
)
async def test_messages_follow_the_language_and_codes_do_not(
    api: httpx.AsyncClient, police: Header, language: str, title: str
) -> None:
    sender = police | {"Accept-Language": language, "Content-Type": "application/json"}
    answer = await api.post("/measurements", content=json.dumps(FIGURE | {"value": 101}), headers=sender)

    assert (answer.json()["title"], coded(answer)) == (title, {"value": "out-of-bounds"})


async def test_a_change_needs_the_version_and_gets_both_when_it_is_too_late(
    api: httpx.AsyncClient, keys: Keys, course: None
) -> None:
    staff = keys.person(Role.PROGRAMME_STAFF)
    tag = (await api.get("/places/veld")).headers["etag"]
    blind = await api.patch("/places/veld", json={"name": "A"}, headers=staff)
    made = await api.patch("/places/veld", json={"name": "B"}, headers=staff | {"If-Match": tag})
    late = await api.patch("/places/veld", json={"name": "C"}, headers=staff | {"If-Match": tag})

    assert [answer.status_code for answer in (blind, made, late)] == [428, 200, 412]
    assert (late.json()["theirs"]["name"], late.json()["mine"]) == ("B", {"name": "C"})
    assert made.headers["etag"] == late.headers["etag"]


async def test_who_am_i_and_what_may_i_do(api: httpx.AsyncClient, police: Header) -> None:
    told = (await api.get("/me", headers=police)).json()

    assert (told["partner"], told["role"], told["areas"], told["indicators"]) == ("politie", "partner", None, None)
    assert told["may"] == ["read", "record-measurements", "withdraw-measurements"]
