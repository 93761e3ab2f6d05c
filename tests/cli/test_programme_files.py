"""A whole programme out of a terminal, and into one."""

import json
from pathlib import Path

import pytest
from sqlmodel import Session, select

from app.cli import main
from app.models.access import AuditEvent
from app.models.programme import Programme
from app.models.target import Target
from tests.cli.saying import Said, output
from tests.databases import Databases
from tests.given import given_partner
from tests.programme_files_given import given_small_programme, small_file


@pytest.fixture
def file(databases: Databases, tmp_path: Path) -> Path:
    """A programme from another installation."""
    url = databases.copy_of("empty")
    path = tmp_path / "samen.json"
    path.write_text(json.dumps(small_file(url)))
    databases.drop(url)
    return path


def test_a_programme_goes_out_and_comes_in_the_same(said: Said, session: Session, tmp_path: Path) -> None:
    given_small_programme(session)
    out = tmp_path / "uit.json"
    code = main(["programme", "export", "samen", "--out", str(out), "--json"])

    assert (code, output(said)) == (0, {"programme": "samen", "file": str(out), "bytes": out.stat().st_size})
    assert main(["programme", "import", str(out), "--json"]) == 0
    assert (output(said)["created"], json.loads(out.read_text())["complete"]) == ({}, True)


def test_it_is_taken_in_with_a_trail(said: Said, session: Session, file: Path) -> None:
    assert main(["programme", "import", str(file)]) == 0
    assert said.readouterr().out == "New: 16; the same already: 0; reused: 0.\n"
    event = session.exec(select(AuditEvent).where(AuditEvent.action == "import")).one()
    assert (event.actor_name, event.subject) == ("system", "samen")


def test_a_dry_run_stores_nothing(said: Said, session: Session, file: Path) -> None:
    code = main(["programme", "import", str(file), "--dry-run", "--json"])
    told = output(said)

    assert (code, told["dryRun"], sum(told["created"].values())) == (0, True, 16)
    assert session.exec(select(Programme)).all() == []


def test_a_clash_fails_and_a_dry_run_tells_it(said: Said, session: Session, file: Path) -> None:
    given_partner(session, "politie", name="Een andere politie")
    code = main(["programme", "import", str(file)])
    told = said.readouterr()

    assert (code, told.out) == (1, "")
    assert told.err.splitlines() == [
        "The file clashes with what is here, in so many places: 1.",
        "partners.0: This id is taken here by something else. Give the one in the file another id.",
    ]
    assert session.exec(select(Target)).all() == []
    assert (main(["programme", "import", str(file), "--dry-run", "--json"]), len(output(said)["clashes"])) == (0, 1)


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ('{"format": "wijk', ["file: This is not JSON."]),
        ("[]", ["file: Give an object with named values."]),
        ("{}", ["format: This is no file of a programme: its “format” is not wijkkoers-programme."]),
    ],
)
def test_what_is_no_file_of_a_programme_is_told(said: Said, tmp_path: Path, text: str, sentences: list[str]) -> None:
    path = tmp_path / "raar.json"
    path.write_text(text)

    assert main(["programme", "import", str(path)]) == 1
    assert said.readouterr().err.splitlines() == ["Values that are not valid: 1.", *sentences]


def test_a_file_that_is_not_there_is_told(said: Said, tmp_path: Path) -> None:
    path = tmp_path / "weg.json"

    assert main(["programme", "import", str(path)]) == 1
    assert said.readouterr().err == f"The file {path} cannot be used: No such file or directory.\n"


def test_nothing_is_written_where_it_cannot_be_whole(said: Said, session: Session, tmp_path: Path) -> None:
    given_small_programme(session)

    assert main(["programme", "export", "nergens", "--out", str(tmp_path / "a.json")]) == 1
    assert main(["programme", "export", "samen", "--out", str(tmp_path / "nergens" / "a.json")]) == 1
    assert list(tmp_path.glob("*.json*")) == []
