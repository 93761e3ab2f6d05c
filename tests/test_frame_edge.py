"""What holds for every answer, whoever gave it: headers, ids, limits, HEAD, addresses, posts from elsewhere."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from app.edge.headers import VERSION
from tests import frame
from tests.frame import JSON, SENDER, asking, small_application

EVERYWHERE = ("", "/thing-01", "/none", "/broken", "/", "/../x", "//health/live", "/form", "?pageSize=x")
CARRIED = {
    "api-version",
    "cache-control",
    "x-content-type-options",
    "strict-transport-security",
    "x-frame-options",
    "referrer-policy",
    "content-security-policy",
    "x-request-id",
}


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    async with asking(small_application(tmp_path)) as client:
        yield client


@pytest.mark.parametrize("path", EVERYWHERE)
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "DELETE", "PROPFIND"])
async def test_every_answer_carries_the_same_headers(client: httpx.AsyncClient, method: str, path: str) -> None:
    answer = await client.request(method, path)

    assert CARRIED - set(answer.headers) == set()
    assert answer.headers["api-version"] == VERSION


@pytest.mark.parametrize("path", ["", "/thing-01", "/none", "?pageSize=x"])
async def test_head_answers_as_get_does_without_the_body(client: httpx.AsyncClient, path: str) -> None:
    got, head = await client.get(path), await client.head(path)

    assert (head.status_code, head.content) == (got.status_code, b"")
    assert head.headers["content-length"] == got.headers["content-length"]
    assert head.headers["content-type"] == got.headers["content-type"]


async def test_head_of_an_export_does_not_make_the_export(client: httpx.AsyncClient) -> None:
    frame.pulled.clear()

    head = await client.head("/export")

    assert (head.status_code, head.content) == (200, b"")
    assert len(frame.pulled) == 1


async def test_a_request_keeps_the_id_it_came_with(client: httpx.AsyncClient) -> None:
    answer = await client.get("", headers={"X-Request-Id": "from-the-site-0001"})

    assert answer.headers["x-request-id"] == "from-the-site-0001"


@pytest.mark.parametrize("given", ["short", "with space in it", "x" * 65, "new\tline-and-more"])
async def test_an_id_that_could_spoil_the_log_is_replaced(client: httpx.AsyncClient, given: str) -> None:
    answer = await client.get("", headers={"X-Request-Id": given})

    assert len(answer.headers["x-request-id"]) == 32


@pytest.mark.parametrize("path", ["/thing-01/", "/", "//"])
async def test_an_address_under_the_api_never_ends_in_a_slash(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(f"http://test/api/v1/garden-things{path}", follow_redirects=False)

    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["thing%00", "thing%0A", "thing-01%0a", "thing%7f", "%1b[2J"])
async def test_there_is_nothing_at_an_address_with_control_characters(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(f"/{path}")

    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/not-found")


@pytest.mark.parametrize("path", ["/api", "/api/", "/api/v1", "/api/v2/places", "/api/x", "/x"])
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
async def test_addresses_beside_the_api_answer_with_a_problem(
    client: httpx.AsyncClient, method: str, path: str
) -> None:
    answer = await client.request(method, f"http://test{path}")

    assert (answer.status_code, answer.json()["status"]) == (404, 404)


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("DELETE", "", "GET, HEAD, POST"),
        ("PUT", "/thing-01", "GET, HEAD, PATCH"),
        ("GET", "/form/x", None),
        ("DELETE", "/form", "POST"),
        ("PROPFIND", "/export", "GET, HEAD"),
    ],
)
async def test_allow_names_every_method_of_the_address_and_none_of_the_item_it_is_not(
    client: httpx.AsyncClient, method: str, path: str, allowed: str | None
) -> None:
    answer = await client.request(method, path)

    assert answer.headers.get("allow") == allowed
    assert answer.status_code == (405 if allowed else 404)


@pytest.mark.parametrize("path", ["/health/live", "/health/ready", "/.well-known/security.txt"])
async def test_what_is_only_read_says_so(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.post(f"http://test{path}")

    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")


async def test_a_body_that_says_it_is_too_large_is_refused_unread(tmp_path: Path) -> None:
    async with asking(small_application(tmp_path, max_body_bytes=100)) as client:
        answer = await client.post("", content=b"x" * 101, headers=JSON | SENDER)

    assert (answer.status_code, answer.json()["type"]) == (413, "/problems/too-large")


async def test_a_body_that_does_not_say_how_large_it_is_is_cut_off(tmp_path: Path) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(5):
            yield b" " * 30

    async with asking(small_application(tmp_path, max_body_bytes=100)) as client:
        answer = await client.post("", content=pieces(), headers=JSON | SENDER)

    assert (answer.status_code, answer.json()["type"]) == (413, "/problems/too-large")


async def test_zero_switches_the_limit_of_a_body_off(tmp_path: Path) -> None:
    async with asking(small_application(tmp_path, max_body_bytes=0)) as client:
        answer = await client.post("", content=b'{"shortName": "x"}' + b" " * 1000, headers=JSON | SENDER)

    assert answer.status_code == 201


async def test_who_asks_too_often_is_told_how_long_to_wait(tmp_path: Path) -> None:
    async with asking(small_application(tmp_path, requests_per_minute=3)) as client:
        answers = [await client.get("") for _ in range(4)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 60


async def test_zero_switches_the_limit_of_requests_off(tmp_path: Path) -> None:
    async with asking(small_application(tmp_path, requests_per_minute=0)) as client:
        answers = [await client.get("/thing-01") for _ in range(30)]

    assert {answer.status_code for answer in answers} == {200}


async def test_health_is_not_counted(tmp_path: Path) -> None:
    async with asking(small_application(tmp_path, requests_per_minute=1)) as client:
        answers = [await client.get("http://test/health/live") for _ in range(5)]

    assert {answer.status_code for answer in answers} == {200}


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "same-origin"}, 404),
        ({"Sec-Fetch-Site": "none"}, 404),
        ({"Origin": "https://elsewhere.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://test"}, 404),
        ({"Origin": "https://wijkkoers.town.example"}, 404),
        ({}, 404),
    ],
)
async def test_a_form_of_another_site_is_refused(tmp_path: Path, headers: dict[str, str], status: int) -> None:
    app = small_application(tmp_path, public_url="https://wijkkoers.town.example")
    async with asking(app) as client:
        answer = await client.post("http://test/inloggen", headers=headers)

    assert answer.status_code == status


async def test_the_api_may_be_called_from_anywhere_because_it_knows_no_cookies(client: httpx.AsyncClient) -> None:
    answer = await client.post("", json={"shortName": "x"}, headers=SENDER | {"Sec-Fetch-Site": "cross-site"})

    assert answer.status_code == 201


async def test_an_answer_that_breaks_half_way_is_broken_off(tmp_path: Path) -> None:
    async with asking(small_application(tmp_path)) as client:
        with pytest.raises(RuntimeError, match="half way"):
            await client.get("/half")
