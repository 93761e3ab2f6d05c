"""Charts as SVG text: data in, drawing out. No script, no style of their own, the same on page, in print and in a file.

Every chart says its title and description inside. Line kinds differ by dash and mark as well as by colour.
"""

from app.web.charts.course_line import NARROW, WIDE, CourseLine, course_line
from app.web.charts.marks import Band, Corner, Event, Point
from app.web.charts.small import figure_bar, small_line, status_bar
from app.web.charts.status_shapes import status_shape
from app.web.charts.time_bar import Span, time_bar

__all__ = [
    "NARROW",
    "WIDE",
    "Band",
    "Corner",
    "CourseLine",
    "Event",
    "Point",
    "Span",
    "course_line",
    "figure_bar",
    "small_line",
    "status_bar",
    "status_shape",
    "time_bar",
]
