"""Programmes as files in tests: taken out of one installation, put into another, and compared."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import httpx
from sqlalchemy import Engine
from sqlmodel import Session

from app.database import make_engine, rehearse, transaction
from app.main import create_app
from app.models.access import SYSTEM, Actor
from app.models.base import Table
from app.models.governance import BodyCreate
from app.models.place import PlaceKind
from app.models.programme_file import ProgrammeImportRead
from app.services.access.sight import Sight
from app.services.access.writing import Writing
from app.services.exchange import exporting, importing
from app.services.registers import recording
from app.services.registers.catalogue import ALL
from app.settings import Settings
from tests.given import (
    given_area,
    given_goal,
    given_indicator,
    given_intervention,
    given_partner,
    given_place,
    given_population,
    given_programme,
    given_source,
    given_target,
    measured,
    writing,
)

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
PROGRAMMES = (
    "nplv",
    "utrecht-krachtwijken-2008",
    "nieuwegein-centrale-as",
    "dordt-west",
    "zwijndrecht-veerkrachtige-buurten",
    "voorbeeld-landelijk",
    "voorbeeldstad",
)
OF_THE_PLATFORM = {"audit_event", "data_revision", "change_moment", "alembic_version"}
NUMBERED = {"id", "measurement_id", "change", "stored_at"}

File = dict[str, Any]


def exported(engine: Engine, programme: str, reader: Actor = SYSTEM) -> str:
    """The file as this reader gets it."""
    with transaction(engine, writes=False) as session:
        return "".join(exporting.export(Sight(session, reader, NOW), programme))


def as_file(engine: Engine, programme: str, reader: Actor = SYSTEM) -> File:
    file: File = json.loads(exported(engine, programme, reader))
    return file


def taken_in(engine: Engine, file: str | Mapping[str, Any], *, dry_run: bool = False) -> ProgrammeImportRead:
    """Put into this installation, by the platform itself."""
    with transaction(engine) as session:
        if dry_run:
            rehearse(session)
        sent = json.loads(file) if isinstance(file, str) else file
        return importing.take_in(Writing(session, SYSTEM, NOW), sent, dry_run=dry_run)


def rows(engine: Engine, *, without: set[str] = NUMBERED) -> dict[str, list[str]]:
    """Everything in the database by table, without what only says where or when it is stored."""
    found: dict[str, list[str]] = {}
    with Session(engine) as session:
        for table in Table.metadata.sorted_tables:
            if table.name not in OF_THE_PLATFORM:
                columns = [column for column in table.columns if column.name == "id" or column.name not in without]
                texts = [column for column in columns if column.name != "id" or str(column.type) == "Key()"]
                told = session.connection().execute(table.select().with_only_columns(*texts))
                found[table.name] = sorted(str(tuple(row)) for row in told)
    return found


@contextmanager
def served(url: str, settings: Settings) -> Iterator[httpx.AsyncClient]:
    """An installation on this database, as its readers come to it."""
    app = create_app(settings.model_copy(update={"database_url": url}))
    yield httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test")


def given_small_programme(session: Session) -> None:
    """A made-up programme with a little of everything; a count of youngsters in it is protected."""
    given_population(session)
    given_place(session, "stad", kind=PlaceKind.MUNICIPALITY, code="GM9999")
    given_place(session, "veld", code="BU99990101", municipality_id="stad")
    given_area(session, "zuid", members=["veld"], municipality_id="stad")
    given_source(session, "monitor")
    given_partner(session, "politie")
    given_indicator(session, "nuisance", source="monitor")
    given_indicator(session, "youngsters", unit="count", highest=None, protected=True, good_direction="none")
    given_programme(session, "samen", areas=["zuid"], partners=["politie"])
    given_goal(session, "rust")
    given_intervention(session, "coaches", programme_id="samen", places=["veld"], goals=["rust"], partners=["politie"])
    given_target(session, "minder")
    measured(session, "2006", 42, source="monitor")
    measured(session, "2006", 42.5, source="monitor", reason="typing error", now=datetime(2009, 1, 1, tzinfo=UTC))
    measured(session, "2008", 3, indicator="youngsters")
    body = BodyCreate.model_validate({"id": "overleg", "programme": "samen", "name": "Overleg", "places": ["veld"]})
    recording.create(writing(session), next(one for one in ALL if one.kind == "body"), body)
    session.commit()


def small_file(url: str) -> File:
    """The file of that programme, made on the empty database at this address."""
    engine = make_engine(url)
    with Session(engine, expire_on_commit=False) as session:
        given_small_programme(session)
    return as_file(engine, "samen")
