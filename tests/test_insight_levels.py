"""Two levels through the API, events on the line, what moves beside an area, areas and programmes side by side."""

from datetime import UTC, date, datetime
from typing import Any

import httpx
import pytest
from sqlmodel import Session

from app.models.access import Role
from app.models.place import PlaceKind
from tests.given import (
    given_indicator,
    given_place,
    given_target,
    measured,
)
from tests.insight_given import COUNT, GUARDED, given_city, given_event, given_nuisance, items, only, spread, told
from tests.keys import Keys

PATH = "/indicators/nuisance/comparison"


@pytest.fixture
def city(session: Session) -> None:
    given_city(session, starts=date(2009, 3, 1))
    given_nuisance(session)


async def place(api: httpx.AsyncClient, key: str, **asked: Any) -> dict[str, Any]:
    found: dict[str, Any] = (await items(api, PATH, place=key, **asked))[0]
    return found


@pytest.mark.usefixtures("city")
async def test_every_period_has_the_figure_the_citys_and_the_gap(api: httpx.AsyncClient) -> None:
    found = await place(api, "veld")

    assert only(found, "place", "reference", "since", "until") == ("veld", "stad", "2010", "2020")
    assert [only(it, "period", "value", "referenceValue", "difference", "gap", "side") for it in found["points"]] == [
        ("2010", 30, 30, 0, 0, "same"),
        ("2020", 38, 30, 8, 8, "worse"),
    ]
    assert only(found, "throughTime", "againstReference", "fallsBehind") == ("worse", "worse", False)


@pytest.mark.usefixtures("city")
async def test_both_are_said_when_a_place_improves_and_falls_further_behind(
    api: httpx.AsyncClient, session: Session
) -> None:
    spread(session, "nuisance", "2022", stad=10, bos=19)
    found = await place(api, "bos")

    assert only(found, "throughTime", "againstReference", "fallsBehind") == ("better", "better", False)
    spread(session, "nuisance", "2023", stad=5, bos=18)
    since = await place(api, "bos", periodFrom="2020")
    assert only(since, "since", "throughTime", "againstReference", "fallsBehind") == ("2020", "better", "worse", True)


@pytest.mark.usefixtures("city")
async def test_anything_can_be_the_reference_and_the_answer_says_what_there_is(
    api: httpx.AsyncClient, session: Session
) -> None:
    given_place(session, "g4", kind=PlaceKind.GROUP)
    measured(session, "2020", 44, place="g4")
    answer = await told(api, PATH, place="zuid", reference="g4")

    assert answer["references"] == ["g4", "stad"]
    assert answer["populations"] == ["all"]
    assert [it["gap"] for it in answer["items"][0]["points"]] == [None, -16]
    assert (await api.get(f"{PATH}?reference=nergens")).status_code == 400


@pytest.mark.usefixtures("city")
async def test_a_city_is_not_compared_with_itself(api: httpx.AsyncClient) -> None:
    assert only(await place(api, "stad"), "reference", "againstReference") == (None, None)


@pytest.mark.usefixtures("city")
async def test_places_are_asked_by_area_and_municipality_and_come_in_pages(api: httpx.AsyncClient) -> None:
    inside = [it["place"] for it in await items(api, PATH, area="zuid")]
    first = await told(api, PATH, municipality="GM9999", pageSize=2, count="true")
    second = (await api.get(first["next"].removeprefix("/api/v1"))).json()

    assert inside == ["bos", "veld", "zuid"]
    assert [it["place"] for it in first["items"] + second["items"]] == ["bos", "duin", "stad", "veld"]
    assert first["total"] == 5


@pytest.mark.usefixtures("city")
async def test_an_area_that_nobody_measured_gets_what_its_neighbourhoods_come_to(
    api: httpx.AsyncClient, session: Session
) -> None:
    given_indicator(session, "homes", **COUNT)
    spread(session, "homes", "2020", bos=10, veld=20)
    (found,) = await items(api, "/indicators/homes/comparison", place="zuid")

    assert only(found["points"][0], "value", "computed", "measurement") == (30, True, None)


