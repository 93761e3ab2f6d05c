"""The programmes of Zwijndrecht, Nieuwegein and Dordrecht through the API: whole, in own words, with their lines."""

from collections import Counter
from typing import Any

import httpx
import pytest

from tests.test_seed import every

ZWIJNDRECHT, NIEUWEGEIN, DORDT = "zwijndrecht-veerkrachtige-buurten", "nieuwegein-centrale-as", "dordt-west"
UTRECHT = "utrecht-krachtwijken-2008"

pytestmark = pytest.mark.seeded(only="documents")


async def levels(api: httpx.AsyncClient, programme: str) -> Counter[str]:
    return Counter(node["level"] for node in await every(api, f"/programmes/{programme}/nodes"))


async def the_target(api: httpx.AsyncClient, target: str) -> dict[str, Any]:
    found: dict[str, Any] = (await api.get(f"/targets/{target}")).json()
    return found


async def test_zwijndrecht_has_7_pillars_26_ambitions_13_goal_groups_and_56_goals(api: httpx.AsyncClient) -> None:
    assert await levels(api, ZWIJNDRECHT) == {"pillar": 7, "ambition": 26, "goal-group": 13, "goal": 56}


async def test_zwijndrecht_calls_its_levels_by_its_own_names(api: httpx.AsyncClient) -> None:
    told = (await api.get(f"/programmes/{ZWIJNDRECHT}")).json()["levels"]
    assert [level["name"] for level in told] == ["Pijler", "Ambitie", "Doelgroep van doelstellingen", "Doelstelling"]


async def test_zwijndrecht_has_11_partners_and_15_local_areas_without_a_code(api: httpx.AsyncClient) -> None:
    places = await every(api, "/areas/zwijndrecht-focusbuurten/neighbourhoods")
    assert len(await every(api, "/partners", programme=ZWIJNDRECHT)) == 11
    assert sorted(place["origin"]["line"] for place in places) == list(range(80, 95))
    assert {(place["level"], len(place["codes"])) for place in places} == {("other", 0)}


async def test_the_56_goals_have_58_targets_because_two_have_two_parts(api: httpx.AsyncClient) -> None:
    goals = Counter(target["goal"] for target in await every(api, "/targets", programme=ZWIJNDRECHT))
    twice = {goal for goal, number in goals.items() if number == 2}
    assert (len(goals), goals.total()) == (56, 58)
    assert twice == {"zwijndrecht-toddlers-ready-for-school", "zwijndrecht-doctor-and-dentist"}


async def test_the_second_parts_are_an_absolute_and_a_reference_target(api: httpx.AsyncClient) -> None:
    rules = Counter(target["rule"] for target in await every(api, "/targets", programme=ZWIJNDRECHT))
    assert rules == {
        "reference": 17 + 1,
        "coverage": 14,
        "direction": 11,
        "relative": 5,
        "milestone": 5,
        "absolute": 4 + 1,
    }


async def test_seventeen_are_equal_to_the_moving_average_of_zwijndrecht(api: httpx.AsyncClient) -> None:
    found = await every(api, "/targets", programme=ZWIJNDRECHT, rule="reference")
    assert Counter(target["reference"] for target in found) == {"zwijndrecht": 17, "nederland": 1}


async def test_a_relative_target_may_be_set_before_its_baseline_is_known(api: httpx.AsyncClient) -> None:
    found = await the_target(api, "veerkrachtig-children-in-poverty")
    assert [(point["year"], point["value"], point["change"]) for point in found["checkpoints"]] == [(2040, None, -70)]
    assert found["baseline"] == {"period": "2020", "value": None, "origin": None}
    assert (found["status"], found["origin"]["line"]) == ("no-data", 334)


async def test_the_four_goals_without_a_year_say_so(api: httpx.AsyncClient) -> None:
    found = await every(api, "/targets", programme=ZWIJNDRECHT)
    said = [target["origin"]["line"] for target in found if "geen jaar" in (target["note"] or "")]
    assert sorted(said) == [432, 488, 492, 526]


