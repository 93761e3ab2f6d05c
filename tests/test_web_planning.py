"""The pages of plans and texts: what starts when, what each plan has and leaves out, what goals rest on."""

from datetime import date
from typing import Any

import httpx
import pytest
from sqlmodel import Session

from app.models.access import Role
from app.web.charts import Span, time_bar
from tests.given import given_area, given_goal, given_intervention, given_place, given_programme
from tests.people import sign_in
from tests.planning_given import given_area_outside, given_plan, given_text
from tests.reading import calls, column, facts, rows, words

HTMX = {"HX-Request": "true"}
NEITHER = "0 van 2, zonder Sociale basis, Leefbaarheid"
PARTS = [{"name": "Sociale basis", "text": "Wat mensen draagt"}, {"name": "Leefbaarheid"}]


@pytest.fixture
def around(session: Session) -> None:
    """Two pillars, `wonen` with a goal and `werk` without; an area of three neighbourhoods."""
    for place in ("veld", "bos", "duin"):
        given_place(session, place)
    given_area(session, "zuid", members=["veld", "bos", "duin"])
    given_programme(session, areas=["zuid"], starts=date(2024, 1, 1), ends=date(2043, 12, 31))
    given_goal(session, "wonen", level="theme")
    given_goal(session, "werk", level="theme", position=1)
    given_goal(session, parent_id="wonen")


async def page(site: httpx.AsyncClient, path: str, **asked: Any) -> str:
    answer = await site.get(path, params=asked)
    assert answer.status_code == 200, answer.text
    return answer.text


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("plannen", "Er zijn nog geen plannen ingevoerd."),
        ("teksten", "Er zijn nog geen teksten ingevoerd."),
    ],
)
async def test_an_empty_page_says_so_and_offers_nothing_to_who_may_not_enter(
    site: httpx.AsyncClient, around: None, path: str, said: str
) -> None:
    html = await page(site, f"/programmas/samen/{path}")

    assert said in words(html)
    assert "/invoer/" not in html


async def test_who_steers_is_offered_to_add_a_plan(site: httpx.AsyncClient, session: Session, around: None) -> None:
    await sign_in(site, session, Role.PROGRAMME_STAFF)

    assert 'href="/invoer/plannen/nieuw?programme=samen"' in await page(site, "/programmas/samen/plannen")


async def test_programmes_of_four_years_stand_on_a_line_of_time_in_their_order(
    site: httpx.AsyncClient, session: Session, around: None
) -> None:
    steps = [{"name": "Opstellen", "starts": "2024-01-01", "ends": "2024-06-30", "state": "done"}, {"name": "Leren"}]
    four = {"kind": "implementation-programme"}
    given_plan(session, "tweede", order=2, starts="2028-01-01", ends="2031-12-31", state="draft", **four)
    given_plan(session, "eerste", order=1, starts="2024-01-01", ends="2027-12-31", state="adopted", steps=steps, **four)
    html = await page(site, "/programmas/samen/plannen")

    assert [row[:3] for row in rows(html)] == [
        ["Eerste", "1 januari 2024 tot en met 31 december 2027", "vastgesteld"],
        ["Tweede", "1 januari 2028 tot en met 31 december 2031", "concept"],
    ]
    assert rows(html)[0][4] == "Opstellen gedaan, 1 januari 2024 tot en met 30 juni 2024 Leren moet nog beginnen"
    assert "Tijdlijn 2024 tot en met 2043" in words(html)
    assert (html.count('<rect class="wk-time__term" x="0.0"'), html.count("wk-time__today")) == (1, 3)


async def test_plans_of_neighbourhoods_stand_in_the_order_in_which_they_start(
    site: httpx.AsyncClient, session: Session, around: None
) -> None:
    given_plan(session, "c", place="duin")
    given_plan(session, "b", place="bos", order=2, starts="2025-01-01", elements=PARTS)
    given_plan(session, "a", place="veld", order=1, starts="2024-01-01", elements=PARTS[:1], goals=["rust"])
    html = await page(site, "/programmas/samen/plannen")

    assert rows(html) == [
        ["A begint als eerste", "Veld", "1", "concept", "vanaf 1 januari 2024", "1 van 2, zonder Leefbaarheid", "1"],
        ["B", "Bos", "2", "concept", "vanaf 1 januari 2025", "alle 2", "2"],
        ["C", "Duin", "niet bekend", "concept", "dagen niet bekend", NEITHER, "2"],
    ]  # fmt: skip
    assert "Buurten zonder plan" not in html


