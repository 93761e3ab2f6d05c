"""The mark of a complete batch by who has no right to it, the same request again, and numbers that are said back."""

from decimal import Decimal
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as some
from sqlmodel import Session

from app.errors import FieldError, say
from app.models.access import Role
from app.problems import wrong
from tests.deliveries_given import give, give_all, given_deliveries, read
from tests.keys import Header, Keys
from tests.sheets_given import bring, rows


@pytest.fixture
def police(session: Session, keys: Keys) -> Header:
    given_deliveries(session)
    return keys.partner("politie")


async def complete(api: httpx.AsyncClient, who: Header, value: float = 30, **asked: str) -> httpx.Response:
    row = {"indicator": "overlast", "place": "veld", "period": "2021", "value": value}
    return await api.post(
        "/measurement-batches", json={"rows": [row]}, params={"complete": "true"} | asked, headers=who
    )


async def states(api: httpx.AsyncClient) -> dict[str, tuple[str, int]]:
    return {one["place"]: (one["state"], one["revision"]) for one in (await read(api, "/measurements"))["items"]}


async def test_a_mark_confirms_for_its_own_sender_only_and_to_the_letter(
    api: httpx.AsyncClient, police: Header, keys: Keys
) -> None:
    await give_all(api, police)
    await give(api, keys.partner("school"), "duin")
    before = await states(api)
    mark = (await complete(api, police, dryRun="true")).json()["withdrawalMark"]
    tampered = [mark.upper(), mark[:-1], f"{mark} ", "", "null", "' OR 1=1 --", "%00"]

    answers = [await complete(api, police, withdraw=one) for one in tampered]
    assert [one.status_code for one in answers if one.status_code not in (400, 409)] == []
    assert (await complete(api, police, withdraw="m" * 61)).status_code == 400
    others = [keys.partner("school"), keys.person(Role.PROGRAMME_STAFF), keys.person(Role.PARTNER_EDITOR)]
    refused = [await complete(api, who, withdraw=mark) for who in others]
    assert [one.status_code for one in refused] == [400, 400, 400]
    assert [one.json()["errors"][0]["code"] for one in refused] == ["not-allowed-figure", "no-partner", "no-partner"]
    assert (await complete(api, keys.person(Role.READER), withdraw=mark)).status_code == 403
    assert await states(api) == before


async def test_the_same_complete_batch_again_gives_the_same_answer_and_withdraws_once(
    api: httpx.AsyncClient, police: Header
) -> None:
    """A refusal uses no key: with the mark it is another request. What came back since is not withdrawn again."""
    await give_all(api, police)
    keyed = police | {"Idempotency-Key": "alles-van-2021"}
    refused = await complete(api, keyed, 31)
    mark = refused.json()["withdrawalMark"]
    first = await complete(api, keyed, 31, withdraw=mark)
    await give(api, police, "bos", value=12)
    again = await complete(api, keyed, 31, withdraw=mark)
    other = await complete(api, keyed, 32, withdraw=mark)

    assert [one.status_code for one in (refused, first, again, other)] == [409, 201, 201, 409]
    assert (first.json()["withdrawn"], again.content == first.content) == (1, True)
    assert await states(api) == {"bos": ("provisional", 3), "veld": ("provisional", 2)}


@pytest.mark.parametrize(("number", "said"), [("412", 412), ("412.5", 412.5), ("-0.25", -0.25)])
async def test_a_number_that_is_refused_is_said_back_on_every_way_in(
    api: httpx.AsyncClient, police: Header, number: str, said: float
) -> None:
    row = {"indicator": "overlast", "place": "veld", "period": "2021", "value": float(number)}
    alone = await api.post("/measurements", json=row, headers=police)
    batch = await api.post("/measurement-batches", json={"rows": [row]}, headers=police)
    sheet = await bring(api, police, f"indicator,place,period,value\noverlast,veld,2021,{number}\n")
    (shown,) = await rows(api, police, sheet["id"])

    told: list[Any] = [one["errors"][0] for one in (alone.json(), batch.json(), shown)]
    assert [(one["code"], one["value"]) for one in told] == [("out-of-bounds", said)] * 3


@given(some.decimals() | some.sampled_from([Decimal("1E+999999999"), Decimal("-1E+999999"), Decimal("1E-999999")]))
def test_what_is_said_back_of_an_exact_number_is_a_finite_number_or_nothing(number: Decimal) -> None:
    told = wrong(FieldError("value", "out-of-bounds", say("No."), number)).get("value")
    if number.is_finite() and number.adjusted() < 18:
        assert told == (int(number) if number == number.to_integral_value() else float(number))
    else:
        assert told is None
