"""The pages: a thin client of the API, which may run beside it or elsewhere."""

from functools import cache
from importlib import import_module
from pathlib import Path

import httpx
from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute
from starlette.types import Scope

from app.edge.methods import allowed_at
from app.problems import Problem, describe
from app.settings import Settings
from app.web.api import Refused
from app.web.rendering import render, wants_fragment
from app.web.sessions import COOKIE, Sessions, sessions_of

HERE = Path(__file__).parent
ROOMS = (
    "start", "programme_files", "programmes", "insight", "levels", "areas", "neighbourhoods", "goals", "targets",
    "indicators", "measurements", "measuring", "partners", "interventions", "results",
    "quality", "questions", "period_locks",
    "governance", "calendar", "sources", "open_data", "access", "explanations", "bi",
    "target_decisions", "target_findings",
    "deliveries", "mailboxes", "judging",
    "webhooks",
    "planning", "planning_texts", "planning_tags", "planning_norms", "planning_sets",
    "giving",
    "entry",  # last: /invoer/{word} takes what no other room has
)  # fmt: skip


class OwnFiles(StaticFiles):
    """Our style sheets, fonts and htmx. An address with a mark of the file's content may be kept for ever."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        kept = "public, max-age=31536000, immutable" if b"v=" in scope["query_string"] else "public, max-age=3600"
        response.headers["Cache-Control"] = kept
        return response


def create_site(api: httpx.AsyncClient, settings: Settings) -> FastAPI:
    """The site as a client of `api`. Sessions live in the data folder."""
    site = FastAPI(openapi_url=None, redirect_slashes=False)
    site.state.api, site.state.settings = api, settings
    site.state.sessions = Sessions(settings.data_dir, settings.secure_cookies)
    site.mount("/static", OwnFiles(directory=HERE / "static", check_dir=False))
    site.router.routes.extend(gathered())
    for error in (Refused, RequestValidationError, HTTPException):
        site.add_exception_handler(error, _explain)
    return site


@cache
def gathered() -> list[BaseRoute]:
    """The pages of all rooms; what each takes is worked out once, for all applications in a process."""
    together = APIRouter(redirect_slashes=False)
    for room in ROOMS:
        together.include_router(import_module(f"app.web.{room}").router, include_in_schema=False)
    return together.routes


async def _explain(request: Request, error: Exception) -> Response:
    """Any refusal as a page, or as a block for htmx; who has to sign in again is sent there."""
    problem = error.problem if isinstance(error, Refused) else Problem.model_validate(describe(error))
    if problem.status == 401 and request.method == "GET":
        return _sign_in_first(request)
    answer = render(request, "problem.html", block="problem", status=problem.status, problem=problem)
    if isinstance(error, HTTPException):
        answer.headers.update(error.headers or {})
    if problem.status == 405:
        answer.headers.update(allowed_at(request.app, request.scope))
    return answer


def _sign_in_first(request: Request) -> Response:
    """The session is over, or this needs one: forget it, sign in, and come back."""
    back = httpx.QueryParams({"verder": request.url.path + (f"?{request.url.query}" if request.url.query else "")})
    response: Response = RedirectResponse(f"/aanmelden?{back}", status_code=303)
    if wants_fragment(request):
        response = Response(headers={"HX-Redirect": f"/aanmelden?{back}"})
    sessions_of(request).end(response, request.cookies.get(COOKIE))
    return response
