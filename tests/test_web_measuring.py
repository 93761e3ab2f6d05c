"""Giving figures by hand on the site: recording, revising and withdrawing, and what is said about mistakes."""

from typing import Any

import httpx
import pytest
from sqlmodel import Session

from app.models.access import Role
from app.models.measurement import Measurement
from app.models.place import PlaceKind
from tests.given import (
    given_area,
    given_course,
    given_partner,
    given_place,
    measured,
)
from tests.people import sign_in
from tests.reading import calls, chosen, column, facts, mistakes, rows, typed, words

HTMX = {"HX-Request": "true"}
NEW = {"indicator": "nuisance", "place": "veld", "period": "2011", "value": "38,5", "state": "final"}


def page_of(measurement: Measurement) -> str:
    return f"/metingen/{measurement.id}"


@pytest.fixture
async def staff(site: httpx.AsyncClient, session: Session) -> httpx.AsyncClient:
    """Somebody of the programme, signed in, with one target to measure for."""
    given_course(session)
    await sign_in(site, session, Role.PROGRAMME_STAFF)
    return site


async def test_who_is_not_signed_in_is_sent_there_and_back(site: httpx.AsyncClient) -> None:
    answer = await site.get("/meten?indicator=nuisance")

    assert (answer.status_code, answer.headers["location"]) == (
        303,
        "/aanmelden?verder=%2Fmeten%3Findicator%3Dnuisance",
    )


@pytest.mark.parametrize("path", ["/meten", "/metingen/1/herzien", "/metingen/1/intrekken"])
async def test_a_reader_may_not_record(site: httpx.AsyncClient, session: Session, path: str) -> None:
    given_course(session)
    await sign_in(site, session, Role.READER)

    assert [(await site.get(path)).status_code, (await site.post(path, data=NEW)).status_code] == [403, 403]


async def test_a_figure_recorded_by_hand_is_shown_at_once(staff: httpx.AsyncClient) -> None:
    answer = await staff.post("/meten", data=NEW)
    page = (await staff.get(answer.headers["location"])).text

    assert answer.status_code == 303
    assert "Het cijfer is ingevoerd." in words(page)
    assert [cells[:3] for cells in rows(page)] == [["1 (nu)", "39%", "definitief"]]


async def test_a_decimal_comma_is_a_decimal_point(staff: httpx.AsyncClient, api: httpx.AsyncClient) -> None:
    await staff.post("/meten", data=NEW | {"value": "38,5"})

    assert (await api.get("/measurements?periodFrom=2011")).json()["items"][0]["value"] == 38.5


async def test_the_form_is_filled_in_from_the_address(staff: httpx.AsyncClient) -> None:
    page = (await staff.get("/meten?indicator=nuisance&place=veld&period=2011&value=13")).text

    assert (chosen(page, "indicator"), chosen(page, "place"), typed(page, "period")) == ("nuisance", "veld", "2011")
    assert typed(page, "value") == ""


async def test_an_absence_is_recorded_with_its_reason(staff: httpx.AsyncClient) -> None:
    answer = await staff.post("/meten", data=NEW | {"value": "", "missing": "not-yet"})
    page = (await staff.get(answer.headers["location"])).text

    assert column(page, 1) == ["nog niet beschikbaar"]


async def test_every_mistake_is_pointed_at_and_what_was_typed_stays(staff: httpx.AsyncClient) -> None:
    answer = await staff.post("/meten", data=NEW | {"period": "2099", "value": "140", "low": "12,5", "note": "Let op"})
    page = answer.text

    assert answer.status_code == 400
    assert sorted(mistakes(page)) == ["high", "period", "value"]
    assert [typed(page, field) for field in ("period", "value", "low", "note")] == ["2099", "140", "12,5", "Let op"]
    assert (chosen(page, "indicator"), chosen(page, "place"), chosen(page, "state")) == ("nuisance", "veld", "final")


async def test_text_for_a_number_comes_back_as_it_was_typed(staff: httpx.AsyncClient) -> None:
    page = (await staff.post("/meten", data=NEW | {"value": "veel"})).text

    assert (mistakes(page), typed(page, "value")) == ({"value": "Geef een getal."}, "veel")


async def test_details_with_a_mistake_stand_open(staff: httpx.AsyncClient) -> None:
    shut, opened = (await staff.get("/meten")).text, (await staff.post("/meten", data=NEW | {"low": "1"})).text

    assert ["<details" in page and "open>" in page for page in (shut, opened)] == [False, True]


async def test_nothing_is_stored_of_what_was_refused(staff: httpx.AsyncClient, api: httpx.AsyncClient) -> None:
    await staff.post("/meten", data=NEW | {"value": "140"})

    assert len((await api.get("/measurements")).json()["items"]) == 1


async def test_htmx_gets_the_form_back_or_is_sent_on(staff: httpx.AsyncClient) -> None:
    refused = await staff.post("/meten", data=NEW | {"value": "140"}, headers=HTMX)
    recorded = await staff.post("/meten", data=NEW, headers=HTMX)

    assert (refused.status_code, refused.headers["hx-retarget"]) == (400, "#form")
    assert (recorded.status_code, recorded.headers["hx-redirect"]) == (204, "/metingen/2?gedaan=created")


async def test_a_revision_begins_with_the_figure_as_it_is(staff: httpx.AsyncClient, session: Session) -> None:
    row = measured(session, "2006", 1.25, note="Eerste telling", numerator=5, denominator=400)
    page = (await staff.get(f"{page_of(row)}/herzien")).text

    assert [typed(page, field) for field in ("value", "note", "numerator", "denominator", "reason")] == [
        "1,25",
        "Eerste telling",
        "5",
        "400",
        "",
    ]
    assert chosen(page, "state") == "final"
    assert "Het oude blijft altijd leesbaar" in words(page)


