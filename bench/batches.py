"""Batches of measurements through HTTP: validated, scoped, with revisions and audit, each line to a limit or a peer.

Every ratio is measured in one run: both take turns, and the median of the turns' ratios counts.
"""

import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

from bench import peers
from bench.bodies import CSV, JSON, as_csv, as_json, rows
from bench.installation import Installation, databases, installed
from bench.limits import Copy, Many, one_add_per_row
from bench.results import Line, shown, table, told
from bench.turns import Seconds, as_fast

CLIENTS = 8


@dataclass(frozen=True)
class Size:
    """How much is sent, and how often."""

    many: int = 100_000
    some: int = 10_000
    turns: int = 3


def main(quick: bool) -> None:
    size = Size(10_000, 2_000, 1) if quick else Size()
    lines: list[str] = []
    with tempfile.TemporaryDirectory() as folder, databases(Path(folder)) as found:
        for kind, made in found.items():
            with installed(kind, made, Path(folder)) as ours:
                memory = list(memory_of(ours, size))
            with installed(kind, made, Path(folder)) as ours:
                lines += table(kind, [*of(ours, size), *memory])
        if "PostgreSQL" not in found:
            lines.append("No PostgreSQL here: neither a DATABASE_URL that names one, nor its binaries.")
    report(lines, size, quick)


def of(ours: Installation, size: Size) -> Iterator[Line]:
    """All lines of speed of one database."""
    sent = rows(size.many)
    as_objects, as_cells = as_json(sent), as_csv(sent)
    ours.empty()
    ours.send(as_objects, JSON)
    limit = (Copy if ours.kind == "PostgreSQL" else Many)(ours).seconds
    if ours.kind == "PostgreSQL":
        named, least, aim = "raw COPY into the current table", (0.3, 0.25), (0.5, 0.45)
    else:
        named, least, aim = "executemany into current and revision tables", (0.4, 0.4), (0.9, 0.9)
    first = fresh(ours, as_objects, JSON)
    yield shown(Line(f"{size.many:,} JSON rows, to {named}", least[0], aim[0], as_fast(first, limit, size.turns)))
    yield shown(Line("the same as CSV", least[1], aim[1], as_fast(fresh(ours, as_cells, CSV), limit, size.turns)))
    again = as_fast(lambda: ours.send(as_objects, JSON), first, size.turns)
    yield shown(Line("all rows again, unchanged, to the first time", 1, 2, again))
    yield from beside_others(ours, size)
    yield shown(Line("eight clients at once, to one client", 0.8, 1.2, at_once(ours, size)))


def beside_others(ours: Installation, size: Size) -> Iterator[Line]:
    """To other ways of taking rows."""
    sent = rows(size.some)
    here = fresh(ours, as_json(sent), JSON)
    plain = as_fast(here, lambda: one_add_per_row(ours, sent), size.turns)
    yield shown(Line(f"{size.some:,} rows, to one `add` per row into the same tables", 6, 12, plain))
    if why := peers.missing():
        yield Line(f"{size.some:,} rows, to Django REST Framework: skipped, {why}", 3, 5, None)
        return
    for name, least, aim, peer in (
        ("Django REST Framework's bulk create (no revisions)", 3, 5, peers.django_writing),
        ("FastAPI and SQLModel, one `add` per row (no revisions)", 6, 12, peers.plain_writing),
    ):
        with peer(ours) as theirs:
            found = as_fast(here, lambda: theirs.seconds(sent), size.turns)
        yield shown(Line(f"{size.some:,} rows, to {name}", least, aim, found))


def fresh(ours: Installation, body: bytes, media_type: str) -> Seconds:
    """A batch into empty tables."""

    def send() -> float:
        ours.empty()
        return ours.send(body, media_type)

    return send


def at_once(ours: Installation, size: Size) -> float:
    """Eight bodies sent by eight clients, to the same eight sent by one after the other."""
    bodies = [as_json(rows(size.some, block)) for block in range(CLIENTS)]

    def sent_by(clients: int) -> float:
        ours.empty()
        started = perf_counter()
        with ThreadPoolExecutor(clients) as pool:
            list(pool.map(lambda body: ours.send(body, JSON), bodies))
        return perf_counter() - started

    return as_fast(lambda: sent_by(CLIENTS), lambda: sent_by(1), size.turns)


def memory_of(ours: Installation, size: Size) -> Iterator[Line]:
    """The most that the server held during a batch, above what it held at rest."""
    for media_type, body in ((JSON, as_json), (CSV, as_csv)):
        ours.empty()
        ours.send(body(rows(10)), media_type)
        ours.empty()
        with ours.server.highest() as held:
            ours.send(body(rows(size.many)), media_type)
        yield shown(Line(f"memory above idle for {size.many:,} rows, {media_type}", 150, 60, held[0], "MB"))


def report(lines: list[str], size: Size, quick: bool) -> None:
    about = [
        f"Measured {datetime.now(UTC):%Y-%m-%d} with one worker, median of {size.turns} turns in one run, on a machine",
        "with two cores that others used at the same time. Made by `python -m bench batches`. A ratio says how many",
        "times as fast as the other; all of ours goes through HTTP, is validated, scoped, revised and audited.",
        "",
    ]
    told("Batches of measurements", [*about, *lines], kept=not quick)


if __name__ == "__main__":
    main("--quick" in sys.argv)
