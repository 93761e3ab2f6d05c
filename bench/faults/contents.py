"""Everything that a sending leaves behind, without what is different each time: moments, random ids, row numbers."""

from typing import Any

from bench.faults.installation import Installation

KEY = "m.indicator_id, m.place_id, m.period, m.population_id"
SAID = "value, missing, numerator, denominator, state, acceptance, sample_size, low, high, partner_id, source, " \
    "origin_table, note, flags, published, revision, change, recorded_by, reason"  # fmt: skip
LEFT_BEHIND = {
    "measurement": f"SELECT {KEY}, {SAID} FROM measurement m ORDER BY {KEY}",
    "measurement_revision": "SELECT {key}, {said} FROM measurement_revision r JOIN measurement m "
    "ON m.id = r.measurement_id ORDER BY r.change".format(key=KEY, said=", ".join(f"r.{n}" for n in SAID.split(", "))),
    "measurement_batch": "SELECT first_change, status, mode, received, created, revised, unchanged, flagged, rejected, "
    "error_count, partner_id, actor_name FROM measurement_batch ORDER BY first_change, id",
    "audit_event": "SELECT action, kind, actor_name, role, details FROM audit_event ORDER BY id",
    "kept_answer": "SELECT key, status, body FROM kept_answer ORDER BY key",
    "data_revision": "SELECT number FROM data_revision",
}


def left_behind(installation: Installation) -> dict[str, list[tuple[Any, ...]]]:
    """The rows of each table that a sending writes to."""
    return {table: [_plain(row) for row in installation.ask(asked)] for table, asked in LEFT_BEHIND.items()}


def differences(one: Installation, other: Installation) -> dict[str, int]:
    """How many rows differ between two installations, by table; empty where they hold the same."""
    mine, theirs = left_behind(one), left_behind(other)
    return {table: count for table in LEFT_BEHIND if (count := _apart(mine[table], theirs[table]))}


def _plain(row: tuple[Any, ...]) -> tuple[str, ...]:
    return tuple(str(value) for value in row)


def _apart(mine: list[tuple[Any, ...]], theirs: list[tuple[Any, ...]]) -> int:
    pairs = sum(one != other for one, other in zip(mine, theirs, strict=False))
    return pairs + abs(len(mine) - len(theirs))
