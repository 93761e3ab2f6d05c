"""A bar on a line of years: when something runs, and which parts of it are done, busy or still to come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from app.web.charts.course_line import drawings

WIDTH = 100.0


@dataclass(frozen=True)
class Span:
    """From a day to a day, both included; `kind` is `term` or the state of a step."""

    starts: date
    ends: date
    kind: str


def time_bar(spans: Sequence[Span], first: date, last: date, today: date | None = None) -> Markup:
    """The spans between two days, the term behind its steps. The days stand beside it in words; empty without spans."""
    if not spans or last <= first:
        return Markup("")
    behind_first = sorted(spans, key=lambda span: span.kind != "term")
    bars = [(span.kind, _at(span.starts, first, last), _at(span.ends, first, last)) for span in behind_first]
    drawn = [(kind, start, round(max(end - start, 0.8), 2)) for kind, start, end in bars]
    mark = None if today is None or not first <= today <= last else _at(today, first, last)
    return Markup(drawings.get_template("time.svg").render(bars=drawn, mark=mark))


def _at(day: date, first: date, last: date) -> float:
    share = (day - first).days / (last - first).days
    return round(min(max(share, 0.0), 1.0) * WIDTH, 2)
