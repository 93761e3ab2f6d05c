"""The engine, and one transaction per request: services flush, the request commits before the answer leaves."""

import atexit
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from time import monotonic, sleep
from typing import Annotated, Any, cast

from fastapi import Depends, Request
from sqlalchemy import Connection, Engine, create_engine, event
from sqlmodel import Session

PATIENCE = 30  # seconds that a writer waits for another
BETWEEN = 0.004  # seconds between two tries
REHEARSED = "wijkkoers: this transaction is a rehearsal"


@cache
def make_engine(url: str) -> Engine:
    """The engine of this database, with the habits of this project; no value ever stands in its errors.

    One in a process, for as long as the process lasts: it remembers every statement that it wrote out before, and
    whoever disposes of it earlier takes it from all others.
    """
    engine = _create(url)
    atexit.register(engine.dispose)
    return engine


def _create(url: str) -> Engine:
    if url.startswith("sqlite"):
        return _with_sqlite_habits(
            create_engine(url, hide_parameters=True, connect_args={"check_same_thread": False, "timeout": PATIENCE})
        )
    return create_engine(url, hide_parameters=True, pool_size=10, max_overflow=10, pool_pre_ping=True)


_PLAIN: dict[Engine, Engine] = {}
"""Of an engine for reading the one that it was made of: options add up, and a driver asks the server for some."""


@cache
def for_reading(engine: Engine) -> Engine:
    """The same engine, whose transactions see one moment and cannot write."""
    if engine.dialect.name != "postgresql":
        return engine
    reading = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    _PLAIN[reading] = engine
    return reading


@cache
def for_writing(engine: Engine) -> Engine:
    """The same engine, whose transactions on SQLite take the write lock at once: upgrading later can fail."""
    return engine.execution_options(takes_write_lock=True)


@cache
def for_one_question(engine: Engine) -> Engine:
    """The same engine without transactions: one statement sees one moment by itself, and cannot be asked cheaper."""
    return _PLAIN.get(engine, engine).execution_options(isolation_level="AUTOCOMMIT")


@contextmanager
def transaction(engine: Engine, *, writes: bool = True) -> Iterator[Session]:
    """One transaction outside a request: commits at the end, rolls back on any error, and after a rehearsal."""
    bound = for_writing(engine) if writes else for_reading(engine)
    with Session(bound, expire_on_commit=False) as session, session.begin():
        yield session
        if session.info.pop(REHEARSED, False):
            session.rollback()


def rehearse(session: Session) -> None:
    """Have this transaction store nothing, whatever it does: everything is tried for real, and undone."""
    session.info[REHEARSED] = True


async def get_reading(request: Request) -> Session:
    """A session that reads. It takes a connection when it asks something; whoever asked closes it, on that thread."""
    return Session(for_reading(request.app.state.engine), expire_on_commit=False)


def get_session(request: Request) -> Iterator[Session]:
    """The session of a request that writes; its engine is the application's own."""
    with transaction(request.app.state.engine) as session:
        yield session


ReadingDep = Annotated[Session, Depends(get_reading)]
# scope="function": the commit happens before the response leaves, so a failed commit is a failed request.
SessionDep = Annotated[Session, Depends(get_session, scope="function")]


def _with_sqlite_habits(engine: Engine) -> Engine:
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None  # the driver's own BEGIN comes too late for a consistent read
    for pragma in ("journal_mode=WAL", "foreign_keys=ON", "synchronous=NORMAL", f"busy_timeout={PATIENCE * 1000}"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    options = connection.get_execution_options()
    if options.get("takes_write_lock", False):
        _take_write_lock(cast(sqlite3.Connection, connection.connection.dbapi_connection))
    elif options.get("isolation_level") != "AUTOCOMMIT":
        connection.exec_driver_sql("BEGIN")


def _take_write_lock(driver: sqlite3.Connection) -> None:
    """Wait for the lock by asking often: SQLite's own waiting grows to 100 ms, in which nobody writes."""
    gives_up = monotonic() + PATIENCE
    driver.execute("PRAGMA busy_timeout=0")
    try:
        while True:
            try:
                driver.execute("BEGIN IMMEDIATE")
                return
            except sqlite3.OperationalError as busy:
                if busy.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or monotonic() > gives_up:
                    raise
            sleep(BETWEEN)
    finally:
        driver.execute(f"PRAGMA busy_timeout={PATIENCE * 1000}")