async def test_neighbourhoods_without_a_plan_are_named_also_when_plans_are_filtered(
    site: httpx.AsyncClient, session: Session, around: None
) -> None:
    given_plan(session, "a", place="veld")
    html = await page(site, "/programmas/samen/plannen", state="adopted")

    assert rows(html) == []
    assert "Er is niets gevonden." in words(html)
    assert words(html).index("Bos") > words(html).index("Buurten zonder plan")
    assert "Duin" in words(html)
    assert "/buurten/veld" not in html


async def test_of_a_neighbourhood_outside_the_agreement_nobody_promised_a_plan(
    site: httpx.AsyncClient, session: Session, around: None
) -> None:
    given_place(session, "kade")
    given_area(session, "oever", members=["kade", "bos"])
    given_area_outside(session, "oever")
    given_plan(session, "a", place="veld")
    html = await page(site, "/programmas/samen/plannen")

    assert "Bos" in words(html)
    assert "Kade" not in words(html)


async def test_a_plan_outside_the_areas_still_has_the_name_of_its_place(
    site: httpx.AsyncClient, session: Session, around: None
) -> None:
    given_place(session, "elders", name="Elders aan de Kade")
    given_plan(session, "a", place="elders")

    assert column(await page(site, "/programmas/samen/plannen"), 1) == ["Elders aan de Kade"]


async def test_the_fragment_is_cut_from_the_page(site: httpx.AsyncClient, session: Session, around: None) -> None:
    given_plan(session, "a", place="veld")
    whole = await page(site, "/programmas/samen/plannen")
    fragment = (await site.get("/programmas/samen/plannen", headers=HTMX)).text

    assert fragment.strip() in whole
    assert fragment.strip().startswith('<div id="results">')


async def test_a_plan_shows_its_parts_goals_and_what_it_leaves_out(
    site: httpx.AsyncClient, session: Session, around: None
) -> None:
    given_intervention(session, programme_id="samen", places=["veld"], goals=["rust"])
    given_plan(session, "ander", place="bos", elements=[{"name": "Groen"}])
    given_plan(session, "a", place="veld", elements=PARTS, goals=["rust"], interventions=["coaches"], order=3)
    html = await page(site, "/plannen/a")
    said = words(html)

    assert facts(html) == {
        "Soort plan": "plan voor een buurt",
        "Waar": "Veld",
        "Looptijd": "dagen niet bekend",
        "Volgorde van begin": "3",
        "Stand": "concept",
        "Sociale basis": "Wat mensen draagt",
        "Leefbaarheid": "–",
    }
    assert "Andere plannen van dit programma hebben ook deze onderdelen: Groen ." in said
    assert "Voor welke pijlers en doelen Wonen (Thema) Rust Komt in dit plan niet voor Werk" in said
    assert "Wat er gebeurt Coaches loopt" in said


async def test_a_plan_that_was_adopted_says_on_which_day(
    site: httpx.AsyncClient, session: Session, around: None
) -> None:
    given_plan(session, "a", place="veld", state="adopted", adopted_on="2024-03-03")

    assert facts(await page(site, "/plannen/a"))["Stand"] == "vastgesteld op 3 maart 2024"


@pytest.mark.parametrize("path", ["/plannen/niets", "/teksten/niets", "/programmas/niets/plannen"])
async def test_what_is_not_there_is_not_found(site: httpx.AsyncClient, path: str) -> None:
    assert (await site.get(path)).status_code == 404


async def test_texts_stand_by_kind_with_state_and_day_and_are_filtered(
    site: httpx.AsyncClient, session: Session, around: None
) -> None:
    given_text(session, dated="2023-09-13", goals=["wonen"], parts=[{"kind": "data", "name": "Cijfers"}])
    given_text(session, "akkoord", kind="agreement", state="adopted")
    html = await page(site, "/programmas/samen/teksten")

    assert rows(html) == [
        ["Akkoord", "overeenkomst", "vastgesteld", "niet bekend", "0", "0", "–"],
        ["Analyse", "probleemanalyse", "concept", "13 september 2023", "1", "1", "–"],
    ]
    assert column(await page(site, "/programmas/samen/teksten", kind="agreement"), 0) == ["Akkoord"]
    assert column(await page(site, "/programmas/samen/teksten", state="draft"), 0) == ["Analyse"]


