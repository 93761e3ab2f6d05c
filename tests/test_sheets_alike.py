"""A sheet and a batch of the same file say the same of every row, and store the same."""

from typing import Any

import httpx
import pytest
from sqlmodel import Session

from app.models.access import Role
from tests.given import (
    given_area,
    given_indicator,
    given_partner,
    given_place,
    given_population,
    given_programme,
)
from tests.keys import Header, Keys
from tests.sheets_given import CSV, rows, send

HEAD = "indicator;place;code;layoutYear;period;population;value;missing;numerator;denominator;state;low;high"
GOOD = [
    "overlast;veld;;;2020;all;38,5;;;;final;;",
    "overlast;Bos;;;2020;;12;;;;;10;14",
    "Overlast;;BU03440401;2020;2021;all;onbekend;;;;;;",
    "overlast;bos;;;2021;;;secret;;;;;",
    "overlast;veld;;;2022JJ00;all;25;;5;20;provisional;;",
]
BAD = {
    "unknown-place": "overlast;velt;;;2020;all;1;;;;;;",
    "unknown-indicator": "lawaai;veld;;;2020;all;1;;;;;;",
    "invalid-period": "overlast;veld;;;ooit;all;1;;;;;;",
    "period-in-future": "overlast;veld;;;2098;all;1;;;;;;",
    "out-of-bounds": "overlast;veld;;;2019;all;101;;;;;;",
    "not-a-number": "overlast;veld;;;2018;all;veel;;;;;;",
    "value-and-missing": "overlast;veld;;;2017;all;1;secret;;;;;",
    "value-or-missing-required": "overlast;veld;;;2016;all;;;;;;;",
    "invalid-interval": "overlast;veld;;;2015;all;5;;;;;9;7",
    "duplicate-in-batch": "overlast;veld;;;2020;all;38,5;;;;final;;",
}
COUNTS = ("received", "created", "revised", "unchanged", "flagged", "rejected")


@pytest.fixture
def staff(session: Session, keys: Keys) -> Header:
    given_place(session, "veld", code="BU03440401")
    given_place(session, "bos")
    given_area(session, "zuid", members=["veld"])
    given_partner(session)
    given_population(session)
    given_indicator(session, "overlast", unit="percent", lowest=0, highest=100, decimals=1)
    return keys.person(Role.PROGRAMME_STAFF)


async def post(api: httpx.AsyncClient, who: Header, lines: list[str], path: str, **asked: str) -> Any:
    body = "\n".join([HEAD, *lines]).encode()
    answer = await api.post(path, content=body, params=asked, headers=who | CSV)
    assert answer.status_code in (200, 201), answer.text
    return answer.json()


def errors(found: list[dict[str, Any]]) -> list[tuple[int, int, str, str, str]]:
    return [(one["row"], one["line"], one["field"], one["code"], one["message"]) for one in found]


async def test_every_mistake_is_told_by_both_in_the_same_words(api: httpx.AsyncClient, staff: Header) -> None:
    lines = [*GOOD, *BAD.values()]
    batch = await post(api, staff, lines, "/measurement-batches", dryRun="true")
    sheet = await post(api, staff, lines, "/measurement-sheets")
    assert sheet["status"] == "checked"
    assert [sheet[name] for name in COUNTS] == [batch[name] for name in COUNTS]

    shown = await rows(api, staff, sheet["id"])
    assert errors([error for row in shown for error in row["errors"]]) == errors(batch["errors"])
    told = [error["code"] for row in shown[len(GOOD) :] for error in row["errors"]]
    assert told == list(BAD)


async def test_both_store_the_same_figures(api: httpx.AsyncClient, staff: Header) -> None:
    kept = (
        "indicator",
        "place",
        "period",
        "population",
        "value",
        "missing",
        "numerator",
        "denominator",
        "state",
        "low",
    )
    stored = {}
    sheet = await post(api, staff, GOOD, "/measurement-sheets")
    await send(api, staff, f"{sheet['id']}/confirmations", version=sheet["version"])
    stored["sheet"] = [{name: one[name] for name in kept} for one in await figures(api)]
    again = await post(api, staff, GOOD, "/measurement-batches")

    assert [again[name] for name in COUNTS] == [5, 0, 0, 5, 0, 0]
    assert [one["value"] for one in stored["sheet"]] == [12, None, 38.5, None, 25]
    assert [one["missing"] for one in stored["sheet"]] == [None, "secret", None, "unknown", None]


async def figures(api: httpx.AsyncClient) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = (await api.get("/measurements")).json()["items"]
    return items


async def test_what_stands_out_is_flagged_by_both(api: httpx.AsyncClient, staff: Header) -> None:
    series = [f"overlast;veld;;;{year};all;{10 + year % 2};;;;;;" for year in range(2001, 2011)]
    await post(api, staff, series, "/measurement-batches")
    odd = ["overlast;veld;;;2011;all;90;;;;;;", "overlast;veld;;;2010;all;10,5;;;;;;"]
    batch = await post(api, staff, odd, "/measurement-batches", dryRun="true")
    sheet = await post(api, staff, odd, "/measurement-sheets")

    assert [sheet[name] for name in COUNTS] == [batch[name] for name in COUNTS] == [2, 1, 1, 0, 1, 0]
    found = await rows(api, staff, sheet["id"])
    assert [(one["outcome"], one["flags"], (one["standing"] or {}).get("value")) for one in found] == [
        ("created", ["implausible-change"], None),
        ("revised", [], 10),
    ]
    assert [one["row"] for one in await rows(api, staff, sheet["id"], flagged="true")] == [1]


async def test_locked_periods_are_refused_by_both(
    api: httpx.AsyncClient, staff: Header, keys: Keys, session: Session
) -> None:
    given_programme(session)
    lock = {"programme": "samen", "name": "Dicht", "text": "Verantwoording", "places": ["veld", "bos"]}
    span = {"indicators": ["overlast"], "periodFrom": "2020", "periodTo": "2020"}
    made = await api.post("/period-locks", json=lock | span, headers=keys.person(Role.ADMINISTRATOR))
    assert made.status_code == 201, made.text
    batch = await post(api, staff, GOOD, "/measurement-batches", dryRun="true")
    sheet = await post(api, staff, GOOD, "/measurement-sheets")

    assert [sheet["rejected"], batch["rejected"]] == [2, 2]
    found = await rows(api, staff, sheet["id"], outcome="rejected")
    assert [error["code"] for one in found for error in one["errors"]] == ["period-locked", "period-locked"]


async def test_a_partner_hears_of_its_limits_from_both(api: httpx.AsyncClient, staff: Header, keys: Keys) -> None:
    await post(api, staff, [GOOD[0]], "/measurement-batches")
    partner = keys.partner("politie", areas=["zuid"])
    batch = await post(api, partner, GOOD, "/measurement-batches", dryRun="true")
    sheet = await post(api, partner, GOOD, "/measurement-sheets")

    assert [sheet[name] for name in COUNTS] == [batch[name] for name in COUNTS] == [5, 2, 0, 0, 0, 3]
    shown = await rows(api, partner, sheet["id"])
    assert errors([error for row in shown for error in row["errors"]]) == errors(batch["errors"])
