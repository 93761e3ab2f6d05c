"""The pages of indicators: the list, and all places of one compared with each other and with their city."""

from typing import Any

import httpx
import pytest
from sqlmodel import Session

from app.models.access import Role
from app.models.place import PlaceKind
from tests.given import given_course, given_indicator, given_place, given_population, measured
from tests.people import sign_in
from tests.reading import calls, chosen, column, facts, rows, words

HTMX = {"HX-Request": "true"}
PAGE = "/indicatoren/nuisance"


@pytest.fixture
def city(session: Session) -> None:
    """Two neighbourhoods in a city, each measured; the city only in 2010."""
    given_population(session)
    given_place(session, "stad", kind=PlaceKind.MUNICIPALITY, code="GM9999")
    for key in ("zand", "aarde"):
        given_place(session, key, municipality_id="stad")
    given_indicator(session, decimals=1)
    measured(session, "2010", 30, place="stad")
    measured(session, "2010", 38.5, place="zand")
    measured(session, "2012", 36, place="zand")
    measured(session, "2010", 25, place="aarde")


async def test_an_empty_installation_says_that_there_are_no_indicators(site: httpx.AsyncClient) -> None:
    assert "Er zijn nog geen indicatoren." in words((await site.get("/indicatoren")).text)


async def test_indicators_stand_in_dutch_order(site: httpx.AsyncClient, session: Session) -> None:
    for key, name in (("a", "Zorg"), ("b", "Éénouders"), ("c", "armoede")):
        given_indicator(session, key, name=name)

    assert column((await site.get("/indicatoren")).text, 0) == ["armoede", "Éénouders", "Zorg"]


async def test_the_list_says_unit_and_what_is_good(site: httpx.AsyncClient, session: Session) -> None:
    given_indicator(session, name="Overlast", rhythm="two-yearly")

    assert rows((await site.get("/indicatoren")).text) == [
        ["Overlast", "%", "Lager is beter", "elke twee jaar", "–"],
    ]


async def test_the_list_is_filtered_by_name(site: httpx.AsyncClient, session: Session) -> None:
    given_indicator(session, "a", name="Overlast van jongeren")
    given_indicator(session, "b", name="Inkomen")
    page = (await site.get("/indicatoren?name=jonger&programme=")).text

    assert column(page, 0) == ["Overlast van jongeren"]
    assert "1 indicator" in words(page)


async def test_the_list_of_a_programme_is_its_own(site: httpx.AsyncClient, session: Session) -> None:
    given_course(session)
    given_indicator(session, "other", name="Iets anders")
    page = (await site.get("/indicatoren?programme=samen")).text

    assert column(page, 0) == ["Nuisance"]
    assert chosen(page, "programme") == "samen"


async def test_a_filter_that_finds_nothing_says_how_to_go_on(site: httpx.AsyncClient, session: Session) -> None:
    given_indicator(session)
    page = await site.get("/indicatoren?name=zzz")

    assert (page.status_code, rows(page.text)) == (200, [])
    assert "Er is niets gevonden." in words(page.text)


@pytest.mark.usefixtures("city")
async def test_each_place_shows_its_latest_figure_with_its_period(site: httpx.AsyncClient) -> None:
    page = (await site.get(PAGE)).text

    assert [row[:3] for row in rows(page)] == [
        ["Aarde", "25,0%", "2010"],
        ["Stad (ter vergelijking)", "30,0%", "2010"],
        ["Zand", "36,0%", "2012"],
    ]


@pytest.mark.usefixtures("city")
async def test_a_place_is_compared_with_its_city_in_the_same_period_only(site: httpx.AsyncClient) -> None:
    latest, earlier = (await site.get(PAGE)).text, (await site.get(f"{PAGE}?periode=2010")).text

    assert column(latest, 4) == ["−5,0 procentpunt (beter)", "–", "–"]
    assert column(earlier, 4) == ["−5,0 procentpunt (beter)", "–", "+8,5 procentpunt (slechter)"]


@pytest.mark.parametrize(
    ("value", "good", "verdict"),
    [
        (31, "rise", "+1,0 procentpunt (beter)"),
        (29, "rise", "−1,0 procentpunt (slechter)"),
        (31, "fall", "+1,0 procentpunt (slechter)"),
        (30, "fall", "0,0 procentpunt (gelijk)"),
        (31, "none", "+1,0 procentpunt"),
    ],
)
async def test_what_a_difference_means_depends_on_the_direction_of_good(
    site: httpx.AsyncClient, session: Session, value: int, good: str, verdict: str
) -> None:
    given_population(session)
    given_place(session, "stad", kind=PlaceKind.MUNICIPALITY)
    given_place(session, municipality_id="stad")
    given_indicator(session, decimals=1, good_direction=good)
    for key, figure in (("stad", 30), ("veld", value)):
        measured(session, "2010", figure, place=key)

    assert column((await site.get(PAGE)).text, 4) == ["–", verdict]


