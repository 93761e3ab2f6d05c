"""Who reads what: a hidden figure is nowhere, not in a filter, an order, a count, a page or somebody else's cache."""

import base64
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from sqlmodel import Session

from app.models.access import Role
from app.services.access import bi_keys
from tests.given import given_partner, writing
from tests.keys import Header, Keys
from tests.odata.asking import ROOT, answer, items, refusal

BENEFITS = "indicator eq 'benefits'"
NOW = datetime.now(UTC)


@pytest.fixture
def staff(keys: Keys) -> Header:
    return keys.person(Role.PROGRAMME_STAFF)


async def found(site: httpx.AsyncClient, condition: str, headers: Header | None = None, **more: Any) -> list[str]:
    rows = await items(site, "measurements", headers, filter=f"{BENEFITS} and {condition}", **more)
    return [f"{row['place']} {row['period']} {row['value'] or row['missing']}" for row in rows]


async def test_a_small_count_cannot_be_found_by_asking_for_it(
    site: httpx.AsyncClient, town: None, staff: Header
) -> None:
    guesses = ["value eq 3", "value eq 4", "value lt 5", "value in (0,1,2,3,4)", "not (value ge 5) and value ne null"]
    told = [await found(site, guess) for guess in guesses]
    counted = [(await site.get(f"{ROOT}/measurements/$count", params={"$filter": guess})).text for guess in guesses[:1]]

    assert told == [[]] * 5
    assert counted == ["0"]
    assert await found(site, "value lt 5", staff) == ["bos 2020 4", "veld 2018 3"]
    assert await found(site, "missing eq 'suppressed'") == ["bos 2020 suppressed", "veld 2018 suppressed"]


async def test_a_rounded_count_is_found_as_it_is_seen_and_not_as_it_is(
    site: httpx.AsyncClient, town: None, staff: Header
) -> None:
    assert await found(site, "value eq 12") == []
    assert await found(site, "value eq 10") == ["veld 2019 10"]
    assert await found(site, "value eq 12", staff) == ["veld 2019 12"]
    assert await found(site, "value gt 11") == ["veld 2020 40"]


async def test_a_remark_beside_a_hidden_figure_cannot_be_searched(
    site: httpx.AsyncClient, town: None, staff: Header
) -> None:
    assert await found(site, "contains(note,'balie')") == []
    assert await found(site, "startswith(note,'Bij')") == []
    assert len(await found(site, "contains(note,'balie')", staff)) == 3


async def test_sorting_tells_nothing_about_what_is_hidden(site: httpx.AsyncClient, town: None, staff: Header) -> None:
    """Hidden ones stand together, in the order of their keys; the mark of a page holds what is seen."""
    in_order = [
        f"{row['place']} {row['period']}" for row in await items(site, "measurements", filter=BENEFITS, orderby="value")
    ]
    true_order = [
        f"{row['place']} {row['period']}"
        for row in await items(site, "measurements", staff, filter=BENEFITS, orderby="value")
    ]
    page = await answer(site, "measurements", {"Prefer": "odata.maxpagesize=1"}, filter=BENEFITS, orderby="value")
    mark = page["@odata.nextLink"].partition("skiptoken=")[2].partition("&")[0]
    held = base64.urlsafe_b64decode(mark + "=" * (-len(mark) % 4)).decode()

    assert set(in_order[:2]) == {"bos 2020", "veld 2018"}
    assert in_order[2:] == ["veld 2019", "veld 2020"]
    assert true_order == ["veld 2018", "bos 2020", "veld 2019", "veld 2020"]
    assert "+3" not in held
    assert "+4" not in held


HIDDEN = ["published", "partner_id", "recordedBy", "change", "stored_at", "reason", "may", "indicator_id", "__class__"]


async def test_only_published_columns_can_be_named_anywhere(site: httpx.AsyncClient, town: None) -> None:
    for name in HIDDEN:
        assert await refusal(site, "measurements", filter=f"{name} eq null") == (400, "$filter", "unknown-name")
        assert await refusal(site, "measurements", select=f"id,{name}") == (400, "$select", "unknown-name")
        assert await refusal(site, "measurements", orderby=name) == (400, "$orderby", "unknown-name")
        assert await refusal(site, "measurements", expand=name) == (400, "$expand", "unknown-name")
    assert (await site.get(f"{ROOT}/measurements('1')/recordedBy")).status_code == 404


WRONG = {
    "unreadable": [
        *("value eq", "value eq 1)", "(value eq 1", "value = 1", "value eq 1;drop table place", "'", "value in 1"),
        *("value in (low)", "periodStart eq 2024-02-30", "@x eq 1", "value eq 1 value", "contains(note 'a')"),
        *("recordedAt gt 9999-12-31T23:59:59-14:00", "place eq 'a' -- x", "value in (1", "value eq 1 1"),
    ],
    "wrong-kind": [
        *("value eq 'x'", "place eq 1", "periodStart eq 'x'", "value", "place and value", "not value"),
        *("contains(value,'x')", "year(place) eq 1", "value in ('a')", "tolower(place)", "true gt false"),
    ],
    "unknown-name": ["sleep(1)", "value eq other", "Place eq 'x'", "pg_sleep(place) eq 1", "in (1)"],
    "collection": ["flags eq 'x'", "contains(flags,'x')"],
    "too-deep": ["(" * 60 + "value eq 1" + ")" * 60, "not " * 60 + "true", "tolower(" * 60 + "place" + ")" * 60],
    "too-long": ["place eq '" + "x" * 9000 + "'", " or ".join(["value eq 1"] * 700)],
    "control-character": ["place eq 'a\0b'", "place eq 'a\nb'"],
}


