"""Real databases for the tests: a template of each sort is made once a run, every test gets a copy of its own.

PostgreSQL is the server of DATABASE_URL where that names one, else a private cluster, shared by the workers of the run.
"""

import fcntl
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import Protocol
from uuid import uuid4

import psycopg
from psycopg import sql
from sqlalchemy import Engine, QueuePool, make_url, text
from sqlalchemy.exc import DBAPIError

import migrations
from app.database import make_engine
from tests import cluster

NO_POSTGRES = "no PostgreSQL here: neither a DATABASE_URL that names one, nor its binaries (initdb, pg_ctl)"
CLUSTER = "cluster"
PATIENCE = 5  # seconds that a test may take to give back its connections


class Databases(Protocol):
    def copy_of(self, template: str) -> str:
        """The address of a fresh database like the template `empty`, `seeded` or `documents` (without the demo)."""

    def drop(self, url: str) -> None: ...


class SqliteDatabases:
    """Copies of a template file, under a name that was used before: an engine knows its statements by heart then."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._spare: list[Path] = []

    def copy_of(self, template: str) -> str:
        fresh = self._spare.pop() if self._spare else self.folder / f"{uuid4().hex}.sqlite"
        shutil.copy(self._template(template), fresh)
        return f"sqlite:///{fresh}"

    def drop(self, url: str) -> None:
        disconnect(url)
        file = Path(make_url(url).database or "")
        for part in file.parent.glob(f"{file.name}*"):
            part.unlink()
        self._spare.append(file)

    def _template(self, name: str) -> Path:
        file = self.folder / f"template_{name}.sqlite"
        with locked(file.with_suffix(".lock")):
            if not file.exists():
                unfinished = file.with_suffix(".unfinished")
                prepare(f"sqlite:///{unfinished}", name)
                flush_write_ahead_log(unfinished)
                unfinished.rename(file)
        return file


class PostgresDatabases:
    """Copies of a template database; `server` is the address of one that may create databases.

    Making a database is what costs most here, and then a connection: an empty one is emptied again and used by the next
    test, which finds the engine connected.
    """

    def __init__(self, server: str, folder: Path) -> None:
        self.server = make_url(server.replace("postgres://", "postgresql://", 1)).set(drivername="postgresql")
        self.folder = folder
        self._spare: list[str] = []
        self._empty: dict[str, str] = {}

    def copy_of(self, template: str) -> str:
        if template == "empty" and self._spare:
            return self._spare.pop()
        name = f"wijkkoers_test_{uuid4().hex}"
        self._create(name, self._template(template))
        url = self._address(name)
        if template == "empty":
            self._empty[url] = shape_of(make_engine(url))
        return url

    def drop(self, url: str) -> None:
        engine = given_back(url)
        if url in self._empty and emptied(engine, self._empty[url]):
            self._spare.append(url)
        else:
            self._drop(url)

    def drop_spare(self) -> None:
        while self._spare:
            self._drop(self._spare.pop())

    def _drop(self, url: str) -> None:
        make_engine(url).dispose()
        self._empty.pop(url, None)
        name = sql.Identifier(make_url(url).database or "")
        self._run(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))

    def drop_templates(self) -> None:
        for made in self.folder.glob("template_*.made"):
            self._drop(self._address(made.read_text()))

    def _template(self, name: str) -> str:
        made = self.folder / f"template_{name}.made"
        with locked(made.with_suffix(".lock")):
            if not made.exists():
                database = f"wijkkoers_template_{name}_{uuid4().hex}"
                self._create(database, "template0")
                prepare(self._address(database), name)
                made.write_text(database)
        return made.read_text()

    def _create(self, name: str, template: str) -> None:
        self._run(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template)))

    def _address(self, database: str) -> str:
        return self.server.set(drivername="postgresql+psycopg", database=database).render_as_string(hide_password=False)

    def _run(self, statement: sql.Composed) -> None:
        with psycopg.connect(self.server.render_as_string(hide_password=False), autocommit=True) as connection:
            connection.execute(statement)


def disconnect(url: str) -> None:
    """Close all that this process opened on it, once the last thread has given back what it uses."""
    given_back(url).dispose()


def given_back(url: str) -> Engine:
    """Its engine, once the last thread of this process has given back the connection that it uses."""
    engine = make_engine(url)
    gives_up = monotonic() + PATIENCE
    while (out := pool_of(engine).checkedout()) and monotonic() < gives_up:
        sleep(0.01)
    assert out == 0, f"A test ended, and {out} connections are still in use"
    return engine


def pool_of(engine: Engine) -> QueuePool:
    assert isinstance(engine.pool, QueuePool)
    return engine.pool


EMPTY = """
DO $$
DECLARE one record; held boolean;
BEGIN
    SET LOCAL session_replication_role = replica;
    SET LOCAL lock_timeout = '2s';
    FOR one IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version' LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM %I)', one.tablename) INTO held;
        IF held THEN EXECUTE format('DELETE FROM %I', one.tablename); END IF;
    END LOOP;
    FOR one IN SELECT sequencename FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL LOOP
        EXECUTE format('ALTER SEQUENCE %I RESTART', one.sequencename);
    END LOOP;
END $$
"""


def emptied(engine: Engine, shape: str) -> bool:
    """Take every row out, and start all numbers anew; false where the test left it busy, or in another shape."""
    try:
        with engine.begin() as connection:
            connection.execute(text(EMPTY))
        return shape_of(engine) == shape
    except DBAPIError:
        return False


def shape_of(engine: Engine) -> str:
    """What tables there are, of how many columns."""
    asked = "SELECT string_agg(relname || relnatts, ',' ORDER BY relname) FROM pg_class WHERE relkind = 'r'"
    with engine.begin() as connection:
        return str(connection.exec_driver_sql(asked).scalar_one())


def find_postgres(given: str, folder: Path) -> PostgresDatabases | None:
    """The server of the DATABASE_URL that was given, else the run's own cluster (started at first need), else none."""
    if given.startswith("postgres"):
        return PostgresDatabases(given, folder)
    address = folder / "cluster.address"
    with locked(folder / "cluster.lock"):
        if not address.exists():
            address.write_text(cluster.start(folder / CLUSTER) or "")
    server = address.read_text()
    return PostgresDatabases(server, folder) if server else None


def prepare(url: str, template: str) -> None:
    """Fill a template: the newest shape, and unless it is `empty` all or a part of what `wijkkoers seed` puts in it."""
    if list((migrations.HERE / "versions").glob("*.py")):
        migrations.upgrade(url)
    else:  # until the first migration is there
        import app.models  # noqa: F401
        from app.models.base import Table

        engine = make_engine(url)
        Table.metadata.create_all(engine)
        engine.dispose()
    if template != "empty":
        seed(url, ["--only", "documents"] if template == "documents" else [])


def seed(url: str, asked: list[str]) -> None:
    """By the command that an installation runs, in a process of its own as there."""
    command = [sys.executable, "-c", "from app.cli import main; main()", "seed", *asked]
    subprocess.run(command, check=True, env=os.environ | {"DATABASE_URL": url}, stdout=subprocess.DEVNULL)


def flush_write_ahead_log(file: Path) -> None:
    """All of a SQLite database in its one file, so that a copy of that file is a copy of the database."""
    connection = sqlite3.connect(file)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """One worker of the run at a time."""
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
