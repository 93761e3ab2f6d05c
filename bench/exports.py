"""Files of a million measurements, to what the database gives at all; and memory, deep pages, 304 and what changed.

`python -m bench exports`, on PostgreSQL where there is one, and on SQLite; `--quick` for a trial.
"""

import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

import httpx
from sqlalchemy import Engine

from app.database import make_engine, transaction
from app.models.access import SYSTEM
from app.models.measurement import MeasurementCreate
from app.services.access.writing import Writing
from app.services.measurements.recording import record
from bench.installation import databases
from bench.pages import prepare
from bench.results import told
from bench.serving import compare, server, serving
from tests.databases import Databases

STORED = (
    "id, indicator_id, place_id, period, population_id, value, missing, numerator, denominator, state, acceptance, "
    "sample_size, low, high, partner_id, source, document, line, origin_table, origin_key, note, flags, revision, "
    "recorded_at"
)
AS_CSV = f"COPY (SELECT {STORED} FROM measurement) TO STDOUT (FORMAT csv, HEADER)"
AS_JSON = (
    f"COPY (SELECT row_to_json(t) FROM (SELECT {STORED} FROM measurement) t) "
    "TO STDOUT (FORMAT csv, QUOTE E'\\x01', DELIMITER E'\\x02')"
)
PLAIN = {"Accept-Encoding": "identity"}
Row = tuple[str, str]


def main(quick: bool) -> None:
    with tempfile.TemporaryDirectory() as folder, databases(Path(folder)) as found:
        rows = [row for kind, made in found.items() for row in measure(kind, made, Path(folder) / kind, quick)]
    report(rows, quick)


def measure(name: str, made: Databases, folder: Path, quick: bool) -> Iterator[Row]:
    """Name and figure of everything that is measured on this database."""
    folder.mkdir()
    url = made.copy_of("empty")
    prepare(url, places=20 if quick else 500)
    engine, rounds = make_engine(url), 1 if quick else 3
    settings = {"DATABASE_URL": url, "DATA_DIR": str(folder), "REQUESTS_PER_MINUTE": "0"}
    with server("app.main:create_app", **settings) as running, serving("bench.bare:app") as bare:
        figures = f"{running.url}/api/v1/measurements"
        yield from (
            beside_copy(engine, figures, rounds) if name == "PostgreSQL" else beside_rows(engine, figures, rounds)
        )
        for form in ("csv", "ndjson"):
            most = pulled(f"{figures}?format={form}", running.pid)
            yield f"{name}: memory above idle while {form} streams, MB", f"{most:.0f}"
        yield f"{name}: the last page of 100 to the first", f"{deep(figures, rounds):.2f}"
        yield f"{name}: 304 to a bare route, 1 client", f"{unchanged(figures, bare, rounds):.2f}"
        yield f"{name}: what changed, a thousandth, to the whole as CSV", changed(engine, figures, 1000)
    made.drop(url)


def beside_copy(engine: Engine, figures: str, rounds: int) -> Iterator[Row]:
    for form, copied in (("csv", AS_CSV), ("ndjson", AS_JSON)):
        ratio = median(
            timed(partial(drained, engine, copied)) / timed(partial(drawn, f"{figures}?format={form}"))
            for _ in range(rounds)
        )
        yield f"PostgreSQL: whole {form}, to COPY", f"{ratio:.2f}"


def beside_rows(engine: Engine, figures: str, rounds: int) -> Iterator[Row]:
    """What SQLite has no COPY for: the same columns as tuples, which are no file yet."""
    for form in ("csv", "ndjson"):
        ratio = median(
            timed(partial(fetched, engine)) / timed(partial(drawn, f"{figures}?format={form}")) for _ in range(rounds)
        )
        yield f"SQLite: whole {form}, to fetching the rows as tuples", f"{ratio:.2f}"


def fetched(engine: Engine) -> int:
    with engine.connect() as connection:
        driver: Any = connection.connection.dbapi_connection
        return sum(1 for _ in driver.execute(f"SELECT {STORED} FROM measurement"))


def timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def drained(engine: Engine, statement: str) -> int:
    """What COPY gives, row by row through the same driver."""
    with engine.connect() as connection:
        cursor = connection.connection.cursor()
        with cursor.copy(statement) as copy:
            return sum(len(row) for row in copy)


def drawn(url: str) -> tuple[int, str]:
    """The lines of a file, and the mark to ask on from."""
    lines = 0
    with httpx.stream("GET", url, headers=PLAIN, timeout=600) as answer:
        answer.raise_for_status()
        for piece in answer.iter_raw():
            lines += piece.count(b"\n")
        return lines, answer.headers["changed-since-mark"]


def pulled(url: str, pid: int) -> float:
    """The most memory above idle while it streams, in MB."""
    drawn(f"{url}&indicator=bench-001")  # what is loaded once
    with watched(pid) as most:
        drawn(url)
    return most()


@contextmanager
def watched(pid: int) -> Iterator[Callable[[], float]]:
    """How much the resident memory of a process grows meanwhile, in MB."""
    seen, over = [resident(pid)], threading.Event()

    def look() -> None:
        while not over.wait(0.02):
            seen.append(resident(pid))

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        yield lambda: max(seen) - seen[0]
    finally:
        over.set()
        watcher.join()


def resident(pid: int) -> float:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def deep(figures: str, rounds: int) -> float:
    """A page at the very end takes this many times what the first page takes."""
    page = httpx.get(figures, params={"pageSize": 100, "indicator": "bench-099", "periodFrom": "2024"}).json()
    last = httpx.get(figures, params={"pageSize": 100}).json()["next"]
    begun, _, _ = last.partition("cursor=")[2].partition(".")
    from app.services.rows import write_cursor

    key = page["items"][-1]
    cursor = write_cursor([key["indicator"], key["place"], key["period"], key["population"]])
    return compare(f"{figures}?pageSize=100", f"{figures}?pageSize=100&cursor={begun}.{cursor}", rounds=rounds)


def unchanged(figures: str, bare: str, rounds: int) -> float:
    known: dict[str, Any] = {"If-None-Match": httpx.get(figures).headers["etag"]}
    return compare(figures, bare, rounds=rounds, **known)


def changed(engine: Engine, figures: str, count: int) -> str:
    """What changed after a mark takes this part of what the whole takes."""
    _, mark = drawn(f"{figures}?format=csv&indicator=bench-000")
    with transaction(engine) as session:
        writing = Writing(session, SYSTEM, datetime.now(UTC))
        for number in range(count):
            said = {
                "indicator": "bench-050",
                "place": f"bench-{number % 20:04}",
                "period": str(2005 + number // 50 % 20),
            }
            record(writing, MeasurementCreate.model_validate(said | {"value": number % 997 / 10, "state": "final"}))
    few = timed(lambda: drawn(f"{figures}?format=csv&changedSince={mark}"))
    return f"{few / timed(lambda: drawn(f'{figures}?format=csv')):.4f}"


def report(rows: list[Row], quick: bool) -> None:
    lines = [
        f"Measured {datetime.now(UTC):%Y-%m-%d} with a million measurements and one worker, everything in one run,",
        "on a machine with two cores. Made by `python -m bench exports`. Ratios count; machines differ.",
        "",
        "| what | measured |",
        "|---|--:|",
        *(f"| {name} | {figure} |" for name, figure in rows),
    ]
    told("Files", lines, kept=not quick)


if __name__ == "__main__":
    main("--quick" in sys.argv)
