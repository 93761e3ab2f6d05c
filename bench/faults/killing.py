"""Killing the server at a random moment while a batch comes in: whole or not at all, and safe to send again."""

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from random import Random
from statistics import median

import httpx

from bench.faults.contents import differences
from bench.faults.installation import Databases, Installation, rows_of, running


@dataclass
class Killed:
    """How many kills found what; `apart` are the rows that differ from the run in which nothing happened."""

    kills: int = 0
    nothing_stored: int = 0
    all_stored: int = 0
    half_stored: int = 0
    sent_again: Counter[int] = field(default_factory=Counter)
    apart: dict[str, int] = field(default_factory=dict)


def kill_while_posting(databases: Databases, kills: int, rows: int, seed: int = 1) -> Killed:
    """One batch a turn, of `rows` rows; the moment is drawn from the time that a whole batch takes, and a bit more."""
    calm, found, random = databases.installation("calm"), Killed(kills), Random(seed)
    with running(calm):
        seconds = [_timed(calm, turn, rows) for turn in range(kills)]
    usual = median(seconds)
    disturbed = databases.installation("disturbed")
    disturbed.start()
    try:
        for turn in range(kills):
            _one_kill(disturbed, found, turn, rows, random.uniform(0, 1.1 * usual))
    finally:
        disturbed.stop()
    found.apart = differences(disturbed, calm)
    return found


def _timed(calm: Installation, turn: int, rows: int) -> float:
    calm.headers()
    began = time.perf_counter()
    calm.post(rows_of(turn, rows), f"turn-{turn}").raise_for_status()
    return time.perf_counter() - began


def _one_kill(disturbed: Installation, found: Killed, turn: int, rows: int, moment: float) -> None:
    disturbed.headers()
    with ThreadPoolExecutor(1) as pool:
        sending = pool.submit(_try, disturbed, turn, rows)
        time.sleep(moment)
        disturbed.kill()
        sending.result()
    disturbed.settle()
    stored = _stored(disturbed, turn)
    found.nothing_stored += stored == (0, 0)
    found.all_stored += stored == (1, rows)
    found.half_stored += stored not in ((0, 0), (1, rows))
    disturbed.start()
    found.sent_again[disturbed.post(rows_of(turn, rows), f"turn-{turn}").status_code] += 1


def _try(disturbed: Installation, turn: int, rows: int) -> None:
    """The answer is cut off, or was just in time."""
    try:
        disturbed.post(rows_of(turn, rows), f"turn-{turn}")
    except httpx.TransportError:
        return


def _stored(disturbed: Installation, turn: int) -> tuple[int, int]:
    """How many batches there are beyond those of the turns before, and how many revisions came with them."""
    batches = disturbed.ask("SELECT count(*), coalesce(sum(created + revised), 0) FROM measurement_batch")[0]
    revisions = int(disturbed.ask("SELECT count(*) FROM measurement_revision")[0][0])
    before = int(batches[1]) if int(batches[0]) == turn else int(batches[1]) // (turn + 1) * turn
    return int(batches[0]) - turn, revisions - before
