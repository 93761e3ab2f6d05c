"""Somebody from Nieuwegein looks for the ambition document in the pages, and counts along in the API."""

from collections import Counter

import httpx
import pytest

from tests.reading import facts, words
from tests.visiting import Visit, items, levels_said

PROGRAMME = AREA = "nieuwegein-centrale-as"
AT = f"/programmas/{PROGRAMME}"
PROFILES = {
    "nieuwegein-merwestein": ("1.630", 611),
    "nieuwegein-fokkesteeg": ("6.500", 645),
    "nieuwegein-batau-noord-oost": ("2.760", 678),
    "nieuwegein-batau-zuid-oost": ("3.720", 711),
    "nieuwegein-jutphaas-wijkersloot": ("6.355", 746),
    "nieuwegein-zuilenstein-west": ("5.250", 774),
}
NAMES = [
    *("Fokkesteeg", "Jutphaas-Wijkersloot", "Merwestein", "Oostelijk deel Batau-Noord"),
    *("Oostelijk deel Batau-Zuid", "Westelijk deel Zuilenstein"),
]

pytestmark = pytest.mark.seeded(only="documents")


@pytest.fixture
def visit(site: httpx.AsyncClient, api: httpx.AsyncClient) -> Visit:
    return Visit(site, api, "nieuwegein-ambitiedocument-2023")


async def test_three_ambitions_and_twelve_goals_stand_in_the_tree(visit: Visit) -> None:
    said = levels_said(await visit.page(AT))

    assert said == {"Ambitie": 3, "Doelstelling": 12}
    assert Counter(node["levelName"] for node in await visit.every(f"/programmes/{PROGRAMME}/nodes")) == said


async def test_every_ambition_and_goal_says_on_which_line_it_stands(visit: Visit) -> None:
    assert await visit.without_a_line(f"/programmes/{PROGRAMME}/nodes") == []
    assert len(await visit.lines("/doelen/centrale-as-public-space")) == 1


async def test_the_33_targets_are_drafts_that_count_in_nothing(visit: Visit) -> None:
    text = await visit.words(AT)

    assert "33 concepten, niet meegeteld" in text
    assert "Nog geen oordelen." in text
    assert Counter(one["state"] for one in await visit.every("/targets", programme=PROGRAMME)) == {"draft": 33}


async def test_the_area_lists_the_33_drafts_and_counts_them_as_targets(visit: Visit) -> None:
    html = await visit.page(f"/gebieden/{AREA}")

    assert "33 streefwaarden geven 33 oordelen" in words(html)
    assert html.count("(concept)") == 33


async def test_32_targets_have_only_a_direction_and_one_is_open(visit: Visit) -> None:
    found = await visit.every("/targets", programme=PROGRAMME)
    [open_one] = [one for one in found if one["direction"] == "open"]

    assert {one["rule"] for one in found} == {"direction"}
    assert open_one["id"] == "centrale-as-homes-below-rent-cap-ratio"
    assert "concept" in await visit.words(f"/streefwaarden/{open_one['id']}")


async def test_a_draft_target_says_its_direction_and_its_line(visit: Visit) -> None:
    html = await visit.page("/streefwaarden/centrale-as-decay-score")

    assert "“Indicator verloedering” in Nieuwegein Centrale As gaat omlaag." in words(html)
    assert facts(html)["Beloofd in"].startswith("nieuwegein-ambitiedocument-2023, regel 891")


async def test_two_targets_printed_twice_and_one_against_its_own_indicator_are_reported(visit: Visit) -> None:
    text = await visit.words(f"{AT}/bevindingen")

    assert ("Twee keer hetzelfde (2)" in text, "Tegen de goede richting in (1)" in text) == (True, True)
    assert await visit.lines(f"{AT}/bevindingen") == [863, 869, 864, 870, 891]


async def test_an_indicator_shows_city_area_and_outliers_each_with_its_line(visit: Visit) -> None:
    shown = await visit.rows("/indicatoren/decay-score")

    assert {row[0]: row[1] for row in shown} == {
        "Muntenbuurt": "4,4",
        "Nieuwegein (ter vergelijking)": "7,0",
        "Nieuwegein Centrale As": "6,3",
        "Rijtuigenbuurt": "4,7",
        "Westelijk deel Zuilenstein": "onbekend",
    }
    assert sorted(await visit.lines("/indicatoren/decay-score"))[:4] == [162, 163, 164, 165]


async def test_the_31_printed_values_of_eleven_indicators_all_have_a_line_and_a_year(visit: Visit) -> None:
    found = await visit.every("/measurements", source="nieuwegein-ambitiedocument-2023")
    printed = [one for one in found if one["origin"]["line"] < 265 and one["missing"] is None]

    assert (len(printed), len({one["indicator"] for one in printed})) == (31, 11)
    assert [one["id"] for one in found if not (one["period"] and one["origin"]["line"])] == []


