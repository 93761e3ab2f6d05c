"""/api/v1/measurement-batches"""

from typing import Annotated, Any

from fastapi import Depends, Header, Query, Request, Response
from fastapi.responses import StreamingResponse

from app import openapi, problems
from app.api.access import DryRun, require_to_read, settings_of
from app.api.measurements import WHO_MEASURE, Measuring
from app.api.paging import paged
from app.api.routes import APIRouter
from app.api.rows import Steering
from app.errors import Invalid, say
from app.models.base import Page
from app.models.batch import (
    BatchError,
    BatchErrorFilter,
    BatchFilter,
    BatchMode,
    BatchRead,
    BatchStatus,
    BatchWithdrawal,
    BatchWithdrawn,
)
from app.models.measurement import Judged, JudgingAll, MeasurementCreate
from app.problems import refusals
from app.services.access.sight import Sight
from app.services.access.writing import Writing
from app.services.batches import again, judging, keeping, posting, withdrawing
from app.services.batches.posting import Sending
from app.services.batches.reading import XLSX

router = APIRouter(prefix="/measurement-batches", tags=["measurement-batches"])

SendersSight = Annotated[Sight, Depends(require_to_read(*WHO_MEASURE))]
REHEARSED: dict[int | str, dict[str, Any]] = {200: {"model": BatchRead, "description": "What a dry run found."}}
IdempotencyKey = Annotated[str | None, Header(alias="Idempotency-Key")]


Whole = tuple[bool, str | None]
COMPLETE = "This is all that your organisation has of each indicator, period, population and source in the batch."
WITHDRAW = "The `withdrawalMark` of a dry run: it confirms which figures a complete batch withdraws."


def as_a_whole(
    complete: Annotated[bool, Query(description=COMPLETE)] = False,
    withdraw: Annotated[str | None, Query(description=WITHDRAW, max_length=60)] = None,
) -> Whole:
    """Whether what the batch leaves out is withdrawn, and what confirms that."""
    return complete, withdraw


async def as_sent(request: Request) -> bytes:
    """The body, byte for byte."""
    return await request.body()


@router.get("", response_model=Page[BatchRead], responses=refusals(400, 401, 403))
def list_batches(request: Request, sight: SendersSight, asked: Annotated[BatchFilter, Query()]) -> Page[BatchRead]:
    """Batches that you, or your organisation, sent; all of them for staff."""
    return paged(request, keeping.find(sight, asked))


@router.post(
    "",
    response_model=BatchRead,
    status_code=201,
    responses=refusals(400, 401, 403, 409, 413, 415) | REHEARSED,
    openapi_extra=openapi.body_of_rows(MeasurementCreate, XLSX),
)
def post_batch(
    request: Request,
    writing: Measuring,
    body: Annotated[bytes, Depends(as_sent)],
    whole: Annotated[Whole, Depends(as_a_whole)],
    mode: BatchMode = BatchMode.ALL_OR_NOTHING,
    key: IdempotencyKey = None,
    dry_run: DryRun = False,
) -> Response:
    """Record up to 100,000 measurements. A dry run answers 200, and says of every row what would become of it."""
    most_kept = settings_of(request).max_kept_bytes_per_sender
    sending = Sending(_media_type(request), body, mode, dry_run, *whole, most_kept)
    known = again.request_of(key, f"POST {request.url.path}?{request.url.query}", posting.digest(body))
    if known and (before := again.answer_before(writing, known)):
        return _json(*before)
    answer = _posted(request, writing, sending)
    if known and answer.status_code == 201:
        again.keep_answer(writing, known, answer.status_code, bytes(answer.body))
    return answer


@router.get("/{batch_id}", response_model=BatchRead, responses=refusals(400, 401, 403, 404))
def read_batch(sight: SendersSight, batch_id: str) -> BatchRead:
    """One batch: what became of it, and its first errors."""
    return keeping.as_read(keeping.row(sight, batch_id), sight.reader)


@router.get(
    "/{batch_id}/errors",
    response_model=Page[BatchError],
    responses=refusals(400, 401, 403, 404) | {200: {"content": {"text/csv": {"schema": {"type": "string"}}}}},
)
def list_batch_errors(
    request: Request, sight: SendersSight, batch_id: str, asked: Annotated[BatchErrorFilter, Query()]
) -> Page[BatchError] | Response:
    """All errors of a batch; with `format=csv` what was sent, with a column that says why."""
    if asked.format == "csv":
        return _file(keeping.sent_back(sight, batch_id), batch_id)
    return paged(request, keeping.errors_of(sight, batch_id, asked))


@router.post("/{batch_id}/withdrawal", response_model=BatchWithdrawn, responses=refusals(400, 401, 403, 404, 409, 415))
def withdraw_batch(writing: Measuring, batch_id: str, why: BatchWithdrawal) -> BatchWithdrawn:
    """Withdraw every figure of a batch that was not revised since."""
    return withdrawing.withdraw(writing, batch_id, why.reason)


@router.post("/{batch_id}/acceptance", response_model=Judged, responses=refusals(400, 401, 403, 404, 409, 415))
def judge_batch(writing: Steering, batch_id: str, verdict: JudgingAll) -> Judged:
    """Accept every figure of a batch that was not revised since, or send all of them back with one message."""
    return judging.judge(writing, batch_id, verdict)


def _posted(request: Request, writing: Writing, sending: Sending) -> Response:
    """The answer to a batch; a refused one is kept, so that this is an answer and no exception."""
    stored = posting.post(writing, sending)
    batch = keeping.as_read(stored, writing.actor)
    if batch.status is not BatchStatus.REFUSED:
        dry = batch.status is BatchStatus.DRY_RUN
        told = batch.model_copy(update={"id": None, "may": []}) if dry else batch
        answer = _json(200 if dry else 201, told.model_dump_json(by_alias=True).encode())
        if not dry:
            answer.headers["Location"] = f"{request.scope['root_path']}/measurement-batches/{batch.id}"
        return answer
    refused = Invalid([])
    refused.detail = say("Nothing was stored. Errors found: {count}.", count=stored.error_count)
    refused.extra = batch.model_dump(mode="json", by_alias=True, exclude={"status", "may"})
    return problems.answer(refused, request.app.state.settings.public_url)


def _media_type(request: Request) -> str:
    return request.headers.get("content-type", "application/json").partition(";")[0].strip().lower()


def _json(status: int, content: bytes) -> Response:
    return Response(content, status, media_type="application/json", headers={"Cache-Control": "no-store"})


def _file(rows: object, batch_id: str) -> Response:
    named = {"Content-Disposition": f'attachment; filename="{batch_id}-why.csv"'}
    return StreamingResponse(rows, media_type="text/csv; charset=utf-8", headers=named)  # type: ignore[arg-type]
