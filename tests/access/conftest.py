"""A small town with somebody to let in: partners, an area of one neighbourhood, a machine and a person."""

import pytest
from sqlmodel import Session
from starlette.types import ASGIApp

from app.main import create_app
from app.models.access import Role
from app.services.access import clients, people
from app.services.access.clients import Limits, NewClient
from app.services.access.people import NewUser, Post
from app.settings import Settings
from tests.access.asking import NOW
from tests.given import given_area, given_indicator, given_partner, given_place, given_population, writing


@pytest.fixture
def app(settings: Settings) -> ASGIApp:
    """The API alone: nothing here is about pages."""
    return create_app(settings, only="api")


@pytest.fixture(autouse=True)
def _town(session: Session) -> None:
    given_population(session)
    given_partner(session, "politie")
    given_partner(session, "school")
    given_place(session, "veld")
    given_place(session, "dorp")
    given_area(session, "zuid", members=["veld"])
    given_indicator(session, "nuisance")
    given_indicator(session, "safety")


@pytest.fixture
def client(session: Session) -> NewClient:
    new = clients.create(writing(session, now=NOW), "politie", Limits())
    session.commit()
    return new


@pytest.fixture
def person(session: Session) -> NewUser:
    new = people.create(writing(session, now=NOW), "anna@gemeente.example", Post(Role.PROGRAMME_STAFF))
    session.commit()
    return new
