"""What a process does while others are busy: writers on SQLite take turns, and the collector keeps out of the way."""

import gc
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import Engine, text

from app import database, main
from app.database import make_engine, transaction
from app.settings import Settings


@pytest.fixture
def file(tmp_path: Path) -> Engine:
    engine = make_engine(f"sqlite:///{tmp_path}/x.sqlite")
    with transaction(engine) as session:
        session.execute(text("CREATE TABLE tally (number INTEGER)"))
        session.execute(text("INSERT INTO tally VALUES (0)"))
    return engine


def number_in(engine: Engine) -> int:
    with transaction(engine, writes=False) as session:
        return int(session.execute(text("SELECT number FROM tally")).scalar_one())


def test_many_writers_at_once_all_get_their_turn(file: Engine) -> None:
    together = Barrier(6)

    def write(_: int) -> None:
        together.wait()
        with transaction(file) as session:
            number = session.execute(text("SELECT number FROM tally")).scalar_one()
            session.execute(text("UPDATE tally SET number = :next"), {"next": number + 1})

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(write, range(6)))

    assert number_in(file) == 6
    file.dispose()


def test_a_writer_gives_up_where_another_never_ends(file: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "PATIENCE", 0)

    with transaction(file) as first:
        first.execute(text("UPDATE tally SET number = 7"))
        with pytest.raises(sqlite3.OperationalError, match="locked"), transaction(file) as second:
            second.execute(text("UPDATE tally SET number = 8"))

    assert number_in(file) == 7
    file.dispose()


def test_what_is_no_waiting_is_an_error_at_once(file: Engine) -> None:
    with file.connect() as connection:
        driver = connection.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        driver.execute("BEGIN IMMEDIATE")
        with pytest.raises(sqlite3.OperationalError, match="within a transaction"):
            database._take_write_lock(driver)
        driver.rollback()
    file.dispose()


async def test_what_a_server_loaded_is_left_alone_by_the_collector_until_it_stops(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/x.sqlite"
    app, before = main.create_app(Settings(database_url=url, data_dir=tmp_path)), gc.get_threshold()

    async with app.router.lifespan_context(app):
        while_running = (gc.get_freeze_count() > 0, gc.get_threshold()[0])

    assert while_running == (True, main.OBJECTS)
    assert (gc.get_freeze_count(), gc.get_threshold()) == (0, before)
