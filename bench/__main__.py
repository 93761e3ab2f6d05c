"""`python -m bench [pages|batches] [--quick]` (or `make bench`): all measurements, or one; one after the other."""

import sys

from bench import batches, pages

ALL = {"pages": pages.main, "batches": batches.main}

asked = [name for name in sys.argv[1:] if name in ALL]
for name in asked or ALL:
    ALL[name]("--quick" in sys.argv)
