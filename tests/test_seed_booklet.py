"""The booklet on the twenty areas, through the API: profiles, tasks, results, and what they say of the whole."""

from collections import Counter
from typing import Any

import httpx
import pytest

from tests.test_seed import every

BOOKLET = "focusgebieden-bundel-2023"

pytestmark = pytest.mark.seeded(only="documents")


async def results(api: httpx.AsyncClient, **asked: str) -> list[dict[str, Any]]:
    found = await every(api, "/results", programme="nplv", **asked)
    return [one for one in found if one["origin"]["document"] == BOOKLET]


async def the_result(api: httpx.AsyncClient, id: str, *fields: str) -> list[Any]:
    found = (await api.get(f"/results/{id}")).json()
    return [found[field] for field in fields]


async def test_interviews_report_results_outputs_plans_and_how_things_are(api: httpx.AsyncClient) -> None:
    found = await results(api)
    assert Counter(one["kind"] for one in found) == {"output": 73, "plan": 42, "result": 33, "context": 32}


async def test_every_area_has_results_of_its_own(api: httpx.AsyncClient) -> None:
    areas = {area["id"] for area in await every(api, "/areas", programme="nplv")}
    told = {place for one in await results(api) for place in one["places"]}
    assert areas - told == set()


async def test_a_result_has_a_figure_or_words(api: httpx.AsyncClient) -> None:
    found = await results(api)
    assert [one["id"] for one in found if one["value"] is None and not one["words"]] == []
    assert sum(one["value"] is not None for one in found) == 58


async def test_fifty_five_young_people_got_work_where_twenty_were_hoped_for(api: httpx.AsyncClient) -> None:
    fields = ("value", "aim", "unit", "kind", "intervention", "places")
    told = await the_result(api, "prospect4cash-placed", *fields)
    assert told == [55, 20, "jongeren", "result", "prospect4cash", ["arnhem-oost"]]


async def test_an_intervention_has_its_aim_its_partners_and_what_it_came_to(api: httpx.AsyncClient) -> None:
    told = (await api.get("/interventions/prospect4cash")).json()
    assert told["aim"].startswith("20 jongeren in anderhalf jaar naar betaald werk.")
    assert {(one["partner"], one["role"]) for one in told["partners"]} == {
        ("htr-werkt", "responsible"),
        ("presikhaaf-university", "participant"),
        ("am-supportteam", "participant"),
    }
    found = await results(api, intervention="prospect4cash")
    assert Counter(one["kind"] for one in found) == {"result": 1, "output": 1, "plan": 1, "context": 1}


@pytest.mark.parametrize(
    ("id", "value", "came_from", "line"),
    [
        ("rotterdam-zuid-school-leavers", 2.6, 4.2, 1638),
        ("overvecht-residents-rating", 5.7, 4.9, 1965),
        ("schiedam-energy-bill", 700, 200, 1743),
    ],
)
async def test_what_changed_says_where_it_came_from(
    api: httpx.AsyncClient, id: str, value: float, came_from: float, line: int
) -> None:
    told = await the_result(api, id, "value", "fromValue", "period", "origin")
    assert told[:3] == [value, came_from, None]
    assert (told[3]["document"], told[3]["line"]) == (BOOKLET, line)


async def test_what_was_halved_stays_words_until_its_figure_is_known(api: httpx.AsyncClient) -> None:
    assert await the_result(api, "overvecht-youth-nuisance", "value", "words") == [None, "Gehalveerd."]


async def test_a_hundred_can_be_helped_where_four_hundred_need_it(api: httpx.AsyncClient) -> None:
    told = await the_result(api, "utrecht-youth-helped", "value", "aim", "places")
    assert told == [100, 400, ["utrecht", "utrecht-overvecht"]]


async def test_results_of_an_area_are_its_own_and_those_of_all_areas_together(api: httpx.AsyncClient) -> None:
    found = await results(api, area="delft-west")
    about = {one["id"] for one in found if not one["places"]}
    assert about == {"nplv-state-representatives", "nplv-horizon"}
    assert {place for one in found for place in one["places"]} == {"delft-west"}


async def test_sixty_three_tasks_serve_goals_and_lines_of_action(api: httpx.AsyncClient) -> None:
    found = [one for one in await every(api, "/alignments", programme="nplv") if one["place"]]
    areas = {one["place"] for one in found}
    assert (len(found), len(areas), "dordrecht-west" in areas) == (63, 19, False)
    assert [one["id"] for one in found if not one["text"].startswith("Onze lezing: ")] == []


async def test_a_task_says_by_name_what_it_serves(api: httpx.AsyncClient) -> None:
    found = await every(api, "/alignments", place="delft-west")
    assert [(one["origin"]["line"], [goal["name"] for goal in one["served"]]) for one in found] == [
        (594, ["Meer perspectief voor bewoners", "Meedoen"]),
        (599, ["Samenhangende aanpak", "Meer perspectief voor bewoners"]),
        (604, ["Samenhangende aanpak"]),
    ]


