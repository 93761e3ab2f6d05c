"""Who is signed in on the site: what the browser holds, what stays here, and when it ends."""

from pathlib import Path
from time import time

import pytest
from fastapi import Response

from app.web.sessions import COOKIE, Sessions, Visitor


def visitor(**given: object) -> Visitor:
    known: dict[str, object] = {"token": "secret-token", "name": "a@b.nl", "role": "reader", "expires": time() + 600}
    return Visitor(**(known | given))  # type: ignore[arg-type]


def started(sessions: Sessions, who: Visitor) -> str:
    """The cookie that the browser gets."""
    response = Response()
    sessions.start(response, who)
    return response.headers["set-cookie"].split(";")[0].removeprefix(f"{COOKIE}=")


@pytest.fixture
def sessions(tmp_path: Path) -> Sessions:
    return Sessions(tmp_path, secure=False)


def test_the_cookie_leads_back_to_the_visitor(sessions: Sessions) -> None:
    who = visitor(may=("read",))
    found = sessions.visitor(started(sessions, who))

    assert found is not None
    assert (found.token, found.name, tuple(found.may)) == (who.token, who.name, who.may)


def test_the_cookie_does_not_hold_the_token(sessions: Sessions) -> None:
    assert "secret-token" not in started(sessions, visitor())


def test_the_folder_does_not_hold_the_cookie(sessions: Sessions, tmp_path: Path) -> None:
    number = started(sessions, visitor()).rpartition(".")[0]
    kept = [f"{file.name} {file.read_text()}" for file in (tmp_path / "site-sessions").iterdir()]

    assert [text for text in kept if number in text] == []


def test_only_the_owner_of_the_folder_can_read_it(sessions: Sessions, tmp_path: Path) -> None:
    started(sessions, visitor())
    modes = {file.stat().st_mode & 0o077 for file in (tmp_path / "site-sessions").iterdir()}

    assert modes == {0}


def test_another_worker_knows_the_session(sessions: Sessions, tmp_path: Path) -> None:
    cookie = started(sessions, visitor())

    assert Sessions(tmp_path, secure=False).visitor(cookie) is not None


@pytest.mark.parametrize("cookie", [None, "", "x", "a.b", "é.ü", "../../key.sig", "\0"])
def test_a_cookie_that_we_did_not_sign_is_nobody(sessions: Sessions, cookie: str | None) -> None:
    assert sessions.visitor(cookie) is None


def test_a_cookie_that_was_tampered_with_is_nobody(sessions: Sessions) -> None:
    cookie = started(sessions, visitor())

    other = "y" if cookie.startswith("x") else "x"

    assert sessions.visitor(other + cookie[1:]) is None


def test_a_session_is_over_when_its_token_is(sessions: Sessions) -> None:
    assert sessions.visitor(started(sessions, visitor(expires=time() - 1))) is None


def test_after_signing_out_the_cookie_is_worth_nothing(sessions: Sessions) -> None:
    cookie = started(sessions, visitor())
    sessions.end(Response(), cookie)

    assert sessions.visitor(cookie) is None


def test_each_sign_in_gets_a_number_of_its_own(sessions: Sessions) -> None:
    assert started(sessions, visitor()) != started(sessions, visitor())


def test_a_damaged_file_is_nobody_and_no_fault(sessions: Sessions, tmp_path: Path) -> None:
    cookie = started(sessions, visitor())
    for file in (tmp_path / "site-sessions").glob("*.json"):
        file.write_text("{")

    assert sessions.visitor(cookie) is None


@pytest.mark.parametrize(("secure", "said"), [(False, False), (True, True)])
def test_the_cookie_is_for_this_site_alone(tmp_path: Path, secure: bool, said: bool) -> None:
    response = Response()
    Sessions(tmp_path, secure).start(response, visitor())
    words = {word.strip().lower() for word in response.headers["set-cookie"].split(";")}

    assert {"httponly", "samesite=lax", "path=/"} <= words
    assert ("secure" in words) is said
