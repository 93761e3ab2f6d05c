"""Many assessments: every neighbourhood of an area, the list with its filters, counts, and the number of questions."""

from typing import Any

import httpx
import pytest
from sqlmodel import Session

from app.models.place import Place, PlaceKind
from tests.given import (
    given_area,
    given_course,
    given_indicator,
    given_member,
    given_place,
    given_population,
    given_target,
    measured,
)
from tests.queries import counted

EVERYWHERE: dict[str, Any] = {"place_id": None, "every_neighbourhood_of": "zuid"}


@pytest.fixture
def three_places(session: Session) -> None:
    """An area of three neighbourhoods: on track, far behind, and not measured since."""
    given_course(session)
    given_place(session, "bos")
    given_place(session, "duin")
    given_area(session, "zuid", members=["veld", "bos", "duin"])
    for place, value in (("veld", 38), ("bos", 40), ("duin", None)):
        measured(session, "2006", 42, place=place)
        if value is not None:
            measured(session, "2011", value, place=place)
    given_target(session, "overal", **EVERYWHERE)


async def pairs(api: httpx.AsyncClient, **asked: Any) -> list[str]:
    answer = await api.get("/assessments", params=asked)
    assert answer.status_code == 200, answer.text
    return [f"{item['target']} {item['place']}" for item in answer.json()["items"]]


async def test_of_every_neighbourhood_the_worst_counts_and_each_is_shown(
    api: httpx.AsyncClient, three_places: None
) -> None:
    found = (await api.get("/targets/overal/assessment", params={"asOf": "2011"})).json()

    assert (found["place"], found["status"], found["pace"]) == ("zuid", "far-behind", None)
    assert [(one["place"], one["status"]) for one in found["places"]] == [
        ("bos", "far-behind"),
        ("duin", "no-data"),
        ("veld", "on-track"),
    ]
    counts = {name: number for name, number in found["counts"].items() if number}
    assert counts == {"onTrack": 1, "farBehind": 1, "noData": 1}


async def test_a_target_for_every_neighbourhood_is_about_the_area(api: httpx.AsyncClient, three_places: None) -> None:
    found = (await api.get("/targets/overal", params={"asOf": "2011"})).json()

    assert (found["place"], found["scope"]) == ("zuid", {"place": None, "everyNeighbourhoodOf": "zuid"})
    assert (found["status"], found["baseline"]) == ("far-behind", None)


async def test_a_draft_for_every_neighbourhood_counts_its_own_places(
    api: httpx.AsyncClient, session: Session, three_places: None
) -> None:
    given_target(session, "ontwerp", state="draft", **EVERYWHERE)

    found = (await api.get("/targets/ontwerp/assessment", params={"asOf": "2011"})).json()
    assert sum(found["counts"].values()) == 3


async def test_an_area_without_neighbourhoods_has_no_data(
    api: httpx.AsyncClient, session: Session, three_places: None
) -> None:
    given_area(session, "leeg")
    given_target(session, "nergens", place_id=None, every_neighbourhood_of="leeg", other_baselines=["2004"])

    found = (await api.get("/targets/nergens/assessment")).json()
    assert (found["status"], found["reason"], found["places"]) == ("no-data", "value-missing", [])
    assert (sum(found["counts"].values()), found["method"]["name"]) == (0, "expected-line")
    assert (await api.get("/targets/nergens")).json()["otherBaselines"] == [
        {"period": "2004", "value": None, "origin": None}
    ]
    assert await pairs(api, place="leeg") == []


