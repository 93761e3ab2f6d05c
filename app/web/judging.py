"""Accepting one figure, or sending it back to the partner with a message."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from app.models.measurement import MeasurementRead
from app.web.api import Api, ApiDep, Refused, at
from app.web.deliveries import onward
from app.web.forms import Typed, by_field, filled_in, typed
from app.web.measurements import about
from app.web.rendering import render

router = APIRouter(prefix="/metingen")
FIELDS = dict.fromkeys(("acceptance", "message", "revision"), "")


@router.get("/{measurement_id}/oordeel")
async def show_form(request: Request, api: ApiDep, measurement_id: str) -> HTMLResponse:
    """The figure as it was given, and what can be said of it."""
    return await _form(request, api, measurement_id, {}, {})


@router.post("/{measurement_id}/oordeel")
async def judge(
    request: Request, api: ApiDep, measurement_id: str, filled: Annotated[Typed, Depends(typed)]
) -> Response:
    """Accept it or send it back; or what was typed with what is wrong, and the figure as it is by now."""
    sent = filled_in({name: filled[name] for name in FIELDS if filled.get(name)}, numbers=("revision",))
    try:
        await api.send(at("measurements", measurement_id, "acceptance"), sent)
    except Refused as refusal:
        errors = by_field(refusal.problem, FIELDS)
        return await _form(request, api, measurement_id, filled, errors, refusal.problem.status)
    return onward(request, f"{at('metingen', measurement_id)}?gedaan={filled.get('acceptance', '')}")


async def _form(
    request: Request, api: Api, measurement_id: str, filled: Typed, errors: Mapping[str, str], status: int = 200
) -> HTMLResponse:
    measurement = await api.get(MeasurementRead, at("measurements", measurement_id))
    indicator, names, _ = await about(api, measurement)
    shown: dict[str, Any] = {"measurement": measurement, "indicator": indicator, "names": names}
    shown |= {"filled": filled, "errors": errors}
    return render(request, "deliveries/figure.html", block="form", status=status, **shown)
