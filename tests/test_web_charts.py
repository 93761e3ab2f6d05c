"""The drawings: what a course line shows, whatever it is given."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.web import charts
from app.web.charts import NARROW, WIDE, Band, Corner, CourseLine, Event, Point
from app.web.charts.course_line import Size, Words
from app.web.charts.legend import Entry, lay_out, shorten
from app.web.charts.marks import stretches
from app.web.charts.scale import round_step, value_axis, year_axis
from app.web.charts.status_shapes import SHAPES
from app.web.wording import STATUSES

SVG = "{http://www.w3.org/2000/svg}"
WORDS = Words("measured", "expected", "city", "forecast", "checkpoint", "doubtful", "interval", "No figures yet")
CHARTER = (Corner(2006, 42, "42"), Corner(2011, 38, "38", True), Corner(2017, 28, "28", True))


def course(**parts: object) -> CourseLine:
    given: dict[str, object] = {
        "title": "Nuisance in Overvecht",
        "description": "Measured: 42.",
        "unit": "%",
        "words": WORDS,
        "write": lambda value, decimals: f"{value:g}",
    }
    return CourseLine(**(given | parts))  # type: ignore[arg-type]


def drawn(data: CourseLine, size: Size = WIDE) -> ET.Element:
    return ET.fromstring(charts.course_line(data, size))


def marked(drawing: ET.Element, name: str) -> list[ET.Element]:
    return [element for element in drawing.iter() if element.get("class") == f"wk-course__{name}"]


def texts(drawing: ET.Element) -> list[str]:
    return ["".join(element.itertext()) for element in drawing.iter(f"{SVG}text")]


def years(*values: float | None, since: int = 2006) -> list[Point]:
    return [Point(since + i, value, str(since + i)) for i, value in enumerate(values)]


def test_a_drawing_says_its_title_and_description_to_who_cannot_see_it() -> None:
    drawing = drawn(course())
    named = [element.get("id") for element in drawing if element.tag in (f"{SVG}title", f"{SVG}desc")]

    assert (drawing.get("role"), drawing.get("aria-labelledby")) == ("img", " ".join(map(str, named)))
    assert drawing.findtext(f"{SVG}title") == "Nuisance in Overvecht"
    assert drawing.findtext(f"{SVG}desc") == "Measured: 42."


def test_two_drawings_on_a_page_have_ids_of_their_own() -> None:
    ids = [
        re.findall(r' id="([^"]+)"', charts.course_line(course(), size, name))
        for size, name in ((WIDE, "a"), (NARROW, "b"))
    ]

    assert ids == [["a-title", "a-desc"], ["b-title", "b-desc"]]


def test_a_drawing_has_no_style_of_its_own_and_no_script() -> None:
    full = course(
        points=[*years(42, 41), Point(2008, 60, "", 50, 70, True)],
        line=CHARTER,
        reference=years(21.5),
        forecast=Band(2017, 30, 25, 35),
        events=[Event(2009, "rebased")],
    )

    assert re.findall(r"<style|<script|\sstyle=|\son\w+=", charts.course_line(full)) == []


def test_without_any_figure_the_drawing_says_so() -> None:
    assert texts(drawn(course())) == ["%", "No figures yet"]


def test_one_point_is_a_point_without_a_line() -> None:
    drawing = drawn(course(points=years(42)))

    assert len(marked(drawing, "point")) == 1
    assert [line.get("points", "").count(",") for line in marked(drawing, "measured")] == [1]


def test_equal_values_lie_on_one_height() -> None:
    heights = {point.get("cy") for point in marked(drawn(course(points=years(5, 5, 5, 5))), "point")}

    assert len(heights) == 1


def test_every_year_of_sixty_is_a_point_but_not_a_tick() -> None:
    drawing = drawn(course(points=years(*range(60), since=1960)), NARROW)
    ticks = [text for text in texts(drawing) if re.fullmatch(r"(19|20)\d\d", text)]

    assert len(marked(drawing, "point")) == 60
    assert ticks == ["1960", "1980", "2000"]


def test_a_checkpoint_is_a_mark_and_the_start_is_not() -> None:
    assert len(marked(drawn(course(line=CHARTER)), "checkpoint")) == 2


def test_a_doubtful_point_has_another_shape() -> None:
    drawing = drawn(course(points=[Point(2006, 42), Point(2007, 54, doubtful=True)]))

    assert [len(marked(drawing, kind)) for kind in ("point", "doubtful")] == [1, 1]
    assert marked(drawing, "doubtful")[0].tag != marked(drawing, "point")[0].tag


def test_an_interval_is_a_whisker() -> None:
    drawing = drawn(course(points=[Point(2006, 42), Point(2007, 40, low=37, high=43)]))

    assert len(marked(drawing, "whisker")) == 1


def test_the_line_stops_where_a_figure_is_said_to_be_missing() -> None:
    cut = [[it.t for it in stretch] for stretch in stretches(years(42, 41, None, 39))]

    assert cut == [[2006, 2007], [2009]]


def test_the_line_stops_where_years_are_left_out() -> None:
    points = [Point(t, 1.0) for t in (2006, 2007, 2008, 2012, 2013)]

    assert [[it.t for it in stretch] for stretch in stretches(points)] == [[2006, 2007, 2008], [2012, 2013]]


def test_two_points_five_years_apart_are_one_line() -> None:
    assert len(stretches([Point(2006, 42), Point(2011, 38)])) == 1


def test_the_forecast_widens_from_the_last_point() -> None:
    drawing = drawn(course(points=years(42, 41, 40, 39, 38), forecast=Band(2015, 30, 25, 35)))
    (band,) = marked(drawing, "band")
    start, high, low = (tuple(map(float, pair.split(","))) for pair in band.get("points", "").split())

    assert start[0] < high[0] == low[0]
    assert high[1] < low[1]


def test_a_forecast_of_what_was_measured_already_is_not_drawn() -> None:
    assert marked(drawn(course(points=years(42, 41), forecast=Band(2007, 30, 25, 35))), "band") == []


def test_the_legend_names_only_what_is_drawn() -> None:
    legend = texts(drawn(course(points=years(42), line=CHARTER)))

    assert [text for text in legend if text in vars(WORDS).values()] == ["measured", "expected", "checkpoint"]


def test_an_event_is_a_number_above_and_a_sentence_below() -> None:
    said = texts(drawn(course(points=years(42), events=[Event(2009, "the path was rebased")])))

    assert [text for text in said if text == "1" or "rebased" in text] == ["1", "1. the path was rebased"]


def test_what_people_typed_is_text_and_never_markup() -> None:
    drawing = drawn(course(title="<b>&", unit='"><script>', events=[Event(2006, "</svg>")]))

    assert drawing.findtext(f"{SVG}title") == "<b>&"


def test_a_long_label_is_shortened_with_an_ellipsis() -> None:
    (placed,) = lay_out([Entry("event", "x" * 500)], 270, 13).entries

    assert placed.text.endswith("…")
    assert len(placed.text) < 40


def test_the_legend_begins_a_new_row_when_one_is_full() -> None:
    rows = {placed.y for placed in lay_out([Entry("measured", "twenty letters here!")] * 4, 300, 14).entries}

    assert len(rows) == 4


@pytest.mark.parametrize(("text", "most", "shown"), [("abc", 3, "abc"), ("abcd", 3, "ab…"), ("", 3, "")])
def test_what_fits_is_not_shortened(text: str, most: int, shown: str) -> None:
    assert shorten(text, most) == shown


@pytest.mark.parametrize(
    ("values", "ticks"),
    [
        ([28, 42], (25, 30, 35, 40, 45)),
        ([0, 1], (0, 0.2, 0.4, 0.6, 0.8, 1)),
        ([14.0, 14.4], (14, 14.1, 14.2, 14.3, 14.4)),
        ([0, 0], (0, 0.2, 0.4, 0.6, 0.8, 1)),
    ],
)
def test_the_value_axis_has_round_ticks(values: Sequence[float], ticks: tuple[float, ...]) -> None:
    assert value_axis(values, 100, 0).ticks == ticks


@pytest.mark.parametrize(("rough", "step"), [(0.9, 1), (1, 1), (1.1, 2), (3, 5), (7, 10), (0.03, 0.05)])
def test_steps_are_one_two_or_five_times_a_power_of_ten(rough: float, step: float) -> None:
    assert round_step(rough) == pytest.approx(step)


def test_the_axis_of_years_names_them_at_round_distances() -> None:
    assert year_axis([2006, 2017], 0, 100, 5).ticks == (2010, 2015)


def test_a_quarter_lies_inside_its_year() -> None:
    axis = year_axis([2026.5, 2026.75], 0, 100, 5)

    assert (axis.low, axis.high, axis.at(2026.5)) == (2026, 2027, 50)


@given(st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=30))
def test_every_value_lies_on_the_paper(values: list[float]) -> None:
    axis = value_axis(values, 300, 20)

    assert all(20 <= axis.at(value) <= 300 for value in values)
    assert axis.low <= min(values)
    assert axis.high >= max(values)


@given(st.lists(st.floats(1900, 2200), min_size=1, max_size=30), st.integers(3, 12))
def test_never_more_years_are_named_than_fit(times: list[float], most: int) -> None:
    assert len(year_axis(times, 0, 100, most).ticks) <= most


def test_the_small_line_says_in_words_what_it_shows() -> None:
    drawing = ET.fromstring(charts.small_line(years(42, 38), CHARTER, "Course: 42; 38"))

    assert (drawing.get("role"), drawing.get("aria-label")) == ("img", "Course: 42; 38")


def test_there_is_no_small_line_of_nothing() -> None:
    assert charts.small_line(years(None), CHARTER, "") == ""


def test_a_bar_of_statuses_is_cut_in_proportion() -> None:
    drawing = ET.fromstring(charts.status_bar({"worsening": 1, "behind": 0, "achieved": 3}))

    assert [(part.get("class"), part.get("width")) for part in drawing] == [
        ("wk-fill--worsening", "25.0"),
        ("wk-fill--achieved", "75.0"),
    ]


def test_a_bar_of_no_statuses_is_empty() -> None:
    assert list(ET.fromstring(charts.status_bar({"worsening": 0}))) == []


def test_bars_of_one_indicator_begin_at_zero_and_share_a_scale() -> None:
    bars = [ET.fromstring(charts.figure_bar(value, [20, 40], 30))[1].get("width") for value in (20, 40)]

    assert bars == ["50.0", "100.0"]


def test_a_bar_below_zero_goes_the_other_way() -> None:
    bar = ET.fromstring(charts.figure_bar(-10, [-10, 10]))[1]

    assert (bar.get("x"), bar.get("width")) == ("0.0", "50.0")


def test_every_status_has_a_shape_of_its_own() -> None:
    assert set(SHAPES) == set(STATUSES)
    assert len(set(SHAPES.values())) == len(SHAPES)
