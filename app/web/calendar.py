"""The calendar of a programme and its duties: what is overdue, what comes, and noting that something was done."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.language import HERE
from app.models.base import Page
from app.models.calendar import CalendarEntry, EntryState
from app.models.duty import DutyRead, OccurrenceState
from app.models.governance import BodyRead
from app.models.partner import PartnerRead
from app.models.programme import ProgrammeRead
from app.web.api import Api, ApiDep, Asked, Refused, at
from app.web.forms import Typed, by_field, filled_in, local_address, typed
from app.web.governance_wording import PAGES
from app.web.names import Names
from app.web.rendering import render, wants_fragment
from app.web.sorting import by_name
from app.web.together import together

router = APIRouter()
FILTERS = {"partner": "partner", "gremium": "body", "soort": "kind", "van": "from", "tot": "to"}
FIELDS = dict.fromkeys(("due", "doneOn", "note"), "")
WHOLE: Asked = {"pageSize": 1000, "count": "true"}
Filled = dict[str, str]


def filters(request: Request) -> Filled:
    """The filter bar as the address holds it; what is not ours in the address is left out."""
    return {name: request.query_params[name][:120] for name in FILTERS if request.query_params.get(name)}


@router.get("/programmas/{programme_id}/agenda")
async def show_calendar(
    request: Request, api: ApiDep, programme_id: str, asked: Annotated[Filled, Depends(filters)]
) -> HTMLResponse:
    """Everything with a date: what is overdue first, then what comes; or a stretch of time."""
    path = at("programmes", programme_id, "calendar")
    question = {FILTERS[name]: text for name, text in asked.items()}
    programme, bodies, partners = await _around(api, programme_id)
    page = await api.get(Page[CalendarEntry], path, {**question, **WHOLE})
    shown = {**apart(page), "bodies": by_name(bodies), "partners": by_name(partners), "names": Names(partners, bodies)}
    shown |= {"programme": programme, "asked": asked, "file": file_of(path, question), "pages": PAGES}
    return render(request, "governance/calendar.html", block="results", **shown)


async def _around(api: Api, programme_id: str) -> tuple[ProgrammeRead, list[BodyRead], list[PartnerRead]]:
    """The programme with its bodies and partners, to name and to choose from."""
    return await together(
        api.get(ProgrammeRead, at("programmes", programme_id)),
        api.all(BodyRead, "/bodies", {"programme": programme_id}),
        api.all(PartnerRead, "/partners", {"programme": programme_id}),
    )


def apart(page: Page[CalendarEntry]) -> dict[str, Any]:
    """What is overdue apart from the rest, and how many entries did not fit."""
    late = [one for one in page.items if one.state == EntryState.OVERDUE]
    other = [one for one in page.items if one.state != EntryState.OVERDUE]
    return {"late": late, "other": other, "more": (page.total or 0) - len(page.items)}


def file_of(path: str, question: Mapping[str, str]) -> str:
    """The address of the same list for calendar programs."""
    return f"/api/v1{path}?{urlencode({**question, 'format': 'ics'})}"


@router.get("/plichten/{duty_id}")
async def show_duty(request: Request, api: ApiDep, duty_id: str) -> HTMLResponse:
    """One duty: when it is due, what was done, and a form to note that it was done."""
    duty = await api.get(DutyRead, at("duties", duty_id))
    return await _duty(request, api, duty, {"due": request.query_params.get("dag", ""), "doneOn": _today()}, {})


@router.post("/plichten/{duty_id}")
async def fulfil(request: Request, api: ApiDep, duty_id: str, filled: Annotated[Typed, Depends(typed)]) -> Response:
    """Note that it was done, or hand back what was typed with what is wrong."""
    sent = filled_in({name: filled[name] for name in FIELDS if filled.get(name)})
    try:
        await api.send(at("duties", duty_id, "fulfilments"), sent)
    except Refused as refusal:
        duty = await api.get(DutyRead, at("duties", duty_id))
        errors = by_field(refusal.problem, FIELDS)
        return await _duty(request, api, duty, filled, errors, refusal.problem.status)
    return _onward(request, local_address(filled.get("terug"), at("plichten", duty_id)))


async def _duty(
    request: Request, api: Api, duty: DutyRead, filled: Typed, errors: Mapping[str, str], status: int = 200
) -> HTMLResponse:
    programme, bodies, partners = await together(
        api.get(ProgrammeRead, at("programmes", duty.programme)),
        api.all(BodyRead, "/bodies", {"programme": duty.programme}),
        api.all(PartnerRead, "/partners", {"partner": duty.owner} if duty.owner else {"programme": duty.programme}),
    )
    shown: dict[str, Any] = {"programme": programme, "names": Names(bodies, partners)}
    shown |= {"open_days": open_days(duty), "filled": filled, "errors": errors}
    return render(request, "governance/duty.html", block="form", status=status, duty=duty, **shown)


def open_days(duty: DutyRead) -> list[date]:
    """The days that can be ticked off, the oldest first."""
    undone = (OccurrenceState.OVERDUE, OccurrenceState.UNRECORDED, OccurrenceState.COMING)
    return sorted(one.due for one in duty.occurrences if one.state in undone)


def _today() -> str:
    return datetime.now(HERE).date().isoformat()


def _onward(request: Request, address: str) -> Response:
    """To where the visitor was; htmx is told to go there itself, and not to swap it in."""
    if wants_fragment(request):
        return Response(status_code=204, headers={"HX-Redirect": address})
    return RedirectResponse(address, status_code=303)
