"""Migrating, checking and seeding an installation, from anywhere."""

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from sqlmodel import Session, select

from app.cli import main
from app.models.place import Place
from app.services.access import revision
from tests.cli.saying import Said, output


@pytest.fixture
def empty_database(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A fresh installation: no database yet."""
    monkeypatch.delenv("DATABASE_URL")
    return tmp_path / "wijkkoers.sqlite"


def test_a_fresh_installation_is_migrated_once(said: Said, empty_database: Path) -> None:
    first, second = (main(["migrate", "--json"]), output(said)), (main(["migrate", "--json"]), output(said))

    assert (first, second) == ((0, {"changed": True}), (0, {"changed": False}))
    assert empty_database.exists()


@pytest.mark.usefixtures("empty_database")
def test_without_its_tables_nothing_is_done_and_it_is_said_what_to_do(said: Said) -> None:
    assert main(["user", "create", "--email", "a@b.example", "--role", "reader"]) == 1
    assert "wijkkoers migrate" in said.readouterr().err


def test_check_finds_nothing_wrong_with_a_good_installation(said: Said) -> None:
    code = main(["check", "--json"])
    found = output(said)

    assert (code, found["ok"]) == (0, True)
    assert [each["name"] for each in found["checks"]] == ["settings", "database", "migrations", "disk", "clock"]


def test_check_says_what_is_wrong_and_not_the_password(said: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://wijkkoers:hunter2@127.0.0.1:1/nothing")

    code = main(["check", "--json"])
    out = said.readouterr().out

    assert (code, [each["ok"] for each in json.loads(out)["checks"]]) == (1, [True, False, False, True, False])
    assert "hunter2" not in out


def test_a_database_that_does_not_answer_is_no_stack_trace(said: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://wijkkoers:hunter2@127.0.0.1:1/nothing")

    assert main(["migrate"]) == 1
    assert said.readouterr().err == "The database does not do what was asked (OperationalError).\n"


def test_seeding_says_what_came_and_the_second_time_nothing_does(said: Said, session: Session) -> None:
    main(["seed", "--json"])
    first = output(said)
    main(["seed", "--json"])
    second = output(said)

    assert first["created"]["place"] == len(session.exec(select(Place)).all())
    assert (second["created"], Counter(second["kept"])) == ({}, Counter(first["created"]) + Counter(first["kept"]))


def test_the_made_up_town_goes_as_it_came(said: Said) -> None:
    main(["seed", "--only", "demo", "--json"])
    output(said)
    first = (main(["seed", "--remove", "demo", "--json"]), output(said))
    second = (main(["seed", "--remove", "demo", "--json"]), output(said))

    assert (first[0], first[1]["rows"]["programme"], first[1]["figuresOfPeople"], first[1]["kept"]) == (0, 2, 0, [])
    assert second == (0, {"removed": 0, "rows": {}, "figuresOfPeople": 0, "kept": []})


def test_what_a_command_writes_moves_the_revision(said: Said, session: Session) -> None:
    before = revision.data_revision(session)
    session.rollback()
    main(["user", "create", "--email", "a@b.example", "--role", "reader"])

    assert revision.data_revision(session) == before + 1


def test_a_command_finds_its_data_from_any_folder(tmp_path: Path) -> None:
    """The data folder is the project's own, whatever folder the terminal is in."""
    environment = {name: value for name, value in os.environ.items() if name not in ("DATA_DIR", "DATABASE_URL")}
    project = Path(__file__).parents[2]
    asked = [sys.executable, "-c", "from app.settings import Settings; print(Settings().database)"]

    found = subprocess.run(
        asked, cwd=tmp_path, env=environment | {"PYTHONPATH": str(project)}, capture_output=True, text=True, check=True
    )

    assert found.stdout.strip() == f"sqlite:///{project / 'data' / 'wijkkoers.sqlite'}"
