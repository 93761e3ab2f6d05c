"""Assessments through the API: the worked cases of the domain, on figures in a database."""

from dataclasses import dataclass, field
from decimal import ROUND_DOWN, Decimal
from typing import Any

import httpx
import pytest
from sqlmodel import Session

from app.models.place import PlaceKind
from tests.given import (
    given_goal,
    given_indicator,
    given_place,
    given_population,
    given_programme,
    given_target,
    measured,
)

FALLS: dict[str, Any] = {"good_direction": "fall", "highest": None}
RISES: dict[str, Any] = {"good_direction": "rise", "highest": None}
CHARTER = [{"year": 2011, "value": "38"}, {"year": 2017, "value": "28"}]


@dataclass(frozen=True)
class Case:
    """Figures at the place and in the town by year; `asOf` is the year of the last one, or what is given."""

    figures: dict[str, Any]
    pace: str | None
    status: str
    target: dict[str, Any] = field(default_factory=dict)
    indicator: dict[str, Any] = field(default_factory=lambda: FALLS)
    town: dict[str, float] = field(default_factory=dict)
    as_of: str | None = None


def wants(*points: tuple[int, str], baseline: str = "2006", **more: Any) -> dict[str, Any]:
    return {
        "checkpoints": [{"year": year, "value": value} for year, value in points],
        "baseline_period": baseline,
    } | more


def changes(year: int, percent: str, baseline: str) -> dict[str, Any]:
    point = {"year": year, "change": percent}
    return {"rule": "relative", "bound": "at-least", "checkpoints": [point], "baseline_period": baseline}


LIKE_TOWN = {
    "rule": "reference",
    "bound": "at-least",
    "direction": "rise",
    "reference_id": "stad",
    "baseline_period": "2024",
    "checkpoints": [],
    "end_year": 2040,
}
EVERYWHERE = {
    "rule": "coverage",
    "bound": "at-least",
    "direction": "rise",
    "baseline_period": "2024",
    "checkpoints": [],
    "end_year": 2040,
}
GRADE = RISES | {"decimals": 1, "unit": "grade"}


def equal(value: float, town: float, pace: str, status: str) -> Case:
    return Case({"2024": 46, "2032": value}, pace, status, LIKE_TOWN, GRADE, {"2024": 50, "2032": town})


def survey(value: float, margin: float) -> dict[str, float]:
    return {"value": value, "low": value - margin, "high": value + margin}


NONE_OF_15 = {"value": 0, "numerator": 0, "denominator": 15}

WORKED = {
    "on the first checkpoint": Case({"2006": 42, "2011": 38}, "1.00", "on-track"),
    "half way to the first": Case({"2006": 42, "2011": 40}, "0.50", "far-behind"),
    "ahead between two": Case({"2006": 42, "2014": 30}, "1.33", "on-track"),
    "the end before its year": Case({"2006": 42, "2015": 27.9}, "1.32", "achieved"),
    "nothing measured": Case({"2006": 42}, None, "no-data"),
    "after the end": Case({"2006": 42, "2019": 30}, "0.85", "behind"),
    "a step worse right after the start": Case(
        {"2006": 14.3, "2007": 14.4}, None, "on-track", wants((2011, "14"), (2017, "10")), FALLS | {"decimals": 1}
    ),
    "a baseline that met the target": Case({"2006": 12, "2010": 15}, None, "worsening", wants((2017, "14.3"))),
    "the wrong way": Case(
        {"2006": 16, "2012": 15},
        "-0.18",
        "worsening",
        wants((2017, "26"), bound="at-least", direction="rise"),
        RISES,
    ),
    "70% less": Case({"2020": 400, "2030": 274}, "0.90", "behind", changes(2040, "-70", "2020")),
    "at least a quarter less": Case({"2022": 40, "2040": 28}, "1.20", "achieved", changes(2040, "-25", "2022")),
    "half the gap closed": equal(49, 51, "1.00", "on-track"),
    "less of the gap closed": equal(48.5, 51, "0.75", "behind"),
    "further from the town": equal(47, 52, "-0.50", "worsening"),
    "not yet one whole place": Case(
        {"2024": NONE_OF_15, "2025": NONE_OF_15}, None, "on-track", EVERYWHERE, RISES | {"unit": "count"}
    ),
    "surely short": Case({"2006": 42, "2014": survey(37, 3)}, "0.55", "far-behind"),
    "hardly short": Case({"2006": 42, "2014": survey(34, 3)}, "0.88", "uncertain"),
    "two surveys": Case(
        {"2022": survey(41, 3), "2024": survey(40, 3)}, "0.50", "uncertain", wants((2032, "31"), baseline="2022")
    ),
}


