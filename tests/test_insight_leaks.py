"""Insight tells nothing about small counts: whatever the hidden figures are, who may not see them gets one answer."""

from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from sqlmodel import Session

from app.models.access import Role
from app.models.result import WatchedPlace, WatchedPlaceVersion
from tests.given import given_indicator, given_member, given_partner, measured
from tests.insight_given import GUARDED, given_city, items, kept, only, shared, spread, told
from tests.keys import Header, Keys

PATHS = (
    "/indicators/debts/comparison",
    "/indicators/arrears/comparison",
    "/indicators/part-of-debts/comparison",
    "/places/bos/comparison",
    "/places/zuid/comparison",
    "/areas/zuid/outliers",
    "/areas/zuid/stacking?margin=0&atLeast=1",
    "/areas/zuid/surroundings",
    "/areas/zuid/data-state",
    "/areas/zuid/figures",
    "/areas/comparison?indicator=debts&indicator=arrears&within=zuid",
    "/areas/comparison?indicator=debts&area=zuid",
)


@pytest.fixture
def city(session: Session) -> None:
    """Families in debt, as a protected number and as a protected share; in `bos` there are very few."""
    given_city(session)
    given_indicator(session, "debts", good_direction="fall", **GUARDED)
    given_indicator(session, "arrears", protected=True)
    given_indicator(session, "part-of-debts", share_of="debts")
    said: dict[str, Any] = {"id": "w", "programme": "samen", "name": "Duin", "area": "zuid", "place": "duin"}
    kept(session, WatchedPlace(**said), WatchedPlaceVersion)
    for year in ("2018", "2020"):
        spread(session, "debts", year, stad=900, veld=43, duin=27)
        shared(session, "arrears", year, stad=(90, 900), veld=(40, 300), duin=(30, 300))
    few(session, 1)


def few(session: Session, count: int) -> None:
    """So many families in `bos`: a number that may not be told."""
    now = datetime(2024, 1, 1, count, tzinfo=UTC)
    for year in ("2018", "2020"):
        measured(session, year, count, indicator="debts", place="bos", now=now, reason="telfout")
        said: dict[str, Any] = {"numerator": count, "denominator": 200, "now": now, "reason": "telfout"}
        measured(session, year, count / 2, indicator="arrears", place="bos", **said)


def without_marks(answer: Any) -> Any:
    """An answer without the number of a revision: that something changed may be known."""
    if isinstance(answer, dict):
        return {name: without_marks(value) for name, value in answer.items() if name != "revision"}
    return [without_marks(one) for one in answer] if isinstance(answer, list) else answer


async def all_answers(api: httpx.AsyncClient, key: Header | None = None) -> dict[str, Any]:
    found = {}
    for path in PATHS:
        answer = await api.get(path, headers=key or {})
        assert answer.status_code == 200, (path, answer.text)
        found[path] = without_marks(answer.json())
    return found


@pytest.mark.usefixtures("city")
async def test_whatever_the_hidden_number_is_everybody_gets_the_same_answers(
    api: httpx.AsyncClient, session: Session
) -> None:
    """1 and 2 of 43 + 1 and 43 + 2: the sum of the area is rounded to 45 either way."""
    before = await all_answers(api)
    few(session, 2)
    after = await all_answers(api)

    assert {path for path in PATHS if before[path] != after[path]} == set()


@pytest.mark.usefixtures("city")
async def test_who_has_the_right_sees_the_difference(api: httpx.AsyncClient, session: Session, keys: Keys) -> None:
    """So that the test above would fail if nothing depended on the hidden number at all."""
    staff = keys.person(Role.PROGRAMME_STAFF)
    before = await all_answers(api, staff)
    few(session, 2)
    after = await all_answers(api, staff)

    same = {path for path in PATHS if before[path] == after[path]}
    assert same == {"/areas/zuid/stacking?margin=0&atLeast=1", "/areas/zuid/data-state"}


