"""/api/v1/measurement-sheets: figures that wait, checked row by row, until their bringer confirms them."""

from typing import Annotated

from fastapi import Depends, Query, Request, Response

from app import openapi, problems
from app.api.measurement_batches import SendersSight, as_sent
from app.api.measurements import Measuring
from app.api.paging import paged
from app.api.routes import APIRouter
from app.errors import Conflict
from app.models.base import Page
from app.models.sheet import (
    SheetColumns,
    SheetConfirmation,
    SheetCorrected,
    SheetCorrections,
    SheetFilter,
    SheetRead,
    SheetRow,
    SheetRowFilter,
)
from app.problems import refusals
from app.services.batches.reading import XLSX
from app.services.sheets import bringing, keeping

router = APIRouter(prefix="/measurement-sheets", tags=["measurement-sheets"])

FileName = Annotated[str | None, Query(max_length=200, description="What the file is called, for people.")]
WRITES = refusals(400, 401, 403, 404, 409, 415)


@router.get("", response_model=Page[SheetRead], responses=refusals(400, 401, 403))
def list_sheets(request: Request, sight: SendersSight, asked: Annotated[SheetFilter, Query()]) -> Page[SheetRead]:
    """Your own sheets: nobody else sees them until they are stored."""
    return paged(request, keeping.find(sight, asked))


@router.post(
    "",
    response_model=SheetRead,
    status_code=201,
    responses=refusals(400, 401, 403, 413, 415),
    openapi_extra=openapi.body_of_any_rows(XLSX),
)
def bring_sheet(
    request: Request,
    writing: Measuring,
    body: Annotated[bytes, Depends(as_sent)],
    response: Response,
    name: FileName = None,
) -> SheetRead:
    """Bring up to 100,000 rows, also under other heads than ours. Nothing is stored but the sheet, for 30 days."""
    media_type = request.headers.get("content-type", "application/json").partition(";")[0].strip().lower()
    sheet = bringing.bring(writing, media_type, body, name)
    response.headers["Location"] = f"{request.scope['root_path']}/measurement-sheets/{sheet.id}"
    return keeping.as_read(sheet, writing.sight)


@router.get("/{sheet_id}", response_model=SheetRead, responses=refusals(400, 401, 403, 404))
def read_sheet(sight: SendersSight, sheet_id: str) -> SheetRead:
    """One sheet: how far it is, and what would become of its rows."""
    return keeping.as_read(keeping.row(sight, sheet_id), sight)


@router.get("/{sheet_id}/rows", response_model=Page[SheetRow], responses=refusals(400, 401, 403, 404))
def list_sheet_rows(
    request: Request, sight: SendersSight, sheet_id: str, asked: Annotated[SheetRowFilter, Query()]
) -> Page[SheetRow]:
    """Its rows: cells, what would become of each, what stands there now, and what is wrong."""
    return paged(request, keeping.rows_of(sight, sheet_id, asked))


@router.post("/{sheet_id}/columns", response_model=SheetRead, responses=WRITES)
def match_sheet_columns(writing: Measuring, sheet_id: str, said: SheetColumns) -> SheetRead:
    """Say what each column means, and what all rows share; then every row is checked."""
    return keeping.as_read(bringing.match(writing, sheet_id, said), writing.sight)


@router.post("/{sheet_id}/checks", response_model=SheetRead, responses=refusals(400, 401, 403, 404, 409))
def check_sheet(writing: Measuring, sheet_id: str) -> SheetRead:
    """Check every row again, such as after an interruption."""
    return keeping.as_read(bringing.check_again(writing, sheet_id), writing.sight)


@router.post("/{sheet_id}/corrections", response_model=SheetCorrected, responses=WRITES)
def correct_sheet(writing: Measuring, sheet_id: str, said: SheetCorrections) -> SheetCorrected:
    """Mend cells; answers with the rows of which something else is known now. A large sheet is checked afterwards."""
    sheet, rows = bringing.correct(writing, sheet_id, said)
    return SheetCorrected(sheet=keeping.as_read(sheet, writing.sight), rows=keeping.as_rows(writing.sight, sheet, rows))


@router.post("/{sheet_id}/confirmations", response_model=SheetRead, responses=WRITES)
def confirm_sheet(request: Request, writing: Measuring, sheet_id: str, said: SheetConfirmation) -> SheetRead | Response:
    """Store what was shown, as a batch. 409 with the sheet when a row would become something else by now."""
    confirmed = bringing.confirm(writing, sheet_id, said)
    sheet = keeping.as_read(confirmed.sheet, writing.sight)
    if confirmed.as_shown:
        return sheet
    refused = Conflict(bringing.OTHERWISE)
    refused.extra = {"sheet": sheet.model_dump(mode="json", by_alias=True)}
    return problems.answer(refused, request.app.state.settings.public_url)
