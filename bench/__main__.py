"""`python -m bench [pages|batches|reading] [--quick] [--rows MILLIONS]` (or `make bench`): all measurements, or some.

`--rows` says how many millions of rows there are to read.
"""

from argparse import ArgumentParser
from functools import partial

from bench import batches, pages, reading

ALL = {"pages": pages.main, "batches": batches.main, "reading": reading.main}

parser = ArgumentParser(prog="python -m bench")
parser.add_argument("asked", nargs="*", choices=[[], *ALL], metavar="|".join(ALL))
parser.add_argument("--quick", action="store_true")
parser.add_argument("--rows", type=float, metavar="MILLIONS")
said = parser.parse_args()
ways = ALL | {"reading": partial(reading.main, millions=said.rows)}
for name in said.asked or ALL:
    ways[name](said.quick)
