"""The course line of a target: what was measured, what was expected, the city, the forecast; as one drawing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from app.web.charts.legend import Entry, lay_out, shorten
from app.web.charts.marks import Band, Corner, Event, Known, Point, known, stretches
from app.web.charts.scale import Axis, value_axis, year_axis

drawings = Environment(
    loader=FileSystemLoader(Path(__file__).parent.parent / "templates" / "charts"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass(frozen=True)
class Size:
    """The paper: outer size, margins around the plot, size of letters, and how many years can be named."""

    width: int
    height: int
    left: int
    right: int
    top: int
    bottom: int
    letters: int
    years: int


WIDE = Size(720, 340, 62, 30, 34, 34, 14, 12)
NARROW = Size(340, 290, 50, 20, 34, 30, 13, 5)


@dataclass(frozen=True)
class Words:
    """The names of the lines, in the reader's language."""

    measured: str
    expected: str
    reference: str
    forecast: str
    checkpoint: str
    doubtful: str
    interval: str
    nothing: str
    earlier: str = ""


@dataclass(frozen=True)
class CourseLine:
    """All that is drawn; `write` turns a figure into text the way the reader writes it."""

    title: str
    description: str
    unit: str
    words: Words
    write: Callable[[float, int], str]
    points: Sequence[Point] = ()
    line: Sequence[Corner] = ()
    reference: Sequence[Point] = ()
    forecast: Band | None = None
    events: Sequence[Event] = field(default_factory=tuple)
    earlier: Sequence[Sequence[Corner]] = ()


@dataclass(frozen=True)
class Spot:
    """A mark on the paper. `low` and `high` are the ends of its whisker."""

    x: float
    y: float
    text: str = ""
    doubtful: bool = False
    low: float | None = None
    high: float | None = None
    label_y: float = 0.0


@dataclass(frozen=True)
class Plot:
    """The two axes, and from figures to places on the paper."""

    across: Axis
    up: Axis

    def spot(self, t: float, value: float, text: str = "") -> Spot:
        return Spot(self.across.at(t), self.up.at(value), text)

    def path(self, steps: Sequence[tuple[float, float]]) -> str:
        return " ".join(f"{self.across.at(t)},{self.up.at(value)}" for t, value in steps)


def course_line(data: CourseLine, size: Size = WIDE, name: str = "course") -> str:
    """The drawing as SVG text. `name` makes its ids unique on a page."""
    plot = _plot(data, size)
    legend = lay_out(_entries(data), size.width - size.left - size.right, size.letters)
    return drawings.get_template("course.svg").render(
        data=data,
        size=size,
        name=name,
        plot=plot,
        height=size.height + legend.height,
        legend=legend,
        years=[(plot.across.at(year), str(int(year))) for year in plot.across.ticks],
        values=[(plot.up.at(tick), data.write(tick, plot.up.decimals)) for tick in plot.up.ticks],
        measured=[plot.path([(it.t, it.value) for it in stretch]) for stretch in stretches(data.points)],
        spots=[_measured(plot, it) for it in known(data.points)],
        latest=_latest(plot, data, size),
        city=[plot.path([(it.t, it.value) for it in stretch]) for stretch in stretches(data.reference)],
        city_spots=[plot.spot(it.t, it.value, it.point.label) for it in known(data.reference)],
        earlier=[plot.path([(corner.t, corner.value) for corner in path]) for path in data.earlier],
        expected=plot.path([(corner.t, corner.value) for corner in data.line]),
        checkpoints=_checkpoints(plot, data, size),
        forecast=_forecast(plot, data),
        events=[(plot.across.at(event.t), shorten(event.text, 60)) for event in data.events],
        unit=shorten(data.unit, 40),
        empty=not data.line and not known(data.points) and not known(data.reference),
    )


def _plot(data: CourseLine, size: Size) -> Plot:
    corners = [corner for path in (data.line, *data.earlier) for corner in path]
    values = [corner.value for corner in corners]
    times = [corner.t for corner in corners] + [event.t for event in data.events]
    for point in (*data.points, *data.reference):
        times.append(point.t)
        values += [figure for figure in (point.value, point.low, point.high) if figure is not None]
    if data.forecast:
        times.append(data.forecast.t)
        values += [data.forecast.value, data.forecast.low, data.forecast.high]
    across = year_axis(times, size.left, size.width - size.right, size.years)
    return Plot(across, value_axis(values, size.height - size.bottom, size.top))


def _measured(plot: Plot, it: Known) -> Spot:
    point = it.point
    low = None if point.low is None else plot.up.at(point.low)
    high = None if point.high is None else plot.up.at(point.high)
    return Spot(plot.across.at(it.t), plot.up.at(it.value), point.label, point.doubtful, low, high)


def _latest(plot: Plot, data: CourseLine, size: Size) -> Spot | None:
    """The last measured figure, written under its point; above it when a checkpoint lies close below."""
    last = max(known(data.points), key=lambda it: it.t, default=None)
    if last is None:
        return None
    spot = plot.spot(last.t, last.value, data.write(last.value, -1))
    crowded = any(_near(it, spot, size) and spot.y <= it.y for it in _marks(plot, data))
    return replace(spot, label_y=spot.y + (-10 if crowded else 10 + size.letters))


def _checkpoints(plot: Plot, data: CourseLine, size: Size) -> list[Spot]:
    """The agreed values, written above their marks; below where the last measured point lies close above."""
    last = _latest(plot, data, size)
    return [
        replace(
            it, label_y=it.y + 10 + size.letters if last and _near(it, last, size) and last.y <= it.y else it.y - 11
        )
        for it in _marks(plot, data)
    ]


def _marks(plot: Plot, data: CourseLine) -> list[Spot]:
    return [plot.spot(it.t, it.value, it.label) for it in data.line if it.checkpoint]


def _near(one: Spot, other: Spot, size: Size) -> bool:
    """So close that their figures would be written over each other."""
    return abs(one.x - other.x) < size.letters * 3 and abs(one.y - other.y) < size.letters * 4


def _forecast(plot: Plot, data: CourseLine) -> dict[str, object] | None:
    """The line from the last measured point to the forecast, and the band that widens around it."""
    band, last = data.forecast, max(known(data.points), key=lambda it: it.t, default=None)
    if band is None or last is None or band.t <= last.t:
        return None
    start = (last.t, last.value)
    return {
        "band": plot.path([start, (band.t, band.high), (band.t, band.low)]),
        "line": plot.path([start, (band.t, band.value)]),
        "spot": plot.spot(band.t, band.value, data.write(band.value, -1)),
    }


def _entries(data: CourseLine) -> list[Entry]:
    words = data.words
    measured = [it.point for it in known(data.points)]
    there = {
        ("measured", words.measured): bool(measured),
        ("interval", words.interval): any(point.low is not None for point in measured),
        ("doubtful", words.doubtful): any(point.doubtful for point in measured),
        ("expected", words.expected): bool(data.line),
        ("earlier", words.earlier): bool(data.earlier),
        ("checkpoint", words.checkpoint): any(corner.checkpoint for corner in data.line),
        ("reference", words.reference): bool(known(data.reference)),
        ("forecast", words.forecast): data.forecast is not None and bool(measured),
    }
    entries = [Entry(kind, text) for (kind, text), shown in there.items() if shown]
    return entries + [Entry("event", f"{n}. {event.text}") for n, event in enumerate(data.events, 1)]
