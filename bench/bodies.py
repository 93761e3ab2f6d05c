"""Batches to send: rows of 100 indicators, 20 years and as many places as it takes, in the order of a spreadsheet."""

import csv
import io
import json
from collections.abc import Sequence
from typing import Any

from bench.filling import INDICATORS

JSON, CSV = "application/json", "text/csv"
STATES = ("final", "provisional", "doubtful")
COLUMNS = ("indicator", "place", "period", "value", "state", "source", "note")
YEARS = 20

Row = dict[str, Any]


def rows(count: int, block: int = 0) -> list[Row]:
    """Rows with keys of their own; each block is about other places. One in twenty has a note."""
    return [_row(number, block * (count // (INDICATORS * YEARS) + 1)) for number in range(count)]


def _row(number: int, first_place: int) -> Row:
    row: Row = {
        "indicator": f"bench-{number % INDICATORS:03}",
        "place": f"bench-{first_place + number // (INDICATORS * YEARS):04}",
        "period": str(2005 + number // INDICATORS % YEARS),
        "value": round(number * 7919 % 10007 / 101, 2),
        "state": STATES[number % 3],
        "source": f"partner-{number % 12:02}",
    }
    return row | {"note": 'herzien, zie "bijlage"'} if number % 20 == 0 else row


def as_json(sent: Sequence[Row]) -> bytes:
    return json.dumps({"rows": sent}).encode()


def as_csv(sent: Sequence[Row]) -> bytes:
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, COLUMNS)
    writer.writeheader()
    writer.writerows(sent)
    return file.getvalue().encode()
