"""What an assessment shows of its figures, by each rule; and the town beside the place."""

from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from sqlmodel import Session

from app.models.base import Origin
from app.models.measurement import MeasurementCreate
from app.models.place import Place, PlaceKind
from app.services.measurements import recording
from tests.given import given_course, given_indicator, given_place, given_target, measured, writing

RISE: dict[str, Any] = {"direction": "rise", "bound": "at-least", "checkpoints": []}


@pytest.fixture
def course(session: Session) -> None:
    """`veld` lies in a town with figures of its own."""
    given_course(session)
    given_place(session, "stad", kind=PlaceKind.MUNICIPALITY)
    veld = session.get_one(Place, "veld")
    veld.municipality_id = "stad"
    session.add(veld)
    session.commit()


async def assessment(api: httpx.AsyncClient, key: str = "minder", as_of: str = "2011") -> dict[str, Any]:
    answer = await api.get(f"/targets/{key}/assessment", params={"asOf": as_of})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_an_assessment_carries_every_part_of_the_reckoning(
    api: httpx.AsyncClient, session: Session, course: None
) -> None:
    measured(session, "2011", 40, low=39, high=41)
    found = await assessment(api)

    named = ("target", "place", "programme", "goal", "indicator", "state", "status", "reason")
    assert [found[name] for name in named] == [
        *("minder", "veld", "samen", "rust", "nuisance", "adopted"),
        *("far-behind", None),
    ]
    facts = ("pace", "expected", "gapToTarget", "deadlinePassed", "reachedAt", "lostAt", "overshoot", "outdated")
    assert [found[name] for name in facts] == [0.5, 38, 12, False, None, None, None, False]
    assert found["baseline"] == {"period": "2006", "value": 42, "origin": None}
    assert found["actual"] == {"period": "2011", "value": 40, "low": 39, "high": 41, "state": "final", "flags": []}
    assert found["checkpoints"] == [{"year": 2011, "met": False}, {"year": 2017, "met": None}]
    assert (found["throughTime"], found["againstReference"], found["goodDirection"]) == ("better", None, "fall")
    assert [found[name] for name in ("places", "counts", "judgement", "forecast", "reference")] == [None] * 5


async def test_each_point_of_the_series_leads_to_its_measurement_and_origin(
    api: httpx.AsyncClient, session: Session, course: None
) -> None:
    row = measured(session, "2011", 39)
    said = MeasurementCreate.model_validate(
        {
            "indicator": "nuisance",
            "place": "veld",
            "period": "2011",
            "value": 38,
            "source": "een-boek",
            "state": "final",
        }
    )
    origin = Origin(document="een-boek", line=319)
    later = writing(session, now=datetime(2013, 1, 1, tzinfo=UTC))
    recording.record(later, said, recording.Provenance(origin=origin, published=True))
    session.commit()

    series = (await assessment(api))["series"]
    assert [(point["period"], point["value"], point["revision"]) for point in series] == [
        ("2006", 42, 1),
        ("2011", 38, 2),
    ]
    assert series[1] == {
        "period": "2011",
        "value": 38,
        "missing": None,
        "low": None,
        "high": None,
        "state": "final",
        "flags": [],
        "measurement": str(row.id),
        "revision": 2,
        "computed": False,
        "source": "een-boek",
        "origin": {"document": "een-boek", "line": 319, "table": None, "key": None},
        "gap": None,
    }
    assert (await api.get(f"/measurements/{series[1]['measurement']}")).json()["value"] == 38


async def test_doubtful_provisional_and_flagged_figures_count_and_are_named(
    api: httpx.AsyncClient, session: Session, course: None
) -> None:
    measured(session, "2006", 42, state="doubtful", note="Lijkt te hoog")
    for year, value in (("2007", 42), ("2008", 41), ("2009", 42), ("2010", 41)):
        measured(session, year, value)
    measured(session, "2011", 12, state="provisional")

    found = await assessment(api)
    assert (found["status"], found["actual"]["flags"]) == ("achieved", ["implausible-change"])
    assert found["notes"] == ["actual-provisional", "actual-flagged", "baseline-doubtful"]
    assert [(point["state"], point["flags"]) for point in (found["series"][0], found["series"][-1])] == [
        ("doubtful", []),
        ("provisional", ["implausible-change"]),
    ]


async def test_another_kind_of_period_is_left_out_and_named(
    api: httpx.AsyncClient, session: Session, course: None
) -> None:
    measured(session, "2011-Q2", 20)

    found = await assessment(api)
    assert (found["reason"], found["notes"]) == ("only-baseline", ["other-period-kind"])


