"""What insight makes of the seed: the made-up town in full, and what the documents hold."""

import httpx
import pytest

from tests.insight_given import items, only, told

TOWN = "voorbeeldstad-zuid"
pytestmark = pytest.mark.seeded


async def test_the_made_up_town_has_outliers_that_its_mean_hides(api: httpx.AsyncClient) -> None:
    found = {it["indicator"]: it for it in await items(api, f"/areas/{TOWN}/outliers")}
    nuisance = found["voorbeeld-jongerenoverlast"]

    assert [it["place"] for it in nuisance["best"]] == ["voorbeeldstad-droomhoek"]
    assert [it["place"] for it in nuisance["worst"]] == ["voorbeeldstad-luchtkasteel"]
    assert nuisance["best"][0]["value"] < nuisance["area"]["value"] < nuisance["worst"][0]["value"]
    assert nuisance["reference"]["place"] == "voorbeeldstad"


async def test_problems_are_stacked_somewhere_and_nowhere_at_once(api: httpx.AsyncClient) -> None:
    answer = await told(api, f"/areas/{TOWN}/stacking")
    counts = [it["count"] for it in answer["items"]]

    assert counts == sorted(counts, reverse=True)
    assert 0 < answer["stacked"] < len(counts)
    assert answer["items"][-1]["place"] == "voorbeeldstad-droomhoek"


async def test_a_place_beside_the_made_up_town_is_watched(api: httpx.AsyncClient) -> None:
    answer = await told(api, f"/areas/{TOWN}/surroundings")
    moving = [it["indicator"] for it in answer["items"] if it["movesOut"]]

    assert [only(it, "place", "since") for it in answer["watched"]] == [("voorbeeldstad-nietbestaand", "2018-01-01")]
    assert moving == ["voorbeeld-woninginbraken"]


async def test_the_share_of_the_made_up_town_is_computed_for_every_year_that_both_were_counted(
    api: httpx.AsyncClient,
) -> None:
    shares = await items(api, f"/areas/{TOWN}/figures", indicator="voorbeeld-deel-inwoners")
    people = {}
    for place in (TOWN, "voorbeeldstad"):
        found = await items(api, "/measurements", indicator="voorbeeld-inwoners", place=place)
        people[place] = {it["period"]: it["value"] for it in found}

    both = people[TOWN].keys() & people["voorbeeldstad"].keys()
    assert {it["period"]: it["value"] for it in shares} == {
        year: pytest.approx(100 * people[TOWN][year] / people["voorbeeldstad"][year]) for year in both
    }
    assert {it["shareOf"] for it in shares} == {"voorbeeld-inwoners"}


async def test_what_happened_in_the_made_up_town_stands_on_its_lines(api: httpx.AsyncClient) -> None:
    path = "/indicators/voorbeeld-jongerenoverlast/comparison"
    coached = await told(api, path, place="voorbeeldstad-fabelkwartier")
    elsewhere = await told(api, path, place="voorbeeldstad-droomhoek")

    assert [it["id"] for it in coached["events"]] == ["voorbeeld-straatcoaches-begin", "voorbeeld-andere-vragenlijst"]
    assert [it["id"] for it in elsewhere["events"]] == ["voorbeeld-andere-vragenlijst"]


async def test_the_made_up_town_has_data_in_more_than_one_state(api: httpx.AsyncClient) -> None:
    answer = await told(api, f"/areas/{TOWN}/data-state")
    states = {it["state"] for it in answer["items"]}

    assert {"present", "scattered"} <= states
    assert sum(answer["counts"].values()) == len(answer["items"])


async def test_the_charter_judges_its_neighbourhoods_on_school_by_different_indicators(api: httpx.AsyncClient) -> None:
    """002:115: neighbourhoods may choose what they count; and 002:254-255."""
    answer = await told(api, "/areas/comparison", within="utrecht-krachtwijken", theme="schoolverlaten")
    used = {it["context"]["place"]: {one["indicator"] for one in it["figures"]} for it in answer["items"]}

    assert used["utrecht-wijk-overvecht"] == {"early-school-leaving"}
    assert used["utrecht-ondiep"] == {"school-dropout", "leaving-school-without-diploma"}
    assert "indicators" in {it["code"] for it in answer["cautions"]}


async def test_overvecht_has_the_charter_and_the_national_programme_one_after_the_other(
    api: httpx.AsyncClient,
) -> None:
    found = await items(api, "/areas/utrecht-overvecht/programmes")
    charter, national = found[0], found[-1]

    assert only(charter, "programme", "starts", "ends", "own") == (
        "utrecht-krachtwijken-2008",
        "2008-06-09",
        "2017-12-31",
        False,
    )
    assert (charter["areas"], charter["places"]) == (["utrecht-krachtwijken"], ["utrecht-wijk-overvecht"])
    assert len(charter["baselines"]) == 11
    assert only(national, "programme", "own") == ("nplv", True)


async def test_areas_of_one_and_of_many_wijken_are_compared_with_a_warning(api: httpx.AsyncClient) -> None:
    """003:464-466 and 003:1574-1576: from one wijk to twelve, from 13,000 inhabitants to 200,000."""
    answer = await told(
        api, "/areas/comparison", indicator="inhabitants", area=["rotterdam-zuid", "schiedam-nieuwland-en-oost"]
    )
    sizes = {it["context"]["place"]: it["context"]["inhabitants"]["value"] for it in answer["items"]}

    assert sizes["rotterdam-zuid"] > 2 * sizes["schiedam-nieuwland-en-oost"]
    assert "inhabitants" in {it["code"] for it in answer["cautions"]}
    assert [it["figures"][0]["difference"] for it in answer["items"]] == [None, None]


async def test_no_made_up_figure_stands_beside_a_real_one_without_a_word(api: httpx.AsyncClient) -> None:
    answer = await told(api, "/areas/comparison", area=[TOWN, "utrecht-overvecht"], indicator="inhabitants")

    assert {it["context"]["place"]: it["context"]["fictitious"] for it in answer["items"]} == {
        TOWN: True,
        "utrecht-overvecht": False,
    }
    assert "fictitious" in {it["code"] for it in answer["cautions"]}
