"""The grid of places by periods: each cell is saved by itself, and nobody overwrites what they did not see."""

import re
from html import unescape
from typing import Any

import httpx
import pytest
from sqlmodel import Session

from app.models.access import Role
from tests.given import given_area, given_indicator, given_partner, given_place, given_population
from tests.keys import Keys
from tests.people import sign_in
from tests.reading import calls, rows, words
from tests.test_web_giving import cells, hidden, said

HTMX = {"HX-Request": "true"}
GRID = "/aanleveren/rooster?indicator=overlast&area=zuid&from=2021&to=2023"


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


async def typed(site: httpx.AsyncClient, text: str, html: str, at: str = "1-0") -> httpx.Response:
    """Leave a cell with this in it, as the page `html` knows it."""
    form = {f"v-{at}": text, **{f"{name}-{at}": hidden(html, f"{name}-{at}") for name in ("was", "tag", "state")}}
    key = {"indicator": "overlast", "place": "bos", "period": "2021", "place-name": "Bos"}
    return await site.post("/aanleveren/rooster/cel", data=form | key, headers=HTMX)


async def test_cells_are_saved_one_by_one_and_say_so(staff: httpx.AsyncClient, app: Any) -> None:
    with calls(app) as asked:
        page = (await staff.get(GRID)).text
    assert (len(asked), [row[0] for row in rows(page)]) == (4, ["Zuid", "Bos", "Veld"])
    assert set(cells(page)) == {f"v-{row}-{column}" for row in range(3) for column in range(3)}

    saved = await typed(staff, "1.234", page)
    assert (saved.status_code, "ligt tussen 0 en 100" in said(saved.text, "err-v-1-0")) == (400, True)
    saved = await typed(staff, "12,5", page)
    assert (saved.status_code, said(saved.text, "ok-v-1-0"), said(saved.text, "announce")) == (
        200, "✓ opgeslagen", "Bos 2021: opgeslagen",
    )  # fmt: skip
    revised = await typed(staff, "onbekend", saved.text)
    assert hidden(revised.text, "was-1-0") == "onbekend"
    same = await typed(staff, "n.v.t.", revised.text)
    again = await typed(staff, "niet van toepassing", same.text)
    assert said(again.text, "ok-v-1-0") == "✓ stond er al"
    emptied = await typed(staff, "", again.text)
    assert (emptied.status_code, "Een leeg vak zegt niets." in said(emptied.text, "err-v-1-0")) == (400, True)
    odd = await typed(staff, "veel", again.text)
    assert "getal" in said(odd.text, "err-v-1-0")
    assert cells((await staff.get(GRID)).text)["v-1-0"] == "niet van toepassing"


async def test_two_people_in_one_cell_see_both_figures(staff: httpx.AsyncClient) -> None:
    mine = theirs = (await staff.get(GRID)).text
    await typed(staff, "40", theirs)
    late = await typed(staff, "41,5", mine)
    assert (late.status_code, said(late.text, "err-v-1-0")) == (
        412, "Iemand anders vulde hier intussen 40 in. U typte 41,5.",
    )  # fmt: skip
    assert re.findall(r'data-(?:keep|take)="v-1-0"[^>]*>(.*?)<', late.text) == ["Mijn 41,5 houden", "40 overnemen"]
    kept = await typed(staff, "41,5", late.text)
    assert (kept.status_code, cells((await staff.get(GRID)).text)["v-1-0"]) == (200, "41,5")


async def test_without_script_one_button_saves_what_was_changed(staff: httpx.AsyncClient, app: Any) -> None:
    page = (await staff.get(GRID)).text
    form = {
        name: unescape(text)
        for name, text in re.findall(r'<input type="hidden"[^>]*name="([^"]+)" value="([^"]*)"', page)
    }
    form |= cells(page) | {"v-1-0": "12,5", "v-2-1": "veel", "v-2-2": "13"}
    await typed(staff, "99", page)  # a colleague, meanwhile
    with calls(app) as asked:
        answer = await staff.post("/aanleveren/rooster", data=form)
    assert (answer.status_code, asked.count("/api/v1/measurements")) == (400, 4)
    assert "2 vakken zijn niet opgeslagen." in words(answer.text)
    found = cells(answer.text)
    assert (found["v-1-0"], found["v-2-1"], found["v-2-2"]) == ("12,5", "veel", "13")
    assert "intussen 99 in. U typte 12,5." in said(answer.text, "err-v-1-0")

    form = {
        name: unescape(text)
        for name, text in re.findall(r'<input type="hidden"[^>]*name="([^"]+)" value="([^"]*)"', answer.text)
    }
    done = await staff.post("/aanleveren/rooster", data=form | found | {"v-2-1": "14"})
    assert done.headers["Location"] == f"{GRID}&gedaan=2"
    after = await staff.get(done.headers["Location"])
    assert ("2 vakken zijn opgeslagen." in words(after.text), cells(after.text)["v-1-0"]) == (True, "12,5")


