"""Delivering figures without an API: paste, see, mend, confirm, undo; with htmx and without any script."""

import asyncio
import re
from datetime import UTC, datetime
from html import unescape
from typing import Any

import httpx
import pytest
from sqlmodel import Session

from app.models.access import Role
from app.models.sheet import MeasurementSheet, SheetStatus
from tests.given import given_area, given_indicator, given_partner, given_place, given_population
from tests.keys import Keys
from tests.people import given_person, sign_in
from tests.reading import calls, facts, rows, words

HTMX = {"HX-Request": "true"}
PASTED = (
    "Indicator\tBuurt\tJaar\tWaarde\r\noverlast\tveld\t2022\t38,5\r\n"
    "overlast\tvelt\t2022\t12\r\noverlast\tbos\t2023\t412\r\n"
)


@pytest.fixture
async def staff(site: httpx.AsyncClient, session: Session) -> httpx.AsyncClient:
    given_place(session, "veld")
    given_place(session, "bos")
    given_area(session, "zuid", members=["veld", "bos"])
    given_partner(session)
    given_population(session)
    given_indicator(session, "overlast", decimals=1)
    await sign_in(site, session, Role.PROGRAMME_STAFF)
    return site


async def pasted(site: httpx.AsyncClient, text: str = PASTED) -> str:
    """The address of the sheet."""
    answer = await site.post("/aanleveren", data={"rows": text})
    assert answer.status_code == 303, words(answer.text)
    return str(answer.headers["Location"])


def cells(html: str) -> dict[str, str]:
    """Every cell that can be typed in, with what stands there."""
    found = re.findall(r'<input class="[^"]*wk-cell[^"]*"[^>]*? id="([^"]+)"[^>]*? value="([^"]*)"', html)
    return {name: unescape(text) for name, text in found}


def hidden(html: str, name: str) -> str:
    found = re.search(rf'<input type="hidden"[^>]*name="{name}" value="([^"]*)"', html)
    assert found, name
    return unescape(found[1])


def said(html: str, place: str) -> str:
    """What is said in this place of the page, or swapped into it."""
    found = re.search(rf'(?:id="|innerHTML:#){place}"[^>]*>(.*?)</(?:span|div|p)>\s*(?:</td>|<|$)', html, re.DOTALL)
    assert found, place
    return words(found[1])


async def test_rows_are_pasted_mended_without_script_and_stored_and_the_batch_is_undone(
    staff: httpx.AsyncClient, app: Any
) -> None:
    sheet = await pasted(staff)
    with calls(app) as asked:
        page = await staff.get(sheet)
    assert len(asked) == 4
    assert cells(page.text) == {
        "r2-indicator": "overlast", "r2-place": "velt", "r2-period": "2022", "r2-value": "12",
        "r3-indicator": "overlast", "r3-place": "bos", "r3-period": "2023", "r3-value": "412",
    }  # fmt: skip
    assert "Er is geen plaats “velt”." in said(page.text, "err-r2-place")
    assert said(page.text, "err-r2-value") == ""
    assert (
        'id="r3-value" name="r3-value" value="412" aria-label="Waarde, rij 4" aria-describedby="err-r3-value"'
        in page.text
    )
    everything = await staff.get(f"{sheet}?alleen=alles")
    assert [row[0] for row in rows(everything.text)] == ["2", "3", "4"]
    assert "+ nieuw" in rows(everything.text)[0][-1]

    mended = await staff.post(
        f"{sheet}/cellen", data={"r2-place": "bos", "r3-value": "41", "alleen": "rejected", "vanaf": ""}
    )
    assert (mended.status_code, mended.headers["Location"]) == (303, sheet)
    page = await staff.get(sheet)
    assert "Alle rijen zijn goed. 3 rijen opslaan" in words(page.text)
    stored = await staff.post(f"{sheet}/opslaan", data={"version": hidden(page.text, "version")})
    to_batch = await staff.get(stored.headers["Location"])
    batch = await staff.get(to_batch.headers["Location"])
    assert "Het is opgeslagen. Nieuw: 3. Herzien: 0. Stond er al: 0." in words(batch.text)
    assert [facts(batch.text)[name] for name in ("Wat ermee is gebeurd", "Rijen", "Nieuw")] == ["opgeslagen", "3", "3"]

    address = to_batch.headers["Location"].split("?")[0]
    assert (await staff.post(f"{address}/intrekken", data={"reason": ""})).status_code == 400
    gone = await staff.post(f"{address}/intrekken", data={"reason": "Verkeerde maand"})
    after = await staff.get(gone.headers["Location"])
    assert "De zending is ingetrokken. Cijfers ingetrokken: 3." in words(after.text)
    twice = await staff.post(f"{address}/intrekken", data={"reason": "nog eens"})
    assert (twice.status_code, "ingetrokken" in words(twice.text)) == (409, True)
    listed = await staff.get("/aanleveren/zendingen")
    assert [row[2:] for row in rows(listed.text)] == [["ingetrokken", "3; 3 nieuw"]]


