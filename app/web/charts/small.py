"""The small drawings: a line for a table row, a bar of statuses, a bar for one figure beside the city's."""

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from app.web.charts.course_line import drawings
from app.web.charts.marks import Corner, Known, Point, known, stretches
from app.web.charts.scale import Axis

WIDTH, HEIGHT, EDGE = 120.0, 32.0, 5.0
BAR = 100.0


def small_line(points: Sequence[Point], line: Sequence[Corner], label: str) -> Markup:
    """The measured points and the expected line, without axes; `label` says it in words. Empty without any figure."""
    measured = known(points)
    if not measured:
        return Markup("")
    times = [it.t for it in measured] + [corner.t for corner in line]
    values = [it.value for it in measured] + [corner.value for corner in line]
    across, up = _spread(times, EDGE, WIDTH - EDGE), _spread(values, HEIGHT - EDGE, EDGE)
    drawing = drawings.get_template("small.svg").render(
        label=label,
        expected=_path(across, up, [(corner.t, corner.value) for corner in line]),
        measured=[_path(across, up, [(it.t, it.value) for it in _drawable(stretch)]) for stretch in stretches(points)],
        last=max((it.t, across.at(it.t), up.at(it.value)) for it in measured),
    )
    return Markup(drawing)


def status_bar(counts: Mapping[str, int]) -> Markup:
    """One bar, cut in proportion to the counts, in the given order. The counts stand beside it in words."""
    total = sum(counts.values())
    parts, x = [], 0.0
    for status, count in counts.items():
        if count:
            width = BAR * count / total
            parts.append((status, round(x, 2), round(width, 2)))
            x += width
    return Markup(drawings.get_template("statuses.svg").render(parts=parts))


def figure_bar(value: float, values: Sequence[float], reference: float | None = None) -> Markup:
    """A bar for one of `values`, all on one scale that holds 0; `reference` is a line across it."""
    axis = _spread([0.0, *values, *([] if reference is None else [reference])], 0.0, BAR)
    zero, end = axis.at(0.0), axis.at(value)
    mark = None if reference is None else axis.at(reference)
    drawing = drawings.get_template("figure.svg").render(
        x=min(zero, end), width=round(max(abs(end - zero), 0.5), 1), mark=mark
    )
    return Markup(drawing)


def _spread(values: Sequence[float], start: float, end: float) -> Axis:
    low, high = min(values), max(values)
    return Axis(low, high, start, end, ()) if low < high else Axis(low - 1, high + 1, start, end, ())


def _drawable(stretch: Sequence[Known]) -> Sequence[Known]:
    """A point on its own is a line to itself, whose round ends make it a dot."""
    return [*stretch, *stretch] if len(stretch) == 1 else stretch


def _path(across: Axis, up: Axis, steps: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{across.at(t)},{up.at(value)}" for t, value in steps)
