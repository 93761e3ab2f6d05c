"""Somebody from the ministry looks for the twenty areas in the pages, and counts along in the API."""

from collections import Counter
from typing import Any

import httpx
import pytest

from tests.reading import facts, words
from tests.visiting import Visit, items, levels_said

PROGRAMME = "nplv"
PRINTED = {
    **{"amsterdam-nieuw-west": 161000, "amsterdam-zuidoost": 89000, "arnhem-oost": 46000, "breda-noord": 25500},
    **{"delft-west": 35000, "den-haag-zuidwest": 70000, "dordrecht-west": 30000, "eindhoven-woensel-zuid": 40000},
    **{"groningen-noord": 60000, "heerlen-noord": 55250, "leeuwarden-oost": 36800, "lelystad-oost": 34000},
    **{"nieuwegein-centrale-as": 23000, "roosendaal-ring": 38000, "rotterdam-zuid": 200000},
    **{"schiedam-nieuwland-en-oost": 26000, "tilburg-noord-west": 51283, "utrecht-overvecht": 35000},
    **{"vlaardingen-westwijk": 13000, "zaandam-oost": 46000},
}
KINDS = {"Resultaten": "result", "Opbrengsten": "output", "Plannen": "plan", "Hoe het is": "context"}

pytestmark = pytest.mark.seeded(only="documents")


@pytest.fixture
def visit(site: httpx.AsyncClient, api: httpx.AsyncClient) -> Visit:
    return Visit(site, api, "focusgebieden-bundel-2023")


async def the_twenty(visit: Visit) -> list[dict[str, Any]]:
    return [area for area in await visit.every("/areas") if PROGRAMME in area["programmes"]]


async def test_the_twenty_areas_are_on_the_page_of_the_national_programme(visit: Visit) -> None:
    areas = await the_twenty(visit)
    told = facts(await visit.page("/programmas/nplv"))["Gebieden"].split(",")

    assert (len(areas), sorted(name.strip() for name in told)) == (20, sorted(area["name"] for area in areas))


async def test_the_twenty_areas_are_in_the_list_of_areas(visit: Visit) -> None:
    text = await visit.words("/gebieden")

    assert [area["name"] for area in await the_twenty(visit) if area["name"] not in text] == []


@pytest.mark.parametrize("area", PRINTED)
async def test_the_page_of_each_area_has_its_profile_and_its_line(visit: Visit, area: str) -> None:
    told = facts(await visit.page(f"/gebieden/{area}"))
    found = (await visit.api.get(f"/areas/{area}")).json()
    printed = f"{PRINTED[area]:,}".replace(",", ".")

    assert told["Inwoners"].partition(" Samen")[0].startswith(f"{printed} (2023)")
    assert told["Aantal wijken, zoals gedrukt"] == str(found["districts"])
    assert [name for name in ("Mensen en werk", "Wonen", "Wat opvalt") if not told[name]] == []
    assert told["Bron"] == f"{found['origin']['document']}, regel {found['origin']['line']}"


async def test_the_profile_is_of_the_table_on_lines_43_to_62(visit: Visit) -> None:
    """The area of Dordrecht takes its borders from its own proposal, so that its line is of that document."""
    lines = {area["id"]: area["origin"]["line"] for area in await the_twenty(visit)}

    assert lines.pop("dordrecht-west") == 14
    assert sorted(lines.values()) == [line for line in range(43, 63) if line != 49]


async def test_over_1_2_million_is_shown_beside_what_the_areas_add_up_to(visit: Visit) -> None:
    told = facts(await visit.page("/programmas/nplv"))["Inwoners"]
    areas = await the_twenty(visit)

    assert {area["id"]: area["inhabitants"]["value"] for area in areas} == PRINTED
    assert sum(PRINTED.values()) == 1_114_833
    assert told.startswith("1.200.000 (2023) De gebieden tellen samen op tot 1.114.833. Dat is niet gelijk;")
    assert "Gedrukt staat 'ruim 1,2 miljoen'." in told
    assert told.endswith("focusgebieden-bundel-2023, regel 94")


@pytest.mark.parametrize(
    ("area", "spelling"),
    [
        ("leeuwarden-oost", "Leewarden Oost"),
        ("roosendaal-ring", "Rosendaaal Ring"),
        ("zaandam-oost", "Zaanadam Oost"),
        ("vlaardingen-westwijk", "Vlaardingen West"),
    ],
)
async def test_a_spelling_that_the_book_uses_as_well_is_another_name_of_the_area(
    visit: Visit, area: str, spelling: str
) -> None:
    assert spelling in facts(await visit.page(f"/gebieden/{area}"))["Ook wel"].split(", ")


