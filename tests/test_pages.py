"""The pages, as people and as htmx ask for them: on the seed, through the whole application."""

import re
from collections.abc import AsyncIterator
from html import unescape
from typing import Any

import httpx
import pytest
from sqlmodel import Session
from starlette.types import ASGIApp

from app.models.access import Role
from app.web.entry.nouns import ALL as ENTERED
from tests.pages import NUISANCE, PUBLIC, SIGNED_IN, TARGET
from tests.people import given_person

HTMX = {"HX-Request": "true"}

pytestmark = pytest.mark.seeded


@pytest.fixture
async def staff(app: ASGIApp, session: Session) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody of the programme's staff, signed in on the site."""
    password = given_person(session, "staf@example.org", Role.PROGRAMME_STAFF)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        await client.post("/aanmelden", data={"email": "staf@example.org", "password": password})
        yield client


@pytest.fixture(scope="module")
def kept() -> dict[str, Any]:
    """What was walked through before: every test has the same seed, and a walk takes long."""
    return {}


@pytest.fixture
async def pages(site: httpx.AsyncClient, kept: dict[str, Any]) -> dict[str, httpx.Response]:
    """Every page, as anybody gets it."""
    if "pages" not in kept:
        kept["pages"] = {path: await site.get(path) for path in PUBLIC}
    found: dict[str, httpx.Response] = kept["pages"]
    return found


@pytest.fixture
async def walked(app: Any, staff: httpx.AsyncClient, kept: dict[str, Any]) -> dict[str, tuple[str, list[str]]]:
    """Every page as staff gets it, and what that page asked of the API."""
    if "walked" not in kept:
        asked: list[str] = []

        async def count(request: httpx.Request) -> None:
            asked.append(request.url.path)

        app.state.client.event_hooks["request"].append(count)
        walk = {}
        for path in (*PUBLIC, *SIGNED_IN):
            asked.clear()
            walk[path] = (await staff.get(path)).text, [*asked]
        kept["walked"] = walk
    found: dict[str, tuple[str, list[str]]] = kept["walked"]
    return found


