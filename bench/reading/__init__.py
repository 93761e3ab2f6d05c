"""Reading: whole files, pages for many at once, what changed, and how everything stands; to a limit or a peer.

`python -m bench reading` with a million measurements and with five, on PostgreSQL where there is one and on SQLite;
`--rows 5` for five millions alone, `--quick` for a trial. Every ratio is measured in one run: both take turns, and the
median counts.
"""

from bench.reading.measuring import main

__all__ = ["main"]
