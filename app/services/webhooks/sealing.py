"""Secrets that sign: kept so that they can be used, and so that a copy of the database alone cannot use them.

Signing needs the secret itself, so a hash will not do. Each is sealed (AES-256-GCM) with a key in the data folder, and
bound to the id of its webhook: moved to another row it does not open.
"""

import base64
import os
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.services.access.key_files import kept

KEY, KEY_BYTES, NONCE_BYTES, SECRET_BYTES = "webhook-key", 32, 12, 32
PREFIX = "whsec_"


class Unopened(Exception):
    """The key in the data folder is not the one that sealed it."""


def new_secret() -> str:
    """As Standard Webhooks writes it: 32 random bytes in base64, behind `whsec_`."""
    return PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def seal(folder: Path, webhook: str, secret: str) -> bytes:
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(_key(folder)).encrypt(nonce, secret.encode(), webhook.encode())


def unseal(folder: Path, webhook: str, sealed: bytes) -> str:
    """Raises Unopened."""
    try:
        return AESGCM(_key(folder)).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], webhook.encode()).decode()
    except (InvalidTag, ValueError) as other:
        raise Unopened from other


def bytes_of(secret: str) -> bytes:
    """The bytes that sign."""
    return base64.b64decode(secret.removeprefix(PREFIX))


def _key(folder: Path) -> bytes:
    return kept(folder / KEY, lambda: os.urandom(KEY_BYTES))
