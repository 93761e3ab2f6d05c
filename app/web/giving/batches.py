"""What was sent: a list of batches, each with what became of it, its mistakes, its file back, and a way to undo it."""

from typing import Any

from fastapi import Request, Response
from fastapi.responses import HTMLResponse

from app.models.base import Page
from app.models.batch import BatchError, BatchRead, BatchStatus, BatchWithdrawn
from app.web.api import Api, ApiDep, Refused, at
from app.web.forms import Typed, by_field
from app.web.giving.bringing import PAGE
from app.web.giving.desk import Filled, Giving, new_router, onward, word_of
from app.web.paging import leaf_of
from app.web.rendering import render
from app.web.together import together

router = new_router()
KEPT = ("Content-Type", "Content-Disposition", "Cache-Control")
STATUSES = [str(status) for status in BatchStatus if status is not BatchStatus.DRY_RUN]


@router.get("/zendingen")
async def list_batches(request: Request, api: ApiDep, _: Giving) -> HTMLResponse:
    """The newest first."""
    found = await api.all(BatchRead, "/measurement-batches", {"status": STATUSES})
    batches = sorted(found, key=lambda batch: batch.finished_at, reverse=True)
    return render(request, "giving/batches.html", leaf=leaf_of(batches, request))


@router.get("/zendingen/{batch_id}")
async def show_batch(request: Request, api: ApiDep, _: Giving, batch_id: str) -> HTMLResponse:
    """One batch, with its mistakes."""
    return await _show(request, api, batch_id, {}, {})


@router.get("/zendingen/{batch_id}/waarom.csv")
async def send_back(api: ApiDep, _: Giving, batch_id: str) -> Response:
    """The sender's own file, with a column that says why."""
    answer = await api.file(_path(batch_id, "errors"), {"format": "csv"})
    headers = {name: answer.headers[name] for name in KEPT if name in answer.headers}
    return Response(answer.content, headers=headers | {"Vary": "Cookie"})


@router.post("/zendingen/{batch_id}/intrekken")
async def withdraw(request: Request, api: ApiDep, _: Giving, batch_id: str, filled: Filled) -> Response:
    """Undo the whole batch, with the reason."""
    try:
        gone = await api.post(BatchWithdrawn, _path(batch_id, "withdrawal"), {"reason": filled.get("reason", "")})
    except Refused as refusal:
        if refusal.problem.status not in (400, 409):
            raise
        errors = by_field(refusal.problem, {"reason": ""})
        return await _show(request, api, batch_id, filled, errors, refusal.problem.status)
    address = f"{PAGE}{at('zendingen', batch_id)}"
    return onward(request, f"{address}?gedaan=ingetrokken&aantal={gone.withdrawn}&over={gone.left}")


async def _show(
    request: Request, api: Api, batch_id: str, filled: Typed, errors: dict[str, str], status: int = 200
) -> HTMLResponse:
    batch, wrong = await together(
        api.get(BatchRead, _path(batch_id)),
        api.get(Page[BatchError], _path(batch_id, "errors"), {"pageSize": 100}),
    )
    asked = request.query_params
    context: dict[str, Any] = {"batch": batch, "wrong": wrong, "word_of": word_of, "filled": filled, "errors": errors}
    numbers = {name: asked[name] for name in ("aantal", "over") if asked.get(name, "").isdecimal()}
    return render(request, "giving/batch.html", status=status, **context, done=asked.get("gedaan", ""), numbers=numbers)


def _path(batch_id: str, *more: str) -> str:
    return at("measurement-batches", batch_id, *more)
