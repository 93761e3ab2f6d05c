"""One goal: where it stands in the tree, and its targets."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from app.models.indicator import IndicatorRead
from app.models.place import PlaceRead
from app.models.programme import NodeRead
from app.models.progress import AssessmentRead
from app.web.api import Api, ApiDep, at
from app.web.courses import lines_of
from app.web.names import Names
from app.web.ordering import worst_first
from app.web.rendering import render
from app.web.together import together

router = APIRouter()


@router.get("/doelen/{goal_id}")
async def show_goal(request: Request, api: ApiDep, goal_id: str) -> HTMLResponse:
    """One node of a tree with its own targets."""
    goal, assessments = await together(
        api.get(NodeRead, at("goals", goal_id)), api.all(AssessmentRead, "/assessments", {"goal": goal_id})
    )
    names, made_up = await _names(api, goal)
    shown: dict[str, Any] = {"goal": goal, "assessments": worst_first(assessments), "made_up": made_up}
    shown["tagged"] = bool(goal.life_course or goal.social_basis or goal.scale or goal.horizon)
    return render(request, "goals/show.html", **shown, names=names, lines=lines_of(names))


async def _names(api: Api, goal: NodeRead) -> tuple[Names, bool]:
    """What its programme names, and whether that is about a place that does not exist."""
    asked = {"programme": goal.programme}
    places, indicators = await together(
        api.all(PlaceRead, "/places", asked), api.all(IndicatorRead, "/indicators", asked)
    )
    return Names(places, goal.path, indicators=indicators), any(place.fictitious for place in places)
