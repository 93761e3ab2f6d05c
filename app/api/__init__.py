"""The JSON API: the only door to the domain. Mounted at /api/v1."""

from collections.abc import Sequence
from functools import cache

from fastapi import APIRouter, FastAPI, Request, Response
from pydantic.alias_generators import to_camel
from sqlalchemy import Engine
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute
from starlette.types import Receive, Scope, Send

from app import openapi, problems
from app.api import (
    access,
    areas,
    assessments,
    audit_events,
    data_sets,
    deliveries,
    goals,
    governance,
    indicators,
    insight,
    interventions,
    me,
    measurement_batches,
    measurement_sheets,
    measurement_templates,
    measurements,
    neighbourhoods,
    partners,
    period_locks,
    places,
    planning,
    populations,
    programme_files,
    programmes,
    quality,
    references,
    results,
    sources,
    target_decisions,
    targets,
    tokens,
    webhooks,
)
from app.api.kept import Kept
from app.edge.headers import VERSION
from app.edge.methods import allowed_at
from app.language import language_of, speak
from app.settings import Settings

ROOMS = (
    measurements,  # what is asked most comes first: an address is compared with one room after another
    targets,
    assessments,
    places,
    insight,  # before areas: /areas/comparison is no area
    areas,
    neighbourhoods,
    programmes,
    programme_files,
    goals,
    target_decisions,
    indicators,
    populations,
    measurement_batches,
    measurement_sheets,
    measurement_templates,
    period_locks,
    quality,
    deliveries,
    interventions,
    partners,
    governance,
    planning,
    results,
    references,
    sources,
    data_sets,
    me,
    tokens,
    audit_events,
    webhooks,
)


class Api(FastAPI):
    """FastAPI that knows the reader's language and the request's id, also when a site in this process asks it."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            headers = Headers(scope=scope)
            if wanted := headers.get("accept-language"):
                speak(language_of(wanted))
            scope.setdefault("state", {}).setdefault("request_id", headers.get("x-request-id"))
        await super().__call__(scope, receive, send)


def create_api(settings: Settings, engine: Engine, rooms: Sequence[APIRouter] | None = None) -> Api:
    """The API on this database; `rooms` are all of ours unless a test brings its own."""
    api = Api(
        title="Wijkkoers",
        summary="On course or not, for whom, and who says so: figures and progress of neighbourhood programmes.",
        version=VERSION,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    api.state.settings, api.state.engine = settings, engine
    api.state.kept = Kept(settings.max_kept_answers_bytes)
    api.state.identify, api.state.authenticate = access.identify, access.authenticate
    api.router.routes.extend(ours() if rooms is None else gathered(rooms))
    problems.install(api)
    api.add_exception_handler(405, _refuse_method)
    openapi.install(api, settings)
    return api


@cache
def ours() -> list[BaseRoute]:
    """FastAPI works out what a route takes at its first request: once in a process, for all applications in it."""
    return gathered([room.router for room in ROOMS])


def gathered(rooms: Sequence[APIRouter]) -> list[BaseRoute]:
    together = APIRouter(redirect_slashes=False, generate_unique_id_function=lambda route: to_camel(route.name))
    for room in rooms:
        together.include_router(room)
    return together.routes


async def _refuse_method(request: Request, error: Exception) -> Response:
    allowed = allowed_at(request.app, request.scope)
    return problems.answer(HTTPException(405, headers=allowed), request.app.state.settings.public_url)
