"""Files: in which form they come, what they are called, what is refused before them, and what happens half way."""

import gzip
import io
import json
import re
from typing import Any

import httpx
import pytest
import zstandard
from python_calamine import CalamineWorkbook
from sqlmodel import Session

from app.main import create_app
from app.services.exports import as_parquet
from app.settings import Settings
from tests.exporting import FORMS, read
from tests.given import given_area, given_course, measured

PARQUET = "application/vnd.apache.parquet"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PLAIN = {"Accept-Encoding": "identity"}


@pytest.fixture
def course(session: Session) -> None:
    given_course(session)
    given_area(session, "zuid", members=["veld"])
    measured(session, "2011", 38.5, note="=1+1")


THE_FORM_IS_ASKED: list[Any] = [
    ("text/csv", "", "text/csv; charset=utf-8"),
    ("application/x-ndjson", "", "application/x-ndjson"),
    (PARQUET, "", PARQUET),
    (XLSX, "", XLSX),
    ("application/json, text/csv;q=0.9", "", "application/json"),
    ("application/json;q=0.1, text/csv", "", "text/csv; charset=utf-8"),
    ("*/*", "", "application/json"),
    ("text/html, */*;q=0.8", "", "application/json"),
    ("text/*", "", "text/csv; charset=utf-8"),
    ("application/json", "csv-nl", "text/csv; charset=utf-8"),
    ("image/png", "xlsx", XLSX),
]


async def test_the_form_is_asked_by_accept_or_by_format(api: httpx.AsyncClient, course: None) -> None:
    for accept, form, given in THE_FORM_IS_ASKED:
        answer = await api.get("/measurements", params={"format": form} if form else {}, headers={"Accept": accept})

        assert (answer.status_code, answer.headers["content-type"]) == (200, given)


async def test_a_file_is_whole_whatever_page_was_asked(api: httpx.AsyncClient, session: Session, course: None) -> None:
    for year in range(1990, 2000):
        measured(session, str(year), 30)

    answer = await api.get("/measurements", params={"format": "csv", "pageSize": 2})

    assert len(read("csv", answer)) == 12


async def test_the_text_of_a_file_to_the_letter(api: httpx.AsyncClient, course: None) -> None:
    asked = {"periodFrom": "2011"}
    plain = await api.get("/measurements", params={**asked, "format": "csv"})
    dutch = await api.get("/measurements", params={**asked, "format": "csv-nl"})
    lines = await api.get("/measurements", params={**asked, "format": "ndjson"})
    (item,) = (await api.get("/measurements", params=asked)).json()["items"]
    del item["may"]

    assert plain.text == (
        "id,indicator,place,period,population,value,missing,unit,numerator,denominator,state,acceptance,sampleSize,"
        "low,high,partner,source,originDocument,originLine,originTable,originKey,note,flags,revision,recordedAt\n"
        f"{item['id']},nuisance,veld,2011,all,38.5,,percent,,,final,accepted,,,,,,,,,,'=1+1,,1,2013-01-01T00:00:00Z\n"
    )
    assert dutch.content.decode("utf-8-sig").splitlines()[1] == (
        f"{item['id']};nuisance;veld;2011;all;38,5;;percent;;;final;accepted;;;;;;;;;;'=1+1;;1;2013-01-01 00:00:00"
    )
    assert list(json.loads(lines.text).items()) == list(item.items())


A_FILE_HAS_A: list[Any] = [
    ({"format": "csv"}, r"wijkkoers-metingen-\d{4}-\d\d-\d\d\.csv"),
    ({"format": "csv-nl", "area": "zuid"}, r"wijkkoers-metingen-zuid-\d{4}-\d\d-\d\d\.csv"),
    ({"format": "xlsx", "place": ["veld", "../../x"]}, r"wijkkoers-metingen-veld-x-\d{4}-\d\d-\d\d\.xlsx"),
    ({"format": "parquet", "place": '"\r\n'}, None),
    (
        {"format": "ndjson", "knownAt": "2016-02-01T00:00:00Z"},
        r"wijkkoers-metingen-bekend-op-2016-02-01-\d{4}-\d\d-\d\d\.ndjson",
    ),
]


async def test_a_file_has_a_name_that_a_person_can_keep(api: httpx.AsyncClient, course: None) -> None:
    for asked, name in A_FILE_HAS_A:
        answer = await api.get("/measurements", params=asked)

        if name is None:
            assert answer.status_code == 400
            continue
        assert re.fullmatch(f'attachment; filename="{name}"', answer.headers["content-disposition"])


async def test_every_file_says_where_its_licence_and_description_are(settings: Settings, course: None) -> None:
    """Text has no room for it; a licence that is no address is told in the description only."""
    licence = "https://creativecommons.org/licenses/by/4.0/deed.nl"
    described = '</api/v1/data-sets>; rel="describedby"'
    told = {licence: f'{described}, <{licence}>; rel="license"', "CC BY": described, 'https://x>; rel="y': described}
    for said, link in told.items():
        app = create_app(settings.model_copy(update={"data_licence": said}))
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test/api/v1") as api:
            answers = [await api.get("/measurements", params={"format": form}) for form in FORMS]
            found = (await api.get("/data-sets")).json()["items"][0]
        assert {answer.headers["link"] for answer in answers} == {link}
        assert found["licence"] == said


WHAT_IS_WRONG_IS: list[Any] = [
    ({"format": "pdf"}, {}, 400),
    ({}, {"Accept": "application/pdf"}, 406),
    ({"format": "csv", "periodFrom": "gisteren"}, {}, 400),
    ({"format": "ndjson", "changedSince": "mxyz"}, {}, 400),
    ({"format": "xlsx", "nothing": "x"}, {}, 400),
    ({"format": "csv"}, {"Authorization": "Bearer x"}, 401),
]


