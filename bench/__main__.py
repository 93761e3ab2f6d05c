"""`python -m bench [pages|batches|exports] [--quick]` (or `make bench`): all measurements one by one, or one."""

import sys

from bench import batches, exports, pages

ALL = {"pages": pages.main, "batches": batches.main, "exports": exports.main}

asked = [name for name in sys.argv[1:] if name in ALL]
for name in asked or ALL:
    ALL[name]("--quick" in sys.argv)