async def test_a_revision_is_shown_above_what_was_there(staff: httpx.AsyncClient, session: Session) -> None:
    page = page_of(measured(session, "2006", 42))
    answer = await staff.post(f"{page}/herzien", data={"value": "40", "state": "final", "reason": "Telfout"})
    told = (await staff.get(answer.headers["location"])).text

    assert answer.headers["location"] == f"{page}?gedaan=revised"
    assert [[cells[1], cells[4], cells[5]] for cells in rows(told)] == [
        ["40%", "programmateam", "Telfout"],
        ["42%", "het systeem zelf", "–"],
    ]


async def test_the_same_figure_again_is_no_revision(staff: httpx.AsyncClient, session: Session) -> None:
    page = page_of(measured(session, "2006", 42))
    answer = await staff.post(f"{page}/herzien", data={"value": "42", "state": "final", "reason": "Nog eens"})

    assert "Dit stond er al: er is niets veranderd." in words((await staff.get(answer.headers["location"])).text)


async def test_a_revision_stays_with_its_own_key(staff: httpx.AsyncClient, session: Session) -> None:
    given_place(session, "elders")
    page = page_of(measured(session, "2006", 42))
    sent = {"value": "40", "state": "final", "place": "elders", "period": "2007", "indicator": "other"}
    answer = await staff.post(f"{page}/herzien", data=sent)

    assert answer.headers["location"] == f"{page}?gedaan=revised"


async def test_a_refused_revision_comes_back_with_the_reason(staff: httpx.AsyncClient, session: Session) -> None:
    page = page_of(measured(session, "2006", 42))
    answer = await staff.post(f"{page}/herzien", data={"value": "400", "state": "final", "reason": "Telfout"})

    assert (answer.status_code, list(mistakes(answer.text))) == (400, ["value"])
    assert (typed(answer.text, "value"), typed(answer.text, "reason")) == ("400", "Telfout")


async def test_a_withdrawal_says_what_it_means_and_takes_a_reason(staff: httpx.AsyncClient, session: Session) -> None:
    page = page_of(measured(session, "2006", 42))
    asked = (await staff.get(f"{page}/intrekken")).text
    without = await staff.post(f"{page}/intrekken", data={"reason": " "})

    assert "het cijfer telt niet meer mee" in words(asked)
    assert (without.status_code, list(mistakes(without.text))) == (400, ["reason"])


async def test_a_withdrawn_figure_stays_readable(staff: httpx.AsyncClient, session: Session) -> None:
    page = page_of(measured(session, "2006", 42))
    answer = await staff.post(f"{page}/intrekken", data={"reason": "Verkeerde buurt"})
    told = (await staff.get(answer.headers["location"])).text

    assert [[cells[1], cells[2], cells[5]] for cells in rows(told)] == [
        ["ingetrokken", "ingetrokken", "Verkeerde buurt"],
        ["42%", "definitief", "–"],
    ]
    assert (await staff.get(f"{page}/intrekken")).status_code == 403
    assert (await staff.post(f"{page}/intrekken", data={"reason": "Nog eens"})).status_code == 409


async def test_a_partner_may_change_its_own_figures_only(site: httpx.AsyncClient, session: Session) -> None:
    given_course(session)
    given_partner(session)
    others = page_of(measured(session, "2006", 42))
    await sign_in(site, session, Role.PARTNER_EDITOR, partner="politie")
    own = (await site.post("/meten", data=NEW)).headers["location"].split("?")[0]

    assert [(await site.get(f"{page}/herzien")).status_code for page in (own, others)] == [200, 403]
    assert facts((await site.get(own)).text)["Gegeven door"] == "Politie"


async def test_a_figure_of_somebody_else_is_refused_beside_the_field(site: httpx.AsyncClient, session: Session) -> None:
    given_course(session)
    given_partner(session)
    await sign_in(site, session, Role.PARTNER_EDITOR, partner="politie")
    answer = await site.post("/meten", data=NEW | {"period": "2006"})

    assert (answer.status_code, list(mistakes(answer.text))) == (403, ["place"])


async def test_places_are_chosen_under_their_municipality(staff: httpx.AsyncClient, session: Session) -> None:
    given_place(session, "stad", kind=PlaceKind.MUNICIPALITY)
    given_place(session, "zand", municipality_id="stad")
    given_area(session)
    page = (await staff.get("/meten")).text
    headings = [part.split('"')[0] for part in page.split('<optgroup label="')[1:]]

    assert headings == ["Gebieden", "Andere buurten", "Stad", "Gemeenten"]


async def test_no_form_asks_more_than_four_things(app: Any, staff: httpx.AsyncClient, session: Session) -> None:
    page = page_of(measured(session, "2006", 42))
    for path in ("/meten", f"{page}/herzien", f"{page}/intrekken"):
        with calls(app) as asked:
            await staff.get(path)
        assert len(asked) <= 4, asked


async def test_no_refused_form_asks_more_than_four_things(app: Any, staff: httpx.AsyncClient, session: Session) -> None:
    page = page_of(measured(session, "2006", 42))
    for path in ("/meten", f"{page}/herzien", f"{page}/intrekken"):
        with calls(app) as asked:
            await staff.post(path, data={"value": "400"})
        assert len(asked) <= 4, asked
