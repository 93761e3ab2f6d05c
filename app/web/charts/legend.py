"""The legend under a chart: entries side by side, on as many rows as they need."""

from collections.abc import Sequence
from dataclasses import dataclass

SIGN = 34  # the width of the drawn example before the word
LETTER = 0.58  # the width of a letter as a share of its height
BETWEEN = 16
MARGIN = 10


@dataclass(frozen=True)
class Entry:
    """`kind` names the example that is drawn before the text."""

    kind: str
    text: str


@dataclass(frozen=True)
class Placed:
    kind: str
    text: str
    x: float
    y: float


@dataclass(frozen=True)
class Legend:
    entries: tuple[Placed, ...]
    height: float


def lay_out(entries: Sequence[Entry], width: float, letters: int) -> Legend:
    """Entries from left to right; what does not fit begins a new row, what is too long for any row is shortened."""
    row_height, x, y = letters * 1.7, 0.0, 0.0
    most = int((width - SIGN) / (letters * LETTER))
    placed = []
    for entry in entries:
        text = shorten(entry.text, most)
        needs = SIGN + len(text) * letters * LETTER
        if x and x + needs > width:
            x, y = 0.0, y + row_height
        placed.append(Placed(entry.kind, text, round(x, 1), round(y, 1)))
        x += needs + BETWEEN
    return Legend(tuple(placed), round(y + row_height + MARGIN, 1) if placed else 0)


def shorten(text: str, most: int) -> str:
    """The text, or its beginning with an ellipsis."""
    return text if len(text) <= most else text[: max(1, most - 1)].rstrip() + "…"
