"""The pages of a programme as a file: taken along, looked at before it comes in, and brought in after a yes."""

import json
import re
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path

import httpx
import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from app.database import make_engine
from app.models.access import Role
from app.services.exchange.sections import SECTIONS
from app.settings import Settings
from app.web.programme_files import SECTIONS as WORDS
from tests.databases import Databases
from tests.given import given_partner
from tests.people import sign_in
from tests.programme_files_given import (
    File,
    exported,
    given_small_programme,
    served,
    small_file,
    taken_in,
)
from tests.reading import words

PAGE = "/invoer/programma-bestand"
PAGES = ("", "/plannen", "/teksten", "/normen", "/voorwaarden", "/nationaal")


@pytest.fixture(scope="module")
def made(databases: Databases) -> Iterator[File]:
    url = databases.copy_of("empty")
    yield small_file(url)
    databases.drop(url)


@pytest.fixture
def file(made: File) -> File:
    return deepcopy(made)


def brought(file: object) -> dict[str, tuple[str, bytes, str]]:
    return {"file": ("samen.json", json.dumps(file).encode(), "application/json")}


def number_in(page: str) -> str:
    found = re.search(r'name="number" value="([^"]+)"', page)
    assert found
    return found[1]


async def test_everybody_can_take_the_whole_programme_along(site: httpx.AsyncClient, session: Session) -> None:
    given_small_programme(session)
    page = await site.get("/programmas/samen")
    answer = await site.get("/programmas/samen/bestand")

    assert '<a class="utrecht-link utrecht-link--html-a" href="/programmas/samen/bestand" download>' in page.text
    assert PAGE not in page.text
    assert (answer.json()["programme"], answer.json()["complete"]) == ("samen", False)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="samen.wijkkoers.json"'


async def test_who_is_signed_in_gets_what_it_may_see(site: httpx.AsyncClient, session: Session) -> None:
    given_small_programme(session)
    await sign_in(site, session, Role.PROGRAMME_STAFF)
    answer = await site.get("/programmas/samen/bestand")

    assert (answer.json()["complete"], answer.headers["Cache-Control"]) == (True, "no-store")


async def test_a_file_comes_in_after_a_look_and_a_yes(site: httpx.AsyncClient, session: Session, file: File) -> None:
    await sign_in(site, session, Role.ADMINISTRATOR)
    assert 'type="file"' in (await site.get(PAGE)).text

    look = await site.post(PAGE, files=brought(file))
    assert (look.status_code, "Plaatsen" in look.text, "Er is nog niets opgeslagen." in look.text) == (200, True, True)
    assert (await site.get("/programmas/samen")).status_code == 404

    done = await site.post(f"{PAGE}/inlezen", data={"number": number_in(look.text)})
    assert (done.status_code, done.headers["Location"]) == (303, f"{PAGE}?gedaan=samen&nieuw=16")
    assert "Het is ingelezen. Nieuw: 16." in (await site.get(done.headers["Location"])).text
    assert PAGE in (await site.get("/programmas/samen")).text


async def test_a_file_waits_once_and_for_who_brought_it(
    site: httpx.AsyncClient, session: Session, settings: Settings, file: File
) -> None:
    await sign_in(site, session, Role.ADMINISTRATOR)
    number = number_in((await site.post(PAGE, files=brought(file))).text)
    await site.post(f"{PAGE}/inlezen", data={"number": number})

    assert list(Path(settings.data_dir, "site-waiting").iterdir()) == []
    for other in (number, "x" * 43, "../../etc/passwd", ""):
        again = await site.post(f"{PAGE}/inlezen", data={"number": other})
        assert (again.status_code, "Kies het opnieuw." in again.text) == (400, True)


