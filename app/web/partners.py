"""Partners: the organisations that signed a programme, and what each of them does and measures."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from app.models.base import Page
from app.models.intervention import InterventionRead
from app.models.measurement import MeasurementRead
from app.models.partner import PartnerRead
from app.models.programme import ProgrammeRead
from app.web.api import ApiDep, Asked, at
from app.web.names import Names
from app.web.rendering import render
from app.web.sorting import by_name
from app.web.together import together

router = APIRouter(prefix="/partners")
FILTERS = ("programme", "kind")
HOW_MANY: Asked = {"pageSize": 1, "count": "true"}
Filled = dict[str, str]


def filters(request: Request) -> Filled:
    """The filter bar as the address holds it; what is not ours in the address is left out."""
    return {name: request.query_params[name][:100] for name in FILTERS if request.query_params.get(name)}


@router.get("")
async def list_partners(request: Request, api: ApiDep, asked: Annotated[Filled, Depends(filters)]) -> HTMLResponse:
    """The partners asked for, by name."""
    partners, programmes = await together(
        api.all(PartnerRead, "/partners", asked), api.all(ProgrammeRead, "/programmes")
    )
    context: dict[str, Any] = {"partners": by_name(partners), "programmes": by_name(programmes), "asked": asked}
    return render(request, "partners/index.html", block="results", **context, names=Names(programmes))


@router.get("/{partner_id}")
async def show_partner(request: Request, api: ApiDep, partner_id: str) -> HTMLResponse:
    """One partner: its programmes, its interventions, and how many figures it gave."""
    partner, programmes, interventions, given = await together(
        api.get(PartnerRead, at("partners", partner_id)),
        api.all(ProgrammeRead, "/programmes"),
        api.all(InterventionRead, "/interventions", {"partner": partner_id}),
        api.get(Page[MeasurementRead], "/measurements", {"partner": partner_id, **HOW_MANY}),
    )
    context: dict[str, Any] = {"partner": partner, "interventions": by_name(interventions), "names": Names(programmes)}
    return render(request, "partners/show.html", **context, measured=given.total or 0)