async def test_what_is_printed_twice_or_contradicts_itself_says_where(api: httpx.AsyncClient) -> None:
    goals = await every(api, f"/programmes/{ZWIJNDRECHT}/nodes", level="goal")
    twins = {525: "575", 575: "525", 483: "630", 630: "483"}
    told = {line: goal["description"] or "" for goal in goals if (line := goal["origin"]["line"]) in twins}
    assert [line for line, other in twins.items() if other not in told[line]] == []


async def test_printed_figures_are_of_the_city_and_never_a_baseline_of_a_neighbourhood(api: httpx.AsyncClient) -> None:
    found = await every(api, "/measurements", source="zwijndrecht-programma-2024")
    told = {one["origin"]["line"]: (one["place"], one["period"], one["value"]) for one in found}
    assert told.pop(563) == ("zwijndrecht", "2023", 22.9)
    assert told == {
        580: ("zwijndrecht", "2020", 71),
        587: ("zwijndrecht", "2021", 46),
        588: ("zwijndrecht", "2021", 56),
        589: ("zwijndrecht", "2021", 26),
        590: ("zwijndrecht", "2020", 15),
    }


async def test_the_figure_without_a_place_is_doubtful_with_the_reason(api: httpx.AsyncClient) -> None:
    found = await every(api, "/measurements", source="zwijndrecht-programma-2024", state="doubtful")
    assert [(one["origin"]["line"], bool(one["note"])) for one in found] == [(587, True)]


async def test_a_figure_that_a_goal_names_is_shown_beside_it_as_the_reference(api: httpx.AsyncClient) -> None:
    found = (await api.get("/targets/veerkrachtig-feeling-vital/assessment")).json()
    assert [(one["period"], one["value"]) for one in found["referenceSeries"]] == [("2020", 71)]
    assert (found["baseline"], found["reason"]) == (None, "baseline-missing")


async def test_a_fact_in_every_focus_neighbourhood_is_asked_of_all_fifteen(api: httpx.AsyncClient) -> None:
    found = (await api.get("/targets/veerkrachtig-flooding-known/assessment")).json()
    assert (len(found["places"]), found["counts"]["notStarted"]) == (15, 15)


async def test_nieuwegein_has_three_ambitions_and_twelve_goals(api: httpx.AsyncClient) -> None:
    assert await levels(api, NIEUWEGEIN) == {"ambition": 3, "goal": 12}


async def test_its_33_targets_are_drafts_with_only_a_direction_and_one_is_open(api: httpx.AsyncClient) -> None:
    found = await every(api, "/targets", programme=NIEUWEGEIN)
    assert {(target["rule"], target["state"]) for target in found} == {("direction", "draft")}
    assert (len(found), [one["id"] for one in found if one["direction"] == "open"]) == (
        33,
        ["centrale-as-homes-below-rent-cap-ratio"],
    )


async def test_its_31_printed_values_are_of_the_city_the_area_the_region_and_outliers(api: httpx.AsyncClient) -> None:
    found = await every(api, "/measurements", source="nieuwegein-ambitiedocument-2023")
    printed = [one for one in found if one["origin"]["line"] < 265 and one["missing"] is None]
    assert len({one["indicator"] for one in printed}) == 11
    assert Counter(one["place"] for one in printed) == {
        "nieuwegein": 11,
        "nieuwegein-merwestein": 6,
        "nieuwegein-centrale-as": 5,
        "regio-midden-nederland": 3,
        "nieuwegein-batau-zuid-oost": 2,
        "nieuwegein-batau-noord-oost": 1,
        "nieuwegein-fokkesteeg": 1,
        "nieuwegein-muntenbuurt": 1,
        "nieuwegein-rijtuigenbuurt": 1,
    }


