"""Migrations: they make what the models say, and every one can be undone and done again."""

import re
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect, text

import app.models  # noqa: F401
import migrations
from app.models.base import Table
from app.services.readiness import is_up_to_date
from app.settings import Settings
from migrations import downgrade, upgrade
from tests.programme_files_given import served

FIRST = "d3ebcff4820d"


def differences(engine: Engine) -> list[Any]:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, Table.metadata))


def test_the_migrations_make_what_the_models_say(engine: Engine) -> None:
    assert differences(engine) == []


def test_every_migration_can_be_undone_and_done_again(engine: Engine, database_url: str) -> None:
    tables = sorted(inspect(engine).get_table_names())

    downgrade(database_url)
    assert inspect(engine).get_table_names() == ["alembic_version"]

    upgrade(database_url)
    assert sorted(inspect(engine).get_table_names()) == tables
    assert differences(engine) == []


def test_migrating_again_changes_nothing(engine: Engine, database_url: str) -> None:
    upgrade(database_url)

    with engine.connect() as connection:
        assert connection.execute(text("select count(*) from alembic_version")).scalar_one() == 1
    assert is_up_to_date(engine)


def test_a_database_that_is_behind_is_not_up_to_date(engine: Engine, database_url: str) -> None:
    downgrade(database_url)

    assert not is_up_to_date(engine)


def test_the_file_of_a_migration_says_its_day_and_what_it_does() -> None:
    files = [path.name for path in (migrations.HERE / "versions").glob("*.py")]

    assert [name for name in files if not re.fullmatch(r"\d{4}_\d{2}_\d{2}_[a-z0-9_]{5,}\.py", name)] == []


@pytest.mark.seeded
async def test_what_was_there_before_a_migration_works_after_it(
    engine: Engine, database_url: str, settings: Settings
) -> None:
    """The seed with what the first release could hold, brought to the newest shape."""
    downgrade(database_url, FIRST)
    before = {name: number(engine, name) for name in sorted(inspect(engine).get_table_names())}
    upgrade(database_url)

    assert {name: number(engine, name) for name in before} == before
    with served(database_url, settings) as client:
        asked = ("programmes", "places", "partners", "sources", "indicators", "targets", "interventions", "assessments")
        answers = {path: await client.get(f"/api/v1/{path}", params={"pageSize": 1000}) for path in asked}
    assert {path: answer.status_code for path, answer in answers.items()} == dict.fromkeys(asked, 200)


def number(engine: Engine, table: str) -> int:
    with engine.connect() as connection:
        return int(connection.execute(text(f"select count(*) from {table}")).scalar_one())
