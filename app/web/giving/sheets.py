"""One sheet: which column means what, how far the check is, each row with what would become of it, and the yes."""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from fastapi import Request, Response
from fastapi.responses import HTMLResponse

from app.models.base import Page
from app.models.indicator import IndicatorRead
from app.models.place import PlaceRead
from app.models.sheet import SheetCorrected, SheetRead, SheetRow, SheetStatus
from app.web.api import Api, ApiDep, Refused, at
from app.web.forms import Typed
from app.web.giving.bringing import PAGE
from app.web.giving.desk import FIELDS, Filled, Giving, new_router, onward, word_of
from app.web.paging import with_query
from app.web.places import grouped
from app.web.rendering import render, wants_fragment
from app.web.sorting import by_name
from app.web.together import together

router = new_router()
ROWS = 50  # on one page
CELL = re.compile(r"r([1-9]\d{0,5})-([A-Za-z]{1,20})", re.ASCII)
KINDS = ("rejected", "created", "revised", "unchanged", "flagged", "changed")
BUSY = (SheetStatus.CHECKING, SheetStatus.STORING, SheetStatus.INTERRUPTED)


@dataclass(frozen=True)
class Shown:
    """One page of rows: of which kind (all where empty), and where the next begins."""

    kind: str
    rows: list[SheetRow]
    cursor: str | None


@router.get("/vellen/{sheet_id}")
async def show_sheet(request: Request, api: ApiDep, _: Giving, sheet_id: str) -> Response:
    """The sheet, in whatever state it is."""
    return await _show(request, api, await api.get(SheetRead, _path(sheet_id)))


@router.post("/vellen/{sheet_id}/kolommen")
async def match(request: Request, api: ApiDep, _: Giving, sheet_id: str, filled: Filled) -> Response:
    """What the columns mean; then all rows are checked."""
    sheet = await api.get(SheetRead, _path(sheet_id))
    try:
        await api.post(SheetRead, _path(sheet_id, "columns"), _columns(sheet, filled))
    except Refused as refusal:
        if refusal.problem.status != 400:
            raise
        return await _matching(request, api, sheet, filled, refusal)
    return onward(request, _page(sheet_id))


@router.post("/vellen/{sheet_id}/cellen")
async def mend(request: Request, api: ApiDep, _: Giving, sheet_id: str, filled: Filled) -> Response:
    """The cells as they are now, checked again; with htmx what is said about them, in place."""
    corrected = await api.post(SheetCorrected, _path(sheet_id, "corrections"), {"rows": _cells(filled)})
    if not wants_fragment(request) or corrected.sheet.status is not SheetStatus.CHECKED:
        return onward(request, _back(request, sheet_id, filled))
    context = _context(corrected.sheet, Shown(filled.get("alleen", ""), corrected.rows, None))
    return render(request, "giving/sheet.html", block="summary", mended=True, **context, **_places(request, None))


@router.post("/vellen/{sheet_id}/opslaan")
async def confirm(request: Request, api: ApiDep, _: Giving, sheet_id: str, filled: Filled) -> Response:
    """Yes: all rows, or those that are right."""
    version = int(filled["version"]) if filled.get("version", "").isdecimal() else 0
    body = {"version": version, "mode": filled.get("mode", "all-or-nothing")}
    try:
        sheet = await api.post(SheetRead, _path(sheet_id, "confirmations"), body)
    except Refused as refusal:
        if refusal.problem.status != 409:
            raise
        return onward(request, f"{_page(sheet_id)}?gedaan=anders")
    return onward(request, _page(sheet.id))


@router.post("/vellen/{sheet_id}/nakijken")
async def check_again(request: Request, api: ApiDep, _: Giving, sheet_id: str) -> Response:
    """Take up what was interrupted."""
    await api.post(SheetRead, _path(sheet_id, "checks"), {})
    return onward(request, _page(sheet_id))


async def _show(request: Request, api: Api, sheet: SheetRead) -> Response:
    if sheet.status is SheetStatus.STORED:
        return onward(request, f"{PAGE}{at('zendingen', sheet.batch or '')}?gedaan=opgeslagen")
    if sheet.status is SheetStatus.MATCHING or request.query_params.get("stap") == "kolommen":
        return await _matching(request, api, sheet, {}, None)
    if sheet.status in BUSY:
        return render(request, "giving/progress.html", block="progress", sheet=sheet)
    if wants_fragment(request) and request.headers.get("hx-target") == "progress":
        return onward(request, _page(sheet.id))
    shown, indicators, places = await together(
        _rows(request, api, sheet), api.all(IndicatorRead, "/indicators"), api.all(PlaceRead, "/places")
    )
    context = _context(sheet, shown) | _places(request, shown.cursor)
    choices = {"indicator": by_name(indicators), "place": by_name(places)}
    return render(request, "giving/sheet.html", block="rows", **context, choices=choices, mended=False)


