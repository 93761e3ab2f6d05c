"""A real `wijkkoers serve` on a database of its own: started, killed, filled, and read from beside."""

import os
import shutil
import signal
import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
from sqlalchemy import Engine, insert, make_url, text
from sqlalchemy.pool import NullPool

from app.database import make_engine, transaction
from app.models.access import SYSTEM
from app.models.indicator import Indicator, IndicatorVersion, Population
from app.models.partner import Partner
from app.models.place import Place
from app.services.access import clients
from app.services.access.clients import Limits, NewClient
from app.services.access.writing import Writing
from bench.faults.warm import is_alive, warm
from migrations import upgrade

PLACES, INDICATORS = 200, 10
NOW = datetime(2024, 1, 1, tzinfo=UTC)
NUMBERED: dict[str, Any] = {"version": 1, "recorded_at": NOW, "recorded_by": "system", "fictitious": True}


def prepare(url: str) -> NewClient:
    """An empty database with places, indicators, and one partner's machine that may post all of it."""
    upgrade(url)
    engine = make_engine(url)
    with engine.begin() as connection:
        connection.execute(insert(Population), [{"id": "all", "name": "all"}])
        connection.execute(insert(Partner), [{"id": "melder", "name": "Melder"}])
        connection.execute(insert(Place), [_place(number) for number in range(PLACES)])
        connection.execute(insert(Indicator), [_indicator(number) for number in range(INDICATORS)])
        first = {"reason": None, "gone": False}
        connection.execute(insert(IndicatorVersion), [_indicator(number) | first for number in range(INDICATORS)])
    with transaction(engine) as session:
        client = clients.create(Writing(session, SYSTEM, datetime.now(UTC)), "melder", Limits())
    engine.dispose()
    return client


def _place(number: int) -> dict[str, Any]:
    return {"id": f"buurt-{number:03}", "kind": "neighbourhood", "name": f"Buurt {number}", "level": "neighbourhood",
            "version": 1, "fictitious": True}  # fmt: skip


def _indicator(number: int) -> dict[str, Any]:
    return {"id": f"cijfer-{number}", "name": f"Cijfer {number}", "unit": "count", "decimals": 0,
            "good_direction": "fall", **NUMBERED}  # fmt: skip


