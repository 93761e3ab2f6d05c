"""OData 4.0 under /odata/v4, for BI tools and spreadsheets: an application of its own, beside the JSON API."""

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from sqlalchemy import Engine
from starlette.exceptions import HTTPException

from app import problems
from app.api import access
from app.api.odata import routes
from app.edge.methods import allowed_at
from app.errors import Refusal
from app.settings import Settings


def create_odata(settings: Settings, engine: Engine) -> FastAPI:
    """The entity sets on this database; to be mounted at /odata."""
    odata = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False)
    odata.state.settings, odata.state.engine = settings, engine
    odata.state.identify, odata.state.authenticate = access.identify, access.authenticate
    odata.include_router(routes.router)
    for error in (Refusal, RequestValidationError, HTTPException, Exception):
        odata.add_exception_handler(error, _explain)
    odata.add_exception_handler(405, _refuse_method)
    return odata


async def _explain(_: Request, error: Exception) -> Response:
    return problems.answer_in_odata(error)


async def _refuse_method(request: Request, _: Exception) -> Response:
    return problems.answer_in_odata(HTTPException(405, headers=allowed_at(request.app, request.scope)))
