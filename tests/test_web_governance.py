"""The pages of governance: bodies as a tree, one body, the log of decisions, and what one partner has to do."""

from typing import Any

import httpx
import pytest
from sqlmodel import Session

from app.models.access import Role
from tests.governance_given import days, given_governed, made
from tests.keys import Header, Keys
from tests.reading import calls, column, facts, rows, words

SEAT = {"partner": "gemeente", "role": "Wethouder", "mandate": "Beslist over het geld", "decides": True}


@pytest.fixture
def staff(session: Session, keys: Keys) -> Header:
    given_governed(session)
    return keys.person(Role.PROGRAMME_STAFF)


async def given_bodies(api: httpx.AsyncClient, staff: Header) -> tuple[str, str]:
    rhythm = {"meetsTimes": 4, "meetsPer": "year"}
    steps = [{"name": "Evalueren", "due": days(-3)}, {"name": "Instellen", "due": days(-90), "done": days(-90)}]
    top = (await made(api, "/bodies", staff, name="Alliantie", kind="alliance", chair="Burgemeester", **rhythm))["id"]
    members = {"members": [SEAT, {"name": "Woningcorporaties"}], "steps": steps}
    board = (await made(api, "/bodies", staff, name="Dagelijks bestuur", kind="board", parent=top, **members))["id"]
    return top, board


async def page(site: httpx.AsyncClient, address: str) -> str:
    answer = await site.get(address)
    assert answer.status_code == 200, answer.text
    return answer.text


async def test_bodies_are_shown_as_they_stand_under_each_other(
    api: httpx.AsyncClient, site: httpx.AsyncClient, staff: Header
) -> None:
    top, _ = await given_bodies(api, staff)
    await made(api, "/meetings", staff, name="Overleg", body=top, heldOn=days(-300), state="held")
    text = words(await page(site, "/programmas/samen/bestuur"))

    assert text.index("Alliantie (alliantie)") < text.index("Dagelijks bestuur (bestuur)")
    assert "Voorzitter Burgemeester" in text
    assert "Komt bijeen 4 keer per jaar; laatst op" in text
    assert "achter op het ritme" in text
    assert "Leden Gemeente ; Woningcorporaties" in text


async def test_steps_that_are_still_to_be_taken_come_first_with_what_is_overdue(
    api: httpx.AsyncClient, site: httpx.AsyncClient, staff: Header
) -> None:
    await given_bodies(api, staff)
    text = words(await page(site, "/programmas/samen/bestuur"))

    assert "Evalueren ( Dagelijks bestuur ) ! te laat" in text
    assert "Instellen" not in text


async def test_a_body_whose_parent_was_withdrawn_stands_at_the_top(
    api: httpx.AsyncClient, site: httpx.AsyncClient, staff: Header
) -> None:
    top, _ = await given_bodies(api, staff)
    await api.post(f"/bodies/{top}/withdrawal", json={"reason": "Opgeheven"}, headers=staff)

    assert "Dagelijks bestuur (bestuur)" in words(await page(site, "/programmas/samen/bestuur"))
    assert "ingetrokken" in words(await page(site, f"/gremia/{top}"))


async def test_a_body_has_a_page_with_mandates_meetings_and_decisions(
    api: httpx.AsyncClient, site: httpx.AsyncClient, staff: Header
) -> None:
    _, board = await given_bodies(api, staff)
    meeting = {"heldOn": days(-9), "state": "held", "present": ["gemeente"], "absent": ["politie"]}
    await made(api, "/meetings", staff, name="Overleg", body=board, **meeting)
    await made(api, "/decisions", staff, name="Meer wijkteams", body=board, decidedOn="2024-03-01")
    html = await page(site, f"/gremia/{board}")

    assert facts(html)["Staat onder"] == "Alliantie"
    assert rows(html)[:2] == [
        ["Gemeente", "Wethouder", "Beslist over het geld", "beslist mee"],
        ["Woningcorporaties", "–", "–", "staat er niet bij"],
    ]
    assert "Aanwezig: Gemeente Niet aanwezig: Politie" in words(html)
    assert "Gemeente : 1 van 1 keer Politie : 0 van 1 keer" in words(html)
    assert rows(html)[2] == [
        "Meer wijkteams",
        "1 maart 2024",
        "Dagelijks bestuur",
        "",
        "nog niet begonnen met uitvoeren",
    ]


