"""Deliveries and their letters, by who would learn or do too much: other partners and areas, names that mean harm."""

from typing import Any

import httpx
import pytest
from sqlmodel import Session, select

from app.models.access import AuditEvent, Role
from tests.deliveries_given import OF_2021, give, give_all, judge, made, read
from tests.keys import Header, Keys

SECRET = "GEHEIM: het zijn er drie"
PUPILS = "leerlingen-politie.2021"


@pytest.fixture
def asks_acceptance() -> bool:
    return True


@pytest.fixture
async def staff(api: httpx.AsyncClient, around: None, keys: Keys) -> Header:
    """Staff of a programme whose police owes figures, of which small counts are protected."""
    who = keys.person(Role.PROGRAMME_STAFF)
    await made(api, who)
    await made(api, who, id="leerlingen-politie", name="Leerlingen", indicator="leerlingen", ends="2021-12-31")
    return who


async def test_what_is_said_to_one_partner_is_read_by_no_other(
    api: httpx.AsyncClient, staff: Header, police: Header, keys: Keys
) -> None:
    """The school gave a figure that the police was to give; what staff says of it stands in no list and no letter."""
    school = keys.partner("school")
    theirs = await give(api, school, "veld", indicator="leerlingen", value=3)
    own = await give(api, police, "bos", indicator="leerlingen", value=40)
    await judge(api, staff, f"/measurements/{theirs['id']}", "sent-back", message=SECRET)
    await judge(api, staff, f"/measurements/{own['id']}", "sent-back", message="Zeker?")

    readers: list[tuple[Header | None, list[str]]] = [
        (police, ["Zeker?"]), (staff, ["Zeker?"]), (school, []), (None, []), (keys.person(Role.READER), []),
        (keys.person(Role.PROGRAMME_STAFF, areas=["duin"]), []),
    ]  # fmt: skip
    for who, messages in readers:
        found = await read(api, f"/deliveries/{PUPILS}", who)
        assert [one["message"] for one in found["messages"]] == messages
        assert [found[name] for name in ("state", "delivered", "sentBack", "missing")] == ["sent-back", 2, 2, []]
    (letter,) = (await read(api, "/deliveries/digest", staff))["items"]
    assert ("Zeker?" in letter["text"], SECRET in letter["text"]) == (True, False)
    for who, known in ((school, SECRET), (police, None), (None, None)):
        revisions = (await read(api, f"/measurements/{theirs['id']}/revisions", who))["items"]
        assert revisions[0]["reason"] == known
    paths = ("/deliveries", "/me", "/delivery-records", "/measurements", "/flagged-figures", "/audit-events")
    assert [path for path in paths if SECRET in (await api.get(path, headers=police)).text] == []


async def test_a_delivery_is_judged_as_it_was_looked_at_and_by_nobody_else(
    api: httpx.AsyncClient, staff: Header, police: Header, keys: Keys, session: Session
) -> None:
    """Tampered with, repeated, out of date, of a period that is none, by the partner itself and by its editor."""
    await give_all(api, police)
    mark = (await read(api, f"/deliveries/{OF_2021}", staff))["mark"]
    editor = keys.person(Role.PARTNER_EDITOR, partner="politie")
    forbidden = [
        await judge(api, who, f"/deliveries/{OF_2021}", "accepted", mark=mark)
        for who in (police, editor, keys.partner("school"), keys.person(Role.READER))
    ]
    assert [one.status_code for one in forbidden] == [403] * 4
    assert (await judge(api, {}, f"/deliveries/{OF_2021}", "accepted")).status_code == 401
    absent = (
        "overlast-politie.1999",
        "overlast-politie.2021-Q1",
        "overlast-politie",
        "niets.2021",
        "%00",
        "a" * 300,
    )
    assert {(await judge(api, staff, f"/deliveries/{key}", "accepted")).status_code for key in absent} == {404}
    wrong: list[dict[str, Any]] = [{"acceptance": "submitted"}, {"acceptance": "sent-back"}, {"acceptance": 1}, {}]
    for body in wrong:
        answer = await api.post(f"/deliveries/{OF_2021}/acceptance", json=body, headers=staff)
        assert (answer.status_code, [one["field"] for one in answer.json()["errors"]] != []) == (400, True)
    await give(api, police, "veld", value=31)
    assert (await judge(api, staff, f"/deliveries/{OF_2021}", "accepted", mark=mark)).status_code == 409
    now = (await read(api, f"/deliveries/{OF_2021}", staff))["mark"]
    done = [await judge(api, staff, f"/deliveries/{OF_2021}", "accepted", mark=now) for _ in range(2)]

    assert [one.status_code for one in done] == [200, 409]
    session.rollback()
    trail = select(AuditEvent.action, AuditEvent.subject).where(AuditEvent.action == "accept")
    assert [tuple(row) for row in session.execute(trail)] == [("accept", "overlast-politie")]


