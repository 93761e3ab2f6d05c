"""The Dutch API Design Rules 2.2, kept by the running API on the seed: every operation of its document is asked."""

import re
from collections.abc import Iterator
from datetime import datetime
from itertools import product
from typing import Any

import httpx
import pytest

from app.main import Application, create_app
from app.models.access import Role
from app.settings import Settings
from tests.keys import Keys
from tests.test_api_design_rules import DOCUMENT, OPERATIONS, PATHS, Document


@pytest.fixture
def app(settings: Settings) -> Application:
    return create_app(settings, "api")


@pytest.mark.parametrize("path", [path for path in PATHS if "{" not in path])
@pytest.mark.seeded
async def test_core_no_trailing_slash_when_running(api: httpx.AsyncClient, path: str) -> None:
    answer = await api.get(f"{path}/")

    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")


@pytest.mark.seeded
async def test_collections_when_running(api: httpx.AsyncClient) -> None:
    """Every collection without a key in its address: its shape, its page size, its headers, its numbers and moments."""
    for path, operation in collections():
        answer = await api.get(path, params={"pageSize": 2, "count": "true"})
        if answer.status_code in (401, 403):
            continue
        page = answer.json()

        assert (path, answer.status_code) == (path, 200), answer.text
        assert {"items", "next", "total"} <= page.keys(), path
        assert len(page["items"]) <= 2, operation
        assert page["total"] >= len(page["items"])
        assert page["next"] is None or page["next"].startswith(f"/api/v1{path}?")
        assert [text for text in texts(page) if looks_like_a_moment(text) and not text.endswith("Z")] == []


@pytest.mark.seeded
async def test_next_leads_on_and_never_repeats(api: httpx.AsyncClient) -> None:
    for path, _ in collections():
        first = await api.get(path, params={"pageSize": 1})
        if first.status_code != 200 or first.json()["next"] is None:
            continue
        second = await api.get(f"http://test{first.json()['next']}")

        assert (path, second.status_code) == (path, 200)
        assert first.json()["items"] != second.json()["items"], path


@pytest.mark.seeded
async def test_unknown_keys_and_cursors_are_400_on_every_collection(api: httpx.AsyncClient) -> None:
    for (path, _), asked in product(collections(), ({"offset": "1"}, {"cursor": "x"}, {"pageSize": "0"})):
        answer = await api.get(path, params=asked)

        assert answer.status_code in (400, 401), (path, asked, answer.text)


@pytest.mark.seeded
async def test_an_unknown_id_is_404_on_every_resource(api: httpx.AsyncClient, keys: Keys) -> None:
    staff = keys.person(Role.PROGRAMME_STAFF)
    for path, method, _ in OPERATIONS:
        if method == "get" and "{" in path:
            answer = await api.get(re.sub(r"\{\w+\}", "there-is-none", path), headers=staff)

            assert (path, answer.status_code) == (path, 404), answer.text


@pytest.mark.seeded
async def test_every_writing_operation_answers_401_to_nobody(api: httpx.AsyncClient) -> None:
    for path, method, operation in OPERATIONS:
        if method != "get" and operation["security"]:
            answer = await api.request(method, re.sub(r"\{\w+\}", "there-is-none", path), content=b"{")

            assert (method, path, answer.status_code) == (method, path, 401)


@pytest.mark.parametrize("address", ["/openapi.json", "/docs", "/docs.css"])
async def test_core_publish_openapi(api: httpx.AsyncClient, address: str) -> None:
    answer = await api.get(address)

    assert answer.status_code == 200


async def test_core_publish_openapi_for_every_origin(api: httpx.AsyncClient) -> None:
    answer = await api.get("/openapi.json", headers={"Origin": "https://elsewhere.example"})

    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.json() == DOCUMENT


async def test_the_docs_page_names_every_operation_and_needs_no_script_and_no_other_host(
    api: httpx.AsyncClient,
) -> None:
    page = (await api.get("/docs")).text

    assert [path for path in PATHS if f" {path}</code>" not in page] == []
    assert re.findall(r"<script|<style|style=|https?://(?!wijkkoers)", page) == []


def collections() -> list[tuple[str, Document]]:
    return [
        (path, operation)
        for path, method, operation in OPERATIONS
        if method == "get"
        and "{" not in path
        and "pageSize" in {each["name"] for each in operation.get("parameters", [])}
    ]


def texts(node: Any) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict | list):
        for part in node.values() if isinstance(node, dict) else node:
            yield from texts(part)


def looks_like_a_moment(text: str) -> bool:
    if not re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d", text):
        return False
    return datetime.fromisoformat(text) is not None
