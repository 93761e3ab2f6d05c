"""Somebody from Zwijndrecht looks for the programme of 2024-2040 in the pages, and counts along in the API."""

from collections import Counter

import httpx
import pytest

from tests.reading import column, facts, rows, words
from tests.visiting import Visit, items, levels_said

PROGRAMME = "zwijndrecht-veerkrachtige-buurten"
AT = f"/programmas/{PROGRAMME}"
PILLARS = [
    *("Rijke ontwikkeldag", "Armoedebestrijding, werk en inkomen", "Wonen", "Leefomgeving", "Kunst en cultuur"),
    *("Gezondheid, sport en beweging", "Veiligheid"),
]
PARTNERS = [
    *("Dienst Gezondheid en Jeugd", "Diverz", "Gemeente Zwijndrecht", "Jong JGZ", "Onderwijsgroep OZHW"),
    *("Pit kinderopvang en onderwijs", "Politie", "Sociale Dienst Drechtsteden", "Trivire"),
    *("Vivera Sociaal Wijkteam", "Woonkracht 10"),
]

pytestmark = pytest.mark.seeded(only="documents")


@pytest.fixture
def visit(site: httpx.AsyncClient, api: httpx.AsyncClient) -> Visit:
    return Visit(site, api, "zwijndrecht-programma-2024")


async def test_the_programme_names_its_eleven_partners_its_years_and_the_line_it_stands_on(visit: Visit) -> None:
    told = facts(await visit.page(AT))

    assert told["Partners"].split(", ") == PARTNERS
    assert (told["Looptijd"], told["Bron"]) == ("2024–2040", "zwijndrecht-programma-2024, regel 5")
    assert await visit.count("/partners", programme=PROGRAMME) == len(PARTNERS) == 11


async def test_the_tree_speaks_of_pillars_ambitions_and_groups_as_the_document_does(visit: Visit) -> None:
    said = levels_said(await visit.page(AT))

    assert said == {"Pijler": 7, "Ambitie": 26, "Doelgroep van doelstellingen": 13, "Doelstelling": 56}
    nodes = await visit.every(f"/programmes/{PROGRAMME}/nodes")
    assert Counter(node["levelName"] for node in nodes) == said


async def test_the_seven_pillars_stand_in_the_order_of_the_document(visit: Visit) -> None:
    nodes = await visit.every(f"/programmes/{PROGRAMME}/nodes", level="pillar")
    by_line = [node["name"] for node in sorted(nodes, key=lambda node: node["origin"]["line"])]
    text = await visit.words(AT)

    assert by_line == PILLARS
    places = [text.index(f"Pijler {pillar}") for pillar in PILLARS]
    assert places == sorted(places)


async def test_the_area_page_lists_the_fifteen_neighbourhoods_each_with_a_line(visit: Visit) -> None:
    found = await visit.every("/areas/zwijndrecht-focusbuurten/neighbourhoods")
    listed = items(await visit.page("/gebieden/zwijndrecht-focusbuurten"))[-15:]

    assert sorted(listed) == sorted(place["name"] for place in found)
    assert [place["origin"]["line"] for place in found if place["codes"]] == []
    assert sorted(place["origin"]["line"] for place in found) == list(range(80, 95))


async def test_the_fifty_six_goals_ask_for_the_kinds_of_target_that_the_document_counts(visit: Visit) -> None:
    """The two compound goals were split, which adds one to the moving averages and one to the absolute values."""
    found = await visit.every("/targets", programme=PROGRAMME)
    kinds = Counter(target["rule"] for target in found)

    assert len({target["goal"] for target in found}) == 56
    assert kinds - Counter({"reference": 1, "absolute": 1}) == {
        **{"reference": 17, "coverage": 14, "direction": 11},
        **{"relative": 5, "milestone": 5, "absolute": 4},
    }


