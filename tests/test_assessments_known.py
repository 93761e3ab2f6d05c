"""Assessments of a day and as known at a moment: old answers are made again, figure for figure."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import httpx
import pytest
from sqlmodel import Session

from app.models.indicator import Indicator, IndicatorVersion
from app.models.place import Membership, MembershipVersion
from app.models.programme import Programme, ProgrammeVersion
from app.models.progress import Judgement
from app.models.target import Target, TargetVersion
from app.models.terms import GoodDirection, Status, TargetState
from app.services.access.versions import keep, next_version
from app.services.measurements import recording
from tests.given import (
    given_area,
    given_course,
    given_indicator,
    given_member,
    given_place,
    given_target,
    measured,
    writing,
)

BEFORE, CHANGED, AFTER = "2015-04-30T12:00:00Z", datetime(2015, 5, 1, tzinfo=UTC), "2015-05-02T12:00:00Z"


@pytest.fixture
def course(session: Session) -> None:
    given_course(session)
    measured(session, "2011", 38)


async def assessment(api: httpx.AsyncClient, key: str = "minder", **asked: str) -> dict[str, Any]:
    answer = await api.get(f"/targets/{key}/assessment", params={"asOf": "2011"} | asked)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def before_and_after(api: httpx.AsyncClient, key: str = "minder", **asked: str) -> list[dict[str, Any]]:
    """As known the day before something changed, and the day after; today's answer is that of after."""
    now = await assessment(api, key, **asked)
    found = [await assessment(api, key, knownAt=moment, **asked) for moment in (BEFORE, AFTER)]
    assert now == found[1]
    return found


@pytest.mark.parametrize(
    ("day", "actual"),
    [("2010", None), ("2011-12-30", None), ("2011-12-31", "2011"), ("2011", "2011"), ("2013-07-01", "2011")],
)
async def test_a_year_is_its_last_day_and_a_span_counts_once_it_is_over(
    api: httpx.AsyncClient, course: None, day: str, actual: str | None
) -> None:
    found = await assessment(api, asOf=day)

    assert (found["actual"] or {}).get("period") == actual


async def test_a_figure_at_a_date_counts_from_that_date(api: httpx.AsyncClient, session: Session, course: None) -> None:
    given_indicator(session, "stock", at_date=True)
    given_target(session, "voorraad", indicator_id="stock")
    measured(session, "2006", 42, indicator="stock")
    measured(session, "2011", 38, indicator="stock")

    actuals = [(await assessment(api, "voorraad", asOf=day))["actual"] for day in ("2010-12-31", "2011-01-01")]
    assert [actual and actual["period"] for actual in actuals] == [None, "2011"]


@pytest.mark.parametrize("day", ["11", "2011-13", "2011-02-30", "2011-W26-2", "20110630", "２０１１", "year", "1850"])
@pytest.mark.parametrize("address", ["/targets/minder/assessment", "/targets/minder", "/targets", "/assessments"])
async def test_a_day_that_cannot_be_read_is_refused(
    api: httpx.AsyncClient, course: None, day: str, address: str
) -> None:
    refused = await api.get(address, params={"asOf": day})

    assert refused.status_code == 400
    assert [(error["field"], error["code"]) for error in refused.json()["errors"]] == [("asOf", "invalid-period")]


async def test_a_moment_without_time_zone_is_refused(api: httpx.AsyncClient, course: None) -> None:
    assert (await api.get("/targets/minder/assessment", params={"knownAt": "2015-05-01T12:00"})).status_code == 400


async def test_a_revision_is_left_out_before_it_was_known(
    api: httpx.AsyncClient, session: Session, course: None
) -> None:
    measured(session, "2011", 40, now=CHANGED)

    then, now = await before_and_after(api)
    assert [(one["status"], one["pace"], one["actual"]["value"]) for one in (then, now)] == [
        ("on-track", 1, 38),
        ("far-behind", 0.5, 40),
    ]
    assert [one["series"][-1]["revision"] for one in (then, now)] == [1, 2]


async def test_a_withdrawal_is_left_out_before_it_was_known(
    api: httpx.AsyncClient, session: Session, course: None
) -> None:
    row = measured(session, "2011", 38)
    recording.withdraw(writing(session, now=CHANGED), str(row.id), "Verkeerde wijk")
    session.commit()

    then, now = await before_and_after(api)
    assert [(one["status"], one["reason"]) for one in (then, now)] == [("on-track", None), ("no-data", "only-baseline")]


async def test_a_baseline_that_was_revised_moves_the_old_answer_not(
    api: httpx.AsyncClient, session: Session, course: None
) -> None:
    measured(session, "2006", 40, now=CHANGED)

    then, now = await before_and_after(api)
    assert [(one["baseline"]["value"], one["status"]) for one in (then, now)] == [(42, "on-track"), (40, "on-track")]
    assert [one["line"][0]["value"] for one in (then, now)] == [42, 40]