async def test_a_cell_is_checked_when_it_is_left_and_only_what_is_said_is_swapped(staff: httpx.AsyncClient) -> None:
    sheet = await pasted(staff)
    form = {"alleen": "rejected", "r2-place": "veld", "r2-value": "veel", "r3-value": "41"}
    checked = await staff.post(f"{sheet}/cellen", data=form, headers=HTMX)
    assert (checked.status_code, checked.headers["HX-Retarget"]) == (200, "#summary")
    assert "<input class=" not in checked.text
    assert said(checked.text, "announce") == "Nagekeken. 1 rij is nog fout."
    assert "Dit is geen getal." in said(checked.text, "err-r2-value")
    assert said(checked.text, "err-r3-value") == ""
    assert "+ nieuw" in said(checked.text, "what-r3")


async def test_what_somebody_else_changed_meanwhile_is_shown_first(
    staff: httpx.AsyncClient, api: httpx.AsyncClient, keys: Keys
) -> None:
    sheet = await pasted(staff, "indicator;buurt;jaar;waarde\noverlast;veld;2022;38,5\n")
    page = await staff.get(sheet)
    row = {"indicator": "overlast", "place": "veld", "period": "2022", "value": 30.5}
    await api.post("/measurements", json=row, headers=keys.person(Role.PROGRAMME_STAFF))
    refused = await staff.post(f"{sheet}/opslaan", data={"version": hidden(page.text, "version")})
    again = await staff.get(refused.headers["Location"])
    assert "Er is niets opgeslagen." in words(again.text)
    assert rows(again.text)[0][-1] == "↻ herzien : 30,5 → 38,5 anders dan u eerst zag"


async def test_columns_are_matched_in_a_step_of_their_own(staff: httpx.AsyncClient, app: Any) -> None:
    sheet = await pasted(staff, "Wat\tGebiedje\tPeiljaar\tTelling\nx\tveld\t2021\t12\n")
    with calls(app) as asked:
        page = await staff.get(sheet)
    assert (len(asked), "Kolom 2: Gebiedje" in words(page.text)) == (3, True)
    form = {"column-0": "", "column-1": "place", "column-2": "period", "column-3": "value", "headed": "yes"}
    wrong = await staff.post(f"{sheet}/kolommen", data=form)
    assert (wrong.status_code, "In geen kolom staat: indicator." in words(wrong.text)) == (400, True)
    matched = await staff.post(f"{sheet}/kolommen", data=form | {"fixed-indicator": "overlast"})
    page = await staff.get(matched.headers["Location"])
    assert ("Indicator: overlast." in words(page.text), list(cells(page.text))) == (
        True, ["r1-place", "r1-period", "r1-value"],
    )  # fmt: skip
    assert "Kolom 1: Wat" in words((await staff.get(f"{sheet}?stap=kolommen")).text)


