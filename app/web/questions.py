"""Questions about one figure: staff asks, the partner answers, staff closes. The API decides; the page explains."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.models.figure_question import FigureQuestionRead, QuestionState
from app.models.measurement import MeasurementRead
from app.web.api import Api, ApiDep, Refused, at
from app.web.forms import Typed, by_field, filled_in, typed
from app.web.measurements import about
from app.web.measuring import Measuring
from app.web.rendering import render
from app.web.sessions import visitor_of
from app.web.together import together

router = APIRouter(prefix="/metingen/{measurement_id}/vragen", dependencies=[Measuring])

FIELDS = dict.fromkeys(("text", "partner", "kind", "conclusion"), "")
Filled = Annotated[Typed, Depends(typed)]


@router.get("")
async def show_questions(request: Request, api: ApiDep, measurement_id: str) -> HTMLResponse:
    """The figure, all that was asked about it, and what this reader may do with that."""
    return await _page(request, api, measurement_id)


@router.post("")
async def ask(request: Request, api: ApiDep, measurement_id: str, filled: Filled) -> Response:
    """Ask who delivered the figure."""
    body = _sent(filled, "text", "partner")
    return await _done(request, api, measurement_id, at("measurements", measurement_id, "questions"), body, "asked")


@router.post("/{key}/antwoord")
async def answer(request: Request, api: ApiDep, measurement_id: str, key: str, filled: Filled) -> Response:
    """Answer for the organisation that was asked."""
    body = _sent(filled, "kind", "text")
    return await _done(request, api, measurement_id, at("figure-questions", key, "answer"), body, "answered")


@router.post("/{key}/afsluiten")
async def close(request: Request, api: ApiDep, measurement_id: str, key: str, filled: Filled) -> Response:
    """Close the question."""
    body = _sent(filled, "conclusion")
    return await _done(request, api, measurement_id, at("figure-questions", key, "closure"), body, "closed")


def _sent(filled: Typed, *names: str) -> dict[str, Any]:
    return dict(filled_in({name: filled.get(name, "") for name in names}))


async def _done(
    request: Request, api: Api, measurement_id: str, path: str, body: Mapping[str, Any], outcome: str
) -> Response:
    """Onward to the page of the questions; after a refusal the page with what was typed and what is wrong."""
    try:
        await api.send(path, body)
    except Refused as refusal:
        return await _page(request, api, measurement_id, body, refusal)
    return RedirectResponse(f"{at('metingen', measurement_id, 'vragen')}?gedaan={outcome}", status_code=303)


async def _page(
    request: Request, api: Api, measurement_id: str, filled: Mapping[str, Any] = FIELDS, refusal: Refused | None = None
) -> HTMLResponse:
    measurement, questions = await together(
        api.get(MeasurementRead, at("measurements", measurement_id)),
        api.all(FigureQuestionRead, "/figure-questions", {"measurement": measurement_id}),
    )
    indicator, names, _ = await about(api, measurement)
    visitor = visitor_of(request)
    waits = any(it.state is not QuestionState.CLOSED for it in questions)
    context: dict[str, Any] = {"measurement": measurement, "indicator": indicator, "names": names}
    context |= {"questions": questions[::-1], "may_ask": visitor is not None and visitor.may_steer and not waits}
    context |= {"done": request.query_params.get("gedaan", ""), "filled": filled}
    errors = by_field(refusal.problem, FIELDS) if refusal else {}
    status = refusal.problem.status if refusal else 200
    return render(request, "quality/questions.html", status=status, **context, errors=errors)
