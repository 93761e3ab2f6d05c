"""RESULTS.md: a part for each thing that was measured; measuring one again replaces its part alone."""

import re
from collections.abc import Sequence

from bench.serving import HOME

FILE = HOME / "bench" / "RESULTS.md"


def told(title: str, lines: Sequence[str], *, kept: bool) -> None:
    """Print a part, and keep it in the file."""
    text = "\n".join([f"# {title}", "", *lines, ""])
    print(text)
    if kept:
        parts = re.split(r"(?m)^(?=# )", FILE.read_text()) if FILE.exists() else []
        others = [part.rstrip() + "\n" for part in parts if part.strip() and not part.startswith(f"# {title}\n")]
        FILE.write_text("\n".join([*others, text]))
