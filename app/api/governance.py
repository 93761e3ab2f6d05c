"""/api/v1/bodies, meetings, decisions, duties, and the calendar of a programme"""

from typing import Annotated, Any

from fastapi import Query, Request, Response

from app.api import icalendar
from app.api.access import SightDep
from app.api.paging import paged
from app.api.registers import router_of
from app.api.routes import APIRouter
from app.api.rows import Steering, tagged
from app.models.base import Page
from app.models.calendar import CalendarEntry, CalendarFilter
from app.models.duty import DutyRead, FulfilmentCreate
from app.problems import refusals
from app.services.governance import calendar, duties
from app.services.governance.bodies import BODIES, MEETINGS
from app.services.governance.decisions import DECISIONS
from app.services.governance.duties import DUTIES
from app.services.registers import finding

router = APIRouter()
for register in (BODIES, MEETINGS, DECISIONS, DUTIES):
    router.include_router(router_of(register))


@router.post(
    "/duties/{key}/fulfilments",
    response_model=DutyRead,
    responses=refusals(400, 401, 403, 404, 409, 415),
    tags=["duties"],
)
def fulfil_duty(writing: Steering, key: str, done: FulfilmentCreate, response: Response) -> DutyRead:
    """Note that what was due on a day was done; a second note about that day takes the place of the first."""
    tagged(response, key, duties.fulfil(writing, key, done).version)
    read: DutyRead = finding.read(writing.sight, DUTIES, key)
    return read


@router.get(
    "/programmes/{key}/calendar",
    response_model=Page[CalendarEntry],
    responses={200: {"content": {icalendar.MEDIA_TYPE: {"schema": {"type": "string"}}}}, **refusals(400, 404)},
    tags=["programmes"],
)
def read_calendar(request: Request, sight: SightDep, key: str, asked: Annotated[CalendarFilter, Query()]) -> Any:
    """Everything of a programme that has a date: duties, meetings, decisions, steps and checkpoints."""
    seeing = sight.known(asked.known_at)
    if icalendar.is_wanted(request, asked):
        return icalendar.answer(request, seeing, calendar.entries(seeing, key, asked))
    return paged(request, calendar.find(seeing, key, asked))
