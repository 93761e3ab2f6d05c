"""Sheets: figures that wait, checked row by row, until whoever brought them has mended and confirmed them."""

from typing import Any

import httpx
import pytest
from sqlmodel import Session

from app.models.access import Role
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
    assert (await send(api, staff, f"{sheet['id']}/confirmation", **strict)).status_code == 409

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

    stored = await send(api, staff, f"{sheet['id']}/confirmation", version=told["sheet"]["version"])
    assert [stored.status_code, stored.json()["status"]] == [200, "stored"]
    batch = (await api.get(f"/measurement-batches/{stored.json()['batch']}", headers=staff)).json()
    assert [batch[name] for name in ("status", "received", "created", "rejected")] == ["accepted", 4, 4, 0]
    items = (await api.get("/measurements", headers=staff)).json()["items"]
    assert sorted((one["place"], one["period"], one["missing"] or one["value"]) for one in items if one["value"]) == [
        ("bos", "2023", 12), ("veld", "2022", 38.5), ("veld", "2023", 41.2),
    ]  # fmt: skip
    assert (await send(api, staff, f"{sheet['id']}/confirmation", version=told["sheet"]["version"])).status_code == 409
