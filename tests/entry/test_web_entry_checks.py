"""Entry by people: what the API says of a form while somebody types."""

import json
import re
from typing import Any

import httpx
from sqlmodel import Session

from app.models.access import Role
from tests.entry.entering import filled
from tests.given import (
    given_course,
)
from tests.keys import Header
from tests.people import sign_in
from tests.reading import calls, words

HTMX = {"HX-Request": "true"}
BODY = "/invoer/gremia/samen-tafel"
NEW = "/invoer/gremia/nieuw?programme=samen"


async def checked(staff: httpx.AsyncClient, form: str, touched: str, changes: dict[str, Any]) -> dict[str, str]:
    """What is said at each field once somebody has left one: `wrong: ...`, or `fine`."""
    page = await staff.get(form)
    answer = await staff.post(
        f"{form.partition('?')[0]}/controle",
        data=filled(page.text, changes),
        headers=HTMX | {"HX-Trigger-Name": touched},
    )
    assert answer.status_code == 200, answer.text
    found = re.findall(r'hx-swap-oob="innerHTML:#(err|fine)-f-([\w-]+)">([^<]+)<', answer.text)
    return {field: text.strip() for _, field, text in found}


async def test_a_field_that_is_right_says_so_before_the_rest_is_filled_in(staff: httpx.AsyncClient) -> None:
    assert await checked(staff, NEW, "chair", {"chair": "Wethouder"}) == {"chair": "✓ klopt"}


async def test_a_field_that_is_wrong_says_what_the_api_says(staff: httpx.AsyncClient) -> None:
    many = await checked(staff, NEW, "meetsTimes", {"meetsTimes": "400"})
    nobody = await checked(staff, NEW, "members.0.partner", {"members.0.partner": "niemand"})

    assert many == {"meetsTimes": "Deze waarde moet 366 of lager zijn."}
    assert nobody == {"members-0-partner": "Er is geen partner “niemand”. De lijst staat op /api/v1/partners."}


async def test_what_is_wrong_elsewhere_does_not_hide_what_is_right_here(staff: httpx.AsyncClient) -> None:
    said = await checked(staff, NEW, "name", {"name": "Tafel", "meetsTimes": "veel", "meetsPer": "year"})

    assert said == {"name": "✓ klopt", "meetsTimes": "Geef een geheel getal."}


async def test_a_row_is_pointed_at_where_it_stands_on_the_page(staff: httpx.AsyncClient) -> None:
    """The rows before it are empty, and the API never sees them."""
    rows = {"members.0.name": "", "members.1.name": "", "members.2.name": "Een", "members.2.since": "gisteren"}

    assert await checked(staff, NEW, "members.2.since", rows) == {
        "members-2-since": "Geef een datum, zoals 2024-03-31."
    }


async def test_two_fields_that_do_not_go_together_are_found_at_once(staff: httpx.AsyncClient) -> None:
    said = await checked(staff, NEW, "starts", {"starts": "2024-01-01", "ends": "2023-01-01"})

    assert said == {"starts": "✓ klopt", "ends": "Het einde ligt voor het begin."}


async def test_a_needed_field_that_is_emptied_says_so(staff: httpx.AsyncClient, table: str) -> None:
    assert await checked(staff, table, "name", {"name": ""}) == {"name": "Deze waarde is verplicht."}


async def test_checking_stores_nothing(staff: httpx.AsyncClient, table: str, api: httpx.AsyncClient) -> None:
    await checked(staff, NEW, "name", {"name": "Andere tafel"})
    await checked(staff, table, "name", {"name": "Nieuwe naam"})

    assert [one["name"] for one in (await api.get("/bodies")).json()["items"]] == ["Tafel"]


async def test_who_types_hears_at_once_that_somebody_else_was_first(
    staff: httpx.AsyncClient, table: str, api: httpx.AsyncClient, colleague: Header
) -> None:
    page = (await staff.get(table)).text
    await api.patch("/bodies/samen-tafel", json={"chair": "Directeur"}, headers=colleague)
    answer = await staff.post(f"{table}/controle", data=filled(page, {"name": "Anders"}), headers=HTMX)

    assert "Iemand anders heeft dit intussen gewijzigd" in words(answer.text)


async def test_what_a_target_means_is_said_while_it_is_typed(site: httpx.AsyncClient, session: Session) -> None:
    given_course(session)
    await sign_in(site, session, Role.PROGRAMME_STAFF)
    path = "/invoer/streefwaarden/nieuw?programme=samen"
    typed = {"goal": "rust", "rule": "absolute", "indicator": "nuisance", "place": "veld", "direction": "fall"}
    typed |= {"baselinePeriod": "2006", "checkpoints.0.year": "2046", "checkpoints.0.value": "22"}
    page = (await site.get(path)).text
    answer = await site.post("/invoer/streefwaarden/nieuw/controle", data=filled(page, typed), headers=HTMX)

    assert "Het begint bij 42% in 2006." in words(answer.text)
    assert "In 2046 verwachten we 22%." in words(answer.text)


async def test_no_check_asks_more_than_four_things(app: Any, staff: httpx.AsyncClient, table: str) -> None:
    wrong = {"chair": "x" * 999, "meetsTimes": "veel", "stond": json.dumps({"chair": ""}), "versie": '"oud"'}
    for path in (f"{table}/controle", "/invoer/streefwaarden/nieuw/controle", table):
        with calls(app) as asked:
            await staff.post(path, data={"programme": "samen", "name": "Tafel", "rule": "absolute", **wrong})
        assert len(asked) <= 4, asked
