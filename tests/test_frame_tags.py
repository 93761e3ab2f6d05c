"""Pages, cursors and tags: what is given again, what is not, and who changed what first."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from app.api.etags import row_tag
from tests.frame import JSON, NAMES, SENDER, asking, small_application


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    async with asking(small_application(tmp_path)) as client:
        yield client


async def test_following_next_gives_every_item_once(client: httpx.AsyncClient) -> None:
    seen, following = [], "/api/v1/garden-things?pageSize=10&place=a&place=b"
    while following:
        page = (await client.get(f"http://test{following}")).json()
        seen += [item["id"] for item in page["items"]]
        following = page["next"]

    assert seen == NAMES


async def test_next_keeps_the_question(client: httpx.AsyncClient) -> None:
    page = (await client.get("?pageSize=2&place=a&place=b&since=2000&count=true")).json()
    path, _, query = page["next"].partition("?")

    assert path == "/api/v1/garden-things"
    assert query.startswith("pageSize=2&place=a&place=b&since=2000&count=true&cursor=")
    assert page["total"] == 25


async def test_public_figures_may_be_kept_but_are_asked_again(client: httpx.AsyncClient) -> None:
    answer = await client.get("")

    assert answer.headers["cache-control"] == "public, no-cache"
    assert answer.headers["etag"].startswith('W/"')


async def test_what_a_known_reader_sees_is_kept_by_nobody(client: httpx.AsyncClient) -> None:
    answer = await client.get("", headers=SENDER)

    assert answer.headers["cache-control"] == "no-store"


async def test_who_has_the_answer_gets_304_without_a_body(client: httpx.AsyncClient) -> None:
    first = await client.get("")
    again = await client.get("", headers={"If-None-Match": f'"other", {first.headers["etag"]}'})

    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("?pageSize=3", {}),
        ("/thing-01", {}),
        ("", SENDER),
        ("", {"Accept-Language": "en"}),
        ("", {"Accept": "application/json"}),
    ],
)
async def test_another_question_or_reader_has_another_tag(
    client: httpx.AsyncClient, path: str, headers: dict[str, str]
) -> None:
    mine, other = await client.get(""), await client.get(path, headers=headers)

    assert mine.headers["etag"] != other.headers["etag"]


async def test_the_tag_moves_when_anything_was_written(client: httpx.AsyncClient) -> None:
    before = await client.get("")
    await client.post("", json={"shortName": "new"}, headers=SENDER)
    after = await client.get("", headers={"If-None-Match": before.headers["etag"]})

    assert after.status_code == 200
    assert after.headers["etag"] != before.headers["etag"]


async def test_a_refused_write_leaves_the_tag_alone(client: httpx.AsyncClient) -> None:
    before = await client.get("")
    refused = await client.post("", json={"shortName": "taken"}, headers=SENDER)
    after = await client.get("", headers={"If-None-Match": before.headers["etag"]})

    assert (refused.status_code, after.status_code) == (409, 304)


@pytest.mark.parametrize("path", ["/none", "?pageSize=0"])
async def test_errors_are_never_kept(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(path)

    assert (answer.headers["cache-control"], answer.headers.get("etag")) == ("no-store", None)


async def patch(client: httpx.AsyncClient, **headers: str) -> httpx.Response:
    return await client.patch("/thing-01", content=b'{"shortName": "mine"}', headers=JSON | SENDER | headers)


async def test_a_change_says_which_version_it_changes(client: httpx.AsyncClient) -> None:
    answer = await patch(client)

    assert (answer.status_code, answer.json()["type"]) == (428, "/problems/condition-missing")


async def test_a_change_of_the_version_that_is_there_is_made(client: httpx.AsyncClient) -> None:
    answer = await patch(client, **{"If-Match": row_tag("thing-01", 7)})

    assert (answer.status_code, answer.json()["shortName"]) == (200, "mine")


async def test_the_tag_of_one_row_serves_both_a_change_and_a_304(client: httpx.AsyncClient) -> None:
    tag = (await client.get("/thing-01")).headers["etag"]
    again = await client.get("/thing-01", headers={"If-None-Match": tag})
    changed = await patch(client, **{"If-Match": tag})

    assert (again.status_code, changed.status_code) == (304, 200)


async def test_figures_around_a_row_move_its_answer_but_do_not_stand_in_the_way_of_a_change(
    client: httpx.AsyncClient,
) -> None:
    tag = (await client.get("/thing-01")).headers["etag"]
    await client.post("", json={"shortName": "new"}, headers=SENDER)
    again = await client.get("/thing-01", headers={"If-None-Match": tag})
    changed = await patch(client, **{"If-Match": tag})

    assert (again.status_code, changed.status_code) == (200, 200)


async def test_a_change_of_an_older_version_gets_both_versions_back(client: httpx.AsyncClient) -> None:
    answer = await patch(client, **{"If-Match": row_tag("thing-01", 6)})
    problem = answer.json()

    assert (answer.status_code, problem["type"]) == (412, "/problems/changed")
    assert (problem["mine"], problem["theirs"]) == ({"shortName": "mine"}, {"id": "thing-01", "shortName": "old"})
    assert answer.headers["etag"] == row_tag("thing-01", 7)


async def test_a_weak_tag_is_no_ground_for_a_change(client: httpx.AsyncClient) -> None:
    answer = await patch(client, **{"If-Match": f"W/{row_tag('thing-01', 7)}"})

    assert answer.status_code == 412
