"""Locked periods: who locked what and why, asking to have one opened, and answering that."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.models.lock_opening import OpeningRequestRead, OpeningState
from app.models.period_lock import PeriodLockRead
from app.models.place import PlaceRead
from app.models.programme import ProgrammeRead
from app.web.api import Api, ApiDep, Refused, at
from app.web.forms import Typed, by_field, filled_in, typed
from app.web.measuring import Measuring
from app.web.names import Names
from app.web.rendering import render
from app.web.sessions import visitor_of
from app.web.sorting import by_name
from app.web.together import together

router = APIRouter(prefix="/vergrendelingen")

FIELDS = dict.fromkeys(("reason", "until", "answer"), "")
Filled = Annotated[Typed, Depends(typed)]


@router.get("")
async def list_locks(request: Request, api: ApiDep) -> HTMLResponse:
    """All locks, and for who delivers or decides what was asked about them."""
    return await _page(request, api)


@router.post("/{lock_id}/verzoeken", dependencies=[Measuring])
async def ask(request: Request, api: ApiDep, lock_id: str, filled: Filled) -> Response:
    """Ask to have a lock opened for one's own organisation."""
    body = _sent(filled, "reason")
    return await _done(request, api, at("period-locks", lock_id, "opening-requests"), body, "asked")


@router.post("/verzoeken/{key}/openen", dependencies=[Measuring])
async def grant(request: Request, api: ApiDep, key: str, filled: Filled) -> Response:
    """Open the lock for who asked."""
    return await _done(request, api, at("opening-requests", key, "grant"), _sent(filled, "until", "answer"), "granted")


@router.post("/verzoeken/{key}/weigeren", dependencies=[Measuring])
async def refuse(request: Request, api: ApiDep, key: str, filled: Filled) -> Response:
    """Keep the lock closed."""
    return await _done(request, api, at("opening-requests", key, "refusal"), _sent(filled, "reason"), "refused")


def _sent(filled: Typed, *names: str) -> dict[str, Any]:
    return dict(filled_in({name: filled.get(name, "") for name in names}))


async def _done(request: Request, api: Api, path: str, body: Mapping[str, Any], outcome: str) -> Response:
    """Back to the list; after a refusal with what is wrong."""
    try:
        await api.send(path, body)
    except Refused as refusal:
        return await _page(request, api, refusal)
    return RedirectResponse(f"/vergrendelingen?gedaan={outcome}", status_code=303)


async def _page(request: Request, api: Api, refusal: Refused | None = None) -> HTMLResponse:
    visitor = visitor_of(request)
    locks, programmes, places = await together(
        api.all(PeriodLockRead, "/period-locks"), api.all(ProgrammeRead, "/programmes"), api.all(PlaceRead, "/places")
    )
    letters = visitor is not None and visitor.may_measure
    requests = await api.all(OpeningRequestRead, "/opening-requests") if letters else []
    waiting = {it.lock for it in requests if it.state is OpeningState.REQUESTED}
    context: dict[str, Any] = {"locks": by_name(locks), "requests": requests[::-1], "waiting": waiting}
    context |= {"names": Names(programmes, places, locks), "may_ask": letters and not (visitor and visitor.may_steer)}
    context |= {"done": request.query_params.get("gedaan", "")}
    errors = by_field(refusal.problem, {}) if refusal else {}
    status = refusal.problem.status if refusal else 200
    return render(request, "period_locks/index.html", status=status, **context, errors=errors)
