"""A programme that partners deliver to, somebody of its staff, and the police, who owe it figures."""

import pytest
from sqlmodel import Session

from app.models.access import Role
from tests.deliveries_given import given_deliveries
from tests.keys import Header, Keys


@pytest.fixture
def asks_acceptance() -> bool:
    """Whether what is delivered waits for staff. A module about that waiting overrides this."""
    return False


@pytest.fixture
def around(session: Session, asks_acceptance: bool) -> None:
    given_deliveries(session, asks_acceptance=asks_acceptance)


@pytest.fixture
def staff(around: None, keys: Keys) -> Header:
    return keys.person(Role.PROGRAMME_STAFF)


@pytest.fixture
def police(around: None, keys: Keys) -> Header:
    return keys.partner("politie")
