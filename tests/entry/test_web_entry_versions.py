"""Entry by people: every version, withdrawn and put back."""

import re
from typing import Any

import httpx
import pytest
from sqlmodel import Session

from tests.entry.entering import saved, send
from tests.given import given_population
from tests.keys import Header
from tests.reading import facts, words

HTMX = {"HX-Request": "true"}
BODY = "/invoer/gremia/samen-tafel"
NEW = "/invoer/gremia/nieuw?programme=samen"


async def test_every_version_says_what_changed_who_did_it_and_why(staff: httpx.AsyncClient, table: str) -> None:
    await saved(staff, table, {"chair": "Directeur", "members.0.decides": "ja"})
    page = (await staff.get(f"{table}/versies")).text

    assert re.findall(r"<h2[^>]*>(.*?)</h2>", page) == ["Versie 2 (nu)", "Versie 1"]
    assert facts(page) == {
        "Wie het voorzit": "Wethouder → Directeur",
        "Wie erin zit": "Of de sector of rol: Bewoners → Of de sector of rol: Bewoners; Beslist mee?: ja",
    }
    assert "programmateam" in words(page)


async def put_back(staff: httpx.AsyncClient, page: str, version: int, reason: str = "") -> httpx.Response:
    """Press the button of a version."""
    shown = (await staff.get(f"{page}/versies")).text
    tag = re.search(r'name="versie" value="([^"]*)"', shown)
    assert tag
    sent = {"versie": tag[1].replace("&#34;", '"'), "nummer": str(version), "reason": reason}
    return await staff.post(f"{page}/terugzetten", data=sent)


async def test_a_version_is_put_back(staff: httpx.AsyncClient, table: str, api: httpx.AsyncClient) -> None:
    await saved(staff, table, {"chair": "Directeur"})
    answer = await put_back(staff, table, 1, "Vergissing")
    page = (await staff.get(answer.headers["location"])).text

    assert answer.headers["location"] == f"{table}/versies?gedaan=teruggezet"
    assert "Reden: Vergissing" in words(page)
    assert (await api.get("/bodies/samen-tafel")).json()["chair"] == "Wethouder"


@pytest.mark.parametrize(
    ("page", "change", "field"),
    [
        ("gebieden/zuid", {"name": "Anders"}, "name"),
        ("buurten/veld", {"level": "other"}, "level"),
        ("programmas/samen", {"levels.0.name": "Pijler"}, "levels"),
        ("doelen/rust", {"lifeCourse": ["child"]}, "lifeCourse"),
        ("partners/politie", {"kind": "police"}, "kind"),
    ],
)
async def test_of_every_noun_a_version_is_put_back(
    staff: httpx.AsyncClient, api: httpx.AsyncClient, page: str, change: dict[str, Any], field: str
) -> None:
    rooms = {"gebieden": "areas", "buurten": "places", "programmas": "programmes", "doelen": "nodes"}
    word, key = page.split("/")
    path = f"/{rooms.get(word, word)}/{key}"
    before = (await api.get(path)).json()[field]
    await saved(staff, f"/invoer/{page}", change)
    changed = (await api.get(path)).json()[field]
    answer = await put_back(staff, f"/invoer/{page}", 1)

    assert answer.status_code == 303
    assert changed != before
    assert (await api.get(path)).json()[field] == before


async def test_an_older_page_puts_nothing_back(
    staff: httpx.AsyncClient, table: str, api: httpx.AsyncClient, colleague: Header
) -> None:
    await saved(staff, table, {"chair": "Directeur"})
    answer = await staff.post(f"{table}/terugzetten", data={"versie": '"oud"', "nummer": "1"})

    assert answer.status_code == 412
    assert (await api.get("/bodies/samen-tafel")).json()["chair"] == "Directeur"


async def test_what_is_withdrawn_with_a_reason_can_be_brought_back(
    staff: httpx.AsyncClient, table: str, api: httpx.AsyncClient
) -> None:
    without = await send(staff, f"{table}/intrekken", {"reason": ""})
    gone = await send(staff, f"{table}/intrekken", {"reason": "Dubbel"})
    assert (without.status_code, gone.headers["location"]) == (400, f"{table}/versies?gedaan=ingetrokken")
    assert (await api.get("/bodies")).json()["items"] == []
    assert facts((await staff.get(f"{table}/versies")).text) == {"Intrekking": "niet ingetrokken → ingetrokken"}
    listed = words((await staff.get("/invoer/gremia?programme=samen")).text)
    assert "Tafel (ingetrokken)" in listed

    await put_back(staff, table, 1)
    assert len((await api.get("/bodies")).json()["items"]) == 1


async def test_a_draft_target_is_changed_and_put_back(
    staff: httpx.AsyncClient, session: Session, api: httpx.AsyncClient
) -> None:
    given_population(session)
    path = "/invoer/streefwaarden/nieuw?programme=samen&goal=rust"
    step = {"steps.0.name": "Plan", "steps.0.due": "2030-06-01"}
    made = await saved(
        staff, path, {"rule": "milestone", "direction": "open", "place": "veld", "endYear": "2030"} | step
    )
    page = "/invoer" + made
    await saved(staff, page, {"endYear": "2031", "note": "Later"})
    later = (await api.get("/targets")).json()["items"][0]
    await put_back(staff, page, 1)
    again = (await api.get("/targets")).json()["items"][0]

    assert [(one["endYear"], one["note"]) for one in (later, again)] == [(2031, "Later"), (2030, None)]
