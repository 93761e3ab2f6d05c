"""A mended table as a file that any batch reads, so that a sheet is checked and stored like everything else. Pure."""

import csv
import io
import re
from collections.abc import Sequence

from app.services.batches.sheet import NUMBERS

_DECIMAL = re.compile(r"[+-]?\d*([.,])(\d+)", re.ASCII)
GROUP = 3  # so many digits after a sign may as well be thousands


def as_file(columns: Sequence[str | None], fixed: dict[str, str], rows: Sequence[Sequence[str]]) -> bytes:
    """The rows under the names of our fields; columns that mean nothing are left out.

    Who mends one cell of a sheet with commas and types a point must not have all other cells refused: decimals that
    can only be decimals are written with the sign that most have.
    """
    kept = [index for index, field in enumerate(columns) if field]
    numbers = {index for index in kept if columns[index] in NUMBERS}
    sign = _sign_of_most([row[index] for row in rows for index in numbers])
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=";" if sign == "," else "\t")
    shared = fixed if "population" in {*columns, *fixed} else fixed | {"population": "all"}  # no row is ever empty
    writer.writerow([*(columns[index] for index in kept), *shared])
    rest = list(shared.values())
    for row in rows:
        writer.writerow([*(_alike(row[index], sign) if index in numbers else row[index] for index in kept), *rest])
    return file.getvalue().encode()


def _sign_of_most(cells: Sequence[str]) -> str:
    found = [match[1] for cell in cells if (match := _DECIMAL.fullmatch(cell)) and len(match[2]) != GROUP]
    return "," if found.count(",") > found.count(".") else "."


def _alike(cell: str, sign: str) -> str:
    match = _DECIMAL.fullmatch(cell)
    if match is None or match[1] == sign or len(match[2]) == GROUP:
        return cell
    return cell.replace(match[1], sign)
