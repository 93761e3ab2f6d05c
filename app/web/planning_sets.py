"""The sets of indicators of a programme: by which figures it is judged, and whether its administrators adopted them."""

from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from app.models.governance import BodyRead
from app.models.indicator import IndicatorRead
from app.models.planning import Standing
from app.models.programme import ProgrammeRead
from app.models.programme_text import IndicatorSetRead
from app.web.api import ApiDep, at
from app.web.names import Names
from app.web.rendering import render
from app.web.sorting import in_order
from app.web.together import together

router = APIRouter()


@router.get("/programmas/{programme_id}/indicatorensets")
async def list_sets(request: Request, api: ApiDep, programme_id: str) -> HTMLResponse:
    """Every set with its indicators, and by which body and decision it was adopted."""
    of_programme = {"programme": programme_id}
    programme, sets, indicators, bodies = await together(
        api.get(ProgrammeRead, at("programmes", programme_id)),
        api.all(IndicatorSetRead, "/indicator-sets", of_programme),
        api.all(IndicatorRead, "/indicators"),
        api.all(BodyRead, "/bodies", of_programme),
    )
    shown: dict[str, Any] = {"sets": adopted_first(sets), "names": Names(bodies, indicators=indicators)}
    return render(request, "planning/sets.html", programme=programme, **shown)


def adopted_first(sets: Sequence[IndicatorSetRead]) -> list[IndicatorSetRead]:
    """What holds before what is a draft still; each by name."""
    return sorted(sets, key=lambda one: (one.state == Standing.DRAFT, in_order(one.name), one.id))
