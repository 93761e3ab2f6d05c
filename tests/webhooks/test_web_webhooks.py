"""The pages of webhooks: made by a form, its secret shown once, and a log that says what became of each message."""

import re

import httpx
from sqlalchemy import Engine
from sqlmodel import Session

from app.models.access import Role
from app.settings import Settings
from tests.given import given_area, given_course, given_partner
from tests.keys import Keys
from tests.people import sign_in
from tests.reading import rows, words
from tests.webhooks.receiving import Receiver
from tests.webhooks.subscribing import deliver, post


async def made(site: httpx.AsyncClient, receiver: Receiver, **more: str) -> httpx.Response:
    filled = {"name": "Ons dashboard", "url": receiver.url, "measurement.accepted": "1", "status.changed": "1"}
    return await site.post("/webhooks", data=filled | more)


async def test_staff_makes_one_sees_its_secret_once_tries_it_and_takes_it_out_of_use(
    site: httpx.AsyncClient, api: httpx.AsyncClient, session: Session, keys: Keys, receiver: Receiver, engine: Engine,
    settings: Settings,
) -> None:  # fmt: skip
    given_course(session)
    given_area(session, members=["veld"])
    await sign_in(site, session, Role.PROGRAMME_STAFF)
    empty = words((await site.get("/webhooks")).text)
    page = await made(site, receiver, area="zuid", programme="samen")
    (secret,) = re.findall(r"whsec_[\w+/=]{44}", page.text)
    (address,) = set(re.findall(r"/webhooks/webhook-[0-9a-f]+", page.text))
    await site.post(f"{address}/test")
    await post(api, keys.person(Role.PROGRAMME_STAFF))
    receiver.answers, receiver.words = [503], b"<script>nee</script>"
    deliver(engine, settings)
    shown = (await site.get(address)).text

    assert "Er zijn nog geen webhooks." in empty
    assert (page.status_code, page.headers["cache-control"]) == (201, "no-store")
    assert (secret in shown, "<script>nee" in shown, "key=theirs" in shown) == (False, False, False)
    assert "een cijfer is aanvaard; de status van een streefwaarde is veranderd" in words(shown)
    assert "Zuid" in words(shown)
    lines = {cells[1]: cells[2:5] for cells in rows(shown)}
    assert sorted(lines) == ["de status van een streefwaarde is veranderd", "een cijfer is aanvaard", "een test"]
    assert [cells[1] for cells in lines.values()] == ["1", "1", "1"]
    failed = re.findall(r'name="delivery" value="([^"]+)"', shown)
    again = await site.post(f"{address}/opnieuw", data={"delivery": failed[0]})
    assert (again.status_code, again.headers["location"], len(failed)) == (303, address, 2)
    new = await site.post(f"{address}/nieuw-geheim")
    assert [found == secret for found in re.findall(r"whsec_[\w+/=]{44}", new.text)] == [False]
    revoked = await site.post(f"{address}/intrekken")
    after = (await site.get(address)).text
    assert (revoked.status_code, "ingetrokken" in words(after), "Test versturen" in words(after)) == (303, True, False)
    listed = rows((await site.get("/webhooks")).text)
    assert [cells[-1] for cells in listed] == ["ingetrokken"]


async def test_a_form_that_is_not_right_comes_back_filled_in_with_what_is_wrong(
    site: httpx.AsyncClient, session: Session, receiver: Receiver
) -> None:
    given_course(session)
    await sign_in(site, session, Role.PROGRAMME_STAFF)
    page = await site.post("/webhooks", data={"name": "Ons dashboard", "url": "http://dashboard.example/in"})
    text = words(page.text)

    assert page.status_code == 400
    assert "Geef een adres met https." in text
    assert re.findall(r'id="(\w+)-error"', page.text) == ["url", "events"]
    assert 'value="Ons dashboard"' in page.text
    form = await site.get("/webhooks/nieuw")
    assert (form.status_code, form.text.count('type="checkbox"'), "checked" in form.text) == (200, 4, False)


async def test_who_may_not_is_told_so_and_who_is_not_signed_in_is_sent_there(
    site: httpx.AsyncClient, session: Session, receiver: Receiver
) -> None:
    given_course(session)
    pages = ("/webhooks", "/webhooks/nieuw", "/webhooks/webhook-1")
    strangers = [(await site.get(page)).headers["location"] for page in pages]
    await sign_in(site, session, Role.READER)
    readers = [(await site.get(page)).status_code for page in pages]
    header = words((await site.get("/")).text)

    assert strangers == [f"/aanmelden?verder=%2Fwebhooks{rest}" for rest in ("", "%2Fnieuw", "%2Fwebhook-1")]
    assert (readers, (await made(site, receiver)).status_code, "Webhooks" in header) == ([403] * 3, 403, False)


async def test_an_editor_of_a_partner_has_the_webhooks_of_its_organisation(
    site: httpx.AsyncClient, session: Session, receiver: Receiver
) -> None:
    given_course(session)
    given_partner(session)
    await sign_in(site, session, Role.PARTNER_EDITOR, "politie")
    await made(site, receiver)

    assert [cells[1:4] for cells in rows((await site.get("/webhooks")).text)] == [
        [f"http://127.0.0.1:{receiver.port}/in?…", "Politie", "in gebruik"]
    ]
