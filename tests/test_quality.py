"""Quality over time: what came and when, what stands out, what does not add up; and who may know of it."""

import tracemalloc
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import httpx
import pytest
from hypothesis import given as each
from hypothesis import strategies as st
from sqlalchemy import insert
from sqlmodel import Session

from app.models.access import Role
from app.models.indicator import Rhythm
from app.models.measurement import Measurement, MeasurementRevision
from app.models.quality import DeliveryRecordRead, Expectation
from app.services.deliveries.duties import DELIVERY_DUTIES
from app.services.quality.delivering import Delivered, records
from app.services.quality.sums import allowed
from tests.given import given_indicator, given_member, given_place, measured
from tests.keys import Header, Keys
from tests.planning_given import given_row
from tests.quality_given import given, given_town, items

DUTY: dict[str, Any] = {
    "programme": "samen", "name": "Overlast per kwartaal", "partner": "politie", "indicator": "druk",
    "places": ["veld", "bos"], "starts": "2024-01-01", "ends": "2024-12-31", "dueAfterDays": 30,
}  # fmt: skip


@pytest.fixture
def staff(session: Session, keys: Keys) -> Header:
    given_town(session)
    return keys.person(Role.PROGRAMME_STAFF)


async def test_all_records_take_no_more_memory_for_many_figures_than_for_few(
    api: httpx.AsyncClient, staff: Header, session: Session, app: Any
) -> None:
    """They are counted series by series, so that it can be asked of everything at once."""
    for number in range(40):
        given_place(session, f"plek-{number}")

    async def peak(places: range) -> int:
        for number in places:
            for one, row in ((Measurement, {}), (MeasurementRevision, {"revision": 1})):
                session.execute(insert(one), [_figure(one, number, year) | row for year in range(1700, 2000)])
        session.commit()
        tracemalloc.start()
        assert (await api.get("/delivery-records", params={"year": "2001"})).status_code == 200
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    await peak(range(0, 2))
    few, many = await peak(range(2, 4)), await peak(range(4, 40))

    assert many - few < 2_500_000  # of ten thousand more


def _figure(table: type[Measurement | MeasurementRevision], place: int, year: int) -> dict[str, Any]:
    number, now = 10_000 + place * 1000 + year, datetime(2020, 1, 1, tzinfo=UTC)
    said = {"value": 1, "state": "final", "acceptance": "accepted", "partner_id": "politie", "flags": "",
            "published": False, "revision": 1, "change": number, "recorded_at": now, "stored_at": now,
            "recorded_by": "politie"}  # fmt: skip
    if table is MeasurementRevision:
        return said | {"measurement_id": number}
    key = {"id": number, "indicator_id": "overlast", "place_id": f"plek-{place}", "population_id": "all"}
    return said | key | {"period": str(year), "starts": date(year, 1, 1), "ends": date(year, 12, 31)}


def told(records: list[dict[str, Any]]) -> list[list[Any]]:
    names = ("partner", "indicator", "year", "basis", "expected", "received", "onTime", "late", "medianDaysLate")
    return [[one[name] for name in names] for one in records]


async def test_without_a_duty_the_rhythm_says_what_was_expected_since_the_first_figure(
    api: httpx.AsyncClient, staff: Header, session: Session
) -> None:
    """A yearly figure is in time until the next year is over: 2020 until 31 December 2021."""
    for period, on in (("2020", "2021-03-01"), ("2021", "2023-01-10"), ("2023", "2025-01-30")):
        given(session, period, 30, place="veld", on=on)
    given(session, "2022", 30, place="bos", on="2023-12-31")
    given(session, "2023", 31, place="bos", on="2024-02-01", by="school")
    for period in ("2024", "2025"):
        given(session, period, 5, place="duin", on="2026-02-01")

    found = await items(api, "/delivery-records", area="zuid", year=["2021", "2022", "2023", "2024"])

    assert told(found) == [
        ["politie", "overlast", 2024, "rhythm", 2, 1, 0, 1, 30],
        ["politie", "overlast", 2023, "rhythm", 2, 1, 1, 0, None],
        ["politie", "overlast", 2022, "rhythm", 1, 1, 0, 1, 10],
        ["politie", "overlast", 2021, "rhythm", 1, 1, 1, 0, None],
        ["school", "overlast", 2024, "rhythm", 1, 1, 1, 0, None],
    ]
    assert [(one["missing"], one["completeness"], one["timeliness"]) for one in found[:2]] == [(1, 0.5, 0), (1, 0.5, 1)]
    of_school = await items(api, "/delivery-records", partner="school", programme="samen", year="2024")
    assert told(of_school) == [told(found)[-1]]
    assert await items(api, "/delivery-records", place="veld", knownAt="2021-02-01T00:00:00Z") == []


