"""What holds for every collection of places, programmes and what goes with them: who may, how many questions."""

from typing import Any

import httpx
import pytest
from sqlmodel import Session

from app.models.access import Role
from tests.given import (
    given_area,
    given_course,
    given_goal,
    given_indicator,
    given_intervention,
    given_partner,
    given_place,
    given_population,
    given_programme,
    given_source,
    given_target,
    measured,
)
from tests.keys import Header, Keys
from tests.queries import counted

READ = ("places", "areas", "neighbourhoods", "programmes", "goals", "indicators", "populations", "partners",
        "interventions", "sources")  # fmt: skip
NEW: dict[str, dict[str, Any]] = {
    "places": {"kind": "neighbourhood", "name": "Nieuwe buurt"},
    "programmes": {"name": "Nieuw", "levels": [{"id": "goal", "name": "Doel", "kind": "goal"}]},
    "programmes/samen/nodes": {"level": "goal", "name": "Nieuw doel"},
    "indicators": {"name": "Nieuwe indicator", "unit": "count"},
    "populations": {"id": "nieuw", "name": "Nieuwe groep"},
    "partners": {"name": "Nieuwe partner"},
    "interventions": {"name": "Nieuwe aanpak", "places": ["veld"]},
    "areas/zuid/neighbourhoods": {"neighbourhood": "veld"},
}
CHANGEABLE = {
    "places/veld": {"name": "Het Veld"},
    "areas/zuid": {"boundaryReason": "Zo besloot de raad"},
    "programmes/samen": {"name": "Samen verder"},
    "nodes/rust": {"name": "Meer rust"},
    "indicators/nuisance": {"name": "Overlast"},
    "populations/all": {"name": "Iedereen"},
    "partners/politie": {"name": "De politie"},
    "interventions/coaches": {"name": "Buurtcoaches"},
}


@pytest.fixture
def everything(session: Session) -> None:
    """One of each, with a target under it."""
    given_course(session)
    given_area(session, members=["veld"])
    given_partner(session)
    given_source(session)
    given_intervention(session, places=["veld"], goals=["rust"], partners=["politie"])


@pytest.mark.parametrize("room", READ)
async def test_whoever_reads_needs_no_key(api: httpx.AsyncClient, everything: None, room: str) -> None:
    answer = await api.get(f"/{room}")

    assert answer.status_code == 200
    assert len(answer.json()["items"]) >= 1
    assert [item["may"] for item in answer.json()["items"] if item.get("may")] == []


@pytest.mark.parametrize("room", READ)
async def test_one_of_a_collection_is_the_same_as_in_it(api: httpx.AsyncClient, everything: None, room: str) -> None:
    listed = (await api.get(f"/{room}")).json()["items"][0]
    alone = (await api.get(f"/{room}/{listed['id']}")).json()

    assert alone == listed


@pytest.mark.parametrize("room", READ)
async def test_what_is_not_there_is_not_found(api: httpx.AsyncClient, everything: None, room: str) -> None:
    answer = await api.get(f"/{room}/niets")

    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")


@pytest.mark.parametrize("room", READ)
async def test_a_key_that_does_not_exist_is_refused(api: httpx.AsyncClient, everything: None, room: str) -> None:
    answer = await api.get(f"/{room}", params={"colour": "red"})

    assert answer.status_code == 400
    assert [error["field"] for error in answer.json()["errors"]] == ["colour"]


@pytest.mark.parametrize("room", READ)
async def test_pages_follow_one_another(api: httpx.AsyncClient, session: Session, everything: None, room: str) -> None:
    given_more(session, 3)
    whole = [item["id"] for item in (await api.get(f"/{room}")).json()["items"]]
    seen: list[str] = []
    address: str | None = f"/api/v1/{room}?pageSize=2&count=true"
    while address:
        page = (await api.get(f"http://test{address}")).json()
        seen += [item["id"] for item in page["items"]]
        assert page["total"] == len(whole)
        address = page["next"]

    assert seen == whole == sorted(whole)


@pytest.mark.parametrize("room", READ)
async def test_many_take_as_many_questions_as_few(
    api: httpx.AsyncClient, session: Session, app: Any, keys: Keys, everything: None, room: str
) -> None:
    reader = keys.person(Role.READER)  # for whom nothing is kept
    await api.get(f"/{room}", headers=reader)
    with counted(app.state.engine) as few:
        await api.get(f"/{room}", headers=reader)
    given_more(session, 5)
    with counted(app.state.engine) as many:
        answer = await api.get(f"/{room}", headers=reader)

    assert len(answer.json()["items"]) >= 6
    assert len(many) == len(few)


@pytest.fixture
def strangers(session: Session, keys: Keys) -> list[Header]:
    """No one, a reader, a partner's machine and its editor, and staff of another area."""
    given_area(session, "noord")
    return [
        {},
        keys.person(Role.READER),
        keys.partner("politie"),
        keys.person(Role.PARTNER_EDITOR, partner="politie"),
        keys.person(Role.PROGRAMME_STAFF, areas=["noord"]),
    ]


