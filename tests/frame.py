"""A small application to try the frame on: the real edge, door, tags and problems around a room of its own."""

import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Annotated, Any

import httpx
from fastapi import Form, Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import Field
from sqlalchemy import StaticPool, create_engine

from app.api import create_api, etags
from app.api.paging import paged
from app.api.routes import APIRouter
from app.database import SessionDep, make_engine
from app.errors import Conflict, FieldError, Invalid, NotFound, Unauthenticated, say
from app.main import Application, assemble
from app.models.access import NOBODY, SYSTEM, Actor
from app.models.base import Asked, AskedMoment, Incoming, Number, Page, Table, Wire
from app.problems import refusals
from app.services.access.revision import mark_changed
from app.services.rows import paginate_list
from app.settings import Settings

SENDER = {"Authorization": "Bearer good"}
JSON = {"Content-Type": "application/json"}
NAMES = [f"thing-{number:02}" for number in range(25)]

room = APIRouter(prefix="/garden-things", tags=["things"])


class ThingFilter(Asked):
    place: list[str] | None = None
    since: int | None = Field(default=None, ge=1900, le=2100)
    weight: Decimal | None = None
    day: date | None = None
    known_at: datetime | None = None
    changed_since: AskedMoment | None = None


class ThingCreate(Incoming):
    short_name: str = Field(max_length=8)
    value: Number | None = None
    when: date | None = None
    parts: list[int] = Field(default_factory=list)


class ThingPatch(Incoming):
    short_name: str = Field(max_length=8)


class ThingRead(Wire):
    id: str
    short_name: str | None = None


@room.get("", response_model=Page[ThingRead], responses=refusals(400))
def list_things(request: Request, asked: Annotated[ThingFilter, Query()]) -> Any:
    found = paginate_list(NAMES, asked, lambda name: (name,))
    return paged(request, found.holding([ThingRead(id=name) for name in found.items]))


@room.post("", response_model=ThingRead, status_code=201, responses=refusals(400, 401, 409, 415))
def make_thing(session: SessionDep, new: ThingCreate) -> ThingRead:
    if new.short_name == "taken":
        raise Conflict(say("There is one already."))
    if new.short_name == "nowhere":
        raise Invalid([FieldError("rows.2.place", "unknown-place", say("There is no such place."), "x", row=3, line=4)])
    mark_changed(session)
    return ThingRead(id=new.short_name, short_name=new.short_name)


@room.post("/form", status_code=204, openapi_extra={"security": []})
def send_form(grant_type: Annotated[str, Form()]) -> None:
    return None


@room.get("/export", responses={200: {"content": {"text/csv": {}}}})
def export_things() -> StreamingResponse:
    def rows() -> Iterator[bytes]:
        pulled.append(1)
        yield b"id\n"
        for name in NAMES:
            pulled.append(1)
            yield f"{name}\n".encode()

    return StreamingResponse(rows(), media_type="text/csv")


pulled: list[int] = []


@room.get("/broken")
def break_thing() -> ThingRead:
    raise RuntimeError("SELECT secret FROM person")


@room.get("/half")
def give_half() -> StreamingResponse:
    def rows() -> Iterator[bytes]:
        yield b"id\n"
        raise RuntimeError("half way")

    return StreamingResponse(rows(), media_type="text/csv")


@room.get("/{thing_id}", response_model=ThingRead)
def read_thing(thing_id: str, response: Response) -> ThingRead:
    if thing_id not in NAMES:
        raise NotFound(say("There is no {kind} with id {id}.", kind="thing", id=thing_id))
    response.headers["ETag"] = etags.row_tag(thing_id, 7)
    return ThingRead(id=thing_id)


@room.patch("/{thing_id}", response_model=ThingRead, responses=refusals(412, 428))
def revise_thing(thing_id: str, new: ThingPatch, seen: etags.IfMatch) -> ThingRead:
    current = ThingRead(id=thing_id, short_name="old")
    etags.require_unchanged(seen, etags.row_tag(thing_id, 7), current, new)
    return ThingRead(id=thing_id, short_name=new.short_name)


def identify(request: Request) -> Actor:
    key = request.headers.get("authorization")
    if key not in (None, "Bearer good"):
        raise Unauthenticated(say("This token is not valid."))
    return SYSTEM if key else NOBODY


def authenticate(request: Request) -> Actor:
    reader = identify(request)
    if reader == NOBODY:
        raise Unauthenticated(say("Sign in first."))
    return reader


@cache
def empty_tables() -> bytes:
    """A SQLite file with every table and no row, made once in a process: that takes longer than most of these tests."""
    kept = sqlite3.connect(":memory:")
    engine = create_engine("sqlite://", creator=lambda: kept, poolclass=StaticPool)
    Table.metadata.create_all(engine)
    written = kept.serialize()
    engine.dispose()
    return written


def small_application(folder: Path, **settings: Any) -> Application:
    chosen = Settings(database_url=f"sqlite:///{folder / 'frame.sqlite'}", **settings)
    if not (file := folder / "frame.sqlite").exists():
        file.write_bytes(empty_tables())
    engine = make_engine(chosen.database)
    api = create_api(chosen, engine, [room])
    api.state.identify, api.state.authenticate = identify, authenticate
    return assemble(chosen, engine, api, None)


class Client(httpx.AsyncClient):
    """Asks for what lies under the garden things, to the letter: httpx's own `base_url` adds slashes."""

    async def request(self, method: str, url: Any, **options: Any) -> httpx.Response:
        whole = url if "://" in url else f"http://test/api/v1/garden-things{url}"
        return await super().request(method, whole, **options)


@asynccontextmanager
async def asking(app: Application, *, raises: bool = True) -> AsyncIterator[httpx.AsyncClient]:
    async with Client(transport=httpx.ASGITransport(app, raise_app_exceptions=raises)) as client:
        yield client
    app.state.engine.dispose()
