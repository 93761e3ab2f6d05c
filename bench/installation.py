"""An installation to send batches to: a database of its own, a server, and the key of a partner."""

import http.client
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Any
from urllib.parse import urlsplit

import httpx
from sqlalchemy import Connection, Engine, insert, select
from sqlmodel import col

from app.database import make_engine, transaction
from app.models.access import SYSTEM
from app.models.indicator import Population
from app.models.partner import Partner
from app.services.access import clients
from app.services.access.writing import Writing
from bench.filling import fill_catalogue
from bench.serving import Server, wijkkoers
from tests import cluster
from tests.databases import CLUSTER, PostgresDatabases, SqliteDatabases, find_postgres

EMPTIED = ("measurement_revision", "measurement")
BATCHES = "/api/v1/measurement-batches"


@dataclass(frozen=True)
class Installation:
    """A running server and its database; whoever sends is a partner without limits."""

    kind: str
    server: Server
    engine: Engine
    token: str
    folder: Path

    def send(self, body: bytes, media_type: str) -> float:
        """Seconds until the answer to a batch."""
        headers = {"Content-Type": media_type, "Authorization": f"Bearer {self.token}"}
        return post(self.server.url + BATCHES, body, headers)

    def empty(self) -> None:
        """No measurements, and a database at rest."""
        with raw(self.engine) as connection:
            if self.kind == "PostgreSQL":
                connection.execute(f"TRUNCATE {', '.join(EMPTIED)} CASCADE")
            else:
                for table in EMPTIED:
                    connection.execute(f"DELETE FROM {table}")


def post(url: str, body: bytes, headers: dict[str, str]) -> float:
    """Seconds until the whole answer; raises where it is no success."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=300)
    started = perf_counter()
    connection.request("POST", f"{parts.path}?{parts.query}", body, headers)
    answer = connection.getresponse()
    told = answer.read()
    took = perf_counter() - started
    connection.close()
    if answer.status >= 300:
        raise RuntimeError(f"{answer.status}: {told[:300]!r}")
    return took


@contextmanager
def raw(engine: Engine) -> Iterator[Any]:
    """The driver's own connection, without checks of references on SQLite; commits at the end."""
    connection = engine.raw_connection()
    try:
        if engine.dialect.name == "sqlite":
            connection.execute("PRAGMA foreign_keys=OFF")
            connection.execute("BEGIN IMMEDIATE")
        yield connection.driver_connection
        connection.commit()
    finally:
        connection.invalidate()


@contextmanager
def databases(folder: Path) -> Iterator[dict[str, SqliteDatabases | PostgresDatabases]]:
    """SQLite, and PostgreSQL where there is one: that of DATABASE_URL, else one of the run's own."""
    found: dict[str, SqliteDatabases | PostgresDatabases] = {"SQLite": SqliteDatabases(folder)}
    folder.chmod(0o755)  # PostgreSQL runs as another user
    postgres = find_postgres(os.environ.get("DATABASE_URL", ""), folder)
    if postgres is not None:
        found = {"PostgreSQL": postgres, **found}
    try:
        yield found
    finally:
        if postgres is not None:
            postgres.drop_spare()
            postgres.drop_templates()
            cluster.stop(folder / CLUSTER)


@contextmanager
def installed(kind: str, made: SqliteDatabases | PostgresDatabases, folder: Path) -> Iterator[Installation]:
    """A fresh one."""
    url = made.copy_of("empty")
    engine = make_engine(url)
    with engine.begin() as connection:
        _fill(connection)
    with transaction(engine) as session:
        client = clients.create(Writing(session, SYSTEM, datetime.now(UTC)), "bench", clients.Limits())
    try:
        with wijkkoers(DATABASE_URL=url, DATA_DIR=str(folder)) as running:
            said = {"grant_type": "client_credentials", "client_id": client.id, "client_secret": client.secret}
            token = httpx.post(f"{running.url}/api/v1/token", data=said).raise_for_status().json()["access_token"]
            yield Installation(kind, running, engine, token, folder)
    finally:
        engine.dispose()
        made.drop(url)


def _fill(connection: Connection) -> None:
    fill_catalogue(connection)
    connection.execute(insert(Partner), [{"id": "bench", "name": "Bench"}])
    if connection.execute(select(col(Population.id)).where(col(Population.id) == "all")).first() is None:
        connection.execute(insert(Population), [{"id": "all", "name": "Iedereen"}])
