"""RESULTS.md: a part for each thing that was measured; measuring one again replaces its part alone."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bench.serving import HOME

FILE = HOME / "bench" / "RESULTS.md"
HEAD = ("| work | at least | aim | measured | meets |", "|---|--:|--:|--:|---|")


@dataclass(frozen=True)
class Line:
    """A line of the table: what was found beside what it should be at least. Less is better where the aim is less.

    What should be nothing in particular has no bounds; what could not be measured has no figure.
    """

    name: str
    least: float | None
    aim: float | None
    found: float | None
    unit: str = ""

    def __str__(self) -> str:
        cells = (self.name, *(_number(each, self.unit) for each in (self.least, self.aim, self.found)), self.meets)
        return "| " + " | ".join(cells) + " |"

    @property
    def meets(self) -> str:
        if self.found is None or self.least is None or self.aim is None:
            return ""
        found, less_is_better = round(self.found, 0 if self.unit else 2), self.aim < self.least  # as it is shown
        if found <= self.aim if less_is_better else found >= self.aim:
            return "aim"
        return "at least" if (found <= self.least if less_is_better else found >= self.least) else "**falls short**"


def _number(value: float | None, unit: str) -> str:
    if value is None:
        return "-"
    if unit:
        return f"{value:.0f} {unit}"
    return f"{value:.2f}" if value >= 0.01 else f"{value:.4f}"


def shown(line: Line) -> Line:
    """The same line, told at once to who waits for it."""
    print(line, flush=True)
    return line


def table(title: str, lines: Sequence[Line]) -> list[str]:
    return [f"## {title}", "", *HEAD, *map(str, lines), ""]


def told(title: str, lines: Sequence[str], *, kept: bool) -> None:
    """Print a part, and keep it in the file."""
    text = "\n".join([f"# {title}", "", *lines, ""])
    print(text)
    if kept:
        parts = re.split(r"(?m)^(?=# )", FILE.read_text()) if FILE.exists() else []
        others = [part.rstrip() + "\n" for part in parts if part.strip() and not part.startswith(f"# {title}\n")]
        FILE.write_text("\n".join([*others, text]))
