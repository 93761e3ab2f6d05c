"""A grid of neighbourhoods by periods, of one indicator: each cell is saved by itself, on the version that was seen."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from fastapi import Request, Response
from fastapi.responses import HTMLResponse

from app.errors import Message, say
from app.language import said
from app.models.base import Page
from app.models.indicator import IndicatorRead
from app.models.measurement import MeasurementRead
from app.models.period import Period, today
from app.models.place import PlaceKind, PlaceRead
from app.web.api import EVERYTHING, Api, ApiDep
from app.web.forms import Typed
from app.web.giving.bringing import PAGE
from app.web.giving.cells import NEW, Cell, Key, as_cell, save
from app.web.giving.desk import Filled, Giving, new_router, onward
from app.web.names import Names
from app.web.rendering import render, wants_fragment
from app.web.sorting import by_name
from app.web.together import together

router = new_router()
GRID = f"{PAGE}/rooster"
MOST_PERIODS = 12
YEARS = 5
CELL = re.compile(r"v-(\d{1,3})-(\d{1,2})", re.ASCII)
ASKED = ("indicator", "area", "from", "to")

NO_PERIOD = say("This is no period. Write 2022, 2021/2022, 2022-Q3, 2022-03 or 2022-03-14.")
OTHER_KIND = say("From and until are to be of the same kind, such as two years, and in order.")
TOO_MANY = say("Choose at most {most} periods.", most=MOST_PERIODS)


@dataclass(frozen=True)
class Sheet:
    """The grid: places down, periods across, and the cells by both."""

    indicator: IndicatorRead
    places: Sequence[PlaceRead]
    periods: Sequence[str]
    cells: dict[tuple[str, str], Cell]

    def rows(self) -> Iterator[tuple[PlaceRead, list[Cell]]]:
        for place in self.places:
            yield place, [self.cells[place.id, period] for period in self.periods]


@router.get("/rooster")
async def show_grid(request: Request, api: ApiDep, _: Giving) -> HTMLResponse:
    """The grid of what the address asks for; or the choice."""
    return await _show(request, api, _asked(dict(request.query_params)), {})


@router.post("/rooster")
async def save_all(request: Request, api: ApiDep, _: Giving, filled: Filled) -> Response:
    """Without script: every cell that was changed, one after another."""
    saved = [await save(api, Key(filled.get("indicator", "")), cell) for cell in _cells(filled) if cell.is_touched]
    if any(cell.wrong for cell in saved):
        kept = {(cell.place, cell.period): cell for cell in saved}
        return await _show(request, api, _asked(filled), kept, 400)
    query = urlencode({name: filled.get(name, "") for name in ASKED})
    return onward(request, f"{GRID}?{query}&gedaan={len(saved)}")


@router.post("/rooster/cel")
async def save_one(request: Request, api: ApiDep, _: Giving, filled: Filled) -> Response:
    """One cell; what became of it is said in its place."""
    found = next((match for name in filled if (match := CELL.fullmatch(name))), None)
    if found is None or not wants_fragment(request):
        return onward(request, GRID)
    at = f"{found[1]}-{found[2]}"
    cell = await save(api, Key(filled.get("indicator", "")), _cell(filled, at, filled["place"], filled["period"]))
    names = {"place": filled.get("place-name", ""), "period": cell.period}
    status = 412 if cell.theirs is not None else 400 if cell.wrong else 200
    return render(request, "giving/cell.html", block="said", status=status, cell=cell, at=at, names=names)


def _cells(filled: Typed) -> Iterator[Cell]:
    """All cells of the form, by the numbers of their row and column."""
    for name in filled:
        if found := CELL.fullmatch(name):
            row, column = found.groups()
            yield _cell(filled, f"{row}-{column}", filled.get(f"place-{row}", ""), filled.get(f"period-{column}", ""))


def _cell(filled: Typed, at: str, place: str, period: str) -> Cell:
    given = {name: filled.get(f"{name}-{at}", "") for name in ("v", "was", "tag", "state")}
    return Cell(place, period, given["v"], given["was"], given["tag"] or NEW, given["state"])


def _asked(given: Typed) -> Typed:
    """What the grid is of; five years, unless others are asked."""
    last = today(datetime.now(UTC)).year - 1
    first = {"from": str(last - YEARS + 1), "to": str(last)}
    return {name: given.get(name, "").strip() or first.get(name, "") for name in ASKED}


def _periods(asked: Typed) -> list[str] | Message:
    """The periods between, both included; or what is wrong with the question."""
    try:
        period, last = Period.parse(asked["from"]), Period.parse(asked["to"])
    except ValueError:
        return NO_PERIOD
    if period.kind is not last.kind or last < period:
        return OTHER_KIND
    found = [period]
    while found[-1] < last and len(found) <= MOST_PERIODS:
        found.append(found[-1].next)
    return TOO_MANY if len(found) > MOST_PERIODS else [one.text for one in found]


async def _show(
    request: Request, api: Api, asked: Typed, kept: dict[tuple[str, str], Cell], status: int = 200
) -> HTMLResponse:
    periods = _periods(asked)
    errors = {} if isinstance(periods, list) else {"from": said(periods)}
    chosen = bool(asked["indicator"] and asked["area"] and isinstance(periods, list))
    indicators, areas = await together(
        api.all(IndicatorRead, "/indicators"), api.all(PlaceRead, "/places", {"kind": PlaceKind.AREA})
    )
    indicator = next((one for one in indicators if one.id == asked["indicator"]), None)
    sheet = None
    if chosen and indicator is not None and isinstance(periods, list):
        sheet = await _sheet(api, indicator, asked["area"], periods)
        sheet.cells.update({key: cell for key, cell in kept.items() if key in sheet.cells})
    context: dict[str, Any] = {"asked": asked, "errors": errors, "sheet": sheet, "names": Names(indicators=indicators)}
    done = request.query_params.get("gedaan", "")
    context |= {"indicators": by_name(indicators), "areas": by_name(areas), "done": done if done.isdecimal() else ""}
    context["unsaved"] = sum(bool(cell.wrong) for cell in kept.values())
    return render(request, "giving/grid.html", status=status if sheet else 200, **context)


async def _sheet(api: Api, indicator: IndicatorRead, area: str, periods: list[str]) -> Sheet:
    """The figures that stand in the grid: the area first, then its neighbourhoods by name."""
    of_both = {"indicator": indicator.id, "area": area, "population": "all"}
    between = {"periodFrom": periods[0], "periodTo": periods[-1]}
    places, figures = await together(
        api.all(PlaceRead, "/places", {"area": area}),
        api.get(Page[MeasurementRead], "/measurements", {**EVERYTHING, **of_both, **between}),
    )
    found = {(one.place, one.period): one for one in figures.items}
    neighbourhoods = by_name(one for one in places if one.id != area)
    rows = [*(one for one in places if one.id == area), *neighbourhoods]
    cells = {
        (place.id, period): as_cell(place.id, period, found.get((place.id, period)))
        for place in rows
        for period in periods
    }
    return Sheet(indicator, rows, periods, cells)
