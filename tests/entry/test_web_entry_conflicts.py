"""Entry by people: two people at once, and a session that ends meanwhile."""

import re

import httpx

from tests.entry.entering import fields, filled, mistakes, stands
from tests.keys import Header
from tests.reading import words

HTMX = {"HX-Request": "true"}
BODY = "/invoer/gremia/samen-tafel"
NEW = "/invoer/gremia/nieuw?programme=samen"


async def test_both_versions_are_shown_and_nothing_typed_is_lost(
    staff: httpx.AsyncClient, table: str, api: httpx.AsyncClient, colleague: Header
) -> None:
    page = (await staff.get(table)).text
    await api.patch("/bodies/samen-tafel", json={"chair": "Directeur", "duties": "Beslist"}, headers=colleague)
    answer = await staff.post(table, data=filled(page, {"chair": "Bestuurder", "members.0.name": "Inwoners"}))
    told = {
        words(legend): [words(side) for side in re.findall(r'<span class="wk-line">(.*?)</span>', block)]
        for legend, block in re.findall(r"<legend[^>]*>(.*?)</legend>(.*?)</fieldset>", answer.text, re.DOTALL)
    }

    assert answer.status_code == 412
    assert told == {
        "Waar het voor is": ["niets ingevuld", "Beslist"],
        "Wie het voorzit": ["Bestuurder", "Directeur"],
        "Wie erin zit": ["Of de sector of rol: Inwoners", "Of de sector of rol: Bewoners"],
    }
    chosen = {name: value for name, value in fields(answer.text) if name.startswith("keuze.")}
    assert chosen == {"keuze.duties": "nieuw", "keuze.chair": "mijn", "keuze.members": "mijn"}


async def test_what_was_chosen_of_both_versions_is_saved(
    staff: httpx.AsyncClient, table: str, api: httpx.AsyncClient, colleague: Header
) -> None:
    page = (await staff.get(table)).text
    await api.patch("/bodies/samen-tafel", json={"chair": "Directeur", "duties": "Beslist"}, headers=colleague)
    both = await staff.post(table, data=filled(page, {"chair": "Bestuurder", "name": "Grote tafel"}))
    answer = await staff.post(table, data=filled(both.text, {"keuze.chair": "nieuw"}))
    now = (await api.get("/bodies/samen-tafel")).json()

    assert answer.status_code == 303
    assert (now["name"], now["chair"], now["duties"]) == ("Grote tafel", "Directeur", "Beslist")


async def test_one_may_go_on_with_the_form_after_a_conflict(
    staff: httpx.AsyncClient, table: str, api: httpx.AsyncClient, colleague: Header
) -> None:
    page = (await staff.get(table)).text
    await api.patch("/bodies/samen-tafel", json={"duties": "Beslist"}, headers=colleague)
    both = await staff.post(table, data=filled(page, {"chair": "Bestuurder"}))
    form = await staff.post(table, data=filled(both.text, {"bewerken": "ja"}))

    assert (stands(form.text, "chair"), stands(form.text, "duties")) == (["Bestuurder"], ["Beslist"])


async def test_the_same_change_by_two_people_is_no_conflict(
    staff: httpx.AsyncClient, table: str, api: httpx.AsyncClient, colleague: Header
) -> None:
    page = (await staff.get(table)).text
    await api.patch("/bodies/samen-tafel", json={"chair": "Directeur"}, headers=colleague)

    assert (await staff.post(table, data=filled(page, {"chair": "Directeur"}))).status_code == 303


async def test_two_people_meet_over_an_area_too(
    staff: httpx.AsyncClient, api: httpx.AsyncClient, colleague: Header
) -> None:
    page = (await staff.get("/invoer/gebieden/zuid")).text
    await api.post("/areas/zuid/neighbourhoods/veld/removal", json={"reason": "Te ver"}, headers=colleague)
    answer = await staff.post("/invoer/gebieden/zuid", data=filled(page, {"name": "Zuidoost"}))

    assert answer.status_code == 412
    assert stands(answer.text, "keuze.neighbourhoods") == ["nieuw"]


async def test_who_is_signed_out_meanwhile_loses_nothing(staff: httpx.AsyncClient, table: str) -> None:
    page = (await staff.get(table)).text
    staff.cookies.clear()
    answer = await staff.post(table, data=filled(page, {"chair": "Bestuurder"}))

    assert answer.status_code == 401
    assert "U bent niet meer aangemeld. Er is nog niets opgeslagen" in words(answer.text)
    assert stands(answer.text, "chair") == ["Bestuurder"]


async def test_a_draft_that_carries_nonsense_along_is_still_a_form(staff: httpx.AsyncClient, table: str) -> None:
    sent = filled((await staff.get(table)).text, {"stond": "{", "name": ""})
    answer = await staff.post(table, data=sent)

    assert (answer.status_code, list(mistakes(answer.text))) == (400, ["name"])
