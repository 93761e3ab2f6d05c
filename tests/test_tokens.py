"""Tokens: what is believed, and what is not, however much it looks like one of ours."""

import base64
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st
from jose import jwk, jwt

from app.errors import Unauthenticated
from app.services.access import signing
from app.services.access.signing import SigningKeys, signing_keys
from app.services.access.tokens import AUDIENCE, Issuer, check, issue

Change = Callable[[dict[str, Any]], object]


@pytest.fixture(scope="module")
def issuer(tmp_path_factory: pytest.TempPathFactory) -> Issuer:
    return Issuer("wijkkoers", signing_keys(tmp_path_factory.mktemp("data")), 30)


def claims(**more: Any) -> dict[str, Any]:
    now = datetime.now(UTC)
    whole = {"iss": "wijkkoers", "aud": AUDIENCE, "sub": "client:politie", "jti": "1"}
    return whole | {"iat": now, "exp": now + timedelta(minutes=5)} | more


def signed(issuer: Issuer, said: dict[str, Any]) -> str:
    return jwt.encode(said, issuer.keys.private, "ES256")


def refused(issuer: Issuer, token: str) -> str:
    with pytest.raises(Unauthenticated) as refusal:
        check(issuer, token)
    return str(refusal.value)


def part(value: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def test_a_token_says_who_it_was_given_to_and_until_when(issuer: Issuer) -> None:
    now = datetime.now(UTC).replace(microsecond=0)

    found = check(issuer, issue(issuer, "user:1", "read", now, generation=4))

    assert (found.subject, found.generation, found.expires_at) == ("user:1", 4, now + timedelta(minutes=30))


def test_no_two_tokens_are_the_same(issuer: Issuer) -> None:
    now = datetime.now(UTC)

    assert issue(issuer, "user:1", "read", now) != issue(issuer, "user:1", "read", now)


def test_a_token_names_its_key_and_algorithm(issuer: Issuer) -> None:
    header = jwt.get_unverified_header(issue(issuer, "user:1", "read", datetime.now(UTC)))

    assert header == {"alg": "ES256", "typ": "JWT", "kid": issuer.keys.id}


def test_an_expired_token_is_refused(issuer: Issuer) -> None:
    token = issue(issuer, "user:1", "read", datetime.now(UTC) - timedelta(minutes=31))

    assert refused(issuer, token) == "This token has expired. Ask for a new one."


@pytest.mark.parametrize("claim", ["exp", "iat", "aud", "iss", "sub", "jti"])
def test_a_token_that_lacks_a_claim_is_refused(issuer: Issuer, claim: str) -> None:
    said = claims()
    del said[claim]

    assert refused(issuer, signed(issuer, said)) == "This token is not valid. Ask for a new one."


@pytest.mark.parametrize(
    "more", [{"aud": "another-api"}, {"iss": "somebody"}, {"sub": 5}, {"exp": "soon"}, {"jti": None}]
)
def test_a_token_for_or_from_another_is_refused(issuer: Issuer, more: dict[str, Any]) -> None:
    assert refused(issuer, signed(issuer, claims(**more))) == "This token is not valid. Ask for a new one."


@pytest.mark.parametrize("position", [0, 1, 2])
def test_a_token_that_was_tampered_with_is_refused(issuer: Issuer, position: int) -> None:
    parts = issue(issuer, "user:1", "read", datetime.now(UTC)).split(".")
    middle = len(parts[position]) // 2
    other = "A" if parts[position][middle] != "A" else "B"
    parts[position] = parts[position][:middle] + other + parts[position][middle + 1 :]

    assert refused(issuer, ".".join(parts)) == "This token is not valid. Ask for a new one."


def test_a_token_with_another_payload_under_our_signature_is_refused(issuer: Issuer) -> None:
    head, _, signature = issue(issuer, "user:1", "read", datetime.now(UTC)).split(".")
    far = int((datetime.now(UTC) + timedelta(days=900)).timestamp())
    grand = part(claims(sub="user:administrator", exp=far, iat=1))

    assert refused(issuer, f"{head}.{grand}.{signature}") == "This token is not valid. Ask for a new one."


@pytest.mark.parametrize("name", ["none", "None", "NONE", ""])
def test_a_token_without_a_signature_is_refused(issuer: Issuer, name: str) -> None:
    unsigned = f"{part({'alg': name, 'typ': 'JWT'})}.{part(claims(exp=2**33, iat=1))}."

    assert refused(issuer, unsigned) == "This token is not valid. Ask for a new one."


def public_forms(keys: SigningKeys) -> list[str]:
    """All ways in which somebody may write our public key as if it were a shared secret."""
    private = serialization.load_pem_private_key(keys.private.encode(), None)
    pem = private.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    return [json.dumps(keys.public[0]), keys.public[0]["x"], base64.b64encode(pem).decode()]


@pytest.mark.parametrize("algorithm", ["HS256", "HS384", "HS512"])
def test_our_public_key_is_no_shared_secret(issuer: Issuer, algorithm: str) -> None:
    forged = [jwt.encode(claims(), secret, algorithm) for secret in public_forms(issuer.keys)]

    assert {refused(issuer, token) for token in forged} == {"This token is not valid. Ask for a new one."}


def test_another_key_does_not_sign_for_us(issuer: Issuer, tmp_path: Path) -> None:
    stranger = Issuer("wijkkoers", signing_keys(tmp_path), 30)

    token = issue(stranger, "user:1", "read", datetime.now(UTC))

    assert refused(issuer, token) == "This token is not valid. Ask for a new one."


def test_a_key_that_comes_with_the_token_is_not_believed(issuer: Issuer) -> None:
    own = ec.generate_private_key(ec.SECP256R1())
    pem = own.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    brought = jwk.construct(pem, "ES256").public_key().to_dict()
    token = jwt.encode(claims(), pem, "ES256", headers={"jwk": brought, "kid": issuer.keys.id})

    assert refused(issuer, token) == "This token is not valid. Ask for a new one."


@pytest.mark.parametrize(
    "token",
    ["", ".", "..", "a.b.c", "é.é.é", "\0", f"{part({'alg': 'ES256'})}.e30.", "x" * 5000, "W1tbW1tb" * 500 + ".a.b"],
)
def test_what_is_no_token_is_refused(issuer: Issuer, token: str) -> None:
    assert refused(issuer, token) == "This token is not valid. Ask for a new one."


@given(st.text(max_size=200))
def test_no_text_makes_the_check_fail_in_another_way(issuer: Issuer, text: str) -> None:
    assert refused(issuer, text) == "This token is not valid. Ask for a new one."


def test_a_refused_token_is_not_said_back(issuer: Issuer) -> None:
    token = issue(issuer, "user:1", "read", datetime.now(UTC) - timedelta(days=1))

    assert token not in refused(issuer, token)


def test_the_private_key_is_readable_by_its_owner_alone(tmp_path: Path) -> None:
    signing_keys(tmp_path)

    assert (tmp_path / signing.IN_FORCE).stat().st_mode & 0o777 == 0o600


def test_the_key_is_made_once_and_kept(tmp_path: Path) -> None:
    first = signing_keys(tmp_path)
    signing_keys.cache_clear()

    assert signing_keys(tmp_path) == first


def test_nothing_else_is_left_beside_the_key(tmp_path: Path) -> None:
    signing_keys(tmp_path)

    assert [path.name for path in tmp_path.iterdir()] == [signing.IN_FORCE]


def test_the_private_key_is_in_no_text_that_may_be_logged(tmp_path: Path) -> None:
    keys = signing_keys(tmp_path)

    assert repr(Issuer("wijkkoers", keys, 30)).count("PRIVATE") == 0


def test_what_is_published_of_a_key_is_its_public_half(tmp_path: Path) -> None:
    assert [sorted(key) for key in signing_keys(tmp_path).public] == [["alg", "crv", "kid", "kty", "use", "x", "y"]]


def test_a_retired_key_signs_no_more_but_is_still_believed(tmp_path: Path) -> None:
    token = issue(Issuer("wijkkoers", signing_keys(tmp_path), 30), "user:1", "read", datetime.now(UTC))
    (tmp_path / signing.IN_FORCE).rename(tmp_path / "signing-key-2026.pem")
    signing_keys.cache_clear()

    keys = signing_keys(tmp_path)

    assert len(keys.public) == 2
    assert check(Issuer("wijkkoers", keys, 30), token).subject == "user:1"
    assert jwt.get_unverified_header(token)["kid"] == keys.public[1]["kid"]


def test_another_sort_of_key_is_refused_at_once(tmp_path: Path) -> None:
    from cryptography.hazmat.primitives.asymmetric import ed25519

    pem = ed25519.Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (tmp_path / signing.IN_FORCE).write_bytes(pem)

    with pytest.raises(ValueError, match="not an elliptic curve key"):
        signing_keys(tmp_path)
