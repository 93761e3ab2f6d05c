"""The made-up town: alive with every rule and every status, never to be mistaken for fact, and gone without a trace."""

from collections import Counter
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import httpx
import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from app.database import transaction
from app.models.access import Role
from app.models.terms import Rule, Status
from app.services.measurements.catalogue import current
from seed import load, voorbeeldstad
from tests.given import measured
from tests.keys import Keys
from tests.test_seed import STAFF, counts, every

PROGRAMME, AREA = "voorbeeldstad", "voorbeeldstad-zuid"
SMALL = "voorbeeldstad-nergenshuizen"
KINDS = ("places", "areas", "neighbourhoods", "partners", "indicators", "programmes", "targets", "interventions")
TODAY = "2026-11-21"

seeded = pytest.mark.seeded


def load_demo(engine: Engine) -> None:
    with transaction(engine) as session:
        load(session, "demo")


async def assessments(api: httpx.AsyncClient, **asked: str) -> list[dict[str, Any]]:
    return await every(api, "/assessments", programme=PROGRAMME, asOf=TODAY, **asked)


async def the_assessment(api: httpx.AsyncClient, target: str) -> dict[str, Any]:
    found: dict[str, Any] = (await api.get(f"/targets/{target}/assessment", params={"asOf": TODAY})).json()
    return found


async def the_figure(api: httpx.AsyncClient, place: str, indicator: str, period: str, **asked: str) -> dict[str, Any]:
    found = await every(api, "/measurements", place=place, indicator=indicator, **asked)
    return next(one for one in found if one["period"] == period)


@seeded
async def test_every_rule_is_there(api: httpx.AsyncClient) -> None:
    rules = {target["rule"] for target in await every(api, "/targets", programme=PROGRAMME)}
    assert rules == set(Rule)


@seeded
async def test_every_status_is_there(api: httpx.AsyncClient) -> None:
    assert {one["status"] for one in await assessments(api) if one["state"] == "adopted"} == set(Status)


@seeded
async def test_a_draft_and_a_withdrawn_target_are_there(api: httpx.AsyncClient) -> None:
    states = Counter(target["state"] for target in await every(api, "/targets", programme=PROGRAMME))
    assert states == {"adopted": 38, "draft": 1, "withdrawn": 1}


@seeded
async def test_one_target_is_judged_in_each_neighbourhood(api: httpx.AsyncClient) -> None:
    found = await the_assessment(api, "voorbeeld-speelplek-elke-buurt")
    statuses = Counter(place["status"] for place in found["places"])
    assert (found["status"], statuses) == (
        "worsening",
        {"achieved": 3, "on-track": 2, "behind": 1, "worsening": 1},
    )


@seeded
@pytest.mark.parametrize("kind", KINDS)
async def test_everything_of_it_and_nothing_else_says_that_it_is_made_up(api: httpx.AsyncClient, kind: str) -> None:
    found = {item["id"]: item["fictitious"] for item in await every(api, f"/{kind}")}
    made_up = {id for id in found if id.startswith("voorbeeld")}
    assert {id for id, fictitious in found.items() if fictitious} == made_up != set()


@seeded
@pytest.mark.parametrize(
    "page",
    [
        "/programmas/voorbeeldstad",
        "/gebieden/voorbeeldstad-zuid",
        "/buurten/voorbeeldstad-droomhoek",
        "/doelen/voorbeeld-minder-overlast",
        "/streefwaarden/voorbeeld-overlast-fabelkwartier",
        "/indicatoren/voorbeeld-werk",
        "/interventies/voorbeeld-koffiekar",
        "/partners/voorbeeld-politie",
    ],
)
async def test_every_page_about_it_says_so(site: httpx.AsyncClient, page: str) -> None:
    answer = await site.get(page)
    assert answer.status_code == 200
    assert answer.text.count("plaats en cijfers zijn verzonnen") == 1


@seeded
async def test_no_real_place_and_no_real_indicator_has_a_made_up_figure(api: httpx.AsyncClient) -> None:
    found = await every(api, "/measurements", source="voorbeeldstad")
    named = {name for one in found for name in (one["place"], one["indicator"], one["partner"])}
    assert [name for name in named if not name.startswith("voorbeeld")] == []


@seeded
async def test_ten_years_were_measured(api: httpx.AsyncClient) -> None:
    found = await every(api, "/measurements", place=AREA, indicator="voorbeeld-woninginbraken")
    assert sorted(one["period"] for one in found) == [str(year) for year in range(2015, 2026)]


@seeded
async def test_what_was_revised_can_be_asked_for_as_it_was_known(api: httpx.AsyncClient) -> None:
    asked = (AREA, "voorbeeld-woninginbraken", "2019")
    before = await the_figure(api, *asked, knownAt="2020-12-31T00:00:00Z")
    after = await the_figure(api, *asked)
    assert [(one["value"], one["state"], one["revision"]) for one in (before, after)] == [
        (13.9, "provisional", 1),
        (13.2, "final", 2),
    ]