async def test_three_goals_and_four_lines_of_action_are_each_served(api: httpx.AsyncClient) -> None:
    told = (await api.get("/programmes/nplv/national-goals")).json()["nodes"]
    assert Counter(node["levelName"] for node in told) == {"Doelstelling": 3, "Actielijn": 4}
    assert [node["id"] for node in told if not node["servedBy"]] == []


async def test_the_booklet_says_more_people_than_its_profiles_add_up_to(api: httpx.AsyncClient) -> None:
    told = (await api.get("/programmes/nplv")).json()["inhabitants"]
    assert (told["value"], told["partsTotal"], told["addsUp"], told["origin"]["line"]) == (1200000, 1114833, False, 94)


async def test_a_programme_of_which_nobody_said_a_total_has_that_of_its_areas(api: httpx.AsyncClient) -> None:
    told = (await api.get("/programmes/nieuwegein-centrale-as")).json()["inhabitants"]
    assert (told["value"], told["measured"], told["partsTotal"], told["addsUp"]) == (23000, False, None, None)


async def test_a_programme_with_an_area_of_which_nobody_knows_has_no_total(api: httpx.AsyncClient) -> None:
    assert (await api.get("/programmes/zwijndrecht-veerkrachtige-buurten")).json()["inhabitants"] is None


async def test_the_homes_of_corporations_are_known_of_eight_areas(api: httpx.AsyncClient) -> None:
    found = await every(api, "/measurements", indicator="housing-association-share")
    assert sorted((one["value"], one["place"]) for one in found) == [
        (35, "roosendaal-ring"),
        (37, "nieuwegein-centrale-as"),
        (40, "dordrecht-west"),
        (40, "heerlen-noord"),
        (47, "vlaardingen-westwijk"),
        (63, "eindhoven-woensel-zuid"),
        (67, "utrecht-overvecht"),
        (68, "den-haag-zuidwest"),
    ]


async def test_a_figure_without_a_year_says_whose_year_it_is(api: httpx.AsyncClient) -> None:
    found = await every(api, "/measurements", source=BOOKLET)
    assert [one["id"] for one in found if "noemt geen jaar" not in one["note"]] == []
    assert len(found) == 20 + 24


async def test_the_rating_of_residents_is_a_line_with_two_points(api: httpx.AsyncClient) -> None:
    found = await every(api, "/measurements", indicator="residents-rating")
    assert sorted((one["period"], one["value"]) for one in found) == [("2018", 4.9), ("2022", 5.7)]


async def test_corona_and_other_policy_stand_beside_the_line(api: httpx.AsyncClient) -> None:
    found = await every(api, "/events", place="utrecht-overvecht")
    assert [(one["kind"], one["period"], one["until"], one["origin"]["line"]) for one in found] == [
        ("circumstance", "2020", "2021", 1965),
        ("policy", "2018", None, 1961),
    ]


async def test_a_wijk_outside_the_area_is_watched(api: httpx.AsyncClient) -> None:
    found = await every(api, "/watched-places")
    assert [(one["area"], one["place"], one["origin"]["line"]) for one in found] == [
        ("roosendaal-ring", "roosendaal-de-dijken", 1546)
    ]


@pytest.mark.parametrize(
    ("area", "spelling"),
    [
        ("roosendaal-ring", "Rosendaaal Ring"),
        ("leeuwarden-oost", "Leewarden Oost"),
        ("zaandam-oost", "Zaanadam Oost"),
        ("tilburg-noord-west", "Tilburg Noordwest"),
    ],
)
async def test_an_area_is_known_by_every_spelling(api: httpx.AsyncClient, area: str, spelling: str) -> None:
    assert spelling in (await api.get(f"/areas/{area}")).json()["aliases"]


async def test_schiedam_is_two_wijken_with_a_name(api: httpx.AsyncClient) -> None:
    found = await every(api, "/areas/schiedam-nieuwland-en-oost/neighbourhoods")
    assert [one["name"] for one in found] == ["Nieuwland", "Oost"]


async def test_bodies_have_their_rhythm_and_members_but_no_persons(api: httpx.AsyncClient) -> None:
    council = (await api.get("/bodies/woensel-zuid-alliance-council")).json()
    assert (council["meetsTimes"], council["meetsPer"], len(council["members"])) == (1, "month", 6)
    advice = (await api.get("/bodies/den-haag-partner-council")).json()
    assert (advice["starts"], advice["kind"]) == ("2022-10-06", "residents")


async def test_westwijk_meets_its_residents_every_quarter(api: httpx.AsyncClient) -> None:
    found = (await api.get("/duties/westwijk-quarterly-meeting")).json()
    assert (found["every"], found["kind"], found["place"]) == ("quarter", "consultation", "vlaardingen-westwijk")