async def test_a_problem_analysis_shows_where_each_part_comes_from(
    site: httpx.AsyncClient, session: Session, around: None
) -> None:
    parts = [
        {"kind": "text", "name": "Slot", "text": "Wat volgt"},
        {"kind": "survey", "name": "Panel", "text": "Digitaal", "line": 59},
        {"kind": "data", "name": "Armoede"},
    ]
    given_text(session, parts=parts, goals=["wonen"], interventions=[])
    said = words(await page(site, "/teksten/analyse"))

    assert "Cijfers Armoede Enquête onder bewoners Panel Digitaal regel 59 Tekst Slot Wat volgt" in said
    assert "Doelen die ernaar verwijzen Wonen Wat onder deze doelen ligt, rust ook op deze tekst." in said


async def test_a_text_shows_its_versions_newest_first(
    site: httpx.AsyncClient, session: Session, around: None, api: httpx.AsyncClient, keys: Any
) -> None:
    given_text(session, kind="programme")
    staff = keys.person(Role.PROGRAMME_STAFF) | {"If-Match": "*"}
    await api.patch("/texts/analyse", json={"dated": "2024-05-01"}, headers=staff)
    found = rows(await page(site, "/teksten/analyse"))

    assert [row[:3] for row in found] == [["2", "concept", "1 mei 2024"], ["1", "concept", "–"]]


async def test_a_goal_names_the_analysis_that_it_rests_on_and_its_tags(
    site: httpx.AsyncClient, session: Session, around: None
) -> None:
    given_text(session, goals=["wonen"])
    given_goal(session, "groen", parent_id="wonen", life_course=["child", "older"], scale="street")

    assert facts(await page(site, "/doelen/groen")) == {
        "Rust op de probleemanalyse": "Analyse",
        "Levensfase": "kind op de basisschool, oudere",
        "Schaal": "straat",
    }


async def test_a_programme_names_its_areas_outside_the_agreement_apart(
    site: httpx.AsyncClient, session: Session, around: None
) -> None:
    given_area(session, "noord")
    given_area_outside(session, "noord", "De gemeente betaalt zelf")
    found = facts(await page(site, "/programmas/samen"))

    assert found["Gebieden"] == "Zuid"
    assert found["Buiten de overeenkomst"].startswith("Noord : De gemeente betaalt zelf")
    assert "Streefwaarden daar tellen niet mee" in found["Buiten de overeenkomst"]


async def test_every_page_of_a_programme_leads_to_the_others(site: httpx.AsyncClient, around: None) -> None:
    html = await page(site, "/programmas/samen")
    named = {"plannen", "teksten", "initiatieven", "levensloop", "normen", "indicatorensets", "voorwaarden"}
    named |= {"koppelkansen", "nationaal"}
    missing = {name for name in named if f'href="/programmas/samen/{name}"' not in html}

    assert missing == set()
    assert {(await site.get(f"/programmas/samen/{name}")).status_code for name in named} == {200}


async def test_pages_of_plans_and_texts_ask_the_api_at_most_four_times(
    app: Any, site: httpx.AsyncClient, session: Session, around: None
) -> None:
    given_place(session, "elders")
    given_intervention(session, programme_id="samen", places=["veld"])
    given_plan(session, "a", place="elders", interventions=["coaches"], goals=["rust"])
    given_text(session, goals=["wonen"], interventions=["coaches"])
    asked = {}
    for path in ("/programmas/samen/plannen", "/plannen/a", "/programmas/samen/teksten", "/teksten/analyse"):
        with calls(app) as asked[path]:
            await page(site, path)

    assert {path: len(found) for path, found in asked.items()} == {
        "/programmas/samen/plannen": 4,
        "/plannen/a": 4,
        "/programmas/samen/teksten": 2,
        "/teksten/analyse": 3,
    }


def test_a_bar_is_drawn_in_proportion_and_never_outside_its_line() -> None:
    spans = [Span(date(2025, 1, 1), date(2026, 1, 1), "done"), Span(date(2020, 1, 1), date(2030, 1, 1), "term")]
    drawn = time_bar(spans, date(2024, 1, 1), date(2028, 1, 1), date(2026, 1, 1))

    assert 'class="wk-time__term" x="0.0" y="0" width="100.0"' in drawn
    assert 'class="wk-time__done" x="25.05" y="3" width="24.98"' in drawn
    assert drawn.index("wk-time__term") < drawn.index("wk-time__done")
    assert 'class="wk-time__today" x1="50.03"' in drawn
    assert time_bar([], date(2024, 1, 1), date(2028, 1, 1)) == ""
    assert "today" not in time_bar(spans, date(2024, 1, 1), date(2028, 1, 1), date(2030, 1, 1))
