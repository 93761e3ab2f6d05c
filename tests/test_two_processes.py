"""API and site as two processes give the same pages as one process does."""

import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

COMMAND = Path(sys.executable).parent / "wijkkoers"
PAGES = (
    "/",
    "/gebieden",
    "/gebieden/utrecht-overvecht",
    "/gebieden/utrecht-krachtwijken",
    "/buurten/utrecht-wijk-overvecht",
    "/programmas/utrecht-krachtwijken-2008",
    "/doelen/krachtwijken-less-youth-nuisance",
    "/streefwaarden",
    "/streefwaarden/krachtwijken-overvecht-youth-nuisance",
    "/indicatoren",
    "/indicatoren/youth-nuisance",
    "/partners",
    "/interventies",
    "/aanmelden",
    "/streefwaarden/nergens",
    "/problems/invalid",
)
ONE_TIME = re.compile(r'[0-9a-f]{32}|name="form" value="[^"]*"|(?<=value=")[\w.-]{40,}(?=")')
"""Ids of requests, and what a form carries against being sent from elsewhere."""


@dataclass(frozen=True)
class Houses:
    """The addresses of one process that is everything, and of two that are a part each."""

    whole: str
    api: str
    site: str
    folder: Path


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wijkkoers(folder: Path, *words: str) -> str:
    done = subprocess.run(
        [COMMAND, *words], env=around(folder), capture_output=True, text=True, check=True, timeout=120
    )
    return done.stdout


def around(folder: Path, **more: str) -> dict[str, str]:
    ours = {"DATA_DIR": str(folder), "LANG": "C.UTF-8", "REQUESTS_PER_MINUTE": "0"}
    return {name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | ours | more


@contextmanager
def serving(folder: Path, *words: str, **settings: str) -> Iterator[str]:
    """A server that runs, until the test is over."""
    port = free_port()
    environment = around(folder, PORT=str(port), **settings)
    process = subprocess.Popen(
        [COMMAND, "serve", *words], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        wait_for(f"http://127.0.0.1:{port}", process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=20)


def wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        assert process.poll() is None, "the server stopped before it was ready"
        try:
            if httpx.get(f"{address}/health/ready").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError("the server did not become ready within a minute")


@pytest.fixture(scope="module")
def houses(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Houses]:
    folder, elsewhere = tmp_path_factory.mktemp("data"), tmp_path_factory.mktemp("site")
    wijkkoers(folder, "migrate")
    wijkkoers(folder, "seed", "--only", "documents")
    with (
        serving(folder) as whole,
        serving(folder, "--only", "api") as api,
        serving(elsewhere, "--only", "site", API_URL=f"{api}/api/v1") as site,
    ):
        yield Houses(whole, api, site, folder)


def as_told(answer: httpx.Response) -> tuple[int, str, str]:
    return answer.status_code, answer.headers["content-type"], ONE_TIME.sub("", answer.text)


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_the_same_byte_for_byte(houses: Houses, page: str, language: str) -> None:
    chosen = {"Cookie": f"language={language}"}
    one, two = (httpx.get(f"{house}{page}", headers=chosen) for house in (houses.whole, houses.site))

    assert as_told(two) == as_told(one)
    assert {name for name in one.headers if name not in ("date", "content-length")} == {
        name for name in two.headers if name not in ("date", "content-length")
    }


def test_a_block_for_htmx_is_the_same_too(houses: Houses) -> None:
    asked = {"HX-Request": "true"}
    one, two = (httpx.get(f"{house}/streefwaarden", headers=asked) for house in (houses.whole, houses.site))

    assert as_told(two) == as_told(one)


def test_each_process_gives_its_own_part_alone(houses: Houses) -> None:
    told = {
        "pages of the API": httpx.get(f"{houses.api}/gebieden").status_code,
        "API of the API": httpx.get(f"{houses.api}/api/v1/areas").status_code,
        "pages of the site": httpx.get(f"{houses.site}/gebieden").status_code,
        "API of the site": httpx.get(f"{houses.site}/api/v1/areas").status_code,
    }

    assert told == {"pages of the API": 404, "API of the API": 200, "pages of the site": 200, "API of the site": 404}


def test_the_api_is_the_same_in_both_houses(houses: Houses) -> None:
    paths = ("/areas", "/targets", "/measurements?count=true", "/openapi.json", "/targets/nergens", "/me")
    for path in paths:
        one, two = (httpx.get(f"{house}/api/v1{path}") for house in (houses.whole, houses.api))
        assert (two.status_code, two.text, two.headers.get("etag")) == (
            one.status_code,
            one.text,
            one.headers.get("etag"),
        )


def test_who_signs_in_on_the_site_is_known_to_the_api_elsewhere(houses: Houses) -> None:
    made = json.loads(
        wijkkoers(houses.folder, "user", "create", "--email", "anna@stad.example", "--role", "reader", "--json")
    )
    sent = {"grant_type": "password", "username": made["email"], "password": made["password"]}
    token = httpx.post(f"{houses.api}/api/v1/token", data=sent).json()["access_token"]
    known = httpx.get(f"{houses.whole}/api/v1/me", headers={"Authorization": f"Bearer {token}"}).json()
    page = httpx.post(f"{houses.site}/aanmelden", data={"email": made["email"], "password": made["password"]})

    assert known["email"] == "anna@stad.example"
    assert (page.status_code, "set-cookie" in page.headers) == (303, True)


def test_without_its_api_the_site_says_that_it_does_not_answer(houses: Houses) -> None:
    with serving(houses.folder / "alone", "--only", "site", API_URL=f"http://127.0.0.1:{free_port()}/api/v1") as site:
        answer = httpx.get(f"{site}/gebieden")

    assert (answer.status_code, answer.headers["content-type"]) == (503, "text/html; charset=utf-8")
    assert [word for word in ("Traceback", "ConnectError", "127.0.0.1") if word in answer.text] == []
