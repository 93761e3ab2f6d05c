"""Templates: what a sender is expected to give next, to fill in and to send back as it is."""

import csv
import io

import httpx
import pytest
from python_calamine import CalamineWorkbook
from sqlmodel import Session

from app.models.access import Role
from tests.deliveries_given import give, give_all, given_deliveries, judge, made
from tests.given import given_area, given_indicator, given_partner, given_place, given_population
from tests.keys import Header, Keys


@pytest.fixture
async def partner(api: httpx.AsyncClient, session: Session, keys: Keys) -> Header:
    """A partner that gave two series, and staff that gave another."""
    given_place(session, "veld", code="BU03440401")
    given_place(session, "bos")
    given_area(session, "zuid", members=["veld", "bos"])
    given_partner(session)
    given_population(session)
    given_indicator(session, "overlast")
    given_indicator(session, "gezinnen", unit="count", protected=True, highest=None)
    politie = keys.partner("politie")
    for key, place, period, value in (
        ("overlast", "veld", "2022", 12.5),
        ("overlast", "veld", "2023", 11),
        ("gezinnen", "bos", "2024-Q3", 3),
    ):
        row = {"indicator": key, "place": place, "period": period, "value": value}
        assert (await api.post("/measurements", json=row, headers=politie)).status_code == 201
    missing = {"indicator": "overlast", "place": "bos", "period": "2024", "missing": "secret"}
    await api.post("/measurements", json=missing, headers=keys.person(Role.PROGRAMME_STAFF))
    return politie


async def expected(api: httpx.AsyncClient, who: Header, **asked: str) -> list[tuple[object, ...]]:
    answer = await api.get("/measurement-templates", params=asked, headers=who)
    assert answer.status_code == 200, answer.text
    return [
        tuple(row[name] for name in ("indicator", "place", "period", "lastPeriod", "lastValue", "lastMissing"))
        for row in answer.json()["items"]
    ]


async def test_a_partner_goes_on_with_its_own_series(api: httpx.AsyncClient, partner: Header, keys: Keys) -> None:
    mine = [
        ("gezinnen", "bos", "2024-Q4", "2024-Q3", 3, None),
        ("overlast", "veld", "2024", "2023", 11, None),
    ]
    assert await expected(api, partner) == mine
    assert await expected(api, partner, indicator="overlast", period="2022") == [
        ("overlast", "veld", "2022", "2023", 11, None)
    ]
    assert await expected(api, keys.partner("politie", indicators=["gezinnen"])) == mine[:1]
    assert await expected(api, keys.person(Role.PARTNER_EDITOR)) == []


async def test_an_area_and_an_indicator_give_a_row_for_every_place(
    api: httpx.AsyncClient, partner: Header, keys: Keys
) -> None:
    whole = {"indicator": "overlast", "area": "zuid", "period": "2025"}
    assert await expected(api, keys.person(Role.PROGRAMME_STAFF), **whole) == [
        ("overlast", "bos", "2025", "2024", None, "secret"),
        ("overlast", "veld", "2025", "2023", 11, None),
        ("overlast", "zuid", "2025", None, None, None),
    ]
    assert [row[1] for row in await expected(api, partner, **whole)] == ["bos", "veld", "zuid"]
    assert await expected(api, keys.partner("politie", indicators=["gezinnen"]), **whole) == []


async def test_a_template_is_for_who_may_give_figures(api: httpx.AsyncClient, partner: Header, keys: Keys) -> None:
    path = "/measurement-templates"
    answers = [await api.get(path, headers=who) for who in ({}, keys.person(Role.READER))]
    assert [answer.status_code for answer in answers] == [401, 403]
    wrong = await api.get(path, params={"period": "ooit", "format": "pdf"}, headers=partner)
    assert wrong.status_code == 400


