"""Keys that are files in the data folder: made at first need, readable by the system's own user alone."""

import os
from collections.abc import Callable
from pathlib import Path


def kept(file: Path, make: Callable[[], bytes]) -> bytes:
    """What is in the file; the first process that asks makes it."""
    if not file.exists():
        _make(file, make())
    return file.read_bytes()


def _make(file: Path, content: bytes) -> None:
    """Written aside and then linked, so that of two processes that start at once both use the same."""
    file.parent.mkdir(parents=True, exist_ok=True)
    aside = file.with_name(f".{file.name}.{os.getpid()}.{os.urandom(4).hex()}")
    with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as new:
        new.write(content)
    try:
        os.link(aside, file)
    except FileExistsError:
        pass
    finally:
        aside.unlink()
