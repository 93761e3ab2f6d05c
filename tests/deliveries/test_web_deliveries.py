"""The pages of deliveries: a list with states, one delivery with what was said, and deciding without script."""

import re
from datetime import UTC, date, datetime, timedelta
from html import unescape

import httpx
import pytest
from sqlmodel import Session

from app.models.access import Role
from tests.deliveries_given import OF_2021, OF_2022, give, give_all, judge, made, read
from tests.keys import Header, Keys
from tests.people import sign_in
from tests.reading import column, facts, mistakes, rows, words

HTMX = {"HX-Request": "true"}
PAGE = f"/leveringen/{OF_2021}"


@pytest.fixture
def asks_acceptance() -> bool:
    return True


@pytest.fixture
async def staff(api: httpx.AsyncClient, around: None, keys: Keys) -> Header:
    """Staff; the police gave all of 2021, which waits for acceptance, and nothing of 2022."""
    who = keys.person(Role.PROGRAMME_STAFF)
    await made(api, who, text="Uit de buurtenquête.")
    await give_all(api, keys.partner("politie"))
    return who


@pytest.fixture
async def visitor(site: httpx.AsyncClient, session: Session, staff: Header) -> httpx.AsyncClient:
    """The site, with somebody of the staff signed in."""
    await sign_in(site, session, Role.PROGRAMME_STAFF)
    return site


async def test_what_asks_for_a_hand_comes_first(site: httpx.AsyncClient, api: httpx.AsyncClient, staff: Header) -> None:
    next_year = datetime.now(UTC).year + 1
    later = {"ends": None, "starts": f"{next_year}-02-01"}
    await made(api, staff, id="leerlingen", partner="school", indicator="leerlingen", **later)
    html = (await site.get("/leveringen")).text
    due = date(next_year, 12, 31) + timedelta(days=90)

    assert [row[1:] for row in rows(html)] == [
        ["2022", "31 maart 2023 " + late_in(html), "te laat", "0 van 2", "Bos, Veld", "Politie"],
        ["2021", "31 maart 2022 " + late_in(html, 1), "geleverd", "2 van 2", "–", "Politie"],
        [str(next_year), f"{due.day} maart {due.year}", "nog niet aan de beurt", "0 van 2", "–", "School"],
    ]
    assert "3 leveringen" in words(html)
    assert html.count('<svg class="wk-shape"') == 3  # a shape beside every word


def hidden(html: str, name: str) -> str:
    """What a form sends along of what was looked at."""
    found = re.search(rf'name="{name}" value="([^"]+)"', html)
    assert found, name
    return unescape(found[1])


def late_in(html: str, row: int = 0) -> str:
    """How late a row says that it is, which grows with the days."""
    return words(rows(html)[row][2]).split(" ", 3)[3]


async def test_the_list_is_filtered_and_says_what_is_wrong(site: httpx.AsyncClient, staff: Header) -> None:
    asked = {
        "staat=overdue": ["2022"],
        "partner=politie&programma=samen": ["2022", "2021"],
        "voor=2022-06-01": ["2021"],
        "partner=school": [],
        "indicator=overlast&gebied=zuid": ["2022", "2021"],
        "onbekend=1": ["2022", "2021"],
    }
    found = {query: column((await site.get(f"/leveringen?{query}")).text, 1) for query in asked}
    fragment = await site.get("/leveringen?staat=overdue", headers=HTMX)
    wrong = await site.get("/leveringen?voor=morgen")

    assert found == asked
    assert (fragment.headers["HX-Retarget"], "<h1" in fragment.text) == ("#results", False)
    assert 'role="alert"' in wrong.text


