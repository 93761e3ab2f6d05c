"""/api/v1/areas/{id}/... and /api/v1/indicators/{id}/comparison: what figures say beside each other."""

from typing import Annotated, Any

from fastapi import Query, Request

from app.api.access import SightDep
from app.api.paging import next_url, paged
from app.api.routes import APIRouter
from app.models.area_comparison import AreaComparisonFilter, AreaComparisonPage, SuccessiveProgramme
from app.models.base import Page
from app.models.insight import (
    DataStatePage,
    InsightAsked,
    OutlierFilter,
    OutlierRead,
    StackingFilter,
    StackingPage,
    SurroundingsPage,
)
from app.models.two_levels import MomentAsked, TwoLevels, TwoLevelsFilter, TwoLevelsPage
from app.problems import refusals
from app.services.insight import (
    area_comparison,
    data_states,
    outliers,
    stacking,
    succession,
    surroundings,
    two_levels,
)
from app.services.rows import Found

router = APIRouter()
NOT_FOUND = refusals(400, 404)


@router.get("/areas/comparison", response_model=AreaComparisonPage, responses=refusals(400), tags=["areas"])
def compare_areas(request: Request, sight: SightDep, asked: Annotated[AreaComparisonFilter, Query()]) -> Any:
    """Areas side by side on one indicator or one theme, with their context, and what to be careful about."""
    found, indicators, cautions = area_comparison.find(sight.known(asked.known_at), asked)
    return {**_page(request, found), "indicators": indicators, "cautions": cautions}


@router.get("/areas/{area_id}/outliers", response_model=Page[OutlierRead], responses=NOT_FOUND, tags=["areas"])
def list_outliers(request: Request, sight: SightDep, area_id: str, asked: Annotated[OutlierFilter, Query()]) -> Any:
    """The best and the worst neighbourhood of each indicator, beside the area's own figure and the city's."""
    return paged(request, outliers.find(sight.known(asked.known_at), area_id, asked))


@router.get("/areas/{area_id}/stacking", response_model=StackingPage, responses=NOT_FOUND, tags=["areas"])
def list_stacked(request: Request, sight: SightDep, area_id: str, asked: Annotated[StackingFilter, Query()]) -> Any:
    """Where several indicators are bad at once, worst first, with the rule that says what is bad."""
    found, method, stacked = stacking.find(sight.known(asked.known_at), area_id, asked)
    return {**_page(request, found), "method": method, "stacked": stacked}


@router.get("/areas/{area_id}/surroundings", response_model=SurroundingsPage, responses=NOT_FOUND, tags=["areas"])
def list_surroundings(request: Request, sight: SightDep, area_id: str, asked: Annotated[InsightAsked, Query()]) -> Any:
    """What moved inside the area since the programme began, against the places that are watched beside it."""
    found, watched = surroundings.find(sight.known(asked.known_at), area_id, asked)
    return {**_page(request, found), "watched": watched}


@router.get("/areas/{area_id}/data-state", response_model=DataStatePage, responses=NOT_FOUND, tags=["areas"])
def list_data_states(request: Request, sight: SightDep, area_id: str, asked: Annotated[InsightAsked, Query()]) -> Any:
    """Which data of the area are present, old, missing or scattered, and what is overdue by its own rhythm."""
    found, counts, overdue = data_states.find(sight.known(asked.known_at), area_id, asked)
    return {**_page(request, found), "counts": counts, "overdue": overdue}


@router.get(
    "/areas/{area_id}/programmes", response_model=Page[SuccessiveProgramme], responses=NOT_FOUND, tags=["areas"]
)
def list_programmes_of_area(
    request: Request, sight: SightDep, area_id: str, asked: Annotated[MomentAsked, Query()]
) -> Any:
    """The programmes that came one after another on this ground, each with its own baselines."""
    return paged(request, succession.find(sight.known(asked.known_at), area_id, asked))


@router.get(
    "/indicators/{indicator_id}/comparison", response_model=TwoLevelsPage, responses=NOT_FOUND, tags=["indicators"]
)
def compare_places(
    request: Request, sight: SightDep, indicator_id: str, asked: Annotated[TwoLevelsFilter, Query()]
) -> Any:
    """The indicator in many places on two levels: through time, and in each period against a reference."""
    seeing = sight.known(asked.known_at)
    found = two_levels.find(seeing, indicator_id, asked)
    return {**_page(request, found), **two_levels.around(seeing, indicator_id, found.items, asked)}


@router.get("/places/{place_id}/comparison", response_model=Page[TwoLevels], responses=NOT_FOUND, tags=["places"])
def compare_indicators(
    request: Request, sight: SightDep, place_id: str, asked: Annotated[InsightAsked, Query()]
) -> Any:
    """Everything that is known of a place on two levels: through time, and in each period against a reference."""
    return paged(request, two_levels.find_of_place(sight.known(asked.known_at), place_id, asked))


def _page(request: Request, found: Found[Any]) -> dict[str, Any]:
    """What every collection has."""
    return {"items": list(found.items), "next": next_url(request, found.cursor), "total": found.total}
