"""Somebody from Dordrecht looks for the proposal for Dordt West in the pages, and counts along in the API."""

from collections import Counter

import httpx
import pytest

from tests.reading import facts, words
from tests.visiting import Visit, headings, items, levels_said

PROGRAMME = "dordt-west"
AT = f"/programmas/{PROGRAMME}"
PILLARS = {
    **{"Gezond en samen leven": 7, "Wonen en fysieke leefomgeving": 5, "Leren en ontwikkelen": 4},
    **{"Werk en inkomen": 5, "Leefbaar en veilig": 5},
}

pytestmark = pytest.mark.seeded(only="documents")


@pytest.fixture
def visit(site: httpx.AsyncClient, api: httpx.AsyncClient) -> Visit:
    return Visit(site, api, "dordt-west-voorstel-2023")


async def test_the_tree_speaks_of_pillars_themes_and_opportunities(visit: Visit) -> None:
    said = levels_said(await visit.page(AT))

    assert said == {"Pijler": 5, "Thema": 17, "Koppelkans": 26}
    assert Counter(node["levelName"] for node in await visit.every(f"/programmes/{PROGRAMME}/nodes")) == said


async def test_the_proposal_lasts_twenty_years_and_says_on_which_line_it_begins(visit: Visit) -> None:
    told = facts(await visit.page(AT))

    assert (told["Looptijd"], told["Gebieden"]) == ("2023–2043", "Dordrecht West")
    assert told["Bron"] == "dordt-west-voorstel-2023, regel 4"


async def test_the_area_is_four_wijken_and_tells_why_zuidhoven_is_not_one(visit: Visit) -> None:
    html = await visit.page("/gebieden/dordrecht-west")

    assert items(html)[-4:] == ["Crabbehof", "Nieuw-Krispijn", "Oud-Krispijn", "Wielwijk"]
    assert "Zuidhoven valt daarom buiten het gebied" in facts(html)["Waarom deze grenzen"]
    assert facts(html)["Aantal wijken, zoals gedrukt"] == "4"
    assert await visit.count("/areas/dordrecht-west/neighbourhoods") == 4


async def test_the_area_has_its_inhabitants_its_other_name_and_its_line(visit: Visit) -> None:
    told = facts(await visit.page("/gebieden/dordrecht-west"))

    assert (told["Inwoners"], told["Ook wel"]) == ("30.000 (2023)", "Dordt West")
    assert told["Bron"] == "dordt-west-voorstel-2023, regel 14"


async def test_opportunities_are_listed_by_pillar(visit: Visit) -> None:
    html = await visit.page(f"{AT}/koppelkansen")

    assert headings(html, 2) == list(PILLARS)
    assert "26 koppelkansen, 12 met een ministerie of eigenaar" in words(html)
    found = await visit.every(f"/programmes/{PROGRAMME}/nodes", level="opportunity")
    assert Counter(node["path"][0]["name"] for node in found) == PILLARS


async def test_twelve_opportunities_name_a_ministry_and_fourteen_name_none(visit: Visit) -> None:
    named = Counter(row[1] for row in await visit.rows(f"{AT}/koppelkansen"))

    assert named == {
        **{"Ministerie: VWS": 2, "Ministerie: SZW": 2, "Ministerie: VRO": 1, "Ministerie: BZK": 2},
        **{"Ministerie: OCW": 2, "Ministerie: J&V": 3, "niet genoemd": 14},
    }


async def test_every_opportunity_stands_on_a_line_of_its_own_in_the_order_of_the_document(visit: Visit) -> None:
    assert await visit.lines(f"{AT}/koppelkansen") == [
        *range(161, 168),
        *range(199, 204),
        *range(231, 235),
        *range(268, 273),
        *range(310, 315),
    ]


async def test_the_list_can_be_cut_to_one_ministry(visit: Visit) -> None:
    shown = await visit.rows(f"{AT}/koppelkansen?owner=Ministerie: J%26V")

    assert [row[0] for row in shown] == [
        *("Preventie met gezag", "Re-integratie officier"),
        "Integrale persoonsgerichte toeleiding naar arbeid",
    ]


async def test_the_22_possible_indicators_are_listed(visit: Visit) -> None:
    html = await visit.page(f"/indicatoren?programme={PROGRAMME}")

    assert "22 indicatoren" in words(html)
    assert await visit.count("/indicators", programme=PROGRAMME) == 22


async def test_each_possible_indicator_names_its_source_and_its_line(visit: Visit) -> None:
    found = await visit.every("/indicators", programme=PROGRAMME)
    told = facts(await visit.page("/indicatoren/social-assistance-cbs"))

    assert [one["id"] for one in found if not (one["source"] and one["origin"]["line"])] == []
    assert (told["Bron"], told["Vastgelegd in"]) == ("CBS", "dordt-west-voorstel-2023, regel 279")


