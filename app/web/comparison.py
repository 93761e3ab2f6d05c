"""All places of one indicator beside each other: the latest figure, how it went, and how far from the city's."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from markupsafe import Markup

from app.language import gettext as _
from app.language import number
from app.models.indicator import IndicatorRead
from app.models.place import PlaceKind, PlaceRead
from app.models.terms import Movement
from app.models.two_levels import TwoLevelPoint, TwoLevels
from app.web import charts
from app.web.charts.marks import Point
from app.web.notes import moment
from app.web.places import page_of
from app.web.sorting import in_order
from app.web.wording import figure, period, readable, word

REFERENCES = (PlaceKind.MUNICIPALITY, PlaceKind.COUNTRY, PlaceKind.GROUP)
COLUMNS = ("place", "value", "period", "gap")
GROUND = {
    Movement.BETTER: "gained ground on {place}",
    Movement.SAME: "as far from {place} as before",
    Movement.WORSE: "lost ground to {place}",
}
SIDES = {Movement.BETTER: "better", Movement.SAME: "the same", Movement.WORSE: "worse"}


@dataclass(frozen=True)
class Row:
    """One place in one period. `gap` is its value minus that of its reference; None where one of both is missing."""

    place: str
    name: str
    address: str
    measurement: TwoLevelPoint
    is_reference: bool
    gap: Decimal | None
    verdict: str
    levels: str
    line: Markup
    bar: Markup


def compare(
    indicator: IndicatorRead, items: Sequence[TwoLevels], places: Sequence[PlaceRead], wanted: str | None
) -> list[Row]:
    """A row for each place with a figure: that of the `wanted` period, or its latest. In order of name."""
    known = {place.id: place for place in places}
    shown = [(levels, it) for levels in items if (it := chosen(levels.points, wanted))]
    values = [float(it.value) for _, it in shown if it.value is not None]
    rows = [_row(indicator, known, levels, it, values) for levels, it in shown]
    return sorted(rows, key=lambda row: in_order(row.name))


def ordered(rows: Sequence[Row], by: str) -> list[Row]:
    """By one of the columns, a minus before it turns it round. What has no figure comes last, either way."""
    keys: dict[str, Callable[[Row], Any]] = {
        "value": lambda row: row.measurement.value,
        "period": lambda row: moment(row.measurement.period),
        "gap": lambda row: row.gap,
        "place": lambda row: in_order(row.name),
    }
    key = keys.get(by.removeprefix("-"), keys["place"])
    told = [row for row in rows if key(row) is not None]
    return sorted(told, key=key, reverse=by.startswith("-")) + [row for row in rows if key(row) is None]


def periods_in(items: Iterable[TwoLevels]) -> list[tuple[str, str]]:
    """The periods to choose from, latest first."""
    found = {it.period for levels in items for it in levels.points}
    return [(text, period(text)) for text in sorted(found, key=lambda text: (moment(text), text), reverse=True)]


def verdict(side: Movement | None) -> str:
    """What a difference with the reference means; empty where no side is the good one."""
    return _(SIDES[side]) if side else ""


def two_levels(levels: TwoLevels, place: str) -> str:
    """How the place moved, through time and against its reference `place`; both are said. Empty when nothing can be."""
    if levels.since is None or levels.until is None or levels.through_time is None:
        return ""
    moved = word("since", levels.through_time)
    said = _("{since} to {until}: {moved}", since=period(levels.since), until=period(levels.until), moved=moved)
    if levels.against_reference is None:
        return said
    ground = _(GROUND[levels.against_reference], place=place)
    return _("{said}, but {ground}", said=said, ground=ground) if levels.falls_behind else f"{said}; {ground}"


def chosen(points: Sequence[TwoLevelPoint], wanted: str | None = None) -> TwoLevelPoint | None:
    """The figure of the wanted period, or the latest."""
    return next((it for it in reversed(points) if wanted is None or it.period == wanted), None)


def _row(
    indicator: IndicatorRead,
    known: Mapping[str, PlaceRead],
    levels: TwoLevels,
    it: TwoLevelPoint,
    values: Sequence[float],
) -> Row:
    place, city = known.get(levels.place), known.get(levels.reference or "")
    mark = None if it.reference_value is None else float(it.reference_value)
    return Row(
        place=levels.place,
        name=place.name if place else readable(levels.place),
        address=page_of(place) if place else f"/metingen?place={levels.place}",
        measurement=it,
        is_reference=place is not None and place.kind in REFERENCES,
        gap=it.difference,
        verdict=verdict(it.side),
        levels=two_levels(levels, city.name if city else readable(levels.reference or "")),
        line=course(indicator, levels.points),
        bar=Markup("") if it.value is None else charts.figure_bar(float(it.value), values, mark),
    )


def course(indicator: IndicatorRead, whole: Sequence[TwoLevelPoint]) -> Markup:
    """How it went, when there is more than one figure to go by."""
    points = [Point(moment(it.period), float(it.value) if it.value is not None else None) for it in whole]
    if sum(point.value is not None for point in points) < 2:
        return Markup("")
    said = [f"{period(it.period)}: {number(it.value, indicator.decimals)}" for it in whole if it.value is not None]
    return charts.small_line(points, [], _("Course: {values}", values="; ".join(said)))


def shown_gap(indicator: IndicatorRead, gap: Decimal | None) -> str:
    """`+8%-punt` for percentages, else the difference in the indicator's own unit, with its sign."""
    if gap is None:
        return ""
    sign = "+" if gap > 0 else "−" if gap < 0 else ""
    if indicator.unit == "percent":
        return _("{sign}{points} points", sign=sign, points=number(abs(gap), indicator.decimals))
    return sign + figure(abs(gap), indicator.unit, indicator.decimals)
