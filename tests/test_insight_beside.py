"""What lies beside an area: watched places, other areas, and the programmes that came before on the same ground."""

from datetime import date
from typing import Any

import httpx
import pytest
from sqlmodel import Session

from app.models.result import WatchedPlace, WatchedPlaceVersion
from tests.given import given_area, given_indicator, given_member, given_place, given_programme, given_target, measured
from tests.insight_given import COUNT, GUARDED, given_city, given_event, given_nuisance, items, kept, only, spread, told
from tests.queries import counted


@pytest.fixture
def city(session: Session) -> None:
    given_city(session, starts=date(2009, 3, 1))
    given_nuisance(session)


def given_watch(session: Session, **more: Any) -> None:
    said: dict[str, Any] = {"id": "samen-duin", "programme": "samen", "name": "Duin", "area": "zuid", "place": "duin"}
    kept(session, WatchedPlace(**(said | {"text": "Ligt ernaast."} | more)), WatchedPlaceVersion)


@pytest.mark.usefixtures("city")
async def test_what_moves_beside_the_area_is_laid_beside_what_moves_inside(
    api: httpx.AsyncClient, session: Session
) -> None:
    given_watch(session)
    answer = await told(api, "/areas/zuid/surroundings")

    assert answer["items"] == [
        {
            "indicator": "nuisance",
            "population": "all",
            "programme": "samen",
            "since": "2010",
            "until": "2020",
            "inside": {"place": "zuid", "first": 36, "last": 28, "movement": "better", "estimated": False},
            "outside": {"place": "duin", "first": 20, "last": 30, "movement": "worse", "estimated": False},
            "reference": {"place": "stad", "first": 30, "last": 30, "movement": "same", "estimated": False},
            "movesOut": True,
        }
    ]
    assert answer["watched"] == [
        {
            "id": "samen-duin",
            "programme": "samen",
            "place": "duin",
            "since": "2009-03-01",
            "text": "Ligt ernaast.",
            "compared": 1,
            "movesOut": 1,
        }
    ]


@pytest.mark.usefixtures("city")
async def test_a_watch_has_a_start_of_its_own_and_ends_when_it_is_withdrawn(
    api: httpx.AsyncClient, session: Session
) -> None:
    spread(session, "nuisance", "2015", duin=40, zuid=20)
    given_watch(session, since=date(2016, 1, 1))
    (found,) = await items(api, "/areas/zuid/surroundings")
    assert only(found, "since", "movesOut") == ("2015", False)

    given_watch(session, id="undone", withdrawn=True)
    assert len((await told(api, "/areas/zuid/surroundings"))["watched"]) == 1


@pytest.mark.usefixtures("city")
async def test_a_watched_place_whose_last_figure_may_not_be_told_has_not_moved(
    api: httpx.AsyncClient, session: Session
) -> None:
    given_watch(session)
    given_indicator(session, "debts", **GUARDED)
    spread(session, "debts", "2010", zuid=50, duin=50)
    spread(session, "debts", "2020", zuid=50, duin=3)

    assert [it["indicator"] for it in await items(api, "/areas/zuid/surroundings")] == ["nuisance"]


@pytest.mark.usefixtures("city")
async def test_areas_are_compared_with_their_context_and_a_warning(api: httpx.AsyncClient, session: Session) -> None:
    given_indicator(session, "inhabitants", **COUNT)
    given_indicator(session, "benefits", **COUNT)
    given_area(session, "noord", members=["duin"], municipality_id="stad")
    spread(session, "inhabitants", "2020", zuid=40000, noord=10000)
    spread(session, "benefits", "2020", zuid=400, stad=1000)
    measured(session, "2019", 300, indicator="benefits", place="noord")
    answer = await told(api, "/areas/comparison", indicator="benefits", area=["zuid", "noord"])

    assert [it["code"] for it in answer["cautions"]] == ["inhabitants", "periods"]
    assert answer["cautions"][1]["text"] == "De laatste cijfers gaan over verschillende perioden."
    assert answer["items"][1]["context"] == {
        "place": "zuid",
        "municipality": "stad",
        "inhabitants": {"value": 40000, "year": 2020},
        "districts": None,
        "neighbourhoods": 2,
        "fictitious": True,
    }
    found = [it["figures"][0] for it in answer["items"]]
    assert [only(it, "period", "value", "referenceValue", "per1000") for it in found] == [
        ("2019", 300, None, 30),
        ("2020", 400, 1000, 10),
    ]


