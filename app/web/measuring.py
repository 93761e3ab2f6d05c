"""Giving figures by hand: a new measurement, a revision, a withdrawal. The API decides; the page explains."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.errors import Forbidden, Unauthenticated, say
from app.language import number
from app.models.indicator import IndicatorRead, PopulationRead
from app.models.measurement import MeasurementOutcome, MeasurementRead
from app.models.place import PlaceRead
from app.web.api import Api, ApiDep, Refused, at, refused
from app.web.forms import Typed, by_field, filled_in, typed
from app.web.measurements import about
from app.web.places import grouped
from app.web.rendering import render, wants_fragment
from app.web.sessions import Visitor, visitor_of
from app.web.sorting import by_name
from app.web.together import together

router = APIRouter()
NUMBERS = ("value", "numerator", "denominator", "low", "high", "sampleSize")
WORDS = ("missing", "state", "note", "reason")
KEY = ("indicator", "place", "period", "population")
FIELDS = dict.fromkeys((*KEY, *NUMBERS, *WORDS), "")

SIGN_IN = say("Sign in to record a figure.")
NOT_YOURS = say("Your account may read figures, but not record them. Ask the programme for the right to do so.")
NOT_THIS = say("You may not do this with this figure. It was given by somebody else, or it was withdrawn already.")

Filled = Annotated[Typed, Depends(typed)]


def who_measures(request: Request) -> Visitor:
    """The visitor who may record figures; anyone else is told why not."""
    visitor = visitor_of(request)
    if visitor is None:
        raise refused(Unauthenticated(SIGN_IN))
    if not visitor.may_measure:
        raise refused(Forbidden(NOT_YOURS))
    return visitor


Measuring = Depends(who_measures)


@router.get("/meten", dependencies=[Measuring])
async def show_form(request: Request, api: ApiDep) -> HTMLResponse:
    """The form for one measurement; what the address already says is filled in."""
    filled = {name: text for name, text in request.query_params.items() if name in KEY}
    return await _form(request, api, filled, {})


@router.post("/meten", dependencies=[Measuring])
async def record(request: Request, api: ApiDep, filled: Filled) -> Response:
    """Record what was typed, or hand it back with what is wrong."""
    try:
        recorded = await api.post(MeasurementOutcome, "/measurements", sent(filled))
    except Refused as refusal:
        return await _form(request, api, filled, by_field(refusal.problem, FIELDS), refusal.problem.status)
    return _to(request, recorded.id, recorded.outcome)


@router.get("/metingen/{measurement_id}/herzien", dependencies=[Measuring])
async def show_revision(request: Request, api: ApiDep, measurement_id: str) -> HTMLResponse:
    """The figure as it is, to be typed over, and what that means."""
    measurement = await _allowed(api, measurement_id, "revise")
    return await _change(request, api, measurement, "revise", as_typed(measurement))


@router.post("/metingen/{measurement_id}/herzien", dependencies=[Measuring])
async def revise(request: Request, api: ApiDep, measurement_id: str, filled: Filled) -> Response:
    """Record the figure again, which is a revision."""
    measurement = await _allowed(api, measurement_id, "revise")
    body = sent(filled) | key_of(measurement)
    try:
        recorded = await api.post(MeasurementOutcome, "/measurements", body)
    except Refused as refusal:
        return await _change(request, api, measurement, "revise", filled, refusal)
    return _to(request, recorded.id, recorded.outcome)


@router.get("/metingen/{measurement_id}/intrekken", dependencies=[Measuring])
async def show_withdrawal(request: Request, api: ApiDep, measurement_id: str) -> HTMLResponse:
    """What withdrawing means, before it is done."""
    return await _change(request, api, await _allowed(api, measurement_id, "withdraw"), "withdraw", {})


@router.post("/metingen/{measurement_id}/intrekken", dependencies=[Measuring])
async def withdraw(request: Request, api: ApiDep, measurement_id: str, filled: Filled) -> Response:
    """Withdraw the figure with its reason."""
    try:
        await api.send(at("measurements", measurement_id, "withdrawal"), {"reason": filled.get("reason", "")})
    except Refused as refusal:
        measurement = await api.get(MeasurementRead, at("measurements", measurement_id))
        return await _change(request, api, measurement, "withdraw", filled, refusal)
    return _to(request, measurement_id, "withdrawn")


def sent(filled: Typed) -> dict[str, Any]:
    """The body for the API: our own fields, numbers as numbers, untouched ones left out."""
    return dict(filled_in({name: filled[name] for name in FIELDS if filled.get(name)}, numbers=NUMBERS))


def key_of(measurement: MeasurementRead) -> dict[str, str]:
    """A revision is about the same indicator, place, period and population, whatever the form says."""
    return {name: getattr(measurement, name) for name in KEY}


def as_typed(measurement: MeasurementRead) -> Typed:
    """The figure as its form shows it: nothing rounded, a decimal comma in Dutch. The reason is a new one each time."""
    given = measurement.model_dump(by_alias=True, include={*KEY, *NUMBERS, *WORDS, "sample_size"})
    filled = {name: number(given[name]) if name in NUMBERS else str(given[name] or "") for name in given}
    return filled | {"state": "provisional" if measurement.state == "withdrawn" else measurement.state}


async def _allowed(api: Api, measurement_id: str, what: str) -> MeasurementRead:
    """The measurement, when this visitor may do that with it."""
    measurement = await api.get(MeasurementRead, at("measurements", measurement_id))
    if what not in measurement.may:
        raise refused(Forbidden(NOT_THIS))
    return measurement


async def _form(
    request: Request, api: Api, filled: Typed, errors: Mapping[str, str], status: int = 200
) -> HTMLResponse:
    indicators, places, populations = await together(
        api.all(IndicatorRead, "/indicators"),
        api.all(PlaceRead, "/places"),
        api.all(PopulationRead, "/populations"),
    )
    choices: dict[str, Any] = {"indicators": by_name(indicators), "places": grouped(places), "populations": populations}
    return render(
        request, "measurements/new.html", block="form", status=status, **choices, filled=filled, errors=errors
    )


async def _change(
    request: Request, api: Api, measurement: MeasurementRead, what: str, filled: Typed, refusal: Refused | None = None
) -> HTMLResponse:
    """The page that revises or withdraws; after a refusal with what was typed and what is wrong."""
    indicator, names, _ = await about(api, measurement)
    errors = by_field(refusal.problem, FIELDS) if refusal else {}
    status = refusal.problem.status if refusal else 200
    context: dict[str, Any] = {"measurement": measurement, "indicator": indicator, "names": names}
    return render(
        request, f"measurements/{what}.html", block="form", status=status, **context, filled=filled, errors=errors
    )


def _to(request: Request, measurement_id: str, outcome: str) -> Response:
    """Onward to the page of the measurement; htmx is told to go there itself, and not to swap it in."""
    address = f"{at('metingen', measurement_id)}?gedaan={outcome}"
    if wants_fragment(request):
        return Response(status_code=204, headers={"HX-Redirect": address})
    return RedirectResponse(address, status_code=303)