async def test_a_delivery_tells_everything_about_itself(site: httpx.AsyncClient, staff: Header) -> None:
    html = (await site.get(PAGE)).text

    assert {name: facts(html)[name] for name in ("Stand", "Partner", "Indicator", "Gemeten", "Cijfers")} == {
        "Stand": "geleverd",
        "Partner": "Politie",
        "Indicator": "Overlast",
        "Gemeten": "elk jaar",
        "Cijfers": "2 van 2; 2 nog te accepteren – bekijk ze",
    }
    assert "Uit de buurtenquête." in words(html)
    assert "<form class=" not in html.partition("<main")[2]  # nobody may decide
    owed = facts((await site.get(f"/leveringen/{OF_2022}")).text)
    assert owed["Ontbreekt nog"] == "Bos, Veld"
    assert (await site.get("/leveringen/geen.2021")).status_code == 404


async def test_staff_accepts_from_the_page(visitor: httpx.AsyncClient, api: httpx.AsyncClient) -> None:
    html = (await visitor.get(PAGE)).text
    answer = await visitor.post(PAGE, data={"acceptance": "accepted", "mark": hidden(html, "mark"), "message": ""})
    after = (await visitor.get(answer.headers["location"])).text

    assert (answer.status_code, answer.headers["location"]) == (303, f"{PAGE}?gedaan=accepted")
    assert "De levering is geaccepteerd." in words(after)
    assert (facts(after)["Stand"], "Alles accepteren" in words(after)) == ("geaccepteerd", False)
    assert (await read(api, f"/deliveries/{OF_2021}"))["accepted"] == 2


async def test_staff_sends_back_with_a_message_and_the_partner_reads_it(
    visitor: httpx.AsyncClient, session: Session, api: httpx.AsyncClient
) -> None:
    mark = hidden((await visitor.get(PAGE)).text, "mark")
    without = await visitor.post(PAGE, data={"acceptance": "sent-back", "mark": mark})
    answer = await visitor.post(
        PAGE, data={"acceptance": "sent-back", "mark": mark, "message": "Verwisseld?"}, headers=HTMX
    )
    public = words((await visitor.get(PAGE)).text)
    await visitor.post("/afmelden")

    assert (without.status_code, mistakes(without.text)) == (
        400,
        {"message": "Schrijf op wat er verbeterd moet worden."},
    )
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, f"{PAGE}?gedaan=sent-back")
    assert ("Verwisseld?" in public, "Verwisseld?" in words((await visitor.get(PAGE)).text)) == (True, False)


async def test_a_partner_finds_its_own_list_and_the_message(
    site: httpx.AsyncClient, api: httpx.AsyncClient, session: Session, staff: Header
) -> None:
    await judge(api, staff, f"/deliveries/{OF_2021}", "sent-back", message="Verwisseld?")
    await sign_in(site, session, Role.PARTNER_EDITOR, partner="politie")
    mine = await site.get("/leveringen/mijn")
    html = (await site.get(PAGE)).text

    assert (mine.status_code, mine.headers["location"]) == (303, "/leveringen?partner=politie")
    assert (await site.get("/leveringen/mijn?naar=postbus")).headers["location"] == "/partners/politie/postbus"
    assert column((await site.get(mine.headers["location"])).text, 3) == ["teruggestuurd", "te laat"]
    assert ("Verwisseld?" in words(html), "Accepteren of terugsturen" in words(html)) == (True, False)
    assert "Leveringen" in words((await site.get("/partners/politie")).text)


async def test_who_has_no_organisation_is_shown_all(visitor: httpx.AsyncClient) -> None:
    assert (await visitor.get("/leveringen/mijn")).headers["location"] == "/leveringen"


async def test_what_changed_meanwhile_is_told_and_shown_as_it_is_now(
    visitor: httpx.AsyncClient, api: httpx.AsyncClient, keys: Keys
) -> None:
    mark = hidden((await visitor.get(PAGE)).text, "mark")
    await give(api, keys.partner("politie"), "veld", value=12)
    late = await visitor.post(PAGE, data={"acceptance": "sent-back", "mark": mark, "message": "Kijk na"})
    html = late.text

    assert late.status_code == 409
    assert "Deze levering is veranderd nadat u haar bekeek. Kijk opnieuw, en beslis dan." in words(html)
    assert ("Kijk na" in html, hidden(html, "mark") != mark) == (True, True)
    again = await visitor.post(PAGE, data={"acceptance": "accepted", "mark": hidden(html, "mark")})
    assert again.status_code == 303


