"""Finding measurements: filters, pages that follow one another, and what changed since a mark."""

from typing import Any

import httpx
import pytest
from sqlmodel import Session

from app.models.place import PlaceKind
from tests.given import given_area, given_course, given_partner, given_place, measured
from tests.keys import Header, Keys

NEW = {"indicator": "nuisance", "place": "veld", "period": "2011", "value": 38}


@pytest.fixture
def course(session: Session) -> None:
    given_course(session)
    given_partner(session)


@pytest.fixture
def police(keys: Keys, course: None) -> Header:
    return keys.partner("politie")


async def test_pages_follow_one_another_without_gap_or_repeat(
    api: httpx.AsyncClient, session: Session, course: None
) -> None:
    for year in range(2007, 2012):
        measured(session, str(year), year - 1970)
    seen, address = [], "/api/v1/measurements?pageSize=2&indicator=nuisance&count=true"
    while address:
        page = (await api.get(f"http://test{address}")).json()
        seen += [one["period"] for one in page["items"]]
        address = page["next"]

    assert seen == ["2006", "2007", "2008", "2009", "2010", "2011"]
    assert page["total"] == 6


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"place": "veld"}, 1),
        ({"place": "elders"}, 0),
        ({"area": "zuid"}, 1),
        ({"area": "noord"}, 0),
        ({"indicator": ["nuisance", "burglary"]}, 1),
        ({"programme": "samen"}, 1),
        ({"programme": "anders"}, 0),
        ({"partner": "politie"}, 0),
        ({"state": "final"}, 1),
        ({"state": "doubtful"}, 0),
        ({"periodFrom": "2007"}, 0),
        ({"periodTo": "2006"}, 1),
        ({"municipality": "GM0001"}, 1),
        ({"population": "all"}, 1),
    ],
)
async def test_filters_combine_and_a_repeated_key_means_or(
    api: httpx.AsyncClient, session: Session, asked: dict[str, Any], found: int
) -> None:
    given_place(session, "stad", kind=PlaceKind.MUNICIPALITY, code="GM0001")
    given_course(session)
    place = session.get(type(given_place(session, "elders")), "veld")
    assert place is not None
    place.municipality_id = "stad"
    session.add(place)
    session.commit()
    given_area(session, "zuid", members=["veld"])

    answer = await api.get("/measurements", params=asked)

    assert len(answer.json()["items"]) == found


async def test_what_changed_since_a_mark_is_given_once_with_withdrawals(
    api: httpx.AsyncClient, session: Session, police: Header
) -> None:
    mark = (await api.get("/measurements")).json()["nextChangedSince"]
    key = (await api.post("/measurements", json=NEW, headers=police)).json()["id"]
    await api.post(f"/measurements/{key}/withdrawal", json={"reason": "x"}, headers=police)

    first = (await api.get("/measurements", params={"changedSince": mark})).json()
    second = (await api.get("/measurements", params={"changedSince": first["nextChangedSince"]})).json()

    assert [(one["id"], one["state"]) for one in first["items"]] == [(key, "withdrawn")]
    assert second["items"] == []


@pytest.mark.parametrize("since", ["m", "mxyz", "yesterday", "mWzFd1"])
async def test_a_mark_that_is_not_ours_is_refused(api: httpx.AsyncClient, course: None, since: str) -> None:
    assert (await api.get("/measurements", params={"changedSince": since})).status_code == 400
