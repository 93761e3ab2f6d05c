"""The page about the file is right: its example comes in, and goes wrong as it says."""

import json
import re
from copy import deepcopy

import httpx
import pytest
from sqlalchemy import Engine

from app.models.access import Role
from app.services.exchange.sections import FIGURES, SECTIONS
from tests import house
from tests.keys import Keys
from tests.programme_files_given import File, as_file

TEXT = (house.ROOT / "docs/programme-file.md").read_text()
BLOCKS = re.findall(r"```json\n(.*?)```", TEXT, re.DOTALL)
MADE_UP_ELSEWHERE = ("generatedBy", "licence")


@pytest.fixture
def example() -> File:
    file: File = json.loads(BLOCKS[0])
    return file


def test_every_list_of_the_file_is_explained() -> None:
    told = set(re.findall(r"`([a-zA-Z]+)`", TEXT))

    assert {section.name for section in SECTIONS} | {FIGURES} <= told


async def test_the_example_comes_in_and_goes_out_with_all_that_it_says(
    api: httpx.AsyncClient, keys: Keys, engine: Engine, example: File
) -> None:
    answer = await api.post("/programme-imports", json=example, headers=keys.person(Role.ADMINISTRATOR))
    out = as_file(engine, "samen-veld")

    assert answer.status_code == 201, answer.text
    assert missing(without(example), out) == []
    assert (await api.get("/targets/minder-overlast")).json()["baseline"]["value"] == 42


async def test_what_is_wrong_is_told_as_the_page_says(api: httpx.AsyncClient, keys: Keys, example: File) -> None:
    wrong = deepcopy(example)
    wrong["targets"][0]["versions"][0]["place"] = "nergens"
    unknown = await api.post("/programme-imports", json=wrong, headers=keys.person(Role.ADMINISTRATOR))
    wrong["measurements"][0]["revisions"][1]["value"] = "420"
    outside = await api.post("/programme-imports", json=wrong, headers=keys.person(Role.ADMINISTRATOR))
    told = json.loads(BLOCKS[1])["errors"]

    assert [said(error) for error in [*unknown.json()["errors"], *outside.json()["errors"]]] == [
        said(error) for error in told
    ]


def said(error: dict[str, object]) -> tuple[object, ...]:
    return error["row"], error["field"], error["code"]


def without(file: File) -> File:
    return {name: value for name, value in file.items() if name not in MADE_UP_ELSEWHERE}


def missing(given: object, found: object, path: str = "") -> list[str]:
    """Where the second lacks, or has otherwise, what the first says."""
    if isinstance(given, dict) and isinstance(found, dict):
        return [wrong for name, it in given.items() for wrong in missing(it, found.get(name), f"{path}.{name}")]
    if isinstance(given, list) and isinstance(found, list) and len(given) == len(found):
        return [wrong for number, it in enumerate(given) for wrong in missing(it, found[number], f"{path}.{number}")]
    return [] if given == found else [path]
