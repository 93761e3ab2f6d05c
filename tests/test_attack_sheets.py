"""Sheets as somebody with bad intentions would use them."""

from typing import Any

import httpx
import pytest
from sqlmodel import Session

from app.models.access import Role
from tests.given import given_place
from tests.keys import Header, Keys
from tests.sheets_given import CSV, around, bring, rows, send, staff

__all__ = ["around", "staff"]

NASTY = (
    "=cmd|'/c calc'!A0",
    "<script>alert(1)</script>",
    "'; DROP TABLE measurement; --",
    "{{ 7 * 7 }}",
    "../../etc/passwd",
    "\u202eomgekeerd",
    "x" * 5000,
)


async def test_texts_that_mean_harm_are_only_texts(api: httpx.AsyncClient, staff: Header) -> None:
    lines = [f'overlast;"{text}";2022;1' for text in NASTY]
    sheet = await bring(api, staff, "indicator;place;period;value\n" + "\n".join(lines))
    found = await rows(api, staff, sheet["id"])

    assert [one["outcome"] for one in found] == ["rejected"] * len(NASTY)
    assert [one["cells"]["place"][:20] for one in found] == [text[:20] for text in NASTY]
    assert max(len(one["cells"]["place"]) for one in found) == 2000
    assert [error["field"] for one in found for error in one["errors"]] == ["place"] * len(NASTY)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("columns", {"columns": ["indicator"] * 500}),
        ("columns", {"columns": [1, 2, 3]}),
        ("columns", {"columns": ["indicator", "place", "period", "value"], "fixed": {"value": 3}}),
        ("columns", {"columns": ["indicator", "place", "period", "value"], "headed": "yes"}),
        ("columns", {}),
        ("corrections", {"rows": []}),
        ("corrections", {"rows": [{"row": 0, "cells": {"value": "1"}}]}),
        ("corrections", {"rows": [{"row": -1, "cells": {"value": "1"}}]}),
        ("corrections", {"rows": [{"row": 1, "cells": {}}]}),
        ("corrections", {"rows": [{"row": 1, "cells": {"value": 1}}]}),
        ("corrections", {"rows": [{"row": 1, "cells": {"value": "1"}}] * 1001}),
        ("confirmations", {}),
        ("confirmations", {"version": "2"}),
        ("confirmations", {"version": 2, "mode": "everything"}),
        ("confirmations", {"version": 2, "force": True}),
    ],
)
async def test_bodies_of_another_shape_are_refused_and_nothing_is_changed(
    api: httpx.AsyncClient, staff: Header, path: str, body: dict[str, Any]
) -> None:
    sheet = await bring(api, staff)
    answer = await send(api, staff, f"{sheet['id']}/{path}", **body)
    after = (await api.get(f"/measurement-sheets/{sheet['id']}", headers=staff)).json()

    assert (answer.status_code, answer.headers["Content-Type"]) == (400, "application/problem+json")
    assert after == sheet


async def test_ids_that_are_none_lead_nowhere(api: httpx.AsyncClient, staff: Header) -> None:
    for key in ("x", "..", "%2e%2e", "20260101-000000-0000000000000000", "a" * 500, "é"):
        for method, path, body in (
            ("GET", "", None),
            ("GET", "/rows", None),
            ("POST", "/columns", {"columns": []}),
            ("POST", "/corrections", {"rows": [{"row": 1, "cells": {"value": "1"}}]}),
            ("POST", "/confirmations", {"version": 1}),
            ("POST", "/checks", None),
        ):
            answer = await api.request(method, f"/measurement-sheets/{key}{path}", json=body, headers=staff)
            assert (key, path, answer.status_code) in {(key, path, 404), (key, path, 405)}


async def test_a_sheet_is_stored_once_however_often_it_is_confirmed(api: httpx.AsyncClient, staff: Header) -> None:
    sheet = await bring(api, staff, "indicator;place;period;value\noverlast;veld;2022;38\n")
    said = {"version": sheet["version"]}
    answers = [await send(api, staff, f"{sheet['id']}/confirmations", **said) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 409, 409]
    assert len((await api.get("/measurement-batches", headers=staff)).json()["items"]) == 1
    after = [
        await send(api, staff, f"{sheet['id']}/columns", columns=["indicator", "place", "period", "value"]),
        await send(api, staff, f"{sheet['id']}/corrections", rows=[{"row": 1, "cells": {"value": "1"}}]),
        await api.post(f"/measurement-sheets/{sheet['id']}/checks", headers=staff),
    ]
    assert [answer.status_code for answer in after] == [409, 409, 409]
    assert (await rows(api, staff, sheet["id"])) == []


