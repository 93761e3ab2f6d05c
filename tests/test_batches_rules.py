"""Rules that protect, one by one: intervals, provisional and final, keys that come twice, own figures, what is kept."""

from typing import Any

import httpx
import pytest
from sqlmodel import Session, col, select

from app.models.access import Role
from app.models.batch import BatchFile, BatchMode
from app.services.batches import posting
from app.services.batches.posting import Sending
from tests.given import given_indicator, given_partner, given_place, given_population, writing
from tests.keys import Header, Keys
from tests.quality_given import partner

ROW = {"indicator": "thuis", "place": "veld", "period": "2022"}


@pytest.fixture(autouse=True)
def _town(session: Session) -> None:
    for place in ("veld", "bos"):
        given_place(session, place)
    given_population(session)
    for name in ("politie", "school"):
        given_partner(session, name)
    given_indicator(session, "thuis", survey=True)


async def post(api: httpx.AsyncClient, who: Header, *rows: Any, **asked: str) -> httpx.Response:
    return await api.post("/measurement-batches", json={"rows": rows}, params=asked, headers=who)


async def one(api: httpx.AsyncClient, who: Header) -> dict[str, Any]:
    (found,) = (await api.get("/measurements", params={"place": "veld"}, headers=who)).json()["items"]
    return dict(found)


def codes(answer: httpx.Response) -> list[tuple[int, str, str]]:
    return [(error["row"], error["field"], error["code"]) for error in answer.json()["errors"]]


async def test_a_survey_value_keeps_its_answers_and_its_interval(api: httpx.AsyncClient, keys: Keys) -> None:
    """And one whose interval does not hold it is refused."""
    police = keys.partner("politie")
    figure = ROW | {"value": 40, "low": 36, "high": 44, "sampleSize": 500}

    assert (await post(api, police, figure)).status_code == 201
    kept = await one(api, police)
    wrong = await post(api, police, figure | {"low": 41}, figure | {"place": "bos", "high": 30})
    again = await post(api, police, figure)
    less = await post(api, police, figure | {"low": 35})

    assert [kept[name] for name in ("value", "low", "high", "sampleSize")] == [40, 36, 44, 500]
    assert [(row, code) for row, _, code in codes(wrong)] == [(1, "invalid-interval"), (2, "invalid-interval")]
    assert (again.json()["unchanged"], less.json()["revised"]) == (1, 1)


async def test_provisional_becomes_final_quietly_and_final_becomes_provisional_under_a_flag(
    api: httpx.AsyncClient, keys: Keys
) -> None:
    """In a batch, in its dry run and alone alike; what is withdrawn and given again is not flagged for it."""
    police = keys.partner("politie")
    figure = ROW | {"value": 40}
    await post(api, police, figure)
    final = await post(api, police, figure | {"state": "final"})
    assert (final.json()["revised"], final.json()["flagged"], (await one(api, police))["flags"]) == (1, 0, [])

    dry = await post(api, police, figure, dryRun="true")
    back = await post(api, police, figure)
    kept = await one(api, police)
    assert [(answer.json()["revised"], answer.json()["flagged"]) for answer in (dry, back)] == [(1, 1), (1, 1)]
    assert (kept["state"], kept["flags"]) == ("provisional", ["no-longer-final"])

    alone = [
        (await api.post("/measurements", json=figure | {"state": state}, headers=police)).json()["flags"]
        for state in ("final", "provisional", "doubtful", "final", "doubtful")
    ]
    assert alone == [[], ["no-longer-final"], [], [], []]
    waiting = (await api.get("/flagged-figures", headers=police)).json()["items"]
    assert [(item["state"], item["flags"]) for item in waiting] == [("doubtful", [])]


async def test_a_key_that_comes_twice_is_refused_also_with_equal_values_and_in_two_spellings(
    api: httpx.AsyncClient, keys: Keys
) -> None:
    police = keys.partner("politie")

    answer = await post(
        api, police, ROW | {"value": 40}, ROW | {"value": 40}, ROW | {"value": 41, "period": "2022JJ00"},
        ROW | {"value": 41, "place": "Veld"}, mode="accept-valid",
    )  # fmt: skip

    assert codes(answer) == [(row, "period", "duplicate-in-batch") for row in (2, 3, 4)]
    assert (answer.json()["created"], (await one(api, police))["value"]) == (1, 40)


async def test_a_figure_of_another_partner_is_neither_revised_nor_withdrawn(api: httpx.AsyncClient, keys: Keys) -> None:
    police, school = keys.partner("politie"), keys.partner("school")
    await post(api, police, ROW | {"value": 40})
    number = (await one(api, police))["id"]

    batch = await post(api, school, ROW | {"value": 41}, ROW | {"value": 41, "place": "bos"}, mode="accept-valid")
    alone = await api.post("/measurements", json=ROW | {"value": 41}, headers=school)
    withdrawn = await api.post(f"/measurements/{number}/withdrawal", json={"reason": "Weg"}, headers=school)
    dry = await post(api, school, ROW | {"value": 41}, complete="true", dryRun="true")

    assert (codes(batch), batch.json()["created"]) == ([(1, "place", "not-allowed-figure")], 1)
    assert (alone.status_code, withdrawn.status_code, dry.json()["withdrawn"]) == (403, 403, 0)
    assert (await one(api, police))["value"] == 40
    staff = keys.person(Role.PROGRAMME_STAFF)
    assert (await post(api, staff, ROW | {"value": 42})).json()["revised"] == 1
    assert (await one(api, police))["partner"] == "politie"


def refused(session: Session, name: str, most: int, mode: BatchMode = BatchMode.ALL_OR_NOTHING) -> str:
    """A batch of this partner with an error, in a body that does not get smaller; its id."""
    body = f"indicator,place,period,value\nthuis,nergens,2022,{name}\n".encode()
    batch = posting.post(writing(session, partner(name)), Sending("text/csv", body, mode, most_kept=most))
    session.commit()
    return batch.id


def kept(session: Session) -> set[str]:
    return set(session.execute(select(col(BatchFile.batch_id))).scalars())


def test_of_one_sender_so_much_is_kept_and_the_oldest_refused_batch_goes_first(session: Session) -> None:
    """What was partly accepted goes last; another sender's stays; without a limit all of it does."""
    partly = refused(session, "politie", 0, BatchMode.ACCEPT_VALID)
    other = refused(session, "school", 0)
    first, second, third = (refused(session, "politie", 0) for _ in range(3))
    assert kept(session) == {partly, other, first, second, third}

    size = {
        batch: len(file.sent) + len(file.errors)
        for batch, file in ((key, session.get_one(BatchFile, key)) for key in (partly, first, second, third))
    }
    fourth = refused(session, "politie", size[partly] + 2 * max(size.values()))
    assert kept(session) == {partly, other, third, fourth}
    assert partly in kept(session)
    refused(session, "politie", 1)
    assert kept(session) == {other}
