"""The calendar on its page, and a duty that is ticked off there."""

import httpx
import pytest
from sqlmodel import Session

from app.language import day
from app.models.access import Role
from tests.governance_given import TODAY, days, given_governed, made, read
from tests.keys import Header, Keys
from tests.people import sign_in
from tests.reading import chosen, column, facts, mistakes, rows, typed, words

AGENDA = "/programmas/samen/agenda"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def staff(session: Session, keys: Keys) -> Header:
    given_governed(session)
    return keys.person(Role.PROGRAMME_STAFF)


async def given_dates(api: httpx.AsyncClient, staff: Header) -> str:
    """A body with a meeting to come, a duty that is overdue and one to come; the id of the first duty."""
    body = (await made(api, "/bodies", staff, name="Bestuur", members=[{"partner": "rijk"}]))["id"]
    await made(api, "/meetings", staff, name="Overleg", body=body, heldOn=days(20))
    await made(api, "/duties", staff, name="Verantwoording", owner="politie", dueOn=days(5))
    return str((await made(api, "/duties", staff, name="Verslag", owner="gemeente", dueOn=days(-2)))["id"])


async def test_what_is_overdue_stands_first_and_apart(
    api: httpx.AsyncClient, site: httpx.AsyncClient, staff: Header
) -> None:
    await given_dates(api, staff)
    html = (await site.get(AGENDA)).text

    assert column(html, 0) == ["Verslag", "Verantwoording", "Overleg"]
    assert "1 is te laat, 2 andere datums" in words(html)
    assert rows(html)[2][2:] == ["… komt nog", "Vergadering", "Bestuur"]


async def test_a_partner_and_a_stretch_of_time_can_be_chosen_and_stay_in_the_address(
    api: httpx.AsyncClient, site: httpx.AsyncClient, staff: Header
) -> None:
    await given_dates(api, staff)
    of_partner = (await site.get(AGENDA, params={"partner": "gemeente"})).text
    of_days = (await site.get(AGENDA, params={"van": days(1), "tot": days(10)})).text

    assert column(of_days, 0) == ["Verantwoording"]
    assert (typed(of_days, "van"), typed(of_days, "tot")) == (days(1), days(10))
    assert f"calendar?from={days(1)}&amp;to={days(10)}&amp;format=ics" in of_days
    assert (column(of_partner, 0), chosen(of_partner, "partner")) == (["Verslag"], "gemeente")


async def test_htmx_gets_the_list_alone(api: httpx.AsyncClient, site: httpx.AsyncClient, staff: Header) -> None:
    await given_dates(api, staff)
    fragment = await site.get(AGENDA, headers=HTMX)

    assert fragment.headers["HX-Retarget"] == "#results"
    assert fragment.text.strip().startswith('<div id="results">')


async def test_only_who_may_is_offered_to_tick_off(
    api: httpx.AsyncClient, site: httpx.AsyncClient, session: Session, staff: Header
) -> None:
    duty = await given_dates(api, staff)
    before = [(await site.get(address)).text for address in (AGENDA, f"/plichten/{duty}")]
    await sign_in(site, session, Role.PROGRAMME_STAFF)
    after = [(await site.get(address)).text for address in (AGENDA, f"/plichten/{duty}")]

    assert ["Afvinken" in text for text in before] == [False, False]
    assert ["Afvinken" in text for text in after] == [True, True]


async def test_a_duty_is_ticked_off_on_its_page(
    api: httpx.AsyncClient, site: httpx.AsyncClient, session: Session, staff: Header
) -> None:
    duty = await given_dates(api, staff)
    await sign_in(site, session, Role.PROGRAMME_STAFF)
    form = (await site.get(f"/plichten/{duty}", params={"dag": days(-2)})).text
    assert (chosen(form, "due"), typed(form, "doneOn")) == (days(-2), TODAY.isoformat())

    sent = {"due": days(-2), "doneOn": days(-1), "note": "In het archief"}
    answer = await site.post(f"/plichten/{duty}", data=sent)

    assert (answer.status_code, answer.headers["Location"]) == (303, f"/plichten/{duty}")
    text = words((await site.get(f"/plichten/{duty}")).text)
    assert f"{day(TODAY.fromisoformat(days(-2)))}: ✓ gedaan, te laat" in text
    assert "In het archief" in text


async def test_htmx_is_sent_on_to_the_page(
    api: httpx.AsyncClient, site: httpx.AsyncClient, session: Session, staff: Header
) -> None:
    duty = await given_dates(api, staff)
    await sign_in(site, session, Role.PROGRAMME_STAFF)
    answer = await site.post(f"/plichten/{duty}", data={"due": days(-2)}, headers=HTMX)

    assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, f"/plichten/{duty}")


async def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_lost(
    api: httpx.AsyncClient, site: httpx.AsyncClient, session: Session, staff: Header
) -> None:
    duty = await given_dates(api, staff)
    await sign_in(site, session, Role.PROGRAMME_STAFF)
    answer = await site.post(f"/plichten/{duty}", data={"due": days(-2), "doneOn": days(3), "note": "Straks"})

    assert answer.status_code == 400
    assert mistakes(answer.text) == {"doneOn": "Deze dag moet nog komen. Vul het in als het gedaan is."}
    assert typed(answer.text, "note") == "Straks"


async def test_who_may_not_tick_off_is_refused_by_the_api(
    api: httpx.AsyncClient, site: httpx.AsyncClient, session: Session, staff: Header
) -> None:
    duty = await given_dates(api, staff)
    await sign_in(site, session, Role.PARTNER_EDITOR, "politie")
    answer = await site.post(f"/plichten/{duty}", data={"due": days(-2)})

    assert answer.status_code == 403
    assert (await read(api, f"/duties/{duty}"))["overdue"] == 1


@pytest.mark.parametrize("elsewhere", ["https://voorbeeld.example/", "//voorbeeld.example", "javascript:alert(1)"])
async def test_the_way_back_never_leads_to_another_site(
    api: httpx.AsyncClient, site: httpx.AsyncClient, session: Session, staff: Header, elsewhere: str
) -> None:
    duty = await given_dates(api, staff)
    await sign_in(site, session, Role.PROGRAMME_STAFF)
    answer = await site.post(f"/plichten/{duty}", data={"due": days(-2), "terug": elsewhere})

    assert answer.headers["Location"] == f"/plichten/{duty}"


async def test_a_duty_says_how_often_for_whom_and_as_long_as_what(
    api: httpx.AsyncClient, site: httpx.AsyncClient, staff: Header
) -> None:
    rhythm = {"every": "quarter", "quarters": [1, 3], "day": 15, "starts": "2024-01-01", "ends": "2024-12-31"}
    duty = await made(api, "/duties", staff, name="Verslag", owner="gemeente", to="Gemeenteraad", **rhythm)
    shown = facts((await site.get(f"/plichten/{duty['id']}")).text)

    assert (shown["Wie"], shown["Aan wie"], shown["Geldt nog"]) == ("Gemeente", "Gemeenteraad", "niet meer")
    assert shown["Wanneer"] == (
        "elk kwartaal, in kwartaal 1, 3, op dag 15; vanaf 1 januari 2024 tot en met 31 december 2024"
    )
