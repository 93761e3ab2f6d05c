"""Files that were tampered with, cut off, made up or made for mischief: refused with every reason at once."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

import httpx
import pytest
from sqlalchemy import Engine

from app.models.access import Role
from app.settings import Settings
from tests.databases import Databases
from tests.keys import Keys
from tests.programme_files_given import File, rows, served, small_file

PATH = "/programme-imports"
Change = Callable[[File], object]


@pytest.fixture(scope="module")
def made(databases: Databases) -> Iterator[File]:
    url = databases.copy_of("empty")
    yield small_file(url)
    databases.drop(url)


@pytest.fixture
def file(made: File) -> File:
    return deepcopy(made)


@pytest.fixture
def administrator(keys: Keys) -> dict[str, str]:
    return keys.person(Role.ADMINISTRATOR)


def told(answer: httpx.Response) -> list[tuple[str, str]]:
    return [(error["field"], error["code"]) for error in answer.json()["errors"]]


def version(file: File, section: str, row: int = 0) -> dict[str, Any]:
    found: dict[str, Any] = file[section][row]["versions"][0]
    return found


def another(file: File, section: str, **changed: Any) -> None:
    """One more item like the first."""
    file[section].append(deepcopy(file[section][0]) | changed)


def upside_down(file: File) -> None:
    another(file, "nodes", id="onder")
    version(file, "nodes", 0)["parent"], version(file, "nodes", 1)["parent"] = "onder", "rust"


TAMPERED: dict[str, tuple[Change, list[tuple[str, str]]]] = {
    "another format": (lambda file: file.update(format="csv"), [("format", "unknown-format")]),
    "a later version": (lambda file: file.update(version=2), [("version", "unknown-version")]),
    "as a reader saw it": (lambda file: file.update(complete=False), [("complete", "incomplete")]),
    "called complete": (lambda file: file.update(figures=[{}]), [("complete", "incomplete")]),
    "no head": (lambda file: file.pop("programme"), [("programme", "required")]),
    "a stranger's field": (
        lambda file: version(file, "targets").update(admin=True),
        [("targets.0.versions.0.admin", "unknown-field")],
    ),
    "a section of its own": (lambda file: file.update(users=[]), [("users", "unknown-field")]),
    "an id that is none": (
        lambda file: file["places"][0].update(id="../etc"),
        [("places.0.id", "wrong-form")],
    ),
    "a term that is none": (
        lambda file: version(file, "targets").update(rule="magic"),
        [("targets.0.versions.0.rule", "not-an-option")],
    ),
    "a number for text": (
        lambda file: file["measurements"][0]["revisions"][0].update(value=42),
        [("measurements.0.revisions.0.value", "not-text")],
    ),
    "text for a number": (
        lambda file: file["measurements"][0]["revisions"][0].update(value="veel"),
        [("measurements.0.revisions.0.value", "wrong-form")],
    ),
    "no versions": (lambda file: file["targets"][0].update(versions=[]), [("targets.0.versions", "too-few")]),
    "a version left out": (
        lambda file: version(file, "targets").update(version=2),
        [("targets.0.versions.0.version", "version-missing")],
    ),
    "from the future": (
        lambda file: version(file, "targets").update(recordedAt="2999-01-01T00:00:00Z"),
        [("targets.0.versions.0.recordedAt", "in-future")],
    ),
    "gone but there": (
        lambda file: version(file, "targets").update(gone=True),
        [("targets.0.versions.0.gone", "not-valid")],
    ),
    "twice": (lambda file: another(file, "partners"), [("partners.1", "duplicate-in-file")]),
    "two programmes": (lambda file: another(file, "programmes", id="ook"), [("programmes", "other-programme")]),
    "of another programme": (
        lambda file: version(file, "nodes").update(programme="anders"),
        [("nodes.0.versions.0.programme", "other-programme")],
    ),
    "a tree upside down": (upside_down, [("nodes.0.parent", "in-a-circle"), ("nodes.1.parent", "in-a-circle")]),
    "a level of its own": (
        lambda file: version(file, "nodes").update(level="droom"),
        [("nodes.0.versions.0.level", "unknown-level")],
    ),
    "a figure out of bounds": (
        lambda file: file["measurements"][0]["revisions"][1].update(value="142"),
        [("measurements.0.revisions.1.value", "out-of-bounds")],
    ),
    "a figure and its absence": (
        lambda file: file["measurements"][0]["revisions"][1].update(missing="unknown"),
        [("measurements.0.revisions.1.missing", "value-and-missing")],
    ),
    "a period that is none": (
        lambda file: file["measurements"][0].update(period="ooit"),
        [("measurements.0.period", "invalid-period")],
    ),
    "a share of nothing": (
        lambda file: version(file, "memberships").update(share="0"),
        [("memberships.0.versions.0.share", "out-of-bounds")],
    ),
    "no protection at all": (
        lambda file: version(file, "indicators", 1).update(minimumCount=0),
        [("indicators.1.versions.0.minimumCount", "out-of-bounds")],
    ),
    "bounds the wrong way round": (
        lambda file: version(file, "indicators").update(lowest="101"),
        [
            ("indicators.0.versions.0.highest", "highest-below-lowest"),
            ("measurements.0.revisions.0.value", "out-of-bounds"),
            ("measurements.0.revisions.1.value", "out-of-bounds"),
        ],
    ),
    "an area without a profile": (
        lambda file: file["places"][2].pop("profile"),
        [("places.2.profile", "required")],
    ),
    "a target nowhere": (
        lambda file: version(file, "targets").pop("place"),
        [("targets.0.versions.0.place", "place-required")],
    ),
    "a goal of another programme": (
        lambda file: version(file, "targets").update(goal="elders"),
        [("targets.0.versions.0.goal", "unknown-goal")],
    ),
    "a place that is nowhere": (
        lambda file: file["interventions"][0]["places"][0].update(place="nergens"),
        [("interventions.0.places.0.place", "unknown-place")],
    ),
    "a place in a list that is nowhere": (
        lambda file: version(file, "bodies").update(places=["nergens"]),
        [("bodies.0.versions.0.places.0", "unknown-place")],
    ),
    "a body above itself": (
        lambda file: version(file, "bodies").update(parent="overleg"),
        [("bodies.0.parent", "own-parent")],
    ),
    "a link that runs script": (
        lambda file: file["partners"][0].update(website="javascript:alert(1)"),
        [("partners.0.website", "no-address")],
    ),
}


@pytest.mark.parametrize("name", TAMPERED)
async def test_it_is_refused_with_what_is_wrong_and_nothing_is_stored(
    api: httpx.AsyncClient, administrator: dict[str, str], file: File, engine: Engine, name: str
) -> None:
    change, wrong = TAMPERED[name]
    change(file)
    before = rows(engine)
    answer = await api.post(PATH, json=file, headers=administrator)

    assert (answer.status_code, told(answer)) == (400, wrong)
    assert rows(engine) == before


async def test_everything_that_is_wrong_is_told_at_once(
    api: httpx.AsyncClient, administrator: dict[str, str], file: File
) -> None:
    version(file, "targets").update(rule="magic")
    file["places"][0].update(kind="planet", id="Veld!")
    answer = await api.post(PATH, json=file, headers=administrator)

    assert [(error["row"], error["field"]) for error in answer.json()["errors"]] == [
        (1, "places.0.id"),
        (1, "places.0.kind"),
        (1, "targets.0.versions.0.rule"),
    ]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b'{"format": "wijkkoers-programme", "vers', "broken-json"),
        (b"[]", "not-an-object"),
        (b"{}", "unknown-format"),
        (b'{"format": "wijkkoers-programme", "version": 1, "complete": true, "programme": "a\\u0000"}', "null-byte"),
    ],
)
async def test_what_is_no_file_is_told_in_one_sentence(
    api: httpx.AsyncClient, administrator: dict[str, str], body: bytes, code: str
) -> None:
    answer = await api.post(PATH, content=body, headers=administrator | {"Content-Type": "application/json"})

    assert (answer.status_code, [error["code"] for error in answer.json()["errors"]]) == (400, [code])


async def test_a_file_that_is_too_large_is_not_read(
    database_url: str, settings: Settings, administrator: dict[str, str], file: File
) -> None:
    small = settings.model_copy(update={"max_body_bytes": 1000})
    with served(database_url, small) as client:
        answer = await client.post(f"/api/v1{PATH}", json=file, headers=administrator)

    assert answer.status_code == 413


async def test_a_parent_of_now_may_have_been_a_child_before(
    api: httpx.AsyncClient, administrator: dict[str, str], file: File
) -> None:
    """Two nodes that changed places are no circle: never was one above itself."""
    another(file, "nodes", id="onder")
    above, below = file["nodes"]
    below["versions"][0]["parent"] = "rust"
    later = {"version": 2, "recordedAt": "2010-01-01T00:00:00Z"}
    below["versions"].append({key: it for key, it in below["versions"][0].items() if key != "parent"} | later)
    above["versions"].append(above["versions"][0] | later | {"parent": "onder"})
    answer = await api.post(PATH, json=file, headers=administrator)

    assert answer.status_code == 201
