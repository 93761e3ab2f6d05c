"""Delivering on the pages by who may not: other sites, people and partners, and hidden fields tampered with."""

import httpx
import pytest
from sqlmodel import Session, func, select

from app.models.access import Role
from app.models.measurement import MeasurementRevision
from tests.deliveries_given import given_deliveries, made
from tests.given import given_source
from tests.keys import Header, Keys
from tests.people import given_person, sign_in
from tests.reading import words
from tests.test_web_giving import cells, hidden, pasted, said

HTMX = {"HX-Request": "true"}
GRID = "/aanleveren/rooster?indicator=overlast&area=zuid&from=2021&to=2022"
LINES = "Indicator\tBuurt\tJaar\tWaarde\r\noverlast\tveld\t2021\t38,5\r\n"


@pytest.fixture
async def editor(site: httpx.AsyncClient, session: Session) -> httpx.AsyncClient:
    """Somebody of the police, signed in, where a programme asks for acceptance."""
    given_deliveries(session, asks_acceptance=True)
    given_source(session, "monitor")
    await sign_in(site, session, Role.PARTNER_EDITOR, "politie")
    return site


def revisions(session: Session) -> int:
    session.rollback()
    return int(session.execute(select(func.count()).select_from(MeasurementRevision)).scalar_one())


def cell_of(page: str, at: str, text: str, **tampered: str) -> dict[str, str]:
    """The form of one cell, as the page holds it but for what was tampered with."""
    form = {f"v-{at}": text, **{f"{name}-{at}": hidden(page, f"{name}-{at}") for name in ("was", "tag", "state")}}
    return form | {"indicator": "overlast", "place": "bos", "period": "2021", "place-name": "Bos"} | tampered


