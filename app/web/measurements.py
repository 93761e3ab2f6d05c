"""Measurements: the list under its filter bar, and one with everything that was ever said about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import parse_qs, urlsplit

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from app.models.base import Page
from app.models.indicator import IndicatorRead
from app.models.measurement import MeasurementRead, RevisionRead
from app.models.place import PlaceRead
from app.models.programme import ProgrammeRead
from app.web.api import Api, ApiDep, Refused, at
from app.web.forms import by_field
from app.web.names import Names
from app.web.open_data import files_of
from app.web.paging import with_query
from app.web.places import grouped, pages_of
from app.web.rendering import render
from app.web.together import together

router = APIRouter(prefix="/metingen")
FILTERS = (
    "programme", "area", "place", "municipality", "indicator", "population", "partner", "source", "state",
    "periodFrom", "periodTo", "cursor",
)  # fmt: skip
Filled = dict[str, str]


@dataclass(frozen=True)
class Found:
    """One page of what was asked for; or nothing, and what was wrong with the question."""

    items: Sequence[MeasurementRead]
    cursor: str | None
    errors: dict[str, str]
    status: int = 200


def filters(request: Request) -> Filled:
    """The filter bar as the address holds it; what is not ours in the address is left out."""
    return {name: request.query_params[name] for name in FILTERS if request.query_params.get(name)}


@router.get("")
async def list_measurements(request: Request, api: ApiDep, asked: Annotated[Filled, Depends(filters)]) -> HTMLResponse:
    """The measurements asked for, a page at a time."""
    found, programmes, places, indicators = await together(
        _find(api, asked),
        api.all(ProgrammeRead, "/programmes"),
        api.all(PlaceRead, "/places"),
        api.all(IndicatorRead, "/indicators"),
    )
    context: dict[str, Any] = {"found": found, "asked": asked, "programmes": programmes, "indicators": indicators}
    context |= {"names": Names(places, programmes, indicators=indicators), **_of_places(places)}
    context |= {"files": files_of("measurements", asked), **_neighbours(request, found)}
    return render(request, "measurements/index.html", block="results", status=found.status, **context)


@router.get("/{measurement_id}")
async def show_measurement(request: Request, api: ApiDep, measurement_id: str) -> HTMLResponse:
    """One measurement: the value, where it comes from, and its revisions, newest first."""
    measurement, revisions = await together(
        api.get(MeasurementRead, at("measurements", measurement_id)),
        api.get(Page[RevisionRead], at("measurements", measurement_id, "revisions")),
    )
    indicator, names, pages = await about(api, measurement)
    done = request.query_params.get("gedaan", "")
    context: dict[str, Any] = {"measurement": measurement, "revisions": revisions.items, "indicator": indicator}
    return render(request, "measurements/show.html", **context, names=names, pages=pages, done=done)


async def about(api: Api, measurement: MeasurementRead) -> tuple[IndicatorRead, Names, dict[str, str]]:
    """What is measured, with its unit; the name of where; and the page of where."""
    indicator, places = await together(
        api.get(IndicatorRead, at("indicators", measurement.indicator)),
        api.all(PlaceRead, "/places", {"place": measurement.place}),
    )
    return indicator, Names(places, indicators=[indicator]), pages_of(places)


async def _find(api: Api, asked: Filled) -> Found:
    try:
        page = await api.get(Page[MeasurementRead], "/measurements", asked)
    except Refused as refusal:
        if refusal.problem.status != 400:
            raise
        return Found((), None, by_field(refusal.problem, asked), refusal.problem.status)
    return Found(page.items, _cursor(page.next), {})


def _cursor(following: str | None) -> str | None:
    """The API's mark of where the next page begins."""
    return parse_qs(urlsplit(following).query)["cursor"][0] if following else None


def _neighbours(request: Request, found: Found) -> dict[str, str | None]:
    """The addresses of the first page, when this is a later one, and of the next."""
    first = with_query(request, cursor="") if request.query_params.get("cursor") else None
    return {"first": first, "following": with_query(request, cursor=found.cursor) if found.cursor else None}


def _of_places(places: Sequence[PlaceRead]) -> dict[str, Any]:
    """What there is to choose from: the places by kind, and the areas alone."""
    return {"places": grouped(places), "areas": [place for place in places if place.kind == "area"]}
