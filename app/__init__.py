"""Wijkkoers: where neighbourhood programmes measure and steer."""

import logging

__version__ = "0.1.0"

# FastAPI says at import that a package for e-mail fields is missing; it is not needed, and nobody asked.
logging.getLogger("fastapi").setLevel(logging.ERROR)
