"""Taking a programme in: all of it or nothing, with every reason at once, and never over what is here."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from app.models.access import AuditEvent, Role
from app.models.measurement import MeasurementRevision
from app.models.partner import Partner
from app.services.access.revision import data_revision
from tests.databases import Databases
from tests.given import given_goal, given_indicator, given_partner, given_place, given_programme, measured
from tests.keys import Keys
from tests.programme_files_given import File, as_file, rows, small_file, taken_in

PATH = "/programme-imports"


@pytest.fixture(scope="module")
def made(databases: Databases) -> Iterator[File]:
    """A small programme, as a file from elsewhere."""
    url = databases.copy_of("empty")
    yield small_file(url)
    databases.drop(url)


@pytest.fixture
def file(made: File) -> File:
    """The same, to be tampered with."""
    return deepcopy(made)


@pytest.fixture
def administrator(keys: Keys) -> dict[str, str]:
    return keys.person(Role.ADMINISTRATOR)


def told(answer: httpx.Response) -> list[tuple[str, str, int | None]]:
    return [(error["field"], error["code"], error.get("row")) for error in answer.json()["errors"]]


def stored(engine: Engine) -> int:
    return sum(len(found) for name, found in rows(engine).items() if name not in ("user_account", "user_role"))


async def test_it_comes_with_its_trail_and_its_address(
    api: httpx.AsyncClient, administrator: dict[str, str], file: File, session: Session
) -> None:
    answer = await api.post(PATH, json=file, headers=administrator)

    assert (answer.status_code, answer.headers["Location"]) == (201, "/api/v1/programmes/samen")
    assert answer.json()["created"] == {
        "sources": 1, "populations": 1, "places": 3, "partners": 1, "indicators": 2, "memberships": 1,
        "programmes": 1, "nodes": 1, "interventions": 1, "bodies": 1, "targets": 1, "measurements": 2,
    }  # fmt: skip
    event = session.exec(select(AuditEvent).where(AuditEvent.action == "import")).one()
    assert (event.kind, event.subject, event.role) == ("programme", "samen", "administrator")


async def test_a_dry_run_says_what_would_come_and_stores_nothing(
    api: httpx.AsyncClient, administrator: dict[str, str], file: File, engine: Engine
) -> None:
    before = stored(engine)
    answer = await api.post(PATH, params={"dryRun": "true"}, json=file, headers=administrator)

    assert (answer.status_code, answer.json()["dryRun"], answer.json()["created"]["places"]) == (200, True, 3)
    assert stored(engine) == before


async def test_what_is_the_same_is_left(api: httpx.AsyncClient, administrator: dict[str, str], file: File) -> None:
    first = (await api.post(PATH, json=file, headers=administrator)).json()
    again = await api.post(PATH, json=file, headers=administrator)

    assert (again.status_code, again.json()["created"]) == (200, {})
    assert again.json()["unchanged"] == first["created"]


async def test_what_differs_is_told_and_nothing_is_written_over(
    api: httpx.AsyncClient, administrator: dict[str, str], file: File, engine: Engine
) -> None:
    await api.post(PATH, json=file, headers=administrator)
    before = rows(engine)
    file["targets"][0]["versions"][0]["checkpoints"][1]["value"] = "25"
    file["measurements"][0]["revisions"][1]["value"] = "12"
    answer = await api.post(PATH, json=file, headers=administrator)

    assert (answer.status_code, told(answer)) == (
        409,
        [
            ("targets.0.versions.0.checkpoints.1.value", "differs", 1),
            ("measurements.0.revisions.1.value", "differs", 1),
        ],
    )
    assert rows(engine) == before


async def test_a_dry_run_lists_the_clashes(
    api: httpx.AsyncClient, administrator: dict[str, str], file: File, session: Session
) -> None:
    given_partner(session, "politie", name="Een andere politie")
    answer = await api.post(PATH, params={"dryRun": "true"}, json=file, headers=administrator)

    assert (answer.status_code, answer.json()["clashes"]) == (
        200,
        [
            {
                "section": "partners",
                "row": 1,
                "id": "politie",
                "field": "partners.0",
                "code": "id-taken",
                "message": "Deze id is hier al van iets anders. Geef die in het bestand een andere id.",
            }
        ],
    )


async def test_a_place_that_is_here_is_used_as_it_is(
    api: httpx.AsyncClient, administrator: dict[str, str], file: File, session: Session
) -> None:
    given_place(session, "veld", code="BU99990101", name="Het Veld")
    answer = await api.post(PATH, json=file, headers=administrator)

    assert answer.json()["reused"] == [{"section": "places", "id": "veld", "differs": ["municipality", "name"]}]
    assert (await api.get("/places/veld")).json()["name"] == "Het Veld"


@pytest.mark.parametrize(
    ("place", "code"),
    [
        ({"key": "veld", "kind": "municipality"}, ("places.1", "id-taken", 2)),
        ({"key": "veld", "code": "BU11110101"}, ("places.1", "id-taken", 2)),
        ({"key": "elders", "code": "BU99990101"}, ("places.1.codes.0", "code-taken", 2)),
    ],
)
async def test_another_place_is_never_taken_for_this_one(
    api: httpx.AsyncClient, administrator: dict[str, str], file: File, session: Session, place: Any, code: Any
) -> None:
    given_place(session, **place)
    answer = await api.post(PATH, json=file, headers=administrator)

    assert (answer.status_code, told(answer)) == (409, [code])


async def test_a_goal_of_another_programme_keeps_its_id(
    api: httpx.AsyncClient, administrator: dict[str, str], file: File, session: Session
) -> None:
    given_programme(session, "anders")
    given_goal(session, "rust", programme="anders")
    answer = await api.post(PATH, json=file, headers=administrator)

    assert (answer.status_code, told(answer)) == (409, [("nodes.0", "id-taken", 1)])


async def test_a_file_cannot_take_a_protection_away(
    api: httpx.AsyncClient, administrator: dict[str, str], file: File, session: Session
) -> None:
    given_indicator(session, "youngsters", unit="count", highest=None, protected=True, good_direction="none")
    file["indicators"][1]["versions"][0]["protected"] = False
    answer = await api.post(PATH, json=file, headers=administrator)

    assert told(answer) == [("indicators.1.versions.0.protected", "differs", 2)]


async def test_who_pulls_changes_gets_what_came(
    api: httpx.AsyncClient, administrator: dict[str, str], file: File, session: Session
) -> None:
    mark = (await api.get("/measurements")).headers["Changed-Since-Mark"]
    await api.post(PATH, json=file, headers=administrator)
    changed = (await api.get("/measurements", params={"changedSince": mark})).json()["items"]

    assert [(one["indicator"], one["revision"]) for one in changed] == [("nuisance", 2), ("youngsters", 1)]
    assert data_revision(session) > max(session.exec(select(MeasurementRevision.change)).all())


async def test_what_it_was_known_to_be_stays_known(
    api: httpx.AsyncClient, administrator: dict[str, str], file: File
) -> None:
    await api.post(PATH, json=file, headers=administrator)
    then = (await api.get("/measurements", params={"knownAt": "2008-06-01T00:00:00Z"})).json()["items"]
    revisions = (await api.get(f"/measurements/{then[0]['id']}/revisions")).json()["items"]

    assert [(one["value"], one["revision"]) for one in then] == [(42, 1)]
    assert [(one["value"], one["reason"], one["recordedAt"]) for one in revisions] == [
        (42.5, "typing error", "2009-01-01T00:00:00Z"),
        (42, None, "2008-01-01T00:00:00Z"),
    ]


async def test_figures_that_are_here_already_stay_with_their_own_revisions(
    api: httpx.AsyncClient, administrator: dict[str, str], file: File, session: Session, engine: Engine
) -> None:
    taken_in(engine, file)
    measured(session, "2010", 30, source="monitor", now=datetime(2011, 1, 1, tzinfo=UTC))
    again = await api.post(PATH, json=file, headers=administrator)

    assert (again.status_code, again.json()["unchanged"]["measurements"]) == (200, 2)
    assert len(as_file(engine, "samen")["measurements"]) == 3


async def test_words_are_shown_as_words(
    api: httpx.AsyncClient, site: httpx.AsyncClient, administrator: dict[str, str], file: File
) -> None:
    script = "<script>alert(1)</script>"
    file["programmes"][0]["versions"][0]["name"] = script
    file["nodes"][0]["versions"][0]["name"] = script
    await api.post(PATH, json=file, headers=administrator)
    page = (await site.get("/programmas/samen")).text

    assert (script in page, "&lt;script&gt;alert(1)&lt;/script&gt;" in page) == (False, True)


@pytest.mark.parametrize(
    ("who", "status"),
    [
        (lambda keys: {}, 401),
        (lambda keys: keys.person(Role.READER), 403),
        (lambda keys: keys.person(Role.PROGRAMME_STAFF), 403),
        (lambda keys: keys.partner("politie"), 403),
        (lambda keys: keys.person(Role.ADMINISTRATOR, areas=["elders"]), 403),
    ],
)
async def test_only_an_administrator_of_everything_brings_in_a_programme(
    api: httpx.AsyncClient, keys: Keys, session: Session, file: File, who: Callable[[Keys], Any], status: int
) -> None:
    given_place(session, "elders")
    session.add(Partner(id="politie", name="Politie"))
    session.commit()
    answer = await api.post(PATH, params={"dryRun": "true"}, json=file, headers=who(keys))

    assert answer.status_code == status
