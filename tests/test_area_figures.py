"""Figures of areas: measured there, or computed from the neighbourhoods with what they cover; never stored."""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select
from sqlmodel import Session

from app.models.access import Role
from app.models.measurement import Measurement, MeasurementCreate
from app.models.place import Membership, MembershipVersion
from app.services.access.versions import keep, next_version
from app.services.measurements.recording import Provenance, record
from tests.given import (
    given_area,
    given_course,
    given_indicator,
    given_member,
    given_place,
    given_population,
    given_target,
    measured,
    writing,
)
from tests.keys import Keys
from tests.queries import counted

COUNT: dict[str, Any] = {"unit": "count", "highest": None, "good_direction": "rise"}


@pytest.fixture
def area(session: Session) -> None:
    """`zuid` is `veld`, `bos` and half of `duin`; `homes` are added up, `rent` is a mean, `mood` is neither."""
    given_course(session)
    given_place(session, "bos")
    given_place(session, "duin")
    given_area(session, "zuid", members=["veld", "bos"])
    given_member(session, "zuid", "duin", "0.5")
    given_indicator(session, "homes", across_places="sum", **COUNT)
    given_indicator(session, "rent", across_places="mean", weigh_by="homes")
    given_indicator(session, "mood", unit="grade")


def spread(session: Session, indicator: str, period: str, **values: float | None) -> None:
    for place, value in values.items():
        measured(session, period, value, indicator=indicator, place=place)


async def figures(api: httpx.AsyncClient, key: Mapping[str, str] | None = None, **asked: Any) -> list[dict[str, Any]]:
    answer = await api.get("/areas/zuid/figures", params=asked, headers=key or {})
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


async def figure(api: httpx.AsyncClient, indicator: str, **more: Any) -> dict[str, Any]:
    return (await figures(api, indicator=indicator, **more))[0]


async def test_a_sum_counts_partly_included_places_for_their_share_and_says_so(
    api: httpx.AsyncClient, session: Session, area: None
) -> None:
    spread(session, "homes", "2011", veld=100, bos=200, duin=50)

    assert await figure(api, "homes") == {
        "area": "zuid",
        "indicator": "homes",
        "period": "2011",
        "population": "all",
        "value": 325,
        "missing": None,
        "unit": "count",
        "measured": False,
        "estimated": True,
        "rounded": False,
        "margin": None,
        "reason": None,
        "coverage": {
            "parts": [{"place": "bos", "share": 1}, {"place": "duin", "share": 0.5}, {"place": "veld", "share": 1}],
            "partly": ["duin"],
            "missing": [],
        },
        "partsTotal": None,
        "addsUp": None,
        "measurement": None,
        "source": None,
        "origin": None,
        "shareOf": None,
    }


async def test_with_a_part_missing_there_is_no_sum(api: httpx.AsyncClient, session: Session, area: None) -> None:
    spread(session, "homes", "2011", veld=100)
    measured(session, "2011", None, indicator="homes", place="bos", missing="secret")

    found = await figure(api, "homes")
    assert (found["value"], found["reason"], found["coverage"]["missing"]) == (None, "part-missing", ["bos", "duin"])


async def test_a_measured_figure_wins_and_says_whether_the_parts_add_up(
    api: httpx.AsyncClient, session: Session, area: None
) -> None:
    whole = given_area(session, "heel", members=["veld", "bos"])
    spread(session, "homes", "2011", veld=100, bos=200)
    row = measured(session, "2011", 310, indicator="homes", place=whole.id, source="een-boek")

    found = (await api.get("/areas/heel/figures", params={"indicator": "homes"})).json()["items"][0]
    named = ("value", "measured", "partsTotal", "addsUp", "measurement", "source")
    assert [found[name] for name in named] == [310, True, 300, False, str(row.id), "een-boek"]


async def test_a_mean_is_weighed_and_an_indicator_without_a_rule_has_no_area_figure(
    api: httpx.AsyncClient, session: Session, area: None
) -> None:
    """Weighed by homes of the year itself, or of the last year that is known: 100 * 20, 200 * 50, half of 100 * 80."""
    spread(session, "homes", "2010", veld=100, bos=200, duin=100)
    spread(session, "rent", "2011", veld=20, bos=50, duin=80)
    spread(session, "mood", "2011", veld=7, bos=8, duin=6)

    rent, mood = await figure(api, "rent"), await figure(api, "mood")
    assert rent["value"] == pytest.approx((2000 + 10000 + 4000) / 350)
    assert (mood["value"], mood["reason"], mood["missing"]) == (None, "no-rule", "not-applicable")


