"""Which methods an address takes: the framework names those of the first route that matches, and no HEAD."""

from collections.abc import Awaitable, Callable

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match
from starlette.types import Receive, Scope, Send

Answering = Callable[[Request], Awaitable[Response]]


def allowed_at(app: FastAPI, scope: Scope) -> dict[str, str]:
    """The header Allow of a 405: every method that some route at this address takes.

    An address that is written out (`/areas/comparison`) is not the address of an item with that id.
    """
    found: set[str] = set()
    named: set[str] = set()
    for context in iter_route_contexts(app.routes):
        match, child = context.matches({**scope, "path_params": {}})
        if match != Match.NONE:
            found |= context.methods or set()
            named |= (context.methods or set()) if not child.get("path_params") else set()
    found = named or found
    return {"Allow": ", ".join(sorted(found | {"HEAD"} if "GET" in found else found))}


class Whatever:
    """Answers whatever method is sent, also one nobody ever heard of; a plain function would be given GET alone."""

    def __init__(self, answer: Answering) -> None:
        self._answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = await self._answer(Request(scope, receive, send))
        await response(scope, receive, send)
