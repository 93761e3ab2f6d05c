"""Every insight can be asked as of a day, as it was known at a moment, page by page, and in English."""

from datetime import UTC, date, datetime
from typing import Any

import httpx
import pytest
from sqlmodel import Session

from app.models.result import WatchedPlace, WatchedPlaceVersion
from tests.given import given_area, given_indicator, given_member, given_place, given_target, measured
from tests.insight_given import COUNT, given_city, given_event, given_nuisance, items, kept, only, spread, told

LATER = datetime(2024, 1, 1, tzinfo=UTC)


@pytest.fixture
def city(session: Session) -> None:
    given_city(session, starts=date(2009, 3, 1))
    given_nuisance(session)
    given_target(session, place_id="veld", baseline_period="2010", checkpoints=[{"year": 2030, "value": "20"}])
    said: dict[str, Any] = {"id": "w", "programme": "samen", "name": "Duin", "area": "zuid", "place": "duin"}
    kept(session, WatchedPlace(**said), WatchedPlaceVersion)


@pytest.mark.usefixtures("city")
async def test_as_of_an_earlier_year_the_later_figures_are_not_there(api: httpx.AsyncClient) -> None:
    (outlier,) = await items(api, "/areas/zuid/outliers", asOf="2015")
    (place,) = await items(api, "/indicators/nuisance/comparison", place="veld", asOf="2015-06-30")
    (everything,) = await items(api, "/places/veld/comparison", asOf="2015")
    (compared,) = await items(api, "/areas/comparison", asOf="2015", area="zuid", indicator="nuisance")

    assert only(outlier, "period", "hiddenByMean") == ("2010", False)
    assert [it["period"] for it in place["points"]] == [it["period"] for it in everything["points"]] == ["2010"]
    assert compared["figures"][0]["period"] == "2010"
    assert await items(api, "/areas/zuid/surroundings", asOf="2015") == []


@pytest.mark.usefixtures("city")
async def test_a_year_that_has_not_ended_has_no_figure_yet_and_a_date_in_it_has(
    api: httpx.AsyncClient, session: Session
) -> None:
    given_indicator(session, "homes", at_date=True, **COUNT)
    spread(session, "homes", "2020", bos=10)
    span = await items(api, "/indicators/nuisance/comparison", place="veld", asOf="2020-06-30")
    at_date = await items(api, "/indicators/homes/comparison", place="bos", asOf="2020-06-30")

    assert [[it["period"] for it in found[0]["points"]] for found in (span, at_date)] == [["2010"], ["2020"]]


@pytest.mark.usefixtures("city")
async def test_what_was_not_known_yet_is_left_out_of_every_answer(api: httpx.AsyncClient, session: Session) -> None:
    """An indicator, a member, an event and a watched place that came later."""
    given_member(session, "zuid", "duin", now=LATER)
    given_event(session)
    kept_later(session)
    early = {"knownAt": "2023-01-01T00:00:00Z"}

    places = [it["place"] for it in await items(api, "/areas/zuid/stacking", **early)]
    assert (places, len(await items(api, "/areas/zuid/stacking"))) == (["veld", "bos"], 3)
    watched = [(await told(api, "/areas/zuid/surroundings", **moment))["watched"] for moment in (early, {})]
    assert [len(found) for found in watched] == [1, 2]
    states = await items(api, "/areas/zuid/data-state", **early)
    assert [it["place"] for it in states[0]["neighbourhoods"]] == ["bos", "veld"]
    comparison = await told(api, "/indicators/nuisance/comparison", area="zuid", **early)
    assert [it["place"] for it in comparison["items"]] == ["bos", "veld", "zuid"]


def kept_later(session: Session) -> None:
    from app.services.access.versions import keep
    from tests.given import writing

    given_place(session, "heide", municipality_id="stad")
    said: dict[str, Any] = {"id": "v", "programme": "samen", "name": "Heide", "area": "zuid", "place": "heide"}
    row = WatchedPlace(**said, recorded_at=LATER, recorded_by="system")
    keep(writing(session, now=LATER), row, WatchedPlaceVersion)
    session.commit()


@pytest.mark.usefixtures("city")
async def test_an_event_that_was_recorded_later_explains_nothing_earlier(
    api: httpx.AsyncClient, session: Session
) -> None:
    from app.models.result import Event, EventVersion
    from app.services.access.versions import keep
    from tests.given import writing

    said: dict[str, Any] = {"id": "corona", "programme": "samen", "name": "Corona", "kind": "circumstance"}
    keep(
        writing(session, now=LATER),
        Event(**said, period="2015", recorded_at=LATER, recorded_by="system"),
        EventVersion,
    )
    session.commit()

    for path in ("/targets/minder/assessment", "/indicators/nuisance/comparison"):
        counts = [len((await told(api, path, **moment))["events"]) for moment in ({}, {"knownAt": "2023-01-01"})]
        assert (path, counts) == (path, [1, 0])


