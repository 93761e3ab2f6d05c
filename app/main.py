"""The application: one API, and a front end on top of it. The only place where the parts meet."""

import gc
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Literal

import httpx
from fastapi import FastAPI
from sqlalchemy import Engine
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import ASGIApp

from app import problems
from app.api import create_api, health
from app.api.odata import create_odata
from app.database import make_engine
from app.edge import Edge, explained, logs
from app.edge.methods import Whatever
from app.errors import NotFound
from app.explanations import explain
from app.services.webhooks.delivering import Deliverer
from app.settings import Settings, get_settings
from app.web import create_site

API, ODATA = "/api/v1", "/odata"
OBJECTS = 20_000  # that may come to be between two collections of the youngest

Part = Literal["all", "api", "site"]


class Application(Starlette):
    """Starlette with the edge outside everything, its own error handler included."""

    def build_middleware_stack(self) -> ASGIApp:
        return Edge(super().build_middleware_stack(), self.state.settings)


def create_app(settings: Settings | None = None, only: Part = "all") -> Application:
    """API and site in one process; or one of them, where the other runs elsewhere."""
    settings = settings or get_settings()
    engine = make_engine(settings.database) if only != "site" else None
    api = create_api(settings, engine) if engine else None
    client = connect(api, settings) if only != "api" else None
    return assemble(settings, engine, api, client)


def assemble(
    settings: Settings, engine: Engine | None, api: FastAPI | None, client: httpx.AsyncClient | None
) -> Application:
    """The parts that are there, under one edge."""
    logs.configure(settings.log_format)
    app = Application(
        routes=_routes(settings, api, client),
        lifespan=_lifespan,
        exception_handlers={Exception: _fault, HTTPException: _fault},
    )
    app.state.settings, app.state.engine, app.state.api, app.state.client = settings, engine, api, client
    return app


def connect(api: FastAPI | None, settings: Settings) -> httpx.AsyncClient:
    """How the site asks the API: in this process, or at `api_url` when it runs elsewhere."""
    if settings.api_url or api is None:
        return httpx.AsyncClient(base_url=settings.api_url.rstrip("/") or API, timeout=30)
    transport = httpx.ASGITransport(api, root_path=API, raise_app_exceptions=False)
    return httpx.AsyncClient(base_url=f"http://api{API}", transport=transport)


def _routes(settings: Settings, api: FastAPI | None, client: httpx.AsyncClient | None) -> list[BaseRoute]:
    routes: list[BaseRoute] = [*health.routes]
    if api:
        routes += [Mount(API, api), Mount(ODATA, create_odata(settings, api.state.engine))]
    routes += [Route(path, Whatever(_nothing)) for path in ("/api", "/api/{rest:path}")]
    if client:
        return [*routes, Mount("/", create_site(client, settings))]
    explained_here = Route("/problems/{code}", _explanation)
    return [*routes, explained_here, Route("/{rest:path}", Whatever(_nothing))]


async def _explanation(request: Request) -> Response:
    """What a problem means, where no site is there to show it in full."""
    found = explain(request.path_params["code"])
    if found is None:
        return await _nothing(request)
    return HTMLResponse(problems.in_words(found.title, found.meaning, found.remedy))


async def _nothing(request: Request) -> Response:
    return problems.answer(NotFound(problems.DETAILS[404]), request.app.state.settings.public_url)


async def _fault(request: Request, error: Exception) -> Response:
    return explained(error, request.url.path, request.app.state.settings.public_url)


@contextmanager
def _seldom_collecting() -> Iterator[None]:
    """What was loaded stays: the collector of cycles need not look through it again and again while rows are read."""
    before = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(OBJECTS, *before[1:])
    yield
    gc.set_threshold(*before)
    gc.unfreeze()


@asynccontextmanager
async def _lifespan(app: Starlette) -> AsyncIterator[None]:
    """Where webhooks are on, a thread beside the API sends them."""
    settings: Settings = app.state.settings
    deliverer = Deliverer(app.state.engine, settings) if settings.webhooks and app.state.engine else None
    if deliverer:
        deliverer.start()
    with _seldom_collecting():
        yield
    if deliverer:
        await run_in_threadpool(deliverer.stop)
    if app.state.client:
        await app.state.client.aclose()
    if app.state.engine:
        app.state.engine.dispose()
