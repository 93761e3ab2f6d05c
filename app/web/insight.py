"""Insight into an area: differences inside it, what lies around it, its data, its programmes, and other areas."""

from collections.abc import Iterable
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from app.models.area_comparison import AreaComparisonPage, SuccessiveProgramme
from app.models.base import Page
from app.models.indicator import IndicatorRead
from app.models.insight import DataStatePage, OutlierRead, StackingPage, SurroundingsPage
from app.models.place import PlaceRead
from app.models.programme import ProgrammeRead
from app.web.api import Api, ApiDep, Asked, at
from app.web.comparison import shown_gap, verdict
from app.web.names import Names
from app.web.places import pages_of
from app.web.rendering import render
from app.web.sorting import by_name, in_order
from app.web.together import together

router = APIRouter()
EVERYTHING: Asked = {"pageSize": 1000}
Context = dict[str, Any]


@router.get("/gebieden/vergelijken")
async def compare_areas(request: Request, api: ApiDep) -> HTMLResponse:
    """Areas side by side, with what to know before comparing them."""
    return render(request, "insight/compare.html", block="results", **await _compared(request, api))


@router.get("/gebieden/{area_id}/verschillen")
async def show_differences(request: Request, api: ApiDep, area_id: str) -> HTMLResponse:
    """The best and worst neighbourhood of each indicator, and where several indicators are bad at once."""
    return render(request, "insight/differences.html", **await _differences(request, api, area_id))


@router.get("/gebieden/{area_id}/omgeving")
async def show_surroundings(request: Request, api: ApiDep, area_id: str) -> HTMLResponse:
    """What moves inside the area against what moves in the places that are watched beside it."""
    path = at("areas", area_id, "surroundings")
    found, indicators, programmes = await together(
        api.get(SurroundingsPage, path, EVERYTHING),
        api.all(IndicatorRead, "/indicators"),
        api.all(ProgrammeRead, "/programmes"),
    )
    named = {it.place for it in found.watched} | {it.reference.place for it in found.items if it.reference}
    context = await _about(api, area_id, named, indicators, programmes)
    return render(request, "insight/surroundings.html", found=found, **context)


@router.get("/gebieden/{area_id}/gegevens")
async def show_data(request: Request, api: ApiDep, area_id: str) -> HTMLResponse:
    """Which data of the area are present, old, missing or scattered, and what is overdue."""
    path = at("areas", area_id, "data-state")
    found, indicators = await together(api.get(DataStatePage, path, EVERYTHING), api.all(IndicatorRead, "/indicators"))
    named = {cell.place for it in found.items[:1] for cell in it.neighbourhoods}
    context = await _about(api, area_id, named, indicators)
    return render(request, "insight/data.html", found=found, **context)


@router.get("/gebieden/{area_id}/programmas")
async def show_programmes(request: Request, api: ApiDep, area_id: str) -> HTMLResponse:
    """The programmes that came one after another on this ground, with their own baselines."""
    path = at("areas", area_id, "programmes")
    found, indicators = await together(api.all(SuccessiveProgramme, path), api.all(IndicatorRead, "/indicators"))
    named = {place for it in found for place in (*it.areas, *it.places, *(one.place for one in it.baselines))}
    return render(request, "insight/programmes.html", found=found, **await _about(api, area_id, named, indicators))


async def _about(
    api: Api,
    area_id: str,
    named: Iterable[str],
    indicators: Iterable[IndicatorRead],
    programmes: Iterable[ProgrammeRead] = (),
) -> Context:
    """The area itself, and the names of all that its page names."""
    places = await api.all(PlaceRead, "/places", {"place": sorted({area_id, *named})})
    known = {it.id: it for it in indicators}
    return {
        "area": next(it for it in places if it.id == area_id),
        "names": Names(places, programmes, indicators=list(known.values())),
        "indicators": known,
        "addresses": pages_of(places),
        "shown_gap": shown_gap,
        "verdict": verdict,
    }


async def _differences(request: Request, api: Api, area_id: str) -> Context:
    asked = {"margin": _number(request, "marge"), "atLeast": _number(request, "aantal")}
    found, stacked, indicators = await together(
        api.get(Page[OutlierRead], at("areas", area_id, "outliers"), EVERYTHING),
        api.get(StackingPage, at("areas", area_id, "stacking"), {**EVERYTHING, **asked}),
        api.all(IndicatorRead, "/indicators"),
    )
    named = {it.place for it in stacked.items} | {it.reference.place for it in found.items if it.reference}
    context = await _about(api, area_id, named, indicators)
    names = context["names"]
    outliers = sorted(found.items, key=lambda it: (in_order(names[it.indicator]), it.population))
    return {**context, "outliers": outliers, "stacked": stacked}


def _number(request: Request, name: str) -> str:
    """A number from the address; what is none is not asked."""
    text = request.query_params.get(name, "")
    return text if text.isascii() and text.isdigit() and 0 < len(text) < 4 else ""


async def _compared(request: Request, api: Api) -> Context:
    query = request.query_params
    areas = [text[:120] for text in query.getlist("gebied") if text][:30]
    indicator, theme = query.get("indicator", "")[:120], query.get("thema", "")[:120]
    within = query.get("binnen", "")[:120]
    asked: Asked = {"area": areas, "within": within, "indicator": indicator, "theme": theme, **EVERYTHING}
    found, places, indicators = await together(
        api.get(AreaComparisonPage, "/areas/comparison", asked),
        api.all(PlaceRead, "/places", {"kind": ["area", "municipality"]}),
        api.all(IndicatorRead, "/indicators"),
    )
    inside = await api.all(PlaceRead, "/places", {"area": within}) if within else []
    return {
        "found": found if areas or within or indicator or theme else None,
        "names": Names(places, inside, indicators=indicators),
        "addresses": pages_of([*places, *inside]),
        "areas": [it for it in by_name(places) if it.kind == "area"],
        "indicators": {it.id: it for it in indicators},
        "choices": by_name(indicators),
        "themes": sorted({it.theme for it in indicators if it.theme}),
        "asked": {"gebied": areas, "binnen": within, "indicator": indicator, "thema": theme},
        "shown_gap": shown_gap,
        "verdict": verdict,
    }
