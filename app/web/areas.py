"""Focus areas: the list, and one with its profile and how it stands."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from app.models.indicator import IndicatorRead
from app.models.place import AreaRead, PlaceRead
from app.models.progress import ProgressRead
from app.web.api import ApiDep, at
from app.web.courses import lines_of
from app.web.names import Names
from app.web.rendering import render
from app.web.sorting import by_name
from app.web.together import together

router = APIRouter()


@router.get("/gebieden")
async def list_areas(request: Request, api: ApiDep) -> HTMLResponse:
    """All areas."""
    return render(request, "areas/index.html", areas=by_name(await api.all(AreaRead, "/areas")))


@router.get("/gebieden/{area_id}")
async def show_area(request: Request, api: ApiDep, area_id: str) -> HTMLResponse:
    """One area: its profile, its counts, its assessments worst first, its neighbourhoods."""
    area, progress, places, indicators = await together(
        api.get(AreaRead, at("areas", area_id)),
        api.get(ProgressRead, at("areas", area_id, "progress")),
        api.all(PlaceRead, "/places", {"area": area_id}),
        api.all(IndicatorRead, "/indicators"),
    )
    names, inside = Names(places, [area], indicators=indicators), [place for place in places if place.id != area_id]
    context: dict[str, Any] = {"area": area, "progress": progress, "names": names, "neighbourhoods": by_name(inside)}
    return render(request, "areas/show.html", **context, lines=lines_of(names))
