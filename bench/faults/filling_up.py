"""Out of disk, on SQLite: the answer says so, nothing is half stored, and with room again it works again."""

import resource
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from sqlalchemy import make_url

from bench.faults.contents import left_behind
from bench.faults.installation import Installation, rows_of

SQL_WORDS = ("sqlite", "insert", "select", "disk i/o", "traceback")


@dataclass
class Full:
    """What the server answered while there was no room, and after."""

    tries: int = 0
    answers: Counter[int] = field(default_factory=Counter)
    nothing_stored: int = 0
    told_sql: int = 0
    read_meanwhile: int = 0
    posted_after: Counter[int] = field(default_factory=Counter)


def fill_the_disk(installation: Installation, tries: int, rows: int) -> Full:
    """No file of the server may grow beyond what the write-ahead log has, and a bit more each time."""
    found = Full(tries)
    installation.headers()  # a token, while there is room
    for number in range(tries):
        before = left_behind(installation)
        _let_files_grow_to(installation, _largest(installation) + 4096 * number**2)
        answer = installation.post(rows_of(number, rows), f"full-{number}")
        found.answers[answer.status_code] += 1
        found.told_sql += any(word in answer.text.lower() for word in SQL_WORDS)
        found.nothing_stored += left_behind(installation) == before
        found.read_meanwhile += httpx.get(f"{installation.address}/measurements").status_code == 200
        _let_files_grow_to(installation, resource.RLIM_INFINITY)
        found.posted_after[installation.post(rows_of(number, rows), f"full-{number}").status_code] += 1
    return found


def _let_files_grow_to(installation: Installation, size: int) -> None:
    assert installation.process is not None
    resource.prlimit(installation.process, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def _largest(installation: Installation) -> int:
    """The log of the database; a part of it may be written again before it grows."""
    file = Path(make_url(installation.url).database or "")
    log = file.with_name(f"{file.name}-wal")
    return log.stat().st_size if log.exists() else 4096
