"""Writing to partners: who is written what, where, and never twice on a day; and who may know an address."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlmodel import Session, select

from app.cli import main
from app.models.access import AuditEvent, Role
from app.models.mailbox import DeliveryDigest
from tests.cli.saying import Said, output
from tests.deliveries_given import OF_2021, give, give_all, given_deliveries, judge, made, read
from tests.given import given_place
from tests.keys import Header, Keys
from tests.mail_server import Letters, listening

ADDRESS, SCHOOL = "cijfers@politie.example", "data@school.example"


@pytest.fixture
def asks_acceptance() -> bool:
    return True


@pytest.fixture
def post() -> Iterator[Letters]:
    with listening() as letters:
        yield letters


@pytest.fixture
def _terminal(monkeypatch: pytest.MonkeyPatch, database_url: str, tmp_path: Path, post: Letters) -> None:
    told = {
        **{"DATABASE_URL": database_url, "DATA_DIR": str(tmp_path), "LANGUAGE": "en"},
        **{"SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(post.port), "SMTP_SECURITY": "none"},
        **{"PUBLIC_URL": "https://wijk.example/", "CONTACT_NAME": "Bureau Zuid", "CONTACT_EMAIL": "zuid@wijk.example"},
    }
    for name, value in told.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
async def staff(api: httpx.AsyncClient, around: None, keys: Keys) -> Header:
    """Staff; the police owe two places of 2022, and those of 2021 were sent back. The school owes 2021."""
    who, police = keys.person(Role.PROGRAMME_STAFF), keys.partner("politie")
    await made(api, who)
    await made(api, who, id="leerlingen", partner="school", indicator="leerlingen", ends="2021-12-31")
    await give_all(api, police)
    await judge(api, who, f"/deliveries/{OF_2021}", "sent-back", message="Lijken\nverwisseld")
    await write_to(api, who, "politie", ADDRESS)
    return who


async def write_to(api: httpx.AsyncClient, who: Header, partner: str, address: str | None) -> httpx.Response:
    path = f"/partners/{partner}/mailbox"
    tag = {"If-Match": (await api.get(path, headers=who)).headers.get("ETag", '"x"')}
    return await api.patch(path, json={"address": address}, headers=who | tag)


def sent(said: Said, *words: str) -> tuple[int, dict[str, str]]:
    """Exit code, and partner -> what became of its letter."""
    code = main(["digest", "--json", *words])
    return code, {one["partner"]: one["outcome"] for one in output(said)}


LETTER = """\
Beste Politie,

Op {day} wachten deze cijfers op u.

Te laat:
- Overlast, 2022: moest er op 31 maart 2023 zijn. Ontbreekt nog: Bos, Veld.

Teruggestuurd, om te verbeteren:
- Overlast, 2021: Lijken verwisseld

U kunt ze hier aanleveren: https://wijk.example/leveringen

