"""The pages of partners, of what they do, and of where figures come from."""

from datetime import date
from typing import Any

import httpx
import pytest
from sqlmodel import Session

from tests.given import (
    given_area,
    given_course,
    given_goal,
    given_intervention,
    given_partner,
    given_programme,
    given_source,
    measured,
)
from tests.reading import calls, chosen, column, facts, rows, words

HTMX = {"HX-Request": "true"}


def coaches(session: Session, **more: Any) -> None:
    """One intervention with everything under it: in a neighbourhood, for a goal, by the police."""
    given_course(session)
    given_partner(session)
    said: dict[str, Any] = {"name": "Coaches op straat", "programme_id": "samen", "status": "running"}
    given_intervention(session, places=["veld"], goals=["rust"], partners=["politie"], **(said | more))


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/partners", "Er zijn nog geen partners."),
        ("/interventies", "Er zijn nog geen interventies ingevoerd."),
        ("/bronnen", "Er zijn nog geen bronnen."),
    ],
)
async def test_an_empty_list_says_so(site: httpx.AsyncClient, path: str, said: str) -> None:
    assert said in words((await site.get(path)).text)


async def test_partners_stand_by_name_with_their_programmes(site: httpx.AsyncClient, session: Session) -> None:
    given_partner(session, "b", name="Zorg voor Elkaar")
    given_partner(session, "a", name="Buurthuis", kind="housing-corporation")
    given_programme(session, name="Samen Sterk", partners=["a"])
    page = words((await site.get("/partners")).text)

    assert "2 partners Buurthuis woningcorporatie Doet mee aan: Samen Sterk Zorg voor Elkaar" in page


@pytest.mark.parametrize(("asked", "count"), [("programme=samen", 1), ("kind=police", 1), ("kind=school", 0), ("", 2)])
async def test_partners_are_filtered_by_programme_and_kind(
    site: httpx.AsyncClient, session: Session, asked: str, count: int
) -> None:
    given_partner(session, "a", kind="police")
    given_partner(session, "b")
    given_programme(session, partners=["b"])

    assert (await site.get(f"/partners?{asked}")).text.count('<li class="wk-card">') == count


async def test_a_partner_shows_what_it_does_and_measured(site: httpx.AsyncClient, session: Session) -> None:
    from app.models.access import Actor, Role

    coaches(session)
    police = Actor("machine", Role.PARTNER, "politie", None, None, "politie")
    measured(session, "2010", 7, actor=police)
    page = (await site.get("/partners/politie")).text

    assert "Coaches op straat (loopt, verantwoordelijk)" in words(page)
    assert facts(page)["Gegeven cijfers"] == "1 cijfer"


async def test_a_partner_that_did_nothing_yet_says_so(site: httpx.AsyncClient, session: Session) -> None:
    given_partner(session)
    page = (await site.get("/partners/politie")).text

    assert facts(page) == {"Doet mee aan": "nog geen programma", "Gegeven cijfers": "nog geen"}
    assert "Van deze partner zijn nog geen interventies ingevoerd." in words(page)


@pytest.mark.parametrize(
    ("website", "address"),
    [
        ("www.politie.example", "https://www.politie.example"),
        ("http://politie.example", "http://politie.example"),
        ("javascript:alert(1)", "https://javascript:alert(1)"),
    ],
)
async def test_a_website_is_only_ever_an_address_on_the_web(
    site: httpx.AsyncClient, session: Session, website: str, address: str
) -> None:
    given_partner(session, website=website)

    assert f'href="{address}"' in (await site.get("/partners/politie")).text


async def test_interventions_say_where_who_and_when(site: httpx.AsyncClient, session: Session) -> None:
    coaches(session, starts=date(2020, 3, 1))

    assert rows((await site.get("/interventies")).text) == [
        ["Coaches op straat", "loopt", "2020–…", "Veld", "Politie"],
    ]


