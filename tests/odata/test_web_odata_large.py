"""Many measurements: every page looks at so many at most, asks the database for little, and holds as little."""

import tracemalloc
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import httpx
import pytest
from sqlalchemy import Engine, insert
from sqlmodel import Session

from app.models.access import NOBODY
from app.models.measurement import Measurement
from app.services.access.sight import Sight
from app.services.odata import answering
from app.services.odata.asking import read_asked
from app.services.odata.catalogue import SETS
from app.services.odata.open_columns import OpenColumns
from app.services.odata.parsing import read_filter
from tests.given import given_indicator, given_place, given_population
from tests.odata.asking import ROOT, answer, ids, items
from tests.queries import counted

MANY = 24_000
FACTS = SETS["measurements"]
NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def many(session: Session) -> None:
    """A figure a day and more, at two places; the last one is the only one above 100."""
    given_population(session)
    given_indicator(session, highest=None)
    given_place(session, "veld")
    given_place(session, "bos")
    session.execute(insert(Measurement), [row(number) for number in range(MANY)])
    session.commit()


def row(number: int) -> dict[str, Any]:
    place, day = ("bos", "veld")[number // (MANY // 2)], number % (MANY // 2)
    starts = date.fromordinal(date(1990, 1, 1).toordinal() + day)
    return {
        "id": number + 1,
        "indicator_id": "nuisance",
        "place_id": place,
        "period": starts.isoformat(),
        "starts": starts,
        "ends": starts,
        "population_id": "all",
        "value": Decimal(101 if number == MANY - 1 else day % 100),
        "change": number + 1,
        "recorded_at": NOW,
        "stored_at": NOW,
        "recorded_by": "system",
    }


async def test_a_rare_figure_is_found_over_pages_that_may_be_empty(site: httpx.AsyncClient, many: None) -> None:
    first = await answer(site, "measurements", filter="value gt 100")
    found = await items(site, "measurements", filter="value gt 100", select="id")
    total = await site.get(f"{ROOT}/measurements/$count", params={"$filter": "value gt 100"})
    top = await items(site, "measurements", orderby="value desc", top="2", select="id,value")

    assert (first["value"], "@odata.nextLink" in first) == ([], True)
    assert (found, total.text) == ([{"id": str(MANY)}], "1")
    assert [one["value"] for one in top] == [101, 99]


async def test_the_last_page_costs_what_the_first_one_costs(
    site: httpx.AsyncClient, engine: Engine, many: None
) -> None:
    with counted(engine) as first:
        await answer(site, "measurements", top=100)
    with counted(engine) as last:
        page = await answer(site, "measurements", top=100, skip=MANY - 50, count="true")
    with counted(engine) as narrowed:
        some = await answer(site, "measurements", filter="place eq 'veld' and periodStart ge 2022-01-01")

    assert len(page["value"]) == 50
    assert page["@odata.count"] == MANY
    assert len(last) <= len(first) + 1
    assert len(narrowed) <= len(first) + 1
    assert {one["place"] for one in some["value"]} == {"veld"}


async def test_every_row_comes_once_whatever_the_order_and_the_size(site: httpx.AsyncClient, many: None) -> None:
    preferred = {"Prefer": "odata.maxpagesize=5000"}
    whole = await ids(site, "measurements", preferred, select="id")
    turned = await ids(site, "measurements", preferred, select="id", orderby="period desc,place")
    half = await ids(site, "measurements", preferred, select="id", filter="place eq 'veld'", skip=7, top=6000)

    assert len(whole) == len(set(whole)) == MANY
    assert set(turned) == set(whole)
    assert turned[:2] == [str(MANY // 2), str(MANY)]
    assert half == whole[MANY // 2 + 7 : MANY // 2 + 6007]


def test_looking_at_all_of_them_holds_no_more_than_looking_at_some(session: Session, many: None) -> None:
    sight = Sight(session, NOBODY, NOW)

    def most(options: list[tuple[str, str]]) -> int:
        asked = read_asked(FACTS, options)
        answering.page(sight, FACTS, asked, 10)
        tracemalloc.start()
        answering.count(sight, FACTS, asked)
        answering.page(sight, FACTS, asked, 10)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return peak

    some = most([("$filter", "value gt 50 and periodStart lt 1994-01-01"), ("$orderby", "value")])
    every = most([("$filter", "value gt 50"), ("$orderby", "value")])

    assert every < 16 * 2**20
    assert every < 1.5 * some + 2**20


ASKED_EXACTLY = [
    "place eq 'veld'",
    "'veld' eq place",
    "place in ('veld','bos') and periodStart ge 2020-01-01",
    "partner eq null or source ne 'x'",
    "not (state eq 'withdrawn')",
    "contains(place,'el') and startswith(period,'20')",
    "year(periodStart) eq 2020 and month(periodEnd) lt 7",
    "recordedAt gt 2024-01-01T00:00:00Z",
    "revision ge 2 and originLine eq 3",
    "id eq '7' or id in ('8','x')",
    "true and not false",
]
ASKED_IN_PART = ["place eq 'veld' and value eq 3", "value gt 1 and (missing eq null and place eq 'bos')"]
NOT_ASKED = [
    "value eq 3",
    "not (value eq 3)",
    "place eq 'veld' or value eq 3",
    "not (place eq 'veld' and value eq 3)",
    "missing eq 'suppressed'",
    "contains(note,'x')",
    "contains(partner,'x')",
    "sampleSize eq 3",
    "numerator lt 5",
    "low eq 1 or high eq 1",
    "tolower(place) eq 'veld'",
    "endswith(place,'d')",
    "unit eq 'count'",
    "periodKind eq 'day'",
    "place eq period",
    "revision eq 1.5",
    "originLine eq 99999999999",
    "id gt '3'",
    "originKey eq 'x'",
    "null",
    "year(recordedAt) eq 2020",
]


def test_the_database_is_asked_for_nothing_that_may_be_hidden(session: Session) -> None:
    columns = OpenColumns(Sight(session, NOBODY, NOW))

    def asked(text: str) -> tuple[bool, bool]:
        found = columns.asked(read_filter(text, FACTS.type.properties))
        return found.sql is not None, found.exact

    assert {text: asked(text) for text in ASKED_EXACTLY} == dict.fromkeys(ASKED_EXACTLY, (True, True))
    assert {text: asked(text) for text in ASKED_IN_PART} == dict.fromkeys(ASKED_IN_PART, (True, False))
    assert {text: asked(text) for text in NOT_ASKED} == dict.fromkeys(NOT_ASKED, (False, False))


def test_no_statement_ever_names_a_figure(session: Session, engine: Engine, many: None) -> None:
    hidden = ("value", "numerator", "denominator", "low", "high", "sample_size", "missing", "note", "flags")
    sight = Sight(session, NOBODY, NOW)
    for text in (*ASKED_EXACTLY, *ASKED_IN_PART, *NOT_ASKED):
        with counted(engine) as statements:
            answering.page(sight, FACTS, read_asked(FACTS, [("$filter", f"({text}) and period eq '2020-01-01'")]), 5)
        conditions = [one.partition("WHERE")[2] for one in statements]

        assert [name for name in hidden if any(f"measurement.{name}" in one for one in conditions)] == [], text