async def test_the_file_for_dutch_excel_is_filled_in_and_sent_back_as_it_is(
    api: httpx.AsyncClient, partner: Header
) -> None:
    file = await api.get("/measurement-templates", params={"format": "csv-nl"}, headers=partner)
    assert file.headers["Content-Disposition"] == 'attachment; filename="wijkkoers-sjabloon.csv"'
    assert file.text.startswith("\ufeffindicator;plaats;periode;groep;waarde;opmerking;(")
    table = list(csv.reader(io.StringIO(file.text.removeprefix("\ufeff")), delimiter=";"))
    assert table[2] == [
        "overlast", "veld", "2024", "all", "", "", "Overlast", "Veld", "BU03440401", "percent", "2023", "11",
    ]  # fmt: skip
    for row, value in zip(table[1:], ("onbekend", "10,5"), strict=True):
        row[4] = value
    filled = io.StringIO()
    csv.writer(filled, delimiter=";").writerows(table)
    kind = {"Content-Type": "text/csv"}
    sent = await api.post("/measurement-batches", content=filled.getvalue().encode(), headers=partner | kind)
    assert [sent.status_code, sent.json()["created"], sent.json()["errors"]] == [201, 2, []]
    stored = (await api.get("/measurements?indicator=overlast&periodFrom=2024", headers=partner)).json()["items"]
    assert [(one["place"], one["value"]) for one in stored] == [("bos", None), ("veld", 10.5)]


async def test_the_workbook_explains_itself_and_comes_back_as_a_sheet(api: httpx.AsyncClient, partner: Header) -> None:
    file = await api.get("/measurement-templates", params={"format": "xlsx"}, headers=partner)
    book = CalamineWorkbook.from_filelike(io.BytesIO(file.content))
    figures, explained = (book.get_sheet_by_index(index).to_python() for index in (0, 1))
    assert [row[:3] for row in figures[1:]] == [["gezinnen", "bos", "2024-Q4"], ["overlast", "veld", "2024"]]
    words = [cell for row in explained for cell in row]
    assert {"onbekend", "nog niet bekend", "n.v.t."} <= set(words)
    assert explained[-1] == ["overlast", "Overlast", "percent", "0", "100", "0"]

    kind = {"Content-Type": file.headers["Content-Type"]}
    sheet = (await api.post("/measurement-sheets", content=file.content, headers=partner | kind)).json()
    assert [sheet["status"], sheet["received"], sheet["rejected"]] == ["checked", 2, 2]
    (first, _) = (await api.get(f"/measurement-sheets/{sheet['id']}/rows", headers=partner)).json()["items"]
    assert [(error["field"], error["code"]) for error in first["errors"]] == [("value", "value-or-missing-required")]


async def test_a_template_begins_with_what_duties_ask_and_did_not_come_or_was_sent_back(
    api: httpx.AsyncClient, session: Session, keys: Keys
) -> None:
    """Of its own organisation, within its own limits, in every period that is over; and filled in it is delivered."""
    given_deliveries(session, asks_acceptance=True)
    staff, police = keys.person(Role.PROGRAMME_STAFF), keys.partner("politie")
    await made(api, staff)
    owed = [("overlast", place, period, None, None, None) for place in ("bos", "veld") for period in ("2021", "2022")]
    assert await expected(api, police) == owed
    assert await expected(api, police, area="zuid", period="2022") == owed[1::2]
    assert await expected(api, police, place="veld") == owed[2:]
    others = (
        keys.partner("politie", indicators=["los"]),
        keys.partner("politie", areas=["duin"]),
        keys.partner("school"),
    )
    assert [await expected(api, who) for who in (*others, staff)] == [[]] * 4

    figure = await give(api, police, "bos")
    await give_all(api, police, "2022")
    following = [("overlast", place, "2023", "2022", 30, None) for place in ("bos", "veld")]
    missing = ("overlast", "veld", "2021", "2022", 30, None)
    assert await expected(api, police) == [following[0], missing, following[1]]
    await judge(api, staff, f"/measurements/{figure['id']}", "sent-back", message="Zeker?")
    assert await expected(api, police) == [
        ("overlast", "bos", "2021", "2022", 30, None),
        following[0],
        missing,
        following[1],
    ]