@pytest.mark.parametrize(
    ("asked", "count"),
    [("programme=samen", 1), ("area=zuid", 1), ("partner=politie", 1), ("status=running", 1), ("status=stopped", 0)],
)
async def test_interventions_are_filtered_in_the_address(
    site: httpx.AsyncClient, session: Session, asked: str, count: int
) -> None:
    coaches(session)
    given_area(session, members=["veld"])
    page = (await site.get(f"/interventies?{asked}")).text

    assert len(rows(page)) == count
    assert chosen(page, asked.split("=")[0]) == asked.split("=")[1]


async def test_an_intervention_names_its_goals_and_partners(site: httpx.AsyncClient, session: Session) -> None:
    coaches(session, aim="Minder overlast.", starts=date(2020, 3, 1), ends=date(2022, 12, 31))
    page = (await site.get("/interventies/coaches")).text

    assert facts(page) == {
        "Status": "loopt",
        "Periode": "van 1 maart 2020 tot en met 31 december 2022",
        "Programma": "Samen",
        "Waar": "Veld",
    }
    assert "Voor welke doelen Rust Wie doet wat Politie (verantwoordelijk)" in words(page)


async def test_an_intervention_without_goal_or_partner_says_so(site: httpx.AsyncClient, session: Session) -> None:
    given_intervention(session)
    page = words((await site.get("/interventies/coaches")).text)

    assert "Er is nog niet ingevoerd aan welke doelen dit bijdraagt." in page
    assert "Er is nog niet ingevoerd wie dit uitvoert." in page


async def test_a_long_list_of_interventions_has_pages(site: httpx.AsyncClient, session: Session) -> None:
    for number in range(51):
        given_intervention(session, f"aanpak-{number}", name=f"Aanpak {number}")
    first, second = [(await site.get(f"/interventies?blad={leaf}")).text for leaf in (1, 2)]

    assert [len(rows(page)) for page in (first, second)] == [50, 1]
    assert column(first, 0)[:3] == ["Aanpak 0", "Aanpak 1", "Aanpak 2"]


async def test_sources_stand_with_documents_first(site: httpx.AsyncClient, session: Session) -> None:
    given_source(session, "monitor", kind="monitor", licence="CC0")
    given_source(session, "charter", kind="document", published_on=date(2008, 6, 9))

    assert rows((await site.get("/bronnen")).text) == [
        ["Charter charter", "document", "9 juni 2008", "–", "Cijfers van Charter"],
        ["Monitor monitor", "monitor", "–", "CC0", "Cijfers van Monitor"],
    ]


async def test_a_source_leads_to_its_figures_and_can_be_pointed_at(site: httpx.AsyncClient, session: Session) -> None:
    given_source(session)
    page = (await site.get("/bronnen")).text

    assert 'href="/metingen?source=monitor"' in page
    assert 'id="monitor"' in page


@pytest.mark.parametrize("path", ["/partners", "/interventies"])
async def test_a_list_is_a_block_of_its_page(site: httpx.AsyncClient, session: Session, path: str) -> None:
    coaches(session)
    page, block = await site.get(path), await site.get(path, headers=HTMX)

    assert block.text.strip() in page.text
    assert (block.headers["hx-retarget"], block.text.strip()[:18]) == ("#results", '<div id="results">')


@pytest.mark.parametrize("path", ["/partners/x", "/interventies/x"])
async def test_what_is_not_there_is_said_on_a_page(site: httpx.AsyncClient, path: str) -> None:
    assert (await site.get(path)).status_code == 404


async def test_no_page_of_a_partner_asks_more_than_four_things(
    app: Any, site: httpx.AsyncClient, session: Session
) -> None:
    coaches(session)
    given_goal(session, "nog-een")
    for path in ("/partners", "/partners/politie", "/interventies", "/interventies/coaches", "/bronnen"):
        with calls(app) as asked:
            await site.get(path)
        assert len(asked) <= 4, asked
