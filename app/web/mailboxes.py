"""Where a partner is written to: read and changed by staff and by the partner itself."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from app.models.mailbox import MailboxRead
from app.models.partner import PartnerRead
from app.web.api import Api, ApiDep, Refused, at
from app.web.deliveries import onward
from app.web.forms import Typed, by_field, typed
from app.web.rendering import render
from app.web.together import together

router = APIRouter(prefix="/partners")
FIELDS = {"address": ""}


@router.get("/{partner_id}/postbus")
async def show_mailbox(request: Request, api: ApiDep, partner_id: str) -> HTMLResponse:
    """The address as it is, to be typed over."""
    return await _form(request, api, partner_id, None, {})


@router.post("/{partner_id}/postbus")
async def change_mailbox(
    request: Request, api: ApiDep, partner_id: str, filled: Annotated[Typed, Depends(typed)]
) -> Response:
    """Another address, or none; or what was typed with what is wrong."""
    try:
        change = {"address": filled.get("address") or None}
        await api.patch(MailboxRead, at("partners", partner_id, "mailbox"), change, match=filled.get("mark", ""))
    except Refused as refusal:
        errors = by_field(refusal.problem, FIELDS)
        return await _form(request, api, partner_id, filled, errors, refusal.problem.status)
    return onward(request, f"{at('partners', partner_id, 'postbus')}?gedaan=ja")


async def _form(
    request: Request, api: Api, partner_id: str, filled: Typed | None, errors: Mapping[str, str], status: int = 200
) -> HTMLResponse:
    partner, (mailbox, tag) = await together(
        api.get(PartnerRead, at("partners", partner_id)),
        api.tagged(MailboxRead, at("partners", partner_id, "mailbox")),
    )
    typed_or_kept = filled or {"address": mailbox.address or ""}
    shown = {"filled": typed_or_kept, "mark": tag, "errors": errors, "done": "gedaan" in request.query_params}
    return render(request, "deliveries/mailbox.html", block="form", status=status, partner=partner, **shown)
