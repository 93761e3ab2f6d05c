"""All registers, one by one: what may be kept is kept with its versions; what may not leaves nothing behind."""

from typing import Any

import httpx
import pytest
from sqlalchemy import Engine
from sqlmodel import Session
from starlette.types import ASGIApp

from app.main import create_app
from app.models.access import Role
from app.services.access.last_change import last_change
from app.settings import Settings
from tests.keys import Header, Keys
from tests.registers_given import BY_PATH, CHANGE, FOUND, NEW, body_of, given_town, made, stored

ANY = {"If-Match": "*"}
GONE = {"reason": "Dubbel"}
NEVER_EMPTY = (("alignments", "serves"), ("delivery-duties", "places"))


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


async def names(api: httpx.AsyncClient, path: str, **asked: str) -> list[str]:
    answer = await api.get(f"/{path}", params={"programme": "samen"} | asked)
    assert answer.status_code == 200, answer.text
    return [one["name"] for one in answer.json()["items"] if one["id"] != "tafel"]


def test_every_register_is_tried_here() -> None:
    assert list(NEW) == [register.path for register in BY_PATH.values()]
    assert NEW.keys() == CHANGE.keys() == FOUND.keys()


async def test_the_life_of_a_row(api: httpx.AsyncClient, staff: Header) -> None:
    for path in NEW:
        first = await made(api, path, staff)
        row = f"/{path}/een-rij"
        assert (await api.get(row, headers=staff)).json() == first.json()

        changed = await api.patch(row, json=CHANGE[path], headers=staff | {"If-Match": first.headers["ETag"]})
        assert {name: changed.json()[name] for name in CHANGE[path]} == CHANGE[path]
        gone = await api.post(f"{row}/withdrawal", json=GONE, headers=staff)
        assert (gone.status_code, gone.json()["withdrawn"]) == (200, True)
        back = await api.post(
            f"{row}/restoration", json={"version": 1}, headers=staff | {"If-Match": gone.headers["ETag"]}
        )
        assert back.json() == first.json()

        versions = (await api.get(f"{row}/versions", headers=staff)).json()["items"]
        assert [(one["version"], one["reason"], one["changed"]) for one in versions] == [
            (4, None, sorted([*CHANGE[path], "withdrawn"])),
            (3, "Dubbel", ["withdrawn"]),
            (2, None, sorted(CHANGE[path])),
            (1, None, []),
        ]
        assert versions[0]["item"] == first.json()


async def test_a_row_is_found_by_what_it_names_and_not_by_anything_else(api: httpx.AsyncClient, staff: Header) -> None:
    for path in NEW:
        await made(api, path, staff)
        by, not_by = FOUND[path]

        for name, value in by.items():
            assert (name, await names(api, path, **{name: value})) == (name, ["Een rij"])
        assert await names(api, path, **by, area="zuid") == ["Een rij"]
        assert await names(api, path, **not_by) == []
        assert (await api.get(f"/{path}", params={"colour": "red"})).status_code == 400


async def test_a_change_of_what_it_names_changes_what_finds_it(
    api: httpx.AsyncClient, session: Session, staff: Header
) -> None:
    """Restoring takes the links back as well."""
    for path in NEW:
        await made(api, path, staff)
        before = stored(session, BY_PATH[path])
        emptied: dict[str, Any] = {
            name: [] for name, value in NEW[path].items() if isinstance(value, list) and (path, name) not in NEVER_EMPTY
        }
        await api.patch(f"/{path}/een-rij", json=emptied | CHANGE[path], headers=staff | ANY)
        fewer = stored(session, BY_PATH[path])
        await api.post(f"/{path}/een-rij/restoration", json={"version": 1}, headers=staff | ANY)
        after = stored(session, BY_PATH[path])

        assert fewer[2] == before[2] - sum(len(NEW[path][name]) for name in emptied)
        assert [after[0], after[2]] == [before[0], before[2]]
        assert after[1] == before[1] + 2