async def test_what_is_missing_is_no_point_of_the_series(
    api: httpx.AsyncClient, session: Session, course: None
) -> None:
    measured(session, "2011", None, missing="unreliable")

    found = await assessment(api)
    assert ([point["period"] for point in found["series"]], found["status"]) == (["2006"], "no-data")


@pytest.mark.parametrize("rule", ["absolute", "relative", "direction", "coverage"])
async def test_the_town_stands_beside_the_place_whatever_the_rule(
    api: httpx.AsyncClient, session: Session, course: None, rule: str
) -> None:
    points = {"absolute": [{"year": 2017, "value": "28"}], "relative": [{"year": 2017, "change": "-25"}]}
    given_target(session, "eentje", rule=rule, checkpoints=points.get(rule, []), end_year=2017)
    for year, value, town in (("2006", 42, 30), ("2011", 38, 32)):
        measured(session, year, value, numerator=value, denominator=100)
        measured(session, year, town, place="stad")

    found = await assessment(api, "eentje")
    assert [(point["period"], point["value"]) for point in found["referenceSeries"]] == [("2006", 30), ("2011", 32)]
    reference = found["reference"]
    assert (reference["place"], reference["gap"], reference["gapAtBaseline"]) == ("stad", 6, 12)
    assert (found["throughTime"], found["againstReference"]) == ("better", "better")


async def test_a_figure_of_the_town_after_the_day_is_not_beside_it(
    api: httpx.AsyncClient, session: Session, course: None
) -> None:
    for year in ("2006", "2011", "2012"):
        measured(session, year, 30, place="stad")

    found = await assessment(api)
    assert [point["period"] for point in found["referenceSeries"]] == ["2006", "2011"]


async def test_a_reference_that_is_missing_is_the_reason(
    api: httpx.AsyncClient, session: Session, course: None
) -> None:
    given_target(session, "gelijk", rule="reference", reference_id="stad", **RISE | {"direction": "fall"})
    measured(session, "2011", 38)
    statuses = [(await assessment(api, "gelijk"))["reason"]]
    measured(session, "2006", 30, place="stad")
    statuses.append((await assessment(api, "gelijk"))["reason"])

    assert statuses == ["reference-missing", "reference-missing"]


async def test_coverage_needs_to_know_of_how_many(api: httpx.AsyncClient, session: Session, course: None) -> None:
    given_indicator(session, "sports", unit="count", good_direction="rise", highest=None)
    given_target(
        session,
        "sport",
        indicator_id="sports",
        rule="coverage",
        baseline_period=None,
        start_year=2006,
        end_year=2016,
        **RISE,
    )
    measured(session, "2011", 6, indicator="sports")
    without = await assessment(api, "sport")
    measured(session, "2011", 6, indicator="sports", numerator=6, denominator=10)
    reached = await assessment(api, "sport")

    assert (without["reason"], reached["status"]) == ("denominator-missing", "on-track")
    assert (reached["pace"], reached["expected"], reached["baseline"]["value"]) == (1.2, 5, 0)


async def test_a_direction_is_kept_lost_or_open(api: httpx.AsyncClient, session: Session, course: None) -> None:
    given_target(session, "omlaag", rule="direction", checkpoints=[])
    given_target(session, "open", rule="direction", direction="open", bound="exactly", checkpoints=[])
    measured(session, "2011", 38)
    better = await assessment(api, "omlaag")
    measured(session, "2011", 44)
    worse, undecided = await assessment(api, "omlaag"), await assessment(api, "open")

    assert [one["status"] for one in (better, worse, undecided)] == ["on-track", "worsening", "no-data"]
    assert (undecided["reason"], len(undecided["series"])) == ("direction-open", 2)


@pytest.mark.parametrize(
    ("step", "status", "late"),
    [
        ({"due": "2024-12-31"}, "not-started", False),
        ({"due": "2023-12-31"}, "far-behind", True),
        ({"due": "2023-12-31", "done": "2024-02-01", "evidence": "Raadsbesluit"}, "achieved", False),
        ({"due": "2023-12-31", "done": "2024-02-01"}, "far-behind", True),
        ({"due": "2023-12-31", "done": "2024-08-01", "evidence": "Raadsbesluit"}, "far-behind", True),
    ],
)
async def test_a_milestone_is_a_dated_fact_with_evidence(
    api: httpx.AsyncClient, session: Session, course: None, step: dict[str, str], status: str, late: bool
) -> None:
    given_target(
        session,
        "plan",
        rule="milestone",
        indicator_id=None,
        baseline_period=None,
        checkpoints=[],
        steps=[{"name": "Plan"} | step],
    )

    found = await assessment(api, "plan", "2024-06-30")
    assert (found["status"], found["deadlinePassed"], found["series"]) == (status, late, [])
