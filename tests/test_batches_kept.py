"""What is kept of batches: each of them, in order; the file and the errors of one that had errors, for thirty days."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from sqlmodel import Session, col, update

from app.models.access import Role
from app.models.batch import BatchFile
from tests.given import given_indicator, given_partner, given_place, given_population
from tests.keys import Header, Keys

GOOD = {"indicator": "overlast", "place": "veld", "period": "2022", "value": 30}
BAD = GOOD | {"period": "2023", "value": 300}


@pytest.fixture
def around(session: Session) -> None:
    given_place(session, "veld")
    given_population(session)
    given_partner(session)
    given_partner(session, "school")
    given_indicator(session, "overlast", unit="percent", lowest=0, highest=100)


@pytest.fixture
def staff(keys: Keys) -> Header:
    return keys.person(Role.PROGRAMME_STAFF)


async def send(api: httpx.AsyncClient, who: Header, *rows: dict[str, Any], mode: str = "accept-valid") -> str:
    asked = {"mode": mode}
    answer = await api.post("/measurement-batches", params=asked, json={"rows": rows}, headers=who)
    return str(answer.json()["id"])


async def statuses(api: httpx.AsyncClient, who: Header, **asked: str) -> list[str]:
    answer = await api.get("/measurement-batches", params=asked, headers=who)
    return sorted(one["status"] for one in answer.json()["items"])


async def test_batches_are_found_by_their_status_and_partner(
    api: httpx.AsyncClient, around: None, staff: Header, keys: Keys
) -> None:
    police, school = keys.partner("politie"), keys.partner("school")
    await send(api, police, GOOD)
    await send(api, police, BAD, mode="all-or-nothing")
    await send(api, school, GOOD | {"period": "2021"}, BAD)

    assert await statuses(api, staff) == ["accepted", "partly-accepted", "refused"]
    assert await statuses(api, staff, partner="school") == ["partly-accepted"]
    assert await statuses(api, staff, status="refused") == ["refused"]
    assert await statuses(api, police) == ["accepted", "refused"]
    assert await statuses(api, school) == ["partly-accepted"]


async def test_a_list_of_batches_takes_a_sender(api: httpx.AsyncClient, around: None, keys: Keys) -> None:
    reader = keys.person(Role.READER)

    assert [(await api.get("/measurement-batches", headers=who)).status_code for who in ({}, reader)] == [401, 403]


async def test_errors_come_page_by_page_and_the_answer_shows_the_first_thousand(
    api: httpx.AsyncClient, around: None, staff: Header
) -> None:
    rows = [
        GOOD | {"period": f"{year}-{month:02}", "value": 101} for year in range(1920, 2020) for month in range(1, 13)
    ]
    answer = await api.post("/measurement-batches", json={"rows": rows}, headers=staff)
    path = f"/measurement-batches/{answer.json()['id']}/errors"

    first = (await api.get(path, params={"pageSize": 700, "count": "true"}, headers=staff)).json()
    second = (await api.get(first["next"].removeprefix("/api/v1"), headers=staff)).json()

    assert (len(answer.json()["errors"]), answer.json()["errorsTruncated"]) == (1000, True)
    assert (first["total"], len(first["items"]), len(second["items"]), second["next"]) == (1200, 700, 500, None)
    assert [one["row"] for one in (first["items"][0], second["items"][-1])] == [1, 1200]


async def test_after_thirty_days_the_file_is_gone_and_the_batch_stays(
    api: httpx.AsyncClient, around: None, session: Session, staff: Header
) -> None:
    batch = await send(api, staff, GOOD, BAD)
    path = f"/measurement-batches/{batch}"
    assert (await api.get(f"{path}/errors", params={"format": "csv"}, headers=staff)).status_code == 200

    long_ago = datetime.now(UTC) - timedelta(minutes=1)
    session.execute(update(BatchFile).where(col(BatchFile.batch_id) == batch).values(kept_until=long_ago))
    session.commit()

    assert (await api.get(f"{path}/errors", params={"format": "csv"}, headers=staff)).status_code == 404
    assert (await api.get(path, headers=staff)).json()["rejected"] == 1
    await send(api, staff, GOOD, BAD)
    session.expire_all()
    assert session.get(BatchFile, batch) is None


async def test_a_batch_without_errors_keeps_no_file(api: httpx.AsyncClient, around: None, staff: Header) -> None:
    batch = await send(api, staff, GOOD)

    answer = await api.get(f"/measurement-batches/{batch}/errors", params={"format": "csv"}, headers=staff)

    assert answer.status_code == 404
    assert (await api.get(f"/measurement-batches/{batch}/errors", headers=staff)).json()["items"] == []


async def test_errors_are_told_in_the_language_of_who_reads_them(
    api: httpx.AsyncClient, around: None, staff: Header
) -> None:
    batch = await send(api, staff, BAD)

    async def told(language: str) -> str:
        answer = await api.get(f"/measurement-batches/{batch}", headers=staff | {"Accept-Language": language})
        return str(answer.json()["errors"][0]["message"])

    assert "between" in await told("en")
    assert "tussen" in await told("nl")


async def test_who_sent_a_batch_is_told_as_an_organisation_or_a_role(
    api: httpx.AsyncClient, around: None, staff: Header, keys: Keys
) -> None:
    police = keys.partner("politie")
    sent = [await send(api, police, GOOD), await send(api, staff, GOOD | {"value": 31})]

    told = [(await api.get(f"/measurement-batches/{batch}", headers=staff)).json() for batch in sent]

    assert [(one["partner"], one["sentBy"]) for one in told] == [("politie", "politie"), (None, "programme-staff")]
    assert [one["may"] for one in told] == [["withdraw"], ["withdraw"]]
