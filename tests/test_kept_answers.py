"""Answers to nobody in particular are made once while nothing changes; nobody hears what was meant for another."""

import asyncio
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from fastapi import Request
from fastapi.responses import StreamingResponse
from sqlalchemy import Engine
from sqlmodel import Session
from starlette.responses import Response

from app.api.etags import Freshness
from app.api.kept import Kept
from app.database import transaction
from app.main import create_app
from app.models.access import Role
from app.services.access.revision import mark_changed
from app.settings import Settings
from tests.given import given_course, given_indicator, given_place, measured
from tests.keys import Keys

PLACES = "/api/v1/places"


@pytest.fixture
def town(session: Session) -> None:
    given_course(session)
    measured(session, "2012", 38)
    session.commit()


async def names(client: httpx.AsyncClient, **headers: str) -> list[str]:
    answer = await client.get(PLACES, headers=headers)
    assert answer.status_code == 200, answer.text
    return [item["id"] for item in answer.json()["items"]]


async def test_what_nobody_in_particular_asks_is_made_once_until_something_changes(
    site: httpx.AsyncClient, session: Session, engine: Engine, keys: Keys, town: None
) -> None:
    """A place that is put in behind the back of the platform shows who made an answer anew."""
    staff = keys.person(Role.PROGRAMME_STAFF)
    before = await names(site)
    given_place(session, "achterom")
    session.commit()

    assert await names(site) == before
    assert await names(site, **staff) == sorted([*before, "achterom"])
    assert await names(site) == before

    with transaction(engine) as writing:
        mark_changed(writing)
    assert await names(site) == sorted([*before, "achterom"])


async def test_without_room_every_answer_is_made_anew(settings: Settings, session: Session, town: None) -> None:
    app = create_app(settings.model_copy(update={"max_kept_answers_bytes": 0}))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        before = await names(client)
        given_place(session, "achterom")
        session.commit()

        assert await names(client) == sorted([*before, "achterom"])


async def test_a_kept_answer_has_every_header_of_the_first_and_a_name_of_its_own(
    site: httpx.AsyncClient, town: None
) -> None:
    for address in ("/api/v1/measurements", "/api/v1/indicators/nuisance", "/api/v1/targets"):
        first, second = [await site.get(address) for _ in range(2)]
        ids = [answer.headers.pop("x-request-id") for answer in (first, second)]

        assert (first.content, first.headers) == (second.content, second.headers)
        assert len(set(ids)) == 2


async def test_a_kept_answer_is_in_the_language_and_at_the_address_of_who_asks(
    site: httpx.AsyncClient, town: None
) -> None:
    async def catalogue(**headers: str) -> str:
        return (await site.get("/api/v1/data-sets", headers={"Accept": "application/ld+json", **headers})).text

    dutch, english = await catalogue(), await catalogue(**{"Accept-Language": "en"})
    elsewhere = await catalogue(Host="elders.example")

    assert await catalogue() == dutch
    assert (dutch == english, "http://elders.example" in elsewhere, "elders" in dutch) == (False, True, False)


async def test_a_head_before_a_get_keeps_nothing_from_it(site: httpx.AsyncClient, town: None) -> None:
    for asked in ("", "?format=csv", "?format=xlsx"):
        headed = await site.head(f"/api/v1/measurements{asked}")
        whole = await site.get(f"/api/v1/measurements{asked}")

        assert (headed.status_code, headed.content) == (200, b"")
        assert len(whole.content) > 100


async def test_who_may_not_read_without_a_key_hears_nothing_that_was_kept(
    settings: Settings, session: Session, keys: Keys, town: None
) -> None:
    app = create_app(settings.model_copy(update={"reading_needs_key": True}))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        assert len(await names(client, **keys.person(Role.READER))) > 0
        assert (await client.get(PLACES)).status_code == 401


async def test_what_an_indicator_hides_from_now_on_is_not_told_from_memory(
    site: httpx.AsyncClient, session: Session, keys: Keys, town: None
) -> None:
    given_indicator(session, "help", unit="count", highest=None)
    measured(session, "2012", 3, indicator="help")
    session.commit()
    staff = keys.person(Role.ADMINISTRATOR)

    async def seen() -> list[Any]:
        page = await site.get("/api/v1/measurements?indicator=help")
        return [(item["value"], item["missing"]) for item in page.json()["items"]]

    assert [await seen() for _ in range(2)] == [[(3, None)]] * 2
    tag = (await site.get("/api/v1/indicators/help", headers=staff)).headers["etag"]
    told = {"protected": True}
    changed = await site.patch("/api/v1/indicators/help", json=told, headers={**staff, "If-Match": tag})
    assert (changed.status_code, await seen()) == (200, [(None, "suppressed")])


class Making:
    """Makes answers slowly, and counts how many."""

    def __init__(self, response: Callable[[], Response]) -> None:
        self.count, self._response = 0, response

    async def __call__(self, _: Request) -> Response:
        self.count += 1
        await asyncio.sleep(0.01)
        return self._response()


NOBODYS = Freshness('W/"a"', None, False)
ASKED = Request({"type": "http", "scheme": "http", "state": {}, "headers": []})


async def test_many_who_ask_at_once_wait_for_one_answer() -> None:
    kept, making = Kept(10_000), Making(lambda: Response("figures"))
    answers = await asyncio.gather(*(kept.answer(NOBODYS, ASKED, making) for _ in range(20)))

    assert ([answer.body for answer in answers], making.count) == ([b"figures"] * 20, 1)


@pytest.mark.parametrize(
    ("fresh", "response", "room"),
    [
        (Freshness('W/"a"', None, True), lambda: Response("of a known reader"), 10_000),
        (NOBODYS, lambda: Response("not found", status_code=404), 10_000),
        (NOBODYS, lambda: StreamingResponse(iter([b"a file"])), 10_000),
        (NOBODYS, lambda: Response("x" * 2_600), 10_000),
        (NOBODYS, lambda: Response("figures"), 0),
    ],
)
async def test_what_is_not_for_everyone_not_whole_or_too_large_is_made_each_time(
    fresh: Freshness, response: Callable[[], Response], room: int
) -> None:
    kept, making = Kept(room), Making(response)
    for _ in range(3):
        await kept.answer(fresh, ASKED, making)

    assert making.count == 3


async def test_the_answers_asked_for_longest_ago_make_room() -> None:
    kept, making = Kept(10_000), Making(lambda: Response("x" * 2_000))
    for number in (1, 2, 3, 4, 5, 5, 1):
        await kept.answer(Freshness(f'W/"{number}"', None, False), ASKED, making)

    assert making.count == 6  # the first had to go, the fifth was there


async def test_who_leaves_while_an_answer_is_made_takes_it_from_nobody() -> None:
    kept, making = Kept(10_000), Making(lambda: Response("figures"))
    first = asyncio.create_task(kept.answer(NOBODYS, ASKED, making))
    await asyncio.sleep(0)
    second = asyncio.create_task(kept.answer(NOBODYS, ASKED, making))
    await asyncio.sleep(0)
    first.cancel()

    assert ((await second).body, making.count) == (b"figures", 2)
