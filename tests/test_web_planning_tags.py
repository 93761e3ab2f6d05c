"""The pages of what ran already, of tags, norms, conditions, opportunities and national goals."""

from typing import Any

import httpx
import pytest
from sqlmodel import Session

from app.models.access import Role
from app.services.governance.duties import DUTIES
from tests.given import (
    given_area,
    given_goal,
    given_indicator,
    given_intervention,
    given_place,
    given_population,
    given_programme,
    given_target,
    measured,
)
from tests.people import sign_in
from tests.planning_given import given_alignment, given_national, given_norm, given_row, given_text
from tests.reading import calls, chosen, column, facts, rows, words

OPPORTUNITIES = [
    {"id": "theme", "name": "Thema", "kind": "pillar"},
    {"id": "chance", "name": "Koppelkans", "kind": "opportunity"},
    {"id": "goal", "name": "Doel", "kind": "goal"},
]


@pytest.fixture
def around(session: Session) -> None:
    given_place(session, "veld")
    given_area(session, "zuid", members=["veld"])
    given_programme(session, areas=["zuid"])
    given_goal(session, "wonen", level="theme")
    given_goal(session, parent_id="wonen")


async def page(site: httpx.AsyncClient, path: str, **asked: Any) -> str:
    answer = await site.get(f"/programmas/samen/{path}", params=asked)
    assert answer.status_code == 200, answer.text
    return answer.text


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("initiatieven", "Er is nog niet ingevoerd wat er voor dit programma al liep."),
        ("normen", "Er zijn nog geen normen ingevoerd."),
        ("normen", "Er zijn nog geen verplichtingen bij streefwaarden ingevoerd."),
        ("voorwaarden", "Geen streefwaarde van dit programma heeft een voorwaarde."),
        ("koppelkansen", "Er zijn nog geen koppelkansen ingevoerd."),
        ("nationaal", "Er is nog niet ingevoerd welke landelijke doelen dit programma dient."),
        ("indicatorensets", "Er zijn nog geen indicatorensets ingevoerd."),
    ],
)
async def test_an_empty_page_says_so(site: httpx.AsyncClient, around: None, path: str, said: str) -> None:
    assert said in words(await page(site, path))


async def test_a_programme_without_anything_has_no_tags_to_show(site: httpx.AsyncClient, session: Session) -> None:
    given_programme(session)

    assert "Er zijn nog geen doelen of interventies ingevoerd." in words(await page(site, "levensloop"))


def initiatives(session: Session) -> None:
    more: dict[str, Any] = {"programme_id": "samen", "existing": True, "status": "running"}
    given_intervention(session, "tuin", goals=["rust"], verdict="keep", verdict_reason="Werkt goed", **more)
    given_intervention(session, "maaltijd", verdict="stop", **more)
    given_intervention(session, "sport", goals=["rust"], **more)
    given_intervention(session, "nieuw", programme_id="samen", existing=False)


async def test_what_ran_already_shows_its_verdict_and_what_is_still_open(
    site: httpx.AsyncClient, session: Session, around: None
) -> None:
    initiatives(session)
    html = await page(site, "initiatieven")
    said = words(html)

    assert rows(html) == [
        ["Maaltijd", "loopt", "stoppen", "–", "nog geen doel", "–"],
        ["Sport", "loopt", "nog niet besloten", "–", "Rust", "–"],
        ["Tuin", "loopt", "houden", "Werkt goed", "Rust", "–"],
    ]
    assert "1 houden 1 stoppen 1 nog niet besloten" in said
    assert "Zonder doel Maaltijd Nog niet besloten Sport" in said


@pytest.mark.parametrize(
    ("verdict", "shown"),
    [("keep", ["Tuin"]), ("none", ["Sport"]), ("renew", []), ("", ["Maaltijd", "Sport", "Tuin"])],
)
async def test_what_ran_already_is_filtered_by_verdict(
    site: httpx.AsyncClient, session: Session, around: None, verdict: str, shown: list[str]
) -> None:
    initiatives(session)
    html = await page(site, "initiatieven", verdict=verdict)

    assert column(html, 0) == shown
    assert chosen(html, "verdict") == verdict


