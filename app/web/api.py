"""The JSON API as the pages see it: the front end knows nothing that any other reader of the API does not."""

from collections.abc import Mapping, Sequence
from functools import cache
from json import JSONDecodeError
from typing import Annotated, Any, TypeVar, cast
from urllib.parse import quote

import httpx
from fastapi import Depends, Request
from pydantic import TypeAdapter, ValidationError

from app.errors import Refusal
from app.language import spoken
from app.models.base import Page
from app.problems import DETAILS, Fault, Problem, Unavailable, describe
from app.web.sessions import visitor_of

Answer = TypeVar("Answer")
Asked = Mapping[str, str | int | Sequence[str]]

EVERYTHING: Asked = {"pageSize": 1000}


class Refused(Exception):
    """The API refused; `problem` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.title)
        self.problem = problem


class Api:
    """The API for one request of the site: in its reader's language, with its reader's token and its id."""

    def __init__(self, http: httpx.AsyncClient, headers: dict[str, str]) -> None:
        self._http, self._headers = http, headers

    async def get(self, answer: type[Answer], path: str, asked: Asked | None = None) -> Answer:
        return _read(answer, await self._ask("GET", path, params=_params(asked or {})))

    async def tagged(self, answer: type[Answer], path: str) -> tuple[Answer, str]:
        """One row, and its ETag: the version that a form is about to change."""
        response = await self._answer("GET", path)
        return _read(answer, response.content), response.headers.get("etag", "")

    async def all(self, item: type[Answer], path: str, asked: Asked | None = None) -> list[Answer]:
        """The first thousand of a collection, which is all that a page shows."""
        page: Page[Answer] = await self.get(_page_of(cast(Any, item)), path, {**EVERYTHING, **(asked or {})})
        return page.items

    async def post(self, answer: type[Answer], path: str, body: Mapping[str, Any], *, match: str = "") -> Answer:
        """`match` is the ETag of the version that this is about, where another one must not be changed."""
        return _read(answer, await self._ask("POST", path, match=match, json=body))

    async def record(self, answer: type[Answer], path: str, body: Mapping[str, Any], seen: str | None) -> Answer:
        """A POST over the version whose tag is `seen`; None where nothing was there yet, and nothing may be now."""
        more = {} if seen else {"If-None-Match": "*"}
        return _read(answer, (await self._answer("POST", path, more, match=seen or "", json=body)).content)

    async def send(self, path: str, body: Mapping[str, Any], *, match: str = "") -> None:
        """A POST whose answer says nothing that the site needs."""
        await self._ask("POST", path, match=match, json=body)

    async def patch(self, answer: type[Answer], path: str, body: Mapping[str, Any], *, match: str) -> Answer:
        """A merge patch on the version whose ETag is `match`."""
        return _read(answer, (await self._answer("PATCH", path, match=match, json=body)).content)

    async def rehearse(self, method: str, path: str, body: Mapping[str, Any], *, match: str = "") -> None:
        """Ask what would be refused; nothing is stored."""
        await self._answer(method, path, match=match, json=body, params={"dryRun": "true"})

    async def post_form(self, answer: type[Answer], path: str, form: Mapping[str, str]) -> Answer:
        return _read(answer, await self._ask("POST", path, data=dict(form)))

    async def file(self, path: str, asked: Asked | None = None) -> httpx.Response:
        """A file to hand on as it is, with its headers."""
        return await self._answer("GET", path, {"Accept": "*/*"}, params=_params(asked or {}))

    async def post_file(self, answer: type[Answer], path: str, content: bytes, asked: Asked | None = None) -> Answer:
        """JSON that somebody brought in a file, as it is."""
        return await self.post_body(answer, path, content, "application/json", asked)

    async def post_body(
        self, answer: type[Answer], path: str, content: bytes, kind: str, asked: Asked | None = None
    ) -> Answer:
        """What somebody brought, byte for byte, with its media type."""
        typed = {"Content-Type": kind}
        response = await self._answer("POST", path, typed, content=content, params=_params(asked or {}))
        return _read(answer, response.content)

    async def _ask(self, method: str, path: str, **request: Any) -> bytes:
        return (await self._answer(method, path, **request)).content

    async def _answer(
        self, method: str, path: str, more: Mapping[str, str] | None = None, *, match: str = "", **request: Any
    ) -> httpx.Response:
        headers = {**self._headers, **(more or {}), **({"If-Match": match} if match else {})}
        try:
            response = await self._http.request(method, path, headers=headers, **request)
        except httpx.HTTPError as failure:
            raise refused(Unavailable(DETAILS[503])) from failure
        if response.is_error or response.is_redirect:
            raise _refusal_in(response)
        return response


def at(*parts: str) -> str:
    """The path of a resource; whatever stands in an id stays one part: `at("targets", "x", "assessment")`."""
    return "/" + "/".join(quote(part, safe="") for part in parts)


def refused(refusal: Refusal) -> Refused:
    """What the site itself finds wrong, in the same shape as what the API refuses."""
    return Refused(Problem.model_validate(describe(refusal)))


def with_token(api: Api, token: str) -> Api:
    """The same, for the person who has just signed in."""
    return Api(api._http, {**api._headers, "Authorization": f"Bearer {token}"})


def headers_of(request: Request) -> dict[str, str]:
    """What every call carries: language, token, and the id under which both sides log."""
    headers = {"Accept-Language": spoken(), "Accept": "application/json, application/problem+json"}
    if visitor := visitor_of(request):
        headers["Authorization"] = f"Bearer {visitor.token}"
    if request_id := _request_id(request):
        headers["X-Request-Id"] = request_id
    return headers


def _api(request: Request) -> Api:
    return Api(request.app.state.api, headers_of(request))


ApiDep = Annotated[Api, Depends(_api)]


def _request_id(request: Request) -> str | None:
    return getattr(request.state, "request_id", None)


def _params(asked: Asked) -> dict[str, str | int | list[str]]:
    """Untouched fields of a form are no question."""
    return {
        name: value if isinstance(value, str | int) else list(value)
        for name, value in asked.items()
        if value not in ("", [], ())
    }


def _read(answer: type[Answer], content: bytes) -> Answer:
    try:
        return cast(Answer, _adapter(cast(Any, answer)).validate_json(content))
    except ValidationError as failure:
        raise refused(Fault(DETAILS[500])) from failure


@cache
def _adapter(answer: Any) -> TypeAdapter[Any]:
    return TypeAdapter(answer)


@cache
def _page_of(item: Any) -> type[Page[Any]]:
    return Page[item]


def _refusal_in(response: httpx.Response) -> Refused:
    try:
        return Refused(Problem.model_validate(response.json()))
    except (ValidationError, JSONDecodeError, UnicodeDecodeError):
        return refused(Unavailable(DETAILS[503]))