@pytest.mark.parametrize(
    ("rule", "count"),
    [("reference", 18), ("coverage", 14), ("direction", 11), ("relative", 5), ("absolute", 5)],
)
async def test_the_list_of_targets_shows_each_kind_of_target(visit: Visit, rule: str, count: int) -> None:
    shown = await visit.rows(f"/streefwaarden?programme={PROGRAMME}&rule={rule}")
    asked = await visit.count("/assessments", programme=PROGRAMME, rule=rule)

    assert (len(shown), asked) == (count, count)


async def test_children_in_poverty_is_promised_with_percentage_year_and_line(visit: Visit) -> None:
    html = await visit.page("/streefwaarden/veerkrachtig-children-in-poverty")

    assert "“Kinderen in armoede” in Focusbuurten in Zwijndrecht daalt tot 2040 met ten minste 70%." in words(html)
    assert facts(html)["Beloofd in"] == "zwijndrecht-programma-2024, regel 334"
    assert facts(html)["Afgesproken stappen"] == "2040: -70%"
    assert "De nulmeting is niet bekend." in words(html)


async def test_every_goal_target_norm_and_register_says_where_it_is_printed(visit: Visit) -> None:
    lists = ["bodies", "decisions", "duties", "plans", "texts", "norms", "interventions", "targets", "indicators"]
    bare = [row for path in lists for row in await visit.without_a_line(f"/{path}", programme=PROGRAMME)]

    assert bare == []
    assert await visit.without_a_line(f"/programmes/{PROGRAMME}/nodes") == []


async def test_the_goal_that_is_printed_twice_is_shown_and_not_merged(visit: Visit) -> None:
    text = await visit.words(f"{AT}/bevindingen")
    twice = text.partition("Spreken elkaar tegen")[0]

    assert "Twee keer hetzelfde (1)" in twice
    assert [line for line in (525, 575) if f"zwijndrecht-programma-2024, regel {line}" not in twice] == []


async def test_the_pair_that_contradicts_itself_is_reported(visit: Visit) -> None:
    text = (await visit.words(f"{AT}/bevindingen")).partition("Spreken elkaar tegen (1)")[2]

    assert "in Focusbuurten in Zwijndrecht gaat omlaag." in text
    assert "in Focusbuurten in Zwijndrecht is in 2040 gelijk aan dat van Zwijndrecht." in text
    assert await visit.lines(f"{AT}/bevindingen") == [525, 575, 483, 630]


async def test_two_reports_in_the_first_and_third_quarter_and_two_messages_in_the_others(visit: Visit) -> None:
    listed = rows(await visit.page(f"{AT}/agenda?soort=duty&van=2025-01-01&tot=2025-12-31"))

    assert [(row[0], row[1]) for row in listed] == [
        ("Voortgangsrapportage", "31 maart 2025"),
        ("Voortgangsbericht", "30 juni 2025"),
        ("Voortgangsrapportage", "30 september 2025"),
        ("Voortgangsbericht", "31 december 2025"),
    ]


async def test_a_report_says_who_it_is_for_and_where_that_was_agreed(visit: Visit) -> None:
    told = facts(await visit.page("/plichten/zwijndrecht-progress-reports"))

    assert (told["Soort plicht"], told["Aan wie"]) == ("verslag", "Algemeen en dagelijks bestuur")
    assert told["Bron"] == "zwijndrecht-programma-2024, regel 652"


async def test_duties_without_a_day_are_found_with_the_governance(visit: Visit) -> None:
    listed = items((await visit.page(f"{AT}/bestuur")).partition('id="duties"')[2])

    assert [duty.partition(" (")[0] for duty in listed] == [
        *("Gevolgen van energiearmoede beperken", "Verantwoording over inhoud en geld"),
        *("Voortgangsbericht", "Voortgangsrapportage"),
    ]
    assert [duty.rpartition("regel ")[2] for duty in listed] == ["435", "706", "652", "652"]


async def test_norms_outside_the_list_of_goals_stand_beside_the_goal_they_belong_to(visit: Visit) -> None:
    listed = {row[-1].rpartition(" ")[2]: row for row in await visit.rows(f"{AT}/normen")}

    assert {line: row[3] for line, row in listed.items()} == {
        **{"462": "hoogstens 5 minuten lopen", "412": "in woorden", "559": "minstens 1 zwemdiploma per kind"},
        **{"118": "in woorden", "400": "3.850 woningen", "422": "in woorden in 2050"},
    }
    assert listed["462"][1] == "Buiten nodigt uit tot bewegen en ontmoeten"
    assert await visit.count("/norms", programme=PROGRAMME) == 6


