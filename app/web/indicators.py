"""Indicators: the list, and one with all places compared."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from app.models.indicator import IndicatorRead
from app.models.place import PlaceRead
from app.models.programme import ProgrammeRead
from app.models.target import TargetRead
from app.models.two_levels import TwoLevelsPage
from app.web.api import Api, ApiDep, Asked, at
from app.web.comparison import COLUMNS, Row, compare, ordered, periods_in, shown_gap
from app.web.names import Names
from app.web.paging import with_query
from app.web.rendering import render
from app.web.sorting import by_name, in_order
from app.web.together import together

router = APIRouter(prefix="/indicatoren")
FILTERS = ("programme", "name")
EVERYBODY = "all"
MOST_PLACES, MOST_NAMED = 300, 600
Filled = dict[str, str]


@dataclass(frozen=True)
class Table:
    """The rows, and what can be chosen to see others. `is_cut`: there are more figures than fit a page."""

    rows: Sequence[Row]
    sort: str
    addresses: dict[str, str]
    periods: Sequence[tuple[str, str]]
    period: str | None
    populations: Sequence[str]
    population: str
    municipalities: Sequence[tuple[str, str]]
    municipality: str | None
    is_cut: bool


def filters(request: Request) -> Filled:
    """The filter bar as the address holds it; what is not ours in the address is left out."""
    return {name: request.query_params[name][:200] for name in FILTERS if request.query_params.get(name)}


@router.get("")
async def list_indicators(request: Request, api: ApiDep, asked: Annotated[Filled, Depends(filters)]) -> HTMLResponse:
    """The indicators asked for, by name."""
    indicators, programmes = await together(
        api.all(IndicatorRead, "/indicators", asked), api.all(ProgrammeRead, "/programmes")
    )
    context: dict[str, Any] = {"indicators": by_name(indicators), "programmes": by_name(programmes), "asked": asked}
    return render(request, "indicators/index.html", block="results", **context, names=Names(programmes))


@router.get("/{indicator_id}")
async def show_indicator(request: Request, api: ApiDep, indicator_id: str) -> HTMLResponse:
    """One indicator, and where it stands in every place."""
    indicator, found, targets = await together(
        api.get(IndicatorRead, at("indicators", indicator_id)),
        api.get(TwoLevelsPage, at("indicators", indicator_id, "comparison"), _where(request)),
        api.all(TargetRead, "/targets", {"indicator": indicator_id}),
    )
    places = await _places_of(api, found, targets)
    table = _table(request, indicator, found, places)
    context: dict[str, Any] = {"indicator": indicator, "targets": targets, "names": Names(places), "table": table}
    return render(request, "indicators/show.html", block="results", **context, shown_gap=shown_gap)


def _where(request: Request) -> Asked:
    """What the address asks to compare."""
    asked = request.query_params
    return {
        "municipality": asked.get("municipality", "")[:200],
        "population": asked.get("population", "")[:100],
        "pageSize": MOST_PLACES,
    }


async def _places_of(api: Api, found: TwoLevelsPage, targets: Sequence[TargetRead]) -> list[PlaceRead]:
    """The places that the page names; no call when it names none."""
    wanted = {it.place for it in found.items} | {it.place for it in targets if it.place}
    wanted |= {it.reference for it in found.items if it.reference}
    return await api.all(PlaceRead, "/places", {"place": sorted(wanted)[:MOST_NAMED]}) if wanted else []


def _table(request: Request, indicator: IndicatorRead, found: TwoLevelsPage, places: Sequence[PlaceRead]) -> Table:
    """What the address asks to compare. An unknown choice is no choice."""
    asked = request.query_params
    groups = sorted(found.populations, key=lambda group: (group != EVERYBODY, group))
    population = asked.get("population") or next(iter(groups), EVERYBODY)
    periods, period = periods_in(found.items), asked.get("periode")
    period = period if period in dict(periods) else None
    sort = asked.get("volgorde", "") if asked.get("volgorde", "").removeprefix("-") in COLUMNS else "place"
    return Table(
        rows=ordered(compare(indicator, found.items, places, period), sort),
        sort=sort,
        addresses={column: with_query(request, volgorde=_turned(column, sort)) for column in COLUMNS},
        periods=periods,
        period=period,
        populations=groups,
        population=population,
        municipalities=_municipalities(places),
        municipality=asked.get("municipality"),
        is_cut=found.next is not None,
    )


def _turned(column: str, sort: str) -> str:
    """The same column again turns the order round; figures begin with the highest."""
    first, second = (column, f"-{column}") if column == "place" else (f"-{column}", column)
    return second if sort == first else first


def _municipalities(places: Sequence[PlaceRead]) -> list[tuple[str, str]]:
    """The municipalities that the places lie in, by code, where that is known."""
    found = {it.municipality.code: it.municipality.name for it in places if it.municipality and it.municipality.code}
    return sorted(found.items(), key=lambda pair: in_order(pair[1]))