async def test_what_is_wrong_is_said_before_the_first_byte(api: httpx.AsyncClient, course: None) -> None:
    for asked, headers, status in WHAT_IS_WRONG_IS:
        answer = await api.get("/measurements", params=asked, headers=headers)

        assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
        assert "content-disposition" not in answer.headers


async def test_an_unknown_area_of_which_the_neighbourhoods_are_asked_is_not_found(
    api: httpx.AsyncClient, course: None
) -> None:
    found = await api.get("/areas/zuid/neighbourhoods", params={"format": "csv"})
    missing = await api.get("/areas/west/neighbourhoods", params={"format": "csv"})

    assert [row["id"] for row in read("csv", found)] == ["veld"]
    assert (missing.status_code, missing.headers["content-type"]) == (404, "application/problem+json")


async def test_parquet_is_refused_clearly_where_it_is_not_installed(
    api: httpx.AsyncClient, course: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyarrow.parquet", None)

    answer = await api.get("/measurements", params={"format": "parquet"}, headers={"Accept-Language": "en"})

    assert (answer.status_code, answer.json()["detail"]) == (406, as_parquet.NOT_HERE.text)


async def test_a_head_has_the_headers_of_the_file_and_makes_none(api: httpx.AsyncClient, course: None) -> None:
    for form in FORMS:
        await has_the_same_head(api, form)


async def has_the_same_head(api: httpx.AsyncClient, form: str) -> None:
    got = await api.get("/measurements", params={"format": form}, headers=PLAIN)
    head = await api.head("/measurements", params={"format": form}, headers=PLAIN)
    same = ("content-type", "content-disposition", "link", "changed-since-mark", "etag", "vary", "cache-control")

    assert (head.status_code, head.content) == (200, b"")
    assert [head.headers[name] for name in same] == [got.headers[name] for name in same]


A_FILE_IS_MADE: list[Any] = [
    ("gzip", "gzip"),
    ("zstd", "zstd"),
    ("gzip, zstd", "zstd"),
    ("zstd;q=0.2, gzip;q=0.8", "gzip"),
    ("br", None),
    ("gzip;q=0", None),
    ("identity", None),
    ("", None),
]


async def test_a_file_is_made_smaller_where_that_is_asked(api: httpx.AsyncClient, course: None) -> None:
    for wanted, coding in A_FILE_IS_MADE:
        asked = {"params": {"format": "csv"}}
        plain = await api.get("/measurements", **asked, headers=PLAIN)  # type: ignore[arg-type]
        request = api.build_request("GET", "/measurements", **asked, headers={"Accept-Encoding": wanted})  # type: ignore[arg-type]
        answer = await api.send(request, stream=True)
        raw = b"".join([piece async for piece in answer.aiter_raw()])
        undo: dict[str, Any] = {
            "gzip": gzip.decompress,
            "zstd": lambda packed: zstandard.ZstdDecompressor().decompressobj().decompress(packed),
        }

        assert answer.headers.get("content-encoding") == coding
        assert (undo[coding](raw) if coding else raw) == plain.content


async def test_what_is_small_already_is_not_packed_again(api: httpx.AsyncClient, course: None) -> None:
    for form in ("parquet", "xlsx"):
        answer = await api.get("/measurements", params={"format": form}, headers={"Accept-Encoding": "gzip"})

        assert "content-encoding" not in answer.headers


async def test_a_workbook_explains_itself_on_its_second_sheet(api: httpx.AsyncClient, course: None) -> None:
    asked = {"format": "xlsx", "indicator": "nuisance"}
    answer = await api.get("/measurements", params=asked, headers={"Accept-Language": "nl"})
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    rows = book.get_sheet_by_index(1).to_python(skip_empty_area=False)
    firsts = [row[0] for row in rows]

    assert book.sheet_names == ["Metingen", "Toelichting"]
    assert [heading in firsts for heading in ("Kolommen", "Wat afgeschermd is", "Eenheden", "Bronnen")] == [True] * 4
    assert rows[firsts.index("Eenheden") + 1][:3] == ["nuisance", "Nuisance", "percent"]
    assert [rows[firsts.index(name)][1] != "" for name in ("value", "missing", "recordedAt")] == [True] * 3


async def test_parquet_says_what_it_is(api: httpx.AsyncClient, course: None) -> None:
    import pyarrow.parquet

    answer = await api.get("/measurements", params={"format": "parquet", "indicator": "nuisance"})
    schema = pyarrow.parquet.read_schema(io.BytesIO(answer.content))
    types = {name: str(schema.field(name).type) for name in ("id", "value", "sampleSize", "recordedAt", "flags")}

    assert types == {
        "id": "string",
        "value": "double",
        "sampleSize": "int64",
        "recordedAt": "timestamp[us, tz=UTC]",
        "flags": "string",
    }
    assert json.loads(schema.metadata[b"units"]) == {"nuisance": "percent"}
    assert schema.metadata[b"publisher"] == b"Wijkkoers"
    assert schema.metadata[b"source"].startswith(b"http://test/api/v1/measurements?")
    assert b"licen" in schema.metadata[b"licence"]


async def test_a_file_carries_the_mark_to_ask_on_from(api: httpx.AsyncClient, session: Session, course: None) -> None:
    mark = (await api.get("/measurements", params={"format": "csv"})).headers["changed-since-mark"]
    measured(session, "2012", 36)

    later = await api.get("/measurements", params={"format": "csv", "changedSince": mark})
    last = await api.get("/measurements", params={"format": "csv", "changedSince": later.headers["changed-since-mark"]})

    assert [row["period"] for row in read("csv", later)] == ["2012"]
    assert read("csv", last) == []
