"""What many assessments share: pages of the whole, the city's series, and how a target stands without its lines."""

from typing import Any

import httpx
import pytest
from sqlmodel import Session

from app.models.place import PlaceKind
from tests.given import given_area, given_course, given_place, given_target, measured

WHOLE = {"pageSize": 1000, "asOf": "2012"}


@pytest.fixture
def beside_the_city(session: Session) -> None:
    """Two neighbourhoods of a city with a target for each, and for both the same figures of the city."""
    given_course(session)
    given_place(session, "stad", kind=PlaceKind.MUNICIPALITY)
    given_place(session, "bos", municipality_id="stad")
    given_place(session, "duin", municipality_id="stad")
    given_area(session, "zuid", members=["bos", "duin"])
    for year, city in (("2006", 30), ("2008", 29), ("2011", 28)):
        measured(session, year, city, place="stad")
        measured(session, year, city + 10, place="bos")
        measured(session, year, city + 5, place="duin")
    given_target(session, "overal", place_id=None, every_neighbourhood_of="zuid")


async def whole(api: httpx.AsyncClient, path: str, **asked: Any) -> list[dict[str, Any]]:
    """All items, page after page."""
    answer = (await api.get(path, params=asked)).json()
    items: list[dict[str, Any]] = answer["items"]
    while answer["next"]:
        answer = (await api.get(answer["next"].removeprefix("/api/v1"))).json()
        items += answer["items"]
    return items


async def test_the_city_stands_beside_each_neighbourhood_with_gaps_of_its_own(
    api: httpx.AsyncClient, beside_the_city: None
) -> None:
    bos, duin = [one for one in await whole(api, "/assessments", **WHOLE) if one["target"] == "overal"]

    assert bos["referenceSeries"] == duin["referenceSeries"]
    assert [point["value"] for point in bos["referenceSeries"]] == [30, 29, 28]
    assert [point["gap"] for point in bos["referenceSeries"]] == [None, None, None]
    assert [point["gap"] for point in bos["series"]] == [10, 10, 10]
    assert [point["gap"] for point in duin["series"]] == [5, 5, 5]


@pytest.mark.seeded
async def test_pages_together_are_the_whole(api: httpx.AsyncClient) -> None:
    """A page assesses what stands on it; a status is sought among all."""
    everything = await whole(api, "/assessments", **WHOLE)

    assert await whole(api, "/assessments", pageSize=70, asOf="2012") == everything
    for status in ("achieved", "no-data"):
        of_it = [one for one in everything if one["status"] == status]
        assert await whole(api, "/assessments", pageSize=70, asOf="2012", status=status) == of_it
    counted = (await api.get("/assessments", params={"pageSize": 1, "count": "true"})).json()["total"]
    assert counted == len(everything)


@pytest.mark.seeded
async def test_a_target_stands_alike_with_and_without_its_lines(api: httpx.AsyncClient) -> None:
    """The list of targets and the counts of areas leave series and lines out, and nothing else."""
    targets = {one["id"]: one for one in await whole(api, "/targets", **WHOLE)}
    alone = [one for one in await whole(api, "/assessments", **WHOLE) if targets[one["target"]]["scope"]["place"]]

    assert len(alone) > 100
    assert [targets[one["target"]]["status"] for one in alone] == [one["status"] for one in alone]
    told = [(targets[one["target"]]["baseline"], one["baseline"]) for one in alone if one["baseline"]]
    assert [listed for listed, _ in told] == [assessed for _, assessed in told]


@pytest.mark.seeded
async def test_the_counts_of_an_area_in_the_list_are_those_of_its_progress(api: httpx.AsyncClient) -> None:
    for area in await whole(api, "/areas", pageSize=1000):
        progress = (await api.get(f"/areas/{area['id']}/progress")).json()
        assert area["progress"]["counts"] == progress["counts"], area["id"]