@pytest.mark.parametrize("place", PROFILES)
async def test_each_of_the_six_profiles_has_its_figures_with_year_and_line(visit: Visit, place: str) -> None:
    shown = await visit.rows(f"/buurten/{place}")
    inhabitants, line = PROFILES[place]
    told = {row[0]: row[1:] for row in shown}

    assert told["Inwoners"] == ["2023", inhabitants, f"nieuwegein-ambitiedocument-2023, regel {line}"]
    assert told["Gemiddelde WOZ-waarde"][0] == "2022"
    assert [row for row in shown if "nieuwegein-ambitiedocument-2023, regel " not in row[3]] == []


async def test_the_six_wijken_are_listed_with_the_area(visit: Visit) -> None:
    listed = items(await visit.page(f"/gebieden/{AREA}"))[-6:]

    assert [name.partition(" (")[0] for name in listed] == NAMES
    assert await visit.count(f"/areas/{AREA}/neighbourhoods") == 6


async def test_it_is_said_that_western_zuilenstein_has_no_figures_along_this_border(visit: Visit) -> None:
    told = facts(await visit.page(f"/gebieden/{AREA}"))["Waarom deze grenzen"]
    missing = await visit.rows("/metingen?place=nieuwegein-zuilenstein-west&periodFrom=2022&periodTo=2022")

    assert "Langs de grens van westelijk Zuilenstein bestaan geen cijfers (792)." in told
    assert Counter(row[3] for row in missing)["onbekend"] == 5


async def test_the_profiles_do_not_add_up_to_the_area_and_both_are_shown(visit: Visit) -> None:
    [told] = await visit.every(f"/areas/{AREA}/figures", indicator="inhabitants")
    text = await visit.words(f"/gebieden/{AREA}")

    assert (told["value"], told["partsTotal"], told["addsUp"]) == (23000, 26215, False)
    assert "23.000 (2023)" in text
    assert "26.215" in text


async def test_the_area_is_half_of_the_benefits_and_a_third_of_the_people_of_the_city(visit: Visit) -> None:
    told = {row[0]: row[1] for row in await visit.rows(f"/gebieden/{AREA}/cijfers")}

    assert told["Deel van de uitkeringen in de stad"] == "50% (2023)"
    assert told["Deel van de inwoners van de stad"] == "33,3% (2023)"


async def test_what_is_missing_old_or_scattered_is_counted(visit: Visit) -> None:
    text = await visit.words(f"/gebieden/{AREA}/gegevens")
    api = (await visit.api.get(f"/areas/{AREA}/data")).status_code

    assert "29 ontbreekt" in text
    assert "14 versnipperd" in text
    assert api in (200, 404)


async def test_what_a_profile_says_in_words_is_kept_with_its_line(visit: Visit) -> None:
    lines = await visit.lines(f"/gebieden/{AREA}/resultaten")

    assert [line for line in (53, 623, 627, 629) if line not in lines] == []
    assert await visit.without_a_line("/results", programme=PROGRAMME) == []


async def test_the_alliance_the_sub_alliances_the_table_and_the_bureau_are_there(visit: Visit) -> None:
    text = await visit.words(f"{AT}/bestuur")

    assert [
        body
        for body in ("De Alliantie (alliantie)", "Deelallianties (deelalliantie)", "Partnertafel (partnertafel)")
        if body not in text
    ] == []
    assert "Programmabureau (programmabureau)" in text
    assert await visit.count("/bodies", programme=PROGRAMME) == 5


async def test_the_six_duties_are_listed_with_their_lines(visit: Visit) -> None:
    listed = items((await visit.page(f"{AT}/bestuur")).partition('id="duties"')[2])

    assert sorted(int(duty.rpartition("regel ")[2]) for duty in listed) == [558, 574, 599, 599, 806, 810]


async def test_the_make_up_of_the_alliance_is_evaluated_every_year(visit: Visit) -> None:
    shown = await visit.rows(f"{AT}/agenda?soort=duty&van=2024-01-01&tot=2026-12-31")

    assert [row[:2] for row in shown] == [
        ["Samenstelling van De Alliantie evalueren", f"13 september {year}"] for year in (2024, 2025, 2026)
    ]


async def test_the_texts_name_the_five_parts_of_the_document_with_their_lines(visit: Visit) -> None:
    shown = await visit.rows(f"{AT}/teksten")

    assert [row[1] for row in shown] == [
        *("programmatekst", "tekst van een plan", "probleemanalyse", "uitgangspunten", "groeimodel"),
    ]
    assert await visit.lines(f"{AT}/teksten") == [3, 802, 124, 473, 595]
