"""Areas: a profile, a composition with versions, and how everything in them stands."""

from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from sqlmodel import Session

from app.models.access import Role
from app.models.place import Area
from tests.given import (
    given_area,
    given_course,
    given_goal,
    given_indicator,
    given_place,
    given_population,
    given_programme,
    given_target,
    measured,
)
from tests.keys import Header, Keys

NOTHING = dict.fromkeys(
    ("achieved", "onTrack", "behind", "farBehind", "worsening", "uncertain", "noData", "suppressed", "notStarted"), 0
)


@pytest.fixture
def area(session: Session) -> None:
    given_place(session, "veld")
    given_place(session, "bos")
    given_area(session, "zuid", members=["veld"])


@pytest.fixture
def staff(keys: Keys) -> Header:
    return keys.person(Role.PROGRAMME_STAFF)


async def include(api: httpx.AsyncClient, staff: Header, place: str, **more: Any) -> httpx.Response:
    return await api.post("/areas/zuid/neighbourhoods", json={"neighbourhood": place} | more, headers=staff)


async def leave_out(api: httpx.AsyncClient, staff: Header, place: str) -> httpx.Response:
    why = {"reason": "Nieuwe grens"}
    return await api.post(f"/areas/zuid/neighbourhoods/{place}/removal", json=why, headers=staff)


async def members(api: httpx.AsyncClient, **asked: Any) -> list[str]:
    found = await api.get("/areas/zuid/neighbourhoods", params=asked)
    return [item["id"] for item in found.json()["items"]]


def now() -> str:
    return datetime.now(UTC).isoformat().replace("+00:00", "Z")


async def test_an_area_shows_its_profile(api: httpx.AsyncClient, session: Session) -> None:
    given_area(session, "zuid", document="voorstel", line=12)
    row = session.get(Area, "zuid")
    assert row is not None
    row.districts, row.websites, row.housing = 3, ["https://zuid.example"], "Portiekflats"
    row.boundary_reason = "Zo besloot de raad"
    given_programme(session, areas=["zuid"])

    assert (await api.get("/areas/zuid")).json() == {
        "id": "zuid",
        "name": "Zuid",
        "aliases": [],
        "municipality": None,
        "inhabitants": None,
        "districts": 3,
        "websites": ["https://zuid.example"],
        "characteristics": {"socioEconomic": None, "housing": "Portiekflats", "striking": None},
        "boundaryReason": "Zo besloot de raad",
        "programmes": ["samen"],
        "programmeNames": {"samen": "Samen"},
        "progress": {"counts": NOTHING},
        "fictitious": True,
        "origin": {"document": "voorstel", "line": 12, "table": None, "key": None},
        "may": [],
    }


async def test_its_inhabitants_are_the_latest_that_were_counted(api: httpx.AsyncClient, session: Session) -> None:
    given_area(session, "zuid")
    given_population(session)
    given_indicator(session, "inhabitants", unit="count", highest=None)
    measured(session, "2021", 10400, indicator="inhabitants", place="zuid")
    measured(session, "2022", 10500, indicator="inhabitants", place="zuid")
    measured(session, "2023", None, missing="unknown", indicator="inhabitants", place="zuid")

    assert (await api.get("/areas/zuid")).json()["inhabitants"] == {"value": 10500, "year": 2022}


async def test_a_small_number_of_inhabitants_is_not_told(api: httpx.AsyncClient, session: Session, keys: Keys) -> None:
    given_area(session, "zuid")
    given_population(session)
    given_indicator(session, "inhabitants", unit="count", highest=None, protected=True)
    measured(session, "2022", 4, indicator="inhabitants", place="zuid")

    told = (await api.get("/areas/zuid", headers=keys.person(Role.PROGRAMME_STAFF))).json()["inhabitants"]
    assert (await api.get("/areas/zuid")).json()["inhabitants"] is None
    assert told == {"value": 4, "year": 2022}


async def test_a_profile_is_changed_in_part(api: httpx.AsyncClient, area: None, staff: Header) -> None:
    headers = staff | {"If-Match": "*"}
    await api.patch("/areas/zuid", json={"districts": 3, "characteristics": {"housing": "Flats"}}, headers=headers)
    patch = {"boundaryReason": "Zo is het", "characteristics": {"striking": "Veel groen"}}
    found = (await api.patch("/areas/zuid", json=patch, headers=headers)).json()

    assert (found["districts"], found["boundaryReason"]) == (3, "Zo is het")
    assert found["characteristics"] == {"socioEconomic": None, "housing": "Flats", "striking": "Veel groen"}


async def test_a_neighbourhood_belongs_to_an_area_for_a_share(
    api: httpx.AsyncClient, area: None, staff: Header
) -> None:
    answer = await include(api, staff, "bos", share=0.4, dwellingShare=0.5, reason="Alleen de zuidrand")

    assert (answer.status_code, answer.headers["location"]) == (201, "/api/v1/neighbourhoods/bos")
    assert answer.json()["areas"] == [{"area": "zuid", "share": 0.4}]
    assert await members(api) == ["bos", "veld"]