async def test_a_duty_says_what_is_expected_and_by_when(
    api: httpx.AsyncClient, staff: Header, session: Session
) -> None:
    """Four quarters of two places; one came in time, one was withdrawn, one came late, and five never came."""
    given_indicator(session, "druk", rhythm="quarterly")
    given_row(session, DELIVERY_DUTIES, **DUTY)
    given(session, "2024-Q1", 30, indicator="druk", place="veld", on="2024-04-30")
    given(session, "2024-Q2", 31, indicator="druk", place="veld", on="2024-08-09")
    number = given(session, "2024-Q3", 31, indicator="druk", place="veld", on="2024-10-01")
    await api.post(f"/measurements/{number}/withdrawal", json={"reason": "Fout"}, headers=staff)

    found = await items(api, "/delivery-records", indicator="druk")

    assert told(found) == [
        ["politie", "druk", 2025, "duty", 2, 0, 0, 0, None],
        ["politie", "druk", 2024, "duty", 6, 2, 1, 1, 10],
    ]
    assert told(await items(api, "/delivery-records", indicator="druk", place="bos", year="2024")) == [
        ["politie", "druk", 2024, "duty", 3, 0, 0, 0, None]
    ]
    assert await items(api, "/delivery-records", indicator="druk", programme="elders") == []


async def test_figures_that_stand_out_and_doubtful_ones_wait_for_a_human(
    api: httpx.AsyncClient, staff: Header, session: Session, keys: Keys
) -> None:
    """What is protected stands out for staff alone: a flag tells how far a figure lies from a hidden one."""
    for year, value in enumerate((30, 31, 30, 31, 30), 2015):
        given(session, str(year), value, place="veld")
    jump = given(session, "2020", 60, place="veld")
    doubt = given(session, "2020", 12, place="bos", state="doubtful", note="Zo gedrukt")
    given(session, "2020", 20, indicator="hulp", place="bos")
    hidden = given(session, "2021", 40, indicator="hulp", place="bos", by="school")

    for_staff = await items(api, "/flagged-figures", staff)
    for_all = await items(api, "/flagged-figures")

    assert [(one["measurement"], one["flags"], one["earlier"], one["change"]) for one in for_staff] == [
        (hidden, ["implausible-change"], {"period": "2020", "value": 20}, 20),
        (doubt, [], None, None),
        (jump, ["implausible-change"], {"period": "2019", "value": 30}, 30),
    ]
    assert [(one["measurement"], one["state"], one["status"], one["may"]) for one in for_all] == [
        (doubt, "doubtful", "open", []), (jump, "final", "open", []),
    ]  # fmt: skip
    for name, wanted in (("place", "bos"), ("source", "monitor"), ("municipality", "GM0001"), ("programme", "elders")):
        expected = [doubt] if name == "place" else []
        found = await api.get("/flagged-figures", params={name: wanted})
        assert [one["measurement"] for one in found.json()["items"]] == expected
    local = keys.person(Role.PROGRAMME_STAFF, areas=["noord"])
    assert [one["measurement"] for one in await items(api, "/flagged-figures", local)] == [doubt, jump]
    assert await items(api, "/flagged-figures", keys.partner("school"), partner="school") == []


async def test_the_follow_up_of_a_figure_goes_from_open_to_closed_and_opens_when_it_is_revised(
    api: httpx.AsyncClient, staff: Header, session: Session, keys: Keys
) -> None:
    police = keys.partner("politie")
    number = given(session, "2020", 30, place="veld", state="doubtful")

    async def status(who: Header | None = None) -> tuple[str, bool]:
        (one,) = await items(api, "/flagged-figures", who)
        return one["status"], one["question"] is not None

    seen = [await status(staff)]
    asked = await api.post(f"/measurements/{number}/questions", json={"text": "Klopt dit?"}, headers=staff)
    key = f"/figure-questions/{asked.json()['id']}"
    seen += [await status(staff), await status()]
    await api.post(f"{key}/answer", json={"kind": "will-correct"}, headers=police)
    seen.append(await status(police))
    await api.post(f"{key}/closure", json={}, headers=staff)
    seen.append(await status(staff))
    given(session, "2020", 31, place="veld", state="doubtful")
    seen.append(await status(staff))

    assert seen == [
        ("open", False), ("asked", True), ("asked", False), ("answered", True), ("closed", True), ("open", True),
    ]  # fmt: skip
    assert await items(api, "/flagged-figures", status="closed") == []
    assert (await api.get(key, headers=staff)).json()["revisedSince"] is True


