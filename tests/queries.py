"""Counting what the application asks of its database."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event
from sqlmodel import Session


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    """Every statement that this engine runs meanwhile, in order."""
    statements: list[str] = []

    def keep(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        statements.append(statement)

    event.listen(engine, "before_cursor_execute", keep)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", keep)


@contextmanager
def every_statement(engine: Engine) -> Iterator[list[tuple[str, Any]]]:
    """The statements that are sent meanwhile, with what is bound to them."""
    sent: list[tuple[str, Any]] = []

    def noted(connection: Any, cursor: Any, statement: str, bound: Any, *_: Any) -> None:
        sent.append((statement, bound))

    event.listen(engine, "before_cursor_execute", noted)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", noted)


def way_of(session: Session, statement: str, bound: Any) -> str:
    """How SQLite goes about it; PostgreSQL decides that by what there is, which is little in a test."""
    if session.get_bind().dialect.name != "sqlite":
        return ""
    steps = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", bound)
    return "; ".join(str(step[-1]) for step in steps)
