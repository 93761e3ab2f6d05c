"""The whole document, tried by a machine: whatever a client sends, the API answers as its document says, and never 500.

Every check is on, except the one that wants a 2xx for whatever fits the schema: cursors are opaque, and ids must be
known. Nobody reads and an administrator writes, on the seed, in this process: what anyone may read an administrator
reads alike, and nobody who writes gets past 401 (`test_api_answers.py`).
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from anyio.from_thread import start_blocking_portal
from sqlmodel import Session
from starlette.types import ASGIApp, Receive, Scope, Send

from app.api import create_api
from app.database import make_engine
from app.main import create_app
from app.models.access import Role
from app.services.batches.reading import XLSX
from app.settings import Settings
from tests.databases import SqliteDatabases
from tests.keys import Keys

CONFIG = {
    "generation": {"max-examples": 6, "database": "none", "deterministic": True},
    "checks": {"positive_data_acceptance": {"enabled": False}},
    "suppress-health-check": ["all"],
}


class Stage:
    """The application on which the document is tried: the document is read before there is a database.

    It starts once, for all operations: whoever asks for a start of its own hears that there is none.
    """

    application: ASGIApp
    administrator: dict[str, str]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self.application(scope, receive, send)


STAGE = Stage()
DOCUMENT = create_api(Settings(), make_engine("sqlite://")).openapi()
SCHEMA = schemathesis.openapi.from_dict(DOCUMENT, config=schemathesis.Config.from_dict(CONFIG))
SCHEMA.app = STAGE
schemathesis.serializer.alias("application/x-ndjson", "text/plain")
schemathesis.serializer.alias(XLSX, "application/octet-stream")


@pytest.fixture(scope="module", autouse=True)
def stage(run_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    databases = SqliteDatabases(run_folder)
    url = databases.copy_of("seeded")
    settings = Settings(
        database_url=url, data_dir=tmp_path_factory.mktemp("data"), requests_per_minute=0, sign_ins_per_minute=0
    )
    app = create_app(settings, only="api")
    with Session(app.state.engine) as session:
        STAGE.administrator = Keys(session, settings).person(Role.ADMINISTRATOR)
    STAGE.application = app
    with start_blocking_portal() as portal, portal.wrap_async_context_manager(app.router.lifespan_context(app)):
        yield
    databases.drop(url)


@SCHEMA.hook
def filter_query(context: Any, query: dict[str, Any] | None) -> bool:
    """Leaves out what is wrong only before it is sent: an empty list is no key at all, and any text may stand for text.

    Without this, `{"parent": "x", "knownAt": []}` counts as wrong, and goes out as the decent `?parent=x`.
    """
    keys = query or {}
    sent = {name for name, value in keys.items() if is_sent(value)}
    return sent == keys.keys() or not sent <= texts_of(context.operation)


@SCHEMA.hook
def filter_body(context: Any, body: Any) -> bool:
    """Leaves out what is no text and would go out as one: a sheet takes any table, under whatever heads."""
    as_rows = isinstance(body, dict) and "rows" in body
    return context.operation.path != "/measurement-sheets" or as_rows or isinstance(body, bytes | str)


def is_sent(value: Any) -> bool:
    """Whether anything of it reaches an address: of `[[]]` nothing does."""
    parts = value if isinstance(value, list) else value.values() if isinstance(value, dict) else None
    return value is not None if parts is None else any(map(is_sent, parts))


def texts_of(operation: Any) -> set[str]:
    """The query keys of an operation that take any text."""
    parameters = operation.definition.raw.get("parameters", [])
    return {each["name"] for each in parameters if each["in"] == "query" and "allowEmptyValue" not in each}


def asks_a_key(context: Any) -> bool:
    operation = context.operation.definition.raw
    return {} not in operation["security"] and operation["security"] != []


@SCHEMA.exclude(asks_a_key).parametrize()
def test_whoever_reads_cannot_break_it(case: Any) -> None:
    case.call_and_validate()


@SCHEMA.include(asks_a_key).parametrize()
def test_an_administrator_cannot_break_it(case: Any) -> None:
    case.call_and_validate(headers=STAGE.administrator)