async def test_a_filter_that_cannot_be_is_refused_and_never_a_fault(site: httpx.AsyncClient, town: None) -> None:
    for code, texts in WRONG.items():
        for text in texts:
            assert (await refusal(site, "measurements", filter=text)) == (400, "$filter", code), text


async def test_what_looks_like_sql_is_only_text(site: httpx.AsyncClient, town: None) -> None:
    for text in ("x'' or 1=1 --", "'' union select secret_hash from bi_key --", "%", "_", "\\", "veld''; --"):
        for way in (f"place eq '{text}'", f"contains(place,'{text}')", f"startswith(partner,'{text}')"):
            assert await items(site, "measurements", filter=way) == []


async def test_other_options_that_cannot_be_are_refused(site: httpx.AsyncClient, town: None) -> None:
    wrong = [
        ({"top": "-1"}, "$top", "not-a-number"),
        ({"top": "1e3"}, "$top", "not-a-number"),
        ({"skip": "9999999999"}, "$skip", "not-a-number"),
        ({"count": "yes"}, "$count", "not-a-boolean"),
        ({"orderby": "value sideways"}, "$orderby", "unreadable"),
        ({"orderby": "flags"}, "$orderby", "collection"),
        ({"select": "x" * 5000}, "$select", "too-long"),
        ({"orderby": "value", "skip": "30000"}, "$skip", "too-many"),
        ({"state": "nonsense"}, "$state", "unknown-name"),
    ]

    told = [await refusal(site, "measurements", **options) for options, *_ in wrong]
    twice = await site.get(f"{ROOT}/measurements?$top=1&$top=2")

    assert told == [(400, field, code) for _, field, code in wrong]
    assert twice.json()["error"]["details"][0]["code"] == "repeated"


def basic(key: str, secret: str) -> Header:
    return {"Authorization": f"Basic {base64.b64encode(f'{key}:{secret}'.encode()).decode()}"}


async def test_a_bi_key_reads_what_anybody_reads_and_a_bad_one_is_asked_again(
    site: httpx.AsyncClient, session: Session, town: None
) -> None:
    good = bi_keys.create(writing(session, now=NOW), "power bi")
    old = bi_keys.create(writing(session, now=NOW - timedelta(days=30)), "old", days=29)
    lost = bi_keys.create(writing(session, now=NOW), "lost")
    bi_keys.revoke(writing(session, now=NOW), lost.id)
    session.commit()
    bad = [
        (old.id, old.secret),
        (lost.id, lost.secret),
        (good.id, "x"),
        (good.id, ""),
        ("", good.secret),
        ("bi-nobody", good.secret),
        (good.id, lost.secret),
    ]

    read = await site.get(f"{ROOT}/measurements", headers=basic(good.id, good.secret))
    refused = [await site.get(f"{ROOT}/measurements", headers=basic(*pair)) for pair in bad]
    exports = await site.get("/api/v1/measurements", headers=basic(good.id, good.secret))

    assert read.json() == (await site.get(f"{ROOT}/measurements")).json()
    assert (read.headers["cache-control"], exports.status_code) == ("no-store", 200)
    assert [(got.status_code, got.headers["www-authenticate"], got.json()["error"]["code"]) for got in refused] == [
        (401, 'Basic realm="wijkkoers", charset="UTF-8"', "unauthenticated")
    ] * len(bad)
    assert [secret for _, secret in bad if len(secret) > 5 and any(secret in got.text for got in refused)] == []


async def test_no_cache_gives_one_reader_what_another_may_see(
    site: httpx.AsyncClient, session: Session, town: None, keys: Keys, staff: Header
) -> None:
    given_partner(session, "school")
    readers = [{}, staff, keys.partner("politie"), keys.partner("school")]
    address = f"{ROOT}/measurements?$filter=indicator eq 'benefits'"
    tags = [(await site.get(address, headers=reader)).headers["etag"] for reader in readers]
    own = [
        (await site.get(address, headers={**reader, "If-None-Match": tag})).status_code
        for reader, tag in zip(readers, tags, strict=True)
    ]
    others = [
        (await site.get(address, headers={**reader, "If-None-Match": tag})).status_code
        for reader, tag in zip(readers, [tags[1], tags[0], tags[3], tags[2]], strict=True)
    ]
    asked = [
        {"Prefer": "odata.maxpagesize=2"},
        {"Host": "elsewhere"},
        {"Accept": "application/json;odata.metadata=none"},
    ]
    otherwise = [(await site.get(address, headers={**one, "If-None-Match": tags[0]})).status_code for one in asked]
    public = await site.get(address)

    assert (len(set(tags)), own, others, otherwise) == (4, [304] * 4, [200] * 4, [200] * 3)
    assert public.headers["cache-control"] == "public, no-cache"
    assert {"Authorization", "Accept", "Prefer"} <= set(public.headers["vary"].split(", "))
