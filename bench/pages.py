"""Reading: a filtered page of 100 measurements and a target page, to a bare route of the framework, in one run."""

import sys
import tempfile
from datetime import UTC, datetime
from statistics import median

from app.database import make_engine, transaction
from bench.filling import fill
from bench.load import load
from bench.results import told
from bench.serving import Server, bare, wijkkoers
from migrations import upgrade

TARGET = "krachtwijken-overvecht-youth-nuisance"
ASKED = {
    "measurements, a filtered page of 100": "/api/v1/measurements?indicator=bench-050&pageSize=100",
    "one target's assessment": f"/api/v1/targets/{TARGET}/assessment?asOf=2012",
    "the target page": f"/streefwaarden/{TARGET}?asOf=2012",
}


def main(quick: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/bench.sqlite"
        prepare(url, places=20 if quick else 500)
        with wijkkoers(DATABASE_URL=url, DATA_DIR=folder) as ours, bare() as limit:
            rows = [(name, *measure(ours, path, limit, quick)) for name, path in ASKED.items()]
    report(rows, quick)


def prepare(url: str, **much: int) -> None:
    """The newest shape, the documents, and as much beside them as `fill` is asked for."""
    import seed

    upgrade(url)
    engine = make_engine(url)
    with transaction(engine) as session:
        seed.load(session, only="documents", now=datetime.now(UTC))
    print(f"filled with {fill(engine, **much):,} measurements")
    engine.dispose()


def measure(ours: Server, path: str, limit: Server, quick: bool) -> tuple[float, float]:
    """The part of what a bare route answers, for one client and for eight."""
    turns = range(1 if quick else 5)
    one, eight = (
        median(
            load(ours.url, [path], clients=clients).rate / load(limit.url, ["/"], clients=clients).rate for _ in turns
        )
        for clients in (1, 8)
    )
    return one, eight


def report(rows: list[tuple[str, float, float]], quick: bool) -> None:
    lines = [
        f"Measured {datetime.now(UTC):%Y-%m-%d} on SQLite with a million measurements and one worker, both servers in",
        "one run, median of five turns. Made by `make bench`. Ratios count; machines differ.",
        "",
        "| asked | 1 client | 8 clients |",
        "|---|--:|--:|",
        *(f"| {name} | {one:.3f} | {eight:.3f} |" for name, one, eight in rows),
    ]
    told("Reading, as a part of what a bare route of the framework answers", lines, kept=not quick)


if __name__ == "__main__":
    main("--quick" in sys.argv)
