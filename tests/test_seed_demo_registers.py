"""The made-up town keeps everything that a programme keeps: alive with what is done, late, refused and to come."""

from collections import Counter
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from sqlalchemy import Engine, select
from sqlmodel import Session, col

from app.database import transaction
from app.models.access import SYSTEM
from app.models.programme import Programme
from app.services.access.writing import Writing
from app.services.registers.catalogue import ALL
from seed import load, voorbeeldstad
from tests.test_seed import every
from tests.test_seed_governance import one

PROGRAMME = "voorbeeldstad"
TODAY = "2026-11-21"

pytestmark = pytest.mark.seeded


async def kept(api: httpx.AsyncClient, register: str) -> list[dict[str, Any]]:
    return await every(api, f"/{register}", programme=PROGRAMME, knownAt=TODAY)


async def test_every_register_has_rows_and_each_says_that_it_is_made_up(api: httpx.AsyncClient) -> None:
    found = {register.path: await kept(api, register.path) for register in ALL}
    rows = [row for rows in found.values() for row in rows]
    assert {path: len(rows) for path, rows in found.items()} == {
        **{"bodies": 7, "meetings": 10, "decisions": 8, "duties": 9, "texts": 6, "plans": 6},
        **{"indicator-sets": 2, "norms": 3, "alignments": 3, "results": 6, "events": 4},
        **{"watched-places": 1, "period-locks": 1, "series-breaks": 1, "delivery-duties": 5},
    }
    assert [row["id"] for row in rows if not (row["fictitious"] and row["id"].startswith("voorbeeld-"))] == []


async def test_nothing_of_a_real_programme_says_that_it_is_made_up(api: httpx.AsyncClient) -> None:
    for register in ALL:
        found = await every(api, f"/{register.path}")
        assert {row["programme"] for row in found if row["fictitious"]} <= {PROGRAMME}


async def test_meetings_were_held_and_missed_and_are_planned(api: httpx.AsyncClient) -> None:
    found = await kept(api, "meetings")
    assert Counter(row["state"] for row in found) == {"held": 7, "planned": 2, "cancelled": 1}
    assert len([row for row in found if row["absent"]]) == 4


async def test_decisions_are_in_every_state_of_execution_and_of_consent(api: httpx.AsyncClient) -> None:
    found = await kept(api, "decisions")
    assert {row["execution"] for row in found} == {"open", "in-progress", "carried-out", "lapsed"}
    assert {row["agreement"] for row in found} == {"agreed", "open", "refused", None}
    assert [row["id"] for row in found if row["overdue"]] == ["voorbeeld-extra-verlichting"]


async def test_duties_were_kept_kept_late_and_missed_and_are_to_come(api: httpx.AsyncClient) -> None:
    found = await kept(api, "duties")
    states = {occurrence["state"] for row in found for occurrence in row["occurrences"]}
    assert states == {"done", "done-late", "overdue", "coming"}
    assert {row["id"]: row["overdue"] for row in found if row["overdue"]} == {
        "voorbeeld-voortgangsrapportage": 1,
        "voorbeeld-evaluatie-2026": 1,
        "voorbeeld-bewonersenquete": 1,
    }


async def test_a_duty_was_not_known_to_be_kept_before_it_was(api: httpx.AsyncClient) -> None:
    before = await one(api, "/duties/voorbeeld-voortgangsrapportage", knownAt="2025-10-10")
    assert [(occurrence["due"], occurrence["state"]) for occurrence in before["occurrences"]][1] == (
        "2025-09-30",
        "overdue",
    )


async def test_the_programme_was_a_draft_then_adopted_then_amended(api: httpx.AsyncClient) -> None:
    versions = (await one(api, "/texts/voorbeeld-programmatekst/versions"))["items"]
    assert [(version["item"]["state"], len(version["item"]["parts"])) for version in versions] == [
        *(("amended", 3), ("adopted", 2), ("draft", 2)),
    ]


async def test_what_was_measured_by_was_adopted_and_widened_later(api: httpx.AsyncClient) -> None:
    then = await one(api, "/indicator-sets/voorbeeld-kernset", knownAt="2020-01-01")
    now = await one(api, "/indicator-sets/voorbeeld-kernset")
    assert [(len(found["indicators"]), found["state"]) for found in (then, now)] == [(5, "adopted"), (7, "amended")]


async def test_plans_are_finished_running_and_planned_in_their_order(api: httpx.AsyncClient) -> None:
    found = await kept(api, "plans")
    four_years = sorted((row["order"], row["steps"][1]["state"]) for row in found if "programme" in row["kind"])
    places = sorted((row["order"], row["state"]) for row in found if "neighbourhood" in row["kind"])
    assert four_years == [(1, "done"), (2, "done"), (3, "running")]
    assert places == [(1, "adopted"), (2, "adopted"), (3, "draft")]


async def test_an_adopted_target_was_amended_and_another_was_given_a_new_baseline(api: httpx.AsyncClient) -> None:
    amended = await one(api, "/targets/voorbeeld-cijfer-bedachtpark")
    rebased = await one(api, "/targets/voorbeeld-inbraken-fabelkwartier")
    assert [version["checkpoints"][0]["value"] for version in amended["history"]] == [7.2, 7.5, 7.5]
    assert [version["baselinePeriod"] for version in rebased["history"]] == ["2016", "2015", "2015"]
    assert amended["history"][0]["decision"]["decision"] == "voorbeeld-programma-herzien"


async def test_every_verdict_about_what_ran_before_is_there(api: httpx.AsyncClient) -> None:
    found = await every(api, "/interventions", programme=PROGRAMME, existing="true")
    assert sorted(row["verdict"] for row in found) == ["keep", "renew", "stop", "strengthen"]


async def test_what_the_town_does_serves_a_country_that_does_not_exist_either(api: httpx.AsyncClient) -> None:
    found = await kept(api, "alignments")
    country = await one(api, "/programmes/voorbeeld-landelijk")
    assert ({goal.startswith("voorbeeld-landelijk-") for row in found for goal in row["serves"]}) == {True}
    assert (country["fictitious"], country["state"]) == (True, "adopted")


def test_it_goes_without_a_trace(engine: Engine) -> None:
    with transaction(engine) as session:
        removed = voorbeeldstad.remove(Writing(session, SYSTEM, datetime.now(UTC)))
    with Session(engine) as later:
        tables = [table for register in ALL for table in (register.current, register.versions)]
        left = [
            row
            for table in tables
            for row in later.execute(select(col(table.id)).where(col(table.programme) == PROGRAMME))
        ]
        assert (left, later.get(Programme, "voorbeeld-landelijk")) == ([], None)
    assert removed.rows["duty"] == 9


@pytest.mark.seeded(only="empty")
def test_loading_it_again_adds_nothing(engine: Engine) -> None:
    with transaction(engine) as session:
        load(session, "demo")
    with transaction(engine) as session:
        report = load(session, "demo")
    assert (report.created.total(), report.kept["duty"], report.kept["target-decision"]) == (0, 9, 2)
