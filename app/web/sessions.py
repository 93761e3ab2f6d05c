"""Who is signed in on the site. The browser holds a signed random number; the API's token stays on this side.

Sessions are small files in a folder that all workers share, so that they survive a restart. A file is named after a
hash of the number in the cookie: who reads the folder cannot make a cookie of it.
"""

import json
import os
import secrets
import tempfile
from contextlib import suppress
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from time import time
from typing import cast

from fastapi import Request, Response
from itsdangerous import BadSignature, Signer

COOKIE = "wijkkoers_session"
FOLDER, KEY = "site-sessions", "key"


@dataclass(frozen=True)
class Visitor:
    """Somebody who is signed in, until `expires` (seconds since 1970)."""

    token: str
    name: str
    role: str
    expires: float
    may: tuple[str, ...] = ()
    must_change_password: bool = False

    @property
    def may_measure(self) -> bool:
        return "record-measurements" in self.may

    @property
    def may_steer(self) -> bool:
        """Whether this is staff, somewhere: who makes and changes what a programme keeps."""
        return "change-programmes" in self.may


class Sessions:
    """The folder with sessions and the key that signs their cookies."""

    def __init__(self, data_dir: Path, secure: bool) -> None:
        self._folder, self._secure = data_dir / FOLDER, secure
        self._signer: Signer | None = None

    def start(self, response: Response, visitor: Visitor) -> None:
        """Remember the visitor, under a new number: whoever knew an older one gains nothing."""
        self._sweep()
        number = secrets.token_urlsafe(32)
        _write(self._file(number), json.dumps(asdict(visitor)))
        self._set_cookie(response, self._sign().sign(number).decode(), int(visitor.expires - time()))

    def visitor(self, cookie: str | None) -> Visitor | None:
        """Whose session it is; None when the cookie was tampered with, or the session is over."""
        number = self._number(cookie)
        if number is None:
            return None
        try:
            visitor = Visitor(**json.loads(self._file(number).read_text()))
        except (OSError, ValueError, TypeError):
            return None
        return visitor if visitor.expires > time() else None

    def end(self, response: Response, cookie: str | None) -> None:
        """Forget the session, here and in the browser."""
        if number := self._number(cookie):
            self._file(number).unlink(missing_ok=True)
        self._set_cookie(response, "", 0)

    def _set_cookie(self, response: Response, value: str, seconds: int) -> None:
        response.set_cookie(COOKIE, value, seconds, path="/", secure=self._secure, httponly=True, samesite="lax")

    def _number(self, cookie: str | None) -> str | None:
        try:
            return self._sign().unsign(cookie).decode() if cookie else None
        except (BadSignature, UnicodeError):
            return None

    def _file(self, number: str) -> Path:
        return self._folder / f"{sha256(number.encode()).hexdigest()}.json"

    def _sign(self) -> Signer:
        if self._signer is None:
            self._signer = Signer(_key(self._folder), salt="site-session", digest_method=sha256)
        return self._signer

    def _sweep(self) -> None:
        """Files of sessions that have long been over."""
        for file in self._folder.glob("*.json") if self._folder.exists() else ():
            if file.stat().st_mtime < time() - 24 * 3600:
                file.unlink(missing_ok=True)


def visitor_of(request: Request) -> Visitor | None:
    """Who asks for this page; looked up once a request."""
    if not hasattr(request.state, "visitor"):
        request.state.visitor = sessions_of(request).visitor(request.cookies.get(COOKIE))
    return cast("Visitor | None", request.state.visitor)


def sessions_of(request: Request) -> Sessions:
    return cast(Sessions, request.app.state.sessions)


def _key(folder: Path) -> str:
    """One key for all workers: whoever comes first makes it, whole or not at all."""
    file = folder / KEY
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.NamedTemporaryFile("w", dir=folder, delete=False) as made:
            made.write(secrets.token_urlsafe(48))
        with suppress(FileExistsError):
            os.link(made.name, file)
        Path(made.name).unlink()
    return file.read_text()


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as opened:
        opened.write(text)
