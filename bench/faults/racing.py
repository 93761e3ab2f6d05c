"""Two batches on the same keys at the same moment: one winner a key, both told the truth, every revision there."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from threading import Barrier
from typing import Any

import httpx

from bench.faults.installation import Installation, rows_of


@dataclass
class Raced:
    """`winners_torn`: turns in which keys of both batches stand; `lost`: revisions that were told and are not there."""

    turns: int = 0
    answers: Counter[int] = field(default_factory=Counter)
    winners_torn: int = 0
    lost: int = 0
    untrue: int = 0


def race(installation: Installation, turns: int, rows: int) -> Raced:
    """In each turn two clients send other values for the same keys; the second in line revises the first."""
    found = Raced(turns)
    installation.headers()
    for turn in range(turns):
        before = _revisions(installation)
        start = Barrier(2)
        with ThreadPoolExecutor(2) as pool:
            answers = list(pool.map(partial(_post, installation, start, turn, rows), _values(turn)))
        found.answers.update(answer.status_code for answer in answers)
        told = [answer.json() for answer in answers if answer.status_code == 201]
        found.lost += sum(each["created"] + each["revised"] for each in told) - (_revisions(installation) - before)
        found.untrue += _is_untrue(told, rows, turn)
        found.winners_torn += len(_standing(installation, turn)) != 1
    return found


def _values(turn: int) -> tuple[int, int]:
    return 10_000 + 2 * turn, 10_001 + 2 * turn


def _post(installation: Installation, start: Barrier, turn: int, rows: int, value: int) -> httpx.Response:
    start.wait(timeout=30)
    return installation.post(rows_of(turn, rows, value=value))


def _revisions(installation: Installation) -> int:
    return int(installation.ask("SELECT count(*) FROM measurement_revision")[0][0])


def _standing(installation: Installation, turn: int) -> set[Any]:
    asked = f"SELECT DISTINCT value FROM measurement WHERE indicator_id = 'cijfer-{turn % 10}'"
    return {row[0] for row in installation.ask(asked)}


def _is_untrue(told: list[dict[str, Any]], rows: int, turn: int) -> bool:
    """The first round of an indicator makes its keys once; after that both batches only revise."""
    made, revised = (sum(each[name] for each in told) for name in ("created", "revised"))
    expected = (rows, rows) if turn < 10 else (0, 2 * rows)
    return (made, revised) != expected
