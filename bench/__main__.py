"""`python -m bench` (or `make bench`): every measurement there is, one after the other."""

import sys

from bench.pages import main

main("--quick" in sys.argv)