async def test_what_was_known_before_a_change_stays_known(api: httpx.AsyncClient, staff: Header) -> None:
    for path in NEW:
        await made(api, path, staff)
        first = (await api.get(f"/{path}/een-rij/versions", headers=staff)).json()["items"][0]
        await api.patch(f"/{path}/een-rij", json=CHANGE[path], headers=staff | ANY)
        then = {"knownAt": first["recordedAt"]}

        known = (await api.get(f"/{path}/een-rij", params=then, headers=staff)).json()
        listed = (await api.get(f"/{path}", params=then, headers=staff)).json()["items"]
        before = await api.get(f"/{path}/een-rij", params={"knownAt": "2001-01-01"})
        versions = (await api.get(f"/{path}/een-rij/versions", params=then, headers=staff)).json()["items"]

        same = [{name: one[name] for name in CHANGE[path]} for one in (known, first["item"])]
        assert same[0] == same[1]
        assert [one["id"] for one in listed if one["id"] != "tafel"] == ["een-rij"]
        assert (before.status_code, [one["version"] for one in versions]) == (404, [1])


async def test_a_rehearsal_of_every_verb_stores_nothing(
    api: httpx.AsyncClient, session: Session, engine: Engine, staff: Header
) -> None:
    for path in NEW:
        await made(api, path, staff)
        before, change = stored(session, BY_PATH[path]), last_change(engine)
        dry: dict[str, Any] = {"params": {"dryRun": "true"}, "headers": staff | ANY}
        answers = [
            await api.post(f"/{path}", json=body_of(path, id="nog-een"), **dry),
            await api.patch(f"/{path}/een-rij", json=CHANGE[path], **dry),
            await api.post(f"/{path}/een-rij/withdrawal", json=GONE, **dry),
            await api.post(f"/{path}/een-rij/restoration", json={"version": 1}, **dry),
        ]

        assert [answer.status_code for answer in answers] == [201, 200, 200, 200]
        assert (stored(session, BY_PATH[path]), last_change(engine)) == (before, change)
        assert (await api.get(f"/{path}/nog-een")).status_code == 404


async def statuses(api: httpx.AsyncClient, path: str, who: Header) -> list[int]:
    """What every verb answers."""
    sent: dict[str, Any] = {"headers": who | ANY}
    answers = [
        await api.post(f"/{path}", json=body_of(path, id="nog-een"), **sent),
        await api.patch(f"/{path}/een-rij", json=CHANGE[path], **sent),
        await api.post(f"/{path}/een-rij/withdrawal", json=GONE, **sent),
        await api.post(f"/{path}/een-rij/restoration", json={"version": 1}, **sent),
    ]
    return [answer.status_code for answer in answers]


async def test_only_staff_and_only_where_its_role_holds(
    api: httpx.AsyncClient, session: Session, staff: Header, keys: Keys
) -> None:
    who: dict[str, Header] = {
        "nobody": {},
        "a machine of a partner": keys.partner("politie"),
        "somebody of a partner": keys.person(Role.PARTNER_EDITOR, partner="politie"),
        "a reader": keys.person(Role.READER),
        "staff of another area": keys.person(Role.PROGRAMME_STAFF, areas=["noord"]),
    }
    for path in NEW:
        await made(api, path, staff)
        before = stored(session, BY_PATH[path])
        answered = {name: await statuses(api, path, one) for name, one in who.items()}

        assert (path, answered) == (path, {name: [401 if name == "nobody" else 403] * 4 for name in who})
        assert stored(session, BY_PATH[path]) == before
        assert (await api.get(f"/{path}/een-rij", headers=who["staff of another area"])).json()["may"] == []


async def test_no_row_is_carried_out_of_the_areas_of_who_changes_it(
    api: httpx.AsyncClient, session: Session, staff: Header, keys: Keys
) -> None:
    """Nor may staff of one area have a row be about a place of another, in whatever field that stands."""
    for path in NEW:
        local = keys.person(Role.PROGRAMME_STAFF, areas=["zuid"])
        of_places = [name for name, kind in BY_PATH[path].refers.items() if kind == "place"]
        if path == "watched-places":
            of_places.remove("place")  # what is watched lies elsewhere: it is for the staff of the area that watches
        if path == "delivery-duties":
            of_places.remove("every_neighbourhood_of")  # of an area: tests/deliveries/test_duties.py
        await made(api, path, staff)
        moved = {name: ["bos"] if isinstance(NEW[path].get(name), list) else "bos" for name in of_places}
        mine = [await api.patch(f"/{path}/een-rij", json=CHANGE[path], headers=local | ANY)]
        other = [
            await api.patch(f"/{path}/een-rij", json={name: to}, headers=local | ANY) for name, to in moved.items()
        ]
        elsewhere: dict[str, Any] = {"programme": "elders"} | {name: type(to)() or None for name, to in moved.items()}
        if path not in ("watched-places", "plans", "delivery-duties"):
            empty = {name: [] if isinstance(moved.get(name), list) else value for name, value in elsewhere.items()}
            other.append(await api.post(f"/{path}", json=body_of(path, **empty, id="nog-een"), headers=local))

        assert [path, *(answer.status_code for answer in other)] == [path, *[403] * len(other)]
        assert [path, *(answer.status_code for answer in mine)] == [path, 200]


