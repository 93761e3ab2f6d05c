"""What can be named in a form: the ids and names of every kind, for a programme, in one question."""

import httpx
import pytest
from sqlmodel import Session

from app.models.access import Role
from app.models.place import PlaceKind
from tests.given import (
    given_area,
    given_course,
    given_goal,
    given_intervention,
    given_partner,
    given_place,
    given_programme,
    given_source,
)
from tests.keys import Keys


async def named(
    api: httpx.AsyncClient, kind: str, programme: str = "samen", **asked: str
) -> list[tuple[str | None, ...]]:
    answer = await api.get("/references", params={"kind": kind, "programme": programme, **asked})
    assert answer.status_code == 200, answer.text
    return [tuple(one[name] for name in ("id", "name", "detail")) for one in answer.json()["items"]]


@pytest.fixture
def around(session: Session) -> None:
    given_place(session, "stad", kind=PlaceKind.MUNICIPALITY)
    given_place(session, "bos", municipality_id="stad")
    given_course(session)
    given_area(session, "zuid", members=["bos"])
    given_programme(session, "anders", areas=["zuid"])
    given_programme(session, "land")
    given_goal(session, "doel-van-het-land", programme="land")
    given_partner(session)
    given_source(session)
    given_intervention(session, programme_id="samen")


async def test_places_of_a_programme_come_with_all_that_they_are_compared_with(
    api: httpx.AsyncClient, around: None
) -> None:
    assert await named(api, "place", "anders") == [
        ("bos", "Bos", "Stad"),
        ("stad", "Stad", None),
        ("zuid", "Zuid", None),
    ]
    assert await named(api, "neighbourhood", "anders") == [("bos", "Bos", "Stad")]
    assert await named(api, "municipality", "anders") == [("stad", "Stad", None)]
    assert await named(api, "neighbourhood", "") == [("bos", "Bos", "Stad"), ("veld", "Veld", None)]


async def test_goals_come_with_the_word_for_their_level(api: httpx.AsyncClient, around: None) -> None:
    assert await named(api, "goal") == [("rust", "Rust", "Doel")]
    assert await named(api, "level") == [("goal", "Doel", None), ("theme", "Thema", None)]


async def test_national_goals_are_those_of_programmes_of_no_municipality(api: httpx.AsyncClient, around: None) -> None:
    assert await named(api, "national-goal") == [("doel-van-het-land", "Doel-Van-Het-Land", "Doel")]


async def test_a_target_is_known_by_what_is_counted_and_where(api: httpx.AsyncClient, around: None) -> None:
    assert await named(api, "target") == [("minder", "Nuisance", "Veld")]


@pytest.mark.parametrize(
    ("kind", "found"),
    [
        ("partner", ["politie"]),
        ("indicator", ["nuisance"]),
        ("population", ["all"]),
        ("source", ["monitor"]),
        ("programme", ["anders", "land", "samen"]),
        ("intervention", ["coaches"]),
    ],
)
async def test_every_kind_can_be_asked(api: httpx.AsyncClient, around: None, kind: str, found: list[str]) -> None:
    assert [one[0] for one in await named(api, kind)] == found


async def test_what_was_withdrawn_is_named_no_longer(api: httpx.AsyncClient, around: None, keys: Keys) -> None:
    staff = keys.person(Role.PROGRAMME_STAFF)
    for name in ("Tafel", "Stuurgroep"):
        await api.post("/bodies", json={"programme": "samen", "name": name}, headers=staff)
    meeting = {"programme": "samen", "name": "Eerste", "body": "samen-tafel", "heldOn": "2024-03-01"}
    await api.post("/meetings", json=meeting, headers=staff)
    await api.post("/decisions", json={"programme": "samen", "name": "Besluit"}, headers=staff)
    await api.post("/bodies/samen-stuurgroep/withdrawal", json={"reason": "Dubbel"}, headers=staff)

    assert await named(api, "body") == [("samen-tafel", "Tafel", None)]
    assert await named(api, "meeting") == [("samen-eerste", "Eerste", "2024-03-01")]
    assert await named(api, "decision") == [("samen-besluit", "Besluit", None)]


async def test_several_kinds_come_in_one_answer_by_name(api: httpx.AsyncClient, around: None) -> None:
    answer = await api.get("/references?kind=partner&kind=level&programme=samen")

    assert [(one["kind"], one["name"]) for one in answer.json()["items"]] == [
        ("level", "Doel"),
        ("level", "Thema"),
        ("partner", "Politie"),
    ]


async def test_a_part_of_the_name_finds_it(api: httpx.AsyncClient, around: None) -> None:
    assert [one[0] for one in await named(api, "neighbourhood", "", name="BO")] == ["bos"]
    assert await named(api, "neighbourhood", "", name="nergens") == []


async def test_a_kind_that_is_none_is_refused_and_no_kind_gives_nothing(api: httpx.AsyncClient, around: None) -> None:
    assert (await api.get("/references?kind=person")).status_code == 400
    assert (await api.get("/references")).json()["items"] == []
