"""Sheets: figures that wait, checked row by row, until whoever brought them has mended and confirmed them."""

import asyncio
import io
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
import xlsxwriter
from sqlalchemy import Engine
from sqlmodel import Session

from app.models.access import Role
from app.models.sheet import MeasurementSheet, SheetLeaf, SheetStatus
from app.services.sheets import working
from app.services.sheets.leaves import all_rows, forget
from tests.given import given_area, given_indicator, given_partner, given_place, given_population
from tests.keys import Header, Keys

CSV = {"Content-Type": "text/csv"}
PASTED = (
    "Indicator\tBuurt\tJaar\tWaarde\r\n"
    "overlast\tveld\t2022\t38,5\r\n"
    "overlast\tbos\t2022\tonbekend\r\n"
    "overlast\tvelt\t2022\t12\r\n"
    "overlast\tveld\t2023\t412\r\n"
)


@pytest.fixture
def around(session: Session) -> None:
    given_place(session, "veld")
    given_place(session, "bos")
    given_area(session, "zuid", members=["veld"])
    given_partner(session)
    given_population(session)
    given_indicator(session, "overlast", unit="percent", lowest=0, highest=100, decimals=1)


@pytest.fixture
def staff(keys: Keys, around: None) -> Header:
    return keys.person(Role.PROGRAMME_STAFF)


async def bring(api: httpx.AsyncClient, who: Header, text: str = PASTED, **asked: str) -> Any:
    answer = await api.post("/measurement-sheets", content=text.encode(), params=asked, headers=who | CSV)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def send(api: httpx.AsyncClient, who: Header, path: str, **body: Any) -> httpx.Response:
    return await api.post(f"/measurement-sheets/{path}", json=body, headers=who)


async def rows(api: httpx.AsyncClient, who: Header, sheet: str, **asked: str) -> list[Any]:
    answer = await api.get(f"/measurement-sheets/{sheet}/rows", params=asked, headers=who)
    assert answer.status_code == 200, answer.text
    items: list[Any] = answer.json()["items"]
    return items


async def test_what_is_pasted_is_checked_row_by_row_mended_and_stored(api: httpx.AsyncClient, staff: Header) -> None:
    sheet = await bring(api, staff)
    assert [sheet[name] for name in ("status", "received", "created", "rejected", "may")] == [
        "checked", 4, 2, 2, ["match", "correct", "confirm"],
    ]  # fmt: skip
    wrong = await rows(api, staff, sheet["id"], outcome="rejected")
    assert [(one["row"], one["line"], one["errors"][0]["field"], one["errors"][0]["code"]) for one in wrong] == [
        (3, 4, "place", "unknown-place"),
        (4, 5, "value", "out-of-bounds"),
    ]
    strict = {"version": sheet["version"]}
    assert (await send(api, staff, f"{sheet['id']}/confirmations", **strict)).status_code == 409

    mended = await send(
        api, staff, f"{sheet['id']}/corrections",
        rows=[{"row": 3, "cells": {"place": "bos", "period": "2023"}}, {"row": 4, "cells": {"value": "41.2"}}],
    )  # fmt: skip
    told = mended.json()
    assert [(one["row"], one["outcome"], one["errors"]) for one in told["rows"]] == [
        (3, "created", []),
        (4, "created", []),
    ]
    assert [told["sheet"][name] for name in ("created", "rejected", "changed")] == [4, 0, 0]

    stored = await send(api, staff, f"{sheet['id']}/confirmations", version=told["sheet"]["version"])
    assert [stored.status_code, stored.json()["status"]] == [200, "stored"]
    batch = (await api.get(f"/measurement-batches/{stored.json()['batch']}", headers=staff)).json()
    assert [batch[name] for name in ("status", "received", "created", "rejected")] == ["accepted", 4, 4, 0]
    items = (await api.get("/measurements", headers=staff)).json()["items"]
    assert sorted((one["place"], one["period"], one["missing"] or one["value"]) for one in items if one["value"]) == [
        ("bos", "2023", 12), ("veld", "2022", 38.5), ("veld", "2023", 41.2),
    ]  # fmt: skip
    assert (await send(api, staff, f"{sheet['id']}/confirmations", version=told["sheet"]["version"])).status_code == 409