async def test_a_change_takes_the_version_that_was_read(api: httpx.AsyncClient, staff: Header) -> None:
    for path in NEW:
        tag = (await made(api, path, staff)).headers["ETag"]
        row = f"/{path}/een-rij"
        await api.patch(row, json={"name": "Eerder"}, headers=staff | {"If-Match": tag})

        none = [
            await api.patch(row, json=CHANGE[path], headers=staff),
            await api.post(f"{row}/restoration", json={"version": 1}, headers=staff),
        ]
        late = [
            await api.patch(row, json=CHANGE[path], headers=staff | {"If-Match": tag}),
            await api.post(f"{row}/restoration", json={"version": 1}, headers=staff | {"If-Match": tag}),
        ]

        assert [answer.status_code for answer in (*none, *late)] == [428, 428, 412, 412]
        assert [answer.json()["theirs"]["name"] for answer in late] == ["Eerder", "Eerder"]
        assert [answer.json()["mine"] for answer in late] == [CHANGE[path], {"version": 1}]
        assert (await api.get(row)).json()["name"] == "Eerder"


async def test_a_row_that_is_the_same_is_not_sent_again(api: httpx.AsyncClient, staff: Header) -> None:
    for path in NEW:
        await made(api, path, staff)
        row = f"/{path}/een-rij"
        read, listed = await api.get(row), await api.get(f"/{path}")
        head = await api.head(row)
        again = [
            await api.get(address, headers={"If-None-Match": answer.headers["ETag"]})
            for address, answer in ((row, read), (f"/{path}", listed))
        ]
        await api.patch(row, json=CHANGE[path], headers=staff | ANY)
        now = await api.get(row, headers={"If-None-Match": read.headers["ETag"]})

        assert (head.status_code, head.content, head.headers["ETag"]) == (200, b"", read.headers["ETag"])
        assert [(answer.status_code, answer.content) for answer in again] == [(304, b""), (304, b"")]
        assert now.status_code == 200


async def allowed(api: httpx.AsyncClient, who: Header, method: str, address: str) -> tuple[int, set[str]]:
    answer = await api.request(method, address, headers=who)
    return answer.status_code, {one.strip() for one in answer.headers.get("allow", "").split(",")}


async def test_another_method_is_told_which_there_are(api: httpx.AsyncClient, staff: Header) -> None:
    for path in NEW:
        await made(api, path, staff)
        row = f"/{path}/een-rij"

        assert await allowed(api, staff, "DELETE", row) == (405, {"GET", "HEAD", "PATCH"})
        assert await allowed(api, staff, "PUT", f"/{path}") == (405, {"GET", "HEAD", "POST"})
        assert await allowed(api, staff, "GET", f"{row}/withdrawal") == (405, {"POST"})
        assert await allowed(api, staff, "POST", f"{row}/versions") == (405, {"GET", "HEAD"})


async def pages_of(api: httpx.AsyncClient, path: str) -> list[list[str]]:
    """The ids on each page of two."""
    pages: list[list[str]] = []
    address: str | None = f"/{path}?pageSize=2"
    while address is not None:
        page = (await api.get(address)).json()
        pages.append([one["id"] for one in page["items"]])
        address = page["next"] and page["next"].removeprefix("/api/v1")
    return pages


async def test_pages_neither_lose_nor_repeat_rows_of_one_name(api: httpx.AsyncClient, staff: Header) -> None:
    for path in NEW:
        for number in range(5):
            await made(api, path, staff, id=f"rij-{number}")
        found = [one for page in await pages_of(api, path) for one in page if one != "tafel"]

        assert found == [f"rij-{number}" for number in range(5)]
