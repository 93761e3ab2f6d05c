"""Whether the database can be used: it answers, and it is as new as the code."""

from functools import lru_cache

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError

from app.settings import HOME


def is_reachable(engine: Engine) -> bool:
    """The database answers."""
    try:
        with engine.connect() as connection:
            connection.execute(text("SELECT 1"))
    except SQLAlchemyError:
        return False
    return True


def is_up_to_date(engine: Engine) -> bool:
    """Every migration of this code has run, and none that it does not know."""
    try:
        with engine.connect() as connection:
            done = set(MigrationContext.configure(connection).get_current_heads())
    except SQLAlchemyError:
        return False
    return done == newest()


@lru_cache(maxsize=1)
def newest() -> set[str]:
    """The migration (or migrations) that nothing follows."""
    return set(ScriptDirectory(str(HOME / "migrations")).get_heads())