async def test_the_obligation_holds_as_long_as_there_are_homes_with_a_poor_label(visit: Visit) -> None:
    text = (await visit.words(f"{AT}/normen")).partition("Verplichtingen zolang")[2]

    assert "Gevolgen van energiearmoede beperken geldt nu" in text
    assert text.endswith("zwijndrecht-programma-2024, regel 435")


async def test_the_first_three_neighbourhood_plans_start_in_their_order(visit: Visit) -> None:
    plans = await visit.rows(f"{AT}/plannen")

    assert [(row[1], row[2]) for row in plans[:3]] == [
        ("Kloosstraat", "1"),
        ("Planetenbuurt", "2"),
        ("Leeuwerikplein, Fazantplein, IJsvogelplein", "3"),
    ]
    assert {row[5] for row in plans} == {"alle 5"}
    assert len(plans) == await visit.count("/plans", programme=PROGRAMME) == 16


async def test_a_neighbourhood_plan_has_its_five_fixed_parts_and_all_seven_pillars(visit: Visit) -> None:
    html = await visit.page("/plannen/plan-zwijndrecht-planetenbuurt")

    assert [part for part in ("Sociale basis", "Leefbaarheid", "Gemengde buurten") if part not in words(html)] == []
    assert [pillar for pillar in PILLARS if f"{pillar} (Pijler)" not in words(html)] == []
    assert facts(html)["Bron"] == "zwijndrecht-programma-2024, regel 689"


async def test_printed_figures_are_found_with_their_place_year_and_line(visit: Visit) -> None:
    found = await visit.every("/measurements", source="zwijndrecht-programma-2024")
    shown = await visit.rows("/metingen?source=zwijndrecht-programma-2024&place=zwijndrecht")

    printed = {(one["period"], one["value"], one["origin"]["line"]) for one in found}
    assert printed == {
        *(("2023", 22.9, 563), ("2020", 71, 580), ("2021", 46, 587)),
        *(("2021", 56, 588), ("2021", 26, 589), ("2020", 15, 590)),
    }
    assert sorted(int(row[-1].rpartition(" ")[2]) for row in shown) == [563, 580, 587, 588, 589, 590]


async def test_the_figure_that_names_no_place_says_that_it_is_doubtful(visit: Visit) -> None:
    [one] = await visit.every("/measurements", source="zwijndrecht-programma-2024", state="doubtful")
    told = facts(await visit.page(f"/metingen/{one['id']}"))

    assert (told["Stand"], told["Waar het staat"]) == ("twijfelachtig", "zwijndrecht-programma-2024, regel 587")
    assert told["Toelichting"] == one["note"]


async def test_the_texts_hold_the_problem_analysis_the_principles_and_the_conditions(visit: Visit) -> None:
    html = await visit.page(f"{AT}/teksten")

    assert column(html, 1) == [
        *("programmatekst", "tekst van een plan", "probleemanalyse", "uitgangspunten", "groeimodel", "voorwaarden"),
    ]
    assert await visit.lines(f"{AT}/teksten") == [5, 725, 152, 216, 662, 128]


async def test_what_ran_before_is_kept_with_the_verdict_and_its_line(visit: Visit) -> None:
    shown = await visit.rows(f"{AT}/initiatieven")

    assert Counter(row[2] for row in shown) == {"versterken": 3, "nog niet besloten": 4}
    assert [row[0] for row in shown if "zwijndrecht-programma-2024, regel " not in row[-1]] == []


async def test_the_boards_have_their_members_from_the_eleven_organisations(visit: Visit) -> None:
    members = await visit.rows("/gremia/zwijndrecht-general-board")

    assert sorted(row[0].partition(",")[0] for row in members) == PARTNERS
    assert {row[3] for row in members} == {"beslist mee"}
