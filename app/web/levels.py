"""Two levels on pages: the course of an indicator in one place, and all figures of one place."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from app.models.base import Page
from app.models.indicator import IndicatorRead
from app.models.place import PlaceRead
from app.models.two_levels import TwoLevels, TwoLevelsPage
from app.web.api import Api, ApiDep, at
from app.web.comparison import chosen, course, shown_gap, two_levels, verdict
from app.web.courses import drawings
from app.web.names import Names
from app.web.notes import numbers_in
from app.web.places import page_of, pages_of
from app.web.rendering import render
from app.web.series import course_of_place
from app.web.sorting import by_name, in_order
from app.web.together import together

router = APIRouter()
MOST_PLACES = 300
WORDS: dict[str, Any] = {"shown_gap": shown_gap, "two_levels": two_levels, "verdict": verdict, "numbers_in": numbers_in}


@router.get("/indicatoren/{indicator_id}/verloop")
async def show_course(request: Request, api: ApiDep, indicator_id: str) -> HTMLResponse:
    """One indicator in one place through time, and in each period against what it is compared with."""
    context = await _course(request, api, indicator_id)
    return render(request, "insight/course.html", block="results", **context, **WORDS)


@router.get("/gebieden/{place_id}/cijfers")
async def show_figures_of_area(request: Request, api: ApiDep, place_id: str) -> HTMLResponse:
    """All figures of an area, measured or computed, on two levels."""
    return render(request, "insight/figures.html", **await _figures(api, place_id), **WORDS)


@router.get("/buurten/{place_id}/cijfers")
async def show_figures_of_neighbourhood(request: Request, api: ApiDep, place_id: str) -> HTMLResponse:
    """All figures of a neighbourhood, on two levels."""
    return render(request, "insight/figures.html", **await _figures(api, place_id), **WORDS)


async def _course(request: Request, api: Api, indicator_id: str) -> dict[str, Any]:
    """The chosen place, or the first that was measured; and what can be chosen instead."""
    query = {name: request.query_params.get(name, "")[:120] for name in ("plaats", "met", "population")}
    path, about = at("indicators", indicator_id, "comparison"), {"population": query["population"]}
    indicator, everywhere = await together(
        api.get(IndicatorRead, at("indicators", indicator_id)),
        api.get(TwoLevelsPage, path, {**about, "pageSize": MOST_PLACES}),
    )
    place = query["plaats"] or next((it.place for it in everywhere.items), "")
    wanted = {it.place for it in everywhere.items} | {*everywhere.references, place, query["met"]}
    found, places = await together(
        api.get(TwoLevelsPage, path, {**about, "place": place, "reference": query["met"]}),
        api.all(PlaceRead, "/places", {"place": sorted(wanted - {""})}),
    )
    levels, names = next((it for it in found.items if it.place == place), None), Names(places)
    course = course_of_place(levels, indicator, names, found.events) if levels else None
    return {
        "indicator": indicator,
        "levels": levels,
        "names": names,
        "asked": query,
        "chosen": place,
        "places": [it for it in by_name(places) if it.id in {one.place for one in everywhere.items}],
        "references": [it for it in by_name(places) if it.id in everywhere.references],
        "addresses": pages_of(places),
        "course": course,
        "drawing": drawings(course) if course else None,
    }


async def _figures(api: Api, place_id: str) -> dict[str, Any]:
    """Everything that is known of the place."""
    found, indicators = await together(
        api.get(Page[TwoLevels], at("places", place_id, "comparison"), {"pageSize": 1000}),
        api.all(IndicatorRead, "/indicators"),
    )
    references = {it.reference for it in found.items if it.reference}
    places = await api.all(PlaceRead, "/places", {"place": sorted({place_id, *references})})
    known = {it.id: it for it in indicators}
    names = Names(places, indicators=indicators)
    rows = [
        (known[it.indicator], it, latest, course(known[it.indicator], it.points))
        for it in found.items
        if it.indicator in known and (latest := chosen(it.points))
    ]
    return {
        "place": next(it for it in places if it.id == place_id),
        "address": page_of(next(it for it in places if it.id == place_id)),
        "rows": sorted(rows, key=lambda row: in_order(row[0].name)),
        "names": names,
    }