async def test_no_other_site_and_nobody_without_a_session_writes_here(
    editor: httpx.AsyncClient, session: Session
) -> None:
    sheet = await pasted(editor, LINES)
    page = (await editor.get(GRID)).text
    version = hidden((await editor.get(sheet)).text, "version")
    posts = {
        "/aanleveren": {"rows": LINES},
        "/aanleveren/bestand": {},
        "/aanleveren/rooster": cell_of(page, "1-0", "12"),
        "/aanleveren/rooster/cel": cell_of(page, "1-0", "12"),
        f"{sheet}/kolommen": {"headed": "1"},
        f"{sheet}/cellen": {"r1-value": "12"},
        f"{sheet}/opslaan": {"version": version},
        f"{sheet}/nakijken": {},
        "/aanleveren/zendingen/x/intrekken": {"reason": "x"},
    }
    foreign = {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://elders.example"}
    answers = [
        await editor.post(path, data=form, headers=headers) for path, form in posts.items() for headers in foreign
    ]
    assert {one.status_code for one in answers} == {403}
    editor.cookies.clear()
    alone = [await editor.post(path, data=form) for path, form in posts.items()]
    assert [path for path, one in zip(posts, alone, strict=True) if one.status_code not in (303, 401)] == []
    assert [
        one.headers["Location"] for one in alone if not one.headers.get("Location", "/aanmelden").startswith("/aanm")
    ] == []
    assert revisions(session) == 0


async def test_another_persons_sheet_takes_nothing_and_ones_own_is_stored_once(
    editor: httpx.AsyncClient, session: Session
) -> None:
    """Also where they are of one organisation: until it is confirmed a sheet is of whoever brought it."""
    sheet = await pasted(editor, LINES)
    version = {"version": hidden((await editor.get(sheet)).text, "version")}
    password = given_person(session, "collega@example.org", Role.PARTNER_EDITOR, "politie")
    mine = dict(editor.cookies)
    editor.cookies.clear()
    await editor.post("/aanmelden", data={"email": "collega@example.org", "password": password})
    tried = [
        await editor.post(f"{sheet}/{what}", data=form)
        for what, form in {"opslaan": version, "cellen": {"r1-value": "1"}, "kolommen": {}, "nakijken": {}}.items()
    ]
    assert ({one.status_code for one in [*tried, await editor.get(sheet)]}, revisions(session)) == ({404}, 0)

    editor.cookies.clear()
    editor.cookies.update(mine)
    done = await editor.post(f"{sheet}/opslaan", data=version)
    twice = await editor.post(f"{sheet}/opslaan", data=version)
    mended = await editor.post(f"{sheet}/cellen", data={"r1-value": "99"})
    assert (done.status_code, twice.status_code, mended.status_code, revisions(session)) == (303, 303, 409, 1)


async def test_hidden_fields_that_were_tampered_with_store_nothing(
    editor: httpx.AsyncClient, api: httpx.AsyncClient, session: Session, keys: Keys
) -> None:
    """A cell of a school, of another version, of a locked or future period, and states that nobody types."""
    staff, school = keys.person(Role.PROGRAMME_STAFF), keys.partner("school")
    row = {"indicator": "overlast", "period": "2021", "value": 30}
    theirs = (await api.post("/measurements", json=row | {"place": "veld"}, headers=school)).json()
    shut = {"programme": "samen", "name": "Dicht", "text": "Vastgesteld", "periodFrom": "2020", "periodTo": "2020"}
    assert (await api.post("/period-locks", json=shut, headers=staff)).status_code == 201
    page = (await editor.get(GRID)).text
    assert "v-2-0" not in cells(page)  # what the school gave can be read, not typed over
    before = revisions(session)

    async def tried(text: str = "12", **tampered: str) -> tuple[int, str]:
        answer = await editor.post("/aanleveren/rooster/cel", data=cell_of(page, "1-0", text, **tampered), headers=HTMX)
        return answer.status_code, said(answer.text, "err-v-1-0")

    not_seen = {"place": "veld"}
    assert (await tried(**not_seen))[0] == 412
    seen = not_seen | {"tag-1-0": f'"{theirs["id"]}-1"', "was-1-0": "30"}
    status, why = await tried(**seen)
    assert (status, "andere partner" in why) == (400, True)
    assert (await tried(**{"tag-1-0": f'"{theirs["id"]}-1"'}))[0] == 412
    status, why = await tried(period="2020")
    assert (status, "vergrendeld" in why, "Vastgesteld" in why) == (400, True, True)
    wrong = [
        await tried(period="2099"), await tried(period="ooit"), await tried(place="nergens"),
        await tried(indicator="overlst"), await tried("101"), await tried("-1"), await tried("1e400"),
        await tried("=1+1"), await tried(**{"state-1-0": "withdrawn"}), await tried(**{"state-1-0": "accepted"}),
    ]  # fmt: skip
    assert [(status, bool(why)) for status, why in wrong] == [(400, True)] * len(wrong)
    assert revisions(session) == before


async def test_a_cell_that_was_sent_back_can_be_given_again_and_two_at_once_see_each_other(
    editor: httpx.AsyncClient, api: httpx.AsyncClient, keys: Keys
) -> None:
    staff = keys.person(Role.PROGRAMME_STAFF)
    await made(api, staff)
    page = (await editor.get(GRID)).text
    form = cell_of(page, "1-0", "12")
    first = await editor.post("/aanleveren/rooster/cel", data=form, headers=HTMX)
    second = await editor.post("/aanleveren/rooster/cel", data=form | {"v-1-0": "13"}, headers=HTMX)
    assert (first.status_code, second.status_code) == (200, 412)
    assert "Iemand anders vulde hier intussen 12 in. U typte 13." in said(second.text, "err-v-1-0")

    (figure,) = (await api.get("/measurements")).json()["items"]
    path = f"/measurements/{figure['id']}"
    back = {"acceptance": "sent-back", "message": "Zeker?"}
    assert (await api.post(f"{path}/acceptance", json=back, headers=staff)).status_code == 200
    page = (await editor.get(GRID)).text
    again = await editor.post("/aanleveren/rooster/cel", data=cell_of(page, "1-0", "12"), headers=HTMX)
    now = (await api.get(path)).json()
    assert (said(again.text, "ok-v-1-0"), now["acceptance"], now["revision"]) == ("✓ opgeslagen", "submitted", 3)
    emptied = await editor.post("/aanleveren/rooster/cel", data=cell_of(again.text, "1-0", ""), headers=HTMX)
    assert (emptied.status_code, (await api.get(path)).json()["revision"]) == (400, 3)


async def test_the_batches_of_another_partner_are_not_there(
    editor: httpx.AsyncClient, api: httpx.AsyncClient, session: Session, keys: Keys
) -> None:
    """Nor their files; and a name that means harm is only text on the pages that show it."""
    school: Header = keys.partner("school")
    rows = [{"indicator": "overlast", "place": "veld", "period": "2021", "value": 30, "note": "<script>kwaad</script>"}]
    theirs = (await api.post("/measurement-batches", json={"rows": rows}, headers=school)).json()["id"]
    bad = {"rows": [rows[0] | {"place": "<script>kwaad</script>", "value": 31}]}
    refused = (await api.post("/measurement-batches", json=bad, headers=school)).json()["id"]

    paths = [f"/aanleveren/zendingen/{key}{more}" for key in (theirs, refused) for more in ("", "/waarom.csv")]
    assert [(await editor.get(path)).status_code for path in paths] == [404] * 4
    gone = await editor.post(f"/aanleveren/zendingen/{theirs}/intrekken", data={"reason": "Van ons"})
    assert (gone.status_code, revisions(session)) == (404, 1)
    listed = (await editor.get("/aanleveren/zendingen")).text
    assert [key for key in (theirs, refused) if key in listed] == []
    sheet = await pasted(editor, "Indicator\tBuurt\tJaar\tWaarde\r\noverlast\t<script>kwaad</script>\t2021\t3\r\n")
    shown = (await editor.get(sheet)).text
    assert ("<script>kwaad" in shown, "kwaad" in words(shown)) == (False, True)
