"""All that is measured of reading, on every database and in every size, as a table."""

import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from bench import load, peers
from bench.installation import databases
from bench.reading import files, many_readers, standing
from bench.reading.site import Site, Size, filled
from bench.results import Line, table, told
from tests.databases import PostgresDatabases, SqliteDatabases

MILLION = 1_000_000
SIZES = (Size(MILLION), Size(5 * MILLION))
TRIAL = (Size(40_000, targets=4, turns=1, lasting=1),)


def main(quick: bool, millions: float | None = None) -> None:
    sizes = (Size(int(millions * MILLION)),) if millions else TRIAL if quick else SIZES
    why = peers.missing()
    lines: list[str] = [f"Without the peers: {why}.", ""] if why else []
    with tempfile.TemporaryDirectory() as folder, databases(Path(folder)) as found:
        for kind, made in found.items():
            for size in sizes:
                lines += table(f"{kind}, {size.rows:,} measurements", list(of(made, Path(folder), size, peers=not why)))
        if "PostgreSQL" not in found:
            lines.append("No PostgreSQL here: neither a DATABASE_URL that names one, nor its binaries.")
    report(lines, kept=not quick)


def of(made: SqliteDatabases | PostgresDatabases, folder: Path, size: Size, *, peers: bool) -> Iterator[Line]:
    """All lines of one database in one size; what changes it comes last."""
    with filled(made, folder, size, peers=peers) as site:
        yield from files.lines(site)
        yield from loads(site)
        yield from standing.lines(site)
        yield from files.changes(site)


def loads(site: Site) -> Iterator[Line]:
    if why := load.missing():
        print(f"Pages for many readers are left out: {why}.")
    else:
        yield from many_readers.lines(site)


def report(lines: list[str], *, kept: bool) -> None:
    about = [
        f"Measured {datetime.now(UTC):%Y-%m-%d} with one worker, the median of turns in one run, on a machine with two",
        "cores that others used at the same time. Made by `python -m bench reading`. A ratio says how many times as",
        "fast as the other, or how many times as long where it says time, and less is better. Ours goes through HTTP,",
        "sees who reads and hides what is to be hidden; reading and computing assessments are calls of the service.",
        "",
    ]
    told("Reading", [*about, *lines], kept=kept)
