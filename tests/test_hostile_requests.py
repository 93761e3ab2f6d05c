"""Requests that are odd in themselves: versions that never were, methods, hosts, origins, ranges; and sounding out."""

import re

import httpx
import pytest
from sqlmodel import Session

from app.models.access import Role
from tests.given import given_course, given_indicator, given_partner, measured
from tests.keys import Header, Keys

FIGURE = {"indicator": "nuisance", "place": "veld", "period": "2011", "value": 38}
JSON = {"Content-Type": "application/json"}


@pytest.fixture
def town(session: Session) -> None:
    given_course(session)
    given_partner(session)


@pytest.fixture
def staff(keys: Keys, town: None) -> Header:
    return keys.person(Role.ADMINISTRATOR)


@pytest.mark.parametrize("tag", ["garbage", '""', '"x", "y"', 'W/"x"', ",,,", '"' + "x" * 190 + '"'])
async def test_a_change_of_a_version_that_never_was_is_412(api: httpx.AsyncClient, staff: Header, tag: str) -> None:
    answer = await api.patch("/places/veld", json={"name": "Anders"}, headers=staff | {"If-Match": tag})

    assert (answer.status_code, answer.json()["theirs"]["name"]) == (412, "Veld")


@pytest.mark.parametrize("body", ["null", "[]", '{"name": null}', '{"aliases": [null]}', '{"id": "anders"}', '"x"'])
async def test_a_change_that_is_none_changes_nothing(api: httpx.AsyncClient, staff: Header, body: str) -> None:
    tag = (await api.get("/places/veld")).headers["etag"]
    answer = await api.patch("/places/veld", content=body, headers=staff | JSON | {"If-Match": "*"})

    assert answer.status_code == 400
    assert (await api.get("/places/veld")).headers["etag"] == tag


@pytest.mark.parametrize("method", ["PROPFIND", "FOO", "TRACE", "CONNECT"])
async def test_a_method_that_nobody_knows_is_405_or_404_everywhere(
    site: httpx.AsyncClient, town: None, method: str
) -> None:
    addresses = ("/api/v1/places", "/api/v1/token", "/health/live", "/", "/api", "/api/v1/nergens")
    answers = [await site.request(method, address) for address in addresses]

    assert [answer.status_code for answer in answers] == [405, 405, 405, 405, 404, 404]
    assert [answer.headers["content-type"] == "application/problem+json" for answer in answers] == [
        *(True, True, True, False, True, True)
    ]


@pytest.mark.parametrize(
    "origin", ["http://[", "null", "", "http://test.evil.example", "http://evil.example/http://test"]
)
async def test_a_form_from_an_address_that_is_not_ours_is_refused(
    site: httpx.AsyncClient, town: None, origin: str
) -> None:
    answer = await site.post("/aanmelden", headers={"Origin": origin}, data={"email": "a", "password": "b"})

    assert answer.status_code == 403


@pytest.mark.parametrize("host", ["[", "evil.example", "a b", "test:99999"])
async def test_no_answer_believes_the_host_it_was_asked_by(api: httpx.AsyncClient, town: None, host: str) -> None:
    answers = [await api.get(path, headers={"Host": host}) for path in ("/places?pageSize=1", "/nergens", "/docs")]

    assert [answer.status_code for answer in answers] == [200, 404, 200]
    assert [answer.headers.get("location") for answer in answers] == [None, None, None]
    assert [link for answer in answers for link in re.findall(r"https?://[^\s\"<]+", answer.text) if host in link] == []


async def test_a_range_or_a_date_is_no_ground_for_part_of_an_answer(api: httpx.AsyncClient, town: None) -> None:
    whole = await api.get("/places")
    for header in ({"Range": "bytes=0-5"}, {"Range": "x"}, {"If-Modified-Since": "x"}, {"If-None-Match": '"'}):
        answer = await api.get("/places", headers=header)
        assert (answer.status_code, answer.json()) == (200, whole.json())


async def test_a_flag_does_not_tell_how_far_a_figure_lies_from_a_hidden_one(
    api: httpx.AsyncClient, session: Session, keys: Keys, town: None
) -> None:
    """Sounding out: the school posts any number for the next year, and looks whether it is called a jump."""
    given_partner(session, "school")
    given_indicator(session, "help", unit="count", highest=None, protected=True, change_limit=2)
    measured(session, "2010", 3, indicator="help")
    school = keys.partner("school")
    flags = {}
    for value in range(12):
        sent = FIGURE | {"indicator": "help", "value": value}
        flags[value] = (await api.post("/measurements", json=sent, headers=school)).json()["flags"]

    assert [value for value, told in flags.items() if told] == []
