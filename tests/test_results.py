"""Results that were reported, in figures or in words; events on the line; places that are watched beside an area."""

from typing import Any

import httpx
import pytest
from sqlmodel import Session

from app.models.access import Role
from app.services.registers import recording
from app.services.results import RESULTS
from tests.given import (
    given_area,
    given_goal,
    given_indicator,
    given_intervention,
    given_partner,
    given_place,
    given_population,
    given_programme,
    writing,
)
from tests.keys import Header, Keys

NEW = {"programme": "samen", "name": "Jongeren aan het werk", "kind": "result", "places": ["veld"]}
EVENT = {"programme": "samen", "name": "Nieuwe wet", "kind": "policy", "period": "2015"}


@pytest.fixture
def around(session: Session) -> None:
    given_population(session)
    given_indicator(session)
    given_indicator(session, "youths", unit="count", highest=None, protected=True, good_direction="rise")
    given_place(session, "veld")
    given_place(session, "bos")
    given_area(session, "zuid", members=["veld"])
    given_programme(session, areas=["zuid"])
    given_goal(session)
    given_partner(session)
    given_intervention(session, places=["veld"])


@pytest.fixture
def staff(keys: Keys) -> Header:
    return keys.person(Role.PROGRAMME_STAFF)


async def report(api: httpx.AsyncClient, staff: Header, **other: Any) -> httpx.Response:
    return await api.post("/results", json=NEW | other, headers=staff)