async def test_what_is_tried_with_a_dry_run_is_not_there_afterwards(api: httpx.AsyncClient, staff: Header) -> None:
    body = b"indicator;place;period;value\noverlast;veld;2022;38\n"
    tried = await api.post("/measurement-sheets?dryRun=true", content=body, headers=staff | CSV)
    assert (await api.get(f"/measurement-sheets/{tried.json()['id']}", headers=staff)).status_code == 404

    sheet = await bring(api, staff, body.decode())
    path = f"/measurement-sheets/{sheet['id']}/confirmations?dryRun=true"
    assert (await api.post(path, json={"version": sheet["version"]}, headers=staff)).json()["status"] == "stored"
    assert (await api.get(f"/measurement-sheets/{sheet['id']}", headers=staff)).json() == sheet
    assert (await api.get("/measurements")).json()["items"] == []


async def test_a_right_that_is_taken_away_meanwhile_counts_at_the_confirmation(
    api: httpx.AsyncClient, staff: Header, keys: Keys, session: Session
) -> None:
    """The sender's limits are those of the moment of storing, not of the moment of looking."""
    partner = keys.partner("politie")
    sheet = await bring(api, partner, "indicator;place;period;value\noverlast;veld;2022;38\n")
    other = {"indicator": "overlast", "place": "veld", "period": "2022", "value": 20}
    await api.post("/measurements", json=other, headers=staff)
    refused = await send(api, partner, f"{sheet['id']}/confirmations", version=sheet["version"])

    assert (refused.status_code, refused.json()["sheet"]["rejected"]) == (409, 1)
    (row,) = await rows(api, partner, sheet["id"], changed="true")
    assert [error["code"] for error in row["errors"]] == ["not-allowed-figure"]
    assert [one["value"] for one in (await api.get("/measurements")).json()["items"]] == [20]


async def test_another_client_of_the_same_partner_has_sheets_of_its_own(
    api: httpx.AsyncClient, staff: Header, keys: Keys
) -> None:
    first, second = keys.partner("politie"), keys.partner("politie")
    sheet = await bring(api, first)
    assert (await api.get(f"/measurement-sheets/{sheet['id']}", headers=second)).status_code == 404


async def test_an_editor_of_named_areas_is_kept_to_them(
    api: httpx.AsyncClient, staff: Header, keys: Keys, session: Session
) -> None:
    given_place(session, "elders")
    editor = keys.person(Role.PARTNER_EDITOR, areas=["zuid"], partner="politie")
    text = "indicator;place;period;value\noverlast;veld;2022;3\noverlast;elders;2022;4\n"
    sheet = await bring(api, editor, text)
    assert [one["outcome"] for one in await rows(api, editor, sheet["id"])] == ["created", "rejected"]
    whole = {"indicator": "overlast", "area": "zuid"}
    listed = (await api.get("/measurement-templates", params=whole, headers=editor)).json()["items"]
    assert [one["place"] for one in listed] == ["veld", "zuid"]


async def test_every_step_leaves_a_trail_without_figures(api: httpx.AsyncClient, staff: Header, keys: Keys) -> None:
    sheet = await bring(api, staff, "indicator;place;period;value\noverlast;veld;2022;380\n")
    await send(api, staff, f"{sheet['id']}/corrections", rows=[{"row": 1, "cells": {"value": "38"}}])
    version = (await api.get(f"/measurement-sheets/{sheet['id']}", headers=staff)).json()["version"]
    await send(api, staff, f"{sheet['id']}/confirmations", version=version)
    administrator = keys.person(Role.ADMINISTRATOR)
    events = (await api.get("/audit-events?pageSize=1000", headers=administrator)).json()["items"]
    trail = [(one["action"], one["details"]) for one in events if one["kind"] == "measurement-sheet"]
    assert sorted(trail, key=lambda one: one[0]) == [
        ("bring", {"received": 1}),
        ("confirm", {}),
        ("correct", {"rows": 1}),
    ]