@pytest.mark.usefixtures("city")
async def test_different_indicators_for_one_theme_are_said_to_differ(api: httpx.AsyncClient, session: Session) -> None:
    given_area(session, "noord", members=["duin"], municipality_id="stad")
    for key, area in (("dropouts", "zuid"), ("truants", "noord")):
        given_indicator(session, key, theme="school")
        spread(session, key, "2020", **{area: 10})
    answer = await told(api, "/areas/comparison", theme="school")

    assert answer["indicators"] == ["dropouts", "truants"]
    assert "indicators" in [it["code"] for it in answer["cautions"]]
    assert [[figure["indicator"] for figure in it["figures"]] for it in answer["items"]] == [["truants"], ["dropouts"]]


@pytest.mark.usefixtures("city")
async def test_neighbourhoods_that_are_judged_by_different_indicators_differ_before_anything_is_measured(
    api: httpx.AsyncClient, session: Session
) -> None:
    """As in a charter that says for each neighbourhood what it counts (002:115), with changes and without figures."""
    for key, place in (("dropouts", "bos"), ("truants", "veld")):
        given_indicator(session, key, theme="school")
        given_target(session, key, indicator_id=key, place_id=place)
    answer = await told(api, "/areas/comparison", theme="school", within="zuid")

    assert [it["context"]["place"] for it in answer["items"]] == ["bos", "veld"]
    found = [it["figures"][0] for it in answer["items"]]
    assert [only(it, "indicator", "expected", "period", "value") for it in found] == [
        ("dropouts", True, None, None),
        ("truants", True, None, None),
    ]
    assert [it["code"] for it in answer["cautions"]] == ["context-missing", "indicators"]


@pytest.mark.usefixtures("city")
async def test_the_programmes_on_one_ground_come_one_after_another_with_their_own_baselines(
    api: httpx.AsyncClient, session: Session
) -> None:
    given_area(session, "nieuw", members=["veld"])
    given_member(session, "nieuw", "duin")
    given_programme(session, "later", areas=["nieuw"], starts=date(2022, 1, 1))
    given_programme(session, "elders")
    given_target(session, place_id="veld", baseline_period="2010")
    given_target(session, "opnieuw", programme_id="later", place_id="veld", baseline_period="2020", checkpoints=[])
    found = await items(api, "/areas/zuid/programmes")

    assert [only(it, "programme", "starts", "own", "areas", "places") for it in found] == [
        ("samen", "2009-03-01", True, [], []),
        ("later", "2022-01-01", False, ["nieuw"], ["veld"]),
    ]
    assert [only(it["baselines"][0]["baseline"], "period", "value") for it in found] == [("2010", 30), ("2020", 38)]


@pytest.mark.usefixtures("city")
async def test_more_places_events_and_areas_take_no_more_questions(
    api: httpx.AsyncClient, session: Session, engine: Any
) -> None:
    given_watch(session)
    given_event(session)
    paths = (
        "/indicators/nuisance/comparison",
        "/areas/zuid/surroundings",
        "/areas/comparison?indicator=nuisance",
        "/areas/zuid/programmes",
    )
    few = []
    for path in paths:
        with counted(engine) as asked:
            await items(api, path)
        few.append(len(asked))
    given_area(session, "noord", members=["duin"], municipality_id="stad")
    given_place(session, "heide", municipality_id="stad")
    measured(session, "2020", 3, place="heide")
    given_watch(session, id="samen-heide", place="heide")
    given_event(session, "again")
    for path, before in zip(paths, few, strict=True):
        with counted(engine) as asked:
            await items(api, path)
        assert (path, len(asked)) == (path, before)
