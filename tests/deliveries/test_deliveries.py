"""Deliveries: what is expected of partners, what came of it, and what anybody may know of that."""

from typing import Any

import httpx
from sqlalchemy import Engine

from app.models.access import Role
from tests.deliveries_given import (
    OF_2021,
    OF_2022,
    give,
    give_all,
    made,
    read,
    states,
)
from tests.keys import Header, Keys
from tests.queries import counted


async def test_a_delivery_goes_from_upcoming_through_due_to_overdue(api: httpx.AsyncClient, staff: Header) -> None:
    await made(api, staff)
    days = ("2021-12-30", "2021-12-31", "2022-03-31", "2022-04-01")

    assert [(await states(api, asOf=day))[OF_2021] for day in days] == ["upcoming", "due", "due", "overdue"]
    assert await states(api, asOf="2021-06-01") == {OF_2021: "upcoming"}
    assert await states(api, asOf="2022-06-01") == {OF_2021: "overdue", OF_2022: "upcoming"}


async def test_what_came_and_what_is_missing_is_told_by_name(
    api: httpx.AsyncClient, staff: Header, police: Header
) -> None:
    await made(api, staff)
    await give(api, police, "veld")

    one = await read(api, f"/deliveries/{OF_2021}")
    told = ("expected", "delivered", "submitted", "sentBack", "accepted", "missing", "completedAt", "state", "period")
    assert {name: one[name] for name in told} == {
        **{"expected": 2, "delivered": 1, "submitted": 0, "sentBack": 0, "accepted": 1},
        **{"missing": [{"id": "bos", "name": "Bos"}], "completedAt": None, "state": "overdue", "period": "2021"},
    }
    assert [(came["batch"], came["figures"]) for came in one["arrived"]] == [(None, 1)]

    batch = await give_all(api, police, value=31)
    complete = await read(api, f"/deliveries/{OF_2021}")
    assert [(came["batch"], came["figures"]) for came in complete["arrived"]] == [(batch["id"], 2)]
    assert (complete["state"], complete["missing"], complete["messages"], complete["may"]) == ("delivered", [], [], [])
    assert complete["daysLate"] > 0
    assert complete["completedAt"] is not None


async def test_a_reason_for_absence_is_delivered_and_a_withdrawal_takes_it_away(
    api: httpx.AsyncClient, staff: Header, police: Header
) -> None:
    await made(api, staff)
    await give(api, police, "veld", missing="secret")
    kept = await give(api, police, "bos")
    await give(api, police, "veld", "2022", missing="not-yet")
    whole = await states(api)
    await api.post(f"/measurements/{kept['id']}/withdrawal", json={"reason": "Fout"}, headers=police)

    assert whole == {OF_2021: "delivered", OF_2022: "overdue"}
    assert (await read(api, f"/deliveries/{OF_2021}"))["missing"] == [{"id": "bos", "name": "Bos"}]


async def test_deliveries_are_found_by_every_filter(api: httpx.AsyncClient, staff: Header, police: Header) -> None:
    await made(api, staff)
    await made(api, staff, id="leerlingen", partner="school", indicator="leerlingen", ends="2021-12-31")
    await give_all(api, police)
    asked: list[tuple[dict[str, Any], set[str]]] = [
        ({}, {OF_2021, OF_2022, "leerlingen.2021"}),
        ({"programme": "samen"}, {OF_2021, OF_2022, "leerlingen.2021"}),
        ({"programme": "elders"}, set()),
        ({"partner": "school"}, {"leerlingen.2021"}),
        ({"partner": ["school", "politie"], "indicator": "overlast"}, {OF_2021, OF_2022}),
        ({"duty": "leerlingen"}, {"leerlingen.2021"}),
        ({"period": "2022"}, {OF_2022}),
        ({"place": "veld"}, {OF_2021, OF_2022, "leerlingen.2021"}),
        ({"place": "duin"}, set()),
        ({"area": "zuid", "place": "veld", "partner": "politie"}, {OF_2021, OF_2022}),
        ({"municipality": "GM9999"}, set()),
        ({"state": "delivered"}, {OF_2021}),
        ({"state": ["overdue", "delivered"], "partner": "politie"}, {OF_2021, OF_2022}),
        ({"dueBefore": "2022-04-01"}, {OF_2021, "leerlingen.2021"}),
        ({"dueFrom": "2022-04-01"}, {OF_2022}),
    ]

    assert [set(await states(api, **question)) for question, _ in asked] == [found for _, found in asked]
    assert (await read(api, "/deliveries", place="veld", duty="overlast-politie", period="2022"))["items"][0][
        "expected"
    ] == 1
    assert (await api.get("/deliveries", params={"sort": "due"})).status_code == 400


