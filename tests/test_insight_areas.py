"""Insight into one area, through the API: best and worst, stacked problems, the state of the data. Nothing leaks."""

from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from sqlmodel import Session

from app.models.access import Role
from tests.given import given_area, given_indicator, given_member, given_population, given_target, measured
from tests.insight_given import COUNT, GUARDED, given_city, given_nuisance, items, only, shared, spread, told
from tests.keys import Keys
from tests.queries import counted

STAFF = Role.PROGRAMME_STAFF


@pytest.fixture
def city(session: Session) -> None:
    given_city(session)


async def outlier(api: httpx.AsyncClient, key: dict[str, str] | None = None, /, **asked: Any) -> dict[str, Any]:
    found: dict[str, Any] = (await items(api, "/areas/zuid/outliers", key, **asked))[0]
    return found


def names(figures: list[dict[str, Any]]) -> list[tuple[str, float]]:
    return [(it["place"], it["value"]) for it in figures]


@pytest.mark.usefixtures("city")
async def test_best_and_worst_stand_beside_the_areas_own_figure_and_the_citys(
    api: httpx.AsyncClient, session: Session
) -> None:
    given_nuisance(session)
    found = await outlier(api)

    assert only(found, "indicator", "population", "period", "compared") == ("nuisance", "all", "2020", 2)
    assert (names(found["best"]), names(found["worst"])) == ([("bos", 20)], [("veld", 38)])
    assert names([found["area"], found["reference"]]) == [("zuid", 28), ("stad", 30)]
    assert [found["area"]["side"], found["worst"][0]["side"], found["worst"][0]["difference"]] == ["better", "worse", 8]
    assert found["hiddenByMean"] is True


@pytest.mark.usefixtures("city")
async def test_another_period_and_another_reference_can_be_asked(api: httpx.AsyncClient, session: Session) -> None:
    given_nuisance(session)
    found = await outlier(api, period="2010", reference="duin")

    assert only(found, "period", "hiddenByMean") == ("2010", False)
    assert names([*found["worst"], found["reference"]]) == [("bos", 40), ("duin", 20)]


@pytest.mark.usefixtures("city")
async def test_what_has_no_good_side_has_a_highest_and_a_lowest_only(api: httpx.AsyncClient, session: Session) -> None:
    given_indicator(session, "rent", good_direction="none")
    spread(session, "rent", "2020", bos=60, veld=60)
    found = await outlier(api)

    assert (found["best"], found["worst"]) == ([], [])
    assert names(found["highest"]) == names(found["lowest"]) == [("bos", 60), ("veld", 60)]


@pytest.mark.usefixtures("city")
async def test_a_small_count_is_never_best_or_worst_and_is_named(
    api: httpx.AsyncClient, session: Session, keys: Keys
) -> None:
    given_member(session, "zuid", "duin")
    given_indicator(session, "debts", **GUARDED)
    spread(session, "debts", "2020", bos=2, veld=23, duin=44)

    found = await outlier(api)
    assert names(found["lowest"] + found["highest"]) == [("veld", 25), ("duin", 45)]
    assert found["best"] == found["worst"] == []  # of numbers: a large place has more of everything
    assert only(found, "suppressed", "compared", "missing") == (["bos"], 2, [])
    assert names((await outlier(api, keys.person(STAFF)))["lowest"]) == [("bos", 2)]


@pytest.mark.usefixtures("city")
async def test_one_neighbourhood_with_a_figure_has_nobody_to_be_better_than(
    api: httpx.AsyncClient, session: Session
) -> None:
    given_indicator(session)
    spread(session, "nuisance", "2020", bos=20)

    assert await items(api, "/areas/zuid/outliers") == []


@pytest.mark.usefixtures("city")
async def test_problems_are_stacked_where_several_indicators_are_worse_than_in_the_city(
    api: httpx.AsyncClient, session: Session
) -> None:
    for key, bos, veld in (("poverty", 30, 22), ("debts", 28, 19), ("crime", 25, 40)):
        given_indicator(session, key)
        spread(session, key, "2020", stad=20, bos=bos, veld=veld)
    given_indicator(session, "rent", good_direction="none")
    spread(session, "rent", "2020", stad=20, bos=90, veld=90)

    answer = await told(api, "/areas/zuid/stacking")
    assert [only(it, "place", "stacked", "count", "compared") for it in answer["items"]] == [
        ("bos", True, 3, 3),
        ("veld", True, 2, 3),
    ]
    assert answer["stacked"] == 2
    assert answer["items"][0]["bad"][0] == {
        "indicator": "crime",
        "population": "all",
        "period": "2020",
        "value": 25,
        "reference": "stad",
        "referenceValue": 20,
        "gap": 5,
        "certain": None,
    }
    stricter = await told(api, "/areas/zuid/stacking", margin=30, atLeast=3)
    assert [only(it, "place", "stacked", "count") for it in stricter["items"]] == [
        ("bos", False, 2),
        ("veld", False, 1),
    ]


