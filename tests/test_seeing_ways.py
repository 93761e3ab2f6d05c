"""Other ways in which a small count could get out: shares, surveys, answers, flags, errors, a protection that ends."""

from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from sqlmodel import Session

from app.models.access import Role
from app.models.indicator import Indicator, IndicatorVersion
from app.models.measurement import MeasurementCreate
from app.services.access.versions import keep, next_version
from app.services.measurements.recording import Provenance, record
from tests.given import (
    given_area,
    given_course,
    given_indicator,
    given_partner,
    given_place,
    given_target,
    measured,
    writing,
)
from tests.keys import Header, Keys

NEW = {"indicator": "help", "place": "veld", "period": "2012", "value": 3}


@pytest.fixture
def figures(session: Session) -> None:
    given_course(session)
    given_partner(session, "school")
    given_partner(session, "politie")
    given_place(session, "bos")
    given_area(session, "zuid", members=["veld"])
    given_indicator(session, "help", unit="count", highest=None, protected=True)


@pytest.fixture
def school(keys: Keys, figures: None) -> Header:
    return keys.partner("school")


async def seen(api: httpx.AsyncClient, key: Header | None = None, **asked: str) -> list[Any]:
    answer = await api.get("/measurements", params={"indicator": "help"} | asked, headers=key or {})
    assert answer.status_code == 200, answer.text
    return [one["value"] for one in answer.json()["items"]]


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ({"value": 26.5, "numerator": 13, "denominator": 49}, (30, 15, 50)),
        ({"value": 7.5, "numerator": 3, "denominator": 40}, None),
        ({"value": 92.5, "numerator": 37, "denominator": 40}, None),
        ({"value": 50, "numerator": 2, "denominator": 4}, None),
        ({"value": 26.5}, None),
        ({"value": 26.5, "numerator": 13, "denominator": 49, "low": 20, "high": 30}, (30, 15, 50)),
    ],
)
async def test_a_share_is_made_of_coarse_counts_and_of_enough_people_inside_and_outside(
    api: httpx.AsyncClient, session: Session, figures: None, sent: dict[str, Any], shown: tuple[float, ...] | None
) -> None:
    given_indicator(session, "poor", protected=True)
    measured(session, "2012", indicator="poor", **sent)

    one = (await api.get("/measurements", params={"indicator": "poor"})).json()["items"][0]
    assert (one["value"], one["numerator"], one["denominator"]) == (shown or (None, None, None))
    assert (one["low"], one["high"], one["missing"]) == (None, None, None if shown else "suppressed")


@pytest.mark.parametrize(("answers", "shown"), [(49, None), (50, 41), (None, None)])
async def test_a_survey_needs_fifty_answers(
    api: httpx.AsyncClient, session: Session, figures: None, answers: int | None, shown: int | None
) -> None:
    given_indicator(session, "trust", protected=True, survey=True)
    measured(session, "2012", 41, indicator="trust", low=38, high=44, sampleSize=answers)

    one = (await api.get("/measurements", params={"indicator": "trust"})).json()["items"][0]
    assert (one["value"], one["low"], one["high"]) == ((41, 38, 44) if shown else (None, None, None))


async def test_a_sender_sees_its_own_figure_and_nobody_else_does(api: httpx.AsyncClient, school: Header) -> None:
    created = await api.post("/measurements", json=NEW, headers=school)
    again = await api.post("/measurements", json=NEW, headers=school)

    assert [(one.json()["outcome"], one.json()["value"]) for one in (created, again)] == [
        ("created", 3),
        ("unchanged", 3),
    ]
    assert await seen(api) == [None]


async def test_a_stranger_learns_nothing_by_guessing(api: httpx.AsyncClient, keys: Keys, school: Header) -> None:
    """The right guess and a wrong one get the same answer."""
    await api.post("/measurements", json=NEW, headers=school)
    police = keys.partner("politie")

    guesses = [await api.post("/measurements", json=NEW | {"value": value}, headers=police) for value in (3, 4)]
    assert [guess.status_code for guess in guesses] == [403, 403]
    assert guesses[0].json() == guesses[1].json()


