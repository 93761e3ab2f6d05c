"""What holds for every register alike: who knows how bodies are kept knows how events are kept.

Each test goes through all registers at once, for they do not touch each other; and on SQLite alone, because what
differs on PostgreSQL is tried in `test_registers.py`.
"""

from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlmodel import Session

from app.models.access import Role
from app.services.registers.catalogue import ALL
from app.services.registers.register import Register
from tests.databases import Databases, SqliteDatabases
from tests.given import given_goal, given_indicator, given_population
from tests.governance_given import days, given_governed, made, read, refused
from tests.keys import Header, Keys

LEAST: dict[str, dict[str, Any]] = {
    "bodies": {},
    "meetings": {"body": "samen-eerste", "heldOn": days(9)},
    "decisions": {},
    "duties": {"dueOn": days(9)},
    "texts": {"kind": "programme"},
    "plans": {"kind": "implementation-programme"},
    "indicator-sets": {"indicators": ["nuisance"]},
    "norms": {"text": "Een plek op vijf minuten lopen"},
    "alignments": {"goal": "rust", "serves": ["rust"]},
    "results": {"words": "Gehalveerd", "kind": "result"},
    "events": {"period": "2020", "kind": "policy"},
    "series-breaks": {"indicator": "nuisance", "period": "2020", "text": "Anders geteld"},
    "watched-places": {"area": "zuid", "place": "bos"},
    "delivery-duties": {
        **{"partner": "politie", "indicator": "nuisance", "places": ["veld"], "starts": days(9)},
        **{"rhythm": "yearly", "dueAfterDays": 30},
    },
}
REGISTERS = {f"/{register.path}": register for register in ALL if register.path in LEAST}
ONE = "samen-tweede"
DRY = {"dryRun": "true"}
Answers = dict[str, Any]


@pytest.fixture(scope="module")
def databases(run_folder: Path) -> Databases:
    return SqliteDatabases(run_folder)


@pytest.fixture
async def staff(api: httpx.AsyncClient, session: Session, keys: Keys) -> Header:
    """Somebody of the staff; each register has one row by now, called Tweede."""
    given_governed(session)
    given_population(session)
    given_goal(session)
    given_indicator(session)
    who = keys.person(Role.PROGRAMME_STAFF)
    await made(api, "/bodies", who, name="Eerste")
    for path in REGISTERS:
        assert (await made(api, path, who, **least(path)))["id"] == ONE
    return who


def least(path: str, **more: Any) -> dict[str, Any]:
    """The fewest fields with which a row can be made."""
    return {"name": "Tweede", **LEAST[path.strip("/")], **more}


async def tag_of(api: httpx.AsyncClient, address: str) -> Header:
    return {"If-Match": (await api.get(address)).headers["ETag"]}


def test_every_register_is_tried_here_or_has_tests_of_its_own() -> None:
    assert {register.path for register in ALL} - LEAST.keys() <= {"period-locks"}


async def test_they_are_listed_read_and_told_by_their_programme(api: httpx.AsyncClient, staff: Header) -> None:
    for path in REGISTERS:
        found = (await read(api, path, programme="samen"))["items"]

        assert (await read(api, f"{path}/{ONE}")) in found
        assert (await read(api, path, programme="geen"))["items"] == []


async def test_every_write_is_tried_first_and_nothing_is_kept(api: httpx.AsyncClient, staff: Header) -> None:
    for path in REGISTERS:
        address = f"{path}/{ONE}"
        new = {"programme": "samen", **least(path, name="Derde")}
        tried = await api.post(path, params=DRY, json=new, headers=staff)
        renamed = await api.patch(address, params=DRY, json={"name": "x"}, headers=staff | await tag_of(api, address))
        gone = await api.post(f"{address}/withdrawal", params=DRY, json={"reason": "x"}, headers=staff)

        assert (tried.status_code, renamed.json()["name"], gone.json()["withdrawn"]) == (201, "x", True)
        assert (await api.get(f"{path}/samen-derde")).status_code == 404
        left = await read(api, address)
        assert (left["name"], left["withdrawn"]) == ("Tweede", False)


async def test_every_change_is_a_version_that_can_come_back(api: httpx.AsyncClient, staff: Header) -> None:
    for path in REGISTERS:
        address = f"{path}/{ONE}"
        await api.patch(address, json={"name": "Derde"}, headers=staff | await tag_of(api, address))
        back = {"version": 1, "reason": "Toch niet"}
        await api.post(f"{address}/restoration", json=back, headers=staff | await tag_of(api, address))
        versions = (await read(api, f"{address}/versions"))["items"]

        assert [(one["version"], one["changed"], one["reason"], one["item"]["name"]) for one in versions] == [
            (3, ["name"], "Toch niet", "Tweede"),
            (2, ["name"], None, "Derde"),
            (1, [], None, "Tweede"),
        ]


async def test_a_change_that_changes_nothing_makes_no_version(api: httpx.AsyncClient, staff: Header) -> None:
    for path in REGISTERS:
        address = f"{path}/{ONE}"
        await api.patch(address, json={"name": "Tweede"}, headers=staff | await tag_of(api, address))

        assert len((await read(api, f"{address}/versions"))["items"]) == 1


async def test_a_version_that_never_was_cannot_come_back(api: httpx.AsyncClient, staff: Header) -> None:
    for path in REGISTERS:
        address = f"{path}/{ONE}"
        answer = await api.post(
            f"{address}/restoration", json={"version": 9}, headers=staff | await tag_of(api, address)
        )

        assert answer.status_code == 404