def rows_of(turn: int, count: int, *, value: int | None = None) -> dict[str, Any]:
    """The batch of one turn: new keys in the first turns, and revisions of them in the later ones."""
    years = range(2000, 2000 + -(-count // PLACES))
    rows = [
        {"place": f"buurt-{place:03}", "period": str(year), "value": (turn * 37 + place) if value is None else value}
        for year in years
        for place in range(PLACES)
    ]
    return {"defaults": {"indicator": f"cijfer-{turn % INDICATORS}"}, "rows": rows[:count]}


@dataclass
class Installation:
    """One server at one database. `folder` holds the key that signs; every restart takes the same port."""

    url: str
    folder: Path
    client: NewClient
    settings: Mapping[str, str] = field(default_factory=dict)
    process: int | None = None

    def __post_init__(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.address = f"http://127.0.0.1:{self.port}/api/v1"
        self._token = ""

    def start(self) -> None:
        """Start, and wait until it is ready."""
        own = {"DATABASE_URL": self.url, "DATA_DIR": str(self.folder), "PORT": str(self.port), "LANG": "C.UTF-8"}
        environment = own | {"REQUESTS_PER_MINUTE": "0", **self.settings}
        self.process = warm().start(self.folder / "server.log", environment)
        for _ in range(1200):
            if not is_alive(self.process):
                raise RuntimeError("the server stopped before it was ready")
            try:
                if httpx.get(f"http://127.0.0.1:{self.port}/health/ready").status_code == 200:
                    return
            except httpx.TransportError:
                time.sleep(0.05)
        raise RuntimeError("the server did not become ready within a minute")

    def kill(self) -> None:
        """As the system does when memory is short: at once, with nothing put in order."""
        assert self.process is not None
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        if self.process is not None and is_alive(self.process):
            self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> None:
        assert self.process is not None
        os.kill(self.process, how)
        for _ in range(2000):
            if not is_alive(self.process):
                return
            time.sleep(0.01)
        raise RuntimeError("the server does not end")

    def headers(self, key: str = "") -> dict[str, str]:
        """A token of the one partner there is; it outlives a restart."""
        if not self._token:
            asked = {"grant_type": "client_credentials", "client_id": self.client.id}
            answer = httpx.post(f"{self.address}/token", data=asked | {"client_secret": self.client.secret})
            self._token = answer.raise_for_status().json()["access_token"]
        return {"Authorization": f"Bearer {self._token}"} | ({"Idempotency-Key": key} if key else {})

    def post(self, batch: Mapping[str, Any], key: str = "", **asked: str) -> httpx.Response:
        """A token that ran out is asked anew, once."""
        where = f"{self.address}/measurement-batches"
        answer = httpx.post(where, json=batch, headers=self.headers(key), params=asked, timeout=120)
        if answer.status_code == 401:
            self._token = ""
            answer = httpx.post(where, json=batch, headers=self.headers(key), params=asked, timeout=120)
        return answer

    def log(self) -> str:
        return (self.folder / "server.log").read_text()

    def ask(self, statement: str, **values: Any) -> list[tuple[Any, ...]]:
        """Straight from the database, past the server."""
        engine = self._beside()
        with engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(statement), values)]

    def settle(self) -> None:
        """Wait until the database has noticed that the killed server is gone."""
        if not self.url.startswith("postgres"):
            return
        others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        for _ in range(200):
            if self.ask(others) == [(0,)]:
                return
            time.sleep(0.05)
        raise RuntimeError("the database still serves a server that is gone")

    def _beside(self) -> Engine:
        from sqlalchemy import create_engine

        return create_engine(self.url, poolclass=NullPool)


@contextmanager
def running(installation: Installation) -> Iterator[Installation]:
    installation.start()
    try:
        yield installation
    finally:
        installation.stop()


class Databases:
    """Two databases of one sort that begin alike: one to disturb, one to leave alone."""

    def __init__(self, folder: Path, server: str | None = None) -> None:
        """`server` is the address of a PostgreSQL that may make databases; SQLite without one."""
        self.folder, self.server = folder, server
        self.name = "PostgreSQL" if server else "SQLite"
        self._made: list[str] = []
        self._mark = uuid4().hex[:8]
        self.first = self._fresh("first")
        self.client = prepare(self.first)

    def _fresh(self, name: str) -> str:
        if self.server is None:
            return f"sqlite:///{self.folder / name}.sqlite"
        return self._created(name, "template0")

    def copy(self, name: str) -> str:
        """A copy of the first, which nobody uses."""
        if self.server is None:
            shutil.copy(self.folder / "first.sqlite", self.folder / f"{name}.sqlite")
            return f"sqlite:///{self.folder / name}.sqlite"
        return self._created(name, self._called("first"))

    def close(self) -> None:
        """Leave a server that is not ours as it was."""
        for name in self._made:
            self._run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def installation(self, name: str, **settings: str) -> Installation:
        own = self.folder / f"data-{name}"
        own.mkdir()
        return Installation(self.copy(name), own, self.client, settings)

    def _created(self, name: str, template: str) -> str:
        self._run(f'CREATE DATABASE "{self._called(name)}" TEMPLATE "{template}"')
        self._made.append(self._called(name))
        url = make_url(self.server or "").set(drivername="postgresql+psycopg", database=self._called(name))
        return url.render_as_string(hide_password=False)

    def _called(self, name: str) -> str:
        return f"wijkkoers_faults_{self._mark}_{name}"

    def _run(self, statement: str) -> None:
        import psycopg

        with psycopg.connect(_plain(self.server or ""), autocommit=True) as connection:
            connection.execute(statement.encode())


def _plain(address: str) -> str:
    """The address as the driver itself reads it."""
    return make_url(address).set(drivername="postgresql").render_as_string(hide_password=False)