async def test_the_surveys_of_2022_are_the_baseline_where_the_area_was_measured(api: httpx.AsyncClient) -> None:
    found = await every(api, "/targets", programme=NIEUWEGEIN)
    told = {target["indicator"]: target["baseline"] for target in found if target["baseline"]}
    assert {indicator: (one["period"], one["value"], one["origin"]["line"]) for indicator, one in told.items()} == {
        "decay-score": ("2022", 6.3, 163),
        "social-cohesion-score": ("2022", 5.5, 187),
    }


async def test_little_is_expected_of_the_first_two_years(api: httpx.AsyncClient) -> None:
    found = await every(api, "/targets", programme=NIEUWEGEIN)
    assert {target["patienceUntil"] for target in found} == {2025}


async def test_six_profiles_have_a_year_with_each_figure(api: httpx.AsyncClient) -> None:
    found = await every(api, "/measurements", area=NIEUWEGEIN, indicator="average-property-value")
    assert sorted((one["period"], one["value"]) for one in found) == [
        ("2022", value) for value in (220000, 255000, 265000, 272000, 287000, 298000)
    ]


async def test_the_profiles_do_not_add_up_to_what_is_said_of_the_area(api: httpx.AsyncClient) -> None:
    found = await every(api, f"/areas/{NIEUWEGEIN}/figures", indicator="inhabitants")
    assert [(one["value"], one["partsTotal"], one["addsUp"]) for one in found] == [(23000, 26215, False)]


async def test_it_is_said_that_there_are_no_figures_along_one_boundary(api: httpx.AsyncClient) -> None:
    area = (await api.get(f"/areas/{NIEUWEGEIN}")).json()
    assert "bestaan geen cijfers (792)" in area["boundaryReason"]


async def test_the_area_is_half_of_the_benefits_and_a_third_of_the_inhabitants(api: httpx.AsyncClient) -> None:
    shares = {one["id"]: one["shareOf"] for one in await every(api, "/indicators", programme=NIEUWEGEIN)}
    found = {
        indicator: [(one["period"], one["value"]) for one in await every(api, "/measurements", indicator=indicator)]
        for indicator, whole in shares.items()
        if whole
    }
    assert found == {"share-of-city-benefits": [("2023", 50)], "share-of-city-inhabitants": [("2023", 33.3)]}


async def test_tenure_and_background_have_a_year_with_each_figure(api: httpx.AsyncClient) -> None:
    told = {
        indicator: {
            (one["place"].removeprefix("nieuwegein-"), one["period"], one["value"])
            for one in await every(api, "/measurements", area=NIEUWEGEIN, indicator=indicator)
        }
        for indicator in ("social-rent-share", "private-rent-share", "owner-occupied-share", "migration-background")
    }
    assert told == {
        "social-rent-share": {("merwestein", "2023", 50)},
        "private-rent-share": {("merwestein", "2023", 25)},
        "owner-occupied-share": {
            *(("merwestein", "2023", 25), ("fokkesteeg", "2023", 60), ("zuilenstein-west", "2023", 60)),
        },
        "migration-background": {
            *(("merwestein", "2023", 40), ("fokkesteeg", "2022", 30)),
            *(("batau-zuid-oost", "2023", 40), ("jutphaas-wijkersloot", "2023", 40)),
        },
    }


async def test_what_a_profile_says_without_a_figure_is_kept_in_words(api: httpx.AsyncClient) -> None:
    found = await every(api, "/results", place="nieuwegein-merwestein", kind="context")
    assert Counter(row["origin"]["line"] for row in found) == {623: 2, 627: 1, 629: 2, 633: 1}
    assert [(row["value"], row["unit"]) for row in found if row["value"]] == [(1000, "woningen")]
    assert [row["id"] for row in found if not row["words"]] == []


async def test_figures_that_are_not_there_are_said_to_be_missing(api: httpx.AsyncClient) -> None:
    found = await every(api, "/measurements", source="nieuwegein-ambitiedocument-2023")
    missing = [(one["place"], one["origin"]["line"]) for one in found if one["missing"] == "unknown"]
    assert Counter(missing) == {
        ("nieuwegein-zuilenstein-west", 792): 5,
        **{("nieuwegein-centrale-as", line): 1 for line in (203, 251, 272)},
    }


