"""Passwords and secrets: what is kept of them, what fits, and how often one may guess."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.services.access import passwords
from app.services.access.attempts import ADDRESS_FACTOR, Attempt, Attempts
from app.services.access.secret_texts import digest, is_secret_of, may_be_an_id, new_secret

EMAIL = "anna@gemeente.example"


def test_a_password_fits_its_own_hash_alone() -> None:
    kept = passwords.hashed("een lange zin")

    assert (passwords.fits("een lange zin", kept), passwords.fits("een lange zinn", kept)) == (True, False)


def test_one_password_is_hashed_differently_each_time() -> None:
    assert passwords.hashed("een lange zin") != passwords.hashed("een lange zin")


def test_no_password_fits_an_account_that_is_not_there() -> None:
    assert not passwords.fits("een lange zin", None)


def test_what_is_no_hash_fits_nothing() -> None:
    assert not passwords.fits("een lange zin", "een lange zin")


@pytest.mark.parametrize("password", ["", "\0", "\ud800", "é" * 300])
def test_any_text_may_be_tried(password: str) -> None:
    assert not passwords.fits(password, passwords.hashed("iets heel anders"))


def test_first_passwords_pass_the_rules() -> None:
    assert [passwords.objection(passwords.first_password(), EMAIL) for _ in range(50)] == [None] * 50


@pytest.mark.parametrize(
    ("password", "good"),
    [
        ("elf tekens.", False),
        ("twaalf tekens", True),
        ("x" * 12, False),
        ("abcdabcdabcd", False),
        ("abcdeabcdeabcde", True),
        ("ANNA is de beste", False),
        ("zin met een\ttab", False),
        ("ab" * 100 + "c", False),
    ],
)
def test_the_rules_of_passwords(password: str, good: bool) -> None:
    assert (passwords.objection(password, EMAIL) is None) == good


def test_secrets_are_long_and_never_the_same() -> None:
    made = {new_secret() for _ in range(100)}

    assert (len(made), {len(secret) for secret in made}) == (100, {43})


@given(st.text())
@settings(max_examples=50)
def test_a_secret_fits_its_own_hash(secret: str) -> None:
    assert is_secret_of(secret, digest(secret))


@given(st.text())
@settings(max_examples=50)
def test_no_secret_fits_where_none_is_kept(secret: str) -> None:
    assert not is_secret_of(secret, None)


@pytest.mark.parametrize(
    ("text", "good"), [("politie-1", True), ("", False), ("a\0b", False), ("\ud800", False), ("a" * 321, False)]
)
def test_what_the_database_can_be_asked_for(text: str, good: bool) -> None:
    assert may_be_an_id(text) == good


# Guessing


def guesses(attempts: Attempts, count: int, *, accounts: int = 1) -> None:
    for number in range(count):
        attempts.failed(Attempt(f"{number % accounts}@x.example", "192.0.2.1"))


def test_as_many_wrong_passwords_as_the_setting_are_heard() -> None:
    attempts = Attempts(3)
    guesses(attempts, 2)
    before = attempts.wait(Attempt("0@x.example", "192.0.2.1"))
    guesses(attempts, 1)

    assert (before, attempts.wait(Attempt("0@x.example", "192.0.2.1")) > 0) == (0, True)


def test_another_address_does_not_help() -> None:
    attempts = Attempts(3)
    guesses(attempts, 3)

    assert attempts.wait(Attempt("0@x.example", "198.51.100.7")) > 0


def test_another_spelling_of_the_account_does_not_help() -> None:
    attempts = Attempts(3)
    guesses(attempts, 3)

    assert attempts.wait(Attempt(" 0@X.example", "192.0.2.1")) > 0


def test_an_address_that_tries_many_accounts_is_slowed_down() -> None:
    attempts = Attempts(3)
    guesses(attempts, 3 * ADDRESS_FACTOR, accounts=3 * ADDRESS_FACTOR)

    assert attempts.wait(Attempt("new@x.example", "192.0.2.1")) > 0


def test_the_wait_is_at_most_a_minute() -> None:
    attempts = Attempts(1)
    guesses(attempts, 1)

    assert 1 <= attempts.wait(Attempt("0@x.example", "192.0.2.1")) <= 60


def test_nought_is_no_limit() -> None:
    attempts = Attempts(0)
    guesses(attempts, 100)

    assert attempts.wait(Attempt("0@x.example", "192.0.2.1")) == 0