async def test_files_are_read_by_what_they_are(staff: httpx.AsyncClient) -> None:
    text = "indicator;buurt;jaar;waarde;opmerking\noverlast;veld;2022;38,5;privé\n"
    found = []
    for name, content in (
        ("maart.csv", text.encode("cp1252")),
        ("maart.TSV", text.replace(";", "\t").encode()),
        ("maart.ndjson", b'{"indicator":"overlast","place":"veld","period":"2022","value":1}'),
        ("maart.pdf", b"%PDF"),
        ("kapot.xlsx", b"PK"),
        ("leeg.csv", b""),
    ):
        answer = await staff.post("/aanleveren/bestand", files={"file": (name, content)})
        found.append((name, answer.status_code))
    assert found == [
        ("maart.csv", 303), ("maart.TSV", 303), ("maart.ndjson", 303),
        ("maart.pdf", 400), ("kapot.xlsx", 400), ("leeg.csv", 400),
    ]  # fmt: skip
    page = await staff.get("/aanleveren")
    waiting = re.findall(r'<li class="utrecht-unordered-list__item"><a[^>]*>(.*?), ', page.text)
    assert waiting == ["maart.ndjson", "maart.TSV", "maart.csv"]
    refused = await staff.post("/aanleveren/bestand", files={"file": ("maart.pdf", b"%PDF")})
    assert 'id="file-error">Dit soort bestanden lezen we niet.' in refused.text
    empty = await staff.post("/aanleveren", data={"rows": "  "})
    assert (empty.status_code, 'id="rows-error">Plak hier eerst de rijen.' in empty.text) == (400, True)
    no_table = await staff.post("/aanleveren", data={"rows": "indicator\tbuurt"})
    assert ("Hier staan geen rijen in." in words(no_table.text), "indicator\tbuurt" in no_table.text) == (True, True)


async def test_a_long_sheet_says_how_far_it_is_and_then_shows_itself(
    staff: httpx.AsyncClient, session: Session
) -> None:
    for number in range(9):
        given_population(session, f"groep-{number}")
    lines = [
        f"overlast;veld;{2000 + month // 12}-{month % 12 + 1:02};1;groep-{number}"
        for number in range(9)
        for month in range(240)
    ]
    sheet = await pasted(staff, "indicator;buurt;maand;waarde;groep\n" + "\n".join(lines))
    page = await staff.get(sheet)
    if 'id="progress"' in page.text:  # else it was quicker than we are
        assert "De rijen worden nagekeken: " in words(page.text)
        assert '<progress class="wk-progress" max="2160"' in page.text
        polled = await staff.get(sheet, headers=HTMX | {"HX-Target": "progress"})
        assert polled.headers.get("HX-Retarget", "#progress") == "#progress"
    for _ in range(600):
        polled = await staff.get(sheet, headers=HTMX | {"HX-Target": "progress"})
        if polled.status_code == 204:
            break
        await asyncio.sleep(0.1)
    assert polled.headers["HX-Redirect"] == sheet
    first = await staff.get(sheet)
    following = re.search(r'rel="next" href="([^"]+)"', first.text)
    assert following is not None
    second = await staff.get(unescape(following[1]))
    assert ([row[0] for row in rows(second.text)][:2], 'rel="first"' in second.text) == (["52", "53"], True)


async def test_who_only_reads_gets_a_clear_message(site: httpx.AsyncClient, session: Session) -> None:
    before = await site.get("/aanleveren/rooster")
    assert (before.status_code, before.headers["Location"]) == (303, "/aanmelden?verder=%2Faanleveren%2Frooster")
    await sign_in(site, session, Role.READER)
    pages = [await site.get(f"/aanleveren{path}") for path in ("", "/rooster", "/sjabloon", "/zendingen")]
    assert [page.status_code for page in pages] == [403] * 4
    assert "Met uw account kunt u cijfers lezen, maar niet invoeren." in words(pages[0].text)
    assert "Cijfers aanleveren" not in words((await site.get("/")).text)