async def test_there_is_one_assessment_for_each_target_and_place(api: httpx.AsyncClient, three_places: None) -> None:
    assert await pairs(api) == ["minder veld", "overal bos", "overal duin", "overal veld"]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"place": "veld"}, ["minder veld", "overal veld"]),
        ({"place": ["bos", "duin"]}, ["overal bos", "overal duin"]),
        ({"place": "zuid"}, []),
        ({"area": "zuid"}, ["minder veld", "overal bos", "overal duin", "overal veld"]),
        ({"area": "rand"}, ["overal duin"]),
        ({"area": "zuid", "place": "veld"}, ["minder veld", "overal veld"]),
        ({"municipality": "GM0001"}, ["overal bos"]),
        ({"status": "far-behind", "asOf": "2011"}, ["overal bos"]),
        ({"status": ["on-track", "no-data"], "asOf": "2011"}, ["minder veld", "overal duin", "overal veld"]),
        ({"programme": "samen", "place": "bos"}, ["overal bos"]),
        ({"goal": "elders"}, []),
        ({"indicator": "nuisance", "rule": "absolute", "place": "bos"}, ["overal bos"]),
        ({"state": "draft"}, []),
    ],
)
async def test_assessments_have_the_filters_of_targets_by_the_place_they_are_about(
    api: httpx.AsyncClient, session: Session, three_places: None, asked: dict[str, Any], found: list[str]
) -> None:
    given_place(session, "stad", kind=PlaceKind.MUNICIPALITY, code="GM0001")
    bos = session.get_one(Place, "bos")
    bos.municipality_id = "stad"
    session.add(bos)
    given_area(session, "rand", members=["duin"])

    assert await pairs(api, **asked) == found


async def test_pages_follow_one_another_without_gap_or_repeat(api: httpx.AsyncClient, three_places: None) -> None:
    seen, address = [], "/api/v1/assessments?pageSize=3&count=true&asOf=2011"
    while address:
        page = (await api.get(f"http://test{address}")).json()
        seen += [f"{one['target']} {one['place']} {one['status']}" for one in page["items"]]
        address = page["next"]

    assert seen == ["minder veld on-track", "overal bos far-behind", "overal duin no-data", "overal veld on-track"]
    assert page["total"] == 4


async def test_drafts_are_marked_and_what_was_withdrawn_is_left_out(
    api: httpx.AsyncClient, session: Session, three_places: None
) -> None:
    for state in ("draft", "withdrawn", "amended"):
        given_target(session, f"een-{state}", state=state)

    items = (await api.get("/assessments", params={"place": "veld"})).json()["items"]
    assert [(one["target"], one["state"]) for one in items] == [
        ("een-draft", "draft"),
        ("minder", "adopted"),
        ("overal", "adopted"),
    ]
    progress = (await api.get("/areas/zuid/progress", params={"asOf": "2011"})).json()
    assert (sum(progress["counts"].values()), progress["drafts"], progress["targets"]) == (4, 1, 2)


async def test_the_progress_of_an_area_is_counted_and_worst_first(
    api: httpx.AsyncClient, session: Session, three_places: None
) -> None:
    given_area(session, "rand")
    given_member(session, "rand", "duin")

    async def progress(area: str) -> list[tuple[str, str]]:
        found = (await api.get(f"/areas/{area}/progress", params={"asOf": "2011"})).json()
        return [(one["place"], one["status"]) for one in found["assessments"]]

    assert await progress("zuid") == [
        ("bos", "far-behind"),
        ("duin", "no-data"),
        *(("veld", "on-track"), ("veld", "on-track")),
    ]
    assert await progress("rand") == [("duin", "no-data")]
    areas = {area["id"]: area["progress"]["counts"] for area in (await api.get("/areas")).json()["items"]}
    assert [sum(areas[area].values()) for area in ("zuid", "rand")] == [4, 1]


@pytest.mark.parametrize("address", ["/targets", "/assessments", "/areas/zuid/progress"])
async def test_fifty_targets_take_no_more_questions_than_one(
    api: httpx.AsyncClient, session: Session, app: Any, three_places: None, address: str
) -> None:
    with counted(app.state.engine) as few:
        await api.get(address)
    given_population(session, "young")
    for number in range(50):
        place = given_place(session, f"buurt-{number}").id
        given_member(session, "zuid", place)
        given_indicator(session, f"teller-{number}")
        given_target(session, f"doel-{number}", place_id=place, indicator_id=f"teller-{number}")
        measured(session, "2006", 40, place=place, indicator=f"teller-{number}")
    with counted(app.state.engine) as many:
        answer = await api.get(address)

    assert answer.status_code == 200
    assert len(many) == len(few) <= 16