async def test_the_log_is_newest_first_and_can_be_searched(
    api: httpx.AsyncClient, site: httpx.AsyncClient, staff: Header
) -> None:
    _, board = await given_bodies(api, staff)
    await made(api, "/decisions", staff, name="Zonder dag")
    await made(api, "/decisions", staff, name="Oud", decidedOn="2020-01-01", body=board)
    consent = [{"partner": "politie", "agreed": False}]
    await made(api, "/decisions", staff, name="Nieuw", decidedOn="2024-01-01", due=days(-1), consent=consent)
    html = await page(site, "/programmas/samen/besluiten")

    assert column(html, 0) == ["Nieuw", "Oud", "Zonder dag"]
    assert rows(html)[0][3:] == ["geweigerd", "nog niet begonnen met uitvoeren ! te laat"]
    assert "3 besluiten, waarvan 1 te laat" in words(html)
    assert column(await page(site, f"/programmas/samen/besluiten?gremium={board}"), 0) == ["Oud"]
    assert "Er is niets gevonden" in await page(site, "/programmas/samen/besluiten?uitvoering=lapsed")


async def test_a_decision_shows_who_agreed_and_leads_to_what_it_is_about(
    api: httpx.AsyncClient, site: httpx.AsyncClient, staff: Header
) -> None:
    consent = [{"partner": "politie"}, {"partner": "gemeente", "agreed": True, "on": "2024-03-01"}]
    subjects = [{"kind": "partner", "id": "rijk"}]
    decision = await made(
        api,
        "/decisions",
        staff,
        name="Meer wijkteams",
        reason="Er wonen meer mensen",
        consent=consent,
        subjects=subjects,
    )
    html = await page(site, f"/besluiten/{decision['id']}")

    assert facts(html)["Waarom"] == "Er wonen meer mensen"
    assert "Politie : heeft nog niet geantwoord" in words(html)
    assert "Gemeente : is akkoord (1 maart 2024)" in words(html)
    assert 'href="/partners/rijk">Rijk</a>' in html


async def test_a_partner_such_as_the_state_has_a_view_of_its_own(
    api: httpx.AsyncClient, site: httpx.AsyncClient, staff: Header
) -> None:
    seat = {"partner": "rijk", "role": "Rijksvertegenwoordiger"}
    await made(api, "/bodies", staff, name="Alliantie", members=[seat])
    await made(api, "/bodies", staff, name="Bureau", members=[{"partner": "gemeente"}])
    await made(api, "/duties", staff, name="Later", owner="rijk", dueOn=days(9))
    await made(api, "/duties", staff, name="Te laat", owner="rijk", dueOn=days(-9))
    await made(api, "/decisions", staff, name="Geld", consent=[{"partner": "rijk"}])
    text = words(await page(site, "/partners/rijk/bestuur"))

    assert "Rijksvertegenwoordiger" in text
    assert "Bureau" not in text
    assert text.index("Te laat (andere plicht)") < text.index("Later (andere plicht")
    assert "Geld (dag niet bekend, nog niet begonnen met uitvoeren, heeft nog niet geantwoord)" in text
    assert "/partners/rijk/bestuur" in await page(site, "/partners/rijk")


async def test_empty_pages_say_what_is_missing(site: httpx.AsyncClient, staff: Header) -> None:
    empty = {
        "/programmas/samen/bestuur": "De gremia van dit programma zijn nog niet ingevoerd.",
        "/programmas/samen/besluiten": "Van dit programma zijn nog geen besluiten ingevoerd.",
        "/programmas/samen/agenda": "Er is nog niets met een datum ingevoerd.",
        "/partners/rijk/bestuur": "Van deze partner zijn nog geen plichten ingevoerd.",
    }
    shown = {address: words(await page(site, address)) for address in empty}

    assert [address for address, text in empty.items() if text not in shown[address]] == []


@pytest.mark.parametrize(
    "address", ["/gremia/nergens", "/besluiten/nergens", "/plichten/nergens", "/programmas/x/agenda"]
)
async def test_what_is_not_there_is_said(site: httpx.AsyncClient, staff: Header, address: str) -> None:
    assert (await site.get(address)).status_code == 404


async def test_no_page_of_governance_asks_more_than_four_questions(
    app: Any, api: httpx.AsyncClient, site: httpx.AsyncClient, staff: Header
) -> None:
    top, _ = await given_bodies(api, staff)
    decision = (await made(api, "/decisions", staff, name="A", body=top))["id"]
    duty = (await made(api, "/duties", staff, name="B", body=top, owner="politie", place="veld"))["id"]
    asked: dict[str, int] = {}
    of_programme = [f"/programmas/samen/{room}" for room in ("bestuur", "besluiten", "agenda")]
    for address in (*of_programme, f"/gremia/{top}", f"/besluiten/{decision}", f"/plichten/{duty}"):
        with calls(app) as found:
            await page(site, address)
        asked[address] = len(found)

    assert {address: count for address, count in asked.items() if count > 4} == {}