async def test_other_heads_are_matched_by_people_and_what_all_rows_share_is_said_once(
    api: httpx.AsyncClient, staff: Header
) -> None:
    sheet = await bring(
        api, staff, "Wat\tGebiedje\tPeiljaar\tTelling\tBron CBS\nx\tveld\t2021\t12\tja\nx\tbos\t2021\t13\tnee\n"
    )
    assert [sheet["status"], sheet["headed"], sheet["may"]] == ["matching", True, ["match"]]
    assert [(column["head"], column["field"], column["examples"]) for column in sheet["columns"]] == [
        ("Wat", None, ["x", "x"]),
        ("Gebiedje", None, ["veld", "bos"]),
        ("Peiljaar", "period", ["2021", "2021"]),
        ("Telling", None, ["12", "13"]),
        ("Bron CBS", None, ["ja", "nee"]),
    ]
    wrong = await send(
        api, staff, f"{sheet['id']}/columns", columns=[None, "place", "place", "height"], fixed={"value": "3"}
    )
    assert sorted((one["field"], one["code"]) for one in wrong.json()["errors"]) == [
        ("columns", "head-twice"),
        ("columns", "unknown-field"),
        ("columns", "wrong-number-of-columns"),
        ("fixed", "unknown-field"),
        ("indicator", "column-missing"),
        ("period", "column-missing"),
    ]
    matched = await send(
        api, staff, f"{sheet['id']}/columns",
        columns=[None, "place", "period", "value", None], fixed={"indicator": "overlast"},
    )  # fmt: skip
    assert [matched.json()[name] for name in ("status", "created", "rejected")] == ["checked", 2, 0]
    assert [one["cells"] for one in await rows(api, staff, sheet["id"])] == [
        {"indicator": "overlast", "place": "veld", "period": "2021", "value": "12"},
        {"indicator": "overlast", "place": "bos", "period": "2021", "value": "13"},
    ]


async def test_the_first_row_is_a_head_or_a_row_as_people_say(api: httpx.AsyncClient, staff: Header) -> None:
    sheet = await bring(api, staff, "overlast\tveld\t2021\t12\noverlast\tbos\t2021\t13\n")
    assert [sheet["headed"], sheet["received"], [column["field"] for column in sheet["columns"]]] == [
        False, 2, [None, None, "period", "value"],
    ]  # fmt: skip
    all_four = ["indicator", "place", "period", "value"]
    headed = (await send(api, staff, f"{sheet['id']}/columns", columns=all_four)).json()
    assert [headed["received"], headed["columns"][1]["head"]] == [1, "veld"]
    alone = await send(api, staff, f"{sheet['id']}/columns", columns=all_four, headed=False)
    assert [alone.json()["received"], alone.json()["created"]] == [2, 2]

    one = await bring(api, staff, "overlast\tveld\t2021\t12\n")
    refused = await send(api, staff, f"{one['id']}/columns", columns=all_four, headed=True)
    assert [(error["field"], error["code"]) for error in refused.json()["errors"]] == [("headed", "no-rows")]


async def test_what_changed_meanwhile_is_shown_before_anything_is_stored(
    api: httpx.AsyncClient, staff: Header, keys: Keys
) -> None:
    sheet = await bring(api, staff, "indicator;place;period;value\noverlast;veld;2022;38\noverlast;bos;2022;20\n")
    colleague = keys.person(Role.PROGRAMME_STAFF)
    meanwhile = {"indicator": "overlast", "place": "veld", "period": "2022", "value": 30}
    assert (await api.post("/measurements", json=meanwhile, headers=colleague)).status_code == 201

    refused = await send(api, staff, f"{sheet['id']}/confirmations", version=sheet["version"])
    assert [refused.status_code, refused.json()["sheet"]["changed"]] == [409, 1]
    assert len((await api.get("/measurements")).json()["items"]) == 1
    (different,) = await rows(api, staff, sheet["id"], changed="true")
    assert [different["row"], different["outcome"], different["standing"]["value"]] == [1, "revised", 30]

    old = await send(api, staff, f"{sheet['id']}/confirmations", version=sheet["version"])
    assert [old.status_code, (await api.get("/measurement-batches", headers=staff)).json()["items"]] == [409, []]
    version = refused.json()["sheet"]["version"]
    assert (await send(api, staff, f"{sheet['id']}/confirmations", version=version)).json()["status"] == "stored"


async def test_only_the_right_rows_are_stored_when_that_is_asked(api: httpx.AsyncClient, staff: Header) -> None:
    sheet = await bring(api, staff, name="maart.csv")
    stored = await send(api, staff, f"{sheet['id']}/confirmations", version=sheet["version"], mode="accept-valid")
    batch = stored.json()["batch"]
    why = await api.get(f"/measurement-batches/{batch}/errors?format=csv", headers=staff)
    assert why.text.splitlines()[0] == "indicator;place;period;value;population;why"
    assert [line.split(";")[-1][:6] for line in why.text.splitlines()[1:]] == ["", "", "place:", "value:"]
    again = await bring(api, staff)
    assert [again[name] for name in ("created", "unchanged", "rejected")] == [0, 2, 2]
    listed = (await api.get("/measurement-sheets", params={"status": "checked"}, headers=staff)).json()["items"]
    assert [(one["id"], one["name"]) for one in listed] == [(again["id"], None)]


async def test_no_row_right_is_nothing_to_store(api: httpx.AsyncClient, staff: Header) -> None:
    sheet = await bring(api, staff, "indicator;place;period;value\noverlast;velt;2022;38\n")
    refused = await send(api, staff, f"{sheet['id']}/confirmations", version=sheet["version"], mode="accept-valid")
    assert refused.status_code == 409