async def test_pages_follow_each_other_by_due_date_with_a_state_or_without(
    api: httpx.AsyncClient, staff: Header
) -> None:
    await made(api, staff, rhythm="quarterly", ends="2021-12-31")

    for asked in ({}, {"state": "overdue"}):
        found: list[str] = []
        page = await read(api, "/deliveries", pageSize=3, count="true", **asked)
        assert page["total"] == 4
        found += [item["period"] for item in page["items"]]
        page = (await api.get(page["next"].removeprefix("/api/v1"))).json()
        found += [item["period"] for item in page["items"]]
        assert (found, page["next"]) == (["2021-Q1", "2021-Q2", "2021-Q3", "2021-Q4"], None)
    assert (await api.get("/deliveries", params={"cursor": "onzin"})).status_code == 400


async def test_what_was_known_before_leaves_out_what_came_later(
    api: httpx.AsyncClient, staff: Header, police: Header
) -> None:
    await made(api, staff)
    await give_all(api, police)
    early = (await read(api, "/delivery-duties/overlast-politie/versions"))["items"][0]["recordedAt"]

    then = await read(api, f"/deliveries/{OF_2021}", knownAt=early)
    assert (then["state"], then["delivered"], then["arrived"]) == ("overdue", 0, [])
    assert (await read(api, "/deliveries", knownAt="2020-01-01"))["items"] == []


async def test_a_delivery_that_is_far_off_can_be_read_and_one_that_is_none_cannot(
    api: httpx.AsyncClient, staff: Header
) -> None:
    await made(api, staff, ends=None, schoolYears=True)

    found = await states(api, asOf="2022-01-01", dueBefore="2024-12-31")
    assert list(found) == [f"overlast-politie.{year}-{year + 1}" for year in (2020, 2021, 2022, 2023)]
    assert set((await states(api, asOf="2022-01-01")).values()) == {"overdue", "upcoming"}
    far = await read(api, "/deliveries/overlast-politie.2028-2029")
    assert (far["period"], far["state"]) == ("2028/2029", "upcoming")
    for key in ("overlast-politie.2019-2020", "overlast-politie", "anders.2021", "overlast-politie.2150-2151"):
        assert (await api.get(f"/deliveries/{key}")).status_code == 404


async def test_counting_tells_nothing_of_a_small_count(api: httpx.AsyncClient, staff: Header, keys: Keys) -> None:
    """That a figure is there anybody may know; what it is, and whether it is small, nobody learns from this."""
    await made(api, staff, id="leerlingen", partner="school", indicator="leerlingen", ends="2021-12-31")
    school = keys.partner("school")
    small = await give(api, school, "veld", indicator="leerlingen", value=3)
    await give(api, school, "bos", indicator="leerlingen", value=300)

    public = await api.get("/deliveries/leerlingen.2021")
    assert "300" not in public.text.replace(small["recordedAt"], "")
    assert (public.json()["delivered"], public.json()["accepted"], public.json()["missing"]) == (2, 2, [])


async def test_a_hundred_deliveries_take_as_many_queries_as_four(
    api: httpx.AsyncClient, staff: Header, app: Any, engine: Engine
) -> None:
    await made(api, staff, rhythm="quarterly", ends="2021-12-31")
    with counted(app.state.engine) as few:
        await read(api, "/deliveries")
    for number in range(6):
        await made(api, staff, id=f"meer-{number}", rhythm="monthly", ends="2022-03-31")
    with counted(app.state.engine) as many:
        page = await read(api, "/deliveries", count="true")

    assert (page["total"], len(many)) == (94, len(few))
    assert len(few) <= 12


async def test_my_own_list_is_in_me(api: httpx.AsyncClient, staff: Header, police: Header, keys: Keys) -> None:
    await made(api, staff)
    await made(api, staff, id="leerlingen", partner="school", indicator="leerlingen")
    await made(api, staff, id="straks", starts="2190-01-01", ends=None)
    await give_all(api, police)

    told = (await read(api, "/me", police))["deliveries"]
    assert told == [
        {
            **{"duty": "overlast-politie", "name": "Overlast per buurt", "programme": "samen", "indicator": "overlast"},
            **{"nextDue": None, "overdue": 1, "sentBack": 0},
        }
    ]
    editor = keys.person(Role.PARTNER_EDITOR, partner="school")
    assert [(one["duty"], one["overdue"]) for one in (await read(api, "/me", editor))["deliveries"]] == [
        ("leerlingen", 2)
    ]
    others: tuple[Header, ...] = (staff, keys.person(Role.READER, partner="school"), {})
    assert [(await read(api, "/me", who))["deliveries"] for who in others] == [[], [], []]