async def test_goals_and_interventions_stand_along_the_life_course_by_scale_and_by_horizon(
    site: httpx.AsyncClient, session: Session, around: None
) -> None:
    given_goal(session, "taal", life_course=["child", "teenager"], social_basis=["institutional"], horizon="structural")
    given_intervention(session, programme_id="samen", life_course=["child"], scale="street", horizon="quick")
    found = {row[0]: row[1:] for row in rows(await page(site, "levensloop"))}

    assert found["kind op de basisschool"] == [
        "–",
        "–",
        "1 kind op de basisschool, institutioneel: organisaties Taal (Doel)",
        "1 kind op de basisschool, basis niet genoemd Coaches (interventie)",
    ]
    assert found["tiener"][2] == "1 tiener, institutioneel: organisaties Taal (Doel)"
    assert found["straat"] == ["0", "1", "1 straat Coaches (interventie)"]
    assert found["snel, gauw te zien"][:3] == ["0", "1", "33%"]
    assert found["structureel, over de jaren"][:3] == ["1", "0", "33%"]
    assert found["niet genoemd hoe snel"] == ["1", "0", "33%", "1 niet genoemd hoe snel Rust (Doel)"]


async def test_only_goals_or_only_interventions_are_shown_where_that_is_asked(
    site: httpx.AsyncClient, session: Session, around: None
) -> None:
    given_intervention(session, programme_id="samen", scale="street")
    goals, interventions = [await page(site, "levensloop", kind=kind) for kind in ("goals", "interventions")]

    assert ("Coaches" in goals, ">Rust</a>" in goals) == (False, True)
    assert ("Coaches" in interventions, ">Rust</a>" in interventions) == (True, False)


async def test_a_pillar_counts_only_where_it_has_tags_itself_and_an_opportunity_never(
    site: httpx.AsyncClient, session: Session
) -> None:
    given_programme(session, levels=OPPORTUNITIES)
    given_goal(session, "wonen", level="theme")
    given_goal(session, "fonds", level="chance", parent_id="wonen")
    given_goal(session, "werk", level="theme", scale="city")
    given_goal(session, "baan", parent_id="werk")
    said = words(await page(site, "levensloop"))

    assert "Van 1 van de 2 is hier nog niets over gezegd." in said
    assert "Fonds" not in said


async def test_norms_stand_beside_goals_with_the_latest_figure(
    site: httpx.AsyncClient, session: Session, around: None
) -> None:
    given_population(session)
    given_indicator(session)
    measured(session, "2012", 28)
    of = {"indicator": "nuisance", "place": "veld", "bound": "at-most", "unit": "percent"}
    given_norm(session, "b-norm", goal="rust", year=2030, **of)
    given_norm(session, "a-norm", value=None, text="Een plek in elke straat")
    html = await page(site, "normen")

    assert rows(html) == [
        ["A-Norm Een plek in elke straat", "–", "–", "in woorden", "geen cijfer", "niet bekend", "–"],
        ["B-Norm", "Rust", "Veld", "hoogstens 30% in 2030", "28% (2012)", "voldaan", "–"],
    ]
    assert column(await page(site, "normen", met="met"), 0) == ["B-Norm"]
    assert column(await page(site, "normen", met="not-met"), 0) == []


async def test_a_small_count_stays_hidden_beside_a_norm(
    site: httpx.AsyncClient, session: Session, around: None
) -> None:
    given_population(session)
    given_indicator(session, "youths", unit="count", highest=None, protected=True)
    measured(session, "2012", 3, indicator="youths")
    given_norm(session, indicator="youths", place="veld", bound="at-most", value=2)
    hidden = rows(await page(site, "normen"))
    await sign_in(site, session, Role.PROGRAMME_STAFF)

    assert [row[4:6] for row in hidden] == [["afgeschermd (2012)", "niet bekend"]]
    assert [row[4:6] for row in rows(await page(site, "normen"))] == [["3 (2012)", "niet voldaan"]]


async def test_an_obligation_goes_with_its_target_for_as_long_as_that_is_not_met(
    site: httpx.AsyncClient, session: Session, around: None
) -> None:
    given_population(session)
    given_indicator(session)
    given_target(session)
    given_row(session, DUTIES, id="tips", name="Tips tegen kou", target="minder", text="Kleine maatregelen")
    given_row(session, DUTIES, id="verslag", name="Verslag")
    measured(session, "2006", 42)
    holding = words(await page(site, "normen"))
    measured(session, "2016", 20)

    assert "Tips tegen kou geldt nu Kleine maatregelen De streefwaarde waar dit bij hoort" in holding
    assert "Tips tegen kou geldt niet meer" in words(await page(site, "normen"))
    assert "Verslag" not in holding


