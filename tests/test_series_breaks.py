"""Series breaks: marked by staff, told on the line, and respected by forecasts and comparisons."""

import httpx
import pytest
from sqlmodel import Session

from app.models.access import Role
from app.models.period import Period
from app.services.measurements.breaks import Break, first_after
from tests.given import given_member, given_target
from tests.keys import Header, Keys
from tests.quality_given import given, given_break, given_town, items


@pytest.fixture
def staff(session: Session, keys: Keys) -> Header:
    given_town(session)
    for year, value in enumerate((60, 58, 56, 54, 52, 30, 29, 28), 2015):
        given(session, str(year), value, place="veld")
    given_target(session, indicator_id="overlast", baseline_period="2015", checkpoints=[{"year": 2030, "value": "20"}])
    return keys.person(Role.PROGRAMME_STAFF)


async def assessment(api: httpx.AsyncClient, **asked: str) -> dict[str, object]:
    answer = await api.get("/targets/minder/assessment", params={"asOf": "2023", **asked})
    assert answer.status_code == 200, answer.text
    found: dict[str, object] = answer.json()
    return found


async def test_a_break_stands_on_the_line_and_the_forecast_begins_anew_there(
    api: httpx.AsyncClient, staff: Header
) -> None:
    """Three values after the break are too few to forecast from; before it was marked eight were enough."""
    before = await assessment(api)
    made = await given_break(api, staff)
    after = await assessment(api)

    assert (made.status_code, before["forecast"] is None, after["forecast"]) == (201, False, None)
    assert (before["notes"], after["notes"]) == (["actual-provisional"] * 0, ["series-break"])
    assert [(one["name"], one["kind"], one["period"], one["text"]) for one in after["events"]] == [  # type: ignore[attr-defined]
        ("Nieuwe telling", "method", "2020", "De politie telt sindsdien ook meldingen via de app")
    ]
    assert (before["status"], before["pace"]) == (after["status"], after["pace"])
    earlier = await assessment(api, knownAt="2026-01-03T00:00:00Z")
    assert (earlier["notes"], earlier["events"]) == ([], [])


async def test_the_first_figure_after_a_break_carries_its_flag_wherever_a_series_is_told(
    api: httpx.AsyncClient, staff: Header
) -> None:
    before = (await items(api, "/indicators/overlast/comparison", place="veld"))[0]
    await given_break(api, staff, period="2019-07")
    levels = (await items(api, "/indicators/overlast/comparison", place="veld"))[0]

    assert [one["period"] for one in levels["points"] if "series-break" in one["flags"]] == ["2020"]
    assert [(one["since"], one["until"]) for one in (before, levels)] == [("2015", "2022"), ("2020", "2022")]


@pytest.mark.parametrize(
    ("places", "broken"),
    [([], True), (["veld"], True), (["zuid"], True), (["stad"], True), (["bos"], False), (["noord"], False)],
)
async def test_a_break_holds_for_the_places_that_it_names_and_all_that_lies_in_them(
    api: httpx.AsyncClient, staff: Header, places: list[str], broken: bool
) -> None:
    made = await given_break(api, staff, places=places)

    assert made.status_code == 201, made.text
    assert ("series-break" in (await assessment(api))["notes"]) is broken  # type: ignore[operator]


async def test_a_break_that_was_withdrawn_breaks_nothing_and_another_indicator_is_left_alone(
    api: httpx.AsyncClient, staff: Header
) -> None:
    key = (await given_break(api, staff)).json()["id"]
    await given_break(api, staff, name="Anders", indicator="hulp")
    await api.post(f"/series-breaks/{key}/withdrawal", json={"reason": "Toch niet"}, headers=staff)

    assert (await assessment(api))["notes"] == []
    assert [one["name"] for one in await items(api, "/series-breaks")] == ["Anders"]
    assert [one["id"] for one in await items(api, "/series-breaks", indicator="overlast", withdrawn="true")] == [key]


async def test_marking_a_break_takes_staff_of_the_place(api: httpx.AsyncClient, staff: Header, keys: Keys) -> None:
    local = keys.person(Role.PROGRAMME_STAFF, areas=["noord"])
    refused = [
        await given_break(api, who, places=["veld"])
        for who in (local, keys.partner("politie"), keys.person(Role.READER), {})
    ]
    wrong = await given_break(api, staff, period="ooit", indicator="niets", places=["nergens"])

    assert [one.status_code for one in refused] == [403, 403, 403, 401]
    assert [(error["field"], error["code"]) for error in wrong.json()["errors"]] == [
        ("indicator", "unknown-indicator"), ("places.0", "unknown-place"), ("period", "invalid-period"),
    ]  # fmt: skip


async def test_a_sum_over_neighbourhoods_breaks_where_one_of_them_does(
    api: httpx.AsyncClient, staff: Header, session: Session
) -> None:
    for year in (2019, 2020, 2021):
        given(session, str(year), 10, place="bos")
    given_member(session, "noord", "bos")
    given_target(
        session, "samen-minder", indicator_id="overlast", place_id="zuid", baseline_period="2019",
        checkpoints=[{"year": 2030, "value": "20"}],
    )  # fmt: skip
    await given_break(api, staff, places=["bos"])

    found = (await api.get("/targets/samen-minder/assessment", params={"asOf": "2023"})).json()
    assert [(one["period"], one["value"], one["flags"]) for one in found["series"]] == [
        ("2019", 62, []), ("2020", 40, ["series-break"]), ("2021", 39, []),
    ]  # fmt: skip


def test_of_each_kind_of_period_the_first_one_after_a_break_opens_a_new_series() -> None:
    periods = [Period.parse(text) for text in ("2019", "2019-Q4", "2020", "2020-Q1", "2020-Q2", "2021")]
    broken = Break("overlast", Period.parse("2020"), None)

    assert first_after([broken], periods) == {2, 3}
    assert first_after([broken, Break("overlast", Period.parse("2021"), None)], periods) == {2, 3, 5}
    assert first_after([Break("overlast", Period.parse("2030"), None)], periods) == set()
