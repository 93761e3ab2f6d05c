"""Interventions: who does what, where, for which goals, from when to when."""

import httpx
import pytest
from sqlmodel import Session

from app.models.access import Role
from tests.given import given_intervention
from tests.interventions_given import NEW, change, codes, create, given_neighbourhoods, ids
from tests.keys import Header, Keys

FULL = NEW | {
    "aim": "Elk gezin een gezicht",
    "starts": "2024-01-01",
    "ends": "2026-12-31",
    "status": "running",
    "existing": True,
    "verdict": "strengthen",
    "verdictReason": "Het werkt, en er zijn te weinig coaches",
    "lifeCourse": ["child", "teenager"],
    "socialBasis": ["personal"],
    "scale": "street",
    "horizon": "quick",
    "goals": ["rust"],
    "partners": [{"partner": "politie", "role": "taking-part"}],
}


@pytest.fixture
def around(session: Session) -> None:
    given_neighbourhoods(session)


@pytest.fixture
def staff(keys: Keys) -> Header:
    return keys.person(Role.PROGRAMME_STAFF)


async def test_a_new_intervention_names_places_goals_and_partners(
    api: httpx.AsyncClient, around: None, staff: Header
) -> None:
    answer = await create(api, staff, **FULL)

    assert answer.status_code == 201
    assert answer.json() == FULL | {
        "id": "veld-buurtcoaches",
        "fictitious": False,
        "origin": None,
        "may": ["change"],
    }


async def test_everything_that_is_not_there_is_named_at_once(
    api: httpx.AsyncClient, around: None, staff: Header
) -> None:
    wrong = {"programme": "niets", "goals": ["geen"], "partners": [{"partner": "niemand"}], "ends": "2023-01-01"}
    refused = await create(api, staff, **FULL | wrong | {"places": ["veld", "nergens"]})

    assert refused.status_code == 400
    assert codes(refused) == [
        ("places.1", "unknown-place"),
        ("goals.0", "unknown-goal"),
        ("partners.0", "unknown-partner"),
        ("ends", "ends-before-start"),
        ("programme", "unknown-programme"),
    ]


async def test_an_intervention_is_somewhere(api: httpx.AsyncClient, around: None, staff: Header) -> None:
    assert codes(await create(api, staff, places=[])) == [("places", "too-few")]


async def test_an_id_that_is_taken_clashes(api: httpx.AsyncClient, around: None, staff: Header) -> None:
    assert [(await create(api, staff)).status_code for _ in range(2)] == [201, 409]


async def test_the_same_partner_twice_in_the_same_role_counts_once(
    api: httpx.AsyncClient, around: None, staff: Header
) -> None:
    twice = [{"partner": "politie", "role": "payer"}, {"partner": "politie", "role": "payer"}]
    answer = await create(api, staff, partners=[*twice, {"partner": "politie"}], places=["veld", "veld"])

    assert sorted(one["role"] for one in answer.json()["partners"]) == ["payer", "responsible"]
    assert answer.json()["places"] == ["veld"]


async def test_a_list_that_is_sent_replaces_what_was_there(api: httpx.AsyncClient, around: None, staff: Header) -> None:
    before = (await create(api, staff, **FULL)).json()
    answer = await change(api, staff, places=["bos"], goals=[], status="finished", ends=None)

    assert answer.json() == before | {"places": ["bos"], "goals": [], "status": "finished", "ends": None}


async def test_the_end_cannot_come_to_lie_before_the_start(api: httpx.AsyncClient, around: None, staff: Header) -> None:
    await create(api, staff, **FULL)

    assert codes(await change(api, staff, ends="2023-12-31")) == [("ends", "ends-before-start")]


async def test_interventions_are_asked_by_all_that_they_name(
    api: httpx.AsyncClient, session: Session, around: None
) -> None:
    given_intervention(session, programme_id="samen", places=["veld"], goals=["rust"], partners=["politie"])
    given_intervention(session, "elders", places=["bos"], status="planned")
    asked = {
        "programme": "samen",
        "place": "veld",
        "area": "zuid",
        "municipality": "GM0001",
        "goal": "rust",
        "partner": "politie",
        "status": "running",
    }

    assert {key: await ids(api, **{key: value}) for key, value in asked.items()} == {key: ["coaches"] for key in asked}
    assert await ids(api, place=["veld", "bos"]) == ["coaches", "elders"]
    assert await ids(api, place="veld", status="planned") == []


async def test_staff_of_an_area_acts_in_it_and_nowhere_else(api: httpx.AsyncClient, keys: Keys, around: None) -> None:
    limited = keys.person(Role.PROGRAMME_STAFF, areas=["zuid"])
    inside = await create(api, limited)
    across = await create(api, limited, id="across", places=["veld", "bos"])
    outwards = await change(api, limited, places=["bos"])

    assert (inside.status_code, across.status_code, outwards.status_code) == (201, 403, 403)
    assert inside.json()["may"] == ["change"]


async def test_changing_takes_the_right_for_every_place_that_it_is_about(
    api: httpx.AsyncClient, keys: Keys, staff: Header, around: None
) -> None:
    await create(api, staff, places=["veld", "bos"])
    limited = keys.person(Role.PROGRAMME_STAFF, areas=["zuid"])

    assert (await change(api, limited, name="Van mij")).status_code == 403
    assert (await api.get("/interventions/veld-buurtcoaches", headers=limited)).json()["may"] == []