async def test_the_surveys_of_nieuwegein_come_back_every_two_years(api: httpx.AsyncClient) -> None:
    found = await every(api, "/indicators", programme=NIEUWEGEIN)
    assert len([one["id"] for one in found if one["rhythm"] == "two-yearly"]) == 8


async def test_goals_lie_along_the_life_course_where_the_text_names_an_age(api: httpx.AsyncClient) -> None:
    asked = {"before-birth": NIEUWEGEIN, "baby-and-toddler": ZWIJNDRECHT, "older": ZWIJNDRECHT}
    found = {age: await every(api, f"/programmes/{named}/nodes", lifeCourse=age) for age, named in asked.items()}
    assert {age: len(nodes) for age, nodes in found.items()} == {"before-birth": 1, "baby-and-toddler": 7, "older": 6}


async def test_goals_lean_on_three_layers_of_the_social_basis(api: httpx.AsyncClient) -> None:
    layers = ("personal", "community", "institutional")
    found = [await every(api, f"/programmes/{ZWIJNDRECHT}/nodes", socialBasis=layer) for layer in layers]
    assert [len(nodes) for nodes in found] == [3, 2, 2]


async def test_hoograven_lies_outside_the_agreement_and_counts_in_nothing(api: httpx.AsyncClient) -> None:
    programme = (await api.get(f"/programmes/{UTRECHT}")).json()
    assert programme["areas"] == ["utrecht-krachtwijken"]
    assert [(one["area"], one["origin"]["line"]) for one in programme["areasOutside"]] == [("utrecht-hoograven", 91)]
    assert await every(api, "/targets", programme=UTRECHT, place="utrecht-wijk-hoograven") == []


async def test_wijken_that_count_one_theme_in_different_ways_say_so(api: httpx.AsyncClient) -> None:
    found = await every(api, "/indicators", programme=UTRECHT)
    assert Counter(one["theme"] for one in found if one["theme"]) == {
        **{"schoolverlaten": 3, "inbraken": 3},
        "woonplezier": 2,
    }


async def test_dordt_west_has_5_pillars_17_themes_and_26_opportunities(api: httpx.AsyncClient) -> None:
    assert await levels(api, DORDT) == {"pillar": 5, "theme": 17, "opportunity": 26}


async def test_twelve_opportunities_name_a_ministry(api: httpx.AsyncClient) -> None:
    found = await every(api, f"/programmes/{DORDT}/nodes", level="opportunity")
    named = Counter(node["description"] for node in found if node["description"])
    assert named == {f"Ministerie: {name}": number for name, number in MINISTRIES.items()}


MINISTRIES = {"VWS": 2, "SZW": 2, "VRO": 1, "BZK": 2, "OCW": 2, "J&V": 3}


async def test_dordt_west_lists_22_possible_indicators_with_their_source(api: httpx.AsyncClient) -> None:
    found = await every(api, "/indicators", programme=DORDT)
    assert (len(found), [one["id"] for one in found if not one["source"]]) == (22, [])


async def test_dordt_west_is_four_wijken_and_says_why_one_is_left_out(api: httpx.AsyncClient) -> None:
    found = await every(api, "/areas/dordrecht-west/neighbourhoods")
    area = (await api.get("/areas/dordrecht-west")).json()
    assert sorted(one["name"] for one in found) == ["Crabbehof", "Nieuw-Krispijn", "Oud-Krispijn", "Wielwijk"]
    assert "Zuidhoven" in area["boundaryReason"]


async def test_dordt_west_is_a_proposal_without_targets(api: httpx.AsyncClient) -> None:
    programme = (await api.get(f"/programmes/{DORDT}")).json()
    assert (programme["state"], await every(api, "/targets", programme=DORDT)) == ("draft", [])