async def test_a_sum_that_its_parts_do_not_add_up_to_is_told_with_the_difference(
    api: httpx.AsyncClient, staff: Header, session: Session
) -> None:
    """2020 adds up within a half for each part, 2021 does not, and of 2022 a part is missing."""
    for period, area, veld, bos in (("2020", 51, 20, 30), ("2021", 53, 20, 30), ("2022", 99, 20, None)):
        measured(session, period, area, indicator="overlast", place="zuid")
        measured(session, period, veld, indicator="overlast", place="veld")
        if bos is not None:
            measured(session, period, bos, indicator="overlast", place="bos")

    found = await items(api, "/sum-differences")

    names = ("area", "indicator", "period", "value", "partsTotal", "difference", "parts")
    assert [[one[name] for name in names] for one in found] == [["zuid", "overlast", "2021", 53, 50, -3, 2]]
    for asked in ("programme=samen", "area=zuid", "indicator=overlast"):
        assert await items(api, f"/sum-differences?{asked}") == found
    for asked in ("programme=elders", "place=noord", "indicator=hulp"):
        assert await items(api, f"/sum-differences?{asked}") == []


async def test_a_difference_never_tells_what_suppression_hides(
    api: httpx.AsyncClient, staff: Header, session: Session, keys: Keys
) -> None:
    """Nor to the partner that gave one of the parts, nor to staff of another area."""
    measured(session, "2021", 60, indicator="hulp", place="zuid")
    measured(session, "2021", 3, indicator="hulp", place="veld")
    given(session, "2021", 40, indicator="hulp", place="bos", by="school")
    others = [
        None,
        keys.person(Role.READER),
        keys.partner("school"),
        keys.person(Role.PROGRAMME_STAFF, areas=["noord"]),
    ]

    assert [await items(api, "/sum-differences", who) for who in others] == [[]] * 4
    assert [one["difference"] for one in await items(api, "/sum-differences", staff)] == [-17]


async def test_a_neighbourhood_that_lies_partly_in_an_area_adds_up_to_nothing_certain(
    api: httpx.AsyncClient, staff: Header, session: Session
) -> None:
    given_member(session, "zuid", "duin", share="0.5")
    for place, value in (("zuid", 90), ("veld", 20), ("bos", 30), ("duin", 10)):
        measured(session, "2021", value, indicator="overlast", place=place)

    assert await items(api, "/sum-differences") == []


@pytest.mark.parametrize("path", ["/delivery-records", "/flagged-figures", "/sum-differences"])
async def test_what_is_not_a_question_is_refused(api: httpx.AsyncClient, staff: Header, path: str) -> None:
    assert (await api.get(path, params={"kwaliteit": "goed"})).status_code == 400
    assert (await api.get(path, params={"pageSize": "1", "count": "true"})).json() == {
        "items": [], "next": None, "total": 0,
    }  # fmt: skip


@each(st.lists(st.tuples(st.integers(0, 400), st.booleans()), min_size=1, max_size=30))
def test_what_came_in_time_late_and_not_at_all_is_all_that_was_expected(given: list[tuple[int, bool]]) -> None:
    due = date(2024, 6, 30)
    row = ("politie", "overlast", 2024, Expectation.DUTY)
    delivered = [
        Delivered(row, due, date.fromordinal(due.toordinal() - 200 + days) if came else None) for days, came in given
    ]

    (found,) = records(delivered)

    late = sorted(days - 200 for days, came in given if came and days > 200)
    assert isinstance(found, DeliveryRecordRead)
    assert (found.expected, found.received) == (len(given), sum(came for _, came in given))
    assert (found.received, found.expected) == (found.on_time + found.late, found.received + found.missing)
    assert found.late == len(late)
    assert found.median_days_late == (
        None if not late else Decimal(str((late[(len(late) - 1) // 2] + late[len(late) // 2]) / 2))
    )
    assert 0 <= found.completeness <= 1


@each(st.integers(1, 400), st.integers(0, 6))
def test_rounding_to_five_explains_more_than_a_half_step_until_there_are_many(parts: int, decimals: int) -> None:
    step = Decimal(1).scaleb(-decimals)

    assert allowed(step, parts, 0) == step * parts / 2
    assert allowed(step, parts, parts) == Decimal("2.8") * Decimal(parts).sqrt()


def test_every_rhythm_but_once_has_turns() -> None:
    assert set(Rhythm) - {Rhythm.ONCE} == {
        Rhythm.WEEKLY, Rhythm.MONTHLY, Rhythm.QUARTERLY, Rhythm.HALF_YEARLY, Rhythm.YEARLY, Rhythm.TWO_YEARLY,
        Rhythm.FOUR_YEARLY,
    }  # fmt: skip
