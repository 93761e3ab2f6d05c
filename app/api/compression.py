"""Files made smaller on their way out, where that was asked (RFC 9110, 12.5.3)."""

import zlib
from collections.abc import Iterator

import zstandard
from fastapi import Request

from app.api.door import qualities

GZIP = 16 + zlib.MAX_WBITS
QUICK = 1
"""The level: text of figures shrinks tenfold at the quickest, and the rest costs more time than the line."""


def coding_wanted(request: Request) -> str | None:
    """`zstd` or `gzip`: the one that is liked best, the first where both are; None for as it is."""
    liked = qualities(", ".join(request.headers.getlist("accept-encoding")))
    found = {coding: liked.get(coding, liked.get("*", 0.0)) for coding in ("zstd", "gzip")}
    best = max(found, key=lambda coding: found[coding])
    return best if found[best] > 0 and found[best] >= liked.get("identity", 0.0) else None


def compressed(pieces: Iterator[bytes], coding: str) -> Iterator[bytes]:
    """The same in this coding; empty pieces are held back."""
    packs = zstandard.ZstdCompressor(level=QUICK).compressobj() if coding == "zstd" else _gzip()
    for piece in pieces:
        if packed := packs.compress(piece):
            yield packed
    yield packs.flush()


def _gzip() -> "zlib._Compress":
    return zlib.compressobj(QUICK, zlib.DEFLATED, GZIP)
