"""Which events stand on which line: by indicator, by programme, by place and by day."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.event_note import EventNote
from app.models.result import EventBase, EventKind
from app.services.insight.happenings import Line, notes
from app.web.charts.marks import Event as Note
from app.web.notes import described, events_of, numbers_in
from tests.given import LONG_AGO

LINE = Line("nuisance", ["samen"], {"veld", "zuid", "stad"})
TODAY = date(2024, 6, 1)


def event(key: str = "corona", **more: Any) -> EventBase:
    said: dict[str, Any] = {"id": key, "programme": "samen", "name": key.title(), "kind": EventKind.OTHER}
    said |= {"recorded_at": LONG_AGO, "recorded_by": "system"}
    return EventBase(**(said | {"period": "2020", "until": None, "places": [], "indicators": [], "text": None} | more))


def on_the_line(*events: EventBase, line: Line = LINE, day: date = TODAY) -> list[str]:
    return [it.id for it in notes(events, line, {"nederland"}, day)]


@pytest.mark.parametrize(
    ("about", "stands"),
    [
        ({}, True),
        ({"programme": "elders"}, False),
        ({"programme": "elders", "indicators": ["nuisance"]}, True),
        ({"indicators": ["crime"]}, False),
        ({"indicators": ["crime", "nuisance"]}, True),
        ({"places": ["veld"]}, True),
        ({"places": ["stad"]}, True),
        ({"places": ["duin"]}, False),
        ({"places": ["duin", "zuid"]}, True),
        ({"places": ["nederland"]}, True),
        ({"places": ["duin"], "indicators": ["nuisance"]}, False),
        ({"period": "2024-06"}, True),
        ({"period": "2024-06-02"}, False),
        ({"period": "2025"}, False),
    ],
)
def test_an_event_stands_on_the_lines_that_it_is_about(about: dict[str, Any], stands: bool) -> None:
    assert (on_the_line(event(**about)) == ["corona"]) is stands


def test_events_come_in_order_of_time_and_of_one_moment_by_name() -> None:
    found = on_the_line(event("c", period="2021"), event("b", period="2020-03"), event("a", period="2021"))

    assert found == ["b", "a", "c"]


def test_a_goal_without_an_indicator_has_the_events_of_its_programme() -> None:
    line = Line(None, ["samen"], {"veld"})

    assert on_the_line(event("a"), event("b", indicators=["nuisance"]), line=line) == ["a"]


@given(st.lists(st.integers(1990, 2030), max_size=12), st.dates(date(1990, 1, 1), date(2030, 12, 31)))
def test_nothing_stands_on_a_line_before_it_began(years: list[int], day: date) -> None:
    events = [event(f"e{number}", period=str(year)) for number, year in enumerate(years)]
    found = on_the_line(*events, day=day)

    assert len(found) == sum(date(year, 1, 1) <= day for year in years)
    assert found == sorted(found, key=lambda key: (years[int(key[1:])], key))


def note(**more: Any) -> EventNote:
    return EventNote.model_validate(event(**more))


def test_a_note_says_what_when_and_why() -> None:
    assert described(note(period="2020-03")) == "Corona (maart 2020)"
    assert described(note(period="2020", until="2021")) == "Corona (2020 tot 2021)"
    assert described(note(text="Scholen dicht.")) == "Corona (2020): Scholen dicht."


def test_a_note_lies_on_the_axis_where_its_period_begins() -> None:
    assert [it.t for it in events_of([note(period="2020"), note(period="2020-07")])] == [2020.0, 2020.5]


@pytest.mark.parametrize(
    ("period", "numbers"),
    [("2020", [1, 2]), ("2021", [3]), ("2022", []), ("2020-Q1", [1]), ("2020-Q3", [2]), ("2020/2021", [1, 2])],
)
def test_a_row_of_the_table_names_the_notes_of_its_period(period: str, numbers: list[int]) -> None:
    events = [Note(2020.0, "a"), Note(2020.5, "b"), Note(2021.0, "c")]

    assert numbers_in(events, period) == numbers


@given(st.lists(st.floats(2000, 2020), max_size=8))
def test_every_note_of_these_years_stands_in_exactly_one_yearly_row(moments: list[float]) -> None:
    events = [Note(moment, "") for moment in moments]
    found = [number for year in range(2000, 2021) for number in numbers_in(events, str(year))]

    assert sorted(found) == list(range(1, len(moments) + 1))
