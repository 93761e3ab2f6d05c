"""What an area has to do and what came of it, as people read it; and the national programme that it serves."""

from typing import Any

import httpx
import pytest
from sqlmodel import Session

from tests.given import given_area, given_programme
from tests.reading import calls, facts, rows, words

HTMX = {"HX-Request": "true"}
OVERVECHT = "/gebieden/utrecht-overvecht/resultaten"

seeded = pytest.mark.seeded(only="documents")


def told(page: httpx.Response, what: str) -> list[str]:
    """The cells of the row that begins so."""
    return next(row for row in rows(page.text) if row[0].startswith(what))


@seeded
async def test_the_page_of_an_area_asks_for_its_tasks_and_results(site: httpx.AsyncClient) -> None:
    page = await site.get("/gebieden/utrecht-overvecht")
    assert f'hx-get="{OVERVECHT}" hx-trigger="load"' in page.text
    assert f'<a class="utrecht-link utrecht-link--html-a" href="{OVERVECHT}">' in page.text


@seeded
async def test_the_part_alone_takes_the_place_of_the_link(site: httpx.AsyncClient) -> None:
    part = await site.get(OVERVECHT, headers=HTMX)
    assert part.headers["HX-Retarget"] == "#outcomes"
    assert part.text.strip().startswith('<div id="outcomes">')


@seeded
async def test_a_task_stands_beside_what_it_serves_and_why(site: httpx.AsyncClient) -> None:
    assert told(await site.get(OVERVECHT), "Veilige buurten") == [
        "Veilige buurten",
        "Doelstelling Meer veiligheid ; Actielijn Veiligheid: preventie en weerbaarheid "
        "Onze lezing: het doel veiligheid (100), ook voor jongeren (112).",
        "focusgebieden-bundel-2023, regel 1936",
    ]


@seeded
async def test_a_result_in_figures_says_where_it_came_from(site: httpx.AsyncClient) -> None:
    name, figure, source = told(await site.get(OVERVECHT), "Oordeel van bewoners")
    assert name == "Oordeel van bewoners over hun wijk Samen voor Overvecht"
    assert figure.startswith("5,7 , was 4,9 ")
    assert source == "focusgebieden-bundel-2023, regel 1965"


@seeded
async def test_a_result_in_words_stands_there_as_words(site: httpx.AsyncClient) -> None:
    assert told(await site.get(OVERVECHT), "Meldingen van overlast")[1] == "Gehalveerd."


@seeded
@pytest.mark.parametrize(
    ("area", "what", "said"),
    [
        ("utrecht-overvecht", "Jongeren voor wie nu plek is", "100 jongeren , bedoeld: 400 jongeren "),
        ("arnhem-oost", "Jongeren aan een baan geholpen", "55 jongeren , bedoeld: 20 jongeren "),
        ("roosendaal-ring", "Opkomst bij de laatste", "24% (2022) "),
        ("rotterdam-zuid", "Jongeren die zonder diploma", "2,6% , was 4,2% "),
        ("eindhoven-woensel-zuid", "Uit het Volkshuisvestingsfonds", "21 miljoen euro"),
        ("leeuwarden-oost", "Geld van het fonds", "€ 500.000"),
        ("vlaardingen-westwijk", "Antwoord op een melding", "bedoeld: 5 dagen. Zo snel wil"),
        ("lelystad-oost", "Programma Samen Lelystad Oost", "(2022) In de zomer van 2022."),
    ],
)
async def test_a_figure_stands_there_as_people_write_it(
    site: httpx.AsyncClient, area: str, what: str, said: str
) -> None:
    assert told(await site.get(f"/gebieden/{area}/resultaten"), what)[1].startswith(said)


@seeded
async def test_results_come_before_outputs_plans_and_how_it_is(site: httpx.AsyncClient) -> None:
    text = words((await site.get(OVERVECHT)).text)
    headings = ["Wat er al bereikt is", "Resultaten (5)", "Opbrengsten (4)", "Hoe het is (1)"]
    headings += ["Wat over het hele programma gemeld is", "Opbrengsten (1)", "Plannen (1)"]
    places = [text.index(heading) for heading in headings]
    assert places == sorted(places)


@seeded
async def test_what_is_of_the_whole_programme_stands_apart_and_says_so(site: httpx.AsyncClient) -> None:
    text = words((await site.get(OVERVECHT)).text)
    apart = text.index("Wat over het hele programma gemeld is")
    assert "niet over dit gebied alleen, maar over alle gebieden" in text[apart:]
    assert text.index("Jongeren voor wie nu plek is") < apart < text.index("Topambtenaren van het Rijk")
    assert "Hoe lang Rijk en gemeenten zich vastleggen" in text[apart:]


@seeded
async def test_the_page_has_its_english_too(site: httpx.AsyncClient) -> None:
    page = await site.get(OVERVECHT, headers={"Cookie": "language=en"})
    assert "What has been achieved so far" in words(page.text)
    assert told(page, "Jongeren voor wie nu plek is")[1].startswith("100 jongeren , aim: 400 jongeren")


@seeded
async def test_a_page_of_results_asks_the_api_four_times(site: httpx.AsyncClient, app: Any) -> None:
    with calls(app) as asked:
        await site.get(OVERVECHT)
    assert len(asked) == 4


async def test_an_area_of_which_nothing_is_known_says_so(site: httpx.AsyncClient, session: Session) -> None:
    given_area(session, "zuid")
    given_programme(session, areas=["zuid"])
    text = words((await site.get("/gebieden/zuid/resultaten")).text)
    assert "Er zijn nog geen opgaven of ambities van dit gebied ingevoerd." in text
    assert "Er zijn nog geen resultaten van dit gebied gemeld." in text


async def test_an_area_that_is_not_there_is_not_found(site: httpx.AsyncClient) -> None:
    assert (await site.get("/gebieden/nergens/resultaten")).status_code == 404


@seeded
async def test_the_national_programme_shows_both_totals(site: httpx.AsyncClient) -> None:
    told = facts((await site.get("/programmas/nplv")).text)["Inwoners"]
    assert told.startswith("1.200.000 (2023) De gebieden tellen samen op tot 1.114.833. Dat is niet gelijk")


@seeded
async def test_a_total_of_the_areas_alone_says_that_it_is_one(site: httpx.AsyncClient) -> None:
    told = facts((await site.get("/programmas/nieuwegein-centrale-as")).text)["Inwoners"]
    assert told == "23.000 (2023) de gebieden samen"


@seeded
async def test_the_national_programme_shows_who_serves_its_goals(site: httpx.AsyncClient) -> None:
    text = words((await site.get("/programmas/nplv")).text)
    assert "Actielijn Samenhangende aanpak 7 opgaven passen hierbij, in 5 gebieden" in text
    assert "Delft West Onderwijs, werk, inkomen, wonen, leefbaarheid en veiligheid in samenhang aanpakken" in text


@seeded
async def test_a_local_programme_shows_which_national_goals_it_serves(site: httpx.AsyncClient) -> None:
    text = words((await site.get("/programmas/zwijndrecht-veerkrachtige-buurten")).text)
    assert "Landelijke doelen en actielijnen" in text
    assert "Doelstelling Een betere fysieke leefomgeving 2 opgaven passen hierbij" in text


async def test_a_programme_without_national_goals_shows_none(site: httpx.AsyncClient, session: Session) -> None:
    given_programme(session)
    assert "Wat gebieden en lokale programma" not in words((await site.get("/programmas/samen")).text)
