"""Pages of words: what an error means, and how accessible the site is."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from app.errors import NotFound, say
from app.explanations import explain
from app.problems import KINDS
from app.web.api import refused
from app.web.rendering import render

router = APIRouter()


@router.get("/problems/{code}")
async def explain_problem(request: Request, code: str) -> HTMLResponse:
    """What an error type means; its address is the `type` of the problem."""
    found = explain(code)
    if found is None:
        raise refused(NotFound(say("There is no error with the code {code}.", code=code[:60])))
    return render(request, "explanations/problem.html", found=found)


@router.get("/problems")
async def list_problems(request: Request) -> HTMLResponse:
    """All error types."""
    return render(request, "explanations/problems.html", kinds=sorted(KINDS.values(), key=lambda kind: kind.status))


@router.get("/toegankelijkheid")
async def show_accessibility(request: Request) -> HTMLResponse:
    """The accessibility statement."""
    return render(request, "explanations/accessibility.html", contact=request.app.state.settings)