@seeded
async def test_a_partly_included_neighbourhood_was_counted_again_later(api: httpx.AsyncClient) -> None:
    known = [{"knownAt": "2020-01-01T00:00:00Z"}, {}]
    asked = [(await api.get("/neighbourhoods/voorbeeldstad-schijnhaven", params=when)).json() for when in known]
    assert [one["areas"] for one in asked] == [[{"area": AREA, "share": share}] for share in (0.5, 0.6)]


@seeded
async def test_survey_figures_have_an_interval_and_their_number_of_answers(api: httpx.AsyncClient) -> None:
    found = await the_figure(api, "voorbeeldstad-droomhoek", "voorbeeld-jongerenoverlast", "2025")
    assert [found[name] for name in ("value", "low", "high", "sampleSize")] == [19, 15.2, 22.8, 300]


@seeded
async def test_few_families_are_shielded_from_who_has_no_right_to_them(api: httpx.AsyncClient, keys: Keys) -> None:
    asked = {"place": SMALL, "indicator": "voorbeeld-meervoudige-hulp", "periodFrom": "2025"}
    staff = await api.get("/measurements", params=asked, headers=keys.person(Role.PROGRAMME_STAFF))
    anybody = await api.get("/measurements", params=asked)
    seen = [(one["value"], one["missing"]) for answer in (anybody, staff) for one in answer.json()["items"]]
    assert seen == [(None, "suppressed"), (2, None)]


@seeded
async def test_a_share_of_enough_pupils_is_made_of_rounded_counts(api: httpx.AsyncClient) -> None:
    found = await the_figure(api, AREA, "voorbeeld-schooluitval", "2024/2025")
    assert (found["numerator"], found["denominator"], found["value"]) == (125, 2370, pytest.approx(100 * 125 / 2370))


@seeded
async def test_a_doubtful_a_flagged_and_a_withdrawn_figure_are_there(api: httpx.AsyncClient) -> None:
    found = await every(api, "/measurements", source="voorbeeldstad")
    doubtful = [one["place"] for one in found if one["state"] == "doubtful"]
    withdrawn = [one["place"] for one in found if one["state"] == "withdrawn"]
    flagged = {one["place"] for one in found if one["flags"] == ["implausible-change"]}
    assert (doubtful, withdrawn) == (["voorbeeldstad-verzonnenveen"], ["voorbeeldstad-luchtkasteel"])
    assert "voorbeeldstad-schijnhaven" in flagged


@seeded
async def test_a_judgement_stands_beside_the_computed_status(api: httpx.AsyncClient) -> None:
    found = await the_assessment(api, "voorbeeld-overlast-fabelkwartier")
    assert (found["status"], found["judgement"]["status"]) == ("uncertain", "behind")


@seeded
async def test_a_long_series_looks_ahead(api: httpx.AsyncClient) -> None:
    forecast = (await the_assessment(api, "voorbeeld-inbraken-zuid"))["forecast"]
    assert (forecast["year"], forecast["low"] <= forecast["value"] <= forecast["high"]) == (2030, True)


@seeded
async def test_a_place_gets_better_and_falls_further_behind_the_city(api: httpx.AsyncClient) -> None:
    found = await the_assessment(api, "voorbeeld-welvaart-zuid")
    assert [found[name] for name in ("status", "throughTime", "againstReference")] == ["worsening", "better", "worse"]


@seeded
async def test_a_step_was_not_known_before_it_was_taken(api: httpx.AsyncClient) -> None:
    before, after = [
        (await api.get("/targets/voorbeeld-buurtplannen/assessment", params={"asOf": TODAY, "knownAt": day})).json()
        for day in ("2018-10-03", "2018-10-05")
    ]
    assert (before["status"], after["status"]) == ("far-behind", "achieved")


@seeded
async def test_who_does_what_for_which_goal_is_there(api: httpx.AsyncClient) -> None:
    found = await every(api, "/interventions", programme=PROGRAMME)
    assert len(found) == 6
    assert [one["id"] for one in found if not (one["goals"] and one["partners"] and one["places"])] == []


def test_every_history_is_of_a_figure_in_a_series() -> None:
    town = voorbeeldstad.facts.town()
    series = {(one.indicator, place, one.population) for one in town.series for place in (*one.values, *one.counts)}
    assert [one.key for one in town.histories if (one.indicator, one.place, one.population) not in series] == []


def test_loading_it_twice_changes_nothing(engine: Engine) -> None:
    load_demo(engine)
    before = counts(engine)
    load_demo(engine)
    assert counts(engine) == before


@seeded
def test_loading_it_again_leaves_what_a_person_revised(engine: Engine, session: Session) -> None:
    measured(session, "2025", 9.9, indicator="voorbeeld-woninginbraken", place=AREA, actor=STAFF, now=datetime.now(UTC))
    load_demo(engine)
    key = ("voorbeeld-woninginbraken", AREA, "2025", "all")
    with Session(engine) as later:
        assert current(later, [key])[key].value == Decimal("9.9")


@seeded
def test_it_adds_nothing_to_the_documents(engine: Engine) -> None:
    with transaction(engine) as session:
        report = load(session, "documents")
    assert report.created.total() == 0