async def test_a_sheet_is_its_bringers_alone(api: httpx.AsyncClient, staff: Header, keys: Keys) -> None:
    sheet = (await bring(api, staff))["id"]
    reader, partner, other = keys.person(Role.READER), keys.partner("politie"), keys.person(Role.ADMINISTRATOR)
    asked = [(f"/measurement-sheets/{sheet}", who) for who in ({}, reader, partner, other)]
    assert [(await api.get(path, headers=who)).status_code for path, who in asked] == [401, 403, 404, 404]
    assert (await api.get("/measurement-sheets", headers=partner)).json()["items"] == []
    for path, body in (
        ("columns", {"columns": []}),
        ("corrections", {"rows": [{"row": 1, "cells": {"value": "1"}}]}),
        ("confirmations", {"version": 1}),
    ):
        answers = [
            await api.post(f"/measurement-sheets/{sheet}/{path}", json=body, headers=who) for who in (reader, partner)
        ]
        assert [answer.status_code for answer in answers] == [403, 404]
    assert (await api.post(f"/measurement-sheets/{sheet}/checks", headers=partner)).status_code == 404
    assert (await api.get(f"/measurement-sheets/{sheet}/rows", headers=partner)).status_code == 404


async def test_a_partner_is_told_where_its_limits_are(api: httpx.AsyncClient, staff: Header, keys: Keys) -> None:
    mine = {"indicator": "overlast", "place": "veld", "period": "2021", "value": 9}
    await api.post("/measurements", json=mine, headers=staff)
    partner = keys.partner("politie", areas=["zuid"])
    text = "indicator;place;period;value\noverlast;veld;2021;9\noverlast;bos;2022;3\noverlast;veld;2022;4\n"
    sheet = await bring(api, partner, text)
    found = await rows(api, partner, sheet["id"])
    assert [(one["row"], one["outcome"], [error["code"] for error in one["errors"]]) for one in found] == [
        (1, "rejected", ["not-allowed-figure"]),
        (2, "rejected", ["not-allowed-place"]),
        (3, "created", []),
    ]  # fmt: skip


async def test_cells_that_are_not_there_cannot_be_mended(api: httpx.AsyncClient, staff: Header) -> None:
    sheet = await bring(api, staff)
    wrong = [{"row": 9, "cells": {"value": "1"}}, {"row": 1, "cells": {"source": "x"}}]
    refused = await send(api, staff, f"{sheet['id']}/corrections", rows=wrong)
    assert [(one["field"], one["code"], one["row"]) for one in refused.json()["errors"]] == [
        ("row", "unknown-row", 9),
        ("source", "unknown-field", 1),
    ]
    cursors = [
        await api.get(f"/measurement-sheets/{sheet['id']}/rows?cursor={text}", headers=staff)
        for text in ("x", "WyJhIl0")
    ]
    assert [answer.status_code for answer in cursors] == [400, 400]


async def test_a_mended_row_tells_of_the_others_that_it_makes_right_or_wrong(
    api: httpx.AsyncClient, staff: Header
) -> None:
    text = "indicator;place;period;value\noverlast;veld;2022;3\noverlast;veld;2022;4\noverlast;bos;2022;5\n"
    sheet = await bring(api, staff, text)
    told = (await send(api, staff, f"{sheet['id']}/corrections", rows=[{"row": 1, "cells": {"place": "bos"}}])).json()
    assert [(one["row"], one["outcome"], [error["code"] for error in one["errors"]]) for one in told["rows"]] == [
        (1, "created", []),
        (2, "created", []),
        (3, "rejected", ["duplicate-in-batch"]),
    ]
    assert "2" in told["rows"][2]["errors"][0]["message"]


async def test_rows_come_in_pages_and_by_kind(api: httpx.AsyncClient, staff: Header) -> None:
    lines = [f"overlast;veld;{year};{500 if year % 2 else 10}" for year in range(1990, 2020)]
    sheet = await bring(api, staff, "indicator;place;period;value\n" + "\n".join(lines))
    path = f"/measurement-sheets/{sheet['id']}/rows"
    first = (await api.get(path, params={"outcome": "rejected", "pageSize": 10, "count": True}, headers=staff)).json()
    second = (await api.get(first["next"].removeprefix("/api/v1"), headers=staff)).json()
    assert [first["total"], [one["row"] for one in first["items"] + second["items"]], second["next"]] == [
        15, list(range(2, 31, 2)), None,
    ]  # fmt: skip
    whole = (await api.get(path, params={"count": True}, headers=staff)).json()
    assert [whole["total"], len(whole["items"])] == [30, 30]


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


async def settled(api: httpx.AsyncClient, who: Header, sheet: str) -> Any:
    for _ in range(600):
        found = (await api.get(f"/measurement-sheets/{sheet}", headers=who)).json()
        if found["status"] not in ("checking", "storing"):
            return found
        await asyncio.sleep(0.1)
    raise AssertionError("it never ended")


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
