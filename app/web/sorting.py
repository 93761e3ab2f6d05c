"""The Dutch order of names: accents and capitals do not count, digits count as numbers."""

import re
import unicodedata
from collections.abc import Iterable
from typing import TypeVar

from app.web.names import Named

Item = TypeVar("Item", bound=Named)


def by_name(items: Iterable[Item]) -> list[Item]:
    return sorted(items, key=lambda item: (in_order(item.name), item.id))


def in_order(name: str) -> tuple[tuple[int, str], ...]:
    """A key to sort on: `'t Zand` under z, `Wijk 9` before `Wijk 10`."""
    bare = unicodedata.normalize("NFKD", re.sub(r"^['’][a-z]\s+", "", name.strip()))
    plain = "".join(letter for letter in bare if not unicodedata.combining(letter)).casefold()
    return tuple((int(part), "") if part.isdigit() else (0, part) for part in re.split(r"(\d+)", plain))
