"""/api/v1/measurements"""

from typing import Annotated, Any

from fastapi import Body, Depends, Header, Path, Query, Request, Response, status

from app import openapi
from app.api.access import SightDep, require
from app.api.door import JSON
from app.api.exports import FILES, or_file
from app.api.paging import next_url, page_of, paged
from app.api.routes import APIRouter
from app.api.rows import KnownAt, Steering
from app.models.access import Role
from app.models.base import Page
from app.models.measurement import (
    Judging,
    MeasurementCreate,
    MeasurementFilter,
    MeasurementOutcome,
    MeasurementPage,
    MeasurementRead,
    RevisionFilter,
    RevisionRead,
    Withdrawal,
)
from app.problems import refusals
from app.services.access.sight import Sight
from app.services.access.writing import Writing
from app.services.exports.sets import MEASUREMENTS
from app.services.measurements import acceptance, answers, pages, recording

router = APIRouter(prefix="/measurements", tags=["measurements"])

WHO_MEASURE = (Role.PARTNER, Role.PARTNER_EDITOR, Role.PROGRAMME_STAFF, Role.ADMINISTRATOR)
Measuring = Annotated[Writing, Depends(require(*WHO_MEASURE))]
# Not the model itself: errors of form and of look-ups are told together, so that the verb reads what was sent.
Sent = Annotated[dict[str, Any], Body()]
IfSeen = Annotated[str | None, Header(alias="If-Match", max_length=200)]
IfNone = Annotated[str | None, Header(alias="If-None-Match", max_length=200)]
Id = Annotated[str, Path(max_length=20)]


@router.get("", response_model=MeasurementPage, responses=refusals(400) | FILES)
def list_measurements(request: Request, sight: SightDep, asked: Annotated[MeasurementFilter, Query()]) -> Response:
    """Measurements by indicator, place and period; by change where `changedSince` is asked."""
    seeing = sight.known(asked.known_at)
    return or_file(request, seeing, asked, MEASUREMENTS, lambda: _page(request, seeing, asked))


@router.post(
    "",
    response_model=MeasurementOutcome,
    status_code=status.HTTP_201_CREATED,
    responses=refusals(400, 401, 403, 412, 413, 415),
    openapi_extra=openapi.body(MeasurementCreate),
)
def record_measurement(
    request: Request, writing: Measuring, sent: Sent, response: Response, seen: IfSeen = None, unless: IfNone = None
) -> MeasurementOutcome:
    """Record one measurement. The same key again is a revision (200), or nothing new (200).

    With `If-Match: "{id}-{revision}"` only over the version that you saw, with `If-None-Match: *` only where there
    is none yet; else 412 with both versions.
    """
    expects = answers.seen_before(writing.sight, seen, is_new=unless is not None, sent=sent)
    recorded = recording.record_sent(writing, sent, expects)
    response.headers["ETag"] = answers.tag_of(recorded.measurement.id, recorded.measurement.revision)
    if recorded.outcome == "created":
        response.headers["Location"] = f"{request.scope['root_path']}/measurements/{recorded.measurement.id}"
    else:
        response.status_code = status.HTTP_200_OK
    return answers.outcome(writing.sight, recorded)


@router.get("/{measurement_id}", response_model=MeasurementRead, responses=refusals(400, 404))
def read_measurement(
    sight: SightDep, measurement_id: Id, response: Response, known_at: KnownAt = None
) -> MeasurementRead:
    """One measurement. The first half of its ETag is for `If-Match` when it is recorded again."""
    found = answers.read(sight.known(known_at), measurement_id)
    response.headers["ETag"] = answers.tag_of(found.id, found.revision)
    return found


@router.get("/{measurement_id}/revisions", response_model=Page[RevisionRead], responses=refusals(400, 404))
def list_revisions(
    request: Request, sight: SightDep, measurement_id: Id, asked: Annotated[RevisionFilter, Query()]
) -> Page[RevisionRead]:
    """Every version of a measurement, newest first, the current one included."""
    return paged(request, answers.revisions(sight.known(asked.known_at), measurement_id, asked))


@router.post(
    "/{measurement_id}/withdrawal", response_model=MeasurementRead, responses=refusals(400, 401, 403, 404, 409, 415)
)
def withdraw_measurement(writing: Measuring, measurement_id: Id, why: Withdrawal) -> MeasurementRead:
    """Withdraw a measurement, with the reason; what it was stays readable."""
    recording.withdraw(writing, measurement_id, why.reason)
    return answers.read(writing.sight, measurement_id)


@router.post(
    "/{measurement_id}/acceptance", response_model=MeasurementRead, responses=refusals(400, 401, 403, 404, 409, 415)
)
def judge_measurement(writing: Steering, measurement_id: Id, judging: Judging) -> MeasurementRead:
    """Accept a figure, or send it back to the partner with a message."""
    acceptance.judge(writing, measurement_id, judging)
    return answers.read(writing.sight, measurement_id)


def _page(request: Request, sight: Sight, asked: MeasurementFilter) -> Response:
    """A page; the last of a pull carries the mark in itself too."""
    found, mark = pages.find(sight, asked)
    following = next_url(request, found.cursor)
    total = {} if found.total is None else {"total": found.total}
    rest = {"next": following, **total, "nextChangedSince": None if following else mark}
    return Response(page_of(found.items, rest), media_type=JSON, headers={"Changed-Since-Mark": mark})