async def test_a_mean_without_weights_says_so(api: httpx.AsyncClient, session: Session, area: None) -> None:
    spread(session, "rent", "2011", veld=20, bos=50, duin=80)

    assert (await figure(api, "rent"))["reason"] == "weight-missing"


async def test_an_indicator_that_counts_homes_goes_by_the_share_of_homes(
    api: httpx.AsyncClient, session: Session, area: None
) -> None:
    given_indicator(session, "burglary", across_places="sum", weigh_by="dwellings", **COUNT)
    half = session.get_one(Membership, ("zuid", "duin"))
    half.dwelling_share = Decimal("0.1")
    next_version(writing(session), half)
    keep(writing(session), half, MembershipVersion)
    session.commit()
    spread(session, "burglary", "2011", veld=100, bos=200, duin=50)

    assert (await figure(api, "burglary"))["value"] == 305


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ["homes 2010", "homes 2011", "homes 2012", "homes 2011 young", "mood 2011"]),
        ({"indicator": "mood"}, ["mood 2011"]),
        ({"indicator": ["mood", "rent"]}, ["mood 2011"]),
        ({"population": "young"}, ["homes 2011 young"]),
        ({"periodFrom": "2011", "population": "all"}, ["homes 2011", "homes 2012", "mood 2011"]),
        ({"periodTo": "2010"}, ["homes 2010"]),
        ({"knownAt": "2012-06-01"}, ["homes 2010"]),
    ],
)
async def test_figures_are_found_by_indicator_population_period_and_moment(
    api: httpx.AsyncClient, session: Session, area: None, asked: dict[str, Any], found: list[str]
) -> None:
    given_population(session, "young")
    for year in ("2010", "2011", "2012"):
        spread(session, "homes", year, veld=1)
    measured(session, "2011", 5, indicator="homes", population="young")
    spread(session, "mood", "2011", bos=7)

    names = [f"{one['indicator']} {one['period']} {one['population']}" for one in await figures(api, **asked)]
    assert [name.removesuffix(" all") for name in names if not name.startswith("nuisance")] == found


async def test_pages_follow_one_another(api: httpx.AsyncClient, session: Session, area: None) -> None:
    for year in range(2010, 2015):
        spread(session, "homes", str(year), veld=1)
    seen, address = [], "/api/v1/areas/zuid/figures?pageSize=2&indicator=homes&count=true"
    while address:
        page = (await api.get(f"http://test{address}")).json()
        seen += [one["period"] for one in page["items"]]
        address = page["next"]

    assert (seen, page["total"]) == (["2010", "2011", "2012", "2013", "2014"], 5)


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/areas/nergens/figures", 404),
        ("/areas/veld/figures", 404),
        ("/areas/zuid/figures?periodFrom=ooit", 400),
        ("/areas/zuid/figures?colour=red", 400),
    ],
)
async def test_what_cannot_be_asked_is_refused(api: httpx.AsyncClient, area: None, address: str, status: int) -> None:
    assert (await api.get(address)).status_code == status


async def test_a_computed_figure_is_never_stored(api: httpx.AsyncClient, session: Session, area: None) -> None:
    spread(session, "homes", "2011", veld=100, bos=200, duin=50)
    before = session.execute(select(func.count()).select_from(Measurement)).scalar()
    await figures(api)

    assert session.execute(select(func.count()).select_from(Measurement)).scalar() == before
    assert (await api.get("/measurements", params={"place": "zuid"})).json()["items"] == []


