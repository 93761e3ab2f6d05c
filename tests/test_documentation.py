"""The documentation is checked against the code: what it names exists, and what exists is named."""

import re
from pathlib import Path

import pytest

from app.settings import Settings
from tests import house

DOCUMENTS = sorted([*house.ROOT.glob("*.md"), *(house.ROOT / "docs").rglob("*.md")])
STATES = {"done", "partly", "not yet"}

each_document = pytest.mark.parametrize("document", DOCUMENTS, ids=house.name_of)


def read(name: str) -> str:
    return (house.ROOT / name).read_text()


def rows(name: str, *, under: str) -> list[list[str]]:
    """The cells of the table rows below a heading, without the head of the table."""
    section = read(name).split(f"\n## {under}\n", 1)[1].split("\n## ", 1)[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def shown_default(name: str) -> str:
    """A setting's default as the README writes it; the data folder lies in the project, wherever that is."""
    default = Settings.model_fields[name].default
    if isinstance(default, bool):
        return str(default).lower()
    return f"./{default.name}" if isinstance(default, Path) else str(default)


def test_every_setting_stands_in_the_readme_with_its_default() -> None:
    documented = {row[0].strip("`"): row[1].strip("`") for row in rows("README.md", under="Settings")}

    assert documented == {name.upper(): shown_default(name) for name in Settings.model_fields}


@each_document
def test_every_make_target_that_is_named_exists(document: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):.*## ", read("Makefile"), re.MULTILINE))
    named = set(re.findall(r"`make ([a-z]+)|^\s+make ([a-z]+)", document.read_text(), re.MULTILINE))

    assert {quoted or plain for quoted, plain in named} - targets == set()


def test_the_readme_begins_with_two_commands() -> None:
    commands = re.findall(r"^    (make \w+)", read("README.md"), re.MULTILINE)

    assert commands[:2] == ["make run", "make test"]


@each_document
def test_every_link_inside_the_documentation_leads_somewhere(document: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)[^)]*\)", document.read_text())
    inside = [link for link in links if not re.match(r"[a-z]+:|/", link)]

    assert [link for link in inside if not (document.parent / link).exists()] == []


def test_every_model_stands_in_the_glossary() -> None:
    text = read("docs/glossary.md")

    assert sorted(name for name in house.tables() if f"`{name}`" not in text) == []


def test_the_glossary_names_no_model_that_is_gone() -> None:
    classes = {node.name for path in house.modules("app") for node in house.parsed(path).body if hasattr(node, "name")}
    named = re.findall(r"`([A-Z][A-Za-z]+)`", read("docs/glossary.md"))

    assert sorted(set(named) - classes) == []


REQUIREMENTS = re.findall(
    r"^\| (F\d{3}) \| ([^|]+) \| ([^|]+) \| ([^|]*)\|$", read("docs/requirements.md"), re.MULTILINE
)


def test_each_of_the_128_requirements_has_one_line() -> None:
    assert [number for number, *_ in REQUIREMENTS] == [f"F{number:03}" for number in range(1, 129)]


def test_a_requirement_is_done_partly_done_or_not_yet() -> None:
    assert [row for row in REQUIREMENTS if row[2].strip() not in STATES] == []


def test_what_is_done_names_a_test_that_shows_it() -> None:
    assert [number for number, _, state, shown in REQUIREMENTS if state.strip() == "done" and not shown.strip()] == []


def test_every_test_that_the_requirements_name_exists() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", read("docs/requirements.md"))

    assert [(path, name) for path, name in named if not is_a_test(house.ROOT / path, name)] == []


def is_a_test(path: Path, name: str) -> bool:
    return path.exists() and (not name or any(function.name == name for function in house.functions(path)))


DECISIONS = sorted((house.ROOT / "docs/decisions").glob("[0-9]*.md"))


def test_decisions_are_numbered_without_a_gap() -> None:
    assert [path.name[:4] for path in DECISIONS] == [f"{number:04}" for number in range(1, len(DECISIONS) + 1)]


@pytest.mark.parametrize("decision", DECISIONS, ids=house.name_of)
def test_a_decision_is_one_page_of_context_decision_and_consequences(decision: Path) -> None:
    text = decision.read_text()

    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == ["Context", "Decision", "Consequences"]
    assert len(text.split()) <= 450


@each_document
def test_a_document_names_no_path_of_one_machine(document: Path) -> None:
    assert re.findall(r"(?<![\w.])/(?:home|root|work|tmp|Users)/\S+", document.read_text()) == []


def test_the_lock_files_name_no_address() -> None:
    locks = ["requirements.lock", "requirements-dev.lock", "package-lock.json"]

    assert [name for name in locks if re.search(r'"resolved"|index-url|find-links|@ https?:', read(name))] == []
