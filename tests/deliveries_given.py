"""What tests of deliveries need around them: a programme, its partner, and a duty of two places in two years."""

from typing import Any

import httpx
from sqlmodel import Session

from tests.given import (
    given_area,
    given_indicator,
    given_partner,
    given_place,
    given_population,
    given_programme,
)
from tests.keys import Header

Item = dict[str, Any]

DUTY: Item = {
    "id": "overlast-politie",
    "programme": "samen",
    "name": "Overlast per buurt",
    "partner": "politie",
    "indicator": "overlast",
    "everyNeighbourhoodOf": "zuid",
    "starts": "2021-01-01",
    "ends": "2022-12-31",
    "dueAfterDays": 90,
}
OF_2021, OF_2022 = "overlast-politie.2021", "overlast-politie.2022"


def given_deliveries(session: Session, **programme: Any) -> None:
    """The programme `samen` works in `zuid` (`bos` and `veld`); `duin` lies outside it."""
    for place in ("veld", "bos", "duin"):
        given_place(session, place)
    given_area(session, "zuid", members=["veld", "bos"])
    given_programme(session, areas=["zuid"], **programme)
    for partner in ("politie", "school"):
        given_partner(session, partner)
    given_population(session)
    given_indicator(session, "overlast", rhythm="yearly", decimals=1)
    given_indicator(session, "leerlingen", unit="count", highest=None, rhythm="yearly", protected=True)
    given_indicator(session, "los", unit="count", highest=None)


async def made(api: httpx.AsyncClient, who: Header, **other: Any) -> Item:
    """The duty, or another one, which is there from now on."""
    answer = await api.post("/delivery-duties", json=DUTY | other, headers=who)
    assert answer.status_code == 201, answer.text
    item: Item = answer.json()
    return item


async def give(api: httpx.AsyncClient, who: Header, place: str, period: str = "2021", **other: Any) -> Item:
    """One figure of the indicator, as it was answered."""
    row = {"indicator": "overlast", "place": place, "period": period, "value": 30} | other
    if "missing" in other:
        del row["value"]
    answer = await api.post("/measurements", json=row, headers=who)
    assert answer.status_code in (200, 201), answer.text
    item: Item = answer.json()
    return item


async def give_all(api: httpx.AsyncClient, who: Header, period: str = "2021", value: float = 30) -> Item:
    """All that the duty asks of a period, as one batch."""
    rows = [{"place": place, "value": value} for place in ("bos", "veld")]
    body = {"defaults": {"indicator": "overlast", "period": period}, "rows": rows}
    answer = await api.post("/measurement-batches", json=body, headers=who)
    assert answer.status_code == 201, answer.text
    item: Item = answer.json()
    return item


async def judge(api: httpx.AsyncClient, who: Header, path: str, verdict: str, **said: Any) -> httpx.Response:
    """Accept or send back what stands at this path."""
    return await api.post(f"{path}/acceptance", json={"acceptance": verdict, **said}, headers=who)


async def read(api: httpx.AsyncClient, path: str, who: Any = None, **asked: Any) -> Item:
    """What stands there for this reader; nobody where none is given."""
    answer = await api.get(path, params=asked, headers=who or {})
    assert answer.status_code == 200, answer.text
    item: Item = answer.json()
    return item


async def states(api: httpx.AsyncClient, **asked: Any) -> dict[str, str]:
    """Id -> state of every delivery that was asked for."""
    return {item["id"]: item["state"] for item in (await read(api, "/deliveries", **asked))["items"]}


def fields_wrong(answer: httpx.Response) -> list[tuple[str, str]]:
    """Field and code of everything that is wrong."""
    assert answer.status_code == 400, answer.text
    return sorted((error["field"], error["code"]) for error in answer.json()["errors"])


async def acceptance(api: httpx.AsyncClient, **asked: Any) -> dict[str, str]:
    """Place -> acceptance of the figures of 2021."""
    of_2021 = {"indicator": "overlast", "periodFrom": "2021", "periodTo": "2021"}
    found = await read(api, "/measurements", **of_2021, **asked)
    return {item["place"]: item["acceptance"] for item in found["items"]}
