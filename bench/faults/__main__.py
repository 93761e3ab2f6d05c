"""`python -m bench.faults` (or `make faults`): every fault there is, with figures; `--quick` for a taste."""

import os
import shutil
import sys
import tempfile
from pathlib import Path

from bench.faults.cutting import cut_halfway
from bench.faults.filling_up import fill_the_disk
from bench.faults.installation import Databases, running
from bench.faults.killing import kill_while_posting
from bench.faults.racing import race
from bench.faults.warm import HOME
from tests import cluster

Row = tuple[str, str, str]
HEADING = "# Faults"


def main(quick: bool) -> int:
    folder = Path(tempfile.mkdtemp(prefix="wijkkoers-faults-"))
    folder.chmod(0o755)  # the cluster runs as another user, somewhere in it
    given = os.environ.pop("DATABASE_URL", "")
    server = given if given.startswith("postgres") else cluster.start(folder / "cluster")
    try:
        sorts = _sorts(folder, server)
        rows = [row for databases in sorts for row in every_fault(databases, quick)]
        for databases in sorts:
            databases.close()
    finally:
        cluster.stop(folder / "cluster")
        shutil.rmtree(folder, ignore_errors=True)
    report(rows, quick, skipped=server is None)
    return 0


def _sorts(folder: Path, server: str | None) -> list[Databases]:
    made = []
    for name, address in (("sqlite", None), ("postgres", server)):
        if name == "sqlite" or address:
            (folder / name).mkdir()
            made.append(Databases(folder / name, address))
    return made


def every_fault(databases: Databases, quick: bool) -> list[Row]:
    kills, turns, rows = (5, 4, 500) if quick else (100, 20, 2000)
    found = [_killed(databases, kills, rows), *_others(databases, turns, rows)]
    return [(databases.name, name, told) for name, told in found]


def _killed(databases: Databases, kills: int, rows: int) -> tuple[str, str]:
    one = kill_while_posting(databases, kills, rows)
    told = (
        f"{one.kills} kills: {one.nothing_stored} times nothing was there, {one.all_stored} times all of it, "
        f"{one.half_stored} times a part; sent again: {_answers(one.sent_again)}; rows that differ from a run in "
        f"which nothing happened: {sum(one.apart.values())}"
    )
    return f"killed while a batch of {rows:,} rows comes in", told


def _others(databases: Databases, turns: int, rows: int) -> list[tuple[str, str]]:
    found = []
    with running(databases.installation("cut")) as server:
        cut = cut_halfway(server, turns, rows)
        told = f"{cut.cuts} cuts: {cut.nothing_stored} times nothing was stored, {cut.answered_after} times the next "
        told += f"question was answered; faults in the log: {cut.faults_logged}; sent whole after: {cut.posted_after}"
        found.append(("the connection is cut in the body", told))
    with running(databases.installation("raced")) as server:
        raced = race(server, turns, rows)
        told = f"{raced.turns} times two at once: {_answers(raced.answers)}; keys of both standing: "
        told += f"{raced.winners_torn}; revisions lost: {raced.lost}; answers that were not true: {raced.untrue}"
        found.append(("two batches on the same keys at once", told))
    if databases.server is None:
        with running(databases.installation("full")) as server:
            full = fill_the_disk(server, min(turns, 10), rows)
            told = f"{full.tries} times full: {_answers(full.answers)}, {full.nothing_stored} times nothing was stored,"
            told += f" {full.read_meanwhile} times reading went on, SQL told: {full.told_sql};"
            found.append(("the disk is full (file size limit)", f"{told} with room: {_answers(full.posted_after)}"))
    return found


def _answers(counted: dict[int, int]) -> str:
    return ", ".join(f"{status} x {count}" for status, count in sorted(counted.items()))


def report(rows: list[Row], quick: bool, skipped: bool) -> None:
    lines = [HEADING, "", "Real servers and databases. Made by `make faults`.", "", "| database | fault | found |"]
    lines += ["|---|---|---|", *(f"| {database} | {fault} | {told} |" for database, fault, told in rows), ""]
    if skipped:
        lines.append("PostgreSQL was skipped: neither a DATABASE_URL that names one, nor its binaries.\n")
    print("\n".join(lines))
    if not quick:
        kept = HOME / "bench" / "RESULTS.md"
        before = kept.read_text().split(f"\n{HEADING}\n")[0].rstrip()
        kept.write_text(before + "\n\n" + "\n".join(lines))


if __name__ == "__main__":
    sys.exit(main("--quick" in sys.argv))