async def one(api: httpx.AsyncClient, headers: Header | None = None, key: str = "samen-jongeren-aan-het-werk") -> Any:
    answer = await api.get(f"/results/{key}", headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.json()


def codes(answer: httpx.Response) -> list[tuple[str, str]]:
    return [(error["field"], error["code"]) for error in answer.json()["errors"]]


def figures(result: dict[str, Any]) -> tuple[Any, ...]:
    return result["value"], result["fromValue"], result["missing"]


async def test_a_result_has_a_figure_an_aim_and_where_it_came_from(
    api: httpx.AsyncClient, around: None, staff: Header
) -> None:
    said = {"value": 55, "aim": 20, "fromValue": 12.5, "period": "2022", "fromPeriod": "2021JJ00", "unit": "count"}
    made = await report(api, staff, **said, intervention="coaches", partner="politie", goals=["rust"])

    assert made.status_code == 201, made.text
    assert {name: made.json()[name] for name in said} == said | {"fromPeriod": "2021"}
    assert (made.json()["intervention"], made.json()["partner"], made.json()["missing"]) == ("coaches", "politie", None)


async def test_a_result_may_be_words_until_its_figure_is_known(
    api: httpx.AsyncClient, around: None, staff: Header
) -> None:
    made = await report(api, staff, words="Gehalveerd")
    later = await api.patch(
        "/results/samen-jongeren-aan-het-werk", json={"value": 50}, headers=staff | {"If-Match": made.headers["ETag"]}
    )

    assert (made.json()["words"], made.json()["value"]) == ("Gehalveerd", None)
    assert (later.json()["words"], later.json()["value"]) == ("Gehalveerd", 50)


async def test_a_result_says_something_and_names_what_is_there(
    api: httpx.AsyncClient, around: None, staff: Header
) -> None:
    refused = await report(api, staff, period="ooit", places=["veld", "nergens"], indicator="geen", kind="result")
    kindless = await report(api, staff, value=1, kind="wonder")

    assert codes(refused) == [
        ("places.1", "unknown-place"),
        ("indicator", "unknown-indicator"),
        ("value", "value-or-words-required"),
        ("period", "invalid-period"),
    ]
    assert codes(kindless) == [("kind", "not-an-option")]


async def test_results_are_asked_by_all_that_they_name(api: httpx.AsyncClient, around: None, staff: Header) -> None:
    await report(api, staff, value=1, indicator="nuisance", intervention="coaches", partner="politie", goals=["rust"])
    await report(api, staff, id="ander", kind="context", value=2, places=["bos"])
    asked = {
        "place": "veld",
        "area": "zuid",
        "goal": "rust",
        "intervention": "coaches",
        "partner": "politie",
        "indicator": "nuisance",
        "kind": "result",
    }
    found = {key: (await api.get("/results", params={key: value})).json()["items"] for key, value in asked.items()}

    assert {key: [it["id"] for it in items] for key, items in found.items()} == {
        key: ["samen-jongeren-aan-het-werk"] for key in asked
    }


async def test_a_small_number_of_people_is_hidden_like_a_measurement(
    api: httpx.AsyncClient, around: None, staff: Header
) -> None:
    await report(api, staff, indicator="youths", value=3, fromValue=13)

    assert figures(await one(api)) == (None, 15, "suppressed")
    assert figures(await one(api, staff)) == (3, 13, None)


async def test_a_list_and_the_versions_hide_it_too(
    api: httpx.AsyncClient, around: None, staff: Header, keys: Keys
) -> None:
    await report(api, staff, indicator="youths", value=3)
    elsewhere = keys.person(Role.PROGRAMME_STAFF, areas=["zuid"])
    await api.patch("/results/samen-jongeren-aan-het-werk", json={"places": ["bos"]}, headers=staff | {"If-Match": "*"})
    listed = (await api.get("/results")).json()["items"]
    versions = (await api.get("/results/samen-jongeren-aan-het-werk/versions")).json()["items"]

    assert [figures(it) for it in listed] == [(None, None, "suppressed")]
    assert [figures(it["item"]) for it in versions] == [(None, None, "suppressed")] * 2
    assert figures(await one(api, elsewhere)) == (None, None, "suppressed")


async def test_who_reported_it_sees_its_own_figure(
    api: httpx.AsyncClient, around: None, staff: Header, keys: Keys
) -> None:
    await report(api, staff, indicator="youths", value=3, partner="politie")

    assert figures(await one(api, keys.partner("politie"))) == (3, None, None)


async def test_what_a_document_printed_is_told_as_printed_until_somebody_changes_it(
    api: httpx.AsyncClient, session: Session, around: None, staff: Header
) -> None:
    new = RESULTS.create.model_validate(NEW | {"indicator": "youths", "value": 3})
    recording.create(writing(session), RESULTS, new, document="bundel", line=7)
    session.commit()
    printed = await one(api)
    await api.patch("/results/samen-jongeren-aan-het-werk", json={"value": 2}, headers=staff | {"If-Match": "*"})

    assert (figures(printed), printed["origin"]["line"]) == ((3, None, None), 7)
    assert figures(await one(api)) == (None, None, "suppressed")


async def test_an_event_stands_in_a_period_or_from_one_until_another(
    api: httpx.AsyncClient, around: None, staff: Header
) -> None:
    made = await api.post("/events", json=EVENT | {"until": "2016KW02", "indicators": ["nuisance"]}, headers=staff)
    refused = await api.post("/events", json=EVENT | {"id": "x", "period": "gisteren"}, headers=staff)

    assert (made.status_code, made.json()["period"], made.json()["until"]) == (201, "2015", "2016-Q2")
    assert codes(refused) == [("period", "invalid-period")]
    assert [it["id"] for it in (await api.get("/events", params={"indicator": "nuisance"})).json()["items"]] == [
        "samen-nieuwe-wet"
    ]


async def test_a_place_that_is_watched_lies_outside_the_area(
    api: httpx.AsyncClient, around: None, staff: Header
) -> None:
    new = {"programme": "samen", "name": "Naast zuid", "area": "zuid"}
    inside = await api.post("/watched-places", json=new | {"place": "veld"}, headers=staff)
    outside = await api.post("/watched-places", json=new | {"place": "bos", "since": "2020-01-01"}, headers=staff)

    assert codes(inside) == [("place", "inside-area")]
    assert (outside.status_code, outside.json()["place"], outside.json()["since"]) == (201, "bos", "2020-01-01")


async def test_who_steers_an_area_keeps_the_places_that_are_watched_for_it(
    api: httpx.AsyncClient, session: Session, around: None, keys: Keys
) -> None:
    given_area(session, "noord", members=["bos"])
    local = keys.person(Role.PROGRAMME_STAFF, areas=["zuid"])
    watched = {"programme": "samen", "name": "Ernaast", "area": "zuid", "place": "bos", "id": "ernaast"}
    theirs = watched | {"id": "andersom", "area": "noord", "place": "veld"}
    answers = [await api.post("/watched-places", json=row, headers=local) for row in (watched, theirs)]
    given_away = await api.patch(
        "/watched-places/ernaast", json={"area": "noord", "place": "veld"}, headers=local | {"If-Match": "*"}
    )

    assert [answer.status_code for answer in (*answers, given_away)] == [201, 403, 403]
    assert answers[0].json()["may"] == ["change", "withdraw"]


async def test_results_are_reported_by_who_steers_in_that_place(
    api: httpx.AsyncClient, around: None, keys: Keys
) -> None:
    limited = keys.person(Role.PROGRAMME_STAFF, areas=["zuid"])
    answers = [
        await api.post("/results", json=NEW | {"value": 1}),
        await report(api, keys.partner("politie"), value=1),
        await report(api, limited, value=1, places=["bos"]),
        await report(api, limited, value=1),
    ]

    assert [answer.status_code for answer in answers] == [401, 403, 403, 201]
