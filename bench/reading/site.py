"""What is read: a running server, its database of so many measurements, and the same figures for the peers."""

import http.client
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import Engine

from app.database import make_engine
from bench.filling import INDICATORS, YEARS
from bench.pages import prepare
from bench.peer_tables import PeerTables
from bench.serving import Server, wijkkoers
from tests.databases import PostgresDatabases, SqliteDatabases

PIECE = 256 * 1024
AS_IT_IS = {"Accept-Encoding": "identity"}
MEASUREMENTS = "/api/v1/measurements"


@dataclass(frozen=True)
class Size:
    """How much there is to read and to assess, how often each is measured, and how many seconds a load lasts."""

    rows: int
    targets: int = INDICATORS
    turns: int = 3
    lasting: float = 2

    @property
    def places(self) -> int:
        return self.rows // (INDICATORS * YEARS)


@dataclass(frozen=True)
class Site:
    """A server that holds the measurements and makes every answer anew; `keeping` is one that keeps answers.

    `tables` are those of the peers; None where there are no peers.
    """

    server: Server
    keeping: Server
    engine: Engine
    tables: PeerTables | None
    size: Size

    @property
    def on_postgres(self) -> bool:
        return self.engine.dialect.name == "postgresql"

    def file(self, form: str, question: str = "") -> str:
        """The address of the measurements in this form."""
        return f"{self.server.url}{MEASUREMENTS}?format={form}{question}"


@contextmanager
def filled(made: SqliteDatabases | PostgresDatabases, folder: Path, size: Size, *, peers: bool) -> Iterator[Site]:
    """A fresh one."""
    url = made.copy_of("empty")
    engine = make_engine(url)
    try:
        prepare(url, places=size.places, targets=size.targets)
        tables = PeerTables(engine, folder) if peers else None
        if tables is not None:
            tables.copy_ours()
        settings = {"DATABASE_URL": url, "DATA_DIR": str(folder)}
        with wijkkoers(MAX_KEPT_ANSWERS_BYTES="0", **settings) as server, wijkkoers(**settings) as keeping:
            yield Site(server, keeping, engine, tables, size)
    finally:
        engine.dispose()
        made.drop(url)


def drawn(url: str) -> http.client.HTTPMessage:
    """Read all of an answer, as it comes; gives its headers, and raises where it is no success."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=600)
    connection.request("GET", f"{parts.path}?{parts.query}", headers=AS_IT_IS)
    answer, held = connection.getresponse(), bytearray(PIECE)
    if answer.status != http.client.OK:
        raise RuntimeError(f"{answer.status}: {answer.read(300)!r}")
    while answer.readinto(held):
        pass
    connection.close()
    return answer.headers
