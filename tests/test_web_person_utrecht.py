"""Somebody from Utrecht looks for the charter of 2008 in the pages, and counts along in the API."""

from collections import Counter

import httpx
import pytest

from tests.reading import facts, rows, words
from tests.visiting import Visit, items

PROGRAMME = "utrecht-krachtwijken-2008"
AT = f"/programmas/{PROGRAMME}"
WIJKEN = ["Kanaleneiland", "Ondiep", "Overvecht", "Zuilen-Oost"]
YEARLY = {
    **{"Jaarlijkse kinderraadsvergadering": 186, "Inzet volgen en verantwoorden": 761, "Landelijke effectmonitor": 759},
    **{"Eigen monitor van de gemeente": 760, "Jaarverslag aan de gemeenteraad": 749},
    **{"Jaarverslag aan de Tweede Kamer": 749, "Jaarlijks bestuurlijk gesprek": 754},
}

pytestmark = pytest.mark.seeded(only="documents")


@pytest.fixture
def visit(site: httpx.AsyncClient, api: httpx.AsyncClient) -> Visit:
    return Visit(site, api, "utrecht-charter-2008")


async def test_the_charter_lasts_from_2008_to_2017_between_the_city_and_the_state(visit: Visit) -> None:
    told = facts(await visit.page(AT))
    programme = (await visit.api.get(f"/programmes/{PROGRAMME}")).json()

    assert (told["Looptijd"], told["Partners"]) == ("2008–2017", "Gemeente Utrecht, Rijk")
    assert told["Bron"] == "utrecht-charter-2008, regel 13"
    assert (programme["starts"], programme["ends"]) == ("2008-06-09", "2017-12-31")


async def test_the_charter_speaks_of_themes_parts_and_joint_ambitions(visit: Visit) -> None:
    nodes = await visit.every(f"/programmes/{PROGRAMME}/nodes")
    text = await visit.words(AT)

    assert Counter(node["levelName"] for node in nodes) == {
        **{"Thema": 9, "Onderdeel": 2, "Gezamenlijke ambitie": 19, "Doelstelling": 21},
    }
    assert [one["name"] for one in nodes if f"{one['levelName']} {one['name']}" not in text] == []


async def test_every_part_of_the_tree_says_on_which_line_it_stands(visit: Visit) -> None:
    assert await visit.without_a_line(f"/programmes/{PROGRAMME}/nodes") == []
    assert "Bron: utrecht-charter-2008, regel " in await visit.words("/doelen/krachtwijken-fewer-break-ins")


async def test_hoograven_lies_outside_the_agreement_and_the_page_says_so(visit: Visit) -> None:
    told = facts(await visit.page(AT))

    assert told["Gebieden"] == "Utrechtse krachtwijken"
    assert told["Buiten de overeenkomst"].startswith("Hoograven : De gemeente steunt deze wijk met eigen geld.")
    assert "utrecht-charter-2008, regel 91" in told["Buiten de overeenkomst"]


async def test_the_52_targets_are_listed_and_none_is_of_hoograven(visit: Visit) -> None:
    first = await visit.rows(f"/streefwaarden?programme={PROGRAMME}")
    second = await visit.rows(f"/streefwaarden?programme={PROGRAMME}&blad=2")
    places = Counter(row[1] for row in first + second)

    assert (places.total(), places["Hoograven"]) == (52, 0)
    assert await visit.count("/targets", programme=PROGRAMME) == 52
    assert sorted(set(places) & set(WIJKEN)) == WIJKEN


async def test_a_target_is_told_with_its_baseline_its_step_its_end_and_its_line(visit: Visit) -> None:
    html = await visit.page("/streefwaarden/krachtwijken-overvecht-youth-nuisance")
    promised = (await visit.api.get("/targets/krachtwijken-overvecht-youth-nuisance")).json()["origin"]

    assert "in Overvecht is in 2017 hoogstens 28%. In 2006 was het 42%. Tussenstap: 38% in 2011." in words(html)
    assert facts(html)["Beloofd in"].startswith(f"utrecht-charter-2008, regel {promised['line']}")


async def test_every_target_of_the_charter_names_its_line(visit: Visit) -> None:
    assert await visit.without_a_line("/targets", programme=PROGRAMME) == []


async def test_the_48_printed_figures_have_place_year_and_line(visit: Visit) -> None:
    found = await visit.every("/measurements", programme=PROGRAMME)
    figures = [one for one in found if one["origin"] and one["origin"]["document"] == visit.document]

    assert [one["id"] for one in figures if not (one["origin"]["line"] and one["period"] and one["place"])] == []
    assert len(figures) == 48


async def test_a_figure_in_a_list_says_where_it_stands(visit: Visit) -> None:
    shown = await visit.rows("/metingen?indicator=youth-nuisance&area=utrecht-krachtwijken")

    assert sorted((row[1], row[2]) for row in shown) == [(wijk, "2006") for wijk in WIJKEN]
    assert [row[1] for row in shown if "utrecht-charter-2008, regel " not in row[-1]] == []