Hebt u vragen? Stel ze aan Bureau Zuid, zuid@wijk.example.
"""


@pytest.mark.usefixtures("_terminal")
async def test_a_partner_that_is_late_gets_one_letter_a_day(
    staff: Header, post: Letters, session: Session, capsys: Said
) -> None:
    first, again = sent(capsys), sent(capsys)

    assert first == (0, {"politie": "sent", "school": "no-address"})
    assert again == (0, {"politie": "sent-before", "school": "no-address"})
    assert [len(post.came), len(post.of(ADDRESS))] == [1, 1]
    letter = post.came[0]
    body = letter.get_content().replace("\r\n", "\n")
    day = body.split("\n")[2].removeprefix("Op ").removesuffix(" wachten deze cijfers op u.")
    assert body == LETTER.format(day=day)
    assert (letter["From"], letter["Subject"], letter.get_content_type(), letter["Auto-Submitted"]) == (
        *("zuid@wijk.example", "Wijkkoers: 2 leveringen wachten op u", "text/plain", "auto-generated"),
    )
    session.rollback()
    assert [row.partner_id for row in session.exec(select(DeliveryDigest))] == ["politie"]
    events = session.exec(select(AuditEvent).where(AuditEvent.kind == "delivery-digest")).all()
    assert [(event.action, event.subject.partition("/")[0], event.details) for event in events] == [
        ("send", "politie", {"deliveries": 2})
    ]


@pytest.mark.usefixtures("_terminal")
async def test_a_letter_that_is_refused_can_be_tried_again_the_same_day(
    api: httpx.AsyncClient, staff: Header, post: Letters, capsys: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    await write_to(api, staff, "school", SCHOOL)
    post.refuse = {ADDRESS}
    monkeypatch.setenv("SMTP_USER", "wijkkoers")
    monkeypatch.setenv("SMTP_PASSWORD", "heel-geheim")
    monkeypatch.setenv("SMTP_SENDER", "post@wijk.example")
    partly = sent(capsys)
    nothing = sent(capsys)
    post.refuse = set()

    assert partly == (0, {"politie": "refused", "school": "sent"})
    assert nothing == (1, {"politie": "refused", "school": "sent-before"})
    assert sent(capsys) == (0, {"politie": "sent", "school": "sent-before"})
    assert ([letter["From"] for letter in post.came], len(post.sign_ins)) == (["post@wijk.example"] * 2, 3)
    assert "heel-geheim" not in capsys.readouterr().err


@pytest.mark.usefixtures("_terminal")
async def test_nothing_is_sent_without_a_server_or_with_one_that_does_not_answer(
    staff: Header, post: Letters, capsys: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SMTP_SECURITY", "starttls")  # which this server cannot do
    unsafe = main(["digest"]), capsys.readouterr().err
    monkeypatch.setenv("SMTP_HOST", "")
    off = main(["digest"]), capsys.readouterr().err
    monkeypatch.setenv("SMTP_SECURITY", "soms")
    wrong = main(["digest"]), capsys.readouterr().err

    assert unsafe == (1, "The mail server cannot be reached or does not let us in (SMTPNotSupportedError).\n")
    assert off == (1, "No letters are sent: SMTP_HOST is empty. See them with: wijkkoers digest --preview\n")
    assert wrong == (1, "A setting has a value that cannot be used: SMTP_SECURITY.\n")
    assert post.came == []


@pytest.mark.usefixtures("_terminal")
async def test_a_preview_shows_every_letter_and_sends_none(
    staff: Header, post: Letters, capsys: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SMTP_HOST", "")
    code = main(["digest", "--preview"])
    told = capsys.readouterr().out
    main(["digest", "--preview", "--json"])
    letters = output(capsys)

    assert (code, post.came) == (0, [])
    assert told.startswith(f"To: {ADDRESS}\nSubject: Wijkkoers: 2 leveringen wachten op u\n\nBeste Politie,\n")
    assert "To: (no address known)\nSubject: Wijkkoers: 1 levering wacht op u\n\nBeste School,\n" in told
    assert [(one["partner"], one["address"], one["overdue"], one["sentBack"]) for one in letters] == [
        ("politie", ADDRESS, 1, 1),
        ("school", None, 1, 0),
    ]


@pytest.mark.usefixtures("_terminal")
async def test_who_is_in_time_is_not_written_to(session: Session, post: Letters, capsys: Said) -> None:
    given_deliveries(session)

    assert (main(["digest"]), capsys.readouterr().out) == (
        0,
        "Nothing is overdue or was sent back: there is nobody to write to.\n",
    )
    assert post.came == []


async def test_staff_sees_beforehand_what_would_be_written(
    api: httpx.AsyncClient, staff: Header, keys: Keys, session: Session
) -> None:
    page = await read(api, "/deliveries/digest", staff)
    of_area = keys.person(Role.PROGRAMME_STAFF, areas=["zuid"])
    elsewhere = keys.person(Role.PROGRAMME_STAFF, areas=["duin"])

    assert [(one["name"], one["address"], one["sentAt"]) for one in page["items"]] == [
        ("Politie", ADDRESS, None),
        ("School", None, None),
    ]
    assert "Lijken verwisseld" in page["items"][0]["text"]
    few = await read(api, "/deliveries/digest", staff, partner="school", count="true")
    assert (few["total"], few["items"][0]["partner"]) == (1, "school")
    limited = (await read(api, "/deliveries/digest", of_area))["items"][0]
    assert (limited["address"], "Lijken verwisseld" in limited["text"]) == (None, True)
    other = (await read(api, "/deliveries/digest", elsewhere))["items"][0]
    assert (other["address"], "Lijken verwisseld" in other["text"], "zie de pagina" in other["text"]) == (
        *(None, False, True),
    )
    for who, status in ((keys.partner("politie"), 403), (keys.person(Role.READER), 403), ({}, 401)):
        assert (await api.get("/deliveries/digest", headers=who)).status_code == status


async def test_many_missing_places_are_counted_after_the_first(
    api: httpx.AsyncClient, staff: Header, session: Session
) -> None:
    places = [f"plek-{number:02}" for number in range(11)]
    for place in places:
        given_place(session, place)
    many: dict[str, Any] = {"everyNeighbourhoodOf": None, "places": places, "ends": "2021-12-31"}
    await made(api, staff, id="veel", partner="school", **many)

    letter = (await read(api, "/deliveries/digest", staff, partner="school"))["items"][0]["text"]
    assert "Ontbreekt nog: Plek-00, Plek-01, Plek-02, Plek-03, Plek-04, Plek-05, Plek-06, Plek-07 en nog 3." in letter


async def test_an_address_is_known_to_staff_and_the_partner_itself(
    api: httpx.AsyncClient, staff: Header, keys: Keys
) -> None:
    path = "/partners/politie/mailbox"
    readers: dict[str, tuple[Header, int]] = {
        "staff": (staff, 200),
        "administrator": (keys.person(Role.ADMINISTRATOR), 200),
        "itself": (keys.partner("politie"), 200),
        "its editor": (keys.person(Role.PARTNER_EDITOR, partner="politie"), 200),
        "its reader": (keys.person(Role.READER, partner="politie"), 403),
        "another": (keys.partner("school"), 403),
        "staff of an area": (keys.person(Role.PROGRAMME_STAFF, areas=["zuid"]), 403),
        "nobody": ({}, 401),
    }

    found = {name: (await api.get(path, headers=who)).status_code for name, (who, _) in readers.items()}
    assert found == {name: status for name, (_, status) in readers.items()}
    tag = {"If-Match": (await api.get(path, headers=staff)).headers["ETag"]}
    tried = {
        name: (await api.patch(path, json={"address": "x@y.example"}, headers=who | tag)).status_code
        for name, (who, status) in readers.items()
        if status != 200
    }
    assert tried == {"its reader": 403, "another": 403, "staff of an area": 403, "nobody": 401}
    assert (await read(api, path, staff)) == {"partner": "politie", "address": ADDRESS}


async def test_an_address_never_shows_anywhere_else(api: httpx.AsyncClient, staff: Header, session: Session) -> None:
    paths = [
        *("/partners", "/partners/politie", "/partners/politie/versions", "/deliveries", f"/deliveries/{OF_2021}"),
        *("/delivery-duties", "/programmes/samen", "/programmes/samen/file", "/audit-events", "/me"),
    ]
    for path in paths:
        assert ADDRESS not in (await api.get(path, headers=staff)).text, path
    session.rollback()
    assert ADDRESS not in str([event.details for event in session.exec(select(AuditEvent))])


async def test_an_address_is_changed_with_care(api: httpx.AsyncClient, staff: Header, keys: Keys) -> None:
    path = "/partners/politie/mailbox"
    old = {"If-Match": (await api.get(path, headers=staff)).headers["ETag"]}
    wrong = await write_to(api, staff, "politie", "niemand")
    own = await write_to(api, keys.partner("politie"), "politie", "nieuw@politie.example")
    late = await api.patch(path, json={"address": None}, headers=staff | old)

    assert (wrong.status_code, wrong.json()["errors"][0]["code"]) == (400, "invalid-email")
    assert (own.status_code, own.json()["address"]) == (200, "nieuw@politie.example")
    assert late.status_code == 412
    assert (await api.patch(path, json={"address": None}, headers=staff)).status_code == 428
    assert (await write_to(api, staff, "politie", None)).json() == {"partner": "politie", "address": None}
    assert (await api.get("/partners/geen/mailbox", headers=staff)).status_code == 404
    for bad in ("a@b@c.nl", "a b@c.nl", "a@c", "x@y.nl\nBcc: z@z.nl", "<a@b.nl>", "a@b.nl, c@d.nl"):
        assert (await write_to(api, staff, "politie", bad)).status_code == 400, bad


async def test_what_is_given_takes_the_letter_away(api: httpx.AsyncClient, staff: Header, keys: Keys) -> None:
    school = keys.partner("school")
    for place in ("veld", "bos"):
        await give(api, school, place, indicator="leerlingen")

    assert [one["partner"] for one in (await read(api, "/deliveries/digest", staff))["items"]] == ["politie"]