async def test_what_was_withdrawn_leaves_the_list_and_stays_readable(api: httpx.AsyncClient, staff: Header) -> None:
    for path in REGISTERS:
        await api.post(f"{path}/{ONE}/withdrawal", json={"reason": "Dubbel"}, headers=staff)
        again = await api.post(f"{path}/{ONE}/withdrawal", json={"reason": "Dubbel"}, headers=staff)

        assert (again.status_code, again.json()["withdrawn"]) == (200, True)
        assert ONE not in [one["id"] for one in (await read(api, path))["items"]]
        assert ONE in [one["id"] for one in (await read(api, path, withdrawn="true"))["items"]]
        assert len((await read(api, f"{path}/{ONE}/versions"))["items"]) == 2


async def test_nobody_partners_and_staff_of_elsewhere_change_nothing(
    api: httpx.AsyncClient, staff: Header, keys: Keys
) -> None:
    editor, machine = keys.person(Role.PARTNER_EDITOR, partner="politie"), keys.partner("politie")
    elsewhere = keys.person(Role.PROGRAMME_STAFF, areas=["bos"])
    for path in REGISTERS:
        address = f"{path}/{ONE}"
        tag = await tag_of(api, address)
        answers = []
        for who in ({}, editor, machine, elsewhere):
            new = {"programme": "samen", **least(path, name="Derde")}
            sent = (
                await api.post(path, json=new, headers=who),
                await api.patch(address, json={"name": "x"}, headers=who | tag),
                await api.post(f"{address}/withdrawal", json={"reason": "x"}, headers=who),
                await api.post(f"{address}/restoration", json={"version": 1}, headers=who | tag),
            )
            answers.append([answer.status_code for answer in sent])

        assert answers == [[401] * 4, [403] * 4, [403] * 4, [403] * 4]
        assert (await read(api, address))["name"] == "Tweede"


async def test_a_change_needs_the_newest_version(api: httpx.AsyncClient, staff: Header) -> None:
    for path in REGISTERS:
        blind = await api.patch(f"{path}/{ONE}", json={"name": "x"}, headers=staff)
        late = await api.patch(f"{path}/{ONE}", json={"name": "x"}, headers=staff | {"If-Match": '"ander"'})

        assert (blind.status_code, late.status_code) == (428, 412)
        assert (late.json()["theirs"]["name"], late.json()["mine"]) == ("Tweede", {"name": "x"})


async def test_what_is_not_there_and_what_is_not_ours_is_refused(api: httpx.AsyncClient, staff: Header) -> None:
    for path in REGISTERS:
        taken = await api.post(path, json={"programme": "samen", **least(path)}, headers=staff)

        assert taken.status_code == 409
        assert ("programme", "unknown-programme") in await refused(api, path, staff, **least(path, programme="geen"))
        assert ("weather", "unknown-field") in await refused(api, path, staff, **least(path, weather="zon"))
        assert (await api.get(path, params={"weather": "zon"})).status_code == 400
        assert (await api.get(f"{path}/geen")).status_code == 404


async def test_a_row_is_found_by_what_it_names_and_by_nothing_else(
    api: httpx.AsyncClient, session: Session, staff: Header
) -> None:
    async def finds(path: str, register: Register, **asked: str) -> bool:
        return ONE in [one["id"] for one in (await read(api, path, **asked))["items"]]

    for path, register in REGISTERS.items():
        row = session.get(register.current, ONE)
        named = {kind: other for _, kind, other in register.references(row)}
        for kind in set(register.refers.values()) & register.asked.model_fields.keys():
            assert await finds(path, register, **{kind: named.get(kind, "geen")}) is (kind in named)
            assert await finds(path, register, **{kind: "geen"}) is False


async def test_they_are_read_as_they_were_known(api: httpx.AsyncClient, staff: Header) -> None:
    before = {"knownAt": "2020-01-01T00:00:00Z"}
    for path in REGISTERS:
        assert (await api.get(f"{path}/{ONE}", params=before)).status_code == 404
        assert (await api.get(f"{path}/{ONE}/versions", params=before)).status_code == 404
        assert (await read(api, path, **before))["items"] == []


async def test_every_write_leaves_a_line_in_the_trail(api: httpx.AsyncClient, staff: Header, keys: Keys) -> None:
    administrator = keys.person(Role.ADMINISTRATOR)
    for path, register in REGISTERS.items():
        await api.post(f"{path}/{ONE}/withdrawal", json={"reason": "x"}, headers=staff)
        trail = await api.get("/audit-events", params={"kind": register.kind}, headers=administrator)

        mine = [one["action"] for one in trail.json()["items"] if one["subject"] == ONE]
        assert sorted(mine) == ["create", "withdraw"]


async def test_pages_of_a_list_follow_one_another(api: httpx.AsyncClient, staff: Header) -> None:
    for path in REGISTERS:
        for number in range(4):
            extra = {} if path != "/watched-places" else {"place": "bos"}
            await made(api, path, staff, **least(path, name=f"Nummer {number}", **extra))
        seen: list[str] = []
        address: str | None = f"{path}?pageSize=2&count=true"
        while address:
            page = (await api.get(address.removeprefix("/api/v1"))).json()
            seen += [one["id"] for one in page["items"]]
            address = page["next"]

        assert seen == sorted({*seen})
        assert len(seen) == page["total"] == 5 + (path == "/bodies")
