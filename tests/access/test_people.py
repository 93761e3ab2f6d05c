"""People: signing in, changing a password, signing out, and guessing."""

from datetime import timedelta

import httpx
import pytest
from sqlmodel import Session, select

from app.models.access import Role, User
from app.services.access import people
from app.services.access.people import NewUser, Post
from app.settings import Settings
from tests.access.asking import CHOSEN, FORM, NOW, as_person, bearer, change
from tests.given import writing
from tests.keys import Keys


def user(session: Session) -> User:
    session.expire_all()
    return session.exec(select(User)).one()


async def test_a_person_signs_in_with_the_first_password(api: httpx.AsyncClient, person: NewUser) -> None:
    answer = await api.post("/token", data=as_person(person))

    assert (answer.status_code, answer.json()["must_change_password"]) == (200, True)


async def test_an_address_is_the_same_in_capitals(api: httpx.AsyncClient, person: NewUser) -> None:
    asked = as_person(person, username=" Anna@Gemeente.example ")

    assert (await api.post("/token", data=asked)).status_code == 200


async def test_a_wrong_password_and_an_unknown_account_get_the_same_answer(
    api: httpx.AsyncClient, person: NewUser
) -> None:
    wrong = await api.post("/token", data=as_person(person, password="iets anders"))
    unknown = await api.post("/token", data=as_person(person, username="wie@gemeente.example"))

    assert wrong.json() == unknown.json()


async def test_a_revoked_account_opens_nothing(api: httpx.AsyncClient, session: Session, person: NewUser) -> None:
    token = await bearer(api, as_person(person))
    people.revoke(writing(session, now=NOW), person.email)
    session.commit()

    assert (await api.get("/me", headers=token)).status_code == 401
    assert (await api.post("/token", data=as_person(person))).json()["error"] == "invalid_grant"


async def test_a_first_password_does_not_live_long(api: httpx.AsyncClient, session: Session, person: NewUser) -> None:
    row = user(session)
    row.password_expires_at = NOW - timedelta(seconds=1)
    session.add(row)
    session.commit()

    assert (await api.post("/token", data=as_person(person))).json()["error"] == "invalid_grant"


async def test_a_changed_password_opens_and_the_old_one_does_not(api: httpx.AsyncClient, person: NewUser) -> None:
    changed = await change(api, person, CHOSEN)
    new = await api.post("/token", data=as_person(person, password=CHOSEN))
    old = await api.post("/token", data=as_person(person))

    assert (changed.status_code, new.status_code, old.status_code) == (200, 200, 400)
    assert new.json()["must_change_password"] is False


async def test_a_changed_password_voids_every_token_but_the_one_in_the_answer(
    api: httpx.AsyncClient, person: NewUser
) -> None:
    before = await bearer(api, as_person(person))
    answer = await change(api, person, CHOSEN)
    after = {"Authorization": f"Bearer {answer.json()['access_token']}"}

    assert (await api.get("/me", headers=before)).status_code == 401
    assert (await api.get("/me", headers=after)).status_code == 200


@pytest.mark.parametrize(
    ("new", "code"),
    [
        ("kort", "weak-password"),
        ("x" * 201, "too-long"),
        ("aaaaaaaaaaaaaaaa", "weak-password"),
        ("welkom anna 2026", "weak-password"),
        ("met een\nnieuwe regel", "weak-password"),
    ],
)
async def test_a_password_that_is_guessed_first_is_refused(
    api: httpx.AsyncClient, person: NewUser, new: str, code: str
) -> None:
    answer = await change(api, person, new)

    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "new")
    assert new not in answer.text
    assert code in ("too-long", answer.json()["errors"][0]["code"])


async def test_the_same_password_again_is_refused(api: httpx.AsyncClient, person: NewUser) -> None:
    answer = await change(api, person, person.password)

    assert answer.json()["errors"][0]["code"] == "same-password"


async def test_a_password_is_changed_by_who_knows_it(api: httpx.AsyncClient, person: NewUser) -> None:
    answer = await change(api, person, CHOSEN, current="geraden")

    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "wrong-password")


async def test_a_machine_has_no_password(api: httpx.AsyncClient, keys: Keys) -> None:
    answer = await api.post("/me/password", json={"current": "x", "new": CHOSEN}, headers=keys.partner("politie"))

    assert answer.status_code == 403


async def test_a_token_that_was_given_back_is_refused(api: httpx.AsyncClient, person: NewUser) -> None:
    token = await bearer(api, as_person(person))

    answer = await api.post("/token/revocation", headers=token | FORM)

    assert answer.status_code == 200
    assert (await api.get("/me", headers=token)).status_code == 401


async def test_giving_one_token_back_leaves_the_others(api: httpx.AsyncClient, person: NewUser) -> None:
    first, second = await bearer(api, as_person(person)), await bearer(api, as_person(person))

    await api.post("/token/revocation", data={"token": first["Authorization"].removeprefix("Bearer ")})

    assert (await api.get("/me", headers=second)).status_code == 200


async def test_giving_back_twice_or_nonsense_gets_the_same_answer(api: httpx.AsyncClient, person: NewUser) -> None:
    token = (await bearer(api, as_person(person)))["Authorization"].removeprefix("Bearer ")

    answers = [await api.post("/token/revocation", data={"token": given}) for given in (token, token, "nonsense", "")]

    assert [answer.status_code for answer in answers] == [200] * 4


async def test_guessing_is_slowed_down(
    app: object, api: httpx.AsyncClient, person: NewUser, settings: Settings
) -> None:
    wrong = [await api.post("/token", data=as_person(person, password=f"gok {n}")) for n in range(20)]

    right = await api.post("/token", data=as_person(person))

    assert {answer.status_code for answer in wrong} == {400}
    assert right.status_code == 429
    assert 1 <= int(right.headers["retry-after"]) <= 60


async def test_guessing_at_one_account_leaves_the_others_alone(
    api: httpx.AsyncClient, session: Session, person: NewUser
) -> None:
    other = people.create(writing(session, now=NOW), "bas@gemeente.example", Post(Role.READER))
    session.commit()
    for n in range(21):
        await api.post("/token", data=as_person(person, password=f"gok {n}"))

    assert (await api.post("/token", data=as_person(other))).status_code == 200
