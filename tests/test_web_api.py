"""The site's client of the API: what it sends along, and what it makes of every answer."""

import asyncio
from collections.abc import Callable

import httpx
import pytest

from app.models.partner import PartnerRead
from app.web.api import Api, Refused, at
from app.web.together import together

PARTNER: dict[str, object] = {
    "id": "politie", "name": "Politie", "kind": None, "description": None, "website": None, "programmes": [],
    "fictitious": False, "origin": None, "may": [],
}  # fmt: skip


def answering(answer: Callable[[httpx.Request], httpx.Response]) -> Api:
    client = httpx.AsyncClient(transport=httpx.MockTransport(answer), base_url="http://api/api/v1")
    return Api(client, {"Authorization": "Bearer x"})


async def test_a_collection_comes_as_its_items() -> None:
    api = answering(lambda request: httpx.Response(200, json={"items": [PARTNER], "next": None}))

    assert [item.name for item in await api.all(PartnerRead, "/partners")] == ["Politie"]


async def test_untouched_fields_are_no_question_and_the_token_goes_along() -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json={"items": []})

    await answering(answer).all(PartnerRead, "/partners", {"programme": "", "partner": ["a", "b"]})

    assert seen[0].url.query == b"pageSize=1000&partner=a&partner=b"
    assert seen[0].headers["authorization"] == "Bearer x"


async def test_a_refusal_keeps_the_problem() -> None:
    problem = {"type": "/problems/not-found", "title": "Not found", "status": 404, "detail": "No.", "errors": []}
    api = answering(lambda request: httpx.Response(404, json=problem))

    with pytest.raises(Refused) as refusal:
        await api.get(PartnerRead, "/partners/x")

    assert (refusal.value.problem.status, refusal.value.problem.code) == (404, "not-found")


@pytest.mark.parametrize("answer", [httpx.Response(502, text="<html>"), httpx.Response(302), httpx.Response(500)])
async def test_an_answer_that_is_no_problem_is_one_all_the_same(answer: httpx.Response) -> None:
    with pytest.raises(Refused) as refusal:
        await answering(lambda request: answer).get(PartnerRead, "/partners/x")

    assert refusal.value.problem.status == 503


async def test_an_api_that_cannot_be_reached_is_said_and_no_fault() -> None:
    def fail(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused")

    with pytest.raises(Refused) as refusal:
        await answering(fail).get(PartnerRead, "/partners/x")

    assert refusal.value.problem.status == 503


async def test_an_answer_of_another_shape_is_our_fault() -> None:
    with pytest.raises(Refused) as refusal:
        await answering(lambda request: httpx.Response(200, json={"id": 1})).get(PartnerRead, "/partners/x")

    assert refusal.value.problem.status == 500


def test_an_id_stays_one_part_of_the_path() -> None:
    assert at("targets", "a/../b?c", "assessment") == "/targets/a%2F..%2Fb%3Fc/assessment"


async def test_a_refusal_leaves_no_question_running() -> None:
    done: list[str] = []

    async def slow() -> str:
        await asyncio.sleep(0.02)
        done.append("slow")
        return "slow"

    async def refuse() -> str:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        await together(refuse(), slow())

    assert done == ["slow"]
