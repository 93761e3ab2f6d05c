"""/api/v1/programmes/{id}/export and /api/v1/programme-imports: a whole programme as one open file."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated, Any

from fastapi import Body, Depends, Request, Response, status
from fastapi.responses import StreamingResponse
from sqlalchemy import Engine

from app import openapi
from app.api.access import DryRun, SightDep, require
from app.api.door import JSON
from app.api.routes import APIRouter
from app.database import transaction
from app.models.access import Role
from app.models.programme_file import ProgrammeImportRead
from app.problems import refusals
from app.services.access.sight import Sight
from app.services.access.writing import Writing
from app.services.exchange import exporting, importing
from app.services.exchange.schema import file_shape, sent_shape

router = APIRouter(tags=["programmes"])

Administering = Annotated[Writing, Depends(require(Role.ADMINISTRATOR))]
# Not the model itself: it is read by the verb, which tells what is wrong by section and row.
Sent = Annotated[dict[str, Any], Body()]
WHOLE: Any = {200: {"model": file_shape(), "description": "The file; docs/programme-file.md says what is in it."}}


@router.get("/programmes/{programme_id}/export", response_class=StreamingResponse, responses=WHOLE | refusals(400, 404))
def export_programme(request: Request, sight: SightDep, programme_id: str) -> Response:
    """The whole programme as one open file, streamed. It is complete for who may see all its figures."""
    exporting.require_there(sight, programme_id)
    headers = {"Content-Disposition": f'attachment; filename="{exporting.file_name(programme_id)}"'}
    return StreamingResponse(_streamed(request.app.state.engine, sight, programme_id), headers=headers, media_type=JSON)


@router.post(
    "/programme-imports",
    response_model=ProgrammeImportRead,
    status_code=status.HTTP_201_CREATED,
    responses=refusals(400, 401, 403, 409, 413, 415),
    openapi_extra=openapi.body(sent_shape()),
)
def import_programme(
    request: Request, writing: Administering, sent: Sent, response: Response, dry_run: DryRun = False
) -> ProgrammeImportRead:
    """Take in a programme that was exported: all of it or nothing. What is here already is left as it is."""
    answer = importing.take_in(writing, sent, dry_run=dry_run)
    response.headers["Location"] = f"{request.scope['root_path']}/programmes/{answer.programme}"
    if dry_run or not answer.created:
        response.status_code = status.HTTP_200_OK
    return answer


def _streamed(engine: Engine, sight: Sight, programme_id: str) -> Iterator[str]:
    """In a transaction of its own: that of the request is over before the answer leaves."""
    with transaction(engine, writes=False) as session:
        yield from exporting.export(replace(sight, session=session), programme_id)
