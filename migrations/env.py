"""How a migration runs: in one transaction, against the database of the settings unless another is given."""

from alembic import context
from sqlalchemy import Connection

import app.models  # noqa: F401  all tables: one that is not imported is not in the metadata
from app.database import for_writing, make_engine
from app.models.base import Table
from app.settings import get_settings


def run() -> None:
    engine = make_engine(context.config.attributes.get("url") or get_settings().database)
    with for_writing(engine).connect() as connection:
        connection.detach()  # never back to where others take theirs: its habits are changed here
        migrate(connection)


def migrate(connection: Connection) -> None:
    is_sqlite = connection.dialect.name == "sqlite"
    if is_sqlite:
        leave_references_alone(connection)
    context.configure(
        connection=connection,
        target_metadata=Table.metadata,
        compare_type=True,
        render_as_batch=is_sqlite,
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()


def leave_references_alone(connection: Connection) -> None:
    """SQLite changes a table by making it anew: with foreign keys on, dropping the old one drops what points to it.

    The pragma only works outside a transaction, so it goes past SQLAlchemy, which begins one by itself.
    """
    driver = connection.connection.dbapi_connection
    assert driver is not None
    driver.cursor().execute("PRAGMA foreign_keys=OFF")


run()
