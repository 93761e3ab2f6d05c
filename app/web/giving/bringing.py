"""Where figures come in: pasted from a spreadsheet, or as a file. The API keeps them on a sheet and checks them."""

from collections.abc import Mapping
from pathlib import PurePath

from fastapi import Request, Response
from fastapi.responses import HTMLResponse
from starlette.datastructures import UploadFile

from app.errors import say
from app.language import said
from app.models.base import Page
from app.models.sheet import SheetRead, SheetStatus
from app.problems import Problem
from app.web.api import Api, ApiDep, Refused, at
from app.web.giving.desk import Filled, Giving, new_router, onward
from app.web.rendering import render

router = new_router()
PAGE = "/aanleveren"
KINDS = {
    ".csv": "text/csv",
    ".txt": "text/csv",
    ".tsv": "text/csv",
    ".json": "application/json",
    ".ndjson": "application/x-ndjson",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
NOTHING = say("Paste the rows here first.")
NO_FILE = say("Choose a file first.")
OTHER_FILE = say("Files of this kind are not read. Save it as .xlsx or .csv.")
SHOWN = 20  # waiting sheets, and reasons of a refusal


@router.get("")
async def show_start(request: Request, api: ApiDep, _: Giving) -> HTMLResponse:
    """The ways in, and the sheets that wait."""
    return await _page(request, api, {})


@router.post("")
async def take_in_pasted(request: Request, api: ApiDep, _: Giving, filled: Filled) -> Response:
    """What was pasted, as a sheet."""
    text = (await request.form()).get("rows", "")
    if not isinstance(text, str) or not text.strip():
        return await _page(request, api, {"rows": said(NOTHING)}, filled, 400)
    return await _brought(request, api, text.encode(), "text/csv", {"rows": text})


@router.post("/bestand")
async def take_in_file(request: Request, api: ApiDep, _: Giving) -> Response:
    """What was chosen, as a sheet."""
    async with request.form() as form:
        file = form.get("file")
        name, content = (file.filename or "", await file.read()) if isinstance(file, UploadFile) else ("", b"")
    if not content:
        return await _page(request, api, {"file": said(NO_FILE)}, {}, 400)
    kind = KINDS.get(PurePath(name).suffix.casefold())
    if kind is None:
        return await _page(request, api, {"file": said(OTHER_FILE)}, {}, 400)
    return await _brought(request, api, _as_utf8(content, kind), kind, {}, name[-200:])


def _as_utf8(content: bytes, kind: str) -> bytes:
    """Text as Dutch Excel saves it when nobody says otherwise (Windows-1252), in the letters of today."""
    if kind != "text/csv":
        return content
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace").encode()
    return content


async def _brought(
    request: Request, api: Api, content: bytes, kind: str, filled: Mapping[str, str], name: str = ""
) -> Response:
    try:
        sheet = await api.post_body(SheetRead, "/measurement-sheets", content, kind, {"name": name})
    except Refused as refusal:
        if refusal.problem.status not in (400, 413, 415):
            raise
        where = "file" if name else "rows"
        return await _page(request, api, {where: _reasons(refusal.problem)}, filled, refusal.problem.status)
    return onward(request, f"{PAGE}{at('vellen', sheet.id)}")


def _reasons(problem: Problem) -> str:
    """Why it cannot be read as a whole."""
    return " ".join(dict.fromkeys(error.message for error in problem.errors[:SHOWN])) or problem.detail


async def _page(
    request: Request, api: Api, errors: Mapping[str, str], filled: Mapping[str, str] | None = None, status: int = 200
) -> HTMLResponse:
    waiting = [str(one) for one in SheetStatus if one is not SheetStatus.STORED]
    found = await api.get(Page[SheetRead], "/measurement-sheets", {"status": waiting, "pageSize": 200})
    sheets = sorted(found.items, key=lambda sheet: sheet.brought_at, reverse=True)[:SHOWN]
    return render(request, "giving/start.html", status=status, errors=errors, filled=filled or {}, sheets=sheets)
