"""What a database cannot do is said in the domain's words: no room, or too much at once; and nothing is half stored."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from sqlalchemy import Engine, create_engine, event, func, select, text
from sqlalchemy.exc import DBAPIError, TimeoutError
from sqlalchemy.pool import QueuePool
from sqlmodel import Session

from app.database import make_engine, transaction
from app.errors import Busy, Full
from app.models.access import Role
from app.models.batch import MeasurementBatch
from app.models.measurement import MeasurementRevision
from app.problems import Fault, refusal_of
from app.storage_errors import refusal_of_storage
from tests.given import given_course
from tests.keys import Keys

ROWS = [{"indicator": "nuisance", "place": "veld", "period": f"{year}", "value": 3, "note": "x" * 900}
        for year in range(1930, 2020) if year != 2006]  # fmt: skip


@contextmanager
def no_more_pages(engine: Engine) -> Iterator[None]:
    """The database may not grow, as on a full disk: SQLite's own limit, on every connection."""

    def limit(connection: Any, *_: Any) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count={pages}")

    def lift(connection: Any, *_: Any) -> None:
        connection.execute("PRAGMA max_page_count=1000000")

    event.listen(engine, "checkout", limit)
    yield
    event.remove(engine, "checkout", limit)
    event.listen(engine, "checkout", lift)


async def test_a_full_database_says_so_stores_nothing_and_goes_on_when_there_is_room(
    api: httpx.AsyncClient, app: Any, engine: Engine, session: Session, keys: Keys
) -> None:
    if engine.dialect.name != "sqlite":
        pytest.skip("the limit on pages is SQLite's")
    given_course(session)
    sender = keys.person(Role.PROGRAMME_STAFF) | {"Idempotency-Key": "once", "Accept-Language": "en"}
    with no_more_pages(app.state.engine):
        full = await api.post("/measurement-batches", json={"rows": ROWS}, headers=sender)
        read = await api.get("/measurements")
    with transaction(engine, writes=False) as reading:
        counts = [
            reading.execute(select(func.count()).select_from(each)).scalar_one()
            for each in (MeasurementRevision, MeasurementBatch)
        ]
    again = await api.post("/measurement-batches", json={"rows": ROWS}, headers=sender)

    problem = full.json()
    assert (full.status_code, full.headers["content-type"]) == (507, "application/problem+json")
    assert (problem["type"], problem["title"]) == ("/problems/no-room", "There is no room to store this")
    assert problem["detail"] == "There is no room left to store this. Nothing of it was stored; send it again later."
    assert (read.status_code, counts) == (200, [1, 0])
    assert (again.status_code, again.json()["created"]) == (201, len(ROWS))


def failing(engine: Engine, statement: str) -> Exception:
    with pytest.raises(DBAPIError) as caught, engine.begin() as connection:
        connection.execute(text(statement))
    return caught.value


@pytest.mark.parametrize(
    ("state", "kind"),
    [("53100", Full), ("40001", Busy), ("40P01", Busy), ("55P03", Busy), ("57P01", Busy), ("22012", Fault)],
)
def test_what_postgresql_says_by_its_code_becomes_a_refusal(engine: Engine, state: str, kind: type[Exception]) -> None:
    if engine.dialect.name != "postgresql":
        pytest.skip("codes of PostgreSQL")
    raised = failing(engine, f"DO $$ BEGIN RAISE EXCEPTION 'geheim' USING ERRCODE = '{state}'; END $$")

    assert type(refusal_of(raised)) is kind
    assert "geheim" not in str(refusal_of(raised))


def test_whoever_waits_too_long_for_another_writer_is_asked_to_come_back(database_url: str, engine: Engine) -> None:
    patient = make_engine(database_url)
    with transaction(engine) as first, patient.connect() as second:
        first.execute(text("DELETE FROM told_status"))
        if engine.dialect.name == "sqlite":
            second.exec_driver_sql("PRAGMA busy_timeout=50")
            wanted = "INSERT INTO source (id, name) VALUES ('x', 'x')"
        else:
            first.execute(text("LOCK TABLE told_status"))
            second.exec_driver_sql("SET lock_timeout='50ms'")
            wanted = "DELETE FROM told_status"
        with pytest.raises(DBAPIError) as caught:
            second.execute(text(wanted))
    patient.dispose()
    refusal = refusal_of(caught.value)

    assert (type(refusal), refusal.status, refusal.headers) == (Busy, 503, {"Retry-After": "5"})


def test_a_fault_of_our_own_stays_one(engine: Engine) -> None:
    assert refusal_of_storage(failing(engine, "SELECT * FROM nergens")) is None
    assert refusal_of_storage(ValueError("x")) is None
    small = create_engine(engine.url, poolclass=QueuePool, pool_size=1, max_overflow=0, pool_timeout=0.05)
    with small.connect(), pytest.raises(TimeoutError) as caught:
        small.connect()
    small.dispose()
    assert type(refusal_of_storage(caught.value)) is Busy
