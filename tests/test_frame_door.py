"""What is asked of a request before anything in it is parsed: who sends it, what it is, how it is spelled."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from app.api.door import accepts
from tests.frame import JSON, SENDER, asking, small_application

WRONG_KEY = {"Authorization": "Bearer forged"}


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    async with asking(small_application(tmp_path)) as client:
        yield client


@pytest.mark.parametrize("key", [{}, WRONG_KEY])
@pytest.mark.parametrize(
    ("method", "path", "body", "headers"),
    [
        ("POST", "", b"{", JSON),
        ("POST", "", b"<x/>", {"Content-Type": "text/xml"}),
        ("POST", "?x=1", b"", {}),
        ("PATCH", "/none", b"{}", JSON),
        ("POST", "", b"{}", JSON | {"Accept": "image/png"}),
    ],
)
async def test_nobody_gets_401_before_anything_else(
    client: httpx.AsyncClient, method: str, path: str, body: bytes, headers: dict[str, str], key: dict[str, str]
) -> None:
    answer = await client.request(method, path, content=body, headers=headers | key)

    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == 'Bearer realm="wijkkoers"'


async def test_reading_with_a_key_that_is_no_good_is_401(client: httpx.AsyncClient) -> None:
    answer = await client.get("", headers=WRONG_KEY)

    assert answer.status_code == 401


@pytest.mark.parametrize(
    ("content_type", "status"),
    [
        ("application/json", 201),
        ("application/json; charset=utf-8", 201),
        ("Application/JSON", 201),
        ("application/json; charset=utf-16", 415),
        ("text/plain", 415),
        ("application/x-www-form-urlencoded", 415),
        ("application/problem+json", 415),
        ("multipart/form-data; boundary=x", 415),
        ("nonsense", 415),
        (None, 415),
    ],
)
async def test_only_what_a_route_reads_is_read(
    client: httpx.AsyncClient, content_type: str | None, status: int
) -> None:
    headers = {"Content-Type": content_type} if content_type else {}
    answer = await client.post("", content=b'{"shortName": "x"}', headers=SENDER | headers)

    assert answer.status_code == status


async def test_a_compressed_body_is_not_read(client: httpx.AsyncClient) -> None:
    answer = await client.post("", content=b"x", headers=JSON | SENDER | {"Content-Encoding": "gzip"})

    assert answer.status_code == 415


@pytest.mark.parametrize("content_type", ["application/json", "application/merge-patch+json"])
async def test_a_patch_is_a_merge_patch(client: httpx.AsyncClient, content_type: str) -> None:
    headers = SENDER | {"Content-Type": content_type, "If-Match": "*"}
    answer = await client.patch("/thing-01", content=b'{"shortName": "new"}', headers=headers)

    assert (answer.status_code, answer.json()["shortName"]) == (200, "new")


async def test_a_form_is_only_read_as_a_form(client: httpx.AsyncClient) -> None:
    form = await client.post("/form", data={"grant_type": "x"})
    json = await client.post("/form", json={"grant_type": "x"})

    assert (form.status_code, json.status_code) == (204, 415)


@pytest.mark.parametrize(
    ("accept", "status"),
    [
        ("application/json", 200),
        ("*/*", 200),
        ("application/*", 200),
        ("text/html, */*;q=0.1", 200),
        ("text/html", 406),
        ("application/json;q=0, text/html", 406),
        ("application/json;q=0, */*", 406),
        ("application/json;q=x", 406),
    ],
)
async def test_what_cannot_be_given_is_406(client: httpx.AsyncClient, accept: str, status: int) -> None:
    answer = await client.get("", headers={"Accept": accept})

    assert answer.status_code == status


def test_the_most_precise_range_of_an_accept_header_decides() -> None:
    header = "text/*;q=0, text/csv, */*;q=0.5"

    assert [accepts(header, kind) for kind in ("text/csv", "text/html", "image/png")] == [True, False, True]


@pytest.mark.parametrize(
    ("query", "field", "code"),
    [
        ("since=1_900", "since", "not-a-whole-number"),
        ("since=1900.0", "since", "not-a-whole-number"),
        ("since=%2B1900", "since", "not-a-whole-number"),
        ("since=%201900", "since", "not-a-whole-number"),
        ("since=١٩٠٠", "since", "not-a-whole-number"),
        ("since=1800", "since", "too-low"),
        ("since=2200", "since", "too-high"),
        ("since=1900&since=1901", "since", "repeated"),
        ("since=" + "9" * 5000, "since", "not-a-whole-number"),
        ("weight=1e5", "weight", "not-a-number"),
        ("weight=NaN", "weight", "not-a-number"),
        ("count=yes", "count", "not-a-boolean"),
        ("count=1", "count", "not-a-boolean"),
        ("day=20240301", "day", "not-a-date"),
        ("day=2024-02-30", "day", "not-a-date"),
        ("knownAt=0.5", "knownAt", "not-a-moment"),
        ("knownAt=2024-01-01", "knownAt", "not-a-moment"),
        ("knownAt=2024-01-01T25:00:00Z", "knownAt", "not-a-moment"),
        ("known_at=2024-01-01T00:00:00Z", "known_at", "unknown-parameter"),
        ("page_size=3", "page_size", "unknown-parameter"),
        ("offset=3", "offset", "unknown-parameter"),
        ("PageSize=3", "PageSize", "unknown-parameter"),
        ("place=a%00", "place", "control-character"),
        ("pageSize=0", "pageSize", "too-low"),
        ("pageSize=1001", "pageSize", "too-high"),
        ("cursor=nonsense", "cursor", "bad-cursor"),
        ("cursor=" + "x" * 500, "cursor", "too-long"),
        ("cursor=%0A", "cursor", "control-character"),
    ],
)
async def test_a_query_is_read_strictly(client: httpx.AsyncClient, query: str, field: str, code: str) -> None:
    answer = await client.get(f"?{query}")

    assert answer.status_code == 400
    assert [(error["field"], error["code"]) for error in answer.json()["errors"]] == [(field, code)]


async def test_all_errors_of_a_query_come_at_once(client: httpx.AsyncClient) -> None:
    answer = await client.get("?since=x&pageSize=0&offset=1&count=true&count=true&day=2024-13-01")

    assert {error["field"] for error in answer.json()["errors"]} == {"since", "pageSize", "offset", "count", "day"}


async def test_unknown_keys_are_an_error_where_nothing_can_be_asked(client: httpx.AsyncClient) -> None:
    answer = await client.get("/thing-01?verbose=1")

    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "unknown-parameter")


@pytest.mark.parametrize(
    "query",
    ["place=a&place=b", "since=&cursor=", "knownAt=2024-01-01T00:00:00Z", "changedSince=2024-01-01", "count=true"],
)
async def test_a_decent_query_is_answered(client: httpx.AsyncClient, query: str) -> None:
    answer = await client.get(f"?{query}")

    assert answer.status_code == 200
