"""What a role opens, and where; and what everybody is told of itself."""

from collections.abc import AsyncIterator

import httpx
import pytest
from sqlmodel import Session, select

from app.errors import Unauthenticated
from app.main import create_app
from app.models.access import Role, User, UserRole
from app.services.access import identity, people
from app.services.access.people import NewUser
from app.services.access.signing import signing_keys
from app.services.access.tokens import Issuer, issue
from app.settings import Settings
from tests.access.asking import FIGURE, NOW
from tests.keys import Keys


def user(session: Session) -> User:
    session.expire_all()
    return session.exec(select(User)).one()


async def test_nobody_may_ask_who_it_is(api: httpx.AsyncClient) -> None:
    me = (await api.get("/me")).json()

    assert (me["id"], me["role"], me["may"]) == (None, None, ["read"])


async def test_nobody_is_told_that_an_installation_has_no_accounts(api: httpx.AsyncClient) -> None:
    assert (await api.get("/me")).json()["fresh"] is True


async def test_an_installation_with_an_account_is_not_fresh(api: httpx.AsyncClient, person: NewUser) -> None:
    assert (await api.get("/me")).json()["fresh"] is False


async def test_a_client_is_told_what_it_is_limited_to(api: httpx.AsyncClient, keys: Keys) -> None:
    me = (await api.get("/me", headers=keys.partner("politie", indicators=["nuisance"], areas=["zuid"]))).json()

    assert {name: me[name] for name in ("role", "partner", "areas", "indicators", "email")} == {
        "role": "partner",
        "partner": "politie",
        "areas": ["zuid"],
        "indicators": ["nuisance"],
        "email": None,
    }


async def test_a_person_is_told_its_roles_and_where_they_hold(api: httpx.AsyncClient, keys: Keys) -> None:
    me = (await api.get("/me", headers=keys.person(Role.PROGRAMME_STAFF, areas=["zuid"]))).json()

    assert me["roles"] == [{"role": "programme-staff", "area": "zuid"}]
    assert me["areas"] == ["zuid"]


async def test_what_somebody_known_reads_is_kept_by_nobody(api: httpx.AsyncClient, keys: Keys) -> None:
    known = await api.get("/me", headers=keys.person(Role.READER))
    unknown = await api.get("/me")

    assert (known.headers["cache-control"], unknown.headers["cache-control"]) == ("no-store", "public, no-cache")


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Bearer",
        "Bearer ",
        "Bearer x",
        "bearer x.y.z",
        "Basic",
        "Basic x",
        "Basic eA==",
        "Digest x",
        "Basic /w==",
        "é",
    ],
)
async def test_a_header_that_is_no_good_is_refused_even_for_reading(api: httpx.AsyncClient, header: str) -> None:
    answer = await api.get("/me", headers=[(b"Authorization", header.encode())])

    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].split(" ")[0] in ("Bearer", "Basic")


async def test_nobody_writes(api: httpx.AsyncClient) -> None:
    answer = await api.post("/measurements", json=FIGURE)

    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == 'Bearer realm="wijkkoers"'


async def test_a_reader_does_not_write(api: httpx.AsyncClient, keys: Keys) -> None:
    assert (await api.post("/measurements", json=FIGURE, headers=keys.person(Role.READER))).status_code == 403


@pytest.mark.parametrize(
    ("change", "code"),
    [({"indicator": "safety"}, "not-allowed-indicator"), ({"place": "dorp"}, "not-allowed-place")],
)
async def test_a_client_writes_within_its_limits_only(
    api: httpx.AsyncClient, keys: Keys, change: dict[str, str], code: str
) -> None:
    limited = keys.partner("politie", indicators=["nuisance"], areas=["zuid"])

    inside = await api.post("/measurements", json=FIGURE, headers=limited)
    outside = await api.post("/measurements", json=FIGURE | change, headers=limited)

    assert inside.status_code == 201
    assert (outside.status_code, outside.json()["errors"][0]["code"]) == (403, code)


async def test_a_limit_to_an_area_covers_its_neighbourhoods_and_itself(api: httpx.AsyncClient, keys: Keys) -> None:
    limited = keys.partner("politie", areas=["zuid"])

    answers = [
        await api.post("/measurements", json=FIGURE | {"place": place}, headers=limited) for place in ("veld", "zuid")
    ]

    assert [answer.status_code for answer in answers] == [201, 201]


async def test_a_person_of_one_area_writes_there_only(api: httpx.AsyncClient, keys: Keys) -> None:
    editor = keys.person(Role.PARTNER_EDITOR, areas=["zuid"], partner="politie")

    answers = [
        await api.post("/measurements", json=FIGURE | {"place": place}, headers=editor) for place in ("veld", "dorp")
    ]

    assert [answer.status_code for answer in answers] == [201, 403]


async def test_another_partner_does_not_revise_a_figure(api: httpx.AsyncClient, keys: Keys) -> None:
    await api.post("/measurements", json=FIGURE, headers=keys.partner("politie"))

    answer = await api.post("/measurements", json=FIGURE | {"value": 13}, headers=keys.partner("school"))

    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (403, "not-allowed-figure")


def test_a_second_role_adds_to_the_first(session: Session, person: NewUser) -> None:
    row = user(session)
    session.add(UserRole(id="second", user_id=row.id, role=Role.ADMINISTRATOR, area_id="zuid"))
    session.commit()

    actor = people.actor_of(session, row)
    administrator = actor.acting_as({Role.ADMINISTRATOR})

    assert (actor.role, actor.areas) == (Role.PROGRAMME_STAFF, None)
    assert administrator is not None
    assert administrator.areas == frozenset({"zuid"})


def test_an_account_without_a_role_left_may_nothing(session: Session, person: NewUser) -> None:
    session.delete(session.exec(select(UserRole)).one())
    session.commit()

    assert people.actor_of(session, user(session)).acting_as(set(Role)) is None


@pytest.fixture
async def closed(settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    """The API of an installation that shows nothing to nobody."""
    app = create_app(settings.model_copy(update={"reading_needs_key": True}), only="api")
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test/api/v1") as client:
        yield client


async def test_reading_needs_a_key_where_the_settings_say_so(closed: httpx.AsyncClient, keys: Keys) -> None:
    unknown = await closed.get("/measurements")
    known = await closed.get("/measurements", headers=keys.person(Role.READER))

    assert (unknown.status_code, known.status_code) == (401, 200)


@pytest.mark.parametrize("subject", ["client:gone", "user:gone", "gone", "", "bi-key:gone", "user:"])
def test_a_good_token_of_somebody_who_is_gone_is_refused(session: Session, settings: Settings, subject: str) -> None:
    issuer = Issuer("wijkkoers", signing_keys(settings.data_dir), 30)

    with pytest.raises(Unauthenticated):
        identity.of_token(session, issuer, issue(issuer, subject, "read", NOW), NOW)