async def _rows(request: Request, api: Api, sheet: SheetRead) -> Shown:
    """The rows that the address asks for; mistakes first, where there are any."""
    kind = request.query_params.get("alleen", "rejected" if sheet.rejected else "")
    asked: dict[str, Any] = {"pageSize": ROWS, "cursor": request.query_params.get("vanaf", "")}
    if kind in ("flagged", "changed"):
        asked[kind] = "true"
    elif kind in KINDS:
        asked["outcome"] = kind
    page = await api.get(Page[SheetRow], _path(sheet.id, "rows"), asked)
    cursor = parse_qs(urlsplit(page.next).query)["cursor"][0] if page.next else None
    return Shown(kind if kind in KINDS else "", page.items, cursor)


def _context(sheet: SheetRead, shown: Shown) -> dict[str, Any]:
    columns = [column.field for column in sheet.columns if column.field]
    return {
        "sheet": sheet,
        "shown": shown,
        "columns": [(field, word_of(field)) for field in columns],
        "shared": [(word_of(field), text) for field, text in sheet.fixed.items()],
        "kinds": [kind for kind in KINDS if getattr(sheet, kind)],
        "good": sheet.received - sheet.rejected - sheet.unchanged,
        "word_of": word_of,
    }


def _places(request: Request, cursor: str | None) -> dict[str, Any]:
    asked = request.query_params
    return {
        "first": with_query(request, vanaf="") if asked.get("vanaf") else None,
        "following": with_query(request, vanaf=cursor) if cursor else None,
        "start": asked.get("vanaf", ""),
        "done": asked.get("gedaan", ""),
    }


async def _matching(
    request: Request, api: Api, sheet: SheetRead, filled: Typed, refusal: Refused | None
) -> HTMLResponse:
    """The columns as they came, each with a choice of what it means; and what may be the same for all rows."""
    indicators, places = await together(api.all(IndicatorRead, "/indicators"), api.all(PlaceRead, "/places"))
    errors = {error.field: error.message for error in refusal.problem.errors} if refusal else {}
    chosen = {f"column-{number}": column.field or "" for number, column in enumerate(sheet.columns)}
    chosen |= {f"fixed-{name}": text for name, text in sheet.fixed.items()}
    return render(
        request,
        "giving/columns.html",
        status=refusal.problem.status if refusal else 200,
        sheet=sheet,
        filled={**chosen, "headed": "yes" if sheet.headed else "no", **filled},
        errors=errors,
        fields=[(field, word_of(field)) for field in FIELDS],
        indicators=by_name(indicators),
        places=grouped(places),
    )


def _columns(sheet: SheetRead, filled: Typed) -> dict[str, Any]:
    """What the form says of the columns, and of all rows."""
    columns = [filled.get(f"column-{number}") or None for number in range(len(sheet.columns))]
    fixed = {name: filled[f"fixed-{name}"] for name in ("indicator", "place", "period") if filled.get(f"fixed-{name}")}
    return {"columns": columns, "fixed": fixed, "headed": filled.get("headed") == "yes"}


def _cells(filled: Typed) -> list[dict[str, Any]]:
    """The cells of the form by row: `r3-value` is the value of row 3."""
    rows: dict[int, dict[str, str]] = {}
    for name, text in filled.items():
        if found := CELL.fullmatch(name):
            rows.setdefault(int(found[1]), {})[found[2]] = text
    return [{"row": row, "cells": cells} for row, cells in sorted(rows.items())]


def _back(request: Request, sheet_id: str, filled: Typed) -> str:
    """To the same rows. Where mistakes were shown and none is left, all rows are."""
    asked = {name: filled[name] for name in ("alleen", "vanaf") if filled.get(name) and filled[name] != "rejected"}
    query = "&".join(f"{name}={text}" for name, text in asked.items() if re.fullmatch(r"[\w-]+", text, re.ASCII))
    return f"{_page(sheet_id)}{'?' + query if query else ''}"


def _path(sheet_id: str, *more: str) -> str:
    return at("measurement-sheets", sheet_id, *more)


def _page(sheet_id: str) -> str:
    return f"{PAGE}{at('vellen', sheet_id)}"
