"""Deliveries: what partners have to deliver and how it stands; staff accepts it, or sends it back with a message."""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.models.access import MeRead
from app.models.delivery import DeliveryDutyRead, DeliveryRead, DeliveryState
from app.models.indicator import IndicatorRead
from app.models.mailbox import LetterRead
from app.models.partner import PartnerRead
from app.models.programme import ProgrammeRead
from app.web.api import Api, ApiDep, Refused, at
from app.web.deliveries_wording import LOOKS
from app.web.forms import Typed, by_field, filled_in, typed
from app.web.names import Names
from app.web.paging import leaf_of
from app.web.rendering import render, wants_fragment
from app.web.sorting import by_name
from app.web.together import together

router = APIRouter(prefix="/leveringen")
FILTERS = {
    "programma": "programme",
    "partner": "partner",
    "indicator": "indicator",
    "gebied": "area",
    "staat": "state",
    "voor": "dueBefore",
}
FIELDS = dict.fromkeys(("acceptance", "message", "mark"), "")
SETTLED = (DeliveryState.ACCEPTED, DeliveryState.DELIVERED)
Filled = dict[str, str]


def filters(request: Request) -> Filled:
    """The filter bar as the address holds it; what is not ours in the address is left out."""
    return {name: request.query_params[name][:120] for name in FILTERS if request.query_params.get(name)}


@router.get("")
async def list_deliveries(request: Request, api: ApiDep, asked: Annotated[Filled, Depends(filters)]) -> HTMLResponse:
    """Every delivery asked for: what was sent back or is overdue first."""
    partners, programmes, indicators = await together(
        api.all(PartnerRead, "/partners"),
        api.all(ProgrammeRead, "/programmes"),
        api.all(IndicatorRead, "/indicators"),
    )
    found, errors = await _found(api, {FILTERS[name]: text for name, text in asked.items()})
    shown: dict[str, Any] = {"leaf": leaf_of(in_turn(found), request), "errors": errors, "asked": asked}
    shown |= {"partners": by_name(partners), "programmes": by_name(programmes), "indicators": by_name(indicators)}
    names = Names(partners, programmes, indicators=indicators)
    return render(request, "deliveries/index.html", block="results", **shown, names=names, looks=LOOKS)


async def _found(api: Api, question: Mapping[str, str]) -> tuple[list[DeliveryRead], dict[str, str]]:
    """The first thousand; or what is wrong with what was filled in."""
    try:
        return await api.all(DeliveryRead, "/deliveries", question), {}
    except Refused as refusal:
        if refusal.problem.status != 400:
            raise
        return [], by_field(refusal.problem, {})


def in_turn(listed: Iterable[DeliveryRead]) -> list[DeliveryRead]:
    """By state, what asks for a hand first; then by due date, of what is settled the last first."""
    order = list(LOOKS)

    def place(one: DeliveryRead) -> tuple[int, int, str]:
        day = one.due.toordinal()
        return order.index(one.state), -day if one.state in SETTLED else day, one.id

    return sorted(listed, key=place)


@router.get("/brieven")
async def show_letters(request: Request, api: ApiDep) -> HTMLResponse:
    """What partners that are late would be written today."""
    letters = await api.all(LetterRead, "/deliveries/digest")
    return render(request, "deliveries/letters.html", letters=letters)


@router.get("/mijn")
async def show_own(api: ApiDep, naar: str = "") -> Response:
    """To what the visitor's own organisation delivers, or to where it is written to."""
    me = await api.get(MeRead, "/me")
    if me.partner is None:
        return RedirectResponse("/leveringen", status_code=303)
    own = (
        at("partners", me.partner, "postbus")
        if naar == "postbus"
        else f"/leveringen?{urlencode({'partner': me.partner})}"
    )
    return RedirectResponse(own, status_code=303)


@router.get("/{delivery_id}")
async def show_delivery(request: Request, api: ApiDep, delivery_id: str) -> HTMLResponse:
    """One delivery: what came, what is missing, what was said; and the form to accept it or send it back."""
    return await _delivery(request, api, delivery_id, {}, {})


@router.post("/{delivery_id}")
async def judge(request: Request, api: ApiDep, delivery_id: str, filled: Annotated[Typed, Depends(typed)]) -> Response:
    """Accept it or send it back; or hand back what was typed with what is wrong, and the delivery as it is by now."""
    sent = filled_in({name: filled[name] for name in FIELDS if filled.get(name)})
    try:
        await api.send(at("deliveries", delivery_id, "acceptance"), sent)
    except Refused as refusal:
        errors = by_field(refusal.problem, FIELDS)
        return await _delivery(request, api, delivery_id, filled, errors, refusal.problem.status)
    return onward(request, f"{at('leveringen', delivery_id)}?gedaan={filled.get('acceptance', '')}")


async def _delivery(
    request: Request, api: Api, delivery_id: str, filled: Typed, errors: Mapping[str, str], status: int = 200
) -> HTMLResponse:
    delivery = await api.get(DeliveryRead, at("deliveries", delivery_id))
    duty, partner, indicator = await together(
        api.get(DeliveryDutyRead, at("delivery-duties", delivery.duty)),
        api.get(PartnerRead, at("partners", delivery.partner)),
        api.get(IndicatorRead, at("indicators", delivery.indicator)),
    )
    shown: dict[str, Any] = {"delivery": delivery, "duty": duty, "partner": partner, "indicator": indicator}
    shown |= {"filled": filled, "errors": errors, "done": request.query_params.get("gedaan", ""), "looks": LOOKS}
    return render(request, "deliveries/show.html", block="form", status=status, **shown)


def onward(request: Request, address: str) -> Response:
    """To where it can be seen; htmx is told to go there itself, and not to swap it in."""
    if wants_fragment(request):
        return Response(status_code=204, headers={"HX-Redirect": address})
    return RedirectResponse(address, status_code=303)
