"""Every error is a problem that names field, reason and remedy, in the reader's language, and gives nothing away."""

import json
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.frame import JSON, SENDER, asking, small_application


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    async with asking(small_application(tmp_path)) as client:
        yield client


def codes(answer: httpx.Response) -> dict[str, str]:
    assert answer.headers["content-type"] == "application/problem+json"
    return {error["field"]: error["code"] for error in answer.json()["errors"]}


async def post(client: httpx.AsyncClient, body: bytes, **headers: str) -> httpx.Response:
    return await client.post("", content=body, headers=JSON | SENDER | headers)


async def test_a_problem_has_the_members_of_the_standard_and_the_list_of_errors(client: httpx.AsyncClient) -> None:
    answer = await client.get("/none", headers={"Accept-Language": "en"})

    assert answer.json() == {
        "type": "/problems/not-found",
        "title": "Not found",
        "status": 404,
        "detail": "There is no thing with id none.",
        "errors": [],
    }


async def test_the_type_is_a_whole_address_where_the_site_knows_its_own(tmp_path: Path) -> None:
    async with asking(small_application(tmp_path, public_url="https://wijkkoers.town.example/")) as client:
        answers = [await client.get(path) for path in ("/none", "/", "?x=1", "/broken", "http://test/api/x")]

    assert [answer.json()["type"] for answer in answers] == [
        f"https://wijkkoers.town.example/problems/{code}"
        for code in ("not-found", "not-found", "invalid", "fault", "not-found")
    ]


async def test_a_row_of_a_batch_is_named_by_row_and_line(client: httpx.AsyncClient) -> None:
    answer = await post(client, b'{"shortName": "nowhere"}', **{"Accept-Language": "en"})

    assert answer.json()["errors"] == [
        {
            "row": 3,
            "line": 4,
            "field": "rows.2.place",
            "code": "unknown-place",
            "value": "x",
            "message": "There is no such place.",
        }
    ]


async def test_all_errors_of_a_body_come_at_once(client: httpx.AsyncClient) -> None:
    answer = await post(client, b'{"value": "3", "when": "tomorrow", "parts": [1, "2", 1.5], "color": "red"}')

    assert answer.status_code == 400
    assert codes(answer) == {
        "shortName": "required",
        "value": "not-a-number",
        "when": "not-a-date",
        "parts.1": "not-a-whole-number",
        "parts.2": "not-a-whole-number",
        "color": "unknown-field",
    }


async def test_errors_of_query_and_body_come_at_once(client: httpx.AsyncClient) -> None:
    answer = await client.post("?dry=yes", content=b'{"value": true}', headers=JSON | SENDER)

    assert codes(answer) == {"dry": "unknown-parameter", "shortName": "required", "value": "not-a-number"}


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        (b"{", "body", "broken-json"),
        (b'{"shortName": "x",}', "body", "broken-json"),
        (b"\xff\xfe", "body", "broken-json"),
        (b'{"shortName": "\\ud800"}', "body", "broken-json"),
        (b'{"shortName": "x", "value": NaN}', "body", "broken-json"),
        (b'{"shortName": "x", "value": -Infinity}', "body", "broken-json"),
        (b'{"shortName": "x", "value": 1e400}', "value", "not-a-number"),
        (b'{"shortName": "x", "value": ' + b"9" * 400 + b".0}", "value", "not-a-number"),
        (b'{"shortName": "a\\u0000b"}', "shortName", "null-byte"),
        (b'{"shortName": "x", "b\\u0000": 1}', "body", "null-byte"),
        (b"[" * 5000, "body", "too-deep"),
        (b'{"shortName":' * 5000, "body", "too-deep"),
        (b"[]", "body", "not-an-object"),
        (b"3", "body", "not-an-object"),
        (b"null", "body", "not-an-object"),
        (b"", "body", "required"),
        (b'{"shortName": "far too long"}', "shortName", "too-long"),
        (b'{"short_name": "x", "shortName": "x"}', "short_name", "unknown-field"),
    ],
)
async def test_bad_json_is_one_named_error(client: httpx.AsyncClient, body: bytes, field: str, code: str) -> None:
    answer = await post(client, body)

    assert answer.status_code == 400
    assert codes(answer) == {field: code}


async def test_broken_json_says_where_it_breaks(client: httpx.AsyncClient) -> None:
    answer = await post(client, b'{"shortName":\n  oops}', **{"Accept-Language": "en"})

    assert answer.json()["errors"][0]["message"] == "This is not JSON: see line 2, column 3."


