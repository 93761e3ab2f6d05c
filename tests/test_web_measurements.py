"""The pages of measurements: finding them, and one with all its revisions."""

from typing import Any

import httpx
import pytest
from sqlmodel import Session

from app.models.measurement import Measurement
from tests.given import (
    given_area,
    given_course,
    given_indicator,
    given_place,
    given_population,
    measured,
)
from tests.reading import calls, chosen, column, facts, mistakes, rows, typed, words

HTMX = {"HX-Request": "true"}
NEW = {"indicator": "nuisance", "place": "veld", "period": "2011", "value": "38,5", "state": "final"}


def page_of(measurement: Measurement) -> str:
    return f"/metingen/{measurement.id}"


async def test_an_empty_installation_says_that_there_are_no_figures(site: httpx.AsyncClient) -> None:
    assert "Er zijn nog geen cijfers ingevoerd." in words((await site.get("/metingen")).text)


async def test_the_list_says_what_was_measured_where_and_when(site: httpx.AsyncClient, session: Session) -> None:
    given_course(session)
    measured(session, "2008-03", 1.5, state="doubtful")

    assert rows((await site.get("/metingen")).text) == [
        ["Nuisance", "Veld", "2006", "42%", "definitief", "–"],
        ["Nuisance", "Veld", "maart 2008", "2%", "twijfelachtig", "–"],
    ]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("indicator=other", ["Other"]),
        ("place=elders", ["Other"]),
        ("area=zuid", ["Nuisance"]),
        ("programme=samen", ["Nuisance"]),
        ("state=provisional", ["Other"]),
        ("periodFrom=2010&periodTo=", ["Other"]),
        ("periodTo=2009", ["Nuisance"]),
        ("source=monitor", ["Other"]),
        ("programme=&area=&place=&indicator=&state=", ["Nuisance", "Other"]),
    ],
)
async def test_the_filter_is_in_the_address(
    site: httpx.AsyncClient, session: Session, asked: str, found: list[str]
) -> None:
    given_course(session)
    given_area(session, members=["veld"])
    given_place(session, "elders")
    given_indicator(session, "other")
    measured(session, "2010", 5, indicator="other", place="elders", state="provisional", source="monitor")

    assert column((await site.get(f"/metingen?{asked}")).text, 0) == found


async def test_the_bar_keeps_what_was_chosen(site: httpx.AsyncClient, session: Session) -> None:
    given_course(session)
    page = (await site.get("/metingen?indicator=nuisance&place=veld&periodFrom=2005")).text

    assert (chosen(page, "indicator"), chosen(page, "place"), typed(page, "periodFrom")) == ("nuisance", "veld", "2005")


async def test_a_filter_that_has_no_field_of_its_own_is_said_and_can_be_left(site: httpx.AsyncClient) -> None:
    page = (await site.get("/metingen?source=monitor")).text

    assert "Alleen deze: Bron: Monitor." in words(page)
    assert "Alles tonen" in words(page)


@pytest.mark.parametrize("headers", [{}, HTMX])
async def test_a_period_that_cannot_be_read_is_explained(site: httpx.AsyncClient, headers: dict[str, str]) -> None:
    page = await site.get("/metingen?periodFrom=gisteren", headers=headers)

    assert (page.status_code, rows(page.text)) == (400, [])
    assert "gisteren" in words(page.text)


async def test_a_wrong_period_is_pointed_at_beside_its_field(site: httpx.AsyncClient) -> None:
    page = (await site.get("/metingen?periodFrom=gisteren")).text

    assert (list(mistakes(page)), typed(page, "periodFrom")) == (["periodFrom"], "gisteren")


async def test_a_filter_that_finds_nothing_says_how_to_go_on(site: httpx.AsyncClient) -> None:
    assert "Er is niets gevonden." in words((await site.get("/metingen?place=nergens")).text)


async def test_a_long_list_is_read_page_by_page(site: httpx.AsyncClient, session: Session) -> None:
    given_course(session)
    for year in range(1900, 2001):
        measured(session, str(year), 7)
    first = (await site.get("/metingen?indicator=nuisance")).text
    following = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    second = (await site.get(following)).text

    assert [len(rows(page)) for page in (first, second)] == [100, 2]
    assert column(second, 2) == ["2000", "2006"]
    assert "Naar het begin" in words(second)
    assert "indicator=nuisance" in following


async def test_the_list_is_a_block_of_its_page(site: httpx.AsyncClient, session: Session) -> None:
    given_course(session)
    page, block = await site.get("/metingen"), await site.get("/metingen", headers=HTMX)

    assert block.text.strip() in page.text
    assert (block.headers["hx-retarget"], block.text.strip()[:18]) == ("#results", '<div id="results">')


async def test_a_measurement_says_everything_about_itself(site: httpx.AsyncClient, session: Session) -> None:
    given_course(session)
    given_indicator(session, "safe", unit="grade", decimals=1, survey=True)
    said: dict[str, Any] = {"low": 6.5, "high": 7.5, "note": "Met een nieuwe vraag.", "source": "monitor"}
    row = measured(session, "2010", 7, indicator="safe", sampleSize=1234, **said)
    told = facts((await site.get(page_of(row))).text)
    told.pop("Bekend sinds")

    assert told == {
        "Indicator": "Safe",
        "Plaats": "Veld",
        "Periode": "2010",
        "Stand": "definitief",
        "95%-marge": "6,5 tot 7,5",
        "Antwoorden": "1.234",
        "Toelichting": "Met een nieuwe vraag.",
        "Bron": "monitor",
    }


async def test_revisions_stand_newest_first_with_who_and_why(site: httpx.AsyncClient, session: Session) -> None:
    given_course(session)
    row = measured(session, "2006", 40, reason="Telfout")
    told = rows((await site.get(page_of(row))).text)

    assert [[cells[at] for at in (0, 1, 2, 4, 5)] for cells in told] == [
        ["2 (nu)", "40%", "definitief", "het systeem zelf", "Telfout"],
        ["1", "42%", "definitief", "het systeem zelf", "–"],
    ]


async def test_a_hidden_value_is_hidden_in_its_revisions_too(site: httpx.AsyncClient, session: Session) -> None:
    given_population(session)
    given_place(session)
    given_indicator(session, unit="count", protected=True, highest=None)
    measured(session, "2010", 3)
    row = measured(session, "2010", 4, reason="Eén erbij geteld", note="Eerst 3, nu 4")
    page = (await site.get(page_of(row))).text

    assert column(page, 1) == ["afgeschermd", "afgeschermd"]
    assert "Eén erbij" not in page
    assert "Eerst 3" not in page


async def test_nobody_is_offered_to_change_a_figure(site: httpx.AsyncClient, session: Session) -> None:
    given_course(session)
    row = measured(session, "2006", 42)

    assert "Dit cijfer herzien" not in (await site.get(page_of(row))).text


async def test_a_measurement_that_is_not_there_is_said_on_a_page(site: httpx.AsyncClient) -> None:
    assert (await site.get("/metingen/12345")).status_code == 404


async def test_no_page_of_a_measurement_asks_more_than_four_things(
    app: Any, site: httpx.AsyncClient, session: Session
) -> None:
    given_course(session)
    for path in ("/metingen", page_of(measured(session, "2006", 42))):
        with calls(app) as asked:
            await site.get(path)
        assert len(asked) <= 4, asked