@pytest.mark.usefixtures("city")
async def test_staff_of_another_area_sees_no_more_than_anybody(
    api: httpx.AsyncClient, session: Session, keys: Keys
) -> None:
    from tests.given import given_area

    given_area(session, "noord", members=["duin"])
    elsewhere = keys.person(Role.PROGRAMME_STAFF, areas=["noord"])
    here = keys.person(Role.PROGRAMME_STAFF, areas=["zuid"])
    for key, value in ((None, None), (elsewhere, None), (here, 1)):
        found = await items(api, "/indicators/debts/comparison", key, place="bos")
        assert found[0]["points"][-1]["value"] == value


@pytest.mark.usefixtures("city")
async def test_a_partner_sees_its_own_small_numbers_and_not_those_of_others(
    api: httpx.AsyncClient, session: Session, keys: Keys
) -> None:
    from app.models.access import SYSTEM

    given_partner(session, "bank")
    given_partner(session, "politie")
    given_member(session, "zuid", "duin")
    actor = SYSTEM.__class__(**{**vars(SYSTEM), "partner": "bank"})
    now = datetime(2024, 6, 1, tzinfo=UTC)
    measured(session, "2021", 3, indicator="debts", place="bos", actor=actor, now=now)
    spread(session, "debts", "2021", veld=43)
    seen = {}
    for name in ("bank", "politie"):
        found = await items(api, "/areas/zuid/outliers", keys.partner(name), period="2021", indicator="debts")
        seen[name] = [(it["place"], it["value"]) for it in found[0]["lowest"]] if found else []

    assert seen == {"bank": [("bos", 3)], "politie": []}


@pytest.mark.usefixtures("city")
async def test_a_figure_that_became_hidden_hides_the_movement_too(api: httpx.AsyncClient, session: Session) -> None:
    """Otherwise the way from a known number would say how large the hidden one is."""
    given_indicator(session, "crime", good_direction="fall", **GUARDED)
    spread(session, "crime", "2018", bos=40, zuid=90, duin=60)
    spread(session, "crime", "2020", bos=2, zuid=90, duin=3)
    (found,) = await items(api, "/indicators/crime/comparison", place="bos")
    flows = await items(api, "/areas/zuid/surroundings", indicator="crime")

    assert only(found, "since", "until", "throughTime", "againstReference") == (None, None, None, None)
    assert flows == []


@pytest.mark.usefixtures("city")
async def test_what_cannot_be_compared_because_it_is_hidden_is_not_called_missing(api: httpx.AsyncClient) -> None:
    stacked = {it["place"]: it for it in (await told(api, "/areas/zuid/stacking"))["items"]}
    states = {it["indicator"]: it for it in await items(api, "/areas/zuid/data-state")}

    assert stacked["bos"]["suppressed"] == [{"indicator": "arrears", "population": "all"}]
    assert [only(it, "place", "suppressed", "missing") for it in states["arrears"]["neighbourhoods"]] == [
        ("bos", True, "suppressed"),
        ("veld", False, None),
    ]


@pytest.mark.usefixtures("city")
async def test_an_old_moment_hides_what_is_hidden_now(api: httpx.AsyncClient, session: Session) -> None:
    """A protection that came later hides what was open before, at every moment that is asked about."""
    given_indicator(session, "theft", unit="count", highest=None)
    spread(session, "theft", "2018", bos=3, veld=44)
    before = await items(api, "/indicators/theft/comparison", place="bos")
    assert before[0]["points"][0]["value"] == 3

    from app.models.indicator import Indicator, IndicatorVersion
    from app.services.access.versions import keep, next_version
    from tests.given import writing

    row = session.get(Indicator, "theft")
    assert row is not None
    row.protected = True
    act = writing(session, now=datetime(2025, 1, 1, tzinfo=UTC))
    next_version(act, row)
    keep(act, row, IndicatorVersion)
    session.commit()
    (after,) = await items(api, "/indicators/theft/comparison", place="bos", knownAt="2022-01-01")
    assert only(after["points"][0], "value", "missing") == (None, "suppressed")
