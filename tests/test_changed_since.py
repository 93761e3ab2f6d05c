"""What changed since a mark: over many pulls, while others write, nothing is skipped and nothing is lost."""

import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import Engine, select, update
from sqlmodel import Session, col

from app.database import transaction
from app.models.access import NOBODY, SYSTEM, ChangeMoment
from app.models.measurement import Measurement, MeasurementCreate, MeasurementFilter, MeasurementRead
from app.services.access.sight import Sight
from app.services.access.writing import Writing
from app.services.measurements import exporting, pages, telling
from app.services.measurements.marks import mark_at, mark_now
from app.services.measurements.recording import record, withdraw
from tests.exporting import Row, read
from tests.given import given_course, given_indicator, given_place, given_source, measured
from tests.queries import every_statement, way_of

WRITERS, TURNS, PLACES, PULLS = 3, 12, 6, 40
Copy = dict[str, tuple[str, Any, int]]
FIELDS = ("state", "value", "revision")


@contextmanager
def writers(engine: Engine) -> Iterator[Callable[[], bool]]:
    """Several that record, revise and withdraw at once, some of them slow to commit; says whether they still write."""
    threads = [threading.Thread(target=_write, args=(engine, number)) for number in range(WRITERS)]
    for thread in threads:
        thread.start()
    yield lambda: any(thread.is_alive() for thread in threads)
    for thread in threads:
        thread.join()


def _write(engine: Engine, number: int) -> None:
    chance = random.Random(number)
    for turn in range(TURNS):
        with transaction(engine) as session:
            writing = Writing(session, SYSTEM, datetime.now(UTC))
            said = {"indicator": "nuisance", "place": f"plek-{chance.randrange(PLACES)}", "period": "2012"}
            new = MeasurementCreate.model_validate(said | {"value": chance.randrange(100), "state": "final"})
            found = record(writing, new).measurement
            if turn % 5 == 4 and found.state != "withdrawn":
                withdraw(writing, str(found.id), "vergissing")
            time.sleep(chance.random() / 40)  # between the number and the commit


def pulled_by_pages(engine: Engine, since: str | None) -> tuple[Copy, str]:
    """All that changed, a page of two at a time, each in a transaction of its own; the mark is that of the first."""
    found: Copy = {}
    asked = MeasurementFilter.model_validate({"changedSince": since, "pageSize": 2} if since else {"pageSize": 2})
    while True:
        with transaction(engine, writes=False) as session:
            page, mark = pages.find(_sight(session), asked)
        items = [MeasurementRead.model_validate_json(item) for item in page.items]
        found |= {item.id: (str(item.state), item.value, item.revision) for item in items}
        if page.cursor is None:
            return found, mark
        asked = asked.model_copy(update={"cursor": page.cursor})


def pulled_by_file(engine: Engine, since: str | None) -> tuple[Copy, str]:
    asked = MeasurementFilter.model_validate({"changedSince": since} if since else {})
    with transaction(engine, writes=False) as session:
        sight = _sight(session)
        mark = mark_now(sight)
        names = [column.name for column in telling.COLUMNS]
        rows = [dict(zip(names, row, strict=True)) for block in exporting.rows(sight, asked) for row in block]
    return {row["id"]: tuple(row[name] for name in FIELDS) for row in rows}, mark


@pytest.mark.parametrize("pulled", [pulled_by_pages, pulled_by_file])
def test_a_copy_kept_by_marks_is_the_table_itself_whoever_writes_meanwhile(
    engine: Engine, session: Session, pulled: Callable[[Engine, str | None], tuple[Copy, str]]
) -> None:
    given_course(session)
    for number in range(PLACES):
        given_place(session, f"plek-{number}")
    copy: Copy = {}
    mark: str | None = None
    with writers(engine) as still_writing:
        while still_writing():
            changed, mark = pulled(engine, mark)
            copy |= changed
    last, mark = pulled(engine, mark)
    copy |= last

    columns = (col(Measurement.id), *(getattr(Measurement, name) for name in FIELDS))
    with transaction(engine, writes=False) as reading:
        table = {str(key): tuple(said) for key, *said in reading.execute(select(*columns))}
    assert copy == table
    assert pulled(engine, mark) == ({}, mark)