@pytest.mark.parametrize("value", ["x" * 101, "with \x1b[2J escape", ["nested"], {"a": 1}, True, 10**30])
async def test_a_long_nested_or_strange_value_is_not_said_back(client: httpx.AsyncClient, value: Any) -> None:
    answer = await post(client, json.dumps({"shortName": "x", "when": value}).encode())

    assert [error.get("value") for error in answer.json()["errors"]] == [None]


async def test_a_short_value_is_said_back(client: httpx.AsyncClient) -> None:
    answer = await post(client, b'{"shortName": 12, "when": "tomorrow"}')

    assert [error["value"] for error in answer.json()["errors"]] == [12, "tomorrow"]


async def test_a_fault_of_our_own_gives_nothing_away(client: httpx.AsyncClient) -> None:
    answer = await client.get("/broken", headers={"Accept-Language": "en"})

    assert answer.status_code == 500
    assert answer.json() == {
        "type": "/problems/fault",
        "title": "Something went wrong on our side",
        "status": 500,
        "detail": "Something went wrong on our side. It is in our log under the id of this request.",
        "errors": [],
    }


async def test_the_trace_of_a_fault_is_in_the_log_under_the_id_of_the_request(
    client: httpx.AsyncClient, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = await client.get("/broken", headers=SENDER)
    logged = capsys.readouterr().err

    assert logged.count("RuntimeError: SELECT secret FROM person") == 1
    assert logged.count(answer.headers["x-request-id"]) == 2
    assert logged.count("Bearer") == 0


@pytest.mark.parametrize("form", ["text", "json"])
async def test_no_secret_in_an_address_reaches_the_log(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], form: str
) -> None:
    async with asking(small_application(tmp_path, log_format=form)) as client:
        await client.get("?code=abc123&client_secret=abc123&access_token=abc123&place=utrecht", headers=SENDER)
    logged = capsys.readouterr().err

    assert (logged.count("abc123"), logged.count("place=utrecht"), logged.count("good")) == (0, 1, 0)


async def test_an_answer_is_one_line_of_the_log_in_words_whatever_its_address_holds(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with asking(small_application(tmp_path, log_format="text")) as client:
        answer = await client.get("http://test/api/v1/a%20b%E2%80%A8c%0Astatus=200?place=x%0Ay")
    (line,) = capsys.readouterr().err.splitlines()
    when, _, said = line.partition(" ")

    assert datetime.fromisoformat(when).tzinfo is not None
    assert said.partition(" milliseconds=")[0] == (
        r"[info] answered method=GET path='/api/v1/a b\u2028c\nstatus=200' query=place=x%0Ay status=404"
    )
    assert said.endswith(f" request={answer.headers['x-request-id']}")


async def test_a_line_of_the_log_is_json_where_a_machine_reads_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with asking(small_application(tmp_path, log_format="json")) as client:
        answer = await client.get("/thing-01")
    line = json.loads(capsys.readouterr().err)

    assert (line["event"], line["method"], line["path"], line["status"], line["request"]) == (
        "answered",
        "GET",
        "/api/v1/garden-things/thing-01",
        200,
        answer.headers["x-request-id"],
    )


@pytest.mark.parametrize(
    ("accept_language", "language", "title"),
    [
        (None, "nl", "Niet gevonden"),
        ("nl", "nl", "Niet gevonden"),
        ("en", "en", "Not found"),
        ("en-GB,en;q=0.9,nl;q=0.8", "en", "Not found"),
        ("de, nl;q=0.5, en;q=0.4", "nl", "Niet gevonden"),
        ("de, en;q=0.3", "en", "Not found"),
        ("en;q=0, *", "nl", "Niet gevonden"),
        ("fr", "nl", "Niet gevonden"),
        ("en;q=x", "nl", "Niet gevonden"),
        ("*" * 3000, "nl", "Niet gevonden"),
    ],
)
async def test_a_problem_speaks_the_readers_language(
    client: httpx.AsyncClient, accept_language: str | None, language: str, title: str
) -> None:
    client.headers.pop("accept-language", None)
    answer = await client.get("/none", headers={"Accept-Language": accept_language} if accept_language else {})

    assert (answer.json()["title"], answer.headers["content-language"]) == (title, language)


async def test_codes_are_the_same_in_every_language(client: httpx.AsyncClient) -> None:
    dutch = await post(client, b'{"when": 1}', **{"Accept-Language": "nl"})
    english = await post(client, b'{"when": 1}', **{"Accept-Language": "en"})

    assert codes(dutch) == codes(english)
    assert dutch.json()["errors"][0]["message"] != english.json()["errors"][0]["message"]
