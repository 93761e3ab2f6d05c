"""The pages of the quality of the data, and of questions about a figure: for staff, partners and anybody."""

from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlmodel import Session

from app.models.access import Role
from app.services.measurements.locks import PERIOD_LOCKS
from tests.databases import Databases, SqliteDatabases
from tests.given import measured
from tests.people import given_person, sign_in
from tests.planning_given import given_row
from tests.quality_given import given, given_town
from tests.reading import calls, rows, words

QUALITY = "/gegevenskwaliteit"


@pytest.fixture(scope="module")
def databases(run_folder: Path) -> Databases:
    """What differs on PostgreSQL is tried in the tests of the API."""
    return SqliteDatabases(run_folder)


@pytest.fixture
def figure(session: Session) -> str:
    """A figure that jumps, one of few people that jumps too, and a sum that is no sum; its number."""
    given_town(session)
    for year, value in enumerate((30, 31, 30, 31, 30), 2019):
        given(session, str(year), value, place="veld", on=f"{year + 1}-02-01")
    given(session, "2023", 3, indicator="hulp", place="bos")
    given(session, "2024", 40, indicator="hulp", place="bos")
    measured(session, "2019", 90, indicator="overlast", place="zuid")
    measured(session, "2019", 40, indicator="overlast", place="bos")
    return given(session, "2024", 60, place="veld", on="2026-03-15")


class Door:
    """By which several people come in, one after another; each has an account of its own."""

    def __init__(self, site: httpx.AsyncClient, session: Session) -> None:
        self._site, self._session = site, session
        self._passwords: dict[Role, str] = {}

    async def let_in(self, role: Role, partner: str | None = None) -> None:
        email = f"{role}@example.org"
        if role not in self._passwords:
            self._passwords[role] = given_person(self._session, email, role, partner)
        answer = await self._site.post("/aanmelden", data={"email": email, "password": self._passwords[role]})
        assert answer.status_code == 303


@pytest.fixture
def door(site: httpx.AsyncClient, session: Session) -> Door:
    return Door(site, session)


async def page(site: httpx.AsyncClient, path: str) -> str:
    answer = await site.get(path)
    assert answer.status_code == 200, answer.text
    return answer.text


async def part(site: httpx.AsyncClient, name: str, **asked: str) -> list[list[str]]:
    found: list[list[str]] = rows(await page(site, f"{QUALITY}?{httpx.QueryParams({'deel': name, **asked})}"))
    return found


async def test_everybody_sees_what_came_in_and_when(site: httpx.AsyncClient, figure: str) -> None:
    found = await part(site, "levering", gebied="zuid", indicator="overlast")

    assert found[0] == ["Overlast", "Politie", "2025", "1 van 1 volgens het ritme van de indicator", "0", *found[0][5:]]
    assert found[0][5] == "1 (de helft 74 dagen of meer)"
    assert found[-1][2:] == ["2020", "1 van 1 volgens het ritme van de indicator", "1", "0"]
    assert await part(site, "levering", programma="elders") == []


async def test_a_figure_that_stands_out_is_told_with_the_one_before_and_what_is_hidden_is_not(
    site: httpx.AsyncClient, session: Session, figure: str
) -> None:
    for_all = await part(site, "opvallend")
    await sign_in(site, session, Role.PROGRAMME_STAFF)
    for_staff = await part(site, "opvallend")

    why = ["ongewoon grote verandering", "wacht op iemand die ernaar kijkt"]
    assert for_all == [["Overlast, 2024", "Veld", "60 incidents (30 incidents in 2023)", *why]]
    assert [row[:3] for row in for_staff] == [["Hulp, 2024", "Bos", "40 (3 in 2023)"], for_all[0][:3]]


async def test_sums_and_breaks_have_their_own_part(site: httpx.AsyncClient, session: Session, figure: str) -> None:
    assert await part(site, "sommen") == [
        ["Overlast, 2019", "Zuid", "90 incidents", "70 incidents (2 buurten)", "-20 incidents"]
    ]
    assert "0 gevonden" in words(await page(site, f"{QUALITY}?deel=breuken"))

    await sign_in(site, session, Role.PROGRAMME_STAFF)
    new = {"programme": "samen", "name": "Nieuwe telling", "indicator": "overlast", "period": "2020", "text": "App"}
    made = await site.post("/invoer/reeksbreuken/nieuw", data=new)
    assert made.status_code == 303, made.text
    found = await part(site, "breuken", programma="samen")
    assert [cells[:3] for cells in found] == [["Overlast (Nieuwe telling)", "2020", "overal"]]


