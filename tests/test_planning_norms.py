"""Norms beside goals: the latest figure of each as its reader may see it, and whether that keeps the norm."""

from typing import Any

import httpx
import pytest
from sqlmodel import Session

from app.models.access import Role
from tests.given import (
    given_area,
    given_goal,
    given_indicator,
    given_place,
    given_population,
    given_programme,
    measured,
)
from tests.keys import Header, Keys
from tests.planning_given import given_norm

OF = {"indicator": "nuisance", "place": "veld"}


@pytest.fixture
def around(session: Session) -> None:
    given_population(session)
    given_indicator(session)
    given_place(session, "veld")
    given_area(session, "zuid", members=["veld"])
    given_programme(session, areas=["zuid"])
    given_goal(session)


@pytest.fixture
def staff(keys: Keys) -> Header:
    return keys.person(Role.PROGRAMME_STAFF)


async def one(api: httpx.AsyncClient, key: str = "norm", headers: Header | None = None, **asked: str) -> dict[str, Any]:
    answer = await api.get(f"/norms/{key}", params=asked, headers=headers)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_a_norm_stands_beside_a_goal_with_its_latest_figure(
    api: httpx.AsyncClient, session: Session, around: None
) -> None:
    measured(session, "2010", 40)
    measured(session, "2012", 28)
    given_norm(session, goal="rust", bound="at-most", unit="percent", year=2030, **OF)
    found = await one(api)

    assert [found[name] for name in ("goal", "value", "unit", "bound", "year")] == [
        "rust", 30, "percent", "at-most", 2030,
    ]  # fmt: skip
    assert found["latest"] == {
        "period": "2012",
        "value": 28,
        "missing": None,
        "unit": "percent",
        "decimals": 0,
        "estimated": False,
    }
    assert found["met"] is True


@pytest.mark.parametrize(
    ("bound", "value", "met"),
    [
        ("at-most", 28, True),
        ("at-most", 27.9, False),
        ("at-least", 28, True),
        ("at-least", 28.1, False),
        ("exactly", 29, True),
        ("exactly", 29.5, False),
        ("as-far-as-possible", 20, None),
        (None, 20, None),
    ],
)
async def test_the_bound_says_when_a_norm_is_kept(
    api: httpx.AsyncClient, session: Session, around: None, bound: str | None, value: float, met: bool | None
) -> None:
    measured(session, "2012", 28)
    given_norm(session, bound=bound, value=value, **OF)

    assert (await one(api))["met"] is met


async def test_a_norm_in_another_unit_is_not_compared(api: httpx.AsyncClient, session: Session, around: None) -> None:
    measured(session, "2012", 28)
    given_norm(session, bound="at-most", unit="minuten", **OF)
    found = await one(api)

    assert (found["latest"]["value"], found["met"]) == (28, None)


async def test_without_indicator_place_or_figure_there_is_nothing_to_show(
    api: httpx.AsyncClient, session: Session, around: None
) -> None:
    given_norm(session, "woorden", value=None, text="Een plek om elkaar te ontmoeten")
    given_norm(session, "nergens", indicator="nuisance")
    given_norm(session, "ongemeten", **OF)

    assert [((await one(api, key))["latest"], (await one(api, key))["met"]) for key in ("woorden", "nergens")] == [
        (None, None),
        (None, None),
    ]
    assert (await one(api, "ongemeten"))["latest"] is None


async def test_a_norm_says_a_value_or_words(api: httpx.AsyncClient, around: None, staff: Header) -> None:
    refused = await api.post("/norms", json={"programme": "samen", "name": "Leeg"}, headers=staff)

    assert [(error["field"], error["code"]) for error in refused.json()["errors"]] == [
        ("value", "value-or-text-required")
    ]


async def test_for_an_area_the_figure_is_what_its_neighbourhoods_come_to(
    api: httpx.AsyncClient, session: Session, around: None
) -> None:
    given_place(session, "bos")
    given_area(session, "noord", members=["veld", "bos"])
    given_indicator(session, "homes", unit="count", highest=None, across_places="sum", good_direction="rise")
    measured(session, "2012", 100, indicator="homes")
    measured(session, "2012", 50, indicator="homes", place="bos")
    given_norm(session, indicator="homes", place="noord", bound="at-least", value=140)
    found = await one(api)

    assert (found["latest"]["value"], found["met"]) == (150, True)


async def test_a_small_count_is_hidden_and_nothing_is_said_from_it(
    api: httpx.AsyncClient, session: Session, around: None, staff: Header
) -> None:
    given_indicator(session, "youths", unit="count", highest=None, protected=True, across_places="sum")
    measured(session, "2012", 3, indicator="youths")
    given_norm(session, indicator="youths", place="veld", bound="at-most", value=2)
    hidden, told = await one(api), await one(api, headers=staff)

    assert (hidden["latest"]["value"], hidden["latest"]["missing"], hidden["met"]) == (None, "suppressed", None)
    assert (told["latest"]["value"], told["met"]) == (3, False)


async def test_a_larger_count_is_rounded_before_it_is_compared(
    api: httpx.AsyncClient, session: Session, around: None, staff: Header
) -> None:
    given_indicator(session, "youths", unit="count", highest=None, protected=True, across_places="sum")
    measured(session, "2012", 13, indicator="youths")
    given_norm(session, indicator="youths", place="veld", bound="at-most", value=14)
    shown, told = await one(api), await one(api, headers=staff)

    assert (shown["latest"]["value"], shown["met"]) == (15, False)
    assert (told["latest"]["value"], told["met"]) == (13, True)


async def test_what_was_measured_later_is_not_known_earlier(
    api: httpx.AsyncClient, session: Session, around: None
) -> None:
    measured(session, "2010", 40)
    measured(session, "2012", 28)
    given_norm(session, bound="at-most", **OF)
    then = await one(api, knownAt="2013-01-01T00:00:00Z")

    assert (then["latest"]["period"], then["latest"]["value"], then["met"]) == ("2010", 40, False)


async def test_norms_are_asked_by_goal_place_area_and_indicator(
    api: httpx.AsyncClient, session: Session, around: None
) -> None:
    given_programme(session, "ander")
    given_norm(session, goal="rust", **OF)
    given_norm(session, "elders", programme="ander")
    asked = {"goal": "rust", "place": "veld", "area": "zuid", "indicator": "nuisance", "programme": "samen"}
    found = {key: (await api.get("/norms", params={key: value})).json()["items"] for key, value in asked.items()}

    assert {key: [norm["id"] for norm in norms] for key, norms in found.items()} == {key: ["norm"] for key in asked}
