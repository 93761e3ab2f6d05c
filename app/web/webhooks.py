"""Webhooks: making them, what was sent, trying them, and taking them out of use."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.models.base import Page
from app.models.indicator import IndicatorRead
from app.models.place import AreaRead
from app.models.programme import ProgrammeRead
from app.models.webhook import SUBSCRIBABLE, WebhookDeliveryRead, WebhookMade, WebhookRead
from app.web.api import Api, ApiDep, Asked, Refused, at
from app.web.forms import Typed, by_field, typed
from app.web.rendering import render
from app.web.sorting import by_name
from app.web.together import together

router = APIRouter(prefix="/webhooks")
Filled = Annotated[Typed, Depends(typed)]
NEWEST: Asked = {"pageSize": 50}
# the field of the form -> the list of the API that it is the one item of
FILTERS = {"programme": "programmes", "area": "areas", "indicator": "indicators"}
FIELDS = dict.fromkeys(("name", "url", "events", *FILTERS.values()), "")


@router.get("")
async def list_webhooks(request: Request, api: ApiDep) -> HTMLResponse:
    """The webhooks that this visitor may know of."""
    webhooks = await api.all(WebhookRead, "/webhooks")
    return render(request, "webhooks/index.html", webhooks=by_name(webhooks))


@router.get("/nieuw")
async def show_form(request: Request, api: ApiDep) -> HTMLResponse:
    """The form for a new one."""
    await api.get(Page[WebhookRead], "/webhooks", {"pageSize": 1})  # who may not is told so before it is filled in
    return await _form(request, api, {}, {})


@router.post("")
async def create(request: Request, api: ApiDep, filled: Filled) -> Response:
    """Make it, and show its secret this once; or hand the form back with what is wrong."""
    try:
        made = await api.post(WebhookMade, "/webhooks", sent(filled))
    except Refused as refusal:
        return await _form(request, api, filled, by_field(refusal.problem, FIELDS), refusal.problem.status)
    return render(request, "webhooks/secret.html", status=201, webhook=made)


@router.get("/{webhook_id}")
async def show_webhook(request: Request, api: ApiDep, webhook_id: str) -> HTMLResponse:
    """One webhook with its log, newest first."""
    webhook, page = await together(
        api.get(WebhookRead, at("webhooks", webhook_id)),
        api.get(Page[WebhookDeliveryRead], at("webhooks", webhook_id, "deliveries"), NEWEST),
    )
    return render(request, "webhooks/show.html", webhook=webhook, deliveries=page.items, more=page.next is not None)


@router.post("/{webhook_id}/nieuw-geheim")
async def rotate(request: Request, api: ApiDep, webhook_id: str) -> HTMLResponse:
    """A new secret, shown this once."""
    made = await api.post(WebhookMade, at("webhooks", webhook_id, "rotation"), {})
    return render(request, "webhooks/secret.html", webhook=made)


@router.post("/{webhook_id}/test")
async def ping(api: ApiDep, webhook_id: str) -> Response:
    """Have a test sent."""
    await api.send(at("webhooks", webhook_id, "ping"), {})
    return _back(webhook_id)


@router.post("/{webhook_id}/intrekken")
async def revoke(api: ApiDep, webhook_id: str) -> Response:
    """Send nothing to it from now on."""
    await api.send(at("webhooks", webhook_id, "revocation"), {})
    return _back(webhook_id)


@router.post("/{webhook_id}/opnieuw")
async def redeliver(api: ApiDep, webhook_id: str, filled: Filled) -> Response:
    """Have one line of the log told again."""
    await api.send(at("webhooks", webhook_id, "deliveries", filled.get("delivery", "-") or "-", "redelivery"), {})
    return _back(webhook_id)


def sent(filled: Typed) -> dict[str, Any]:
    """The body for the API: a tick for each event, and at most one item of each filter."""
    events = [str(event) for event in SUBSCRIBABLE if filled.get(str(event))]
    lists = {name: [filled[field]] for field, name in FILTERS.items() if filled.get(field)}
    return {"name": filled.get("name", ""), "url": filled.get("url", ""), "events": events, **lists}


async def _form(request: Request, api: Api, filled: Typed, errors: dict[str, str], status: int = 200) -> HTMLResponse:
    programmes, areas, indicators = await together(
        api.all(ProgrammeRead, "/programmes"), api.all(AreaRead, "/areas"), api.all(IndicatorRead, "/indicators")
    )
    choices: dict[str, Any] = {
        "programmes": by_name(programmes),
        "areas": by_name(areas),
        "indicators": by_name(indicators),
        "events": [str(event) for event in SUBSCRIBABLE],
    }
    return render(request, "webhooks/new.html", status=status, **choices, filled=filled, errors=errors)


def _back(webhook_id: str) -> Response:
    return RedirectResponse(at("webhooks", webhook_id), status_code=303)
