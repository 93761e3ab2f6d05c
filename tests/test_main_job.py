"""The main job, from the outside: the commands and requests of the README, on a server of its own."""

import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

COMMAND = Path(sys.executable).parent / "wijkkoers"
TARGET = "krachtwijken-overvecht-youth-nuisance"


class Server:
    """A server that runs, and the command line beside it."""

    def __init__(self, folder: Path) -> None:
        self.port = _free_port()
        self.environment = os.environ | {"DATA_DIR": str(folder), "PORT": str(self.port), "LANG": "C.UTF-8"}
        self.environment.pop("DATABASE_URL", None)
        self.url = f"http://127.0.0.1:{self.port}"

    def wijkkoers(self, *words: str) -> str:
        done = subprocess.run(
            [COMMAND, *words], env=self.environment, capture_output=True, text=True, check=True, timeout=120
        )
        return done.stdout

    def start(self) -> subprocess.Popen[bytes]:
        process = subprocess.Popen([COMMAND, "serve"], env=self.environment, stdout=subprocess.DEVNULL)
        for _ in range(300):
            if _is_ready(self.url):
                return process
            time.sleep(0.1)
        process.kill()
        raise AssertionError("the server did not become ready within 30 seconds")


def _is_ready(url: str) -> bool:
    try:
        return httpx.get(f"{url}/health/ready").status_code == 200
    except httpx.TransportError:
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server(tmp_path_factory.mktemp("data"))
    server.wijkkoers("migrate")
    server.wijkkoers("seed", "--only", "documents")
    process = server.start()
    yield server
    process.terminate()
    process.wait(timeout=20)


@pytest.fixture(scope="module")
def partner(server: Server) -> Iterator[httpx.Client]:
    """A partner that may post youth nuisance in the charter's neighbourhoods, signed in."""
    limits = ("--indicators", "youth-nuisance", "--areas", "utrecht-krachtwijken")
    made = json.loads(server.wijkkoers("client", "create", "--partner", "gemeente-utrecht", *limits, "--json"))
    asked = {"grant_type": "client_credentials", "client_id": made["clientId"], "client_secret": made["clientSecret"]}
    token = httpx.post(f"{server.url}/api/v1/token", data=asked).raise_for_status().json()["access_token"]
    with httpx.Client(base_url=f"{server.url}/api/v1", headers={"Authorization": f"Bearer {token}"}) as client:
        yield client


def assessment(server: Server, **asked: str) -> dict[str, Any]:
    answer = httpx.get(f"{server.url}/api/v1/targets/{TARGET}/assessment", params={"asOf": "2012", **asked})
    found: dict[str, Any] = answer.raise_for_status().json()
    return found


def status_on_page(server: Server) -> str:
    """The words of the status badge on the target's page."""
    page = httpx.get(f"{server.url}/streefwaarden/{TARGET}").raise_for_status().text
    badge = re.search(r'class="wk-answer__status">(.*?)</p>', page, re.DOTALL)
    assert badge is not None
    return re.sub(r"<svg.*?</svg>|<[^>]*>", "", badge[1], flags=re.DOTALL).strip()


def measured(value: float, reason: str | None = None) -> dict[str, Any]:
    said = {"indicator": "youth-nuisance", "place": "utrecht-wijk-overvecht", "period": "2011", "value": value}
    return said | ({"reason": reason} if reason else {})


def test_a_measurement_changes_the_course_and_the_past_can_be_asked_again(
    server: Server, partner: httpx.Client
) -> None:
    assert assessment(server)["status"] == "no-data"
    assert status_on_page(server) == "geen gegevens"

    first = partner.post("/measurements", json=measured(38))
    assert (first.status_code, first.json()["outcome"]) == (201, "created")
    assert assessment(server)["status"] == "on-track"
    assert assessment(server)["pace"] == 1
    assert status_on_page(server) == "op koers"

    moment = first.json()["recordedAt"]
    time.sleep(0.01)
    second = partner.post("/measurements", json=measured(40, "Telfout hersteld"))
    assert (second.status_code, second.json()["outcome"]) == (200, "revised")
    assert assessment(server)["status"] == "far-behind"
    assert assessment(server)["pace"] == 0.5
    assert status_on_page(server) == "ver achter"

    assert assessment(server, knownAt=moment)["status"] == "on-track"
    revisions = partner.get(f"/measurements/{first.json()['id']}/revisions").json()["items"]
    assert [(one["revision"], one["value"], one["reason"]) for one in revisions] == [
        (2, 40, "Telfout hersteld"),
        (1, 38, None),
    ]


def test_what_is_not_the_partners_is_refused(server: Server, partner: httpx.Client) -> None:
    elsewhere = partner.post("/measurements", json=measured(10) | {"place": "utrecht"})
    another = partner.post("/measurements", json=measured(10) | {"indicator": "feeling-unsafe"})
    printed = partner.post("/measurements", json=measured(10) | {"period": "2006"})
    nobody = httpx.post(f"{server.url}/api/v1/measurements", json=measured(10))

    assert [answer.status_code for answer in (elsewhere, another, printed, nobody)] == [403, 403, 403, 401]
    assert [answer.json()["errors"][0]["code"] for answer in (elsewhere, another, printed)] == [
        "not-allowed-place",
        "not-allowed-indicator",
        "not-allowed-figure",
    ]