async def test_what_the_composition_was_stays_known(api: httpx.AsyncClient, area: None, staff: Header) -> None:
    first = now()
    await include(api, staff, "bos", share=0.4)
    second = now()
    await include(api, staff, "bos")
    third = now()
    await leave_out(api, staff, "bos")

    assert [await members(api, knownAt=moment) for moment in (first, second, third)] == [
        ["veld"],
        ["bos", "veld"],
        ["bos", "veld"],
    ]
    shares = [(await api.get("/neighbourhoods/bos", params={"knownAt": at})).json()["areas"] for at in (second, third)]
    assert shares == [[{"area": "zuid", "share": 0.4}], [{"area": "zuid", "share": 1}]]
    assert await members(api) == ["veld"]


async def test_what_left_an_area_can_come_back(api: httpx.AsyncClient, area: None, staff: Header) -> None:
    await include(api, staff, "bos")
    await leave_out(api, staff, "bos")
    gone = now()
    answer = await include(api, staff, "bos", share=0.5)

    assert answer.json()["areas"] == [{"area": "zuid", "share": 0.5}]
    assert await members(api, knownAt=gone) == ["veld"]


@pytest.mark.parametrize("share", [0, -0.1, 1.01, "1", True, None])
async def test_a_share_lies_between_nothing_and_all(
    api: httpx.AsyncClient, area: None, staff: Header, share: object
) -> None:
    assert (await include(api, staff, "bos", share=share)).status_code == 400


async def test_only_a_neighbourhood_that_exists_can_be_in_an_area(
    api: httpx.AsyncClient, area: None, staff: Header
) -> None:
    refused = [await include(api, staff, place) for place in ("nergens", "zuid")]

    assert [answer.json()["errors"][0]["code"] for answer in refused] == ["unknown-neighbourhood"] * 2
    assert (await leave_out(api, staff, "bos")).status_code == 404


async def test_staff_of_an_area_cannot_make_it_larger(api: httpx.AsyncClient, keys: Keys, area: None) -> None:
    """Who has an area has what lies in it: whoever draws its boundary needs the right for all areas."""
    limited = keys.person(Role.PROGRAMME_STAFF, areas=["zuid"])

    assert (await include(api, limited, "bos")).status_code == 403
    assert (await leave_out(api, limited, "veld")).status_code == 403


async def test_neighbourhoods_of_an_area_that_is_not_there_are_not_found(api: httpx.AsyncClient) -> None:
    assert (await api.get("/areas/nergens/neighbourhoods")).status_code == 404


@pytest.fixture
def course(session: Session) -> None:
    """Youth nuisance in one neighbourhood of the area: 42 in 2006, 40 in 2011, where 38 was wanted."""
    given_course(session)
    given_place(session, "bos")
    given_area(session, "zuid", members=["veld", "bos"])
    measured(session, "2011", 40)


async def test_progress_counts_the_targets_of_the_area_and_its_neighbourhoods(
    api: httpx.AsyncClient, session: Session, course: None
) -> None:
    given_target(session, "heel-zuid", place_id="zuid")
    given_target(session, "overal", place_id=None, every_neighbourhood_of="zuid")
    given_target(session, "plan", state="draft")
    given_target(session, "weg", state="withdrawn")
    found = (await api.get("/areas/zuid/progress", params={"asOf": "2011"})).json()

    assert found["counts"] == NOTHING | {"farBehind": 2, "noData": 2}
    assert (found["targets"], found["drafts"]) == (3, 1)
    assert [(one["target"], one["place"], one["status"]) for one in found["assessments"]] == [
        ("minder", "veld", "far-behind"),
        ("overal", "veld", "far-behind"),
        ("heel-zuid", "zuid", "no-data"),
        ("overal", "bos", "no-data"),
        ("plan", "veld", "far-behind"),
    ]


async def test_the_list_counts_the_same_as_the_area_itself(
    api: httpx.AsyncClient, session: Session, course: None
) -> None:
    given_target(session, "overal", place_id=None, every_neighbourhood_of="zuid")
    given_area(session, "rand", members=["bos"])
    given_area(session, "leeg")
    listed = {item["id"]: item["progress"]["counts"] for item in (await api.get("/areas")).json()["items"]}
    alone = {key: (await api.get(f"/areas/{key}/progress")).json()["counts"] for key in listed}

    assert listed == alone
    assert (listed["rand"], listed["leeg"]) == (NOTHING | {"noData": 1}, NOTHING)


async def test_progress_as_known_leaves_later_figures_out(
    api: httpx.AsyncClient, session: Session, course: None
) -> None:
    measured(session, "2011", 38, now=datetime(2020, 1, 1, tzinfo=UTC))
    asked = {"asOf": "2011", "knownAt": "2015-01-01T00:00:00Z"}

    then = (await api.get("/areas/zuid/progress", params=asked)).json()["counts"]
    today = (await api.get("/areas/zuid/progress", params={"asOf": "2011"})).json()["counts"]
    assert (then, today) == (NOTHING | {"farBehind": 1}, NOTHING | {"onTrack": 1})


async def test_a_day_that_cannot_be_read_is_refused(api: httpx.AsyncClient, course: None) -> None:
    refused = await api.get("/areas/zuid/progress", params={"asOf": "gisteren"})

    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (400, "asOf")


async def test_goals_of_other_areas_do_not_count(api: httpx.AsyncClient, session: Session, course: None) -> None:
    given_place(session, "elders")
    given_goal(session, "anders")
    given_target(session, "ginds", goal_id="anders", place_id="elders")

    assert (await api.get("/areas/zuid/progress")).json()["targets"] == 1
