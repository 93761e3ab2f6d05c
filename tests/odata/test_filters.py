"""A filter finds what it says among what its reader may see: the same on both databases, by key and by page."""

from datetime import UTC, datetime

import httpx
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from sqlmodel import Session

from app.models.access import Role
from tests.given import measured
from tests.keys import Keys
from tests.odata.asking import ROOT, answer, ids, items, refusal
from tests.odata.grammar import Filter, filters, flat

ONE_TOWN = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
SORTED_BY = ["indicator", "place", "period", "periodStart", "recordedAt", "state", "value", "source", "note", "id"]


@given(filters)
@settings(max_examples=70, suppress_health_check=ONE_TOWN)
async def test_a_filter_finds_what_the_same_condition_finds_among_the_items_of_the_api(
    api: httpx.AsyncClient, site: httpx.AsyncClient, town: None, wanted: Filter
) -> None:
    rows = [flat(item) for item in (await api.get("/measurements")).json()["items"]]
    meant = [row["id"] for row in rows if wanted.meaning(row) is True]

    page = await answer(site, "measurements", filter=wanted.text, count="true", select="id")
    counted = await site.get(f"{ROOT}/measurements/$count", params={"$filter": wanted.text})

    assert [row["id"] for row in page["value"]] == meant
    assert [page["@odata.count"], int(counted.text)] == [len(meant)] * 2


@given(
    some.lists(some.tuples(some.sampled_from(SORTED_BY), some.booleans()), max_size=3, unique_by=lambda one: one[0]),
    some.integers(1, 5),
    some.integers(0, 6),
    some.none() | some.integers(0, 14),
    some.sampled_from(["", "indicator eq 'nuisance'", "value gt 20"]),
)
@settings(max_examples=30, suppress_health_check=ONE_TOWN)
async def test_pages_of_any_order_and_size_are_together_what_was_asked(
    site: httpx.AsyncClient,
    town: None,
    order: list[tuple[str, bool]],
    size: int,
    skip: int,
    top: int | None,
    condition: str,
) -> None:
    every = (await answer(site, "measurements", filter=condition))["value"]
    for name, falls in reversed(order):
        every.sort(key=lambda row: (row[name] is not None, row[name] or 0 if name == "value" else row[name] or ""))
        every = every if not falls else _backwards(every, name)
    asked = {"orderby": ",".join(f"{name} {'desc' if falls else 'asc'}" for name, falls in order), "filter": condition}
    asked |= {"skip": str(skip), "top": "" if top is None else str(top)}

    found = await items(site, "measurements", {"Prefer": f"odata.maxpagesize={size}"}, **asked)

    if len({tuple(str(row[name]) for name, _ in order) for row in every}) == len(every) or not order:
        assert found == every[skip:][:top]
    assert [[row[name] for name, _ in order] for row in found] == [
        [row[name] for name, _ in order] for row in every[skip:][:top]
    ]


def _backwards(rows: list[dict[str, object]], name: str) -> list[dict[str, object]]:
    """The other way round, equal ones as they were."""
    values = list(dict.fromkeys(str(row[name]) for row in rows))
    return sorted(rows, key=lambda row: -values.index(str(row[name])))


async def test_a_page_says_what_was_preferred_and_where_the_next_one_is(site: httpx.AsyncClient, town: None) -> None:
    got = await site.get(f"{ROOT}/measurements?$count=true", headers={"Prefer": "odata.maxpagesize=4"})
    following = got.json()["@odata.nextLink"]
    beyond = await answer(site, "measurements", {"Prefer": "maxpagesize=1000000"})

    assert got.headers["preference-applied"] == "odata.maxpagesize=4"
    assert following.startswith("http://test/odata/v4/measurements?$skiptoken=")
    assert (len(got.json()["value"]), got.json()["@odata.count"]) == (4, 11)
    assert len(beyond["value"]) == 11
    assert "@odata.nextLink" not in beyond


async def test_a_mark_that_was_tampered_with_is_refused(site: httpx.AsyncClient, town: None) -> None:
    first = await site.get(f"{ROOT}/measurements", headers={"Prefer": "odata.maxpagesize=4"})
    mark = first.json()["@odata.nextLink"].partition("skiptoken=")[2]
    wrong = [mark[:-3], "x", "WzEsMl0", "WzAsLTEsIisyMDIwIiwiKzIwMjAiXQ", "WyJhIiwiYiJd"]

    told = [await refusal(site, "measurements", skiptoken=one) for one in wrong]
    elsewhere = await refusal(site, "measurements", skiptoken=mark, orderby="periodStart")

    assert told == [(400, "$skiptoken", "bad-cursor")] * 5
    assert elsewhere == (400, "$skiptoken", "bad-cursor")


async def test_sets_are_narrowed_by_the_filters_of_the_api_too(site: httpx.AsyncClient, town: None) -> None:
    assert await ids(site, "places", area="zuid") == ["bos", "veld", "zuid"]
    assert {row["place"] for row in await items(site, "measurements", place="bos")} == {"bos"}
    assert await ids(site, "places", filter="kind eq 'area' and contains(name,'Zui')") == ["zuid"]
    assert await ids(site, "places", filter="kind eq 'planet'") == []
    assert await ids(site, "indicators", filter="id in ('grade','nuisance') and protected eq false") == [
        "grade",
        "nuisance",
    ]
    assert await ids(site, "targets", filter="status ne 'achieved' and startYear eq null", orderby="id desc") == [
        "minder"
    ]
    assert await refusal(site, "measurements", area="zuid", **{"nonsense$": "1"}) == (400, "nonsense$", "unknown-name")
    assert await refusal(site, "indicators", municipality="GM0001") == (400, "municipality", "unknown-name")


async def test_a_figure_of_before_is_pulled_again_as_it_was_known(
    api: httpx.AsyncClient, site: httpx.AsyncClient, session: Session, town: None, keys: Keys
) -> None:
    measured(session, "2011", 36, now=datetime(2015, 1, 1, tzinfo=UTC))
    staff = keys.person(Role.PROGRAMME_STAFF)

    now = await items(site, "measurements", filter="period eq '2011' and value lt 40", orderby="periodStart desc")
    then = await items(
        site, "measurements", filter="period eq '2011'", knownAt="2014-01-01", orderby="periodStart desc"
    )
    early = await items(site, "measurements", filter="recordedAt le 2014-01-01T00:00:00Z", knownAt="2014-01-01")
    seen = (await api.get("/measurements?knownAt=2014-01-01", headers=staff)).json()["items"]

    assert [(row["value"], row["revision"]) for row in now + then] == [(36, 2), (39.5, 1)]
    assert [row["id"] for row in early] == [row["id"] for row in seen]
    assert await refusal(site, "measurements", knownAt="yesterday") == (400, "knownAt", "not-a-moment")
    assert await refusal(site, "assessments", asOf="never") == (400, "asOf", "invalid-period")
    there = (await api.get("/assessments?asOf=2007")).json()["items"]
    assert [(row["status"], row["reason"]) for row in await items(site, "assessments", asOf="2007")] == [
        (item["status"], item["reason"]) for item in there
    ]
