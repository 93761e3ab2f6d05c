"""/api/v1/measurement-templates: what a sender is expected to give, as rows to fill in."""

from typing import Annotated

from fastapi import Query, Request, Response
from fastapi.responses import StreamingResponse

from app.api.measurements import Measuring
from app.api.paging import paged
from app.api.routes import APIRouter
from app.models.base import Page
from app.models.template import TemplateFilter, TemplateRow
from app.problems import refusals
from app.services.batches.reading import XLSX
from app.services.rows import paginate_list
from app.services.sheets import template
from app.services.sheets.expecting import expected

router = APIRouter(prefix="/measurement-templates", tags=["measurement-templates"])

FILES = {"text/csv": {"schema": {"type": "string"}}, XLSX: {"schema": {"type": "string", "format": "binary"}}}


@router.get("", response_model=Page[TemplateRow], responses=refusals(400, 401, 403) | {200: {"content": FILES}})
def list_template_rows(
    request: Request, writing: Measuring, asked: Annotated[TemplateFilter, Query()]
) -> Page[TemplateRow] | Response:
    """Indicator, place and period that you are expected to give next, with the last figure. A file with `format`."""
    rows = expected(writing, asked)
    if asked.format == "xlsx":
        return Response(template.as_workbook(writing.session, rows), media_type=XLSX, headers=_named("xlsx"))
    if asked.format == "csv-nl":
        return StreamingResponse(template.as_csv(rows), media_type="text/csv; charset=utf-8", headers=_named("csv"))
    return paged(request, paginate_list(rows, asked, lambda row: (row.indicator, row.place, row.population)))


def _named(ending: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="wijkkoers-sjabloon.{ending}"'}
