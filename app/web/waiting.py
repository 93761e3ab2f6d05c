"""Files that wait here until whoever brought them says that they may go on; an hour at most."""

import os
import re
import secrets
from hashlib import sha256
from pathlib import Path
from time import time

from fastapi import Request

from app.web.sessions import Visitor

FOLDER = "site-waiting"
AN_HOUR = 3600
NUMBER = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)


class Waiting:
    """The folder with waiting files. A file is named after its number and its visitor: nobody else can take it."""

    def __init__(self, data_dir: Path) -> None:
        self._folder = data_dir / FOLDER

    def keep(self, visitor: Visitor, content: bytes) -> str:
        """Keep the file; gives the number under which it waits."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._sweep()
        number = secrets.token_urlsafe(32)
        with os.fdopen(os.open(self._file(visitor, number), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
        return number

    def take(self, visitor: Visitor, number: str) -> bytes | None:
        """The file that waits under this number, if it still does."""
        if not NUMBER.fullmatch(number):
            return None
        file = self._file(visitor, number)
        return file.read_bytes() if file.exists() else None

    def forget(self, visitor: Visitor, number: str) -> None:
        self._file(visitor, number).unlink(missing_ok=True)

    def _file(self, visitor: Visitor, number: str) -> Path:
        return self._folder / sha256(f"{number} {visitor.token}".encode()).hexdigest()

    def _sweep(self) -> None:
        for file in self._folder.iterdir():
            if file.stat().st_mtime < time() - AN_HOUR:
                file.unlink(missing_ok=True)


def waiting_at(request: Request) -> Waiting:
    return Waiting(request.app.state.settings.data_dir)