async def test_an_editor_begins_with_nothing_and_is_told_how(site: httpx.AsyncClient, session: Session) -> None:
    given_partner(session)
    await sign_in(site, session, Role.PARTNER_EDITOR, partner="politie")
    assert "U hebt nog niets verstuurd." in words((await site.get("/aanleveren/zendingen")).text)
    assert "Hier wordt nog niets verwacht." in words((await site.get("/aanleveren/sjabloon?period=2024")).text)
    assert "Wacht op u" not in words((await site.get("/aanleveren")).text)


async def test_nothing_typed_is_lost_when_the_session_ends(staff: httpx.AsyncClient, session: Session) -> None:
    cookie = dict(staff.cookies)
    sheet = await pasted(staff)
    staff.cookies.clear()
    over = await staff.post("/aanleveren", data={"rows": PASTED})
    assert (over.status_code, "Wat u typte, is niet weg." in words(over.text)) == (401, True)
    assert hidden(over.text, "rows").split() == PASTED.split()
    assert '<form method="post" action="/aanleveren">' in over.text
    cell = await staff.post(f"{sheet}/cellen", data={"r2-place": "veld"}, headers=HTMX)
    assert (cell.status_code, cell.headers["HX-Retarget"], hidden(cell.text, "r2-place")) == (401, "#problem", "veld")
    file = await staff.post("/aanleveren/bestand", files={"file": ("maart.csv", b"x")})
    assert "Een bestand moet u opnieuw kiezen" in words(file.text)
    staff.cookies.update(cookie)
    assert (await staff.post("/aanleveren", data={"rows": hidden(over.text, "rows")})).status_code == 303


async def test_another_persons_sheet_is_not_there(staff: httpx.AsyncClient, session: Session) -> None:
    sheet = await pasted(staff)
    password = given_person(session, "ander@example.org", Role.ADMINISTRATOR)
    await staff.post("/aanmelden", data={"email": "ander@example.org", "password": password})
    answers = [await staff.get(sheet), await staff.post(f"{sheet}/opslaan", data={"version": "2"})]
    assert [answer.status_code for answer in answers] == [404, 404]


async def test_a_batch_with_mistakes_gives_the_file_back_with_why(staff: httpx.AsyncClient) -> None:
    sheet = await pasted(staff)
    version = hidden((await staff.get(sheet)).text, "version")
    await staff.post(f"{sheet}/opslaan", data={"version": version, "mode": "accept-valid"})
    address = (await staff.get(sheet)).headers["Location"].split("?")[0]
    page = await staff.get(address)
    mistakes = re.findall(r'list__item">(Rij.*?)</li>', page.text)
    assert [words(one)[:22] for one in mistakes] == ["Rij 3, Plaats “velt”: ", "Rij 4, Waarde “412”: O"]
    file = await staff.get(f"{address}/waarom.csv")
    assert (file.headers["Content-Type"], len(file.text.splitlines())) == ("text/csv; charset=utf-8", 4)


async def test_what_was_interrupted_can_be_taken_up(staff: httpx.AsyncClient, session: Session) -> None:
    sheet = await pasted(staff)
    row = session.get_one(MeasurementSheet, sheet.split("/")[-1])
    row.status, row.beat_at = SheetStatus.STORING, datetime(2026, 1, 1, tzinfo=UTC)
    session.add(row)
    session.commit()
    page = await staff.get(sheet)
    assert "Er is niets van opgeslagen: een zending staat er helemaal of helemaal niet." in words(page.text)
    again = await staff.post(f"{sheet}/nakijken")
    assert "2 rijen zijn fout." in words((await staff.get(again.headers["Location"])).text)