async def test_a_sum_of_small_counts_is_the_true_sum_rounded_once(
    api: httpx.AsyncClient, session: Session, keys: Keys, area: None
) -> None:
    """3, 4 and half of 12 are 13: each part alone is hidden or coarse, and none is missing."""
    given_indicator(session, "help", across_places="sum", protected=True, **COUNT)
    spread(session, "help", "2011", veld=3, bos=4, duin=12)
    spread(session, "help", "2012", veld=1, bos=0, duin=2)

    seen = [(one["value"], one["missing"], one["rounded"]) for one in await figures(api, indicator="help")]
    assert seen == [(15, None, True), (None, "suppressed", False)]
    for key in (keys.person(Role.PROGRAMME_STAFF, areas=["zuid"]), keys.person(Role.ADMINISTRATOR)):
        assert [one["value"] for one in await figures(api, key, indicator="help")] == [13, 2]


async def test_a_mean_of_hidden_parts_is_hidden(api: httpx.AsyncClient, session: Session, area: None) -> None:
    given_indicator(session, "poor", across_places="mean", protected=True)
    for place, poor in (("veld", 3), ("bos", 40), ("duin", 50)):
        measured(session, "2011", poor / 2, indicator="poor", place=place, numerator=poor, denominator=200)

    found = await figure(api, "poor")
    assert (found["value"], found["missing"], found["reason"]) == (None, "suppressed", "part-suppressed")


async def test_counts_that_their_source_rounded_have_a_margin(
    api: httpx.AsyncClient, session: Session, area: None
) -> None:
    given_indicator(session, "help", across_places="sum", protected=True, **COUNT)
    for place, value in (("veld", 35), ("bos", 40), ("duin", 50)):
        said = {"indicator": "help", "place": place, "period": "2011", "value": value}
        moment = writing(session, now=datetime(2013, 1, 1, tzinfo=UTC))
        record(moment, MeasurementCreate.model_validate(said), Provenance(published=True))
    session.commit()

    found = await figure(api, "help")
    assert (found["value"], found["rounded"], found["margin"]) == (100, False, pytest.approx(2.8 * 3**0.5))


async def test_a_target_of_an_area_is_judged_by_computed_figures_that_are_marked(
    api: httpx.AsyncClient, session: Session, area: None
) -> None:
    given_target(session, "huizen", indicator_id="homes", place_id="zuid", direction="rise", bound="at-least",
                 checkpoints=[{"year": 2016, "value": "425"}])  # fmt: skip
    spread(session, "homes", "2006", veld=100, bos=200, duin=50)
    spread(session, "homes", "2011", veld=130, bos=220, duin=50)
    spread(session, "homes", "2012", veld=500)
    row = measured(session, "2014", 400, indicator="homes", place="zuid")

    async def assessment(day: str) -> dict[str, Any]:
        found: dict[str, Any] = (await api.get("/targets/huizen/assessment", params={"asOf": day})).json()
        return found

    then, now = await assessment("2013"), await assessment("2014")
    assert [(one["status"], one["pace"]) for one in (then, now)] == [
        ("on-track", 1),
        ("behind", pytest.approx(75 / 80)),
    ]
    assert [(point["value"], point["computed"], point["measurement"]) for point in now["series"]] == [
        (325, True, None),
        (375, True, None),
        (400, False, str(row.id)),
    ]
    assert then["baseline"] == {"period": "2006", "value": 325, "origin": None}


async def test_figures_of_other_parts_of_the_area_are_not_compared(
    api: httpx.AsyncClient, session: Session, area: None
) -> None:
    given_target(session, "huur", indicator_id="rent", place_id="zuid", checkpoints=[{"year": 2016, "value": "20"}])
    spread(session, "homes", "2006", veld=100, bos=100, duin=100)
    spread(session, "rent", "2006", veld=40, bos=50, duin=60)
    spread(session, "rent", "2011", veld=30, bos=40)

    found = (await api.get("/targets/huur/assessment", params={"asOf": "2011"})).json()
    assert (found["reason"], found["notes"]) == ("only-baseline", ["other-parts"])


async def test_more_places_take_no_more_questions(
    api: httpx.AsyncClient, session: Session, app: Any, area: None
) -> None:
    spread(session, "homes", "2011", veld=1, bos=2, duin=4)
    with counted(app.state.engine) as few:
        await figures(api)
    for number in range(20):
        given_member(session, "zuid", given_place(session, f"buurt-{number}").id)
        spread(session, "homes", "2011", **{f"buurt-{number}": 1.0})
    with counted(app.state.engine) as many:
        assert (await figure(api, "homes"))["value"] == 25

    assert len(many) == len(few)
