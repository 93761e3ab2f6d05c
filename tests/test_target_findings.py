"""What is odd about targets is reported for a person to look at, and never refused."""

from typing import Any

import httpx
import pytest
from sqlmodel import Session

from app.models.access import Role
from tests.given import given_area, given_course, given_indicator, given_population, given_target, measured
from tests.keys import Header, Keys


@pytest.fixture
def course(session: Session) -> None:
    given_course(session)


@pytest.mark.parametrize(
    ("other", "codes"),
    [
        ({}, ["repeats"]),
        ({"checkpoints": [{"year": 2017, "value": "30"}]}, ["contradicts"]),
        ({"checkpoints": [{"year": 2020, "value": "25"}]}, []),
        ({"checkpoints": [{"year": 2017, "value": "60"}], "direction": "rise", "bound": "at-least"},
         ["against-direction-of-good", "contradicts"]),
        ({"checkpoints": [{"year": 2020, "value": "50"}]}, ["baseline-meets-target"]),
        ({"population_id": "young"}, []),
        ({"state": "withdrawn"}, []),
        ({"place_id": None, "every_neighbourhood_of": "zuid"}, []),
    ],
)  # fmt: skip
async def test_what_is_odd_about_a_target_is_reported(
    api: httpx.AsyncClient, session: Session, course: None, other: dict[str, Any], codes: list[str]
) -> None:
    given_area(session, "zuid", members=["veld"])
    given_population(session, "young")
    given_target(session, "ook", **other)

    found = (await api.get("/targets/ook", headers={"Accept-Language": "en"})).json()["findings"]
    assert [one["code"] for one in found] == codes
    assert [one["other"] for one in found if "another" in one["message"].lower()] == (
        ["minder"] if "repeats" in codes or "contradicts" in codes else []
    )
    mine = (await api.get("/targets/minder")).json()["findings"]
    assert [(one["code"], one["other"]) for one in mine] == [
        (code, "ook") for code in codes if code in ("repeats", "contradicts")
    ]


async def test_only_staff_is_told_what_a_hidden_baseline_comes_to(
    api: httpx.AsyncClient, session: Session, course: None, keys: Keys
) -> None:
    """A baseline of 3 meets a target of at most 4; who may not see the 3 may not see that either."""
    given_indicator(session, "help", unit="count", highest=None, protected=True)
    given_target(session, "hulp", indicator_id="help", checkpoints=[{"year": 2017, "value": "4"}])
    measured(session, "2006", 3, indicator="help")

    async def codes(key: Header) -> list[str]:
        found = (await api.get("/targets/hulp", headers=key)).json()["findings"]
        return [one["code"] for one in found]

    assert (await codes({}), await codes(keys.person(Role.PROGRAMME_STAFF))) == ([], ["baseline-meets-target"])


async def test_a_target_for_every_neighbourhood_is_compared_with_its_like(
    api: httpx.AsyncClient, session: Session, course: None
) -> None:
    given_area(session, "zuid", members=["veld"])
    everywhere: dict[str, Any] = {"place_id": None, "every_neighbourhood_of": "zuid"}
    given_target(session, "overal", **everywhere)
    given_target(session, "overal-ook", **everywhere)

    found = (await api.get("/targets/overal")).json()["findings"]
    assert [(one["code"], one["other"]) for one in found] == [("repeats", "overal-ook")]


async def test_a_milestone_has_nothing_odd(api: httpx.AsyncClient, session: Session, course: None) -> None:
    plan: dict[str, Any] = {"rule": "milestone", "indicator_id": None, "baseline_period": None, "checkpoints": []}
    for key in ("plan", "ook-een-plan"):
        given_target(session, key, steps=[{"name": "Plan", "due": "2024-12-31"}], **plan)

    assert (await api.get("/targets/plan")).json()["findings"] == []
