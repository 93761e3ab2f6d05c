"""Insight agrees with the rest of the platform: with assessments, with measurements, with itself, page with answer."""

from decimal import Decimal
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session

from app.models.period import Period
from app.models.terms import GoodDirection, Movement
from app.services.insight.extremes import extremes
from app.services.insight.levels import beside, two_levels
from app.services.insight.shapes import Fact, Facts
from app.services.insight.stacks import stack
from app.services.insight.waterbed import flow
from app.services.progress.shapes import Reading, Scale
from tests.given import given_area, given_indicator, given_place, given_target, measured
from tests.insight_given import given_city, given_nuisance, items, only, spread, told

PERCENT = Scale(unit="percent", decimals=0, good=GoodDirection.FALL)
values = st.decimals(0, 100, places=1)
figures = st.dictionaries(st.integers(2000, 2020), values, max_size=6)
places = st.dictionaries(st.sampled_from("abcde"), figures, max_size=5)


def line(given: dict[int, Decimal]) -> Facts:
    return [Fact(Reading(Period.of_year(year), value)) for year, value in sorted(given.items())]


@pytest.fixture
def city(session: Session) -> None:
    given_city(session)
    given_nuisance(session)


@pytest.mark.usefixtures("city")
@pytest.mark.parametrize("place", ["bos", "veld", "duin", "zuid"])
async def test_an_assessment_says_the_same_of_a_place_as_its_comparison(
    api: httpx.AsyncClient, session: Session, place: str
) -> None:
    given_target(session, place_id=place, baseline_period="2010", checkpoints=[{"year": 2030, "value": "10"}])
    assessed = await told(api, "/targets/minder/assessment")
    (compared,) = await items(api, "/indicators/nuisance/comparison", place=place)

    assert only(assessed, "throughTime", "againstReference") == only(compared, "throughTime", "againstReference")
    assert assessed["reference"]["gap"] == compared["points"][-1]["gap"]
    assert assessed["reference"]["gapAtBaseline"] == compared["points"][0]["gap"]
    assert [it["gap"] for it in assessed["series"]] == [it["gap"] for it in compared["points"]]


@pytest.mark.usefixtures("city")
async def test_an_indicator_and_a_place_are_two_ways_to_the_same_figures(
    api: httpx.AsyncClient, session: Session
) -> None:
    given_indicator(session, "crime")
    spread(session, "crime", "2020", stad=20, bos=30, zuid=25)
    for place in ("bos", "zuid", "stad"):
        by_place = {it["indicator"]: it for it in await items(api, f"/places/{place}/comparison")}
        for indicator in ("crime", "nuisance"):
            (by_indicator,) = await items(api, f"/indicators/{indicator}/comparison", place=place)
            assert by_place[indicator] == by_indicator


@pytest.mark.usefixtures("city")
async def test_every_point_is_the_measurement_that_it_names(api: httpx.AsyncClient) -> None:
    found = await items(api, "/indicators/nuisance/comparison", area="zuid")
    named = {it["measurement"]: (levels["place"], it) for levels in found for it in levels["points"]}
    measurements = await items(api, "/measurements", indicator="nuisance", area="zuid")

    assert {it["id"]: (it["place"], it["period"], it["value"]) for it in measurements} == {
        key: (place, it["period"], it["value"]) for key, (place, it) in named.items()
    }


@pytest.mark.usefixtures("city")
async def test_the_extremes_of_an_area_are_those_of_its_comparison(api: httpx.AsyncClient) -> None:
    (outlier,) = await items(api, "/areas/zuid/outliers")
    compared = await items(api, "/indicators/nuisance/comparison", place=["bos", "veld"])
    latest = {it["place"]: it["points"][-1]["value"] for it in compared}

    assert {it["place"]: it["value"] for it in outlier["best"] + outlier["worst"]} == latest


@pytest.mark.usefixtures("city")
async def test_a_withdrawn_figure_is_nowhere(api: httpx.AsyncClient, session: Session, keys: Any) -> None:
    from app.models.access import Role

    row = measured(session, "2021", 99, place="veld")
    body, key = {"reason": "fout"}, keys.person(Role.PROGRAMME_STAFF)
    assert (await api.post(f"/measurements/{row.id}/withdrawal", json=body, headers=key)).status_code == 200
    (place,) = await items(api, "/indicators/nuisance/comparison", place="veld")
    cells = (await items(api, "/areas/zuid/data-state"))[0]["neighbourhoods"]

    assert [it["period"] for it in place["points"]] == ["2010", "2020"]
    assert [it["period"] for it in cells] == ["2020", "2020"]


@pytest.mark.usefixtures("city")
async def test_areas_that_share_a_neighbourhood_have_it_both(api: httpx.AsyncClient, session: Session) -> None:
    given_area(session, "oost", members=["veld"], municipality_id="stad")
    given_place(session, "heide", municipality_id="stad")
    for area, inside in (("zuid", ["bos", "veld"]), ("oost", ["veld"])):
        found = await items(api, f"/areas/{area}/stacking")
        assert sorted(it["place"] for it in found) == inside


@given(figures, figures)
def test_what_is_said_of_two_periods_is_what_their_figures_say(
    own: dict[int, Decimal], city: dict[int, Decimal]
) -> None:
    found = two_levels(beside(line(own), line(city)), PERCENT)
    if found.since is None or found.until is None:
        assert len(own) < 2
        return
    change = own[found.until.year] - own[found.since.year]

    assert found.through_time == (
        Movement.SAME if abs(change) < 1 else Movement.BETTER if change < 0 else Movement.WORSE
    )
    if found.against_reference is not None:
        assert {found.since.year, found.until.year} <= city.keys()


@given(figures, figures)
def test_what_moves_out_got_better_inside_and_worse_outside(
    inside: dict[int, Decimal], outside: dict[int, Decimal]
) -> None:
    found = flow(line(inside), line(outside), PERCENT, None)
    both = sorted(inside.keys() & outside.keys())
    assert (found is not None) == (len(both) > 1)
    if found is not None:
        first, last = both[0], both[-1]
        assert found.moves_out == (inside[first] - inside[last] >= 1 and outside[last] - outside[first] >= 1)


@given(places, figures)
def test_every_place_is_bad_fine_or_missing_and_never_two_of_these(
    series: dict[str, dict[int, Decimal]], city: dict[int, Decimal]
) -> None:
    subjects = {(place, "all"): (line(own), line(city)) for place, own in series.items()}
    found = stack("veld", subjects, dict.fromkeys(series, PERCENT))

    assert sorted([*found.bad, *found.fine, *found.missing]) == sorted(subjects)
    assert found.hidden == ()


@given(places)
def test_adding_a_place_never_makes_the_best_worse(series: dict[str, dict[int, Decimal]]) -> None:
    period = Period.of_year(2010)
    before = extremes({place: line(own) for place, own in series.items()}, period)
    after = extremes({**{place: line(own) for place, own in series.items()}, "z": line({2010: Decimal(50)})}, period)
    if before is None or after is None:
        return
    lowest = [min(one.value for one in found.told.values() if one.value is not None) for found in (before, after)]

    assert lowest[1] <= lowest[0]