async def test_who_may_not_decide_is_refused_by_the_page_too(
    site: httpx.AsyncClient, session: Session, staff: Header
) -> None:
    nobody = await site.post(PAGE, data={"acceptance": "accepted"})
    await sign_in(site, session, Role.PARTNER_EDITOR, partner="politie")
    partner = await site.post(PAGE, data={"acceptance": "accepted"})

    assert (nobody.status_code, partner.status_code) == (401, 403)


async def test_one_figure_is_accepted_or_sent_back_from_its_own_page(
    visitor: httpx.AsyncClient, api: httpx.AsyncClient
) -> None:
    items = (await read(api, "/measurements", place="veld", indicator="overlast"))["items"]
    page = f"/metingen/{items[0]['id']}"
    before, form = (await visitor.get(page)).text, (await visitor.get(f"{page}/oordeel")).text
    without = await visitor.post(f"{page}/oordeel", data={"acceptance": "sent-back", "revision": "1"})
    stale = await visitor.post(f"{page}/oordeel", data={"acceptance": "accepted", "revision": "7"})
    answer = await visitor.post(
        f"{page}/oordeel", data={"acceptance": "accepted", "revision": hidden(form, "revision")}
    )
    after = (await visitor.get(answer.headers["location"])).text

    assert f'href="{page}/oordeel"' in before
    assert (without.status_code, stale.status_code, answer.status_code) == (400, 409, 303)
    assert "Dit cijfer is veranderd nadat u het bekeek." in words(stale.text)
    assert "Het cijfer is geaccepteerd." in words(after)
    assert "Dit cijfer wacht niet op acceptatie" in words((await visitor.get(f"{page}/oordeel")).text)


async def test_the_letters_can_be_read_before_they_are_sent(
    visitor: httpx.AsyncClient, api: httpx.AsyncClient, staff: Header, session: Session
) -> None:
    saved = await visitor.get("/partners/politie/postbus")
    mark = hidden(saved.text, "mark")
    wrong = await visitor.post("/partners/politie/postbus", data={"address": "niemand", "mark": mark})
    kept = await visitor.post("/partners/politie/postbus", data={"address": "data@politie.example", "mark": mark})
    late = await visitor.post("/partners/politie/postbus", data={"address": "", "mark": mark})
    html = words((await visitor.get("/leveringen/brieven")).text)

    assert (wrong.status_code, mistakes(wrong.text)) == (400, {"address": "Dit is geen e-mailadres."})
    assert (kept.status_code, late.status_code) == (303, 412)
    assert "Het adres is bewaard." in words((await visitor.get(kept.headers["location"])).text)
    assert ("data@politie.example" in html, "Beste Politie," in html) == (True, True)
    await visitor.post("/afmelden")
    assert [(await visitor.get(path)).status_code for path in ("/leveringen/brieven", "/partners/politie/postbus")] == [
        303,
        303,
    ]


async def test_staff_makes_a_duty_on_the_page(visitor: httpx.AsyncClient, api: httpx.AsyncClient) -> None:
    form = (await visitor.get("/invoer/leveringsplichten/nieuw?programme=samen")).text
    filled = {
        **{"programme": "samen", "name": "Overlast per kwartaal", "partner": "politie", "indicator": "overlast"},
        **{"population": "all", "everyNeighbourhoodOf": "zuid", "starts": "2022-01-01", "rhythm": "quarterly"},
        **{"dueAfterDays": "30"},
    }
    answer = await visitor.post("/invoer/leveringsplichten/nieuw?programme=samen", data=filled)

    assert "Iedere buurt van dit gebied" in words(form)
    assert answer.status_code == 303, words(answer.text)
    found = (await read(api, "/delivery-duties", programme="samen"))["items"]
    assert [(one["name"], one["inForceRhythm"]) for one in found if one["rhythm"]] == [
        ("Overlast per kwartaal", "quarterly")
    ]