async def test_how_firm_a_figure_is_stays_and_what_is_flagged_is_said(
    staff: httpx.AsyncClient, api: httpx.AsyncClient, keys: Keys, session: Session
) -> None:
    colleague = keys.person(Role.PROGRAMME_STAFF)
    row = {"indicator": "overlast", "place": "bos", "period": "2021", "value": 10, "state": "final"}
    await api.post("/measurements", json=row, headers=colleague)
    for year in range(2012, 2018):
        earlier = {"indicator": "overlast", "place": "bos", "period": str(year), "value": 10}
        await api.post("/measurements", json=earlier, headers=colleague)
    saved = await typed(staff, "90", (await staff.get(GRID)).text)
    assert said(saved.text, "ok-v-1-0").startswith("✓ opgeslagen; ⚑")
    assert (await api.get("/measurements?periodFrom=2021")).json()["items"][0]["state"] == "final"


async def test_figures_of_others_can_be_read_and_not_typed_over(
    site: httpx.AsyncClient, session: Session, api: httpx.AsyncClient, keys: Keys
) -> None:
    given_place(session, "bos")
    given_area(session, "zuid", members=["bos"])
    given_partner(session)
    given_population(session)
    given_indicator(session, "overlast")
    row = {"indicator": "overlast", "place": "bos", "period": "2021", "value": 10}
    await api.post("/measurements", json=row, headers=keys.person(Role.PROGRAMME_STAFF))
    await sign_in(site, session, Role.PARTNER_EDITOR, partner="politie")
    page = (await site.get(GRID)).text
    assert (rows(page)[1][1], "v-1-0" in cells(page), "v-1-1" in cells(page)) == ("10", False, True)
    refused = await site.post(
        "/aanleveren/rooster/cel",
        data={"v-1-0": "11", "indicator": "overlast", "place": "bos", "period": "2021"},
        headers=HTMX,
    )
    assert refused.status_code == 412


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("from=ooit&to=2023", "Dit is geen periode."),
        ("from=2023&to=2021", "in de goede volgorde"),
        ("from=2021&to=2022-Q1", "van dezelfde soort"),
        ("from=1990&to=2023", "Kies hoogstens 12 perioden."),
    ],
)
async def test_periods_that_make_no_grid_are_told(staff: httpx.AsyncClient, asked: str, told: str) -> None:
    page = await staff.get(f"/aanleveren/rooster?indicator=overlast&area=zuid&{asked}")
    assert told in words(page.text)


async def test_the_grid_asks_what_it_is_of(staff: httpx.AsyncClient) -> None:
    assert "Kies een indicator en een gebied." not in words((await staff.get("/aanleveren/rooster")).text)
    assert "Kies een indicator en een gebied." in words(
        (await staff.get("/aanleveren/rooster?indicator=overlast")).text
    )
    nowhere = await staff.post("/aanleveren/rooster/cel", data={"indicator": "overlast"}, headers=HTMX)
    assert nowhere.headers["HX-Redirect"] == "/aanleveren/rooster"


async def test_a_template_is_shown_before_it_is_downloaded(staff: httpx.AsyncClient, app: Any) -> None:
    asked = "indicator=overlast&area=zuid&period=2025"
    with calls(app) as made:
        page = await staff.get(f"/aanleveren/sjabloon?{asked}")
    assert (len(made), "3 rijen" in words(page.text), [row[0] for row in rows(page.text)]) == (
        3, True, ["Bos", "Veld", "Zuid"],
    )  # fmt: skip
    for ending, kind in (("csv", "text/csv; charset=utf-8"), ("xlsx", "application/vnd.openxml")):
        file = await staff.get(f"/aanleveren/sjabloon.{ending}?{asked}")
        assert file.headers["Content-Type"].startswith(kind)
        assert file.headers["Content-Disposition"] == f'attachment; filename="wijkkoers-sjabloon.{ending}"'
    wrong = await staff.get("/aanleveren/sjabloon?period=ooit")
    assert (wrong.status_code, 'id="period-error"' in wrong.text) == (400, True)
    assert "Kies eerst een indicator of een gebied." in words((await staff.get("/aanleveren/sjabloon")).text)
    assert (await staff.get("/aanleveren/sjabloon.pdf")).status_code == 400
