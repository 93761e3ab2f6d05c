"""Plans, texts, norms, conditions, running initiatives and sets of indicators: as four documents say, by the API."""

from collections import Counter
from typing import Any

import httpx
import pytest

from tests.test_seed import every
from tests.test_seed_governance import DORDT, NIEUWEGEIN, OURS, UTRECHT, ZWIJNDRECHT, one, without_origin

REGISTERS = ("plans", "texts", "norms", "indicator-sets", "alignments", "results", "events")
PILLARS = [
    *("zwijndrecht-development-day", "zwijndrecht-work-and-income", "zwijndrecht-housing"),
    *("zwijndrecht-surroundings", "zwijndrecht-arts", "zwijndrecht-health", "zwijndrecht-safety"),
]

pytestmark = pytest.mark.seeded(only="documents")


async def parts(api: httpx.AsyncClient, text: str, kind: str | None = None) -> list[dict[str, Any]]:
    found = (await one(api, f"/texts/{text}"))["parts"]
    return [part for part in found if kind in (None, part["kind"])]


async def test_every_entry_says_where_it_stands_in_its_document(api: httpx.AsyncClient) -> None:
    assert await without_origin(api, REGISTERS) == []


async def test_every_plan_of_zwijndrecht_has_the_same_five_parts_and_all_seven_pillars(api: httpx.AsyncClient) -> None:
    found = await every(api, "/plans", programme=ZWIJNDRECHT, kind="neighbourhood-plan")
    assert {tuple(element["name"] for element in plan["elements"]) for plan in found} == {
        ("Sociale basis", "Sociale aanpak", "Leefbaarheid", "Gemengde buurten", "Zeven pijlers")
    }
    assert [plan["id"] for plan in found if sorted(plan["goals"]) != sorted(PILLARS)] == []


async def test_all_fifteen_focus_neighbourhoods_get_a_plan_and_one_place_beside_them(api: httpx.AsyncClient) -> None:
    places = {plan["place"] for plan in await every(api, "/plans", programme=ZWIJNDRECHT)}
    fifteen = {place["id"] for place in await every(api, "/areas/zwijndrecht-focusbuurten/neighbourhoods")}
    assert (len(fifteen), fifteen - places, places - fifteen) == (15, set(), {"zwijndrecht-kloosstraat"})


async def test_zwijndrecht_starts_with_three_plans_in_2024_in_the_order_that_is_printed(api: httpx.AsyncClient) -> None:
    found = await every(api, "/plans", programme=ZWIJNDRECHT)
    first = sorted((plan["order"], plan["place"], plan["starts"]) for plan in found if plan["order"])
    assert first == [
        (1, "zwijndrecht-kloosstraat", "2024-01-01"),
        (2, "zwijndrecht-planetenbuurt", "2024-01-01"),
        (3, "zwijndrecht-leeuwerikplein-fazantplein-ijsvogelplein", "2024-01-01"),
    ]


async def test_dordt_west_plans_in_a_cycle_of_four_steps(api: httpx.AsyncClient) -> None:
    found = await every(api, "/plans", programme=DORDT)
    assert [(plan["kind"], plan["state"], [step["name"] for step in plan["steps"]]) for plan in found] == [
        ("implementation-programme", "draft", ["Opstellen", "Uitvoeren", "Leren", "Evalueren"])
    ]


async def test_nieuwegein_has_an_implementation_programme_to_come(api: httpx.AsyncClient) -> None:
    (plan,) = await every(api, "/plans", programme=NIEUWEGEIN)
    assert (plan["kind"], plan["starts"], plan["origin"]["line"]) == ("implementation-programme", None, 527)


async def test_each_wijk_of_the_charter_has_a_plan_and_a_programme_for_two_years(api: httpx.AsyncClient) -> None:
    found = await every(api, "/plans", programme=UTRECHT)
    assert Counter((plan["kind"], plan["starts"], plan["ends"], plan["state"]) for plan in found) == {
        ("neighbourhood-plan", None, None, "adopted"): 4,
        ("implementation-programme", "2008-01-01", "2009-12-31", "adopted"): 4,
    }


async def test_each_programme_has_its_texts_with_what_is_known_of_their_state(api: httpx.AsyncClient) -> None:
    found = {programme: await every(api, "/texts", programme=programme) for programme in OURS}
    assert {programme: {(text["kind"], text["state"]) for text in texts} for programme, texts in found.items()} == {
        ZWIJNDRECHT: {
            *((kind, "draft") for kind in ("programme", "principles", "growth-model", "conditions", "plan")),
            ("problem-analysis", "adopted"),
        },
        NIEUWEGEIN: {
            *((kind, "adopted") for kind in ("programme", "problem-analysis", "principles", "growth-model")),
            ("plan", "draft"),
        },
        DORDT: {(kind, "draft") for kind in ("programme", "problem-analysis", "principles")},
        UTRECHT: {(kind, "adopted") for kind in ("agreement", "problem-analysis", "principles", "conditions")},
    }


