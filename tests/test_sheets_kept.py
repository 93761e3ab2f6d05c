"""Sheets that are large, interrupted, old, in a file of another kind, or about what may not be seen."""

import io
from datetime import UTC, datetime

import httpx
import xlsxwriter
from sqlalchemy import Engine
from sqlmodel import Session

from app.models.sheet import MeasurementSheet, SheetLeaf, SheetStatus
from app.services.sheets import working
from app.services.sheets.leaves import all_rows, forget
from tests.given import given_indicator, given_partner, given_population
from tests.keys import Header, Keys
from tests.sheets_given import around, bring, rows, send, settled, staff

__all__ = ["around", "staff"]


async def test_a_large_sheet_is_checked_and_stored_behind_the_answer(
    api: httpx.AsyncClient, staff: Header, session: Session
) -> None:
    lines = [
        f"overlast;{place};{2000 + n // 12}-{n % 12 + 1:02};{n % 90}" for place in ("veld", "bos") for n in range(250)
    ]
    populations = [f"group-{number}" for number in range(5)]
    for key in populations:
        given_population(session, key)
    body = "indicator;place;period;value;population\n" + "\n".join(
        f"{line};{key}" for key in populations for line in lines
    )
    sheet = await bring(api, staff, body)
    assert [sheet["status"], sheet["received"], sheet["may"]] == ["checking", 2500, []]
    busy = await send(api, staff, f"{sheet['id']}/corrections", rows=[{"row": 1, "cells": {"value": "1"}}])
    checked = await settled(api, staff, sheet["id"])
    assert [busy.status_code, checked["status"], checked["checked"], checked["created"]] == [409, "checked", 2500, 2500]

    storing = await send(api, staff, f"{sheet['id']}/confirmations", version=checked["version"])
    assert storing.json()["status"] == "storing"
    stored = await settled(api, staff, sheet["id"])
    batch = (await api.get(f"/measurement-batches/{stored['batch']}", headers=staff)).json()
    assert [stored["status"], batch["status"], batch["created"]] == ["stored", "accepted", 2500]


async def test_what_a_restart_interrupted_says_so_and_is_taken_up_again(
    api: httpx.AsyncClient, staff: Header, session: Session
) -> None:
    sheet = (await bring(api, staff))["id"]
    row = session.get_one(MeasurementSheet, sheet)
    row.status, row.beat_at = SheetStatus.STORING, datetime(2026, 1, 1, tzinfo=UTC)
    session.add(row)
    session.commit()
    read = (await api.get(f"/measurement-sheets/{sheet}", headers=staff)).json()
    assert [read["status"], read["may"]] == ["interrupted", ["match", "check"]]
    assert (await api.get("/measurements")).json()["items"] == []
    assert (await api.post(f"/measurement-sheets/{sheet}/checks", headers=staff)).json()["status"] == "checked"


async def test_what_cannot_be_worked_on_is_given_up_and_says_so(
    api: httpx.AsyncClient, staff: Header, session: Session
) -> None:
    sheet = (await bring(api, staff))["id"]
    row = session.get_one(MeasurementSheet, sheet)
    row.status = SheetStatus.CHECKING
    session.add(row)
    forget(session, sheet)
    session.add(SheetLeaf(sheet_id=sheet, number=0, rows=b"no rows", counts={}))

    def read_what_is_broken(engine: Engine) -> None:
        with Session(engine) as own:
            all_rows(own, sheet)

    working.after_commit(session, sheet, read_what_is_broken)
    session.commit()
    assert (await settled(api, staff, sheet))["status"] == "interrupted"


async def test_sheets_are_forgotten_after_thirty_days(api: httpx.AsyncClient, staff: Header, session: Session) -> None:
    old = (await bring(api, staff))["id"]
    row = session.get_one(MeasurementSheet, old)
    row.kept_until = datetime(2026, 1, 1, tzinfo=UTC)
    session.add(row)
    session.commit()
    new = (await bring(api, staff))["id"]
    listed = (await api.get("/measurement-sheets", headers=staff)).json()["items"]
    assert [
        [one["id"] for one in listed],
        (await api.get(f"/measurement-sheets/{old}/rows", headers=staff)).status_code,
    ] == [[new], 404]


async def test_workbooks_and_json_come_in_by_the_same_door(api: httpx.AsyncClient, staff: Header) -> None:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file)
    sheet = book.add_worksheet()
    for line, cells in enumerate(
        [
            ["Indicator", "Plek", "Jaar", "Waarde", "(naam)"],
            ["overlast", "veld", 2021, 28.5, "x"],
            ["overlast", "bos", 2021, "12,5", "y"],
        ]
    ):
        sheet.write_row(line, 0, cells)
    book.close()
    kinds = {
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": file.getvalue(),
        "application/x-ndjson": b'{"indicator":"overlast","place":"veld","period":"2021","value":28.5}\n',
        "application/json": b'{"defaults":{"indicator":"overlast"},"rows":[{"place":"bos","period":"2021","value":8}]}',
    }
    found = {}
    for kind, body in kinds.items():
        answer = await api.post("/measurement-sheets", content=body, headers=staff | {"Content-Type": kind})
        items = await rows(api, staff, answer.json()["id"])
        found[kind.split("/")[1][:8]] = [answer.json()["created"], [one["cells"]["value"] for one in items]]
    assert found == {"vnd.open": [2, ["28,5", "12,5"]], "x-ndjson": [1, ["28.5"]], "json": [1, ["8"]]}

    broken = {
        "text/csv": [b"", b"\xff\xfe\xff", b"indicator;place\n", b"a\0;b\n"],
        "application/json": [b'{"rows":[]}', b'{"rows":[1]}', b'{"rows":[{"height":1}]}', b"{"],
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": [b"PK no book"],
    }
    codes = []
    for kind, bodies in broken.items():
        for body in bodies:
            answer = await api.post("/measurement-sheets", content=body, headers=staff | {"Content-Type": kind})
            codes.append([answer.status_code, answer.json()["errors"][0]["code"]])
    assert codes == [
        [400, "no-rows"], [400, "not-utf-8"], [400, "no-rows"], [400, "null-byte"],
        [400, "no-rows"], [400, "not-an-object"], [400, "unknown-field"], [400, "broken-json"],
        [400, "broken-workbook"],
    ]  # fmt: skip


async def test_a_hidden_figure_stays_hidden_where_a_row_would_revise_it(
    api: httpx.AsyncClient, staff: Header, session: Session, keys: Keys
) -> None:
    given_indicator(session, "gezinnen", unit="count", protected=True, highest=None)
    row = {"indicator": "gezinnen", "place": "veld", "period": "2021", "value": 3}
    politie = keys.partner("politie")
    await api.post("/measurements", json=row, headers=politie)
    text = "indicator;place;period;value\ngezinnen;veld;2021;4\n"
    given_partner(session, "corporatie")
    seen = {}
    for name, who in (("own", politie), ("other", keys.partner("corporatie")), ("staff", staff)):
        (one,) = await rows(api, who, (await bring(api, who, text))["id"])
        seen[name] = [one["outcome"], (one["standing"] or {}).get("value"), one["flags"]]
    assert seen == {"own": ["revised", 3, []], "other": ["rejected", None, []], "staff": ["revised", 3, []]}