def words(page: httpx.Response) -> str:
    """What stands on the page, without its markup."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text))


async def test_every_page_can_be_read_by_anybody(pages: dict[str, httpx.Response]) -> None:
    whole = {path: (it.status_code, it.text.count("<h1"), it.text[:15]) for path, it in pages.items()}

    assert {path: found for path, found in whole.items() if found != (200, 1, "<!doctype html>")} == {}


async def test_every_link_to_a_form_leads_to_that_form(
    staff: httpx.AsyncClient, walked: dict[str, tuple[str, list[str]]]
) -> None:
    """One of each kind: of every word, a new one, one that is there, and its versions."""
    found: dict[tuple[str, str], str] = {}
    for text, _ in walked.values():
        for link in re.findall(r'href="(/invoer/[^"]+)"', text):
            word, _, rest = link.partition("?")[0].removeprefix("/invoer/").partition("/")
            kind = rest if rest in ("", "nieuw") else rest.partition("/")[2] or "one"
            found.setdefault((word, kind), unescape(link))
    answers = {link: (await staff.get(link)).status_code for link in found.values()}

    assert {link: status for link, status in answers.items() if status != 200} == {}
    assert {word for word, kind in found if kind == "nieuw"} == ENTERED.keys()


async def test_every_page_is_dutch_until_english_is_chosen(
    site: httpx.AsyncClient, pages: dict[str, httpx.Response]
) -> None:
    dutch = {path: page.text for path, page in pages.items()}
    english = {path: (await site.get(path, headers={"Cookie": "language=en"})).text for path in PUBLIC}

    assert [path for path, text in dutch.items() if '<html lang="nl"' not in text or "Naar de inhoud" not in text] == []
    assert [path for path, text in english.items() if '<html lang="en"' not in text or "Go to the" not in text] == []


async def test_no_page_asks_the_api_more_than_four_times(walked: dict[str, tuple[str, list[str]]]) -> None:
    assert any(calls for _, calls in walked.values())
    assert {path: calls for path, (_, calls) in walked.items() if len(calls) > 4} == {}


async def test_no_page_holds_style_or_script_of_its_own(pages: dict[str, httpx.Response]) -> None:
    inline = re.compile(r"<style|<script(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=")

    assert {path: found for path, page in pages.items() if (found := inline.findall(page.text))} == {}


async def test_the_programme_counts_what_its_targets_come_to(site: httpx.AsyncClient) -> None:
    page = await site.get("/programmas/utrecht-krachtwijken-2008")

    assert "Utrechtse krachtwijken" in words(page)
    assert "52 geen gegevens" in words(page)


async def test_the_target_page_says_what_was_promised_in_plain_dutch(site: httpx.AsyncClient) -> None:
    page = words(await site.get(TARGET))

    assert "“Overlast van jongeren” in Overvecht is in 2017 hoogstens 28%." in page
    assert "In 2006 was het 42%. Tussenstap: 38% in 2011." in page
    assert "geen gegevens" in page


async def test_every_figure_on_the_target_page_says_where_it_comes_from(site: httpx.AsyncClient) -> None:
    assert "utrecht-charter-2008, regel 319" in words(await site.get(TARGET))


async def test_the_target_page_shows_what_was_recorded_and_what_became_of_it(staff: httpx.AsyncClient) -> None:
    made = await staff.post("/meten", data={**NUISANCE, "period": "2011", "value": "38", "state": "final"})
    on_course = words(await staff.get(TARGET))
    measurement = made.headers["location"].split("?")[0]
    await staff.post(f"{measurement}/herzien", data={"value": "40", "reason": "telfout", "state": "final"})
    behind = words(await staff.get(TARGET))
    revisions = words(await staff.get(measurement))

    assert "op koers" in on_course
    assert "In 2011 is 38,0% gemeten; toen werd 38,0% verwacht." in on_course
    assert "ver achter" in behind
    assert "versie 2" in behind
    assert "38,0%" in revisions
    assert "telfout" in revisions


async def test_what_was_typed_wrongly_comes_back_with_the_reason(staff: httpx.AsyncClient) -> None:
    refused = await staff.post("/meten", data={**NUISANCE, "period": "2011", "value": "140"}, headers=HTMX)

    assert refused.status_code == 400
    assert refused.headers["hx-retarget"] == "#form"
    assert 'value="140"' in refused.text
    assert 'id="value-error"' in refused.text


async def test_the_fragment_is_cut_from_the_page(site: httpx.AsyncClient) -> None:
    path = "/streefwaarden?area=utrecht-krachtwijken"
    page, fragment = await site.get(path), await site.get(path, headers=HTMX)

    assert fragment.text.strip() in page.text
    assert fragment.text.strip().startswith('<div id="results">')
    assert "HX-Request" in fragment.headers["vary"]


@pytest.mark.parametrize("asked_by", [{"HX-Boosted": "true"}, {"HX-History-Restore-Request": "true"}])
async def test_restored_history_gets_the_whole_page(site: httpx.AsyncClient, asked_by: dict[str, str]) -> None:
    page = await site.get("/streefwaarden", headers=HTMX | asked_by)

    assert page.text.startswith("<!doctype html>")


async def test_the_filter_stays_chosen_in_the_bar(site: httpx.AsyncClient) -> None:
    page = await site.get("/streefwaarden?status=no-data")

    assert '<option value="no-data" selected>' in page.text


async def test_a_filter_that_finds_nothing_says_so(site: httpx.AsyncClient) -> None:
    assert "Er is niets gevonden." in words(
        await site.get("/streefwaarden?programme=utrecht-krachtwijken-2008&status=uncertain")
    )


async def test_a_wrong_filter_is_explained(site: httpx.AsyncClient) -> None:
    page = await site.get("/streefwaarden?status=great")

    assert (page.status_code, "Het verzoek is niet geldig" in page.text) == (400, True)


@pytest.mark.parametrize("path", ["/gebieden/x", "/streefwaarden/x", "/doelen/x", "/indicatoren/x", "/nergens"])
async def test_what_is_not_there_is_said_on_a_page(site: httpx.AsyncClient, path: str) -> None:
    page = await site.get(path)

    assert (page.status_code, "Niet gevonden" in page.text) == (404, True)


async def test_the_course_line_can_be_downloaded(site: httpx.AsyncClient) -> None:
    drawing = await site.get(f"{TARGET}/koerslijn.svg")

    assert drawing.headers["content-type"].startswith("image/svg+xml")
    assert drawing.text.startswith("<svg")


async def test_every_kind_of_error_has_a_page(site: httpx.AsyncClient) -> None:
    page = await site.get("/problems")
    codes = set(re.findall(r'href="/problems/([a-z-]+)"', page.text))

    assert {code: (await site.get(f"/problems/{code}")).status_code for code in codes} == dict.fromkeys(codes, 200)


async def test_a_choice_of_language_is_kept(site: httpx.AsyncClient) -> None:
    chosen = await site.post("/taal", data={"taal": "en", "terug": "/gebieden"})
    page = await site.get("/gebieden")

    assert (chosen.status_code, chosen.headers["location"]) == (303, "/gebieden")
    assert '<html lang="en"' in page.text


async def test_a_form_from_another_site_is_refused(staff: httpx.AsyncClient) -> None:
    answer = await staff.post("/meten", data={}, headers={"Sec-Fetch-Site": "cross-site"})

    assert answer.status_code == 403


async def test_signing_in_leads_back_to_where_one_was(app: ASGIApp, site: httpx.AsyncClient, session: Session) -> None:
    password = given_person(session, "staf@example.org", Role.PROGRAMME_STAFF)
    sent = await site.get("/meten")
    answer = await site.post("/aanmelden", data={"email": "staf@example.org", "password": password, "verder": "/meten"})

    assert (sent.status_code, sent.headers["location"]) == (303, "/aanmelden?verder=%2Fmeten")
    assert (answer.status_code, answer.headers["location"]) == (303, "/meten")
    assert "httponly" in answer.headers["set-cookie"].lower()


async def test_a_wrong_password_says_nothing_about_the_account(site: httpx.AsyncClient) -> None:
    answer = await site.post("/aanmelden", data={"email": "wie@example.org", "password": "mis"})

    assert answer.status_code in (400, 401)
    assert "horen niet bij elkaar" in answer.text
    assert "wie@example.org" in answer.text


async def test_after_signing_out_nobody_is_known(staff: httpx.AsyncClient) -> None:
    await staff.post("/afmelden")
    page = await staff.get("/")

    assert "staf@example.org" not in page.text
    assert (await staff.get("/meten")).status_code == 303


async def test_pages_of_a_visitor_are_not_kept(staff: httpx.AsyncClient) -> None:
    assert (await staff.get("/")).headers["cache-control"] == "no-store"


async def test_a_fresh_installation_says_how_the_first_administrator_is_made(site: httpx.AsyncClient) -> None:
    assert "wijkkoers user create" in (await site.get("/")).text


async def test_the_hint_goes_once_somebody_has_an_account(staff: httpx.AsyncClient) -> None:
    assert "wijkkoers user create" not in (await staff.get("/")).text