async def test_a_flag_tells_a_sender_nothing_of_the_figures_of_others(
    api: httpx.AsyncClient, session: Session, keys: Keys, school: Header
) -> None:
    """Its own 40 is a jump after the school's 2 to 4; knowing that would tell what those were."""
    for year, value in (("2005", 2), ("2006", 3), ("2007", 4), ("2008", 3), ("2009", 2)):
        assert (await api.post("/measurements", json=NEW | {"period": year, "value": value}, headers=school)).is_success
    police = keys.partner("politie")
    sent = await api.post("/measurements", json=NEW | {"value": 40}, headers=police)
    revised = await api.post(
        "/measurements", json=NEW | {"value": 41}, headers=keys.person(Role.PROGRAMME_STAFF, areas=["zuid"])
    )
    read = await api.get(f"/measurements/{sent.json()['id']}", headers=police)

    assert (sent.json()["value"], sent.json()["flags"]) == (40, [])
    assert revised.json()["flags"] == ["implausible-change"]
    assert (read.json()["value"], read.json()["flags"]) == (41, [])


async def test_an_error_does_not_say_what_is_hidden(api: httpx.AsyncClient, keys: Keys, school: Header) -> None:
    key = (await api.post("/measurements", json=NEW, headers=school)).json()["id"]
    police = keys.partner("politie")

    refused = await api.post(f"/measurements/{key}/withdrawal", json={"reason": "x"}, headers=police)
    assert refused.status_code == 403
    assert '"value"' not in refused.text


async def test_what_its_source_published_is_shown_as_published(
    api: httpx.AsyncClient, session: Session, figures: None
) -> None:
    said = MeasurementCreate.model_validate(NEW | {"period": "2001", "note": "Zo gedrukt"})
    record(writing(session, now=datetime(2003, 1, 1, tzinfo=UTC)), said, Provenance(published=True))
    session.commit()

    one = (await api.get("/measurements", params={"indicator": "help"})).json()["items"][0]
    assert (one["value"], one["missing"], one["note"]) == (3, None, "Zo gedrukt")


def protect(session: Session, **said: Any) -> None:
    row = session.get_one(Indicator, "help")
    for name, value in said.items():
        setattr(row, name, value)
    next_version(writing(session), row)
    keep(writing(session), row, IndicatorVersion)
    session.commit()


async def test_a_protection_that_was_switched_off_goes_on_until_it_is_released(
    api: httpx.AsyncClient, session: Session, keys: Keys, school: Header
) -> None:
    await api.post("/measurements", json=NEW, headers=school)
    protect(session, protected=False)
    switched_off = await seen(api)
    released = await api.post(
        "/indicators/help/release", json={"reason": "Geen personen"}, headers=keys.person(Role.ADMINISTRATOR)
    )

    assert (switched_off, released.status_code, await seen(api)) == ([None], 200, [3])


async def test_the_strictest_protection_there_ever_was_counts_for_old_moments_too(
    api: httpx.AsyncClient, session: Session, school: Header
) -> None:
    protect(session, protected=False)
    protect(session, protected=True, minimum_count=20, round_to=20)
    protect(session, minimum_count=3, round_to=1)
    for period, value in (("2010", 12), ("2011", 32)):
        await api.post("/measurements", json=NEW | {"period": period, "value": value}, headers=school)

    assert await seen(api) == [None, 40]
    assert await seen(api, knownAt="2099-01-01") == [None, 40]


async def test_a_figure_that_was_protected_later_is_hidden_in_the_past(
    api: httpx.AsyncClient, session: Session, figures: None
) -> None:
    given_indicator(session, "later", unit="count", highest=None)
    measured(session, "2006", 3, indicator="later")
    row = session.get_one(Indicator, "later")
    row.protected = True
    next_version(writing(session), row)
    keep(writing(session), row, IndicatorVersion)
    session.commit()

    assert await seen(api, indicator="later", knownAt="2009-01-01") == [None]


async def test_staff_that_steers_a_target_elsewhere_sees_it_with_its_own_eyes(
    api: httpx.AsyncClient, session: Session, keys: Keys, school: Header
) -> None:
    """What is answered to a change is what the changer may see: here all of it, elsewhere nothing."""
    await api.post("/measurements", json=NEW, headers=school)
    given_target(session, "hulp", indicator_id="help", baseline_period="2012", state="draft")
    here = keys.person(Role.PROGRAMME_STAFF, areas=["zuid"])
    given_area(session, "noord", members=["bos"])
    elsewhere = keys.person(Role.PROGRAMME_STAFF, areas=["noord"])

    async def changed(key: Header) -> httpx.Response:
        return await api.patch("/targets/hulp", json={"note": "x"}, headers=key | {"If-Match": '"another"'})

    assert (await changed(here)).json()["theirs"]["baseline"]["value"] == 3
    assert ((await changed(elsewhere)).status_code, "theirs" in (await changed(elsewhere)).json()) == (403, False)