async def test_three_goals_and_four_lines_of_action_are_the_tree(visit: Visit) -> None:
    said = levels_said(await visit.page("/programmas/nplv"))

    assert said == {"Doelstelling": 3, "Actielijn": 4}
    assert Counter(node["levelName"] for node in await visit.every("/programmes/nplv/nodes")) == said


@pytest.mark.parametrize("area", PRINTED)
async def test_the_tasks_of_each_area_serve_a_national_goal_and_name_their_line(visit: Visit, area: str) -> None:
    tasks = [one for one in await visit.every("/alignments", place=area) if one["programme"] == PROGRAMME]
    text = await visit.words(f"/gebieden/{area}/resultaten")
    unknown = [one["name"] for one in tasks if one["name"] not in text or not one["serves"]]

    assert unknown == []
    assert [
        one["name"] for one in tasks if f"focusgebieden-bundel-2023, regel {one['origin']['line']}" not in text
    ] == []


async def test_all_alignments_stand_on_one_page(visit: Visit) -> None:
    text = await visit.words("/programmas/nplv/nationaal")
    tasks = await visit.every("/alignments", programme=PROGRAMME)

    assert len(tasks) == 63
    assert [one["name"] for one in tasks if one["name"] not in text] == []


async def test_55_young_people_found_work_where_20_was_the_aim(visit: Visit) -> None:
    [row] = [row for row in await visit.rows("/gebieden/arnhem-oost/resultaten") if "55 jongeren" in row[1]]

    assert row[1].startswith("55 jongeren , bedoeld: 20 jongeren")
    assert row[2] == "focusgebieden-bundel-2023, regel 426"


async def test_early_school_leaving_went_from_4_2_to_2_6_percent(visit: Visit) -> None:
    [row] = [row for row in await visit.rows("/gebieden/rotterdam-zuid/resultaten") if "4,2%" in row[1]]

    assert row[1].startswith("2,6% , was 4,2%")
    assert row[2] == "focusgebieden-bundel-2023, regel 1638"


async def test_the_rating_by_residents_went_from_4_9_to_5_7(visit: Visit) -> None:
    [row] = [row for row in await visit.rows("/gebieden/utrecht-overvecht/resultaten") if "4,9" in row[1]]

    assert row[1].startswith("5,7 , was 4,9")
    assert row[2] == "focusgebieden-bundel-2023, regel 1965"


async def test_the_results_are_of_four_kinds_and_in_words_where_no_figure_is_printed(visit: Visit) -> None:
    found = await visit.every("/results", programme=PROGRAMME)

    assert Counter(row["kind"] for row in found) == {"output": 73, "plan": 42, "result": 33, "context": 32}
    assert [row["id"] for row in found if row["value"] is None and not row["words"]] == []
    assert await visit.without_a_line("/results", programme=PROGRAMME) == []


@pytest.mark.parametrize("area", PRINTED)
async def test_the_page_of_each_area_has_all_its_results_each_with_its_line(visit: Visit, area: str) -> None:
    html = await visit.page(f"/gebieden/{area}/resultaten")
    found = await visit.every("/results", place=area, programme=PROGRAMME)
    lines = await visit.lines(f"/gebieden/{area}/resultaten")

    assert [one["name"] for one in found if one["name"] not in words(html)] == []
    assert [one["id"] for one in found if one["origin"]["line"] not in lines] == []
    assert [name for name, kind in KINDS.items() if kind in {one["kind"] for one in found} and name not in html] == []


async def test_what_the_interviews_name_as_being_done_has_its_place_and_its_line(visit: Visit) -> None:
    found = await visit.every("/interventions", programme=PROGRAMME)

    assert len(found) == 32
    assert [one["id"] for one in found if not one["places"]] == []
    assert await visit.without_a_line("/interventions", programme=PROGRAMME) == []


async def test_an_intervention_tells_where_it_is_and_which_goals_it_serves(visit: Visit) -> None:
    html = await visit.page("/interventies/o3o-office")

    assert facts(html)["Waar"] == "Utrecht Overvecht"
    assert facts(html)["Bron"] == "focusgebieden-bundel-2023, regel 1973"
    assert items(html)[-2:] == ["Meer perspectief voor bewoners", "Meedoen"]


async def test_websites_of_the_areas_are_links(visit: Visit) -> None:
    for area in await the_twenty(visit):
        html = await visit.page(f"/gebieden/{area['id']}")
        assert [site for site in area["websites"] if f'href="https://{site}"' not in html] == []