@pytest.mark.usefixtures("city")
@pytest.mark.parametrize(
    ("by", "order"),
    [
        ("place", ["Aarde", "Stad (ter vergelijking)", "Zand"]),
        ("-place", ["Zand", "Stad (ter vergelijking)", "Aarde"]),
        ("-value", ["Zand", "Stad (ter vergelijking)", "Aarde"]),
        ("value", ["Aarde", "Stad (ter vergelijking)", "Zand"]),
        ("-period", ["Zand", "Aarde", "Stad (ter vergelijking)"]),
        ("gap", ["Aarde", "Stad (ter vergelijking)", "Zand"]),
        ("no-such-column", ["Aarde", "Stad (ter vergelijking)", "Zand"]),
    ],
)
async def test_the_address_says_the_order(site: httpx.AsyncClient, by: str, order: list[str]) -> None:
    assert column((await site.get(f"{PAGE}?volgorde={by}")).text, 0) == order


@pytest.mark.usefixtures("city")
async def test_a_sorted_column_says_so_and_turns_round_when_chosen_again(site: httpx.AsyncClient) -> None:
    page = (await site.get(f"{PAGE}?volgorde=-value")).text

    assert 'aria-sort="descending"><a class="utrecht-link utrecht-link--html-a" id="sort-value"' in page
    assert f'href="{PAGE}?volgorde=value"' in page


async def test_a_place_without_a_value_says_why_and_comes_last(site: httpx.AsyncClient, session: Session) -> None:
    given_population(session)
    given_indicator(session)
    for key, value, missing in (("a", None, "secret"), ("b", 7, None)):
        given_place(session, key)
        measured(session, "2010", value, place=key, missing=missing)

    for by in ("value", "-value"):
        assert [row[:2] for row in rows((await site.get(f"{PAGE}?volgorde={by}")).text)] == [
            ["B", "7%"],
            ["A", "geheim"],
        ]


async def test_a_small_count_is_not_given_away_by_bar_line_or_gap(site: httpx.AsyncClient, session: Session) -> None:
    given_population(session)
    given_place(session, "stad", kind=PlaceKind.MUNICIPALITY, code="GM9999")
    given_place(session, municipality_id="stad")
    given_indicator(session, unit="count", protected=True, highest=None)
    measured(session, "2010", 3)
    measured(session, "2010", 1003, place="stad")
    page = (await site.get(PAGE)).text

    assert rows(page)[1][:6] == ["Veld", "afgeschermd", "2010", "– verloop Veld", "–", "–"]
    assert rows(page)[0][1] == "1.005"


async def test_withdrawn_figures_are_not_compared(
    api: httpx.AsyncClient, site: httpx.AsyncClient, keys: Any, session: Session
) -> None:
    given_course(session)
    page = (await site.get("/metingen")).text
    number = page.split('href="/metingen/')[1].split('"')[0]
    await api.post(
        f"/measurements/{number}/withdrawal", json={"reason": "fout"}, headers=keys.person(Role.PROGRAMME_STAFF)
    )

    assert rows((await site.get(PAGE)).text) == []


async def test_another_group_is_another_comparison(site: httpx.AsyncClient, session: Session) -> None:
    given_course(session)
    given_population(session, "age-16-54")
    measured(session, "2006", 12, population="age-16-54")

    assert column((await site.get(PAGE)).text, 1) == ["42%"]
    assert column((await site.get(f"{PAGE}?population=age-16-54")).text, 1) == ["12%"]


async def test_the_course_of_a_place_is_told_in_words_too(site: httpx.AsyncClient, session: Session) -> None:
    given_course(session)
    measured(session, "2008", 40)

    assert 'aria-label="Koers: 2006: 42; 2008: 40"' in (await site.get(PAGE)).text


@pytest.mark.usefixtures("city")
async def test_only_one_municipality_can_be_asked(site: httpx.AsyncClient, session: Session) -> None:
    given_place(session, "elders")
    measured(session, "2010", 50, place="elders")

    assert column((await site.get(f"{PAGE}?municipality=GM9999")).text, 0) == [
        "Aarde",
        "Stad (ter vergelijking)",
        "Zand",
    ]


@pytest.mark.usefixtures("city")
async def test_the_comparison_is_a_block_of_its_page(site: httpx.AsyncClient) -> None:
    page, block = await site.get(PAGE), await site.get(PAGE, headers=HTMX)

    assert block.text.strip() in page.text
    assert (block.headers["hx-retarget"], block.text.strip()[:18]) == ("#results", '<div id="results">')


async def test_an_indicator_without_figures_says_so(site: httpx.AsyncClient, session: Session) -> None:
    given_indicator(session, definition="Wat het is.", protected=True)
    page = (await site.get(PAGE)).text

    assert "Er is nog niets gemeten." in words(page)
    assert facts(page)["Kleine aantallen"].startswith("Aantallen onder 5 worden niet getoond")


async def test_no_page_of_an_indicator_asks_more_than_four_things(
    app: Any, site: httpx.AsyncClient, session: Session
) -> None:
    given_course(session)
    for path in ("/indicatoren", PAGE):
        with calls(app) as asked:
            await site.get(path)
        assert len(asked) <= 4, asked


async def test_who_may_record_finds_the_way_to_it(site: httpx.AsyncClient, session: Session) -> None:
    given_course(session)
    before = (await site.get(PAGE)).text
    await sign_in(site, session, Role.PROGRAMME_STAFF)
    after = (await site.get(PAGE)).text

    assert ["/meten?indicator=nuisance" in page for page in (before, after)] == [False, True]
