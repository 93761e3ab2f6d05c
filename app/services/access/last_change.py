"""The number of the last change with its moment, as every reading request begins with it: asked of the driver itself.

No session, no transaction, and no look first whether a connection is still good: whoever asks finds out.
"""

import sqlite3
from contextlib import closing
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, create_engine, event

from app.database import for_one_question
from app.services.access.revision import stored_moment

Last = tuple[int, datetime | None]

QUESTION = "SELECT number, (SELECT max(at) FROM change_moment) AS at FROM data_revision"
_WATCHING: dict[Engine, sqlite3.Connection] = {}
_LOOSE: dict[Engine, Engine] = {}


def last_change(engine: Engine) -> Last:
    """The last change that was committed; 0 and no moment on a fresh database."""
    if engine.dialect.name == "sqlite":
        with closing(engine.raw_connection()) as connection:
            return _read(connection.cursor().execute(QUESTION).fetchone())
    try:
        with closing(_loose(engine).raw_connection()) as connection:
            return _read(connection.cursor().execute(QUESTION).fetchone())
    except _broken(engine):  # the server let go of it: asked again over one that is looked at, or the error is told
        _loose(engine).dispose()
    with for_one_question(engine).connect() as connection:
        return _read(connection.exec_driver_sql(QUESTION).one_or_none())


def last_change_at_once(engine: Engine) -> Last | None:
    """The same for who may not wait, such as an event loop: None where the answer has to be waited for.

    SQLite has it in less time than a step over to a thread takes, and who reads waits for no writer there.
    """
    if engine.dialect.name != "sqlite":
        return None
    try:
        return _read(_watching(engine).execute(QUESTION).fetchone())
    except sqlite3.OperationalError:  # busy with itself for a moment, or broken, which whoever waits will hear
        return None


def _watching(engine: Engine) -> sqlite3.Connection:
    """A connection for nothing else, until the engine is disposed of."""
    if engine not in _WATCHING:
        path = engine.url.database or ""
        _WATCHING[engine] = sqlite3.connect(path, timeout=0, isolation_level=None, check_same_thread=False)
        _until_disposed(engine)
    return _WATCHING[engine]


def _loose(engine: Engine) -> Engine:
    """Connections to the same server that nobody looks at before or after they are used."""
    if engine not in _LOOSE:
        options: dict[str, Any] = {"isolation_level": "AUTOCOMMIT", "pool_reset_on_return": None}
        _LOOSE.setdefault(engine, create_engine(engine.url, hide_parameters=True, **options))
        _until_disposed(engine)
    return _LOOSE[engine]


def _until_disposed(engine: Engine) -> None:
    if not event.contains(engine, "engine_disposed", _let_go):
        event.listen(engine, "engine_disposed", _let_go)


def _let_go(engine: Engine) -> None:
    if engine in _WATCHING:
        _WATCHING.pop(engine).close()
    if engine in _LOOSE:
        _LOOSE.pop(engine).dispose()


def _broken(engine: Engine) -> type[Exception]:
    """What the driver raises where a connection does not do what it should."""
    driver: Any = engine.dialect.dbapi
    broken: type[Exception] = driver.OperationalError
    return broken


def _read(row: Any) -> Last:
    number, at = row or (0, None)
    return number, stored_moment(at)
