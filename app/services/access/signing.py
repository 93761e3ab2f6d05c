"""The key that signs tokens: a file in the data folder that only this system's user can read, made at first need.

`signing-key.pem` signs; every `signing-key*.pem` is published and believed, so a key is retired by renaming its file.
"""

import base64
import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from app.services.access.key_files import kept

IN_FORCE = "signing-key.pem"
ALL = "signing-key*.pem"


@dataclass(frozen=True)
class SigningKeys:
    """`private` is PEM; `public` are JSON Web Keys, the one in force first."""

    id: str
    private: str
    public: tuple[dict[str, str], ...]

    def __repr__(self) -> str:
        return f"SigningKeys({self.id})"


@lru_cache(maxsize=8)
def signing_keys(folder: Path) -> SigningKeys:
    """The keys of this data folder; the first process that asks makes one."""
    private = kept(folder / IN_FORCE, _new_key).decode()
    retired = [path.read_text() for path in sorted(folder.glob(ALL)) if path.name != IN_FORCE]
    public = tuple(_public(text) for text in (private, *retired))
    return SigningKeys(public[0]["kid"], private, public)


def _new_key() -> bytes:
    return ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _public(private: str) -> dict[str, str]:
    """The public half as a JSON Web Key; its id is the key's own thumbprint (RFC 7638)."""
    key = serialization.load_pem_private_key(private.encode(), None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise ValueError("the signing key is not an elliptic curve key")
    point = key.public_key().public_numbers()
    needed = {"crv": "P-256", "kty": "EC", "x": _text(point.x.to_bytes(32)), "y": _text(point.y.to_bytes(32))}
    thumbprint = hashlib.sha256(json.dumps(needed, separators=(",", ":"), sort_keys=True).encode()).digest()
    return {**needed, "use": "sig", "alg": "ES256", "kid": _text(thumbprint)}


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
