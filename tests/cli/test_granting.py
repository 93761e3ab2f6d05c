"""Giving access from a terminal, and taking it away."""

from datetime import UTC, datetime

import pytest
from sqlmodel import Session, select

from app.cli import main
from app.models.access import AuditEvent, Client, User, UserRole
from app.services.access import clients, people
from tests.cli.saying import Said, output


@pytest.mark.usefixtures("_town")
def test_a_new_client_has_an_id_and_a_secret(said: Said, session: Session) -> None:
    code = main(["client", "create", "--partner", "politie", "--json"])
    made = output(said)

    assert (code, sorted(made)) == (0, ["clientId", "clientSecret"])
    assert session.get_one(Client, made["clientId"]).partner_id == "politie"


@pytest.mark.usefixtures("_town")
def test_a_client_is_limited_as_was_asked(said: Said, session: Session) -> None:
    main(["client", "create", "--partner", "politie", "--indicators", "nuisance", "--areas", "zuid,veld", "--json"])

    limits = clients.limits_of(session, output(said)["clientId"])

    assert (limits.indicators, limits.areas) == (["nuisance"], ["veld", "zuid"])


@pytest.mark.usefixtures("_town")
def test_a_secret_is_shown_once(said: Said) -> None:
    main(["client", "create", "--partner", "politie", "--json"])
    secret = output(said)["clientSecret"]
    main(["client", "list", "--json"])

    assert secret not in said.readouterr().out


@pytest.mark.usefixtures("_town")
def test_everything_unknown_is_named_at_once_and_nothing_is_stored(said: Said, session: Session) -> None:
    code = main(["client", "create", "--partner", "nope", "--indicators", "nuisance,noise", "--areas", "zuid,oost"])

    assert code == 1
    assert said.readouterr().err.splitlines() == [
        "There is no partner with id nope.",
        "There is no indicator with id noise.",
        "There is no area or other place with id oost.",
    ]
    assert session.exec(select(Client)).all() == []


@pytest.mark.usefixtures("_town")
def test_a_refusal_is_json_too_where_that_was_asked(said: Said) -> None:
    code = main(["client", "create", "--partner", "nope", "--json"])

    assert (code, output(said)) == (1, {"errors": ["There is no partner with id nope."]})


@pytest.mark.usefixtures("_town")
@pytest.mark.parametrize("days", ["0", "-1", "99999"])
def test_a_client_lasts_a_sensible_time(days: str) -> None:
    assert main(["client", "create", "--partner", "politie", "--days", days]) == 1


@pytest.mark.usefixtures("_town")
def test_a_revoked_client_is_listed_as_such(said: Said) -> None:
    main(["client", "create", "--partner", "politie", "--json"])
    key = output(said)["clientId"]
    main(["client", "revoke", key, "--json"])
    said.readouterr()
    main(["client", "list", "--json"])

    assert [(each["clientId"], each["state"]) for each in output(said)] == [(key, "revoked")]


def test_revoking_what_is_not_there_fails(said: Said) -> None:
    assert main(["client", "revoke", "nope"]) == 1
    assert said.readouterr().err == "There is no client with id nope.\n"


@pytest.mark.usefixtures("_town")
def test_giving_access_leaves_a_trail_without_the_secret(said: Said, session: Session) -> None:
    main(["client", "create", "--partner", "politie", "--json"])
    made = output(said)

    event = session.exec(select(AuditEvent).where(AuditEvent.kind == "client")).one()

    assert (event.actor_name, event.action, event.subject) == ("system", "create", made["clientId"])
    assert made["clientSecret"] not in str(event.details)


def test_the_first_administrator_is_made_here(said: Said, session: Session) -> None:
    code = main(["user", "create", "--email", "Anna@Gemeente.example", "--role", "administrator", "--json"])
    made = output(said)

    assert (code, made["email"]) == (0, "anna@gemeente.example")
    assert people.may_sign_in(session.exec(select(User)).one(), made["password"], datetime.now(UTC))


@pytest.mark.usefixtures("_town")
def test_a_role_may_be_for_some_areas(said: Said, session: Session) -> None:
    main(
        [
            "user",
            "create",
            "--email",
            "a@b.example",
            "--role",
            "programme-staff",
            "--area",
            "zuid",
            "--area",
            "veld",
            "--json",
        ]
    )

    assert sorted(each.area_id or "" for each in session.exec(select(UserRole)).all()) == ["veld", "zuid"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("--email nobody --role reader", "This is not an e-mail address."),
        ("--email a@b.example --role reader --area oost", "There is no area or other place with id oost."),
        ("--email a@b.example --role partner-editor --partner x", "There is no partner with id x."),
    ],
)
def test_an_account_that_cannot_be_is_refused(said: Said, words: str, sentence: str) -> None:
    assert main(["user", "create", *words.split()]) == 1
    assert said.readouterr().err == f"{sentence}\n"


def test_an_address_has_one_account(said: Said) -> None:
    main(["user", "create", "--email", "a@b.example", "--role", "reader"])

    assert main(["user", "create", "--email", "A@b.example", "--role", "reader"]) == 1


def test_an_account_can_be_ended(said: Said, session: Session) -> None:
    main(["user", "create", "--email", "a@b.example", "--role", "reader"])
    main(["user", "revoke", "--email", "a@b.example"])

    assert session.exec(select(User)).one().revoked_at is not None


def test_a_bi_key_has_an_id_and_a_secret(said: Said) -> None:
    assert main(["bi-key", "create", "--name", "Power-BI", "--json"]) == 0
    assert sorted(output(said)) == ["keyId", "secret"]


def test_bi_keys_are_listed_by_name_without_their_secret(said: Said) -> None:
    main(["bi-key", "list"])
    before = said.readouterr().out
    main(["bi-key", "create", "--name", "Power BI", "--json"])
    first = output(said)
    main(["bi-key", "create", "--name", "Excel", "--json"])
    second = output(said)
    main(["bi-key", "revoke", second["keyId"]])
    said.readouterr()
    main(["bi-key", "list", "--json"])

    listed = output(said)

    assert before != ""
    assert {(one["keyId"], one["name"], one["state"]) for one in listed} == {
        (first["keyId"], "Power BI", "active"),
        (second["keyId"], "Excel", "revoked"),
    }
    assert {name for one in listed for name in one} == {"keyId", "name", "expiresAt", "state"}
    main(["bi-key", "list"])
    assert first["secret"] not in said.readouterr().out