async def test_conditions_stand_with_whether_they_are_met_those_that_are_not_first(
    site: httpx.AsyncClient, session: Session, around: None
) -> None:
    given_population(session)
    given_indicator(session)
    for key, met in (("ja", True), ("onbekend", None), ("nee", False)):
        given_goal(session, f"doel-{key}")
        given_target(session, key, goal_id=f"doel-{key}", condition=f"Geld {key}", condition_met=met)
    given_target(session, "vrij")
    parts = [{"kind": "condition", "name": "Genoeg mensen", "line": 302}, {"kind": "text", "name": "Iets anders"}]
    given_text(session, "voorwaarden", kind="conditions", parts=parts)
    html = await page(site, "voorwaarden")

    assert [row[:3] for row in rows(html)] == [
        ["Doel-Nee", "Geld nee", "niet vervuld"],
        ["Doel-Onbekend", "Geld onbekend", "niet bekend"],
        ["Doel-Ja", "Geld ja", "vervuld"],
    ]
    assert facts(html)["Genoeg mensen"] == "regel 302"
    assert "Iets anders" not in html
    assert column(await page(site, "voorwaarden", met="unknown"), 0) == ["Doel-Onbekend"]


async def test_opportunities_stand_by_pillar_with_their_owner_and_are_filtered_by_it(
    site: httpx.AsyncClient, session: Session
) -> None:
    given_programme(session, levels=OPPORTUNITIES)
    for pillar in ("wonen", "werk"):
        given_goal(session, pillar, level="theme")
    given_goal(session, "fonds", level="chance", parent_id="wonen", description="Ministerie: VRO")
    given_goal(session, "pas", level="chance", parent_id="werk")
    html = await page(site, "koppelkansen")

    assert rows(html) == [["Pas", "niet genoemd", "–"], ["Fonds", "Ministerie: VRO", "–"]]
    assert "2 koppelkansen, 1 met een ministerie of eigenaar" in words(html)
    assert rows(await page(site, "koppelkansen", owner="Ministerie: VRO")) == [["Fonds", "Ministerie: VRO", "–"]]


async def test_national_goals_are_shown_from_both_sides(site: httpx.AsyncClient, session: Session) -> None:
    given_national(session)
    given_alignment(session, "doel", goal="rust", serves=["veilig", "wonen"], text="Onze lezing")
    given_alignment(session, "gebied", place="zuid", serves=["meedoen"])
    local, national = await page(site, "nationaal"), (await site.get("/programmas/rijk/nationaal")).text

    assert rows(local) == [
        ["Rust", "Doel Onze lezing", "Veilig (Doelstelling) Wonen (Doelstelling)"],
        ["Zuid", "Gebied", "Meedoen (Actielijn)"],
    ]
    assert rows(national) == rows(local)
    assert 'href="/gebieden/zuid"' in national


@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("initiatieven", 3),
        ("levensloop", 3),
        ("normen", 4),
        ("voorwaarden", 3),
        ("koppelkansen", 1),
        ("nationaal", 3),
        ("indicatorensets", 4),
    ],
)
async def test_no_page_asks_the_api_more_than_four_times(
    app: Any, site: httpx.AsyncClient, session: Session, path: str, most: int
) -> None:
    given_national(session)
    given_alignment(session, place="zuid", serves=["wonen"])
    given_norm(session, place="zuid")
    with calls(app) as asked:
        await page(site, path)

    assert len(asked) == most


async def test_interventions_are_filtered_by_their_tags(
    site: httpx.AsyncClient, session: Session, around: None
) -> None:
    given_intervention(session, places=["veld"], life_course=["child"], horizon="quick", existing=True, verdict="keep")
    given_intervention(session, "ander", places=["veld"])
    html = (await site.get("/interventies", params={"lifeCourse": "child", "horizon": "quick"})).text
    shown = facts((await site.get("/interventies/coaches")).text)

    assert (column(html, 0), chosen(html, "lifeCourse")) == (["Coaches"], "child")
    assert '<details class="wk-details wk-filter__more" open>' in html
    assert (shown["Liep al voor het programma"], shown["Wat ermee gebeurt"]) == ("ja", "houden")
    assert (shown["Levensfase"], shown["Hoe snel"]) == ("kind op de basisschool", "snel, gauw te zien")
