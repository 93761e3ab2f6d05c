"""One engine for each database in a process: who shares it, and what a test may not leave behind."""

import pytest
from sqlalchemy import text
from sqlmodel import Session

import migrations
from app.database import make_engine
from app.settings import Settings
from tests import databases


def test_all_who_ask_for_a_database_get_one_engine(database_url: str, settings: Settings) -> None:
    from app.main import create_app

    assert create_app(settings).state.engine is make_engine(database_url) is make_engine(settings.database)


def test_migrating_changes_no_habit_of_the_connections_of_others(database_url: str) -> None:
    engine = make_engine(database_url)
    asked = "PRAGMA foreign_keys" if engine.dialect.name == "sqlite" else "SELECT 1"

    migrations.upgrade(database_url)

    with engine.connect() as one, engine.connect() as other:
        assert [connection.execute(text(asked)).scalar_one() for connection in (one, other)] == [1, 1]


def test_a_connection_that_a_test_still_uses_is_told_of(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(databases, "PATIENCE", 0)
    with Session(make_engine(database_url)) as session:
        session.connection()
        with pytest.raises(AssertionError, match="1 connections are still in use"):
            databases.disconnect(database_url)

    databases.disconnect(database_url)
    assert databases.pool_of(make_engine(database_url)).checkedin() == 0