async def test_monitoring_and_consultation_stand_in_the_calendar_of_2009(visit: Visit) -> None:
    shown = await visit.rows(f"{AT}/agenda?van=2009-01-01&tot=2009-12-31&soort=duty")

    assert Counter(row[0] for row in shown) == {
        **dict.fromkeys(YEARLY, 1),
        **{"Landelijk evenement": 2, "Voortgang aan de gemeenteraad": 2},
    }
    assert {row[1] for row in shown} == {"30 juni 2009", "31 december 2009"}


async def test_an_ended_programme_offers_everything_since_it_began(visit: Visit) -> None:
    html = await visit.page(f"{AT}/agenda")

    assert f'href="{AT}/agenda?van=2008-06-09"' in html
    assert "Alles sinds het begin van het programma" in words(html)


async def test_dates_that_are_printed_are_on_the_calendar(visit: Visit) -> None:
    shown = await visit.rows(f"{AT}/agenda?van=2008-06-09&tot=2010-12-31&soort=duty")
    once = {row[0]: row[1] for row in shown}

    assert once["Verdeling van het extra geld bekendmaken"] == "21 juni 2008"
    assert once["Publicatie in de Staatscourant"] == "9 juli 2008"
    assert once["Visitatie"] == "31 december 2010"


async def test_all_nineteen_duties_are_listed_with_their_lines_also_those_without_a_day(visit: Visit) -> None:
    listed = items((await visit.page(f"{AT}/bestuur")).partition('id="duties"')[2])
    lines = {duty.partition(" (")[0]: int(duty.rpartition("regel ")[2]) for duty in listed}

    assert len(listed) == await visit.count("/duties", programme=PROGRAMME) == 19
    assert {name: lines[name] for name in YEARLY} == YEARLY
    assert (lines["Elkaar aanspreken"], lines["Kennis delen"]) == (750, 772)


async def test_the_yearly_talk_says_between_whom_and_on_which_line(visit: Visit) -> None:
    told = facts(await visit.page("/plichten/krachtwijken-yearly-talk"))

    assert told["Gremium"] == "Bestuurlijk gesprek van stad en rijk"
    assert told["Bron"] == "utrecht-charter-2008, regel 754"


async def test_residents_of_each_wijk_have_a_sounding_board(visit: Visit) -> None:
    text = await visit.words(f"{AT}/bestuur")

    assert [wijk for wijk in WIJKEN if f"Klankbordgroep van bewoners {wijk} (bewoners)" not in text] == []
    assert await visit.count("/bodies", programme=PROGRAMME) == 9


async def test_the_signing_is_a_decision_with_day_and_consent_of_both(visit: Visit) -> None:
    shown = await visit.rows(f"{AT}/besluiten")
    html = await visit.page("/besluiten/krachtwijken-charter-signed")

    assert shown[0][:2] == ["Charter getekend", "9 juni 2008"]
    assert {row[3] for row in shown} == {"iedereen is akkoord"}
    assert "utrecht-charter-2008, regel 791" in words(html)


async def test_the_texts_are_the_charter_the_analysis_the_principles_and_the_conditions(visit: Visit) -> None:
    shown = await visit.rows(f"{AT}/teksten")

    assert [(row[1], row[2], row[3]) for row in shown] == [
        (kind, "vastgesteld", "9 juni 2008")
        for kind in ("overeenkomst", "probleemanalyse", "uitgangspunten", "voorwaarden")
    ]
    assert await visit.lines(f"{AT}/teksten") == [11, 81, 87, 134]


async def test_each_wijk_has_an_action_plan_and_a_programme_of_two_years(visit: Visit) -> None:
    plans = [row[0] for row in rows(await visit.page(f"{AT}/plannen"))]

    assert plans == [
        *(f"Uitvoeringsprogramma {wijk} 2008-2009" for wijk in WIJKEN),
        *(f"Wijkactieplan {wijk}" for wijk in WIJKEN),
    ]


async def test_the_area_is_the_four_wijken_that_the_minister_named(visit: Visit) -> None:
    html = await visit.page("/gebieden/utrecht-krachtwijken")

    assert items(html)[-4:] == WIJKEN
    assert f'href="{AT}"' in html
    assert facts(html)["Bron"] == "utrecht-charter-2008, regel 91"
    assert "48 streefwaarden geven 48 oordelen" in words(html)


async def test_bodies_duties_plans_texts_and_decisions_all_name_their_line(visit: Visit) -> None:
    lists = ["bodies", "duties", "plans", "texts", "decisions", "indicator-sets", "indicators"]

    assert [row for path in lists for row in await visit.without_a_line(f"/{path}", programme=PROGRAMME)] == []