async def test_a_moment_is_inclusive_and_a_commit_that_came_late_is_not_missed(
    api: httpx.AsyncClient, engine: Engine, session: Session
) -> None:
    """It was begun before the moment and committed after it: who pulled at the moment has not seen it."""
    given_course(session)
    begun = datetime.now(UTC)
    session.execute(update(ChangeMoment).values(at=begun - timedelta(minutes=1)))
    session.commit()
    with transaction(engine) as slow:
        new = {"indicator": "nuisance", "place": "veld", "period": "2012", "value": 40, "state": "final"}
        record(Writing(slow, SYSTEM, begun), MeasurementCreate.model_validate(new))
        time.sleep(0.05)
        pulled_at = datetime.now(UTC)
        time.sleep(0.05)
    on = (pulled_at + timedelta(hours=1)).isoformat()

    assert await periods(api, pulled_at.isoformat()) == ["2012"]
    measured(session, "2013", 39, now=datetime.now(UTC))
    assert await periods(api, pulled_at.isoformat()) == ["2012", "2013"]
    assert await periods(api, begun.isoformat()) == ["2012", "2013"]
    assert (await periods(api, on))[:-1] == []


async def periods(api: httpx.AsyncClient, since: str) -> list[str]:
    page = (await api.get("/measurements", params={"changedSince": since})).json()
    rows: list[Row] = read("csv", await api.get("/measurements", params={"changedSince": since, "format": "csv"}))

    assert [row["id"] for row in rows] == sorted((item["id"] for item in page["items"]), key=int)
    return sorted(item["period"] for item in page["items"])


def _sight(session: Session) -> Sight:
    return Sight(session, NOBODY, datetime.now(UTC))


def test_what_changed_costs_what_changed(engine: Engine, session: Session) -> None:
    """It is found by the number of the change, however many indicators and figures there are beside it."""
    given_course(session)
    given_indicator(session, "help", unit="count", highest=None, protected=True)
    mark = mark_at(_sight(session), measured(session, "2001", 30).change)
    for indicator, period in (("help", "2003"), ("nuisance", "2004"), ("help", "2002"), ("nuisance", "2003")):
        measured(session, period, 40, indicator=indicator)
    session.commit()
    asked = MeasurementFilter.model_validate({"changedSince": mark})

    with transaction(engine, writes=False) as reading, every_statement(engine) as sent:
        found = [row for block in exporting.rows(_sight(reading), asked) for row in block]
        read_by = [way_of(reading, *one) for one in list(sent) if "measurement.change >" in one[0]]

    assert [(row[1], row[3]) for row in found] == [
        ("nuisance", "2004"), ("nuisance", "2003"), ("help", "2003"), ("help", "2002"),
    ]  # fmt: skip
    assert len(read_by) == 2
    if engine.dialect.name == "sqlite":
        assert all("ix_measurement_change (change>?)" in way and "TEMP B-TREE" not in way for way in read_by)


QUESTIONS: list[dict[str, Any]] = [
    {"indicator": ["help"]},
    {"indicator": ["help", "nuisance"], "place": ["veld"]},
    {"place": ["veld"], "periodFrom": "2010", "periodTo": "2030"},
    {"area": ["veld"], "indicator": ["help"]},
    {"municipality": ["GM0344"], "programme": ["samen"]},
    {"partner": ["politie"], "population": ["all"], "state": ["final"], "source": ["monitor"]},
    {"indicator": ["help"], "knownAt": "2030-01-01T00:00:00Z"},
]


def test_what_changed_is_found_by_its_number_whatever_else_is_asked(engine: Engine, session: Session) -> None:
    """By a mark and by a moment, on the first page and the next: no index leads to what there is instead."""
    given_course(session)
    given_source(session)
    given_indicator(session, "help", unit="count", highest=None, protected=True)
    for period in ("2018", "2019", "2020"):
        measured(session, period, 12, indicator="help")
    for question in QUESTIONS:
        by_mark, by_moment = (
            asked_by_its_number(engine, question | {"changedSince": begin})
            for begin in ("mWzBd", "2001-01-01T00:00:00Z")
        )
        assert by_mark == by_moment
        assert bool(by_mark) is ("indicator" in question or question.get("place") == ["veld"]), question


def asked_by_its_number(engine: Engine, question: dict[str, Any]) -> list[str]:
    asked = MeasurementFilter.model_validate({"pageSize": 1, **question})
    with transaction(engine, writes=False) as reading, every_statement(engine) as sent:
        sight = _sight(reading).known(asked.known_at)
        page, _ = pages.find(sight, asked)
        pages.find(sight, asked.model_copy(update={"cursor": page.cursor}))
        list(exporting.rows(sight, asked))
        ways = [way_of(reading, *one) for one in list(sent) if "measurement.change >" in one[0]]
    assert len(ways) >= 3
    for way in ways if engine.dialect.name == "sqlite" else ():
        assert "measurement USING INDEX ix_measurement_change (change>?)" in way
        assert "TEMP B-TREE FOR" not in way.partition("SCAN page")[0]  # what stands on a page is few
        assert [step for step in way.split("; ") if step.startswith("SCAN measurement")] == []
    return [MeasurementRead.model_validate_json(item).period for item in page.items]
