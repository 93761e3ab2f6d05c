"""A terminal without a locale, on the test's own database."""

from pathlib import Path

import pytest
from sqlmodel import Session

from tests.cli.saying import Said
from tests.given import given_area, given_indicator, given_partner, given_place

LOCALE = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")


@pytest.fixture(autouse=True)
def _terminal(monkeypatch: pytest.MonkeyPatch, database_url: str, tmp_path: Path) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    for name in LOCALE:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def said(capsys: Said) -> Said:
    return capsys


@pytest.fixture
def _town(session: Session) -> None:
    given_partner(session, "politie")
    given_indicator(session, "nuisance")
    given_place(session, "veld")
    given_area(session, "zuid", members=["veld"])