async def test_clashes_are_listed_and_there_is_nothing_to_say_yes_to(
    site: httpx.AsyncClient, session: Session, file: File
) -> None:
    given_partner(session, "politie", name="Een andere politie")
    await sign_in(site, session, Role.ADMINISTRATOR)
    look = await site.post(PAGE, files=brought(file))

    assert "Partners: politie" in words(look.text)
    assert "inlezen" not in re.findall(r'action="[^"]*/([^"/]*)"', look.text)


async def test_what_is_wrong_with_a_file_is_told_with_its_place(
    site: httpx.AsyncClient, session: Session, file: File
) -> None:
    await sign_in(site, session, Role.ADMINISTRATOR)
    file["targets"][0]["versions"][0]["rule"] = "<b>magic</b>"
    look = await site.post(PAGE, files=brought(file))

    assert look.status_code == 400
    assert "Streefwaarden 1 (versions.0.rule): " in words(look.text)
    assert "<b>magic" not in look.text


@pytest.mark.parametrize("files", [{}, {"file": ("", b"", "application/json")}])
async def test_without_a_file_it_asks_for_one(site: httpx.AsyncClient, session: Session, files: object) -> None:
    await sign_in(site, session, Role.ADMINISTRATOR)
    answer = await site.post(PAGE, files=files)  # type: ignore[arg-type]

    assert (answer.status_code, "Kies eerst het bestand van een programma." in answer.text) == (400, True)


async def test_what_belongs_elsewhere_and_what_is_reused_is_said(
    site: httpx.AsyncClient, session: Session, file: File
) -> None:
    given_partner(session, "politie", description="De politie van Stad")
    file["partners"][0]["name"] = "Politie"
    alignment = deepcopy(file["bodies"][0])
    keep = ("version", "gone", "recordedAt", "recordedBy", "programme", "name", "withdrawn")
    said = {name: alignment["versions"][0][name] for name in keep}
    file["alignments"] = [{"id": "lijn", "versions": [said | {"goal": "rust", "serves": ["nplv-safety"]}]}]
    await sign_in(site, session, Role.ADMINISTRATOR)
    look = words((await site.post(PAGE, files=brought(file))).text)

    assert "Partners: politie (description)" in look
    assert "Doelen en de niveaus daarboven: nplv-safety" in look


@pytest.mark.parametrize(("role", "status"), [(None, 303), (Role.READER, 403), (Role.PROGRAMME_STAFF, 403)])
async def test_only_administrators_bring_in_programmes(
    site: httpx.AsyncClient, session: Session, file: File, role: Role | None, status: int
) -> None:
    if role is not None:
        await sign_in(site, session, role)

    assert (await site.get(PAGE)).status_code == status
    assert (await site.post(PAGE, files=brought(file))).status_code == (403 if role else 401)
    assert (await site.post(f"{PAGE}/inlezen", data={"number": "x"})).status_code == (403 if role else 401)


def test_every_section_has_a_word_of_its_own() -> None:
    assert list(WORDS) == [section.name for section in SECTIONS]


@pytest.mark.seeded
async def test_with_all_its_programmes_moved_a_site_says_the_same(
    site: httpx.AsyncClient, engine: Engine, databases: Databases, settings: Settings
) -> None:
    """One file after another: what they share is there already, and what one names of another comes with that one."""
    programmes = [one["id"] for one in (await site.get("/api/v1/programmes")).json()["items"]]
    pages = ["/", "/gebieden", *(f"/programmas/{one}{page}" for one in programmes for page in PAGES)]
    elsewhere = databases.copy_of("empty")
    clashes = [taken_in(make_engine(elsewhere), exported(engine, one)).clashes for one in programmes]
    with served(elsewhere, settings) as moved:
        differing = [page for page in pages if await shown(moved, page) != await shown(site, page)]
    databases.drop(elsewhere)

    assert (clashes, differing) == ([[] for _ in programmes], [])


async def shown(site: httpx.AsyncClient, page: str) -> str:
    """What a page says in words."""
    answer = await site.get(page)
    assert answer.status_code == 200, page
    return words(answer.text)