@pytest.mark.usefixtures("city")
async def test_a_hidden_figure_has_no_gap_and_ends_what_can_be_said(
    api: httpx.AsyncClient, session: Session, keys: Keys
) -> None:
    given_indicator(session, "debts", good_direction="fall", **GUARDED)
    spread(session, "debts", "2018", stad=1000, bos=50)
    spread(session, "debts", "2020", stad=1000, bos=3)

    (found,) = await items(api, "/indicators/debts/comparison", place="bos")
    assert [only(it, "value", "missing", "gap", "ratio") for it in found["points"]] == [
        (50, None, None, 0.05),
        (None, "suppressed", None, None),
    ]
    assert only(found, "since", "throughTime", "againstReference") == (None, None, None)
    (true,) = await items(api, "/indicators/debts/comparison", keys.person(Role.PROGRAMME_STAFF), place="bos")
    assert only(true, "until", "throughTime") == ("2020", "better")


@pytest.mark.usefixtures("city")
async def test_the_share_of_the_city_is_a_series_too(api: httpx.AsyncClient, session: Session) -> None:
    given_indicator(session, "homes", **COUNT)
    given_indicator(session, "part", share_of="homes")
    spread(session, "homes", "2018", stad=200, bos=10, veld=40)
    spread(session, "homes", "2020", stad=200, bos=30, veld=40)
    (found,) = await items(api, "/indicators/part/comparison", place="zuid")

    assert [only(it, "period", "value", "computed") for it in found["points"]] == [
        ("2018", 25, True),
        ("2020", 35, True),
    ]
    assert only(found, "shareOf", "throughTime") == ("homes", "worse")


@pytest.mark.usefixtures("city")
async def test_events_stand_with_the_lines_that_they_are_about(api: httpx.AsyncClient, session: Session) -> None:
    given_target(session, place_id="veld")
    given_event(session)
    given_event(session, "elsewhere", places=["duin"])
    given_event(session, "around", places=["zuid"], indicators=["nuisance"], period="2012", until="2014")
    given_event(session, "other", indicators=["homes"])
    given_event(session, "later", period="2150")
    given_event(session, "undone", withdrawn=True)

    assessed = await told(api, "/targets/minder/assessment")
    assert [it["id"] for it in assessed["events"]] == ["around", "corona"]
    assert assessed["events"][0] == {
        "id": "around",
        "programme": "samen",
        "name": "Around",
        "kind": "circumstance",
        "period": "2012",
        "until": "2014",
        "text": None,
    }
    assert [it["id"] for it in (await told(api, PATH, place="veld"))["events"]] == ["around", "corona"]
    assert [it["id"] for it in (await told(api, "/assessments"))["items"][0]["events"]] == ["around", "corona"]
    given_event(session, "nearby", places=["bos"], period="2016")
    assert [it["id"] for it in (await told(api, PATH, place="zuid"))["events"]] == ["around", "corona", "nearby"]
    assert (await told(api, "/targets/minder/assessment", asOf="2013"))["events"][-1]["id"] == "around"


@pytest.mark.usefixtures("city")
async def test_each_figure_of_an_assessment_has_its_gap_to_the_city(api: httpx.AsyncClient, session: Session) -> None:
    given_target(session, place_id="veld", baseline_period="2010", checkpoints=[{"year": 2030, "value": "20"}])
    found = await told(api, "/targets/minder/assessment")

    assert [it["gap"] for it in found["series"]] == [0, 8]


@pytest.mark.usefixtures("city")
async def test_what_was_recorded_later_is_left_out(api: httpx.AsyncClient, session: Session) -> None:
    measured(session, "2020", 10, place="veld", now=datetime(2024, 1, 1, tzinfo=UTC), reason="telfout")

    earlier = await place(api, "veld", knownAt="2023-01-01", asOf="2022")
    assert [it["value"] for it in earlier["points"]] == [30, 38]
    assert [it["value"] for it in (await place(api, "veld"))["points"]] == [30, 10]


@pytest.mark.usefixtures("city")
async def test_everything_that_is_known_of_a_place_is_said_on_two_levels(
    api: httpx.AsyncClient, session: Session
) -> None:
    given_indicator(session, "homes", **COUNT)
    spread(session, "homes", "2020", stad=90, bos=10, veld=20)
    found = await items(api, "/places/zuid/comparison")

    assert [only(it, "indicator", "reference", "throughTime") for it in found] == [
        ("homes", "stad", None),
        ("nuisance", "stad", "better"),
    ]
    assert [it["points"][-1]["value"] for it in found] == [30, 28]
    assert (await api.get("/places/nergens/comparison")).status_code == 404
