"""One neighbourhood: how its targets stand, and every figure that is known of it."""

from itertools import groupby
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from app.models.indicator import IndicatorRead
from app.models.measurement import MeasurementRead
from app.models.place import NeighbourhoodRead
from app.models.progress import AssessmentRead
from app.web.api import Api, ApiDep, at
from app.web.courses import lines_of
from app.web.names import Names
from app.web.notes import moment
from app.web.ordering import worst_first
from app.web.rendering import render
from app.web.together import together

router = APIRouter()


@router.get("/buurten/{place_id}")
async def show_neighbourhood(request: Request, api: ApiDep, place_id: str) -> HTMLResponse:
    """One neighbourhood."""
    return render(request, "neighbourhoods/show.html", **await _known_of(api, place_id))


async def _known_of(api: Api, place_id: str) -> dict[str, Any]:
    place, assessments, measurements, indicators = await together(
        api.get(NeighbourhoodRead, at("neighbourhoods", place_id)),
        api.all(AssessmentRead, "/assessments", {"place": place_id}),
        api.all(MeasurementRead, "/measurements", {"place": place_id}),
        api.all(IndicatorRead, "/indicators"),
    )
    names = Names([place], indicators=indicators)
    return {
        "place": place,
        "assessments": worst_first(assessments),
        "latest": latest_of(measurements),
        "names": names,
        "lines": lines_of(names),
    }


def latest_of(measurements: list[MeasurementRead]) -> list[MeasurementRead]:
    """Of each indicator and population the measurement of the latest period."""

    def subject(it: MeasurementRead) -> tuple[str, str]:
        return it.indicator, it.population

    kept = sorted((it for it in measurements if it.state != "withdrawn"), key=subject)
    return [max(group, key=lambda it: moment(it.period)) for _, group in groupby(kept, key=subject)]
