"""The routes of the API: sender, type, form and spelling are checked before the framework parses anything.

Every room makes its router here: `from app.api.routes import APIRouter`.
"""

from collections.abc import Callable, Coroutine
from inspect import iscoroutinefunction
from typing import Any

from fastapi import APIRouter as FastAPIRouter
from fastapi import Request, Response
from fastapi.dependencies.utils import request_body_to_args, request_params_to_args
from fastapi.routing import APIRoute

from app.api import etags
from app.api.bodies import ParsedRequest, parsed
from app.api.door import SAFE, Door
from app.api.kept import Kept
from app.api.query import errors_in, family
from app.api.threads import in_one_step
from app.errors import FieldError, Invalid
from app.field_errors import from_pydantic

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


UNTAGGED: dict[str, Any] = {"x-no-etag": True}
"""For a route's `openapi_extra`: what it reads moves without the revision of the data, so that it has no tag."""


class Route(APIRoute):
    """A route behind its door; what is read carries a tag, and is not made again for who has it."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        if set(options.get("methods") or ()) <= SAFE and not iscoroutinefunction(endpoint):
            endpoint = in_one_step(endpoint)
        super().__init__(path, endpoint, **options)

    def get_route_handler(self) -> Handler:
        door, inner = Door.of(self), super().get_route_handler()
        handle = _remembered(inner) if door.has_tag else inner

        async def guarded(request: Request) -> Response:
            await door.admit(request)
            if door.parses_json:
                request = await parsed(request)
            if wrong := errors_in(request.scope["query_string"], door.keys):
                raise Invalid(await self._all_errors(request, wrong))
            return await handle(request)

        return guarded

    async def _all_errors(self, request: Request, found: list[FieldError]) -> list[FieldError]:
        """What was found, and all that the models would have found: nobody should have to ask twice."""
        more: list[Any] = []
        for each in family(self.dependant):
            more += request_params_to_args(each.path_params, request.path_params)[1]
            more += request_params_to_args(each.query_params, request.query_params)[1]
        if isinstance(request, ParsedRequest) and self.body_field:
            body = self.dependant.body_params
            more += (await request_body_to_args(body, request.parsed, self._embed_body_fields))[1]
        told = {error.field for error in found}
        return [*found, *(error for error in from_pydantic(more) if error.field not in told)]


class APIRouter(FastAPIRouter):
    """FastAPI's, with routes of our own kind."""

    def __init__(self, **options: Any) -> None:
        super().__init__(route_class=Route, redirect_slashes=False, **options)


def _remembered(inner: Handler) -> Handler:
    """The tag is compared first: who has the answer already gets 304, and the route does not run."""

    async def remembered(request: Request) -> Response:
        fresh = await etags.freshness(request)
        if etags.is_fresh(request, fresh.tag):
            return etags.mark(Response(status_code=304), fresh)
        kept: Kept = request.app.state.kept
        response = await kept.answer(fresh, request, inner)
        if response.status_code != 200:
            return response
        if etags.any_will_do(request):
            response = Response(status_code=304)
        return etags.mark(response, fresh)

    return remembered
