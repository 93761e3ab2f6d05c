"""A newcomer walks through Voorbeeldstad, sees the whole product alive, and can never mistake it for fact."""

from collections import Counter

import httpx
import pytest

from tests.reading import facts, words
from tests.visiting import Visit, items, levels_said

PROGRAMME = "voorbeeldstad"
AT = f"/programmas/{PROGRAMME}"
SAID = "Dit is een voorbeeld: plaats en cijfers zijn verzonnen."
PAGES = [
    *(AT, f"{AT}/bestuur", f"{AT}/besluiten", f"{AT}/agenda", f"{AT}/plannen", f"{AT}/teksten"),
    *(f"{AT}/initiatieven", f"{AT}/levensloop", f"{AT}/normen", f"{AT}/voorwaarden", f"{AT}/bevindingen"),
    *("/gebieden/voorbeeldstad-zuid", "/gebieden/voorbeeldstad-zuid/cijfers"),
    *("/gebieden/voorbeeldstad-zuid/verschillen", "/gebieden/voorbeeldstad-zuid/omgeving"),
    *("/gebieden/voorbeeldstad-zuid/gegevens", "/gremia/voorbeeld-alliantie", "/doelen/voorbeeld-veilig"),
    *("/streefwaarden/voorbeeld-winkelplein", "/plannen/voorbeeld-plan-verzonnenveen"),
    *("/plichten/voorbeeld-voortgangsrapportage", "/besluiten/voorbeeld-straatcoaches-langer"),
]
STATUSES = {
    **{"verslechtert": 5, "ver achter": 4, "loopt achter": 7, "onzeker": 2, "geen gegevens": 3, "afgeschermd": 2},
    **{"nog niet begonnen": 2, "op koers": 11, "gehaald": 8},
}

pytestmark = pytest.mark.seeded


@pytest.fixture
def visit(site: httpx.AsyncClient, api: httpx.AsyncClient) -> Visit:
    return Visit(site, api, "voorbeeldstad")


@pytest.mark.parametrize("path", PAGES)
async def test_every_page_says_that_it_is_invented(visit: Visit, path: str) -> None:
    assert SAID in await visit.words(path)


async def test_the_tree_has_level_names_of_its_own(visit: Visit) -> None:
    said = levels_said(await visit.page(AT))

    assert list(said) == ["Pijler", "Belofte", "Doel"]
    assert Counter(node["levelName"] for node in await visit.every(f"/programmes/{PROGRAMME}/nodes")) == said


async def test_every_status_that_exists_is_there_to_see(visit: Visit) -> None:
    listed = items((await visit.page(AT)).partition("Hoe het ervoor staat")[2])[: len(STATUSES)]

    assert listed == [f"{count} {status}" for status, count in STATUSES.items()]


async def test_every_rule_that_exists_has_a_target(visit: Visit) -> None:
    found = await visit.every("/targets", programme=PROGRAMME, state="adopted")

    assert Counter(one["rule"] for one in found) == {
        **{"absolute": 19, "direction": 6, "milestone": 5, "reference": 3, "relative": 3, "coverage": 2},
    }


@pytest.mark.parametrize("status", ["worsening", "far-behind", "behind", "uncertain", "on-track", "achieved"])
async def test_the_list_of_targets_can_be_cut_to_one_status(visit: Visit, status: str) -> None:
    shown = await visit.rows(f"/streefwaarden?programme={PROGRAMME}&status={status}")
    asked = await visit.count("/assessments", programme=PROGRAMME, status=status)

    assert len(shown) == asked > 0
    assert len({row[2].partition(",")[0].removeprefix("waarschijnlijk ") for row in shown}) == 1


async def test_more_than_ten_years_were_measured(visit: Visit) -> None:
    found = await visit.every("/measurements", area="voorbeeldstad-zuid")

    assert sorted({one["period"][:4] for one in found}) == [str(year) for year in range(2015, 2027)]
    assert {one["state"] for one in found} == {"final", "doubtful", "withdrawn", "provisional"}


async def test_a_protected_count_is_shown_to_nobody_from_outside(visit: Visit) -> None:
    shown = await visit.rows(f"/streefwaarden?programme={PROGRAMME}&status=suppressed")

    assert len(shown) == 2
    assert {row[3] for row in shown} <= {"–", "afgeschermd"}


async def test_no_figure_of_the_demo_claims_a_document(visit: Visit) -> None:
    found = await visit.every("/measurements", area="voorbeeldstad-zuid")

    assert [one["id"] for one in found if one["origin"]] == []


async def test_the_neighbourhoods_of_the_area_are_invented_too(visit: Visit) -> None:
    listed = {name.partition(" (")[0] for name in items(await visit.page("/gebieden/voorbeeldstad-zuid"))}
    found = await visit.every("/areas/voorbeeldstad-zuid/neighbourhoods")

    assert len(found) == 7
    assert {place["name"] for place in found} - listed == set()
    assert {place["fictitious"] for place in found} == {True}
    assert {place["fictitious"] for place in found} == {True}


async def test_the_area_says_that_the_city_does_not_exist(visit: Visit) -> None:
    told = facts(await visit.page("/gebieden/voorbeeldstad-zuid"))

    assert told["Wat opvalt"].startswith("Voorbeeldstad bestaat niet.")


async def test_the_governance_is_alive(visit: Visit) -> None:
    html = await visit.page(f"{AT}/bestuur")

    assert [
        kind for kind in ("alliantie", "deelalliantie", "stuurgroep", "bewoners") if f"({kind})" not in words(html)
    ] == []
    assert 'id="duties"' in html
    assert await visit.count("/duties", programme=PROGRAMME) == len(items(html.partition('id="duties"')[2])) > 0


async def test_no_real_area_stands_on_its_pages(visit: Visit) -> None:
    real = [area["name"] for area in await visit.every("/areas") if not area["fictitious"]]
    text = await visit.words(AT) + await visit.words(f"{AT}/bestuur") + await visit.words(f"{AT}/plannen")

    assert [name for name in real if name in text] == []
