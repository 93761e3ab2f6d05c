"""The made-up town as it stands in the files of this folder: read, exact and typed, without a database."""

import tomllib
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from seed.voorbeeldstad.shapes import Town

FOLDER = Path(__file__).parent
FILES = ("places", "programme", "indicators", "figures", "targets", "registers", "deliveries")


@cache
def town() -> Town:
    """All of it; a key that is in two files is a slip of the pen."""
    told: dict[str, Any] = {}
    for name in FILES:
        part = tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"), parse_float=Decimal)
        assert not told.keys() & part.keys()
        told |= part
    return Town.model_validate(told)