@pytest.mark.parametrize("room", NEW)
async def test_only_staff_in_whose_scope_it_lies_makes_something(
    api: httpx.AsyncClient, everything: None, strangers: list[Header], room: str
) -> None:
    answers = [await api.post(f"/{room}", json=NEW[room], headers=sender) for sender in strangers]

    assert [answer.status_code for answer in answers] == [401, 403, 403, 403, 403]


@pytest.mark.parametrize("room", NEW)
async def test_what_staff_makes_says_where_it_is(
    api: httpx.AsyncClient, keys: Keys, everything: None, room: str
) -> None:
    answer = await api.post(f"/{room}", json=NEW[room], headers=keys.person(Role.PROGRAMME_STAFF))
    found = await api.get(f"http://test{answer.headers['location']}")

    assert (answer.status_code, found.status_code) == (201, 200)
    assert found.json()["id"] == answer.json()["id"]


@pytest.mark.parametrize("item", CHANGEABLE)
async def test_a_change_names_the_version_that_was_read(
    api: httpx.AsyncClient, keys: Keys, everything: None, item: str
) -> None:
    staff = keys.person(Role.PROGRAMME_STAFF)
    tag = (await api.get(f"/{item}")).headers["etag"]

    blind = await change(api, item, staff)
    first = await change(api, item, staff, tag)
    late = await change(api, item, staff, tag)
    again = await change(api, item, staff, first.headers["etag"])

    assert (blind.status_code, first.status_code, late.status_code, again.status_code) == (428, 200, 412, 200)
    assert first.json() | CHANGEABLE[item] == first.json()
    assert late.json()["mine"] == CHANGEABLE[item]
    assert late.json()["theirs"] | CHANGEABLE[item] == late.json()["theirs"]


@pytest.mark.parametrize("item", CHANGEABLE)
async def test_only_staff_in_whose_scope_it_lies_changes_something(
    api: httpx.AsyncClient, everything: None, strangers: list[Header], item: str
) -> None:
    before = await api.get(f"/{item}")
    answers = [await change(api, item, sender, before.headers["etag"]) for sender in strangers]

    assert [answer.status_code for answer in answers] == [401, 403, 403, 403, 403]
    assert (await api.get(f"/{item}")).json() == before.json()


async def test_every_item_says_to_staff_that_it_may_change_it(
    api: httpx.AsyncClient, keys: Keys, everything: None
) -> None:
    staff = keys.person(Role.PROGRAMME_STAFF)
    told = {item: (await api.get(f"/{item}", headers=staff)).json()["may"] for item in CHANGEABLE}

    assert [item for item, may in told.items() if "change" not in may] == []


async def test_every_change_leaves_a_trail(api: httpx.AsyncClient, keys: Keys, everything: None) -> None:
    staff = keys.person(Role.PROGRAMME_STAFF)
    for item in CHANGEABLE:
        await change(api, item, staff, "*")

    trail = (await api.get("/audit-events?action=change", headers=keys.person(Role.ADMINISTRATOR))).json()["items"]

    assert [event["subject"] for event in trail] == [item.rpartition("/")[2] for item in CHANGEABLE]
    assert {event["role"] for event in trail} == {"programme-staff"}


@pytest.mark.parametrize("item", CHANGEABLE)
async def test_a_change_of_what_is_not_known_here_is_refused(
    api: httpx.AsyncClient, keys: Keys, everything: None, item: str
) -> None:
    staff = keys.person(Role.PROGRAMME_STAFF)
    refused = await api.patch(f"/{item}", json={"id": "anders", "colour": 1}, headers=staff | {"If-Match": "*"})

    assert refused.status_code == 400
    assert sorted((error["field"], error["code"]) for error in refused.json()["errors"]) == [
        ("colour", "unknown-field"),
        ("id", "unknown-field"),
    ]


async def change(api: httpx.AsyncClient, item: str, sender: Header, tag: str | None = None) -> httpx.Response:
    return await api.patch(f"/{item}", json=CHANGEABLE[item], headers=sender | ({"If-Match": tag} if tag else {}))


def given_more(session: Session, count: int) -> None:
    """More of each, with all that hangs on them."""
    for number in range(count):
        place, area, programme = f"buurt-{number}", f"gebied-{number}", f"plan-{number}"
        goal, indicator, partner = f"doel-{number}", f"cijfer-{number}", f"partner-{number}"
        given_place(session, place, code=f"BU{number:08}")
        given_area(session, area, members=[place])
        given_partner(session, partner)
        given_programme(session, programme, areas=[area], partners=[partner])
        given_goal(session, goal, programme=programme)
        given_indicator(session, indicator)
        given_target(session, f"streef-{number}", programme_id=programme, goal_id=goal, indicator_id=indicator,
                     place_id=place)  # fmt: skip
        measured(session, "2006", 40, indicator=indicator, place=place)
        given_population(session, f"groep-{number}")
        given_source(session, f"bron-{number}")
        given_intervention(session, f"aanpak-{number}", places=[place], goals=[goal], partners=[partner])
