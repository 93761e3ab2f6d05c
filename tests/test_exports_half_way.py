"""A file that fails: before its first byte it is a problem, after it the connection breaks off and is given back."""

import asyncio
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from sqlmodel import Session
from starlette.types import ASGIApp

from app.models.export import FileForm
from app.services.exports import sets
from tests.given import given_course


def failing(pieces: int) -> Any:
    def text(*asked: Any) -> Iterator[bytes]:
        for _ in range(pieces):
            yield b"id\n"
        raise RuntimeError("the disk broke")

    return text


async def test_what_fails_is_a_problem_or_breaks_off_and_never_holds_its_connection(
    app: ASGIApp, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    given_course(session)
    for pieces in (0, 1, 3):
        await fails(app, monkeypatch, pieces)


async def fails(app: ASGIApp, monkeypatch: pytest.MonkeyPatch, pieces: int) -> None:
    monkeypatch.setitem(sets.PARTNERS.texts, FileForm.CSV, failing(pieces))
    transport = httpx.ASGITransport(app, raise_app_exceptions=True)
    pool = app.state.engine.pool  # type: ignore[attr-defined]

    async with httpx.AsyncClient(transport=transport, base_url="http://test/api/v1") as api:
        if pieces > 1:  # the header is not sent before there is something to stand under it
            with pytest.raises(RuntimeError, match="the disk broke"):
                await api.get("/partners", params={"format": "csv"})
        else:
            answer = await api.get("/partners", params={"format": "csv"})
            assert (answer.status_code, answer.json()["type"]) == (500, "/problems/fault")

    assert pool.checkedout() == 0


async def test_who_stops_reading_leaves_no_connection_behind(app: ASGIApp, session: Session) -> None:
    given_course(session)
    pool = app.state.engine.pool  # type: ignore[attr-defined]
    sent: list[Any] = []

    coming: list[Any] = [{"type": "http.request", "body": b"", "more_body": False}]
    gone = asyncio.Event()

    async def receive() -> Any:
        if coming:
            return coming.pop()
        await asyncio.wait_for(gone.wait(), 10)
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(message)
        gone.set()

    scope = {
        "type": "http", "asgi": {"version": "3.0", "spec_version": "2.3"}, "http_version": "1.1", "method": "GET",
        "scheme": "http", "path": "/api/v1/measurements", "raw_path": b"/api/v1/measurements", "root_path": "",
        "query_string": b"format=csv", "headers": [(b"host", b"test")], "client": ("127.0.0.1", 1),
        "server": ("test", 80),
    }  # fmt: skip
    await app(scope, receive, send)

    assert pool.checkedout() == 0
