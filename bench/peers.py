"""What somebody would take instead: the servers of another folder, where that is there.

BENCH_PEERS is their folder (by default `shared/bench` beside this project), BENCH_PEERS_PYTHON the interpreter with
their requirements (by default `.bench/venv/bin/python` in that folder). They are started as their own bench.py does.
"""

import json
import os
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.bodies import Row
from bench.installation import Installation, post
from bench.peer_tables import PeerTables
from bench.serving import HOME, Server, free_port, running

FOLDER = Path(os.environ.get("BENCH_PEERS", HOME.parent / "shared" / "bench"))
PYTHON = Path(os.environ.get("BENCH_PEERS_PYTHON", FOLDER / ".bench" / "venv" / "bin" / "python"))
NEEDED = "import rest_framework, gunicorn, sqlmodel, uvloop, datasette"

GUNICORN = ("-m", "gunicorn", "-w1", "-k", "gthread", "--threads", "4", "--keep-alive", "60", "--no-control-socket")
UVICORN = ("-m", "uvicorn", "--no-access-log", "--log-level", "warning", "--loop", "uvloop", "--http", "httptools")
DATASETTE = ("-m", "datasette", "serve", "--setting", "max_csv_mb", "0", "--setting", "max_returned_rows", "1000",
             "--setting", "default_page_size", "100")  # fmt: skip


class Peer:
    """Where a peer takes rows, and how its table is emptied."""

    def __init__(self, url: str, tables: PeerTables) -> None:
        self._url, self._tables = url, tables

    def seconds(self, sent: Sequence[Row]) -> float:
        self._tables.run("DELETE FROM w")
        body = json.dumps([_in_their_words(row) for row in sent]).encode()
        return post(self._url, body, {"Content-Type": "application/json"})


def missing() -> str | None:
    """Why there are no peers here, if so."""
    if not (FOLDER / "drf" / "app.py").exists():
        return "BENCH_PEERS names no folder with them"
    if not PYTHON.exists() or subprocess.run([PYTHON, "-c", NEEDED], capture_output=True).returncode:
        return "BENCH_PEERS_PYTHON names no interpreter with their requirements"
    return None


@contextmanager
def django_writing(ours: Installation) -> Iterator[Peer]:
    """Django REST Framework: a ModelSerializer with many=True, and bulk_create."""
    tables = PeerTables(ours.engine, ours.folder)
    tables.make("w")
    with django(tables) as server:
        yield Peer(f"{server.url}/bulk/?short=1", tables)


@contextmanager
def plain_writing(ours: Installation) -> Iterator[Peer]:
    """FastAPI and SQLModel as their tutorials have it: a model and one `add` for each row."""
    tables = PeerTables(ours.engine, ours.folder)
    tables.make("w")
    with plain(tables) as server:
        yield Peer(f"{server.url}/bulk", tables)


@contextmanager
def django(tables: PeerTables) -> Iterator[Server]:
    port = free_port()
    with _serving(tables, [*GUNICORN, "-b", f"127.0.0.1:{port}", "drf.app:application"], port) as server:
        yield server


@contextmanager
def plain(tables: PeerTables) -> Iterator[Server]:
    port = free_port()
    with _serving(tables, [*UVICORN, "--port", port, "fastapi_naive.app:app"], port) as server:
        yield server


@contextmanager
def datasette(tables: PeerTables) -> Iterator[Server]:
    """On SQLite alone."""
    port = free_port()
    with _serving(tables, [*DATASETTE, str(tables.file), "-h", "127.0.0.1", "-p", port], port) as server:
        yield server


@contextmanager
def _serving(tables: PeerTables, arguments: Sequence[str], port: str) -> Iterator[Server]:
    environment = {**tables.environment, "PYTHONPATH": str(FOLDER)}
    with running([str(PYTHON), *arguments], port, FOLDER, environment) as server:
        yield server


def _in_their_words(row: Row) -> dict[str, Any]:
    return {
        "indicator": f"IND{row['indicator'][-3:]}",
        "neighbourhood": f"BU{row['place'][-4:]:0>8}",
        "period": row["period"],
        "value": row["value"],
        "status": "estimated" if row["state"] == "doubtful" else row["state"],
        "source": row["source"],
        "note": row.get("note"),
    }
