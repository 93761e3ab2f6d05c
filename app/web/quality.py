"""Quality of the data: deliveries, figures that stand out, sums, breaks and questions, for a programme or an area."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from app.models.figure_question import FigureQuestionRead
from app.models.indicator import IndicatorRead
from app.models.place import PlaceRead
from app.models.programme import ProgrammeRead
from app.models.quality import DeliveryRecordRead, FlaggedFigureRead, SumDifferenceRead
from app.models.series_break import SeriesBreakRead
from app.web.api import Api, ApiDep, Asked
from app.web.names import Names
from app.web.paging import leaf_of
from app.web.places import pages_of
from app.web.rendering import render
from app.web.sessions import visitor_of
from app.web.sorting import by_name
from app.web.together import together

router = APIRouter(prefix="/gegevenskwaliteit")
TEMPLATE = "quality/index.html"

DELIVERED, STANDING_OUT, SUMS, BREAKS, QUESTIONS = "levering", "opvallend", "sommen", "breuken", "vragen"
PARTS: dict[str, tuple[str, Any]] = {
    DELIVERED: ("/delivery-records", DeliveryRecordRead),
    STANDING_OUT: ("/flagged-figures", FlaggedFigureRead),
    SUMS: ("/sum-differences", SumDifferenceRead),
    BREAKS: ("/series-breaks", SeriesBreakRead),
    QUESTIONS: ("/figure-questions", FigureQuestionRead),
}
FILTERS = {"programma": "programme", "gebied": "area", "indicator": "indicator", "partner": "partner"}
HAVE_PARTNER = (DELIVERED, STANDING_OUT, QUESTIONS)
Filled = dict[str, str]


def filters(request: Request) -> Filled:
    """The filter bar as the address holds it; what is not ours in the address is left out."""
    return {name: request.query_params[name][:120] for name in FILTERS if request.query_params.get(name)}


@router.get("")
async def show_quality(request: Request, api: ApiDep, asked: Annotated[Filled, Depends(filters)]) -> HTMLResponse:
    """One part of the quality of the data, for the programme and the area that were asked for."""
    parts = parts_for(request)
    part = part_of(request, parts)
    found, programmes, places, indicators = await together(
        _found(api, part, asked),
        api.all(ProgrammeRead, "/programmes"),
        api.all(PlaceRead, "/places"),
        api.all(IndicatorRead, "/indicators"),
    )
    shown: dict[str, Any] = {"part": part, "parts": parts, "asked": asked, "leaf": leaf_of(found, request)}
    return render(request, TEMPLATE, block="results", **shown, **_choices(programmes, places, indicators))


def _choices(
    programmes: Sequence[ProgrammeRead], places: Sequence[PlaceRead], indicators: Sequence[IndicatorRead]
) -> dict[str, Any]:
    """What can be chosen in the filter bar, and the names of all of it."""
    return {
        "programmes": by_name(programmes),
        "areas": by_name(it for it in places if it.kind == "area"),
        "choices": by_name(indicators),
        "names": Names(places, programmes, indicators=indicators),
        "pages": pages_of(places),
    }


def part_of(request: Request, parts: Sequence[str]) -> str:
    """The part that the address asks for; what this reader cannot open gives the first."""
    part = request.query_params.get("deel", DELIVERED)
    return part if part in parts else DELIVERED


def parts_for(request: Request) -> list[str]:
    """The parts that this reader can open: questions are for who asks and who answers."""
    visitor = visitor_of(request)
    return [part for part in PARTS if part != QUESTIONS or (visitor is not None and visitor.may_measure)]


async def _found(api: Api, part: str, asked: Filled) -> list[Any]:
    path, item = PARTS[part]
    wanted: Asked = {FILTERS[name]: text for name, text in asked.items() if name != "partner" or part in HAVE_PARTNER}
    found: list[Any] = await api.all(item, path, wanted)
    return found