async def test_the_problem_analysis_has_its_figures_survey_sessions_and_professionals(visit: Visit) -> None:
    html = await visit.page("/teksten/dordt-west-problem-analysis")

    assert headings(html, 2) == [
        *("Cijfers", "Enquête onder bewoners", "Sessies en gesprekken", "Wat professionals inbrachten", "Tekst"),
        *("Doelen die ernaar verwijzen", "Versies"),
    ]
    assert facts(html)["Bron"] == "dordt-west-voorstel-2023, regel 56"


async def test_each_part_of_the_problem_analysis_says_its_line(visit: Visit) -> None:
    found = (await visit.api.get("/texts/dordt-west-problem-analysis")).json()
    text = await visit.words("/teksten/dordt-west-problem-analysis")

    assert len(found["parts"]) == 11
    assert [part["name"] for part in found["parts"] if f"regel {part['line']}" not in text] == []


async def test_the_five_pillars_rest_on_the_problem_analysis(visit: Visit) -> None:
    text = await visit.words("/teksten/dordt-west-problem-analysis")

    assert [pillar for pillar in PILLARS if pillar not in text.partition("Doelen die ernaar verwijzen")[2]] == []
    assert "Probleemanalyse" in facts(await visit.page("/doelen/dordt-west-health"))["Rust op de probleemanalyse"]


async def test_proposal_analysis_and_principles_are_drafts_with_their_lines(visit: Visit) -> None:
    shown = await visit.rows(f"{AT}/teksten")

    assert [(row[1], row[2], row[4]) for row in shown] == [
        ("programmatekst", "concept", "8"),
        ("probleemanalyse", "concept", "11"),
        ("uitgangspunten", "concept", "8"),
    ]
    assert await visit.lines(f"{AT}/teksten") == [6, 56, 104]


async def test_the_principles_are_told_one_by_one(visit: Visit) -> None:
    [principles] = await visit.every("/texts", programme=PROGRAMME, kind="principles")
    text = await visit.words(f"/teksten/{principles['id']}")

    assert len(principles["parts"]) == 8
    assert [part["name"] for part in principles["parts"] if part["name"] not in text] == []


async def test_a_cycle_of_four_years_is_made_carried_out_learnt_from_and_evaluated(visit: Visit) -> None:
    [row] = await visit.rows(f"{AT}/plannen")

    assert (row[0], row[2]) == ("Eerste uitvoeringsprogramma Dordt West", "concept")
    assert [step for step in ("Opstellen", "Uitvoeren", "Leren", "Evalueren") if f"{step} moet nog" not in row[4]] == []


async def test_what_had_to_be_adopted_in_2023_is_on_the_calendar_and_overdue(visit: Visit) -> None:
    shown = await visit.rows(f"{AT}/agenda")

    assert [row[:3] for row in shown] == [
        ["Programma vaststellen", "30 juni 2023", "! te laat"],
        ["Uitvoeringsprogramma vaststellen", "30 september 2023", "! te laat"],
    ]


async def test_the_duties_without_a_day_are_found_too(visit: Visit) -> None:
    listed = items((await visit.page(f"{AT}/bestuur")).partition('id="duties"')[2])

    assert [duty.partition(" (")[0] for duty in listed] == [
        *("Het voorstel met bewoners bespreken", "Lessen delen", "Monitor Dordt West ombouwen"),
        *("Programma vaststellen", "Uitvoeringsprogramma vaststellen"),
    ]
    assert [int(duty.rpartition("regel ")[2]) for duty in listed] == [45, 114, 16, 124, 132]


async def test_the_alliance_has_eight_seats_and_a_bureau_under_it(visit: Visit) -> None:
    assert len(await visit.rows("/gremia/dordt-west-alliance")) == 8
    assert headings(await visit.page(f"{AT}/bestuur"), 3) == ["Alliantie Dordt West (alliantie)"]
    assert headings(await visit.page(f"{AT}/bestuur"), 4) == ["Programmabureau Dordt West (programmabureau)"]


async def test_a_proposal_promises_no_figures_and_says_so(visit: Visit) -> None:
    assert "Nog geen oordelen." in await visit.words(AT)
    assert await visit.count("/targets", programme=PROGRAMME) == 0


async def test_everything_of_the_proposal_says_where_it_is_printed(visit: Visit) -> None:
    lists = ["bodies", "duties", "plans", "texts", "norms", "results", "indicators"]
    bare = [row for path in lists for row in await visit.without_a_line(f"/{path}", programme=PROGRAMME)]

    assert bare == []
    assert await visit.without_a_line(f"/programmes/{PROGRAMME}/nodes") == []