async def test_the_list_of_a_partner_is_its_own_and_nobody_hears_what_another_owes(
    api: httpx.AsyncClient, staff: Header, police: Header, keys: Keys
) -> None:
    school = keys.partner("school")
    await made(api, staff, id="overlast-school", partner="school", ends="2021-12-31")
    lists = {name: (await read(api, "/me", who))["deliveries"] for name, who in {"p": police, "s": school}.items()}

    assert {name: sorted(one["duty"] for one in found) for name, found in lists.items()} == {
        "p": ["leerlingen-politie", "overlast-politie"], "s": ["overlast-school"],
    }  # fmt: skip
    letters = {one["partner"]: one for one in (await read(api, "/deliveries/digest", staff))["items"]}
    assert sorted(letters) == ["politie", "school"]
    assert [name in letters["school"]["text"] for name in ("Overlast", "Leerlingen", "Politie")] == [True, False, False]
    templates = {
        name: {row["indicator"] for row in (await read(api, "/measurement-templates", who))["items"]}
        for name, who in {"p": police, "s": school}.items()
    }
    assert templates == {"p": {"leerlingen", "overlast"}, "s": {"overlast"}}


async def test_a_name_cannot_add_lines_to_a_letter(api: httpx.AsyncClient, staff: Header, police: Header) -> None:
    """Of a partner, a duty, an address, and in what is said to a partner: the heads of the letter stay ours."""
    evil = "Politie\r\nBcc: ander@voorbeeldstad.example"
    tag = {"If-Match": (await api.get("/partners/politie")).headers["ETag"]}
    named = await api.patch("/partners/politie", json={"name": evil}, headers=staff | tag)
    box = {"If-Match": (await api.get("/partners/politie/mailbox", headers=staff)).headers.get("ETag", '"x"')}
    to = "a@voorbeeldstad.example"
    for address in (f"{to}\r\nBcc: b@x.example", f"{to}, b@x.example", f"A <{to}>\nBcc: b@x.example", "a@b@c", "geen"):
        answer = await api.patch("/partners/politie/mailbox", json={"address": address}, headers=staff | box)
        assert (answer.status_code, address) == (400, address)
    figure = await give(api, police, "veld")
    await judge(
        api, staff, f"/measurements/{figure['id']}", "sent-back", message="Nee\r\nBcc: b@x.example\r\n\r\nTe laat:"
    )
    (letter,) = (await read(api, "/deliveries/digest", staff))["items"]

    assert (named.status_code, letter["text"].splitlines()[0]) == (200, f"Beste {' '.join(evil.split())},")
    assert (letter["subject"].splitlines(), letter["subject"].startswith("Wijkkoers: ")) == ([letter["subject"]], True)
    lines = letter["text"].splitlines()
    assert [line for line in lines if line.startswith(("Bcc", "To:"))] == []
    assert "- Overlast, 2021: Nee Bcc: b@x.example Te laat:" in lines