@pytest.mark.usefixtures("city")
async def test_the_rule_of_stacking_is_in_its_answer_in_the_readers_language(api: httpx.AsyncClient) -> None:
    method = (await told(api, "/areas/zuid/stacking", margin=20))["method"]
    english = (await api.get("/areas/zuid/stacking", headers={"Accept-Language": "en"})).json()["method"]["text"]

    assert only(method, "name", "margin", "atLeast") == ("worse-than-reference", 20, 2)
    assert "minstens 20%" in method["text"]
    assert "at least 10%" in english


@pytest.mark.usefixtures("city")
async def test_what_is_suppressed_or_missing_is_said_and_never_counts_as_bad(
    api: httpx.AsyncClient, session: Session
) -> None:
    given_indicator(session, "debts", protected=True)
    given_indicator(session, "people", protected=True, **COUNT)
    shared(session, "debts", "2018", stad=(50, 1000), bos=(100, 200))
    shared(session, "debts", "2020", stad=(50, 1000), bos=(3, 200))
    spread(session, "people", "2020", stad=10, bos=900)
    found = await items(api, "/areas/zuid/stacking")

    assert [only(it, "place", "count", "compared") for it in found] == [("bos", 0, 0), ("veld", 0, 0)]
    assert [it["suppressed"] for it in found] == [[{"indicator": "debts", "population": "all"}], []]
    assert [it["missing"] for it in found] == [[], [{"indicator": "debts", "population": "all"}]]


async def states(api: httpx.AsyncClient, **asked: Any) -> dict[str, dict[str, Any]]:
    return {it["indicator"]: it for it in await items(api, "/areas/zuid/data-state", **asked)}


@pytest.mark.usefixtures("city")
async def test_data_are_present_old_missing_or_scattered(api: httpx.AsyncClient, session: Session) -> None:
    for key in ("fresh", "old", "scattered"):
        given_indicator(session, key, rhythm="yearly")
    given_indicator(session, "never", rhythm="yearly")
    given_target(session, indicator_id="never", place_id="bos")
    spread(session, "fresh", "2020", bos=1, veld=2)
    spread(session, "old", "2015", bos=1, veld=2)
    spread(session, "scattered", "2020", bos=1)
    answer = await told(api, "/areas/zuid/data-state", asOf="2021")

    assert [only(it, "indicator", "state", "scatteredIn", "expected") for it in answer["items"]] == [
        ("never", "missing", [], True),
        ("old", "old", [], False),
        ("scattered", "scattered", ["places"], False),
        ("fresh", "present", [], False),
    ]
    assert (answer["counts"], answer["overdue"]) == ({"missing": 1, "old": 1, "scattered": 1, "present": 1}, 1)


@pytest.mark.usefixtures("city")
async def test_what_is_overdue_by_its_own_rhythm_says_since_when(api: httpx.AsyncClient, session: Session) -> None:
    given_indicator(session, rhythm="two-yearly")
    measured(session, "2018", 4, place="bos", source="monitor")
    measured(session, "2020", 4, place="veld", source="boek")

    found = (await states(api, asOf="2021-01-01"))["nuisance"]
    assert only(found, "state", "scatteredIn", "overdue", "overdueSince", "rhythm") == (
        "scattered",
        ["periods", "sources"],
        1,
        "2021-01-01",
        "two-yearly",
    )
    assert found["neighbourhoods"][0] == {
        "place": "bos",
        "state": "present",
        "period": "2018",
        "missing": None,
        "suppressed": False,
        "source": "monitor",
        "overdue": True,
        "overdueSince": "2021-01-01",
    }
    assert (await states(api, asOf="2020-12-31"))["nuisance"]["overdue"] == 0


@pytest.mark.usefixtures("city")
async def test_a_reason_for_absence_is_passed_on_and_a_hidden_figure_is_present(
    api: httpx.AsyncClient, session: Session
) -> None:
    given_indicator(session, "debts", **GUARDED)
    spread(session, "debts", "2020", bos=1)
    measured(session, "2020", None, indicator="debts", place="veld", missing="unreliable")
    cells = (await states(api))["debts"]["neighbourhoods"]

    assert [only(it, "state", "missing", "suppressed") for it in cells] == [
        ("present", "suppressed", True),
        ("missing", "unreliable", False),
    ]


