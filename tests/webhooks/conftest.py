"""An installation that sends webhooks, somebody who receives them, and a course of which there is something to tell."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import Session

from app.models.access import Role
from app.settings import Settings
from tests.given import given_course, given_partner
from tests.keys import Header, Keys
from tests.webhooks.receiving import Receiver, receiving


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """Webhooks are on; a receiver may be on this machine."""
    address = "https://wijkkoers.voorbeeldstad.example/"
    return Settings(
        database_url=database_url, data_dir=tmp_path, webhooks=True, webhooks_to_private=True, public_url=address
    )


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver


@pytest.fixture
def staff(keys: Keys, session: Session) -> Header:
    given_course(session)
    given_partner(session)
    return keys.person(Role.PROGRAMME_STAFF)
