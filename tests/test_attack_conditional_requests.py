"""Tags and caches under attack: no reader is told by a 304 or a tag what another may see, and no old answer stays."""

import base64
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from sqlmodel import Session

from app.main import create_app
from app.models.access import BiKey, Role
from app.services.access import bi_keys, clients
from app.settings import Settings
from tests.given import given_area, given_course, given_indicator, given_partner, given_place, measured, writing
from tests.keys import Header, Keys

ADDRESSES = (
    "/api/v1/measurements",
    "/api/v1/measurements?format=csv",
    "/api/v1/measurements?format=ndjson&indicator=benefits",
    "/api/v1/targets?format=csv-nl",
    "/api/v1/assessments?format=ndjson",
    "/api/v1/data-sets?format=turtle",
    "/odata/v4/measurements?$filter=value%20lt%205",
    "/odata/v4/measurements/$count?$filter=value%20lt%205",
    "/odata/v4/assessments",
    "/odata/v4/$metadata",
    "/odata/wijkkoers.pbids",
)
FIGURES = ADDRESSES[:3]
NOW, A_DAY = datetime.now(UTC), timedelta(days=1)


@pytest.fixture
def town(session: Session) -> None:
    given_course(session)
    given_place(session, "bos")
    given_area(session, "zuid", members=["veld"])
    given_area(session, "noord", members=["bos"])
    for partner in ("school", "politie"):
        given_partner(session, partner)
    given_indicator(session, "benefits", unit="count", highest=None, protected=True)
    measured(session, "2018", 3, indicator="benefits", note="Bij de balie geteld")
    measured(session, "2018", 12, indicator="benefits", place="bos")


def basic(key: str, secret: str) -> Header:
    return {"Authorization": f"Basic {base64.b64encode(f'{key}:{secret}'.encode()).decode()}"}


async def test_a_tag_is_of_one_reader_one_address_and_one_form(
    site: httpx.AsyncClient, session: Session, town: None, keys: Keys
) -> None:
    """Every tag is tried by every other reader, at every address: only its own reader at its own address has it."""
    new = bi_keys.create(writing(session, now=NOW), "power bi")
    session.commit()
    readers = {
        "nobody": {},
        "school": keys.partner("school"),
        "police": keys.partner("politie"),
        "here": keys.person(Role.PROGRAMME_STAFF, areas=["zuid"]),
        "elsewhere": keys.person(Role.PROGRAMME_STAFF, areas=["noord"]),
        "administrator": keys.person(Role.ADMINISTRATOR),
        "power bi": basic(new.id, new.secret),
    }
    tags = {
        (name, address): (await site.get(address, headers=reader)).headers["etag"]
        for name, reader in readers.items()
        for address in ADDRESSES
    }
    fresh: set[tuple[str, str]] = set()
    for (name, address), own in tags.items():
        others = ", ".join(tag for tag in tags.values() if tag != own)
        mine = await site.get(address, headers={**readers[name], "If-None-Match": own})
        theirs = await site.get(address, headers={**readers[name], "If-None-Match": others})
        assert (mine.status_code, mine.content, theirs.status_code) == (304, b"", 200), (name, address)
        assert mine.headers["cache-control"] == ("public, no-cache" if name == "nobody" else "no-store")
        fresh.add((name, address))

    assert len(set(tags.values())) == len(fresh) == len(readers) * len(ADDRESSES)


async def test_a_head_is_the_get_without_its_body_also_where_that_is_refused(
    site: httpx.AsyncClient, town: None, keys: Keys
) -> None:
    wrong = (
        "/api/v1/measurements?format=csv&periodFrom=gisteren",
        "/api/v1/measurements?format=parquet&changedSince=mxyz",
        "/api/v1/measurements?format=xlsx&nothing=x",
        "/api/v1/assessments?format=ndjson&asOf=0000",
        "/api/v1/areas/nergens/neighbourhoods?format=csv",
        "/odata/v4/measurements?$filter=secret_hash%20eq%201",
        "/odata/v4/nothing",
    )
    plain = {"Accept-Encoding": "identity"}
    for key in ({}, keys.person(Role.ADMINISTRATOR), {"Authorization": "Bearer x"}):
        for address in (*ADDRESSES, *wrong):
            got, head = [await site.request(way, address, headers=plain | key) for way in ("GET", "HEAD")]
            one, other = (dict(each.headers) for each in (got, head))
            for changing in ("x-request-id", "date"):
                one.pop(changing, None), other.pop(changing, None)
            assert (head.status_code, head.content, other) == (got.status_code, b"", one), address