@pytest.mark.usefixtures("city")
async def test_the_share_of_the_city_is_computed_and_a_measured_share_wins(
    api: httpx.AsyncClient, session: Session
) -> None:
    given_indicator(session, "benefits", **COUNT)
    given_indicator(session, "part-of-benefits", share_of="benefits")
    for year in ("2019", "2020"):
        spread(session, "benefits", year, stad=1000, bos=150, veld=100)
    measured(session, "2020", 26, indicator="part-of-benefits", place="zuid")
    found = await items(api, "/areas/zuid/figures", indicator="part-of-benefits")

    assert [only(it, "period", "value", "measured", "shareOf") for it in found] == [
        ("2019", 25, False, "benefits"),
        ("2020", 26, True, None),
    ]
    assert [part["place"] for part in found[0]["coverage"]["parts"]] == ["bos", "veld"]


@pytest.mark.usefixtures("city")
async def test_a_share_tells_nothing_that_its_two_figures_do_not(
    api: httpx.AsyncClient, session: Session, keys: Keys
) -> None:
    given_indicator(session, "debts", **GUARDED)
    given_indicator(session, "part-of-debts", share_of="debts")
    spread(session, "debts", "2019", stad=98, zuid=3)
    spread(session, "debts", "2020", stad=98, zuid=12)

    hidden, coarse = await items(api, "/areas/zuid/figures", indicator="part-of-debts")
    assert only(hidden, "value", "missing") == (None, "suppressed")
    assert coarse["value"] == 10
    true = await items(api, "/areas/zuid/figures", keys.person(STAFF), indicator="part-of-debts")
    assert true[0]["value"] == pytest.approx(300 / 98)


@pytest.mark.usefixtures("city")
async def test_all_of_it_can_be_asked_as_it_was_known(api: httpx.AsyncClient, session: Session) -> None:
    given_indicator(session)
    spread(session, "nuisance", "2010", stad=30, bos=40, veld=30)
    measured(session, "2010", 10, place="bos", now=datetime(2024, 1, 1, tzinfo=UTC), reason="telfout")

    before, after = await outlier(api, knownAt="2020-01-01"), await outlier(api)
    assert [names(it["best"]) for it in (before, after)] == [[("veld", 30)], [("bos", 10)]]


@pytest.mark.usefixtures("city")
@pytest.mark.parametrize("path", ["outliers", "stacking", "data-state", "surroundings", "programmes"])
async def test_what_cannot_be_asked_is_refused(api: httpx.AsyncClient, path: str) -> None:
    assert (await api.get(f"/areas/elders/{path}")).status_code == 404
    assert (await api.get(f"/areas/bos/{path}")).status_code == 404
    assert (await api.get(f"/areas/zuid/{path}?colour=red")).status_code == 400
    wrong = await api.get(f"/areas/zuid/{path}?asOf=ooit")
    assert [error["field"] for error in wrong.json()["errors"]] == ["asOf"]


@pytest.mark.usefixtures("city")
async def test_an_unknown_reference_is_refused_by_name(api: httpx.AsyncClient) -> None:
    wrong = await api.get("/areas/zuid/outliers?reference=nergens")

    assert (wrong.status_code, wrong.json()["errors"][0]["code"]) == (400, "unknown-place")


@pytest.mark.usefixtures("city")
@pytest.mark.parametrize("path", ["outliers", "stacking", "data-state", "figures"])
async def test_more_neighbourhoods_and_indicators_take_no_more_questions(
    api: httpx.AsyncClient, session: Session, engine: Any, path: str
) -> None:
    given_nuisance(session)
    with counted(engine) as few:
        await items(api, f"/areas/zuid/{path}")
    given_member(session, "zuid", "duin")
    for key in ("debts", "crime", "rent"):
        given_indicator(session, key)
        spread(session, key, "2020", bos=1, veld=2, duin=3, stad=2)
    with counted(engine) as many:
        await items(api, f"/areas/zuid/{path}")

    assert len(many) == len(few)


async def test_an_area_without_neighbourhoods_has_nothing_to_tell(api: httpx.AsyncClient, session: Session) -> None:
    given_population(session)
    given_area(session, "leeg")

    for path in ("outliers", "stacking", "data-state", "surroundings"):
        assert await items(api, f"/areas/leeg/{path}") == []
