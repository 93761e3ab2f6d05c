"""One goal: where it stands in the tree, and its targets."""

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
    names = await _names(api, goal)
    shown = worst_first(assessments)
    return render(request, "goals/show.html", goal=goal, assessments=shown, names=names, lines=lines_of(names))


async def _names(api: Api, goal: NodeRead) -> Names:
    asked = {"programme": goal.programme}
    places, indicators = await together(
        api.all(PlaceRead, "/places", asked), api.all(IndicatorRead, "/indicators", asked)
    )
    return Names(places, goal.path, indicators=indicators)
