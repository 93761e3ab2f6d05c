"""Long random texts that machines show: made once, kept as a hash, compared in constant time."""

import hashlib
import hmac
import secrets

# 256 random bits cannot be guessed, so a fast hash is enough; passwords of people get a slow one.
BYTES = 32


def new_secret() -> str:
    return secrets.token_urlsafe(BYTES)


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def is_secret_of(secret: str, kept: str | None) -> bool:
    """Whether this is the text behind a kept hash; takes as long where there is none."""
    matches = hmac.compare_digest(digest(secret), kept or digest(""))
    return matches and kept is not None


def may_be_an_id(text: str) -> bool:
    """Whether the database can be asked for it at all: it takes no null bytes and no half characters."""
    return 0 < len(text) <= 320 and text.isprintable()
