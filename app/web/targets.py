"""Targets: all of them under a filter bar, and one with everything that its status rests on."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from app.models.base import Page
from app.models.indicator import IndicatorRead
from app.models.place import PlaceRead
from app.models.programme import ProgrammeRead
from app.models.progress import AssessmentRead
from app.web import charts
from app.web.api import EVERYTHING, Api, ApiDep, Asked
from app.web.courses import lines_of
from app.web.names import Names
from app.web.ordering import ordered
from app.web.paging import leaf_of
from app.web.rendering import render
from app.web.sorting import by_name
from app.web.standing import stand
from app.web.together import together

router = APIRouter()
FILTERS = ("programme", "area", "rule", "status")
MOMENTS = ("asOf", "knownAt")


def filters(request: Request) -> dict[str, str]:
    """The filter bar as the address holds it; what is not ours in the address is left out."""
    return {name: request.query_params[name] for name in FILTERS if request.query_params.get(name)}


def moments(request: Request) -> dict[str, str]:
    """From when, and as known when, to look."""
    return {name: request.query_params[name] for name in MOMENTS if request.query_params.get(name)}


Filtered = Annotated[dict[str, str], Depends(filters)]
From = Annotated[dict[str, str], Depends(moments)]


@router.get("/streefwaarden")
async def list_targets(request: Request, api: ApiDep, asked: Filtered) -> HTMLResponse:
    """How all targets stand, one row for each target and place."""
    found, context = await _listed(api, asked)
    order = request.query_params.get("volgorde", "status")
    leaf = leaf_of(ordered(found.items, order, context["names"]), request)
    context["left_out"] = (found.total or 0) - len(found.items)
    return render(request, "targets/index.html", block="results", asked=asked, sort=order, leaf=leaf, **context)


@router.get("/streefwaarden/{target_id}")
async def show_target(
    request: Request, api: ApiDep, target_id: str, asked: From, plaats: str | None = None
) -> HTMLResponse:
    """One target: the promise, the status, the course line, and the figures under it with their origin."""
    standing = await stand(api, target_id, asked, plaats)
    done = request.query_params.get("gedaan", "")
    return render(request, "targets/show.html", block="standing", **standing.context(asked), done=done)


@router.get("/streefwaarden/{target_id}/koerslijn.svg")
async def download_course(api: ApiDep, target_id: str, asked: From, plaats: str | None = None) -> Response:
    """The course line as a drawing of its own."""
    standing = await stand(api, target_id, asked, plaats)
    drawing = charts.course_line(standing.course) if standing.course else "<svg xmlns='http://www.w3.org/2000/svg'/>"
    name = {"Content-Disposition": f'attachment; filename="{standing.target.id}.svg"', "Cache-Control": "no-store"}
    return Response(drawing, media_type="image/svg+xml", headers=name)


async def _listed(api: Api, asked: Asked) -> tuple[Page[AssessmentRead], dict[str, Any]]:
    """As many rows as the API gives at once, and the names and choices of the filter bar."""
    found, programmes, places, indicators = await together(
        api.get(Page[AssessmentRead], "/assessments", {**EVERYTHING, "count": "true", **asked}),
        api.all(ProgrammeRead, "/programmes"),
        api.all(PlaceRead, "/places"),
        api.all(IndicatorRead, "/indicators"),
    )
    names = Names(places, programmes, indicators=indicators)
    areas = by_name(place for place in places if place.kind == "area")
    return found, {"names": names, "programmes": by_name(programmes), "areas": areas, "lines": lines_of(names)}