async def test_the_problem_analysis_of_dordt_west_keeps_its_parts(api: httpx.AsyncClient) -> None:
    found = await parts(api, "dordt-west-problem-analysis")
    assert [(part["kind"], part["line"]) for part in found[:5]] == [
        *(("session", 58), ("survey", 59), ("professional", 60), ("data", 61), ("session", 65)),
    ]


async def test_a_goal_leads_to_the_problem_analysis_that_it_rests_on(api: httpx.AsyncClient) -> None:
    nodes = await every(api, f"/programmes/{ZWIJNDRECHT}/nodes", level="goal")
    told = {tuple(analysis["id"] for analysis in node["problemAnalyses"]) for node in nodes}
    assert (len(nodes), told) == (56, {("zwijndrecht-problem-analysis",)})


async def test_the_principles_are_counted_as_they_are_printed(api: httpx.AsyncClient) -> None:
    texts = ("zwijndrecht-principles", "centrale-as-principles", "dordt-west-principles", "krachtwijken-principles")
    assert [len(await parts(api, text, "principle")) for text in texts] == [19, 10, 8, 6]


async def test_the_ambitions_of_the_charter_depend_on_its_money(api: httpx.AsyncClient) -> None:
    found = await parts(api, "krachtwijken-conditions", "condition")
    assert [part["line"] for part in found] == [134, 722, 754, 740, 577, 277, 132]


async def test_zwijndrecht_says_what_its_size_depends_on(api: httpx.AsyncClient) -> None:
    found = await parts(api, "zwijndrecht-conditions", "condition")
    assert [part["name"] for part in found[:2]] == [
        *("Toelating tot het nationale programma", "Regiodeal Drechtsteden en Gorinchem"),
    ]


async def test_norms_stand_beside_the_lists_of_goals(api: httpx.AsyncClient) -> None:
    found = await every(api, "/norms", programme=ZWIJNDRECHT)
    assert {row["origin"]["line"]: (row["value"], row["bound"], row["year"]) for row in found} == {
        462: (5, "at-most", None),
        422: (None, None, 2050),
        400: (3850, None, None),
        412: (None, "exactly", None),
        559: (1, "at-least", None),
        118: (None, None, None),
    }


async def test_the_pillars_of_zwijndrecht_serve_the_goals_of_the_national_programme(api: httpx.AsyncClient) -> None:
    found = await every(api, "/alignments", programme=ZWIJNDRECHT)
    assert Counter(goal for row in found for goal in row["serves"]) == {
        **{"nplv-prospects": 4, "nplv-surroundings": 2},
        "nplv-safety": 2,
    }
    assert sorted(row["goal"] for row in found) == sorted(PILLARS)


async def test_only_the_charter_has_fixed_its_indicators(api: httpx.AsyncClient) -> None:
    found = [row for programme in OURS for row in await every(api, "/indicator-sets", programme=programme)]
    assert {row["programme"]: (len(row["indicators"]), row["state"]) for row in found} == {
        ZWIJNDRECHT: (51, "draft"),
        NIEUWEGEIN: (31, "draft"),
        DORDT: (22, "draft"),
        UTRECHT: (26, "adopted"),
    }


async def test_what_ran_already_is_kept_or_strengthened_and_says_why(api: httpx.AsyncClient) -> None:
    found = await every(api, "/interventions", programme=NIEUWEGEIN, existing="true")
    assert Counter(row["verdict"] for row in found) == {"keep": 4, "strengthen": 1}
    assert [row["id"] for row in found if not row["verdictReason"]] == []


async def test_what_zwijndrecht_begins_and_builds_on(api: httpx.AsyncClient) -> None:
    found = await every(api, "/interventions", programme=ZWIJNDRECHT)
    assert Counter((row["status"], row["verdict"]) for row in found) == {
        ("planned", None): 3,
        ("running", None): 5,
        ("running", "strengthen"): 3,
    }


async def test_a_new_baseline_and_corona_are_notes_on_the_line(api: httpx.AsyncClient) -> None:
    found = [row for programme in OURS for row in await every(api, "/events", programme=programme)]
    assert {row["id"]: (row["kind"], row["period"], row["until"]) for row in found} == {
        "krachtwijken-baseline-2007": ("method", "2007", None),
        "krachtwijken-own-baseline-2008": ("method", "2008", None),
        "krachtwijken-charter-starts": ("policy", "2008-06-09", "2017-12-31"),
        "zwijndrecht-corona": ("circumstance", "2020", "2022"),
    }


async def test_a_four_year_programme_of_nieuwegein_and_its_goals_go_together(api: httpx.AsyncClient) -> None:
    found = await every(api, "/plans", goal="centrale-as-livelihood")
    assert [plan["id"] for plan in found] == ["centrale-as-implementation-programme"]