async def test_a_target_that_was_changed_is_judged_as_it_was(
    api: httpx.AsyncClient, session: Session, course: None
) -> None:
    row = session.get_one(Target, "minder")
    row.checkpoints = [{"year": 2011, "value": "30"}]
    next_version(writing(session, now=CHANGED), row)
    keep(writing(session), row, TargetVersion)
    session.commit()

    then, now = await before_and_after(api)
    assert [(one["status"], one["expected"]) for one in (then, now)] == [("on-track", 38), ("far-behind", 30)]


async def test_an_indicator_that_was_changed_is_read_as_it_was(
    api: httpx.AsyncClient, session: Session, course: None
) -> None:
    """With one decimal, a tenth worse is a step; with none, it is less than one."""
    measured(session, "2007", 42.5)
    row = session.get_one(Indicator, "nuisance")
    row.decimals, row.good_direction = 1, GoodDirection.FALL
    next_version(writing(session, now=CHANGED), row)
    keep(writing(session), row, IndicatorVersion)
    session.commit()

    then, now = await before_and_after(api, asOf="2007")
    assert [(one["status"], one["throughTime"]) for one in (then, now)] == [
        ("on-track", "same"),
        ("worsening", "worse"),
    ]


async def test_the_composition_of_an_area_is_that_of_the_moment(
    api: httpx.AsyncClient, session: Session, course: None
) -> None:
    given_place(session, "bos")
    given_place(session, "duin")
    given_area(session, "zuid", members=["veld", "bos"])
    given_target(session, "overal", place_id=None, every_neighbourhood_of="zuid")
    left = session.get_one(Membership, ("zuid", "bos"))
    next_version(writing(session, now=CHANGED), left)
    keep(writing(session), left, MembershipVersion, gone=True)
    session.delete(left)
    session.commit()
    given_member(session, "zuid", "duin", now=CHANGED)

    then, now = await before_and_after(api, "overal")
    assert [sorted(place["place"] for place in one["places"]) for one in (then, now)] == [
        ["bos", "veld"],
        ["duin", "veld"],
    ]


async def test_a_judgement_is_left_out_before_it_was_given(
    api: httpx.AsyncClient, session: Session, course: None
) -> None:
    for status, moment in ((Status.BEHIND, datetime(2015, 4, 1, tzinfo=UTC)), (Status.WORSENING, CHANGED)):
        session.add(
            Judgement(target_id="minder", place_id="veld", status=status, reason="x", role="editor", recorded_at=moment)
        )
    session.commit()

    then, now = await before_and_after(api)
    assert [one["judgement"]["status"] for one in (then, now)] == ["behind", "worsening"]
    assert (await assessment(api, knownAt="2015-03-01"))["judgement"] is None


async def test_the_term_of_the_programme_is_that_of_the_moment(
    api: httpx.AsyncClient, session: Session, course: None
) -> None:
    """Coverage without a baseline starts at 0 in the year in which the programme starts."""
    given_indicator(session, "sports", unit="count", good_direction="rise", highest=None)
    wanted = {"rule": "coverage", "bound": "at-least", "direction": "rise", "baseline_period": None, "end_year": 2011}
    given_target(session, "sport", indicator_id="sports", checkpoints=[], **wanted)  # type: ignore[arg-type]
    measured(session, "2011", 5, indicator="sports", numerator=5, denominator=10)
    row = session.get_one(Programme, "samen")
    row.starts = datetime(2006, 1, 1, tzinfo=UTC).date()
    next_version(writing(session, now=CHANGED), row)
    keep(writing(session), row, ProgrammeVersion)
    session.commit()

    then, now = await before_and_after(api, "sport")
    assert [(one["status"], one["reason"]) for one in (then, now)] == [
        ("no-data", "baseline-missing"),
        ("far-behind", None),
    ]


async def test_a_target_that_was_a_draft_is_one_again(api: httpx.AsyncClient, session: Session, course: None) -> None:
    row = session.get_one(Target, "minder")
    row.state = TargetState.WITHDRAWN
    next_version(writing(session, now=CHANGED), row)
    keep(writing(session), row, TargetVersion)
    session.commit()

    found = [(await api.get("/assessments", params={"knownAt": moment})).json()["items"] for moment in (BEFORE, AFTER)]
    assert [[one["target"] for one in page] for page in found] == [["minder"], []]


async def test_nothing_of_before_its_time_is_known(api: httpx.AsyncClient, session: Session, course: None) -> None:
    asked = {"knownAt": "1999-01-01"}

    assert (await api.get("/assessments", params=asked)).json()["items"] == []
    assert (await api.get("/targets/minder/assessment", params=asked)).status_code == 404
    assert Decimal(str((await assessment(api, knownAt="2009-01-01"))["baseline"]["value"])) == 42