async def test_an_asterisk_and_a_list_of_tags_mean_what_http_says(site: httpx.AsyncClient, town: None) -> None:
    for address in ADDRESSES:
        tag = (await site.get(address)).headers["etag"]
        for known in ("*", f'"x", {tag}', tag.removeprefix("W/")):
            assert (await site.get(address, headers={"If-None-Match": known})).status_code == 304, (address, known)
        split = await site.get(address, headers=[("If-None-Match", '"x"'), ("If-None-Match", tag)])
        nothing = await site.get(address, headers={"If-None-Match": '"*", "", W/""'})
        assert (split.status_code, nothing.status_code) == (304, 200), address
    missing = await site.get("/odata/v4/measurements('999')", headers={"If-None-Match": "*"})
    assert missing.status_code == 404


async def test_an_accept_in_two_lines_is_another_question_than_its_first_line(
    site: httpx.AsyncClient, town: None
) -> None:
    first, second = ("Accept", "application/json;q=0.1"), ("Accept", "text/csv")
    json, csv = [await site.get(FIGURES[0], headers=headers) for headers in ([first], [first, second])]
    again = await site.get(FIGURES[0], headers=[first, second, ("If-None-Match", json.headers["etag"])])

    assert [one.headers["content-type"] for one in (json, csv)] == ["application/json", "text/csv; charset=utf-8"]
    assert (again.status_code, again.content) == (200, csv.content)


async def test_packed_and_plain_are_one_answer_and_a_cache_is_told_to_keep_them_apart(
    site: httpx.AsyncClient, town: None
) -> None:
    packed = {
        coding: await site.get(FIGURES[1], headers={"Accept-Encoding": coding}) for coding in ("gzip", "zstd", "")
    }

    assert {coding: one.headers.get("content-encoding", "") for coding, one in packed.items()} == {
        coding: coding for coding in packed
    }
    assert len({one.headers["etag"] for one in packed.values()}) == len({one.content for one in packed.values()}) == 1
    assert ["Accept-Encoding" in one.headers["vary"] for one in packed.values()] == [True] * 3


async def test_a_key_that_is_over_gets_401_and_never_304(
    site: httpx.AsyncClient, session: Session, keys: Keys, town: None
) -> None:
    bi = bi_keys.create(writing(session, now=NOW), "bi")
    machine = keys.partner("school")
    (client,) = clients.everyone(session)
    session.commit()
    ends: list[tuple[Header, Callable[[], None]]] = [
        (basic(bi.id, bi.secret), lambda: setattr(session.get_one(BiKey, bi.id), "expires_at", NOW - A_DAY)),
        (machine, lambda: revoked(session, client.id)),
    ]
    for key, end in ends:
        tags = [(await site.get(address, headers=key)).headers["etag"] for address in ADDRESSES]
        end()
        session.commit()
        for address, tag in zip(ADDRESSES, tags, strict=True):
            for known in (tag, "*"):
                got = await site.get(address, headers={**key, "If-None-Match": known})
                told = (got.status_code, got.headers["cache-control"], "etag" in got.headers)
                assert told == (401, "no-store", False)


def revoked(session: Session, client: str) -> None:
    clients.revoke(writing(session, now=NOW), client)


async def test_a_tag_moves_with_what_is_hidden_accepted_or_granted(
    site: httpx.AsyncClient, town: None, keys: Keys
) -> None:
    staff = keys.person(Role.ADMINISTRATOR)
    indicator = "/api/v1/indicators/benefits"

    async def tags() -> list[str]:
        return [(await site.get(address)).headers["etag"] for address in FIGURES]

    async def changed(body: Mapping[str, object]) -> None:
        tag = (await site.get(indicator, headers=staff)).headers["etag"]
        got = await site.patch(indicator, json=body, headers={**staff, "If-Match": tag})
        assert got.status_code == 200, got.text

    seen = [await tags()]
    for body in ({"minimumCount": 20}, {"protected": False}):
        await changed(body)
        seen.append(await tags())
    released = await site.post(f"{indicator}/release", json={"reason": "Geen personen"}, headers=staff)
    assert released.status_code == 200
    seen.append(await tags())

    assert all(len(set(of_one)) == len(seen) for of_one in zip(*seen, strict=True))


async def test_a_setting_that_answers_depend_on_moves_their_tags(
    site: httpx.AsyncClient, settings: Settings, town: None, tmp_path: Path
) -> None:
    before = [(await site.get(address)).headers["etag"] for address in ADDRESSES]
    for name, value in (("survey_minimum", 80), ("data_licence", "https://x.example/cc0"), ("publisher_name", "Stad")):
        other = create_app(settings.model_copy(update={name: value}))
        async with httpx.AsyncClient(transport=httpx.ASGITransport(other), base_url="http://test") as changed:
            for address, tag in zip(ADDRESSES, before, strict=True):
                got = await changed.get(address, headers={"If-None-Match": tag})
                assert (got.status_code, got.headers["etag"] == tag) == (200, False), (name, address)
