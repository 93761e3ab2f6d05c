"""Somebody of the staff with something to change, and a colleague who was first."""

import httpx
import pytest
from sqlmodel import Session

from app.models.access import Role
from tests.entry.entering import saved
from tests.given import given_area, given_goal, given_partner, given_place, given_programme
from tests.keys import Header, Keys
from tests.people import sign_in

HTMX = {"HX-Request": "true"}
BODY = "/invoer/gremia/samen-tafel"
NEW = "/invoer/gremia/nieuw?programme=samen"


@pytest.fixture
async def staff(site: httpx.AsyncClient, session: Session) -> httpx.AsyncClient:
    """Somebody of the programme's staff, signed in; and something to change."""
    given_place(session, "veld")
    given_area(session, "zuid", members=["veld"])
    given_partner(session)
    given_programme(session, areas=["zuid"])
    given_goal(session)
    await sign_in(site, session, Role.PROGRAMME_STAFF)
    return site


@pytest.fixture
async def table(staff: httpx.AsyncClient) -> str:
    """The form of a body that is there."""
    await saved(staff, NEW, {"name": "Tafel", "chair": "Wethouder", "members.0.name": "Bewoners"})
    return BODY


@pytest.fixture
def colleague(keys: Keys) -> Header:
    """Somebody else, at the API."""
    return keys.person(Role.PROGRAMME_STAFF) | {"If-Match": "*"}
