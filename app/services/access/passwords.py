"""Passwords of people: a slow hash, and rules that stop the ones that are guessed first."""

import secrets

from pwdlib import PasswordHash
from pwdlib.exceptions import PwdlibError
from pwdlib.hashers.argon2 import Argon2Hasher

from app.errors import Message, say

SHORTEST, LONGEST = 12, 200
FEWEST_SIGNS = 5

_hasher = PasswordHash((Argon2Hasher(),))
_nobodys = _hasher.hash(secrets.token_urlsafe(16))


def first_password() -> str:
    """A password that somebody else has seen, so to be changed at first sign-in."""
    return secrets.token_urlsafe(12)


def hashed(password: str) -> str:
    return _hasher.hash(password)


def fits(password: str, kept: str | None) -> bool:
    """Whether this is the password behind a hash. Where there is no account it takes as long, and is false."""
    try:
        matches = _hasher.verify(password[:LONGEST].encode("utf-8", "replace"), kept or _nobodys)
    except PwdlibError:
        return False
    return matches and kept is not None


def objection(password: str, email: str) -> Message | None:
    """Why this password will not do, or None."""
    if not SHORTEST <= len(password) <= LONGEST:
        return say("A password has {shortest} to {longest} characters.", shortest=SHORTEST, longest=LONGEST)
    if not password.isprintable():
        return say("A password is made of characters that can be typed and seen.")
    if email.split("@")[0].lower() in password.lower():
        return say("A password may not hold your name in the e-mail address.")
    if len(set(password)) < FEWEST_SIGNS:
        return say("A password has at least {fewest} different characters.", fewest=FEWEST_SIGNS)
    return None
