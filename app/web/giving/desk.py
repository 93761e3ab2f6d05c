"""What the pages of this room share: who may come in, forms that survive the end of a session, and the words."""

from collections.abc import Callable, Coroutine
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse
from fastapi.routing import APIRoute
from starlette.datastructures import UploadFile

from app.errors import Message, say
from app.language import said
from app.web.api import Refused
from app.web.forms import Typed, typed
from app.web.measuring import who_measures
from app.web.rendering import render, wants_fragment
from app.web.sessions import Visitor

Giving = Annotated[Visitor, Depends(who_measures)]
Filled = Annotated[Typed, Depends(typed)]
Handler = Callable[[Request], Coroutine[Any, Any, Response]]

FIELDS: dict[str, Message] = {
    "indicator": say("Indicator"),
    "place": say("Place"),
    "code": say("Code of the place (CBS)"),
    "layoutYear": say("Year of the code"),
    "period": say("Period"),
    "population": say("About whom"),
    "value": say("Value"),
    "missing": say("Why there is no figure"),
    "numerator": say("How many"),
    "denominator": say("Out of how many"),
    "state": say("How firm it is"),
    "sampleSize": say("Number of answers (survey)"),
    "low": say("Lower end of the 95% interval"),
    "high": say("Upper end of the 95% interval"),
    "source": say("Source"),
    "note": say("Note"),
    "reason": say("Reason"),
}


class KeepingRoute(APIRoute):
    """A form that is sent after the session ended comes back whole, to be sent again: nothing typed is lost."""

    def get_route_handler(self) -> Handler:
        inner = super().get_route_handler()

        async def keeping(request: Request) -> Response:
            try:
                return await inner(request)
            except Refused as refusal:
                if refusal.problem.status != 401 or request.method != "POST":
                    raise
                return await _session_over(request)

        return keeping


def new_router() -> APIRouter:
    return APIRouter(prefix="/aanleveren", route_class=KeepingRoute)


def word_of(field: str) -> str:
    """What a field is called on the page."""
    return said(FIELDS[field]) if field in FIELDS else field


def onward(request: Request, address: str) -> Response:
    """To the next page; htmx is told to go there itself."""
    if wants_fragment(request):
        return Response(status_code=204, headers={"HX-Redirect": address})
    return RedirectResponse(address, status_code=303)


async def _session_over(request: Request) -> Response:
    """What was typed, in a form that sends it again."""
    async with request.form() as form:
        kept = [(name, value) for name, value in form.multi_items() if isinstance(value, str)]
        with_file = any(isinstance(value, UploadFile) for value in form.values())
    return render(request, "giving/session_over.html", block="problem", status=401, kept=kept, with_file=with_file)
