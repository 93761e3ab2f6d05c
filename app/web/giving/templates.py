"""A template to download: the rows that are expected of this visitor, as the API tells them."""

from datetime import UTC, datetime

from fastapi import Request, Response
from fastapi.responses import HTMLResponse

from app.models.base import Page
from app.models.indicator import IndicatorRead
from app.models.period import today
from app.models.place import PlaceKind, PlaceRead
from app.models.template import TemplateRow
from app.web.api import Api, ApiDep, Refused
from app.web.forms import FORM, Typed, by_field
from app.web.giving.batches import KEPT
from app.web.giving.bringing import PAGE
from app.web.giving.desk import Giving, new_router
from app.web.rendering import render
from app.web.sorting import by_name
from app.web.together import together

router = new_router()
ASKED = ("indicator", "area", "period")
KINDS = {"xlsx": "xlsx", "csv": "csv-nl"}
SHOWN = 20
"""Rows that are shown before somebody downloads them."""


@router.get("/sjabloon")
async def show_template(request: Request, api: ApiDep, _: Giving) -> HTMLResponse:
    """What would be in it, and in which form to take it along."""
    asked = _asked(request)
    try:
        return await _page(request, api, asked, {}) if request.query_params else await _choice(request, api, asked, {})
    except Refused as refusal:
        if refusal.problem.status != 400:
            raise
        return await _choice(request, api, asked, by_field(refusal.problem, dict.fromkeys((*ASKED, FORM), "")))


@router.get("/sjabloon.{ending}")
async def download(request: Request, api: ApiDep, _: Giving, ending: str) -> Response:
    """The file."""
    question = {**_asked(request), "format": KINDS.get(ending, ending)}
    answer = await api.file("/measurement-templates", {name: text for name, text in question.items() if text})
    headers = {name: answer.headers[name] for name in KEPT if name in answer.headers}
    return Response(answer.content, headers=headers | {"Vary": "Cookie"})


def _asked(request: Request) -> Typed:
    return {name: request.query_params.get(name, "").strip() for name in ASKED}


async def _page(request: Request, api: Api, asked: Typed, errors: dict[str, str]) -> HTMLResponse:
    question = {name: text for name, text in asked.items() if text}
    rows = await api.get(Page[TemplateRow], "/measurement-templates", {**question, "pageSize": SHOWN, "count": "true"})
    return await _choice(request, api, asked, errors, rows)


async def _choice(
    request: Request, api: Api, asked: Typed, errors: dict[str, str], rows: Page[TemplateRow] | None = None
) -> HTMLResponse:
    indicators, areas = await together(
        api.all(IndicatorRead, "/indicators"), api.all(PlaceRead, "/places", {"kind": PlaceKind.AREA})
    )
    return render(
        request,
        "giving/template.html",
        status=400 if errors else 200,
        asked=asked,
        errors=errors,
        rows=rows,
        indicators=by_name(indicators),
        areas=by_name(areas),
        last_year=today(datetime.now(UTC)).year - 1,
        page=f"{PAGE}/sjabloon",
    )
