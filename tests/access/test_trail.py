"""The trail of who did what; and secrets, which go nowhere."""

import logging
from collections.abc import Iterator

import httpx
import pytest
from sqlmodel import Session, col, select

from app.models.access import AuditEvent, Client, Role, User
from app.services.access.clients import NewClient
from app.services.access.people import NewUser
from tests.access.asking import CHOSEN, FIGURE, as_client, as_person, bearer, change
from tests.keys import Keys


def user(session: Session) -> User:
    session.expire_all()
    return session.exec(select(User)).one()


async def test_every_write_leaves_who_did_what(api: httpx.AsyncClient, session: Session, keys: Keys) -> None:
    made = await api.post("/measurements", json=FIGURE, headers=keys.partner("politie"))

    [event] = session.exec(select(AuditEvent).where(col(AuditEvent.action) == "record")).all()

    assert (event.actor_name, event.role, event.kind, event.subject) == (
        "politie",
        "partner",
        "measurement",
        made.json()["id"],
    )
    assert event.request_id == made.headers["x-request-id"]


async def test_what_was_refused_leaves_nothing(api: httpx.AsyncClient, session: Session, keys: Keys) -> None:
    before = len(session.exec(select(AuditEvent)).all())
    header = keys.person(Role.READER)

    await api.post("/measurements", json=FIGURE, headers=header)

    assert len(session.exec(select(AuditEvent)).all()) == before + 1  # the account itself


async def test_administrators_read_the_trail(api: httpx.AsyncClient, keys: Keys) -> None:
    admin = keys.person(Role.ADMINISTRATOR)
    await api.post("/measurements", json=FIGURE, headers=keys.partner("politie"))

    page = (await api.get("/audit-events", params={"action": "record"}, headers=admin)).json()

    assert [(event["actor"], event["action"], event["kind"]) for event in page["items"]] == [
        ("politie", "record", "measurement")
    ]


@pytest.mark.parametrize("role", [Role.READER, Role.PARTNER_EDITOR, Role.PROGRAMME_STAFF])
async def test_no_one_else_reads_the_trail(api: httpx.AsyncClient, keys: Keys, role: Role) -> None:
    assert (await api.get("/audit-events", headers=keys.person(role))).status_code == 403
    assert (await api.get("/audit-events")).status_code == 401


async def test_the_trail_names_no_person(api: httpx.AsyncClient, keys: Keys, person: NewUser) -> None:
    await change(api, person, CHOSEN)

    trail = (await api.get("/audit-events", headers=keys.person(Role.ADMINISTRATOR))).text

    assert "anna" not in trail


async def test_no_secret_is_stored_as_it_is(session: Session, client: NewClient, person: NewUser) -> None:
    stored = [session.get_one(Client, client.id).secret_hash, user(session).password_hash]

    assert [secret in kept for secret, kept in zip((client.secret, person.password), stored, strict=True)] == [
        False,
        False,
    ]
    assert stored[1].startswith("$argon2id$")


@pytest.fixture
def log(capfd: pytest.CaptureFixture[str]) -> Iterator[pytest.CaptureFixture[str]]:
    logging.getLogger().setLevel(logging.DEBUG)
    yield capfd
    logging.getLogger().setLevel(logging.WARNING)


async def test_no_secret_and_no_token_reaches_the_log(
    api: httpx.AsyncClient, client: NewClient, person: NewUser, log: pytest.CaptureFixture[str]
) -> None:
    token = await bearer(api, as_client(client))
    await api.get("/me", headers=token)
    await bearer(api, as_person(person))
    await change(api, person, CHOSEN)
    await api.post("/token", data=as_client(client, client_secret="fout geheim"))

    out, err = log.readouterr()
    logged = out + err
    secrets = [client.secret, person.password, CHOSEN, token["Authorization"].split(" ")[1], "fout geheim"]

    assert "/api/v1/token" in logged
    assert [secret for secret in secrets if secret in logged] == []


async def test_a_refusal_says_no_secret_back(api: httpx.AsyncClient, client: NewClient) -> None:
    answer = await api.post("/token", data=as_client(client, client_secret="bijna-goed-geraden"))

    assert "bijna-goed-geraden" not in answer.text


def test_a_secret_is_in_no_text_that_may_be_logged(client: NewClient, person: NewUser) -> None:
    assert client.secret not in repr(client)
    assert person.password not in repr(person)
