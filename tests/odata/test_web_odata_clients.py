"""Two clients that others made read our OData over HTTP, with a BI key, as a night's pull does."""

import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import httpx
import pytest
import requests
import uvicorn
from odata import ODataService
from odatapy.client import BasicAuth, EdmEnabledODataClient, HttpxTransport
from sqlmodel import Session
from starlette.types import ASGIApp

from app.services.access import bi_keys
from tests.given import writing

TYPED = ("value", "periodStart", "recordedAt", "revision")


@dataclass(frozen=True)
class Served:
    """The application at a port of this machine, and a key for it."""

    root: str
    key: tuple[str, str]


@pytest.fixture
def served(app: ASGIApp, session: Session, town: None) -> Iterator[Served]:
    new = bi_keys.create(writing(session, now=datetime.now(UTC)), "night's pull")
    session.commit()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="critical", lifespan="off"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield Served(f"http://127.0.0.1:{port}/odata/v4/", (new.id, new.secret))
    server.should_exit = True
    thread.join()


def test_python_odata_reflects_filters_sorts_follows_and_counts(served: Served) -> None:
    with requests.Session() as kept:
        python_odata(ODataService(served.root, reflect_entities=True, auth=served.key, session=kept))


def python_odata(service: Any) -> None:
    facts, places = service.entities["measurements"], service.entities["places"]
    asked = service.query(facts).filter(facts.place == "bos").filter(facts.value > 5)

    found = asked.order_by(facts.periodStart.desc()).all()
    first = service.query(facts).get(found[-1].id)

    assert [(one.period, one.value) for one in found] == [("2021", Decimal("7.5")), ("2012/2013", Decimal("44.25"))]
    assert (str(first.periodStart), first.recordedAt) == ("2012-08-01", datetime(2014, 1, 1, tzinfo=UTC))
    assert (first.ofIndicator.id, first.atPlace.name) == ("nuisance", "Bos")
    assert len(service.query(facts).limit(3).offset(2).all()) == 3
    assert service.query(places).count() == len(service.query(places).all()) == 3


def test_odatapy_reads_the_types_and_every_page_with_what_it_leads_to(served: Served) -> None:
    with httpx.Client(headers={"Prefer": "odata.maxpagesize=4"}) as kept:
        transport = HttpxTransport(kept, auth=BasicAuth(*served.key))
        odatapy(EdmEnabledODataClient(served.root, transport))


def odatapy(client: Any) -> None:
    every = list(client.iter_entities(client.entity_set_uri("measurements").expand("atPlace")))
    one = next(item for item in every if _value(item, "period") == "2012/2013")
    types = {item.name: item.type for item in one.properties if item.name in TYPED}

    assert client.get_service_document().entries[0].name == "measurements"
    assert (len(every), client.get_count(client.entity_set_uri("measurements"))) == (11, 11)
    assert types == {
        "value": "Edm.Decimal",
        "periodStart": "Edm.Date",
        "recordedAt": "Edm.DateTimeOffset",
        "revision": "Edm.Int32",
    }
    assert _value(one, "value") == Decimal("44.25")


def _value(item: Any, name: str) -> Any:
    return next(one.value for one in item.properties if one.name == name)


def test_a_key_that_was_revoked_stops_a_client(served: Served, session: Session) -> None:
    bi_keys.revoke(writing(session, now=datetime.now(UTC)), served.key[0])
    session.commit()

    assert httpx.get(served.root, auth=served.key).status_code == 401
