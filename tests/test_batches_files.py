"""Batches as files: CSV in every Dutch and English form, lines of JSON, a workbook; and the file sent back with why."""

import httpx
import pytest
from sqlmodel import Session

from app.models.access import Role
from app.services.batches.cells import decimal_sign, number_in, typed
from app.services.batches.keeping import harmless
from app.services.batches.reading import CSV, NDJSON, XLSX, read
from tests.given import given_indicator, given_place, given_population
from tests.keys import Header, Keys

GOOD = [("veld", "2022", "38.5"), ("bos", "2022", "12")]


def as_csv(delimiter: str, sign: str, head: str = "indicator,place,period,value") -> str:
    rows = [head.replace(",", delimiter)]
    rows += [delimiter.join(["overlast", place, period, value.replace(".", sign)]) for place, period, value in GOOD]
    return "\r\n".join(rows) + "\r\n"


@pytest.mark.parametrize(
    "body",
    [
        as_csv(",", "."),
        as_csv(";", ","),
        as_csv(";", "."),
        as_csv("\t", "."),
        "\ufeff" + as_csv(";", ","),
        as_csv(";", ",", "Indicator,Plaats,Jaar,Waarde"),
        '"indicator" , "place","period","value"\n"overlast","veld", 2022 ," 38.5 "\n\noverlast,bos,2022JJ00,12\n',
        'indicator,place,period,value\noverlast,veld,2022,"38,5"\noverlast,bos,2022,12\n',
    ],
)
def test_csv_is_read_however_it_was_saved(body: str) -> None:
    sheet = read(CSV, body.encode())

    assert sheet.wrong == []
    assert [(str(row["place"]), str(row["value"])) for row in sheet.rows] == [("veld", "38.5"), ("bos", "12")]


def test_lines_are_those_of_the_file() -> None:
    sheet = read(CSV, b'indicator,place,period,value,note\na,b,2022,1,"two\nlines"\n\na,b,2023,veel,\n')

    assert sheet.lines == [2, 5]
    assert [(position, error.code) for position, errors in sheet.unread.items() for error in errors] == [
        (1, "not-a-number")
    ]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "no-rows"),
        (b"indicator,place,period,value\n", "no-rows"),
        (b"indicator,colour,value\na,b,1\n", "unknown-field"),
        (b"indicator,place,plaats\na,b,c\n", "head-twice"),
        ("indicator,place\né,b".encode("latin-1"), "not-utf-8"),
        (b"indicator,place\na\0,b\n", "null-byte"),
    ],
)
def test_a_file_that_is_none_says_why(body: bytes, code: str) -> None:
    assert [error.code for error in read(CSV, body).wrong] == [code]


@pytest.mark.parametrize(
    ("cell", "missing"), [(".", "unknown"), ("geheim", "secret"), ("-99997", "secret"), ("n.v.t.", "not-applicable")]
)
def test_every_spelling_of_absence_is_a_reason(cell: str, missing: str) -> None:
    assert typed({"value": cell}) == ({"missing": missing}, [])


def test_a_number_that_may_have_thousands_is_never_guessed() -> None:
    assert number_in("1.234", ",") is None
    assert [error.code for error in typed({"value": "1.234,5"}, ",")[1]] == ["not-a-number"]


def test_the_sign_before_decimals_is_that_of_the_whole_file() -> None:
    assert decimal_sign(["1", "2,5"], semicolons=True) == ","
    assert decimal_sign(["1.5", "2,5"], semicolons=False) == "."
    assert decimal_sign(["1", "2"], semicolons=True) == "."


def test_a_cell_is_no_formula_for_a_spreadsheet() -> None:
    assert [harmless(cell) for cell in ("=1+1", "-5", "-5,2", "@x", "veld")] == ["'=1+1", "-5", "-5,2", "'@x", "veld"]


def test_lines_of_json_are_wrong_alone() -> None:
    sheet = read(NDJSON, b'{"place": "veld"}\n\n{"place": \n{"place": "bos"}\n')

    assert sheet.lines == [1, 3, 4]
    assert {position: errors[0].code for position, errors in sheet.unread.items()} == {1: "broken-json"}


@pytest.fixture
def around(session: Session) -> None:
    given_place(session, "veld", name="Het Veld")
    given_place(session, "bos", name="Het Bos")
    given_place(session, "oud-bos", name="Het Bos")
    given_population(session)
    given_indicator(session, "overlast", unit="percent", lowest=0, highest=100, decimals=1)


@pytest.fixture
def staff(keys: Keys) -> Header:
    return keys.person(Role.PROGRAMME_STAFF)


async def send(api: httpx.AsyncClient, who: Header, body: str | bytes, kind: str = CSV) -> httpx.Response:
    content = body.encode() if isinstance(body, str) else body
    return await api.post("/measurement-batches", content=content, headers=who | {"Content-Type": kind})


async def test_a_wrong_file_comes_back_with_a_column_that_says_why(
    api: httpx.AsyncClient, around: None, staff: Header
) -> None:
    refused = await send(api, staff, as_csv(";", ",").replace("bos", "nergens"))

    assert [(one["row"], one["line"], one["code"]) for one in refused.json()["errors"]] == [(2, 3, "unknown-place")]
    path = f"/measurement-batches/{refused.json()['id']}/errors"
    file = await api.get(path, params={"format": "csv"}, headers=staff | {"Accept-Language": "en"})
    assert file.headers["content-type"] == "text/csv; charset=utf-8"
    assert file.text.splitlines() == [
        "indicator;place;period;value;why",
        "overlast;veld;2022;38,5;",
        "overlast;nergens;2022;12;place: There is no place “nergens”. The list is at /api/v1/places.",
    ]
    assert [one["code"] for one in (await api.get(path, headers=staff)).json()["items"]] == ["unknown-place"]


async def test_places_may_be_called_by_a_name_that_only_one_has(
    api: httpx.AsyncClient, around: None, staff: Header
) -> None:
    named = "indicator,place,period,value\noverlast,Het Veld,2022,38\noverlast,het bos,2022,12\n"

    answer = await send(api, staff, named)

    assert [(one["row"], one["code"]) for one in answer.json()["errors"]] == [(2, "ambiguous-name")]
    assert (await send(api, staff, named.replace("het bos", "oud-bos"))).status_code == 201


async def test_what_is_no_workbook_is_refused(api: httpx.AsyncClient, around: None, staff: Header) -> None:
    assert [error["code"] for error in (await send(api, staff, b"PK nothing", XLSX)).json()["errors"]] == [
        "broken-workbook"
    ]


async def test_another_type_is_refused_and_says_which_are_read(
    api: httpx.AsyncClient, around: None, staff: Header
) -> None:
    answer = await send(api, staff, b"<rows/>", "application/xml")

    assert (answer.status_code, "text/csv" in answer.headers["accept"]) == (415, True)
