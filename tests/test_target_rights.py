"""Who may make, change and judge targets, where, and what stays behind of it."""

from typing import Any

import httpx
import pytest
from sqlalchemy import select
from sqlmodel import Session, col

from app.models.access import AuditEvent, Role
from tests.given import given_area, given_course, given_partner, given_place, given_target
from tests.keys import Header, Keys

NEW = {
    "goal": "rust",
    "indicator": "nuisance",
    "rule": "absolute",
    "direction": "fall",
    "checkpoints": [{"year": 2017, "value": 28}],
}
WHY = {"reason": "Besloten in de alliantie", "body": "Alliantie", "date": "2026-03-01"}


@pytest.fixture
def two_areas(session: Session) -> None:
    """An area with the neighbourhood `veld` and a draft about it, and one with `bos`; a draft about each area too."""
    given_course(session)
    given_place(session, "bos")
    given_area(session, "zuid", members=["veld"])
    given_area(session, "noord", members=["bos"])
    for key, place in (("in-veld", "veld"), ("in-bos", "bos")):
        given_target(session, key, place_id=place, state="draft")
    for key, area in (("heel-zuid", "zuid"), ("heel-noord", "noord")):
        given_target(session, key, place_id=None, every_neighbourhood_of=area, state="draft")


async def tried(api: httpx.AsyncClient, key: Header, *, target: str = "in-veld", **about: str) -> list[int]:
    """What becomes of making, changing, judging, adopting and withdrawing."""
    place = about or {"place": "veld"}
    judged = {"status": "behind", "reason": "x"} | ({"place": "veld"} if target == "heel-zuid" else {})
    asked: tuple[tuple[str, str, dict[str, Any]], ...] = (
        ("POST", "/targets", NEW | place),
        ("PATCH", f"/targets/{target}", {"note": "x"}),
        ("POST", f"/targets/{target}/judgement", judged),
        ("POST", f"/targets/{target}/adoption", WHY),
        ("POST", f"/targets/{target}/withdrawal", WHY),
    )
    headers = key | {"If-Match": "*"}
    return [(await api.request(verb, address, json=sent, headers=headers)).status_code for verb, address, sent in asked]


ALL = [201, 200, 201, 200, 200]
NONE = [403] * 5


async def test_nobody_changes_a_target(api: httpx.AsyncClient, two_areas: None) -> None:
    assert await tried(api, {}) == [401] * 5


async def test_a_partner_or_a_reader_does_not_change_a_target(
    api: httpx.AsyncClient, session: Session, keys: Keys, two_areas: None
) -> None:
    given_partner(session)

    assert await tried(api, keys.partner("politie")) == NONE
    assert await tried(api, keys.person(Role.READER)) == NONE
    assert await tried(api, keys.person(Role.PARTNER_EDITOR, partner="politie")) == NONE


async def test_staff_and_administrators_do(api: httpx.AsyncClient, keys: Keys, two_areas: None) -> None:
    assert await tried(api, keys.person(Role.PROGRAMME_STAFF)) == ALL
    assert await tried(api, keys.person(Role.ADMINISTRATOR), target="in-bos") == ALL


async def test_staff_of_an_area_keeps_to_it_and_to_its_neighbourhoods(
    api: httpx.AsyncClient, keys: Keys, two_areas: None
) -> None:
    of_zuid = keys.person(Role.PROGRAMME_STAFF, areas=["zuid"])

    assert await tried(api, of_zuid) == ALL
    assert await tried(api, of_zuid, target="heel-zuid", everyNeighbourhoodOf="zuid") == ALL
    assert await tried(api, of_zuid, target="in-bos", place="bos") == NONE
    assert await tried(api, of_zuid, target="heel-noord", everyNeighbourhoodOf="noord") == NONE


async def test_who_may_not_change_it_gets_no_comparison_of_versions(
    api: httpx.AsyncClient, keys: Keys, two_areas: None
) -> None:
    of_zuid = keys.person(Role.PROGRAMME_STAFF, areas=["zuid"])
    refused = await api.patch("/targets/in-bos", json={"note": "x"}, headers=of_zuid | {"If-Match": '"old"'})

    assert (refused.status_code, "theirs" in refused.json()) == (403, False)


async def test_a_target_that_is_not_there_is_not_found_for_staff(
    api: httpx.AsyncClient, keys: Keys, two_areas: None
) -> None:
    assert (await tried(api, keys.person(Role.PROGRAMME_STAFF), target="nergens"))[1:] == [404] * 4


async def test_an_item_says_what_its_reader_may_do(api: httpx.AsyncClient, keys: Keys, two_areas: None) -> None:
    of_zuid = keys.person(Role.PROGRAMME_STAFF, areas=["zuid"])

    async def may(address: str, key: Header) -> dict[str, list[str]]:
        items = (await api.get(address, headers=key)).json()["items"]
        return {item.get("id") or f"{item['target']} {item['place']}": item["may"] for item in items}

    assert await may("/targets", of_zuid) == {
        "heel-noord": [],
        "heel-zuid": ["change", "adopt", "withdraw", "judge"],
        "in-bos": [],
        "in-veld": ["change", "adopt", "withdraw", "judge"],
        "minder": ["amend", "rebase", "withdraw", "judge"],
    }
    assert await may("/assessments", of_zuid) == {
        "heel-noord bos": [],
        "heel-zuid veld": ["judge"],
        "in-bos bos": [],
        "in-veld veld": ["judge"],
        "minder veld": ["judge"],
    }
    assert set(map(tuple, (await may("/targets", {})).values())) == {()}


async def test_every_change_leaves_who_and_why(
    api: httpx.AsyncClient, session: Session, keys: Keys, two_areas: None
) -> None:
    await tried(api, keys.person(Role.PROGRAMME_STAFF))

    events = session.execute(
        select(AuditEvent).where(col(AuditEvent.kind) == "target").order_by(col(AuditEvent.id))
    ).scalars()
    assert [(event.action, event.subject, event.role) for event in events] == [
        ("create", "veld-nuisance", "programme-staff"),
        ("change", "in-veld", "programme-staff"),
        ("judge", "in-veld", "programme-staff"),
        ("adopt", "in-veld", "programme-staff"),
        ("withdraw", "in-veld", "programme-staff"),
    ]
    last = session.execute(select(AuditEvent).order_by(col(AuditEvent.id).desc())).scalars().first()
    assert last is not None
    assert last.details == WHY
