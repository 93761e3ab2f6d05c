"""What no register takes: references to nothing, other types, bytes that are no text, lists and texts without end.

And versions: nothing that is no longer right comes back, and what was adopted is not undone by going back.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from annotated_types import MaxLen
from pydantic.fields import FieldInfo
from sqlalchemy import delete, select
from sqlmodel import Session, col
from starlette.types import ASGIApp

from app.main import create_app
from app.models.access import Client, Role
from app.models.intervention import Intervention, InterventionVersion
from app.models.register import RegisterLink
from app.settings import Settings
from tests.keys import Header, Keys
from tests.planning_given import given_plan
from tests.registers_given import BY_PATH, NEW, body_of, given_town, made, said, stored

ANY = {"If-Match": "*"}
WRONG: tuple[Any, ...] = ({"a": 1}, True, [[1]], 1.5)
RIGHT = ((1.5, "value"), (1.5, "aim"), (1.5, "fromValue"), (True, "schoolYears"))


@pytest.fixture
def app(settings: Settings) -> ASGIApp:
    """The API alone: nothing here is about pages."""
    return create_app(settings, only="api")


@pytest.fixture
def town(session: Session) -> None:
    given_town(session)


@pytest.fixture
def staff(keys: Keys, town: None) -> Header:
    return keys.person(Role.PROGRAMME_STAFF)


def fields(path: str) -> dict[str, FieldInfo]:
    """What may be sent, by its name on the wire."""
    return {str(info.alias): info for info in BY_PATH[path].create.model_fields.values()}


def longest(info: FieldInfo) -> int | None:
    """The most signs, or parts, that a field takes."""
    return next((one.max_length for one in info.metadata if isinstance(one, MaxLen)), None)


def takes_list(info: FieldInfo) -> bool:
    return str(info.annotation).startswith("list[")


def naming_nothing(path: str) -> Iterator[tuple[dict[str, Any], tuple[str, str]]]:
    """For each reference of a register: a body in which it leads nowhere, and the error that tells so."""
    for name, kind in BY_PATH[path].refers.items():
        column, _, inner = name.partition(".")
        alias = str(BY_PATH[path].create.model_fields[column].alias)
        if inner:
            yield {alias: [{inner: "nergens"}]}, (f"{alias}.0.{inner}", f"unknown-{kind}")
        elif takes_list(fields(path)[alias]):
            known = NEW[path].get(alias, [])
            yield {alias: [*known, "nergens"]}, (f"{alias}.{len(known)}", f"unknown-{kind}")
        else:
            yield {alias: "nergens"}, (alias, f"unknown-{kind}")


async def test_what_a_row_names_has_to_be_there(api: httpx.AsyncClient, session: Session, staff: Header) -> None:
    for path in NEW:
        before = stored(session, BY_PATH[path])
        for body, error in naming_nothing(path):
            assert (path, said(await api.post(f"/{path}", json=body_of(path, **body), headers=staff))) == (
                path,
                [error],
            )
        nowhere = await api.post(f"/{path}", json=body_of(path, programme="nergens"), headers=staff)

        assert ("programme", "unknown-programme") in said(nowhere)
        assert stored(session, BY_PATH[path]) == before


async def test_a_change_cannot_name_what_is_not_there_either(api: httpx.AsyncClient, staff: Header) -> None:
    for path in NEW:
        first = await made(api, path, staff)
        for body, error in naming_nothing(path):
            assert said(await api.patch(f"/{path}/een-rij", json=body, headers=staff | ANY)) == [error]
        assert (await api.get(f"/{path}/een-rij", headers=staff)).json() == first.json()


async def test_every_field_takes_its_own_type_only(api: httpx.AsyncClient, session: Session, staff: Header) -> None:
    for path in NEW:
        before = stored(session, BY_PATH[path])
        for name in fields(path):
            for wrong in WRONG:
                if (wrong, name) in RIGHT:
                    continue
                answer = await api.post(f"/{path}", json=body_of(path, **{name: wrong}), headers=staff)
                assert (path, name, {field.partition(".")[0] for field, _ in said(answer)}) == (path, name, {name})
        assert stored(session, BY_PATH[path]) == before


async def test_texts_and_lists_have_an_end(api: httpx.AsyncClient, staff: Header) -> None:
    for path in NEW:
        for name, info in fields(path).items():
            most = longest(info)
            if most is None:
                continue
            sent: Any = ["veld"] * (most + 1) if takes_list(info) else "x" * (most + 1)
            answer = await api.post(f"/{path}", json=body_of(path, **{name: sent}), headers=staff)
            assert (path, name, {field.partition(".")[0] for field, _ in said(answer)}) == (path, name, {name})


BYTES = {
    b'"a\\u0000b"': "a null byte",
    b'"a\0b"': "a null byte as it is",
    b'"\\ud800"': "half a sign",
    b'"\xff"': "no UTF-8",
    b'""': "nothing",
    b'"   "': "blanks",
    b'"!!!"': "nothing to make an id of",
    b"null": "null",
    b"NaN": "no number",
    b"1e400": "a number beyond all bounds",
}


async def test_a_name_is_text_that_can_be_kept(api: httpx.AsyncClient, session: Session, staff: Header) -> None:
    headers = staff | {"Content-Type": "application/json"}
    for path in NEW:
        before = stored(session, BY_PATH[path])
        for raw, what in BYTES.items():
            content = b'{"programme": "samen", "name": ' + raw + b"}"
            answer = await api.post(f"/{path}", content=content, headers=headers)
            assert (path, what, answer.status_code) == (path, what, 400)
        assert stored(session, BY_PATH[path]) == before


async def test_an_id_and_a_programme_are_for_ever_and_unknown_fields_are_refused(
    api: httpx.AsyncClient, staff: Header
) -> None:
    for path in NEW:
        await made(api, path, staff)
        for name, value in {
            "id": "anders",
            "programme": "elders",
            "withdrawn": True,
            "document": "x",
            "name": None,
        }.items():
            answer = await api.patch(f"/{path}/een-rij", json={name: value}, headers=staff | ANY)
            assert [field for field, _ in said(answer)] == [name]
        again = await api.post(f"/{path}", json=body_of(path), headers=staff)
        assert again.status_code == 409


async def test_what_is_not_there_is_not_found(api: httpx.AsyncClient, staff: Header) -> None:
    for path in NEW:
        await made(api, path, staff)
        row = f"/{path}/nergens"
        sent: dict[str, Any] = {"headers": staff | ANY}
        answers = [
            await api.get(row),
            await api.get(f"{row}/versions"),
            await api.patch(row, json={}, **sent),
            await api.post(f"{row}/withdrawal", json={"reason": "x"}, **sent),
            await api.post(f"{row}/restoration", json={"version": 1}, **sent),
            await api.post(f"/{path}/een-rij/restoration", json={"version": 2}, **sent),
        ]
        assert [answer.status_code for answer in answers] == [404] * 6


async def test_doing_the_same_again_is_no_new_version(api: httpx.AsyncClient, staff: Header) -> None:
    for path in NEW:
        first = await made(api, path, staff)
        again = await api.patch(f"/{path}/een-rij", json=NEW[path] if path != "decisions" else {}, headers=staff | ANY)
        twice = [await api.post(f"/{path}/een-rij/withdrawal", json={"reason": "x"}, headers=staff) for _ in range(2)]

        assert again.headers["ETag"].partition(".")[0] == first.headers["ETag"].partition(".")[0]
        assert twice[0].headers["ETag"] == twice[1].headers["ETag"]
        assert len((await api.get(f"/{path}/een-rij/versions")).json()["items"]) == 2


@pytest.mark.parametrize("path", ["texts", "plans"])
async def test_an_earlier_version_that_names_what_is_gone_is_refused_whole(
    api: httpx.AsyncClient, session: Session, staff: Header, path: str
) -> None:
    await made(api, path, staff, interventions=["coaches"])
    await api.patch(f"/{path}/een-rij", json={"interventions": [], "text": "Nu"}, headers=staff | ANY)
    session.execute(delete(InterventionVersion).where(col(InterventionVersion.id) == "coaches"))
    session.execute(delete(Intervention).where(col(Intervention.id) == "coaches"))
    session.commit()
    before = stored(session, BY_PATH[path])

    refused = await api.post(f"/{path}/een-rij/restoration", json={"version": 1}, headers=staff | ANY)

    assert said(refused) == [("interventions.0", "unknown-intervention")]
    assert stored(session, BY_PATH[path]) == before
    assert (await api.get(f"/{path}/een-rij")).json()["text"] == "Nu"


async def test_what_was_adopted_does_not_become_a_draft_by_going_back(
    api: httpx.AsyncClient, session: Session, staff: Header
) -> None:
    """Only a decision changes it; but one that was withdrawn by mistake comes back as it was."""
    given_plan(session, place="veld")
    how = {"date": "2020-01-02", "body": "tafel", "name": "Vaststelling"}
    adopted = await api.post("/plans/plan/adoption", json=how, headers=staff | ANY)
    back = await api.post("/plans/plan/restoration", json={"version": 1}, headers=staff | ANY)
    gone = await api.post("/plans/plan/withdrawal", json={"reason": "Dubbel"}, headers=staff)
    again = await api.post("/plans/plan/restoration", json={"version": 2}, headers=staff | ANY)

    assert [adopted.status_code, back.status_code, gone.status_code, again.status_code] == [200, 409, 200, 200]
    assert (again.json()["state"], again.json()["withdrawn"]) == ("adopted", False)


async def test_a_row_of_which_the_links_are_gone_still_says_what_it_names(
    api: httpx.AsyncClient, session: Session, staff: Header
) -> None:
    """Links are for finding; the row itself is what was said."""
    first = await made(api, "bodies", staff)
    session.execute(delete(RegisterLink))
    session.commit()

    assert (await api.get("/bodies/een-rij", headers=staff)).json() == first.json()


async def test_a_machine_that_was_revoked_or_a_bad_token_keeps_nothing(
    api: httpx.AsyncClient, session: Session, keys: Keys, staff: Header
) -> None:
    revoked = keys.partner("politie")
    for client in session.execute(select(Client)).scalars():
        client.revoked_at = datetime.now(UTC)
    session.commit()
    bad = {"Authorization": staff["Authorization"][:-6] + "AAAAAA"}

    for path in NEW:
        answers = [await api.post(f"/{path}", json=body_of(path), headers=who) for who in (revoked, bad)]
        assert [answer.status_code for answer in answers] == [401, 401]