async def assessed(api: httpx.AsyncClient, session: Session, case: Case) -> dict[str, Any]:
    given_population(session)
    given_place(session, "stad", kind=PlaceKind.MUNICIPALITY)
    given_place(session, municipality_id="stad")
    given_indicator(session, **case.indicator)
    given_programme(session)
    given_goal(session)
    given_target(session, **({"checkpoints": CHARTER} | case.target))
    for place, figures in (("veld", case.figures), ("stad", case.town)):
        for period, figure in figures.items():
            said = figure if isinstance(figure, dict) else {"value": figure}
            measured(session, period, place=place, **said)
    day = case.as_of or max(case.figures)
    answer = await api.get("/targets/minder/assessment", params={"asOf": day})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def cut_off(pace: float | None) -> str | None:
    return None if pace is None else str(Decimal(str(pace)).quantize(Decimal("0.01"), ROUND_DOWN))


@pytest.mark.parametrize("name", WORKED)
async def test_each_worked_case_has_its_pace_and_status(api: httpx.AsyncClient, session: Session, name: str) -> None:
    case = WORKED[name]

    found = await assessed(api, session, case)

    assert (cut_off(found["pace"]), found["status"]) == (case.pace, case.status)


@pytest.mark.parametrize(
    ("name", "chances"),
    [("surely short", (0.01, 0.99, 0)), ("hardly short", (0.36, 0.64, 0)), ("two surveys", (0.32, 0.35, 0.32))],
)
async def test_each_worked_case_with_intervals_has_its_chances(
    api: httpx.AsyncClient, session: Session, name: str, chances: tuple[float, float, float]
) -> None:
    found = await assessed(api, session, WORKED[name])

    assert tuple(found["chances"].values()) == pytest.approx(chances, abs=0.005)
    assert found["likely"] is False


async def test_a_baseline_alone_is_named(api: httpx.AsyncClient, session: Session) -> None:
    found = await assessed(api, session, WORKED["nothing measured"])

    assert (found["reason"], found["actual"], found["baseline"]["value"]) == ("only-baseline", None, 42)


async def test_a_deadline_that_passed_stands_beside_the_status(api: httpx.AsyncClient, session: Session) -> None:
    found = await assessed(api, session, WORKED["after the end"])

    assert (found["deadlinePassed"], found["gapToTarget"], found["expected"]) == (True, 2, 28)
    assert found["checkpoints"] == [{"year": 2011, "met": True}, {"year": 2017, "met": False}]


async def test_what_was_reached_and_lost_again_is_told(api: httpx.AsyncClient, session: Session) -> None:
    found = await assessed(api, session, Case({"2006": 42, "2013": 27, "2015": 28, "2016": 31}, None, "behind"))

    assert (found["reachedAt"], found["lostAt"], found["status"]) == ("2013", "2016", "behind")


async def test_a_place_can_get_better_and_fall_further_behind(api: httpx.AsyncClient, session: Session) -> None:
    found = await assessed(api, session, WORKED["further from the town"])

    assert (found["throughTime"], found["againstReference"]) == ("better", "worse")
    reference = found["reference"]
    assert [reference[name] for name in ("place", "period", "value", "gap", "gapAtBaseline")] == [
        *("stad", "2032", 52),
        *(5, 4),
    ]
    assert reference["ratio"] == pytest.approx(47 / 52)


async def test_beyond_what_should_be_met_exactly_is_overshoot(api: httpx.AsyncClient, session: Session) -> None:
    exactly = wants((2017, "28"), bound="exactly")

    found = await assessed(api, session, Case({"2006": 42, "2015": 25}, None, "on-track", exactly))

    assert (found["overshoot"], found["status"]) == (3, "on-track")


async def test_a_figure_older_than_twice_its_rhythm_is_outdated(api: httpx.AsyncClient, session: Session) -> None:
    yearly = Case({"2006": 42, "2011": 38}, None, "on-track", {}, FALLS | {"rhythm": "yearly"}, as_of="2013-12-31")
    found = await assessed(api, session, yearly)
    later = (await api.get("/targets/minder/assessment", params={"asOf": "2014-01-01"})).json()

    assert (found["outdated"], later["outdated"]) == (False, True)
    assert found["ages"] == {"actual": 731, "baseline": 2557, "reference": None}


async def test_five_figures_give_a_forecast_and_four_do_not(api: httpx.AsyncClient, session: Session) -> None:
    figures = {"2006": 42, "2007": 41, "2008": 40, "2009": 39}
    few = await assessed(api, session, Case(figures, None, "on-track", wants((2012, "30"))))
    measured(session, "2010", 38)
    enough = (await api.get("/targets/minder/assessment", params={"asOf": "2010"})).json()

    assert few["forecast"] is None
    forecast = enough["forecast"]
    assert (forecast["value"], forecast["low"] <= forecast["value"] <= forecast["high"]) == (
        42 - (forecast["year"] - 2006),
        True,
    )


async def test_the_line_runs_from_the_baseline_along_the_checkpoints(api: httpx.AsyncClient, session: Session) -> None:
    found = await assessed(api, session, WORKED["on the first checkpoint"])

    assert [(point["year"], point["value"]) for point in found["line"]] == [(2006, 42), (2011, 38), (2017, 28)]


async def test_the_method_is_named(api: httpx.AsyncClient, session: Session) -> None:
    found = await assessed(api, session, WORKED["on the first checkpoint"])

    assert found["method"] == {"name": "expected-line", "version": "1.0"}
