"""All places of one indicator beside each other: the latest figure, how it went, and how far from the city's."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from markupsafe import Markup

from app.language import gettext as _
from app.language import number
from app.models.indicator import IndicatorRead
from app.models.measurement import MeasurementRead
from app.models.place import PlaceKind, PlaceRead
from app.models.terms import GoodDirection
from app.web import charts
from app.web.charts.marks import Point
from app.web.courses import moment
from app.web.places import page_of
from app.web.sorting import in_order
from app.web.wording import figure, period, readable

REFERENCES = (PlaceKind.MUNICIPALITY, PlaceKind.COUNTRY, PlaceKind.GROUP)
COLUMNS = ("place", "value", "period", "gap")
Figures = Mapping[str, Sequence[MeasurementRead]]


@dataclass(frozen=True)
class Row:
    """One place. `gap` is its value minus that of its city in the same period; None where one of both is missing."""

    name: str
    address: str
    measurement: MeasurementRead
    is_reference: bool
    city: MeasurementRead | None
    gap: Decimal | None
    verdict: str
    line: Markup
    bar: Markup


def compare(
    indicator: IndicatorRead, figures: Sequence[MeasurementRead], places: Sequence[PlaceRead], wanted: str | None
) -> list[Row]:
    """A row for each place with a figure: that of the `wanted` period, or its latest. In order of name."""
    known = {place.id: place for place in places}
    series = by_place(figures)
    shown = {place: it for place, whole in series.items() if (it := _chosen(whole, wanted))}
    values = [float(it.value) for it in shown.values() if it.value is not None]
    rows = []
    for identity, measurement in shown.items():
        place = known.get(identity)
        city = _city_figure(place, measurement, series, places)
        rows.append(_row(indicator, place, measurement, city, series[identity], values))
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


def by_place(figures: Iterable[MeasurementRead]) -> dict[str, list[MeasurementRead]]:
    """The figures of each place, oldest first."""
    kept = sorted(figures, key=lambda it: (it.place, moment(it.period), it.period))
    return {place: list(group) for place, group in groupby(kept, key=lambda it: it.place)}


def periods_in(figures: Iterable[MeasurementRead]) -> list[tuple[str, str]]:
    """The periods to choose from, latest first."""
    found = sorted({it.period for it in figures}, key=lambda text: (moment(text), text), reverse=True)
    return [(text, period(text)) for text in found]


def better_or_worse(gap: Decimal | None, good: GoodDirection) -> str:
    """What a difference with the city means; empty where no side is the good one."""
    if gap is None or good is GoodDirection.NONE:
        return ""
    if gap == 0:
        return _("the same")
    return _("better") if (gap > 0) == (good is GoodDirection.RISE) else _("worse")


def _chosen(whole: Sequence[MeasurementRead], wanted: str | None) -> MeasurementRead | None:
    return next((it for it in reversed(whole) if wanted is None or it.period == wanted), None)


def _row(
    indicator: IndicatorRead,
    place: PlaceRead | None,
    measurement: MeasurementRead,
    city: MeasurementRead | None,
    whole: Sequence[MeasurementRead],
    values: Sequence[float],
) -> Row:
    value, beside = measurement.value, city.value if city else None
    gap = value - beside if value is not None and beside is not None else None
    mark = float(beside) if beside is not None else None
    return Row(
        name=place.name if place else readable(measurement.place),
        address=page_of(place) if place else f"/metingen?place={measurement.place}",
        measurement=measurement,
        is_reference=place is not None and place.kind in REFERENCES,
        city=city,
        gap=gap,
        verdict=better_or_worse(gap, indicator.good_direction),
        line=_line(indicator, whole),
        bar=Markup("") if value is None else charts.figure_bar(float(value), values, mark),
    )


def _line(indicator: IndicatorRead, whole: Sequence[MeasurementRead]) -> Markup:
    """How it went, when there is more than one figure to go by."""
    points = [Point(moment(it.period), float(it.value) if it.value is not None else None) for it in whole]
    if sum(point.value is not None for point in points) < 2:
        return Markup("")
    said = [f"{period(it.period)}: {number(it.value, indicator.decimals)}" for it in whole if it.value is not None]
    return charts.small_line(points, [], _("Course: {values}", values="; ".join(said)))


def _city_figure(
    place: PlaceRead | None, measurement: MeasurementRead, series: Figures, places: Sequence[PlaceRead]
) -> MeasurementRead | None:
    """The figure of the municipality that the place lies in, of the same period."""
    city = next((it for it in places if place is not None and _is_city_of(it, place)), None)
    return next((it for it in series.get(city.id, ()) if it.period == measurement.period), None) if city else None


def _is_city_of(city: PlaceRead, place: PlaceRead) -> bool:
    if city.kind is not PlaceKind.MUNICIPALITY or place.municipality is None or city.id == place.id:
        return False
    codes = {it.code for it in city.codes}
    return place.municipality.code in codes if place.municipality.code else place.municipality.name == city.name


def shown_gap(indicator: IndicatorRead, gap: Decimal | None) -> str:
    """`+8%-punt` for percentages, else the difference in the indicator's own unit, with its sign."""
    if gap is None:
        return ""
    sign = "+" if gap > 0 else "−" if gap < 0 else ""
    if indicator.unit == "percent":
        return _("{sign}{points} points", sign=sign, points=number(abs(gap), indicator.decimals))
    return sign + figure(abs(gap), indicator.unit, indicator.decimals)
