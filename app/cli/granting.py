"""`wijkkoers client`, `bi-key` and `user`: who gets access. Secrets are shown here, once, and nowhere else."""

from datetime import UTC, datetime
from typing import Any

from app.cli.run import Run
from app.errors import Message, say
from app.models.access import BiKey, Client, Role
from app.services.access import bi_keys, clients, people
from app.services.access.clients import Limits
from app.services.access.people import Post

STATES = {"active": say("active"), "revoked": say("revoked"), "expired": say("expired")}
ONCE = say("Keep it now: it is not shown again.")


def create_client(run: Run) -> None:
    limits = Limits(_split(run.asked.indicators), _split(run.asked.areas))
    with run.writing() as writing:
        new = clients.create(writing, run.asked.partner, limits, run.asked.days)
    told = (say("Client: {id}", id=new.id), say("Secret: {secret}", secret=new.secret), ONCE)
    run.give({"clientId": new.id, "clientSecret": new.secret}, *told)


def list_clients(run: Run) -> None:
    with run.reading() as session:
        listed = [_described(row, clients.limits_of(session, row.id)) for row in clients.everyone(session)]
    sentences = [_sentence(each) for each in listed] or [say("There are no clients yet.")]
    run.give(listed, *sentences)


def revoke_client(run: Run) -> None:
    with run.writing() as writing:
        row = clients.revoke(writing, run.asked.client)
    run.give({"clientId": row.id, "state": "revoked"}, say("Client {id} is refused from now on.", id=row.id))


def create_bi_key(run: Run) -> None:
    with run.writing() as writing:
        new = bi_keys.create(writing, run.asked.name, run.asked.days)
    told = (say("Key: {id}", id=new.id), say("Secret: {secret}", secret=new.secret), ONCE)
    run.give({"keyId": new.id, "secret": new.secret}, *told)


def list_bi_keys(run: Run) -> None:
    with run.reading() as session:
        listed = [_described_key(row) for row in bi_keys.everyone(session)]
    run.give(listed, *([_key_sentence(each) for each in listed] or [say("There are no keys yet.")]))


def revoke_bi_key(run: Run) -> None:
    with run.writing() as writing:
        bi_keys.revoke(writing, run.asked.key)
    run.give({"keyId": run.asked.key, "state": "revoked"}, say("Key {id} is refused from now on.", id=run.asked.key))


def create_user(run: Run) -> None:
    post = Post(Role(run.asked.role), tuple(run.asked.area or ()), run.asked.partner)
    with run.writing() as writing:
        new = people.create(writing, run.asked.email, post)
    told = (
        say("Account: {email}", email=new.email),
        say("First password: {password}", password=new.password),
        say("It is to be changed at first sign-in, within {days} days.", days=people.FIRST_PASSWORD_DAYS),
    )
    run.give({"email": new.email, "password": new.password}, *told)


def revoke_user(run: Run) -> None:
    with run.writing() as writing:
        people.revoke(writing, run.asked.email)
    told = say("The account of {email} is refused from now on.", email=run.asked.email)
    run.give({"email": run.asked.email, "state": "revoked"}, told)


def _split(text: str | None) -> tuple[str, ...]:
    return tuple(part for each in (text or "").split(",") if (part := each.strip()))


def _described_key(row: BiKey) -> dict[str, Any]:
    return {
        "keyId": row.id,
        "name": row.name,
        "expiresAt": row.expires_at.isoformat().replace("+00:00", "Z"),
        "state": _state(row, in_force=bi_keys.is_in_force(row, datetime.now(UTC))),
    }


def _key_sentence(key: dict[str, Any]) -> Message:
    return say(
        "{id}: {name}, {state}, until {day}",
        id=key["keyId"],
        name=key["name"],
        state=STATES[key["state"]],
        day=key["expiresAt"][:10],
    )


def _described(row: Client, limits: Limits) -> dict[str, Any]:
    return {
        "clientId": row.id,
        "partner": row.partner_id,
        "indicators": list(limits.indicators) or None,
        "areas": list(limits.areas) or None,
        "expiresAt": row.expires_at.isoformat().replace("+00:00", "Z"),
        "state": _state(row, in_force=clients.is_in_force(row, datetime.now(UTC))),
    }


def _state(row: Client | BiKey, *, in_force: bool) -> str:
    if row.revoked_at is not None:
        return "revoked"
    return "active" if in_force else "expired"


def _sentence(client: dict[str, Any]) -> Message:
    return say(
        "{id}: for {partner}, {state}, until {day}",
        id=client["clientId"],
        partner=client["partner"],
        state=STATES[client["state"]],
        day=client["expiresAt"][:10],
    )
