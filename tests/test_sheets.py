"""Sheets: figures that wait, checked row by row, until whoever brought them has mended and confirmed them."""

import httpx

from app.models.access import Role
from tests.keys import Header, Keys
from tests.sheets_given import around, bring, rows, send, staff

__all__ = ["around", "staff"]


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