async def test_a_question_goes_from_staff_to_the_partner_and_back(
    site: httpx.AsyncClient, door: Door, figure: str
) -> None:
    """Each on the page of the figure, without script; in between it stands in the list of both."""
    where = f"/metingen/{figure}/vragen"
    await door.let_in(Role.PROGRAMME_STAFF)
    assert "Vragen over dit cijfer" in words(await page(site, f"/metingen/{figure}"))
    empty = await site.post(where, data={"text": ""})
    assert (empty.status_code, "Nog niet alles klopt" in words(empty.text)) == (400, True)
    asked = await site.post(where, data={"text": "Verdubbeld in een jaar: klopt dat?"})
    assert (asked.status_code, asked.headers["location"]) == (303, f"{where}?gedaan=asked")
    assert "Uw vraag is bij de partner." in words(await page(site, asked.headers["location"]))
    assert (await part(site, "opvallend", indicator="overlast"))[0][4].startswith("gevraagd, nog geen antwoord")

    await door.let_in(Role.PARTNER_EDITOR, "politie")
    mine = await part(site, "vragen")
    assert [cells[:5:2] for cells in mine] == [["Overlast, 2024", mine[0][2], "–"]]
    form = await page(site, where)
    key = form.split(f"{where}/", 1)[1].split("/", 1)[0]
    answered = await site.post(f"{where}/{key}/antwoord", data={"kind": "explained", "text": "De app is nieuw"})
    assert answered.headers["location"] == f"{where}?gedaan=answered"
    assert "Uw vraag" not in words(await page(site, where))

    await door.let_in(Role.PROGRAMME_STAFF)
    closed = await site.post(f"{where}/{key}/afsluiten", data={"conclusion": "Blijft staan"})
    told = words(await page(site, closed.headers["location"]))
    assert "Het cijfer klopt, met een uitleg: De app is nieuw" in told
    assert "Blijft staan" in told
    again = await site.post(f"{where}/{key}/afsluiten", data={})
    assert again.status_code == 409
    assert "Deze vraag is al afgesloten." in words(again.text)


@pytest.mark.parametrize("who", [None, Role.READER])
async def test_questions_are_for_who_asks_and_who_answers(
    site: httpx.AsyncClient, session: Session, figure: str, who: Role | None
) -> None:
    if who is not None:
        await sign_in(site, session, who)
    answer = await site.get(f"/metingen/{figure}/vragen")

    assert answer.status_code == (303 if who is None else 403)
    shown = await page(site, f"{QUALITY}?deel=vragen")
    assert "Vragen over cijfers" not in words(shown)
    assert "Wat er binnenkwam" in words(shown)


async def test_a_figure_that_names_no_partner_asks_whom_to_ask(
    site: httpx.AsyncClient, session: Session, figure: str
) -> None:
    number = measured(session, "2018", 30, indicator="overlast", place="veld").id
    await sign_in(site, session, Role.PROGRAMME_STAFF)
    where = f"/metingen/{number}/vragen"

    wrong = await site.post(where, data={"text": "Van wie is dit?"})
    asked = await site.post(where, data={"text": "Van wie is dit?", "partner": "school"})

    assert (wrong.status_code, asked.status_code) == (400, 303)
    assert "Van wie is dit?" in wrong.text


async def test_each_page_asks_the_api_four_times_at_most(
    app: Any, site: httpx.AsyncClient, session: Session, figure: str
) -> None:
    await sign_in(site, session, Role.PROGRAMME_STAFF)
    for path in (*(f"{QUALITY}?deel={name}" for name in ("levering", "vragen")), f"/metingen/{figure}/vragen"):
        with calls(app) as asked:
            await page(site, path)
        assert len(asked) <= 4, path


async def test_a_lock_is_asked_open_and_opened_on_its_page(
    site: httpx.AsyncClient, session: Session, door: Door, figure: str
) -> None:
    """Anybody reads who locked what; a partner asks, staff answers, and the partner reads the answer."""
    lock: dict[str, Any] = {"name": "Het jaar 2024", "period_from": "2024", "period_to": "2024", "text": "Vastgesteld"}
    key = given_row(session, PERIOD_LOCKS, **lock).id
    where = "/vergrendelingen"
    assert "Het jaar 2024" in words(await page(site, where))

    await door.let_in(Role.PARTNER_EDITOR, "politie")
    asked = await site.post(f"{where}/{key}/verzoeken", data={"reason": "Er ontbreekt een wijk"})
    assert asked.headers["location"] == f"{where}?gedaan=asked"
    mine = await page(site, asked.headers["location"])
    assert "Uw verzoek is bij het programma." in words(mine)
    assert f"{where}/{key}/verzoeken" not in mine
    twice = await site.post(f"{where}/{key}/verzoeken", data={"reason": "Nog eens"})
    assert (twice.status_code, "Het programma heeft nog niet geantwoord." in words(twice.text)) == (409, True)

    await door.let_in(Role.PROGRAMME_STAFF)
    request = (await page(site, where)).split(f"{where}/verzoeken/", 1)[1].split("/", 1)[0]
    late = await site.post(f"{where}/verzoeken/{request}/openen", data={"until": "2020-01-01"})
    assert (late.status_code, "Deze dag is voorbij." in words(late.text)) == (400, True)
    opened = await site.post(
        f"{where}/verzoeken/{request}/openen", data={"until": "2199-12-31", "answer": "Ga uw gang"}
    )
    assert opened.headers["location"] == f"{where}?gedaan=granted"
    again = await site.post(f"{where}/verzoeken/{request}/weigeren", data={"reason": "Toch niet"})
    assert again.status_code == 409

    await door.let_in(Role.PARTNER_EDITOR, "politie")
    told = words(await page(site, where))
    assert "geopend tot en met 31 december 2199" in told
    assert "Ga uw gang" in told
    second = await site.post(f"{where}/{key}/verzoeken", data={"reason": "En nog een"})
    assert second.status_code == 303
    await door.let_in(Role.PROGRAMME_STAFF)
    other = (await page(site, where)).split(f"{where}/verzoeken/", 1)[1].split("/", 1)[0]
    refused = await site.post(f"{where}/verzoeken/{other}/weigeren", data={"reason": "Nu niet"})
    assert refused.headers["location"] == f"{where}?gedaan=refused"
    assert "blijft dicht" in words(await page(site, where))