@pytest.mark.usefixtures("city")
@pytest.mark.parametrize(
    "path",
    [
        "/indicators/nuisance/comparison",
        "/places/zuid/comparison",
        "/areas/zuid/outliers",
        "/areas/zuid/stacking",
        "/areas/zuid/surroundings",
        "/areas/zuid/data-state",
        "/areas/zuid/programmes",
        "/areas/comparison?indicator=nuisance",
    ],
)
async def test_every_answer_comes_in_pages_that_together_are_the_whole(
    api: httpx.AsyncClient, session: Session, path: str
) -> None:
    given_area(session, "noord", members=["duin"], municipality_id="stad")
    given_indicator(session, "crime")
    spread(session, "crime", "2010", stad=20, bos=30, veld=10, duin=20, zuid=20)
    spread(session, "crime", "2020", stad=20, bos=30, veld=10, duin=25, zuid=15)
    mark = "&" if "?" in path else "?"
    whole = (await api.get(f"{path}{mark}count=true")).json()

    found, following = [], f"{path}{mark}pageSize=1"
    while following:
        page = (await api.get(following.removeprefix("/api/v1"))).json()
        assert len(page["items"]) <= 1
        found += page["items"]
        following = page["next"]
    assert found == whole["items"]
    assert whole["total"] == len(whole["items"])


@pytest.mark.usefixtures("city")
async def test_what_is_computed_says_so_and_a_share_of_a_neighbourhood_makes_it_an_estimate(
    api: httpx.AsyncClient, session: Session
) -> None:
    given_member(session, "zuid", "duin", "0.5")
    given_indicator(session, "homes", good_direction="rise", **COUNT)
    spread(session, "homes", "2020", stad=900, bos=10, veld=20, duin=40)
    (found,) = await items(api, "/places/zuid/comparison", indicator="homes")
    (outlier,) = await items(api, "/areas/zuid/outliers", indicator="homes")
    (compared,) = await items(api, "/areas/comparison", area="zuid", indicator="homes")

    assert only(found["points"][0], "value", "computed", "estimated", "ratio") == (
        50,
        True,
        True,
        pytest.approx(1 / 18),
    )
    assert only(outlier["area"], "value", "computed", "estimated") == (50, True, True)
    assert only(compared["figures"][0], "value", "computed", "estimated") == (50, True, True)


@pytest.mark.usefixtures("city")
async def test_sentences_come_in_the_readers_language(api: httpx.AsyncClient, session: Session) -> None:
    given_area(session, "noord", members=["duin"], municipality_id="stad")
    measured(session, "2019", 15, place="noord")
    path = "/areas/comparison?indicator=nuisance&area=noord&area=zuid"
    texts = {}
    for language in ("nl", "en"):
        found = (await api.get(path, headers={"Accept-Language": language})).json()
        texts[language] = {it["code"]: it["text"] for it in found["cautions"]}["periods"]

    assert texts == {
        "nl": "De laatste cijfers gaan over verschillende perioden.",
        "en": "The latest figures are of different periods.",
    }


@pytest.mark.usefixtures("city")
async def test_what_did_not_change_is_not_sent_again(api: httpx.AsyncClient, session: Session) -> None:
    first = await api.get("/areas/zuid/outliers")
    again = await api.get("/areas/zuid/outliers", headers={"If-None-Match": first.headers["ETag"]})
    spread(session, "nuisance", "2021", bos=1, veld=2)
    changed = await api.get("/areas/zuid/outliers", headers={"If-None-Match": first.headers["ETag"]})

    assert [again.status_code, changed.status_code] == [304, 200]


@pytest.mark.usefixtures("city")
async def test_several_indicators_and_populations_can_be_asked_at_once(
    api: httpx.AsyncClient, session: Session
) -> None:
    from tests.given import given_population

    given_population(session, "young")
    for key in ("crime", "noise"):
        given_indicator(session, key)
        spread(session, key, "2020", bos=30, veld=10)
    for place, value in (("bos", 3), ("veld", 4)):
        measured(session, "2020", value, indicator="crime", place=place, population="young")
    found = await items(api, "/areas/zuid/outliers", indicator=["crime", "noise"])
    young = await items(api, "/areas/zuid/outliers", population="young")

    assert [only(it, "indicator", "population") for it in found] == [
        ("crime", "all"),
        ("crime", "young"),
        ("noise", "all"),
    ]
    assert [only(it, "indicator", "population") for it in young] == [("crime", "young")]
    stacked = await items(api, "/areas/zuid/stacking", indicator="crime", reference="duin")
    assert [it["compared"] for it in stacked] == [0, 0]
